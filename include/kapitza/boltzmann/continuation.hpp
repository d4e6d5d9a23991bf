#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/snapshot.hpp"
#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// Where the way from the Lambda of the last state (0: free streaming) to another one should first lead: to the latter, unless the defect there
/// is more than 30 free paths 1 / layer_rate thick and more than ten times as thick as the last; then in equal factors of ten at most.
double next_stop(double last, double Lambda, double layer_rate);

/// From one Lambda to the next, starting with free streaming at Lambda = 0.
///
/// A state is sought from the best of two guesses: the state before, and the line in log Lambda through the two states
/// before if it is positive; best is the smaller residual at the new Lambda. Long ways of Newton's method lead over `next_stop`. When a
/// step fails, the geometric mean of both Lambda (a quarter of the first one) is visited before; states visited on the way are
/// converged to 1e-6 only.
class Continuation {
 public:
  /// Improve n at the problem's Lambda: arguments n, tolerance, steps allowed, whether to go on to the rounding floor, and the
  /// pace to begin with. n holds the state reached so far at any time.
  using Solver = std::function<SteadyOutcome(Vec, double, int, bool, const Pace&)>;

  Continuation(SteadyProblem& problem, Solver solver, const SteadyOptions& options);

  /// Go to `Lambda`, not below the one before, to a tolerance and perhaps on to the rounding floor; state() is then the solution if the outcome has converged. Otherwise the
  /// reason tells how far continuation came and why it went no further, and state() is what it was.
  SteadyOutcome advance(double Lambda, double tolerance, bool to_floor);

  Vec state() const noexcept { return states_.back().n.get(); }

  /// To be told by the solver's own report after each step.
  void note_step(int step, const Pace& pace) noexcept;
  /// Where it stands, also when asked from within the solver. Not collective.
  GridSnapshot snapshot() const;
  /// Take over from a snapshot of the same problem; the next advance() goes on with the attempt in it. Throws NumericalFailure
  /// for an n that is not finite or far below zero. Collective.
  void resume(const GridSnapshot& snapshot);

 private:
  struct State {
    double Lambda;
    PetscVec n;
  };
  /// advance() at work: what it aims at, what it has cost, and the state of the attempt.
  struct Way {
    double aim;
    int failures = 0;
    SteadyOutcome total;
    PetscVec n;
    Pace pace;
    int steps = 0;  // of the attempt
    double tolerance = 0;
    bool to_floor = true;
  };

  void require_usable(const StateAtLambda& state) const;
  PetscVec vector(const std::vector<double>& n) const;
  void go(Way& way, double Lambda);
  PetscVec guess(double Lambda) const;
  PetscVec extrapolated(double Lambda) const;
  /// The state at the aim, or nothing; the cost is added to the total, which takes over how it ended.
  PetscVec attempt(Way& way, bool arrives);
  /// Where to go from the last state on the way to Lambda.
  double stop(double Lambda) const;
  /// Where to try when the way to Lambda was too long.
  double halfway(double Lambda) const;
  /// The factor to go on with after a state on the way: the square of the last one that worked.
  double stride() const;

  SteadyProblem& problem_;
  Solver solver_;
  SteadyOptions options_;
  std::vector<State> states_;  // the last two
  std::optional<Way> way_;
};

}  // namespace kapitza::boltzmann

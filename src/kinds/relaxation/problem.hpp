#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kapitza/kinds/relaxation/case.hpp"
#include "kapitza/micro/relaxing/relaxing_field.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::kinds {

/// One lambda of a case of kind "relaxation".
struct RelaxationRow {
  double lambda = 0, end = 0;
  int realisations = 0;
  std::vector<std::uint64_t> looks;  ///< steps at which n is looked at, ascending
  std::vector<double> times;         ///< the same as times
  std::size_t half = 0;              ///< the look at end/2; the last is at end

  /// "lambda = 0.02, t = 60".
  std::string name() const;
};

/// The physics that a case of kind "relaxation" describes: cheap to build, and free of MPI.
class RelaxationProblem {
 public:
  /// Throws InvalidInput for times that do not serve.
  explicit RelaxationProblem(const RelaxationCase& input);

  /// The case with the step chosen and the times rounded to whole steps.
  const RelaxationCase& input() const noexcept { return input_; }
  const model::ParabolicDispersion& dispersion() const noexcept { return dispersion_; }
  const model::Interaction& interaction() const noexcept { return interaction_; }
  const model::MomentumGrid& grid() const noexcept { return grid_; }
  /// n(k) at t = 0, on grid().
  const std::vector<double>& initial() const noexcept { return initial_; }
  /// In units of end, ascending, one half and one among them.
  const std::vector<double>& fractions() const noexcept { return fractions_; }
  const std::vector<RelaxationRow>& rows() const noexcept { return rows_; }

  micro::RelaxingSystem system(const RelaxationRow& row) const;
  micro::RelaxingSchedule schedule(const RelaxationRow& row) const;
  double site_steps(const RelaxationRow& row) const;

  /// Of what the text tells: a field that collapses, a phase that turns too fast.
  std::vector<std::string> warnings() const;

 private:
  void resolve_time();
  void make_rows();

  RelaxationCase input_;
  model::ParabolicDispersion dispersion_;
  model::Interaction interaction_;
  model::MomentumGrid grid_;
  std::vector<double> initial_, fractions_;
  std::vector<RelaxationRow> rows_;
};

}  // namespace kapitza::kinds

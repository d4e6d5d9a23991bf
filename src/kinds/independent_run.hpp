#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/io/fields.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/micro/measuring/independent_ensemble.hpp"
#include "kapitza/micro/stepping/stepper.hpp"
#include "run_control.hpp"

namespace kapitza::kinds {

/// Realisations below which there are no standard errors, and no partial result.
inline constexpr int least_independent = 2;

/// A run over ensembles of independent realisations in mid-course: all but the last complete, between two rounds of realisations, and
/// FFTW's plans, on which the last bits depend.
struct UnfinishedEnsembles {
  std::vector<micro::IndependentState> ensembles;
  std::string wisdom;
};

/// Where a result keeps IndependentState::moments, from which more realisations are added: the axes, the second of which `what` each realisation
/// adds, and the dataset.
io::Description moments_row();
io::Description moments_number(const std::string& what);
io::Description moments_sums();
/// `size`: of the moments.
void write_moments_axes(io::ResultFile& file, const io::Description& number, std::size_t size);

/// What is asked of an ensemble.
struct Asked {
  int realisations;
  std::size_t numbers;  ///< of each realisation
};

/// The records refer to `unfinished`.
io::CheckpointRecords checkpoint_records(const Communicator& world,
                                         const UnfinishedEnsembles& unfinished);
/// The same on all ranks. Throws InputOutputFailure, naming file and path, for an ensemble of more realisations than are asked for, of
/// another number of numbers, or not finite. Collective.
UnfinishedEnsembles read_unfinished(const Communicator& world, const io::CheckpointReader& file,
                                    std::span<const Asked> asked);

/// Runs ensembles one after the other from where `behind` ends, with the display and the checkpoints of the whole. An ensemble has the
/// members run, state, restore and work of micro::QuenchEnsemble. Everything is collective.
class IndependentRun {
 public:
  /// `size`: the sum of what the ensembles cost, in any unit.
  IndependentRun(const Communicator& world, RunControl& control, UnfinishedEnsembles& behind,
                 double size, Progress::Style style, Timing& timing);

  /// The next one. `name`: for people, empty if there is no other.
  template <class Ensemble>
  void run(Ensemble& ensemble, int realisations, double size, const std::string& name, bool last) {
    micro::IndependentState& state = next();
    if (state.realisations_done > 0) ensemble.restore(state);
    const int before = state.realisations_done;
    const auto keep = [&] { state = ensemble.state(); };
    timing_.during("realisations", [&] {
      return ensemble.run([&](int done) {
        show(size * done / realisations, name, done, realisations);
        obey(clock_.poll(), keep, said(name, done, realisations) + " done");
        return false;
      });
    });
    if (!last) obey(clock_.poll_finished(), keep, name + " done");
    keep();
    size_before_ += size;
    count(realisations - before, ensemble.work());
  }
  void finish(const std::string& done) { display_.finish(done); }

 private:
  micro::IndependentState& next();
  static std::string said(const std::string& name, int done, int realisations);
  void show(double size, const std::string& name, int done, int realisations);
  void obey(Demand demand, const std::function<void()>& keep, const std::string& done);
  void count(int realisations, const micro::StepperWork& work);

  const Communicator& world_;
  RunControl& control_;
  UnfinishedEnsembles& behind_;
  Progress display_;
  CheckpointClock clock_;
  Timing& timing_;
  std::size_t begun_ = 0;
  bool shown_ = false;
  double size_before_ = 0;
};

}  // namespace kapitza::kinds

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "../extension.hpp"
#include "../plans.hpp"
#include "../run_control.hpp"
#include "errors.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/io/result_file.hpp"
#include "problem.hpp"
#include "solve.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// The rank that computes the i-th mu of a scan: the last ranks come first, for the first has the case itself to solve.
int scan_owner(std::size_t i, int ranks) {
  return ranks - 1 - static_cast<int>(i % static_cast<std::size_t>(ranks));
}

using Half = std::optional<HalfOfTheMomenta>;

/// The errors of what has been solved, by `solve` of the half; left open, with a warning, if that fails.
template <class Solved, class Solve>
void bound_errors(const Half& half, Solved& solved, const Solve& solve) {
  leave_errors_open(solved);
  if (!half) return;
  try {
    half->bound(solved, solve(half->problem()));
  } catch (const Error& failure) {
    spdlog::warn("errors are not estimated: no solution with half of the momenta ({})",
                 failure.what());
  }
}

/// The case on the first rank, the scan dealt to all; complete on the first rank.
LinearResult solve(const Communicator& world, const CheckpointClock& clock,
                   const LinearProblem& problem, const LinearCase& input, const RunRequest& request,
                   Timing& timing) {
  const std::size_t Lambdas = input.Lambda.size(), scanned = input.scan_mu.size();
  LinearResult result;
  const auto& fields = scan_fields();
  std::vector<double> scan(scanned * fields.width());
  world.collectively([&] {
    double mine = world.root() ? 1 : 0, done = 0;
    for (std::size_t i = 0; i < scanned; ++i)
      mine += scan_owner(i, world.size()) == world.rank() ? 1 : 0;
    const auto honour_stop = [&] {
      if (clock.local() == Demand::WriteAndStop)
        throw StopRequested{
            "stopped on request before its end: nothing is kept, run it again from the beginning"};
    };
    Progress progress{"solve", std::max(mine, 1.0),
                      Progress::suitable_style(world.root() && !request.quiet, request.log_format)};
    honour_stop();
    const Half half = HalfOfTheMomenta::of(input, problem);
    if (world.root()) {
      result = solve_linear(problem, input.Lambda, timing, [&](std::size_t solved) {
        progress.update(static_cast<double>(solved) / static_cast<double>(Lambdas),
                        fmt::format("Lambda = {:g}", input.Lambda[solved - 1]));
        if (solved < Lambdas) honour_stop();
      });
      bound_errors(half, result, [&](const LinearProblem& fewer) {
        return solve_linear(fewer, input.Lambda, timing, [](std::size_t) {});
      });
      done = 1;
    }
    for (std::size_t i = 0; i < scanned; ++i) {
      if (scan_owner(i, world.size()) != world.rank()) continue;
      honour_stop();
      progress.update(done, fmt::format("mu = {:g}", input.scan_mu[i]));
      const double mu = input.scan_mu[i];
      ScanPoint point = scan_point(problem, mu, timing);
      bound_errors(half, point,
                   [&](const LinearProblem& fewer) { return scan_point(fewer, mu, timing); });
      std::ranges::copy(fields.packed(point),
                        scan.begin() + static_cast<std::ptrdiff_t>(i * fields.width()));
      ++done;
    }
    progress.finish(fmt::format("{} Lambda, {} mu", Lambdas, scanned));
  });
  world.sum(scan);
  for (std::size_t i = 0; i < scanned; ++i) {
    result.scan.push_back(
        fields.unpacked(std::span{scan}.subspan(i * fields.width(), fields.width())));
    result.scan.back().mu = input.scan_mu[i];
  }
  return result;
}

/// One factorisation serves every Lambda: an extension is computed as one run of all, once the file is known to be a part of it.
void require_part_of(const LinearCase& input, const io::CaseIdentity& of,
                     const std::filesystem::path& file) {
  const std::array<std::string, 2> free_keys{"defect.Lambda", "scan.mu"};
  const io::ResultReader result{file};
  require_same_but(result, of, free_keys);
  require_held_are_asked(result.name(), "defect.Lambda", result.numbers("/Lambda"), input.Lambda);
  if (result.contains("/scan/mu"))
    require_held_are_asked(result.name(), "scan.mu", result.numbers("/scan/mu"), input.scan_mu);
}

}  // namespace

ExitCode run_linear(const Session& session, const RunRequest& request, const Provenance& provenance,
                    const std::string& resolved, const LinearCase& input) {
  const Communicator& world = session.world();
  session.require_options_used();  // there is no solver that could ask for any
  const Output output = find_output(world, request, input, tables(input.left, input.right));
  Timing timing;
  const LinearProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return LinearProblem{input}; }); });
  RunControl control{world,
                     request,
                     input,
                     {"linear", resolved,
                      fingerprint("perturbation.left", input.left) +
                          fingerprint("perturbation.right", input.right)},
                     output,
                     linear_file_size(input.Lambda.size(), problem.X.size(), problem.left.size(),
                                      input.scan_mu.size())};
  if (request.restart)
    throw InvalidInput{
        "--restart: a case of kind \"linear\" is short and has no checkpoints; run it "
        "from the beginning"};
  static_cast<void>(control.checkpoint());  // can only be of another case, and is refused
  if (request.extend)
    world.collectively([&] { require_part_of(input, control.identity(), *request.extend); });
  const CheckpointClock clock{world, control.times()};
  if (!problem.doubt.empty()) spdlog::warn(problem.doubt);
  auto nothing_to_lose = control.nothing_to_lose();
  Plans plans{world, Planning::Measure,
              ""};  // each rank has lattices of its own; those of the first are kept
  const LinearResult result = solve(world, clock, problem, input, request, timing);
  plans.remember();
  nothing_to_lose.reset();
  const TimingReport report = collect(world, timing);
  world.collectively([&] {  // what one rank holds, one rank writes
    if (!world.root()) return;
    write_linear(Communicator::alone(), output.file(), problem.grid, result, control.identity(),
                 provenance, report, control.former(true));
  });
  spdlog::info("{} Lambda and {} mu written to {}", input.Lambda.size(), input.scan_mu.size(),
               output.file().string());
  return ExitCode::Done;
}

}  // namespace kapitza::kinds

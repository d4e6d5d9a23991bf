#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <array>
#include <vector>

#include "kapitza/base/progress.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/config/read_case.hpp"
#include "kapitza/io/linear_result.hpp"
#include "kapitza/io/result_file.hpp"
#include "linear_output.hpp"
#include "linear_problem.hpp"
#include "run_control.hpp"
#include "run_kinds.hpp"

namespace kapitza::app {
namespace {

/// One number per entry of io::ScanPoint beside mu.
constexpr std::size_t scan_width = 10;

void pack(const io::ScanPoint& point, std::span<double> to) {
  const auto& kappa = point.conductivity;
  const auto& R = point.resistance;
  const std::array<double, scan_width> values{kappa[0][0],
                                              kappa[0][1],
                                              kappa[1][0],
                                              kappa[1][1],
                                              R[0][0],
                                              R[0][1],
                                              R[1][0],
                                              R[1][1],
                                              point.conductivity_asymmetry,
                                              point.resistance_asymmetry};
  std::ranges::copy(values, to.begin());
}

io::ScanPoint unpacked(double mu, std::span<const double> v) {
  return {mu, {{{v[0], v[1]}, {v[2], v[3]}}}, {{{v[4], v[5]}, {v[6], v[7]}}}, v[8], v[9]};
}

/// The rank that computes the i-th mu of a scan: the last ranks come first, for the first has the case itself to solve.
int scan_owner(std::size_t i, int ranks) {
  return ranks - 1 - static_cast<int>(i % static_cast<std::size_t>(ranks));
}

/// The case on the first rank, the scan dealt to all; complete on the first rank.
io::LinearResult solve(const Communicator& world, const CheckpointClock& clock,
                       const LinearProblem& problem, const config::LinearCase& input,
                       const RunCommand& command, Timing& timing) {
  const std::size_t Lambdas = input.Lambda.size(), scanned = input.scan_mu.size();
  io::LinearResult result;
  std::vector<double> scan(scanned * scan_width);
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
                      Progress::suitable_style(world.root() && !command.quiet, command.log_format)};
    honour_stop();
    if (world.root()) {
      result = solve_linear(problem, input.Lambda, timing, [&](std::size_t solved) {
        progress.update(static_cast<double>(solved) / static_cast<double>(Lambdas),
                        fmt::format("Lambda = {:g}", input.Lambda[solved - 1]));
        if (solved < Lambdas) honour_stop();
      });
      done = 1;
    }
    for (std::size_t i = 0; i < scanned; ++i) {
      if (scan_owner(i, world.size()) != world.rank()) continue;
      honour_stop();
      progress.update(done, fmt::format("mu = {:g}", input.scan_mu[i]));
      pack(scan_point(problem, input.scan_mu[i], timing),
           std::span{scan}.subspan(i * scan_width, scan_width));
      ++done;
    }
    progress.finish(fmt::format("{} Lambda, {} mu", Lambdas, scanned));
  });
  world.sum(scan);
  for (std::size_t i = 0; i < scanned; ++i)
    result.scan.push_back(unpacked(
        input.scan_mu[i], std::span<const double>{scan}.subspan(i * scan_width, scan_width)));
  return result;
}

}  // namespace

ExitCode run_kind(const Session& session, const RunCommand& command,
                  const config::LinearCase& input, const Provenance& provenance) {
  const Communicator& world = session.world();
  session.require_options_used();  // there is no solver that could ask for any
  const std::filesystem::path file = output_file(command, input.output_file);
  Timing timing;
  const LinearProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return LinearProblem{input}; }); });
  RunControl control{world, command, input, file,
                     io::linear_file_size(input.Lambda.size(), problem.X.size(),
                                          problem.left.size(), input.scan_mu.size())};
  if (command.restart)
    throw InvalidInput{
        "--restart: a case of kind \"linear\" is short and has no checkpoints; run it "
        "from the beginning"};
  static_cast<void>(control.checkpoint());  // can only be of another case, and is refused
  const CheckpointClock clock{world, control.times()};
  const io::LinearResult result = solve(world, clock, problem, input, command, timing);
  const TimingReport report = collect(world, timing);
  world.collectively([&] {  // what one rank holds, one rank writes
    if (!world.root()) return;
    io::write_linear(Communicator::borrowed(MPI_COMM_SELF), file, result, provenance,
                     config::resolved_text(input), report);
  });
  spdlog::info("{} Lambda and {} mu written to {}", input.Lambda.size(), input.scan_mu.size(),
               file.string());
  return ExitCode::Done;
}

}  // namespace kapitza::app

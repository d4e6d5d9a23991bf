#include "evolution_checkpoint.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::kinds {
namespace {

std::string n_at(std::size_t time) {
  return fmt::format("evolution/time/{}/n", time);
}

}  // namespace

io::CheckpointRecords checkpoint_records(const Communicator& world, const BoltzmannProblem& problem,
                                         const UnfinishedEvolution& unfinished) {
  io::CheckpointRecords records = checkpoint_records(world, problem, unfinished.stationary);
  if (!unfinished.now) return records;
  const boltzmann::EvolutionSnapshot& now = *unfinished.now;
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto points = static_cast<std::size_t>(evolution_scheme(problem, unfinished.aim()).size());
  const auto first =
      static_cast<std::size_t>(boltzmann::point_block(static_cast<int>(points), world).first);
  const auto local = [&](const std::string& name, const std::vector<double>& n) {
    records.add(name, n, first * K, points * K);
  };
  local("evolution/n", now.n);
  for (std::size_t t = 0; t < unfinished.record.times.size(); ++t)
    local(n_at(t), unfinished.record.times[t].n);
  if (!world.root()) return records;
  records.add(
      "evolution/now",
      std::vector<double>{now.time, now.time_step, now.left[0], now.left[1], now.right[0],
                          now.right[1], now.initial[0], now.initial[1], now.largest, now.error});
  records.add("evolution/steps", static_cast<std::int64_t>(now.steps));
  std::vector<std::int64_t> ends;
  for (const TimeRecord& time : unfinished.record.times)
    ends.push_back(static_cast<std::int64_t>(time.step));
  records.add("evolution/times", std::move(ends));
  std::vector<double> steps;
  for (const StepRecord& step : unfinished.record.steps)
    for (const auto& field : step_fields().list())
      io::append(steps, field.get(step));
  records.add("evolution/record", std::move(steps));
  return records;
}

UnfinishedEvolution read_unfinished_evolution(const Communicator& world,
                                              const BoltzmannProblem& problem, bool with_stationary,
                                              const io::CheckpointReader& file) {
  UnfinishedEvolution unfinished;
  unfinished.stationary = read_unfinished(world, problem, file);
  if (!file.contains("evolution/n")) return unfinished;
  return world.collectively([&] {
    const auto misfit = [&](const std::string& name) {
      return InputOutputFailure{file.file().string() + ": " + name + " does not fit the grid"};
    };
    if (with_stationary != (unfinished.aim() != nullptr)) throw misfit("evolution");
    const auto K = static_cast<std::size_t>(problem.grid.size());
    const std::vector<double> X = evolution_scheme(problem, unfinished.aim()).X;
    const boltzmann::PointBlock block = boltzmann::point_block(static_cast<int>(X.size()), world);
    const auto local = [&](const std::string& name) {
      if (file.size(name) != X.size() * K) throw misfit(name);
      auto n = file.numbers(name, static_cast<std::size_t>(block.first) * K,
                            static_cast<std::size_t>(block.count) * K);
      for (std::size_t at = 0; at < n.size(); at += K)
        if (const auto k = boltzmann::first_unphysical(std::span{n}.subspan(at, K)))
          throw NumericalFailure{
              fmt::format("{}: {} = {:.6g} at X = {:.6g}, k = {:.6g}", file.file().string(), name,
                          n[at + static_cast<std::size_t>(*k)],
                          X[static_cast<std::size_t>(block.first) + at / K], problem.grid[*k])};
      return n;
    };
    const auto numbers = file.numbers("evolution/now", 0, 10);
    boltzmann::EvolutionSnapshot& now = unfinished.now.emplace();
    now.time = numbers[0];
    now.time_step = numbers[1];
    now.left = {numbers[2], numbers[3]};
    now.right = {numbers[4], numbers[5]};
    now.initial = {numbers[6], numbers[7]};
    now.largest = numbers[8];
    now.error = numbers[9];
    now.steps = static_cast<int>(file.integer("evolution/steps"));
    now.n = local("evolution/n");

    const auto all = file.numbers("evolution/record");
    const StepRecord sized = StepRecord::sized(X.size(), K);
    std::span<const double> rest{all};
    while (!rest.empty()) {
      StepRecord& step = unfinished.record.steps.emplace_back(sized);
      for (const auto& field : step_fields().list()) {
        const std::size_t width = field.get(sized).size();
        if (rest.size() < width) throw misfit("evolution/record");
        field.set(step, rest.first(width));
        rest = rest.subspan(width);
      }
    }
    for (const std::int64_t step : file.integers("evolution/times")) {
      if (step < 0 || static_cast<std::size_t>(step) >= unfinished.record.steps.size())
        throw misfit("evolution/times");
      unfinished.record.times.push_back(
          {static_cast<std::size_t>(step), local(n_at(unfinished.record.times.size()))});
    }
    return unfinished;
  });
}

}  // namespace kapitza::kinds

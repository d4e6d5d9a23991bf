#include "kapitza/io/boltzmann_result.hpp"

#include "gathered.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/timing.hpp"
#include "root_attributes.hpp"

namespace kapitza::io {
namespace {

using States = std::span<const BoltzmannState>;

std::vector<double> joined(std::span<const double> first, std::span<const double> second) {
  std::vector<double> both{first.begin(), first.end()};
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

void write_scales(ResultFile& file, const BoltzmannResult& result) {
  const auto Lambda = gathered<double>(result.states, &BoltzmannState::Lambda);
  file.scale({"/Lambda", {}, "1", "interaction strength of the defect"}, Lambda);
  file.scale({"/X", {}, "1", "position in the defect, cumulative D^2"}, result.points.X);
  file.scale({"/k", {}, "1/site", "momentum"}, result.k);
  const std::vector<double> ends{0, 1};
  file.scale({"/side", {}, "1", "X of an end of the defect: 0 left, 1 right"}, ends);
}

void write_occupations(ResultFile& file, const BoltzmannResult& result, const Slab& slab) {
  const States states = result.states;
  file.write({"/n", {"/Lambda", "/X", "/k"}, "1", "occupation"},
             gathered<double>(states, &BoltzmannState::n), slab);
  const auto at = [&](const std::string& name, auto member, const std::string& meaning) {
    file.write({name, {"/Lambda", "/k"}, "1", meaning}, gathered<double>(states, member));
  };
  at("/n_left", &BoltzmannState::n_left, "occupation at X = 0: k > 0 is injected, k < 0 leaves");
  at("/n_right", &BoltzmannState::n_right, "occupation at X = 1: k < 0 is injected, k > 0 leaves");
  at("/n_center", &BoltzmannState::n_center, "occupation at X = 1/2");
}

void write_profiles(ResultFile& file, const BoltzmannResult& result, const Slab& slab) {
  const auto local = [&](const std::string& name, auto member, const std::string& units,
                         const std::string& meaning) {
    file.write({name, {"/Lambda", "/X"}, units, meaning}, gathered<double>(result.states, member),
               slab);
  };
  const auto global = [&](const std::string& name, auto member, const std::string& units,
                          const std::string& meaning) {
    file.write({name, {"/Lambda", "/X"}, units, meaning}, gathered<double>(result.states, member));
  };
  local("/density", &BoltzmannState::density, "1/site", "density, int dk/2pi n");
  local("/energy", &BoltzmannState::energy, "hopping/site", "energy density, int dk/2pi E n");
  global("/current/number", &BoltzmannState::number_current, "hopping",
         "number current, int dk/2pi v n");
  global("/current/energy", &BoltzmannState::energy_current, "hopping^2",
         "energy current, int dk/2pi v E n");
  local("/thermal/beta", &BoltzmannState::beta, "1/hopping", "inverse temperature of the fit");
  local("/thermal/mu", &BoltzmannState::mu, "hopping", "chemical potential of the fit");
  local("/thermal/deviation", &BoltzmannState::deviation, "1", "max over k of |n / n_fit - 1|");
}

void write_injection(ResultFile& file, const BoltzmannResult& result) {
  file.write({"/injected/left", {"/k"}, "1", "occupation injected at X = 0, where v > 0"},
             result.injected_left);
  file.write({"/injected/right", {"/k"}, "1", "occupation injected at X = 1, where v < 0"},
             result.injected_right);
  const OutgoingThermal &left = result.outgoing_left, &right = result.outgoing_right;
  const std::string meaning = " of outgoing carriers if the defect thermalised them";
  file.write({"/outgoing_thermal/beta", {"/side"}, "1/hopping", "inverse temperature" + meaning},
             std::vector{left.beta, right.beta});
  file.write({"/outgoing_thermal/mu", {"/side"}, "hopping", "chemical potential" + meaning},
             std::vector{left.mu, right.mu});
  file.write({"/outgoing_thermal/n", {"/side", "/k"}, "1", "occupation" + meaning},
             joined(left.n, right.n));
}

void write_convergence(ResultFile& file, States states) {
  const auto number = [&](const std::string& name, auto member, const std::string& units,
                          const std::string& meaning) {
    file.write({name, {"/Lambda"}, units, meaning}, gathered<double>(states, member));
  };
  number("/residual", &BoltzmannState::residual, "1", "residual over the injected number current");
  number("/flatness/number", &BoltzmannState::number_flatness, "1",
         "max over X of |J - mean J| over the injected current");
  number("/flatness/energy", &BoltzmannState::energy_flatness, "1",
         "max over X of |J - mean J| over the injected current");
  number("/seconds", &BoltzmannState::seconds, "s", "wall time");
  file.write({"/steps", {"/Lambda"}, "1", "steps of the iteration"},
             gathered<int>(states, &BoltzmannState::steps));
  file.attribute("converged_reason", gathered<std::string>(states, &BoltzmannState::reason));
}

void write_resolution(ResultFile& file, const Resolution& resolution) {
  const std::string group = "/resolution/N=" + std::to_string(resolution.N);
  file.scale({group + "/X", {}, "1", "position in the defect, cumulative D^2"},
             resolution.points.X);
  std::vector<double> n;
  for (const auto& one : resolution.n)
    n.insert(n.end(), one.begin(), one.end());
  file.write({group + "/n", {"/Lambda", group + "/X", "/k"}, "1", "occupation, not extrapolated"},
             n, Slab{1, resolution.points.first, resolution.points.count});
}

}  // namespace

std::size_t boltzmann_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta) {
  constexpr std::size_t metadata = 1 << 17;
  return metadata + sizeof(double) * Lambdas * (points * (momenta + 7) + 3 * momenta + 8) +
         sizeof(double) * 8 * momenta;
}

void write_boltzmann(const Communicator& comm, const std::filesystem::path& path,
                     const BoltzmannResult& result, const Provenance& provenance,
                     const std::string& input, const TimingReport& timing) {
  const double start = MPI_Wtime();
  const Slab slab{1, result.points.first, result.points.count};
  std::size_t points = result.points.X.size();
  for (const Resolution& resolution : result.resolutions)
    points += resolution.points.X.size();
  ResultFile file{
      comm, path,
      boltzmann_file_size(result.states.size(), points, result.k.size()) + input.size()};
  write_origin(file, "boltzmann", provenance, input);
  write_scales(file, result);
  write_occupations(file, result, slab);
  write_profiles(file, result, slab);
  write_injection(file, result);
  write_convergence(file, result.states);
  for (const Resolution& resolution : result.resolutions)
    write_resolution(file, resolution);
  file.attribute("collision", result.collision);
  write_timing(file, timing, MPI_Wtime() - start);
  write_end(file, comm, result.complete);
  file.commit();
}

}  // namespace kapitza::io

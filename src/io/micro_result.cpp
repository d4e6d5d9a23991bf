#include "kapitza/io/micro_result.hpp"

#include <functional>
#include <numeric>
#include <string>

#include "gathered.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/timing.hpp"
#include "root_attributes.hpp"

namespace kapitza::io {
namespace {

using Member = Measured MicroState::*;

bool several(const MicroResult& result) {
  return result.states.size() > 1;
}

std::vector<int> counted(std::size_t size) {
  std::vector<int> indices(size);
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

/// Writes what depends on the case, with or without the leading dimension.
class StateWriter {
 public:
  StateWriter(ResultFile& file, const MicroResult& result)
      : file_{file}, states_{result.states}, several_{several(result)} {}

  std::vector<std::string> axes(std::vector<std::string> inner) const {
    if (several_) inner.insert(inner.begin(), "/case");
    return inner;
  }

  template <class Pick>
  void numbers(const std::string& path, const std::vector<std::string>& inner,
               const std::string& units, const std::string& meaning, Pick pick) {
    file_.write({path, axes(inner), units, meaning}, gathered<double>(states_, pick));
  }
  template <class Pick>
  void integers(const std::string& path, const std::string& units, const std::string& meaning,
                Pick pick) {
    file_.write({path, axes({}), units, meaning}, gathered<int>(states_, pick));
  }

  /// `path` and `path`_stderr.
  void measured(const std::string& path, const std::vector<std::string>& inner,
                const std::string& units, const std::string& meaning, Member member) {
    numbers(
        path, inner, units,
        meaning, [=](const MicroState& s) -> const auto& { return (s.*member).mean; });
    numbers(
        path + "_stderr", inner, units,
        "standard error: " + meaning, [=](const MicroState& s) -> const auto& {
          return (s.*member).standard_error;
        });
  }

  /// A drift with its z-score, difference over standard error.
  void z_score(const std::string& path, const std::vector<std::string>& inner,
               const std::string& meaning, Member member) {
    numbers(path, inner, "1", "z-score: " + meaning, [=](const MicroState& s) {
      const Measured& drift = s.*member;
      std::vector<double> z(drift.mean.size());
      for (std::size_t i = 0; i < z.size(); ++i)
        z[i] = drift.mean[i] == 0 ? 0 : drift.mean[i] / drift.standard_error[i];
      return z;
    });
  }

 private:
  ResultFile& file_;
  const std::vector<MicroState>& states_;
  bool several_;
};

void write_scales(ResultFile& file, const MicroResult& result) {
  if (several(result))
    file.scale({"/case", {}, "1", "index of the case in the product of lists"},
               counted(result.states.size()));
  file.scale({"/k", {}, "1/site", "momentum"}, result.k);
  file.scale({"/side", {}, "1", "lead: 0 left, 1 right of the defect"}, counted(2));
  const std::vector<std::string> sides{"left", "right"};
  file.attribute("sides", sides);
}

void write_defects(ResultFile& file, StateWriter& write, const MicroResult& result) {
  file.attribute("Gamma", result.Gamma);
  file.attribute("reservoir_transmission", result.transmission);
  file.attribute("reservoir_reflecting_below", result.reflecting_below);
  file.attribute("step", result.step);
  file.attribute("settle", result.settle);
  file.attribute("measure", result.measure);
  file.attribute("seed", result.seed);
  file.attribute("first", result.first);
  if (!several(result)) {
    const MicroState& state = result.states.front();
    file.attribute("length", static_cast<long long>(state.length));
    file.attribute("sites", static_cast<long long>(state.sites));
    file.attribute("lambda", state.lambda);
    file.attribute("Lambda", state.Lambda);
    file.attribute("renormalised", static_cast<long long>(state.renormalised));
    file.attribute("A", state.A);
    return;
  }
  write.integers("/case_length", "site", "length L of the defect", &MicroState::length);
  write.integers("/case_sites", "site", "length of the ring", &MicroState::sites);
  write.numbers("/case_lambda", {}, "1", "coupling lambda", &MicroState::lambda);
  write.numbers("/case_Lambda", {}, "1", "strength lambda^2 sum_x D^2", &MicroState::Lambda);
  write.integers("/case_renormalised", "1", "1 if A cancels the mean field, else 0",
                 [](const MicroState& state) { return state.renormalised ? 1 : 0; });
  write.numbers("/case_A", {}, "hopping", "coefficient A of |psi|^2 added to V", &MicroState::A);
}

void write_leads(ResultFile& file, StateWriter& write, const MicroResult& result) {
  file.write(
      {"/injected/left", {"/k"}, "1", "occupation given for the left, of which k > 0 enters"},
      result.injected_left);
  file.write(
      {"/injected/right", {"/k"}, "1", "occupation given for the right, of which k < 0 enters"},
      result.injected_right);
  write.measured("/lead_left/n", {"/k"}, "1",
                 "occupation in the left lead, k < 0 leaves the defect", &MicroState::left);
  write.numbers("/lead_left/x", {}, "site", "centre of the window, from the middle of the defect",
                &MicroState::left_x);
  write.measured("/lead_right/n", {"/k"}, "1",
                 "occupation in the right lead, k > 0 leaves the defect", &MicroState::right);
  write.numbers("/lead_right/x", {}, "site", "centre of the window, from the middle of the defect",
                &MicroState::right_x);
}

void write_wigner(ResultFile& file, StateWriter& write, const MicroResult& result) {
  const MicroState& first = result.states.front();
  const std::string meaning = "centre of the window, from the middle of the defect";
  std::string axis = "/wigner/x";
  if (several(result)) {
    axis = "/wigner/window";
    file.scale({axis, {}, "1", "index of the window"}, counted(first.wigner_x.size()));
    write.numbers("/wigner/x", {axis}, "site", meaning, &MicroState::wigner_x);
  } else {
    file.scale({axis, {}, "site", meaning}, first.wigner_x);
  }
  write.measured("/wigner/n", {axis, "/k"}, "1",
                 "Wigner function n(x, k) in windows along the ring", &MicroState::wigner);
}

void write_currents(StateWriter& write) {
  write.measured("/current/number", {"/side"}, "hopping", "number current, int dk/2pi v n",
                 &MicroState::number_current);
  write.measured("/current/energy", {"/side"}, "hopping^2", "energy current, int dk/2pi v E n",
                 &MicroState::energy_current);
  const auto imbalance = [&](const std::string& name, std::size_t which) {
    const std::string meaning = name + " current of the left lead minus that of the right";
    const std::string units = which == 0 ? "hopping" : "hopping^2";
    const std::string path = "/current/" + name + "_imbalance";
    write.numbers(path, {}, units, meaning,
                  [=](const MicroState& s) { return s.imbalance.mean[which]; });
    write.numbers(path + "_stderr", {}, units, "standard error: " + meaning,
                  [=](const MicroState& s) { return s.imbalance.standard_error[which]; });
  };
  imbalance("number", 0);
  imbalance("energy", 1);
  write.measured("/outgoing/flux", {"/side"}, "hopping",
                 "int dk/2pi |v| n of what leaves the defect", &MicroState::outgoing);
  write.numbers("/outgoing/relative_error", {}, "1",
                "standard error of the outgoing flux over its mean, the larger of both leads",
                &MicroState::relative_error);
}

void write_stationarity(StateWriter& write) {
  const std::string halves = ", second half of the measurement minus the first";
  write.measured("/density", {}, "1/site", "mean density of the ring", &MicroState::density);
  write.measured("/stationarity/density_drift", {}, "1/site", "mean density" + halves,
                 &MicroState::density_drift);
  write.z_score("/stationarity/density_z", {}, "mean density" + halves, &MicroState::density_drift);
  write.measured("/stationarity/outgoing_drift", {"/side"}, "hopping", "outgoing flux" + halves,
                 &MicroState::outgoing_drift);
  write.z_score("/stationarity/outgoing_z", {"/side"}, "outgoing flux" + halves,
                &MicroState::outgoing_drift);
  write.z_score("/stationarity/lead_left_z", {"/k"}, "occupation in the left lead" + halves,
                &MicroState::left_drift);
  write.z_score("/stationarity/lead_right_z", {"/k"}, "occupation in the right lead" + halves,
                &MicroState::right_drift);
}

void write_step_difference(StateWriter& write, const MicroResult& result) {
  if (result.states.front().left_step_difference.mean.empty()) return;
  const std::string meaning = "occupation at the time step minus that at half of it, same noise: ";
  write.measured("/step_difference/left", {"/k"}, "1", meaning + "left lead",
                 &MicroState::left_step_difference);
  write.measured("/step_difference/right", {"/k"}, "1", meaning + "right lead",
                 &MicroState::right_step_difference);
}

void write_moments(ResultFile& file, StateWriter& write, const MicroResult& result) {
  const std::size_t rows = result.moment_rows.size();
  file.attribute("moments_rows", result.moment_rows);
  const std::size_t components = result.states.front().moments.size() / rows;
  file.scale({"/moments/row", {}, "1", "which sum; the attribute moments_rows names them"},
             counted(rows));
  file.scale({"/moments/component",
              {},
              "1",
              "entry of a sample: n left, n right, Wigner function, currents (number left, right, "
              "energy left, right), imbalances, outgoing fluxes, density; then step differences"},
             counted(components));
  write.numbers("/moments/sums", {"/moments/row", "/moments/component"}, "1",
                "raw sums over realisations and blocks (micro/measuring/moments.hpp says how they "
                "are merged)",
                &MicroState::moments);
}

}  // namespace

std::size_t micro_file_size(std::size_t cases, std::size_t momenta, std::size_t windows,
                            std::size_t trace_points, std::size_t moment_rows,
                            std::size_t components) {
  constexpr std::size_t metadata = 1 << 18;
  return metadata + sizeof(double) * (3 * momenta + trace_points + moment_rows + components) +
         sizeof(double) * cases *
             (2 * windows * (momenta + 1) + 10 * momenta + 2 * trace_points +
              moment_rows * components + 64);
}

void write_micro(const Communicator& comm, const std::filesystem::path& path,
                 const MicroResult& result, const Provenance& provenance, const std::string& input,
                 const TimingReport& timing) {
  const double start = MPI_Wtime();
  const MicroState& first = result.states.front();
  ResultFile file{comm, path,
                  micro_file_size(result.states.size(), result.k.size(), first.wigner_x.size(),
                                  result.trace_t.size(), result.moment_rows.size(),
                                  first.moments.size() / result.moment_rows.size()) +
                      input.size()};
  StateWriter write{file, result};
  write_origin(file, "micro", provenance, input);
  write_scales(file, result);
  write_defects(file, write, result);
  write.integers("/realisations_done", "1", "realisations that the means are made of",
                 &MicroState::realisations_done);
  write_leads(file, write, result);
  write_wigner(file, write, result);
  write_currents(write);
  write_stationarity(write);
  file.scale({"/trace/t", {}, "1/hopping", "time from the empty lattice on, middle of a bin"},
             result.trace_t);
  write.measured("/trace/density", {"/trace/t"}, "1/site", "density of the ring against time",
                 &MicroState::density_trace);
  write_step_difference(write, result);
  write_moments(file, write, result);
  write_timing(file, timing, MPI_Wtime() - start);
  write_end(file, comm, result.complete);
  file.commit();
}

}  // namespace kapitza::io

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

std::string text(const io::Measured& value, std::size_t i = 0) {
  return fmt::format("{:10.5f} +- {:.5f}", value.mean[i], value.standard_error[i]);
}

/// The index of the node nearest to k.
std::size_t nearest_node(const std::vector<double>& nodes, double k) {
  const auto closer = [k](double a, double b) { return std::abs(a - k) < std::abs(b - k); };
  return static_cast<std::size_t>(std::ranges::min_element(nodes, closer) - nodes.begin());
}

void print_occupations(const io::ResultReader& file, const DefectRecord& defect) {
  const auto k = file.numbers("/k"), left = file.numbers("/injected/left"),
             right = file.numbers("/injected/right");
  fmt::print("  {:>8} {:>9} {:>22} {:>22}   {:>9} {:>22} {:>22}\n", "k", "n_in(k)", "left lead, in",
             "right lead, out", "n_in(-k)", "right lead, in", "left lead, out");
  for (const double at : {0.2, 0.4, 0.8, 1.2, 1.6, 2.4}) {
    const std::size_t j = nearest_node(k, at), m = k.size() - 1 - j;  // the node at -k
    fmt::print("  {:8.4f} {:9.4f} {:>22} {:>22}   {:9.4f} {:>22} {:>22}\n", k[j], left[j],
               text(defect.n_left, j), text(defect.n_right, j), right[m], text(defect.n_right, m),
               text(defect.n_left, m));
  }
}

void print_currents(const DefectRecord& defect) {
  const auto print = [](const char* name, const io::Measured& current,
                        const io::Measured& imbalance) {
    fmt::print("  {} current: left {}, right {}; left - right: z = {:.2f}\n", name,
               text(current, 0), text(current, 1), z_score(imbalance));
  };
  print("number", defect.number_current, defect.number_imbalance);
  print("energy", defect.energy_current, defect.energy_imbalance);
  fmt::print("  outgoing flux:  left {}, right {}; relative error {:.2g}\n",
             text(defect.outgoing, 0), text(defect.outgoing, 1), defect.relative_error);
}

/// Near 1 where there is no drift.
double rms(std::span<const double> z) {
  double sum = 0;
  for (const double value : z)
    sum += value * value;
  return std::sqrt(sum / static_cast<double>(z.size()));
}

void print_drift(const DefectRecord& defect) {
  const double z[] = {defect.density_z, defect.outgoing_z[0], defect.outgoing_z[1]};
  fmt::print("  density: {}\n", text(defect.density));
  fmt::print(
      "  drift between the halves of the measurement, z: density {:.2f}, outgoing flux {:.2f} "
      "(left), {:.2f} (right); rms over n(k) {:.2f}, {:.2f}\n",
      z[0], z[1], z[2], rms(defect.left_z), rms(defect.right_z));
  for (const std::string& doubt : doubts(defect))
    fmt::print("  WARNING: {}\n", doubt);
}

void print_step_difference(const DefectRecord& defect) {
  const auto print = [](const char* side, const io::Measured& step, const io::Measured& n) {
    if (!step.mean.empty())
      fmt::print(
          "  {} lead: n(k) at the time step minus that at half of it, rms {:.2e}; standard error "
          "of n(k), rms {:.2e}\n",
          side, rms(step.mean), rms(n.standard_error));
  };
  print("left", defect.step_left, defect.n_left);
  print("right", defect.step_right, defect.n_right);
}

}  // namespace

void show_micro(const io::ResultReader& file) {
  const bool several = file.contains("/case");
  const std::size_t cases = several ? file.shape("/case").at(0) : 1;
  const auto number = [&](const std::string& name, std::size_t i) {
    return several ? file.numbers("/case_" + name).at(i) : file.number_attribute(name);
  };
  fmt::print(
      "\n  {} momenta; time step {:g}; the reservoir lets {:.2g} of the fastest carriers pass\n",
      file.shape("/k").at(0), file.number_attribute("step"),
      file.number_attribute("reservoir_transmission"));
  const auto defects = defect_fields(several, true).read(file, cases);
  for (std::size_t i = 0; i < cases; ++i) {
    fmt::print(
        "\nL = {}, Lambda = {:.5g}, lambda = {:.5g}, A = {:.5g}{}; {} sites, {} realisations\n",
        number("length", i), number("Lambda", i), number("lambda", i), number("A", i),
        number("renormalised", i) != 0 ? " (renormalised)" : "", number("sites", i),
        defects[i].realisations_done);
    print_occupations(file, defects[i]);
    print_currents(defects[i]);
    print_drift(defects[i]);
    print_step_difference(defects[i]);
  }
  fmt::print("\n  z: difference over its standard error; what enters is smoothed over 2 pi/K\n");
}

}  // namespace kapitza::kinds

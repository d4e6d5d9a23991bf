#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "kapitza/model/momentum_grid.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

constexpr double suspicious_z = 3;

/// A dataset with its standard errors, cut by cases.
class Quantity {
 public:
  Quantity(const io::ResultReader& file, const std::string& path, std::size_t cases)
      : mean_{file.numbers(path)},
        error_{file.numbers(path + "_stderr")},
        width_{mean_.size() / cases} {}

  double mean(std::size_t i, std::size_t j = 0) const { return mean_[i * width_ + j]; }
  double error(std::size_t i, std::size_t j = 0) const { return error_[i * width_ + j]; }
  double z(std::size_t i, std::size_t j = 0) const {
    return mean(i, j) == 0 ? 0 : mean(i, j) / error(i, j);
  }
  std::string text(std::size_t i, std::size_t j = 0) const {
    return fmt::format("{:10.5f} +- {:.5f}", mean(i, j), error(i, j));
  }

 private:
  std::vector<double> mean_, error_;
  std::size_t width_;
};

/// The index of the node nearest to k.
std::size_t nearest_node(const std::vector<double>& nodes, double k) {
  const auto closer = [k](double a, double b) { return std::abs(a - k) < std::abs(b - k); };
  return static_cast<std::size_t>(std::ranges::min_element(nodes, closer) - nodes.begin());
}

void print_occupations(const io::ResultReader& file, std::size_t cases, std::size_t i) {
  const auto k = file.numbers("/k"), left = file.numbers("/injected/left"),
             right = file.numbers("/injected/right");
  const Quantity n_left{file, "/lead_left/n", cases}, n_right{file, "/lead_right/n", cases};
  fmt::print("  {:>8} {:>9} {:>22} {:>22}   {:>9} {:>22} {:>22}\n", "k", "n_in(k)", "left lead, in",
             "right lead, out", "n_in(-k)", "right lead, in", "left lead, out");
  for (const double at : {0.2, 0.4, 0.8, 1.2, 1.6, 2.4}) {
    const std::size_t j = nearest_node(k, at), m = k.size() - 1 - j;  // the node at -k
    fmt::print("  {:8.4f} {:9.4f} {:>22} {:>22}   {:9.4f} {:>22} {:>22}\n", k[j], left[j],
               n_left.text(i, j), n_right.text(i, j), right[m], n_right.text(i, m),
               n_left.text(i, m));
  }
}

void print_currents(const io::ResultReader& file, std::size_t cases, std::size_t i) {
  for (const std::string name : {"number", "energy"}) {
    const Quantity current{file, "/current/" + name, cases},
        imbalance{file, "/current/" + name + "_imbalance", cases};
    fmt::print("  {} current: left {}, right {}; left - right: z = {:.2f}\n", name,
               current.text(i, 0), current.text(i, 1), imbalance.z(i));
  }
  const Quantity flux{file, "/outgoing/flux", cases};
  fmt::print("  outgoing flux:  left {}, right {}; relative error {:.2g}\n", flux.text(i, 0),
             flux.text(i, 1), file.numbers("/outgoing/relative_error").at(i));
}

/// Near 1 where there is no drift.
double rms(std::span<const double> z) {
  double sum = 0;
  for (const double value : z)
    sum += value * value;
  return std::sqrt(sum / static_cast<double>(z.size()));
}

void print_drift(const io::ResultReader& file, std::size_t cases, std::size_t i) {
  const Quantity density{file, "/density", cases},
      density_drift{file, "/stationarity/density_drift", cases},
      outgoing{file, "/stationarity/outgoing_drift", cases};
  const auto left = file.numbers("/stationarity/lead_left_z"),
             right = file.numbers("/stationarity/lead_right_z");
  const std::size_t K = left.size() / cases;
  const double z[] = {density_drift.z(i), outgoing.z(i, 0), outgoing.z(i, 1)};
  fmt::print("  density: {}\n", density.text(i));
  fmt::print(
      "  drift between the halves of the measurement, z: density {:.2f}, outgoing flux {:.2f} "
      "(left), {:.2f} (right); rms over n(k) {:.2f}, {:.2f}\n",
      z[0], z[1], z[2], rms(std::span{left}.subspan(i * K, K)),
      rms(std::span{right}.subspan(i * K, K)));
  const auto drifts = [](double value) { return std::abs(value) > suspicious_z; };
  if (std::ranges::any_of(z, drifts))
    fmt::print(
        "  WARNING: a drift of more than {:g} standard errors: time.settle may be too short\n",
        suspicious_z);
}

void print_step_difference(const io::ResultReader& file, std::size_t cases, std::size_t i) {
  if (!file.contains("/step_difference")) return;
  for (const std::string side : {"left", "right"}) {
    const Quantity difference{file, "/step_difference/" + side, cases},
        n{file, "/lead_" + side + "/n", cases};
    const std::size_t K = file.numbers("/k").size();
    double step = 0, noise = 0;
    for (std::size_t j = 0; j < K; ++j) {
      step += difference.mean(i, j) * difference.mean(i, j);
      noise += n.error(i, j) * n.error(i, j);
    }
    fmt::print(
        "  {} lead: n(k) at the time step minus that at half of it, rms {:.2e}; standard error of "
        "n(k), rms {:.2e}\n",
        side, std::sqrt(step / static_cast<double>(K)), std::sqrt(noise / static_cast<double>(K)));
  }
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
  const auto realisations = file.numbers("/realisations_done");
  for (std::size_t i = 0; i < cases; ++i) {
    fmt::print(
        "\nL = {}, Lambda = {:.5g}, lambda = {:.5g}, A = {:.5g}{}; {} sites, {} realisations\n",
        number("length", i), number("Lambda", i), number("lambda", i), number("A", i),
        number("renormalised", i) != 0 ? " (renormalised)" : "", number("sites", i),
        realisations.at(i));
    print_occupations(file, cases, i);
    print_currents(file, cases, i);
    print_drift(file, cases, i);
    print_step_difference(file, cases, i);
  }
  fmt::print("\n  z: difference over its standard error; what enters is smoothed over 2 pi/K\n");
}

}  // namespace kapitza::kinds

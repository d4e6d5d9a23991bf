#include "problem.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "geometry.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/config/findings.hpp"
#include "kapitza/micro/stepping/splitting.hpp"
#include "kapitza/model/defect.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {
namespace {

/// The largest of 1, 2, 5 times a power of ten below x.
double round_number_below(double x) {
  const double power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double digit : {5.0, 2.0, 1.0})
    if (digit * power < x) return digit * power;
  return power / 2;
}

/// time/unit to the nearest integer.
std::uint64_t whole(double time, double unit) {
  return static_cast<std::uint64_t>(std::llround(time / unit));
}

/// n_in(k) of the carriers that enter: from the left where v > 0, from the right where v < 0.
std::vector<double> entering_halves(const model::Injected& n, const model::MomentumGrid& grid,
                                    const model::Dispersion& dispersion) {
  std::vector<double> entering = n.right;
  for (int i = 0; i < grid.size(); ++i)
    if (dispersion.velocity(grid[i]) > 0)
      entering[static_cast<std::size_t>(i)] = n.left[static_cast<std::size_t>(i)];
  return entering;
}

void require_ranks(const MicroCase& input, int ranks, config::Findings& findings) {
  const int group = input.ensemble.ranks_per_realisation;
  constexpr auto path = "ensemble.ranks_per_realisation";
  if (ranks % group != 0) {
    findings.add(
        input.where(path), path,
        fmt::format("found {} on {} ranks; allowed: a divisor of the ranks", group, ranks));
    return;
  }
  constexpr auto realisations = "ensemble.realisations";
  if (input.ensemble.realisations < ranks / group)
    findings.add(input.where(realisations), realisations,
                 fmt::format("found {} for {} groups of {} rank(s); allowed: at least one for each "
                             "group",
                             input.ensemble.realisations, ranks / group, group));
}

}  // namespace

std::string MicroSetup::name() const {
  return fmt::format("L = {}, lambda = {:.4g}{}", length, lambda,
                     renormalised ? ", renormalised" : "");
}

MicroProblem::MicroProblem(const MicroCase& input, std::optional<int> ranks)
    : input_{input}, interaction_{input.coefficients}, grid_{input.points} {
  config::Findings findings;
  const bool injects = read_injection(findings);
  resolve_step(findings);
  input.in_time() ? resolve_looks(findings) : resolve_measurement(findings);
  make_setups(findings);
  if (!input.in_time()) {
    if (injects && !setups_.empty()) require_sound_spectrum(findings);
    if (ranks) require_ranks(input, *ranks, findings);
  }
  findings.throw_if_any(input.where.file);
  settings_.compare_half_step = input.time.compare_half_step;
  settings_.seed = schedule_.seed = static_cast<std::uint64_t>(input.ensemble.seed);
  settings_.first_realisation = static_cast<std::uint32_t>(input.ensemble.first);
  settings_.realisations = input.ensemble.realisations;
  settings_.ranks_per_realisation = input.ensemble.ranks_per_realisation;
  settings_.blocks = input.time.blocks;
  settings_.points = schedule_.points = input.points;
  settings_.windows = schedule_.windows = input.windows;
  settings_.target = input.ensemble.target;
  settings_.planning = input.planning;
  if (!input.in_time()) reservoir_ = micro::assess(setups_.front().system.damping, dispersion_);
}

bool MicroProblem::read_injection(config::Findings& findings) {
  try {
    injected_ = sampled(input_.left, input_.right, grid_, dispersion_);
    require_something_enters(input_.left, injected_);
  } catch (const InvalidInput& error) {
    std::istringstream lines{error.what()};  // one for each side
    for (std::string line; std::getline(lines, line);)
      findings.add(input_.left.where, line);
    return false;
  }
  density_ = model::density(entering_halves(injected_, grid_, dispersion_), grid_);
  return true;
}

void MicroProblem::resolve_step(config::Findings& findings) {
  MicroTime& time = input_.time;
  const double safe = micro::largest_safe_step(dispersion_, interaction_.order(), time.order);
  if (!time.step) time.step = round_number_below(safe);
  if (!(*time.step < safe))
    findings.add(
        input_.where("time.step"), "time.step",
        fmt::format("found {}; allowed: below {:.6g}, where order {} lets {} carriers "
                    "exchange energy with the clock; {:g} is safe",
                    *time.step, safe, time.order, interaction_.order(), round_number_below(safe)));
  settings_.splitting.step = *time.step;
  settings_.splitting.order = time.order;
  schedule_.splitting = settings_.splitting;
}

void MicroProblem::resolve_looks(config::Findings& findings) {
  const double step = *input_.time.step;
  double last = -1;
  for (double& time : input_.time.times) {
    const std::uint64_t look = whole(time, step);
    if (!schedule_.looks.empty() && look <= schedule_.looks.back())
      findings.add(input_.where("time.times"), "time.times",
                   fmt::format("found {:g} and {:g}; allowed: at least a time step, {:g}, from one "
                               "to the next",
                               last, time, step));
    last = time;
    schedule_.looks.push_back(look);
    time = static_cast<double>(look) * step;
  }
}

void MicroProblem::resolve_measurement(config::Findings& findings) {
  MicroTime& time = input_.time;
  const double step = *time.step;
  settings_.settle_steps = whole(time.settle, step);
  settings_.steps_per_sample = std::max<std::uint64_t>(whole(time.sample, step), 1);
  time.settle = static_cast<double>(settings_.settle_steps) * step;
  time.sample = static_cast<double>(settings_.steps_per_sample) * step;
  const double shortest = time.blocks * time.sample;
  settings_.samples_per_block = whole(time.measure, shortest);
  if (settings_.samples_per_block == 0)
    findings.add(input_.where("time.measure"), "time.measure",
                 fmt::format("found {}, less than one sample in each block; allowed: at least "
                             "blocks * sample = {} * {:g} = {:g}",
                             time.measure, time.blocks, time.sample, shortest));
  time.measure = static_cast<double>(settings_.samples_per_block) * shortest;
}

void MicroProblem::make_setups(config::Findings& findings) {
  const MicroDefect& defect = input_.defect;
  const bool by_Lambda = !defect.Lambda.empty();
  for (std::size_t i = 0; i < defect.length.size(); ++i) {
    const std::int64_t sites = input_.sites[input_.sites.size() > 1 ? i : 0];
    const auto profile = defect_profile(input_, defect.length[i], sites, findings);
    micro::Damping damping;
    if (input_.in_time()) {
      if (profile.D.empty()) continue;
      require_way_round(input_, defect.length[i], profile, sites, dispersion_.max_speed(),
                        findings);
    } else {
      if (!fits_reservoir(input_, defect.length[i], sites, findings) || profile.D.empty()) continue;
      damping = micro::smooth_reservoir(sites, input_.reservoir.width, input_.reservoir.rate);
      require_room(input_, defect.length[i], {sites, damping, {profile, 0, {}}}, findings);
    }
    for (const double strength : by_Lambda ? defect.Lambda : defect.lambda) {
      for (const bool renormalised : defect.renormalised) {
        MicroSetup setup;
        setup.length = defect.length[i];
        setup.renormalised = renormalised;
        setup.A = renormalised ? -interaction_.potential(density_) : defect.A.value_or(0);
        setup.lambda = by_Lambda ? model::coupling(strength, profile.D) : strength;
        setup.Lambda = by_Lambda ? strength : model::effective_interaction(strength, profile.D);
        setup.system = {sites,
                        damping,
                        {profile, setup.lambda,
                         micro::derivative_of_interaction(input_.coefficients, setup.A)}};
        setups_.push_back(std::move(setup));
      }
    }
  }
}

void MicroProblem::require_sound_spectrum(config::Findings& findings) {
  try {
    spectrum(grid_.size());
  } catch (const InvalidInput& error) {
    findings.add(input_.where("reservoir.rate"), "reservoir.rate",
                 fmt::format("the noise that injects the wanted occupation is not finite: {}; "
                             "allowed: a rate at which the reservoir is opaque",
                             error.what()));
  }
}

std::vector<double> MicroProblem::spectrum(int points) const {
  const model::MomentumGrid grid{points};
  const auto n = sampled(input_.left, input_.right, grid, dispersion_);
  // What leaves the defect and passes the reservoir comes in again on the other side: about as much as is injected.
  const std::vector<double> entering = entering_halves(n, grid, dispersion_);
  return micro::noise_spectrum(n.left, n.right, setups_.front().system.damping, grid, dispersion_,
                               entering);
}

std::vector<double> MicroProblem::initial(std::int64_t sites) const {
  const model::MomentumGrid grid{static_cast<int>(sites)};
  const auto n =
      entering_halves(sampled(input_.left, input_.right, grid, dispersion_), grid, dispersion_);
  std::vector<double> by_mode;
  for (std::int64_t m = 0; m < sites; ++m) {  // k_m = -pi + above 2 pi/N, between two nodes
    const std::int64_t above = (m + sites / 2) % sites, below = (above + sites - 1) % sites;
    by_mode.push_back(0.5 *
                      (n[static_cast<std::size_t>(below)] + n[static_cast<std::size_t>(above)]));
  }
  return by_mode;
}

double MicroProblem::site_steps(const MicroSetup& setup) const {
  return static_cast<double>(schedule_.looks.back()) * static_cast<double>(setup.system.sites) *
         input_.ensemble.realisations;
}

}  // namespace kapitza::kinds

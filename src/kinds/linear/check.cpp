#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "../estimate.hpp"
#include "../plans.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/progress.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Where costs are measured; up to there a case is measured as it is.
constexpr int measured_points = 128;
/// K x K matrices alive at the same time, the rungs of the decay's ladder included; measured at K = 256 to 1024.
constexpr double matrices = 8;
/// Momenta at which the collision integral is summed on panels, of which it makes as many matrices.
constexpr double momenta_of_panels = 256;
/// What the dense algebra adds to a process once it is used.
constexpr double algebra = 2.2e7;

/// The case on no more momenta than costs are measured at.
LinearCase measurable(const LinearCase& input, int momenta) {
  LinearCase smaller = input;
  smaller.momentum.points = std::min(momenta, measured_points);
  smaller.momentum.breaks.clear();
  if (input.collision.lattice)  // a multiple of the momenta
    smaller.collision.lattice =
        *input.collision.lattice / *smaller.momentum.points * *smaller.momentum.points;
  smaller.left.source = smaller.right.source = FormulaSource{"1"};
  return smaller;
}

/// Seconds for the collision matrix at one mu: K rows on an auxiliary lattice whose size follows from mu.
double matrix_time(const LinearCase& input, int momenta, double mu) {
  const LinearProblem problem{measurable(input, momenta)};
  const double time = timed_once([&] { problem.background(mu); });
  return time * momenta / problem.grid.size();
}

struct DenseTimes {
  double factorise;   ///< modes and half-space
  double one_Lambda;  ///< slab, with its profiles
};

/// Dense algebra, of the third power of K; profiles of the second.
DenseTimes dense_times(const LinearCase& input, int momenta) {
  const LinearProblem problem{measurable(input, momenta)};
  const linear::ThermalBackground background = problem.background();
  const double ratio = static_cast<double>(momenta) / problem.grid.size();
  const double factorise = timed([&] { linear::HalfSpace{linear::Modes{background}}; });
  const linear::Modes modes{background};
  const linear::Slab fixed{modes, 1.0};
  const auto state = fixed.solve(problem.left, problem.right);
  const double slab = timed([&] { linear::Slab{modes, 1.0}.total_resistance(); });
  const double profile = timed([&] { state.profile(0.5); });
  return {factorise * std::pow(ratio, 3),
          slab * std::pow(ratio, 3) + input.profile_points * profile * std::pow(ratio, 2)};
}

void print_times(const LinearCase& input, int momenta) {
  // Half of the momenta cost nearly as much on panels, where the collision integral is summed at momenta of its own.
  const double both = input.momentum_estimate ? 2 : 1;
  const double matrix = both * matrix_time(input, momenta, input.background.mu);
  const DenseTimes dense = dense_times(input, momenta);
  const double case_time = start_up + matrix + dense.factorise +
                           static_cast<double>(input.Lambda.size()) * dense.one_Lambda;
  fmt::print("# collision matrix {:.2g} s, factorisation {:.2g} s, each Lambda {:.2g} s\n", matrix,
             dense.factorise, dense.one_Lambda);
  double scan = 0;
  for (const double mu : input.scan_mu) {
    const double one = both * matrix_time(input, momenta, mu) + dense.factorise;
    fmt::print("# scan.mu = {:g}: {:.2g} s\n", mu, one);
    scan += one;
  }
  fmt::print("# time: about {} on one core{}\n", format_duration(case_time + scan),
             momenta > measured_points
                 ? fmt::format(" (extrapolated from {} momenta)", measured_points)
                 : "");
}

}  // namespace

void check_linear(const std::string& name, const std::string& resolved, const LinearCase& input) {
  const OwnPlans plans;
  const LinearProblem problem{input};
  fmt::print("{}\n", resolved);
  fmt::print("# {} is valid: {} momenta, {} Lambda, profiles at {} X, {} mu scanned\n", name,
             problem.grid.size(), input.Lambda.size(), problem.X.size(), input.scan_mu.size());
  if (!problem.doubt.empty()) fmt::print("# WARNING: {}\n", problem.doubt);
  print_times(input, problem.grid.size());
  const double K = problem.grid.is_uniform()
                       ? problem.grid.size()
                       : std::max<double>(problem.grid.size(), momenta_of_panels);
  const auto result = static_cast<double>(linear_file_size(
      input.Lambda.size(), problem.X.size(), problem.left.size(), input.scan_mu.size()));
  fmt::print(
      "# memory: about {} (matrices {}); dense algebra on one rank, further ranks share the "
      "scan\n",
      format_bytes(resident + algebra + 8 * matrices * K * K + result),
      format_bytes(8 * matrices * K * K));
  fmt::print("# result: at most {}\n", format_bytes(result));
}

}  // namespace kapitza::kinds

// The order in the time step of the homogeneous kinetic equation, without the control of its error.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/homogeneous_relaxation.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"
#include "support/order_fit.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

class PetscOption {
 public:
  PetscOption(const char* name, const std::string& value) : name_{name} {
    check(PetscOptionsSetValue(nullptr, name, value.c_str()));
  }
  ~PetscOption() { static_cast<void>(PetscOptionsClearValue(nullptr, name_)); }
  PetscOption(const PetscOption&) = delete;
  PetscOption& operator=(const PetscOption&) = delete;

 private:
  const char* name_;
};

double fitted(const std::string& type = "") {
  const model::MomentumGrid grid{16};
  const auto n = collision::testing::asymmetric_on(grid);
  test::Relaxation linear{std::vector<double>(16, 0.7), 1.0};
  collision::RelaxationRate rate{grid, linear, 1.0};
  const PetscOption fixed{"-ts_adapt_type", "none"};
  std::optional<PetscOption> method;
  if (!type.empty()) method.emplace("-ts_rk_type", type);
  const std::array<double, 4> steps{0.5, 0.25, 0.125, 0.0625};
  std::vector<double> errors;
  for (const double step : steps) {
    const PetscOption dt{"-ts_dt", std::to_string(step)};
    const auto end = relax(grid, rate, n, std::vector{2.0}, 1e-6).front();
    double error = 0;
    for (std::size_t k = 0; k < n.size(); ++k)
      error = test::max_or_nan(error, std::abs(end[k] - 0.7 - (n[k] - 0.7) * std::exp(-2.0)));
    errors.push_back(error);
  }
  return test::fitted_order(steps, errors);
}

TEST(RelaxationOrder, IsFiveUnlessOptionsSayOtherwise) {
  EXPECT_NEAR(fitted(), 5.0, 0.4);
  EXPECT_NEAR(fitted("2a"), 2.0, 0.2);
}

}  // namespace
}  // namespace kapitza::boltzmann

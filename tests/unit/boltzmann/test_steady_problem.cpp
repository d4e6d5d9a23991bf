#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

using testing::HasSubstr;

struct SmallProblem {
  explicit SmallProblem(SpatialScheme scheme, test::Momenta momenta = test::Momenta::Uniform)
      : setup{test::momenta(momenta, 8)}, relaxation{setup.grid, setup.dispersion, setup.thermal} {
    transport.emplace(world, scheme, velocities(setup.grid, setup.dispersion), setup.injection);
    current = injected_current(setup.injection, setup.grid, setup.dispersion).number;
    problem.emplace(world, *transport, setup.grid, relaxation, current);
    problem->set_Lambda(1.5);
  }
  PetscVec vector(const std::function<double(double X, double k)>& f) const {
    PetscVec v = transport->free_streaming();
    const int K = transport->momenta();
    for (int x = 0; x < transport->points(); ++x)
      for (int k = 0; k < K; ++k)
        check(VecSetValue(v.get(), x * K + k,
                          f(transport->scheme().X[static_cast<std::size_t>(x)], setup.grid[k]),
                          INSERT_VALUES));
    check(VecAssemblyBegin(v.get()));
    check(VecAssemblyEnd(v.get()));
    return v;
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup;
  test::ConservingRelaxation relaxation;
  std::optional<Transport> transport;
  std::optional<SteadyProblem> problem;
  double current = 0;
};

double n_of(double X, double k) {
  return 0.6 + 0.3 * std::sin(2 * X + k) + 0.1 * X;
}
double direction(double X, double k) {
  return std::cos(3 * X - 2 * k);
}

std::string message_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const NumericalFailure& failure) {
    return failure.what();
  }
  return "nothing thrown";
}

TEST(Transport, ActsAsVelocityTimesDerivativeInBothDirections) {
  SmallProblem small(make_discontinuous_galerkin(2, 4));
  // Linear in X with the injected values at the right ends: exact for dG of degree 3.
  const auto& injection = small.setup.injection;
  const auto index = [&](double k) { return static_cast<std::size_t>((k / M_PI + 1) * 4); };
  const PetscVec n = small.vector([&](double X, double k) {
    return k > 0 ? injection.left[index(k)] + 0.4 * X : injection.right[index(k)] - 0.4 * (1 - X);
  });
  PetscVec y;
  check(VecDuplicate(n.get(), y.out()));
  check(MatMult(small.transport->matrix(), n.get(), y.get()));
  check(VecAXPY(y.get(), -1, small.transport->source()));
  const PetscVec expected = small.vector([](double, double k) { return 2 * k * 0.4; });
  check(VecAXPY(y.get(), -1, expected.get()));
  double error = 0;
  check(VecNorm(y.get(), NORM_INFINITY, &error));
  EXPECT_LT(error, 1e-12);
}

TEST(Transport, RefusesACarrierThatDoesNotMove) {
  const test::BoltzmannSetup setup(8);
  EXPECT_THROW(Transport(Communicator::world(), make_upwind(3), std::vector<double>(8, 0.0),
                         setup.injection),
               InvalidInput);
}

class SteadyProblemOnMomenta : public testing::TestWithParam<test::Momenta> {};

INSTANTIATE_TEST_SUITE_P(Both, SteadyProblemOnMomenta, testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

TEST_P(SteadyProblemOnMomenta, ResidualIsRelativeToTheInjectedCurrent) {
  SmallProblem small(make_upwind(5), GetParam());
  const PetscVec n = small.vector([](double, double) { return 0.5; });
  // sqrt(int dX int dk/2pi r^2) / J with r from the definition, carrier by carrier.
  const auto& scheme = small.transport->scheme();
  std::vector<double> state(8, 0.5), I(8);
  small.relaxation.evaluate(state, I);
  double current = 0, sum = 0;
  for (std::size_t k = 0; k < 8; ++k)
    current += std::abs(2 * small.setup.grid[static_cast<int>(k)]) *
               small.setup.grid.weight(static_cast<int>(k)) *
               (k < 4 ? small.setup.injection.right : small.setup.injection.left)[k];
  EXPECT_NEAR(small.current, current, 1e-14);
  for (std::size_t x = 0; x < 5; ++x)
    for (std::size_t k = 0; k < 8; ++k) {
      const double v = 2 * small.setup.grid[static_cast<int>(k)];
      const bool entering = v > 0 ? x == 0 : x == 4;
      const double injected = (v > 0 ? small.setup.injection.left : small.setup.injection.right)[k];
      const double r = (entering ? std::abs(v) * (0.5 - injected) * 6 : 0) - 1.5 * I[k];
      sum += scheme.weights[x] * r * r * small.setup.grid.weight(static_cast<int>(k));
    }
  EXPECT_NEAR(small.problem->residual_norm(n.get()), std::sqrt(sum) / small.current, 1e-13);
}

TEST_P(SteadyProblemOnMomenta, JacobianIsTheDerivativeOfTheResidual) {
  for (const SpatialScheme& scheme : {make_upwind(4), make_discontinuous_galerkin(2, 3)}) {
    SmallProblem small(scheme, GetParam());
    const PetscVec n = small.vector(n_of), dn = small.vector(direction);
    const double shift = 0.7, step = 1e-6;
    PetscMat J = small.problem->create_jacobian();
    small.problem->fill_jacobian(n.get(), shift, J.get());
    PetscVec by_matrix, by_product, ahead, behind;
    for (PetscVec* v : {&by_matrix, &by_product, &ahead, &behind})
      check(VecDuplicate(n.get(), v->out()));
    check(MatMult(J.get(), dn.get(), by_matrix.get()));
    small.problem->apply_jacobian(n.get(), shift, dn.get(), by_product.get());

    const auto residual_at = [&](double t, Vec F) {
      const PetscVec moved =
          small.vector([&](double X, double k) { return n_of(X, k) + t * direction(X, k); });
      small.problem->residual(moved.get(), F);
    };
    residual_at(step, ahead.get());
    residual_at(-step, behind.get());
    check(VecAXPY(ahead.get(), -1, behind.get()));
    check(VecScale(ahead.get(), 1 / (2 * step)));
    small.problem->add_scaled(dn.get(), shift, ahead.get());

    double size = 0, matrix_error = 0, product_error = 0;
    check(VecNorm(ahead.get(), NORM_2, &size));
    check(VecAXPY(by_matrix.get(), -1, ahead.get()));
    check(VecAXPY(by_product.get(), -1, ahead.get()));
    check(VecNorm(by_matrix.get(), NORM_2, &matrix_error));
    check(VecNorm(by_product.get(), NORM_2, &product_error));
    // central difference: step^2 of truncation, epsilon / step of rounding
    EXPECT_LT(matrix_error, 1e-8 * size);
    EXPECT_LT(product_error, 1e-8 * size);
  }
}

// What rounding leaves of the residual of free streaming is in proportion to the floor, whatever the weights.
TEST_P(SteadyProblemOnMomenta, RoundingFloorIsTheNormOfTheTermsOfTheResidual) {
  SmallProblem small(make_upwind(5), GetParam());
  const PetscVec n = small.vector([](double, double) { return 0.5; });
  double sum = 0;
  for (int x = 0; x < 5; ++x)
    for (int k = 0; k < 8; ++k) {
      // |v| (n_i - n_{i-1}) / dX, dX = 1/6; the injected value is no term of A n.
      const double v = std::abs(2 * small.setup.grid[k]);
      const double terms = small.transport->seen(x, k) == 0 ? 1 : 2;
      sum += small.transport->scheme().weights[static_cast<std::size_t>(x)] *
             small.setup.grid.weight(k) * std::pow(0.5 * v * 6 * terms, 2);
    }
  EXPECT_NEAR(small.problem->rounding_floor(n.get()),
              std::numeric_limits<double>::epsilon() * std::sqrt(sum) / small.current, 1e-28);
}

// A layer that is not resolved undershoots a little, and that is no error.
TEST(SteadyProblem, RefusesOccupationsFarBelowZeroAndSaysWhere) {
  SmallProblem small(make_upwind(3));
  const PetscVec shallow = small.vector([](double X, double) { return X < 0.5 ? -0.02 : 0.5; });
  for (const double bad : {-0.3, std::nan("")}) {
    const double where = small.setup.grid[5];
    const PetscVec n = small.vector(
        [&](double X, double k) { return std::abs(X - 0.5) < 1e-3 && k == where ? bad : 0.5; });
    const std::string message = message_of([&] { small.problem->residual_norm(n.get()); });
    EXPECT_THAT(message, HasSubstr("X = 0.5, k = 1.1781, Lambda = 1.5")) << bad;
    EXPECT_THAT(message, HasSubstr("unphysical"));
  }
}

TEST(SteadyProblem, ReportsWhereTheCollisionIntegralIsNotFinite) {
  SmallProblem small(make_upwind(3));
  test::Spoilt spoilt(small.relaxation, 2, 1);  // the second point, the third momentum
  SteadyProblem problem(small.world, *small.transport, small.setup.grid, spoilt, small.current);
  problem.set_Lambda(0.25);
  const PetscVec n = small.vector(n_of);
  EXPECT_THAT(message_of([&] { problem.residual_norm(n.get()); }),
              HasSubstr("nan at X = 0.5, k = -1.1781, Lambda = 0.25"));
}

/// I = 2 - n, moved by n_0^2 to conserve.
class Moved final : public collision::CollisionIntegral {
 public:
  int size() const noexcept override { return 8; }
  void evaluate(std::span<const double> n, std::span<double> I) override {
    for (std::size_t k = 0; k < n.size(); ++k)
      I[k] = 2 - n[k];
    shift_ = n[0] * n[0];
  }
  double shift() const noexcept override { return shift_; }

 private:
  double shift_ = 0;
};

TEST(SteadyProblem, ConservationShiftIsTheLargestOfAllPointsOverTheLargestI) {
  SmallProblem small(make_upwind(5));
  Moved moved;
  SteadyProblem problem(small.world, *small.transport, small.setup.grid, moved, small.current);
  problem.set_Lambda(10);
  const auto bump = [](double X, double) { return X == 0.5 ? 0.5 : 0.25; };
  const PetscVec n = small.vector(bump), other = small.vector(n_of);
  EXPECT_NEAR(problem.conservation_shift(n.get()), 0.25 / 1.75, 1e-14);
  problem.residual_norm(other.get());  // the last state is another
  EXPECT_NEAR(problem.conservation_shift(n.get()), 0.25 / 1.75, 1e-14);
  problem.set_Lambda(1e-6);  // all that collides is less than a hundredth of what flows
  EXPECT_NEAR(problem.conservation_shift(n.get()), 0.25 / (0.01 * small.current / 1e-6), 1e-14);
}

}  // namespace
}  // namespace kapitza::boltzmann

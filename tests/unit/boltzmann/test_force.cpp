#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <optional>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

double n_of(double X, double k) {
  return 0.6 + 0.3 * std::sin(2 * X + k) + 0.1 * X;
}
double direction(double X, double k) {
  return std::cos(3 * X - 2 * k);
}

struct ProblemWithForce : testing::Test {
  ProblemWithForce() {
    transport.emplace(world, make_discontinuous_galerkin(4, 3),
                      velocities(setup.grid, setup.dispersion), setup.injection);
    problem.emplace(world, *transport, setup.grid, relaxation, 1.0, &barrier);
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
  double value(const PetscVec& v, int i) const {
    double one = 0;
    const PetscInt at = i;
    check(VecGetValues(v.get(), 1, &at, &one));
    return one;
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{test::momenta(test::Momenta::Panels, 16)};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  // Short, so that the force is as strong as the rest; its sign changes at the centre.
  Barrier barrier{model::DefectCoordinate{[](double y) { return 1 / std::cosh(y); }},
                  model::Interaction{{{3, 6.0}}}, 2.0, -1.5};
  std::optional<Transport> transport;
  std::optional<SteadyProblem> problem;
};

TEST_F(ProblemWithForce, ResidualContainsMinusTheSlopeOfWTimesTheDerivativeInK) {
  SteadyProblem without(world, *transport, setup.grid, relaxation, 1.0);
  without.set_Lambda(1.5);
  // A polynomial in k on every panel, without a jump.
  const PetscVec n = vector([](double X, double k) { return 0.5 + 0.1 * X + 0.02 * k * k; });
  PetscVec F, F0;
  check(VecDuplicate(n.get(), F.out()));
  check(VecDuplicate(n.get(), F0.out()));
  problem->residual(n.get(), F.get());
  without.residual(n.get(), F0.get());
  check(VecAXPY(F.get(), -1, F0.get()));
  const auto slope = problem->force_at(n.get())->field().slope();
  double largest = 0;
  for (int x = 0; x < transport->points(); ++x)
    for (int k = 0; k < 16; ++k) {
      const double expected = -slope[static_cast<std::size_t>(x)] * 0.04 * setup.grid[k];
      EXPECT_NEAR(value(F, x * 16 + k) / problem->scale(x, k), expected, 1e-11);
      largest = std::max(largest, std::abs(expected));
    }
  EXPECT_GT(largest, 0.1);
}

TEST_F(ProblemWithForce, JacobianIsTheDerivativeOfTheResidual) {
  const PetscVec n = vector(n_of), dn = vector(direction);
  const double shift = 0.7, step = 1e-6;
  PetscMat J = problem->create_jacobian();
  problem->fill_jacobian(n.get(), shift, J.get());
  PetscVec by_matrix, by_product, ahead, behind;
  for (PetscVec* v : {&by_matrix, &by_product, &ahead, &behind})
    check(VecDuplicate(n.get(), v->out()));
  check(MatMult(J.get(), dn.get(), by_matrix.get()));
  problem->apply_jacobian(n.get(), shift, dn.get(), by_product.get());
  const auto residual_at = [&](double t, Vec F) {
    const PetscVec moved =
        vector([&](double X, double k) { return n_of(X, k) + t * direction(X, k); });
    problem->residual(moved.get(), F);
  };
  residual_at(step, ahead.get());
  residual_at(-step, behind.get());
  check(VecAXPY(ahead.get(), -1, behind.get()));
  check(VecScale(ahead.get(), 1 / (2 * step)));
  problem->add_scaled(dn.get(), shift, ahead.get());
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

TEST_F(ProblemWithForce, ProductsAreRightWhereverNMayFallBelowZero) {
  const PetscVec dn = vector(direction);
  PetscVec by_matrix, by_product;
  for (PetscVec* v : {&by_matrix, &by_product})
    check(VecDuplicate(dn.get(), v->out()));
  for (const double least : {-0.05, -0.1, -0.2, -0.29}) {
    const PetscVec n = vector([&](double, double k) { return k == setup.grid[3] ? least : 1.0; });
    PetscMat J = problem->create_jacobian();
    problem->fill_jacobian(n.get(), 0, J.get());
    check(MatMult(J.get(), dn.get(), by_matrix.get()));
    problem->apply_jacobian(n.get(), 0, dn.get(), by_product.get());
    double size = 0, error = 0;
    check(VecNorm(by_matrix.get(), NORM_2, &size));
    check(VecAXPY(by_product.get(), -1, by_matrix.get()));
    check(VecNorm(by_product.get(), NORM_2, &error));
    EXPECT_LT(error, 1e-7 * size) << least;
  }
}

}  // namespace
}  // namespace kapitza::boltzmann

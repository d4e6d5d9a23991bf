#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/mean_field.hpp"
#include "kapitza/boltzmann/upwind.hpp"

namespace kapitza::boltzmann {
namespace {

const model::Interaction sextic{{{3, 6.0}}};

Barrier smooth() {
  return {model::DefectCoordinate{[](double y) { return 1 / std::cosh(y); }}, sextic, 100, -0.2};
}

struct Densities {
  explicit Densities(const SpatialScheme& scheme) {
    for (const double X : scheme.X)
      rho.push_back({0.3 + 0.1 * X * X, 0.2 + 0.05 * std::sin(3 * X)});
  }
  std::vector<HalfDensities> rho;
};

TEST(MeanField, IsLambdaTimesTheProfileTimesThePotential) {
  const SpatialScheme scheme = make_discontinuous_galerkin(6, 3);
  MeanField field{scheme, smooth(), {0.3, 0.2 + 0.05 * std::sin(3.0)}};
  field.set_coupling(0.01);
  const Densities at{scheme};
  field.update(at.rho);
  for (std::size_t x = 0; x < scheme.X.size(); ++x) {
    const double X = scheme.X[x], rho = at.rho[x].sum();
    EXPECT_NEAR(field.W()[x], 0.01 * 2 * std::sqrt(X * (1 - X)) * (18 * rho * rho - 0.2), 1e-9);
  }
  EXPECT_EQ(field.W_at_faces().front(), 0);
  EXPECT_EQ(field.W_at_faces().back(), 0);
  const double rho = 0.3 + 0.1 * 0.25 + 0.2 + 0.05 * std::sin(1.5);
  EXPECT_NEAR(field.W_at_faces()[3], 0.01 * (18 * rho * rho - 0.2), 1e-5);
}

// W falls as fast as the grid allows: sum w W' g = int W' g, and the integral of W' is what W changes by.
TEST(MeanField, SlopeIntegratesToTheDifferenceOfW) {
  for (const int nodes : {2, 3, 5}) {
    const SpatialScheme scheme = make_discontinuous_galerkin(6, nodes);
    MeanField field{scheme, smooth(), {0.3, 0.2}};
    field.set_coupling(0.01);
    field.update(Densities{scheme}.rho);
    for (std::size_t c = 0; c < 6; ++c) {
      double change = 0;
      for (std::size_t i = 0; i < static_cast<std::size_t>(nodes); ++i) {
        const std::size_t x = c * static_cast<std::size_t>(nodes) + i;
        change += scheme.weights[x] * field.slope()[x];
      }
      EXPECT_NEAR(change, field.W_at_faces()[c + 1] - field.W_at_faces()[c], 1e-15);
    }
  }
}

TEST(MeanField, SlopeConvergesToThatOfW) {
  double worst[2];
  for (const int refined : {0, 1}) {
    const SpatialScheme scheme = make_discontinuous_galerkin(refined ? 32 : 16, 3);
    MeanField field{scheme, smooth(), {0.3, 0.2 + 0.05 * std::sin(3.0)}};
    field.set_coupling(0.01);
    field.update(Densities{scheme}.rho);
    worst[refined] = 0;
    for (std::size_t x = 0; x < scheme.X.size(); ++x) {
      const double X = scheme.X[x];
      if (X < 0.2 || X > 0.8) continue;
      const double rho = 0.5 + 0.1 * X * X + 0.05 * std::sin(3 * X),
                   drho = 0.2 * X + 0.15 * std::cos(3 * X), D = 2 * std::sqrt(X * (1 - X));
      const double exact = 0.01 * ((2 - 4 * X) / D * (18 * rho * rho - 0.2) + D * 36 * rho * drho);
      worst[refined] = std::max(worst[refined], std::abs(field.slope()[x] - exact));
    }
  }
  EXPECT_LT(worst[1], 2e-4);
  EXPECT_NEAR(std::log2(worst[0] / worst[1]), 2, 0.5);  // projected on degree 1
}

TEST(MeanField, ChangesWithTheDensitiesAsItsDerivativeSays) {
  const SpatialScheme scheme = make_discontinuous_galerkin(5, 3);
  const std::size_t P = scheme.X.size();
  MeanField field{scheme, smooth(), {0.3, 0.2}};
  field.set_coupling(0.01);
  Densities at{scheme};
  std::vector<HalfDensities> change;
  for (std::size_t x = 0; x < P; ++x)
    change.push_back(
        {std::cos(5.0 * static_cast<double>(x)), std::sin(2.0 * static_cast<double>(x))});
  const double step = 1e-5;
  const auto slope_at = [&](double t) {
    std::vector<HalfDensities> rho = at.rho;
    for (std::size_t x = 0; x < P; ++x) {
      rho[x].right += t * change[x].right;
      rho[x].left += t * change[x].left;
    }
    field.update(rho);
    return std::vector<double>(field.slope().begin(), field.slope().end());
  };
  const std::vector<double> ahead = slope_at(step), behind = slope_at(-step);
  field.update(at.rho);
  const std::vector<double> derivative = field.slope_change(change);
  for (std::size_t x = 0; x < P; ++x) {
    const double size = 1e-8 * (std::abs(derivative[x]) + 1);
    EXPECT_NEAR(derivative[x], (ahead[x] - behind[x]) / (2 * step), size) << x;
    const MeanField::Sensitivity row = field.sensitivity(static_cast<int>(x));
    double sum = 0;
    for (std::size_t y = 0; y < row.to.size(); ++y) {
      const HalfDensities& moved = change[static_cast<std::size_t>(row.first) + y];
      sum += row.to[y].right * moved.right + row.to[y].left * moved.left;
    }
    EXPECT_NEAR(sum, derivative[x], 1e-13 * (std::abs(derivative[x]) + 1)) << x;
  }
}

TEST(MeanField, RefusesSchemesOnWhichNoWIsContinuous) {
  EXPECT_THROW((MeanField{make_upwind(5), smooth(), {}}), InvalidInput);
  EXPECT_THROW((MeanField{make_discontinuous_galerkin(5, 1), smooth(), {}}), InvalidInput);
}

TEST(Barrier, ASharpProfileRisesOnCellsOfItsOwn) {
  const Barrier box{model::DefectCoordinate::box(), sextic, 100, 0};
  const std::vector<double> faces = faces_for(box, {0, 0.25, 0.75, 1}, 0.1);
  ASSERT_EQ(faces.size(), 4u + 2 * Barrier::ramp_cells);
  EXPECT_EQ(faces[Barrier::ramp_cells], Barrier::ramp);
  EXPECT_EQ(faces[Barrier::ramp_cells + 1], 0.25);
  for (std::size_t f = 0; f < faces.size(); ++f)
    EXPECT_EQ(faces[f], 1 - faces[faces.size() - 1 - f]);
  EXPECT_EQ(box.D(0), 0);
  EXPECT_EQ(box.D(Barrier::ramp / 2), 0.5);
  EXPECT_EQ(box.D(0.3), 1);
  EXPECT_EQ(faces_for(box, faces, 0.1), faces);
}

TEST(Barrier, ASmoothProfileHasItsEndCellsDividedGeometrically) {
  const std::vector<double> faces = faces_for(smooth(), {0, 0.25, 0.5, 0.75, 1}, 0.06);
  EXPECT_THAT(faces, testing::ElementsAre(0, 0.0625, 0.125, 0.25, 0.5, 0.75, 0.875, 0.9375, 1));
}

}  // namespace
}  // namespace kapitza::boltzmann

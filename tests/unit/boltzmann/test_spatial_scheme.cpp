#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"

namespace kapitza::boltzmann {
namespace {

/// Row i of an affine map applied to n(X) = f(X), with f(0) injected.
double applied(const AffineRows& rows, int i, const SpatialScheme& scheme,
               const std::function<double(double)>& f) {
  return rows.apply(
      i, [&](int j) { return f(scheme.X[static_cast<std::size_t>(j)]); }, f(0));
}

std::vector<SpatialScheme> all_schemes() {
  std::vector<SpatialScheme> schemes{make_upwind(3), make_upwind(10), make_upwind(11)};
  for (int nodes = 1; nodes <= 8; ++nodes)
    for (const int cells : {1, 2, 5})
      schemes.push_back(make_discontinuous_galerkin(cells, nodes));
  return schemes;
}

TEST(SpatialScheme, NodesAndWeightsAreMirrorSymmetricAndInside) {
  for (const SpatialScheme& scheme : all_schemes()) {
    for (int i = 0; i < scheme.size(); ++i) {
      const auto here = static_cast<std::size_t>(i),
                 there = static_cast<std::size_t>(scheme.mirror(i));
      EXPECT_NEAR(scheme.X[here] + scheme.X[there], 1, 1e-15);
      EXPECT_NEAR(scheme.weights[here], scheme.weights[there], 1e-15);
      EXPECT_GT(scheme.X[here], i == 0 ? 0 : scheme.X[here - 1]);
      EXPECT_LT(scheme.X[here], 1);
    }
    EXPECT_NEAR(std::accumulate(scheme.weights.begin(), scheme.weights.end(), 0.0), 1, 1e-14);
  }
}

TEST(SpatialScheme, CellsFillTheDefectAndLengthsBalanceTheDerivative) {
  for (const SpatialScheme& scheme : all_schemes()) {
    const std::vector<double> faces = scheme.faces();
    ASSERT_EQ(std::ssize(faces), scheme.cells() + 1);
    EXPECT_EQ(scheme.cells() * scheme.nodes, scheme.size());
    EXPECT_EQ(faces.front(), 0);
    EXPECT_NEAR(faces.back(), 1, 1e-14);
    for (int i = 0; i < scheme.size(); ++i) {
      const auto cell = static_cast<std::size_t>(i / scheme.nodes);
      EXPECT_GT(scheme.X[static_cast<std::size_t>(i)], faces[cell]);
      EXPECT_LT(scheme.X[static_cast<std::size_t>(i)], faces[cell + 1]);
    }
    const auto f = [](double X) { return std::exp(-3 * X); };
    double gained = 0;
    for (int i = 0; i < scheme.size(); ++i)
      gained +=
          scheme.lengths[static_cast<std::size_t>(i)] * applied(scheme.derivative, i, scheme, f);
    EXPECT_NEAR(gained, applied(scheme.outflow, 0, scheme, f) - 1, 1e-12) << scheme.name;
  }
}

TEST(SpatialScheme, FreeStreamingHasNoDerivativeAndItsFluxIsItsValue) {
  for (const SpatialScheme& scheme : all_schemes())
    for (int i = 0; i < scheme.size(); ++i) {
      const auto constant = [](double) { return 0.7; };
      EXPECT_NEAR(applied(scheme.derivative, i, scheme, constant), 0, 1e-10);  // of terms up to 1e4
      EXPECT_NEAR(applied(scheme.flux, i, scheme, constant), 0.7, 1e-13);
      EXPECT_NEAR(applied(scheme.outflow, 0, scheme, constant), 0.7, 1e-13);
      EXPECT_NEAR(applied(scheme.centre, 0, scheme, constant), 0.7, 1e-13);
    }
}

TEST(SpatialScheme, NothingDownwindIsCoupledExceptInsideTheCell) {
  for (const auto& [scheme, nodes] :
       {std::pair{make_upwind(7), 1}, std::pair{make_discontinuous_galerkin(4, 3), 3}})
    for (int i = 0; i < scheme.size(); ++i)
      for (const auto& entry : scheme.derivative.row(i)) {
        EXPECT_LE(entry.column / nodes, i / nodes);
        EXPECT_GE(entry.column / nodes, i / nodes - 1);
      }
}

TEST(Upwind, IsEquation30WithBothEndsOnTheGrid) {
  const SpatialScheme scheme = make_upwind(4);
  const auto square = [](double X) { return 1 + X * X; };
  for (int i = 0; i < 4; ++i) {
    const double X = 0.2 * (i + 1);
    EXPECT_NEAR(scheme.X[static_cast<std::size_t>(i)], X, 1e-15);
    EXPECT_NEAR(applied(scheme.derivative, i, scheme, square), (square(X) - square(X - 0.2)) / 0.2,
                1e-14);
  }
  EXPECT_NEAR(applied(scheme.centre, 0, scheme, square), (square(0.4) + square(0.6)) / 2, 1e-14);
}

TEST(DiscontinuousGalerkin, IsExactForPolynomialsOfItsDegree) {
  for (int nodes = 1; nodes <= 8; ++nodes) {
    // An even and an odd number of cells: the centre is an edge or inside a cell.
    const SpatialScheme scheme = make_discontinuous_galerkin(2 + nodes % 2, nodes);
    const int p = nodes - 1;
    const auto f = [p](double X) { return 2 + std::pow(X - 0.3, p); };
    for (int i = 0; i < scheme.size(); ++i) {
      const double X = scheme.X[static_cast<std::size_t>(i)];
      const double slope = p == 0 ? 0 : p * std::pow(X - 0.3, p - 1);
      EXPECT_NEAR(applied(scheme.derivative, i, scheme, f), slope, 1e-11) << nodes << " nodes";
      EXPECT_NEAR(applied(scheme.flux, i, scheme, f), f(X), 1e-12) << nodes << " nodes";
    }
    EXPECT_NEAR(applied(scheme.outflow, 0, scheme, f), f(1), 1e-12);
    EXPECT_NEAR(applied(scheme.centre, 0, scheme, f), f(0.5), 1e-12);
  }
}

// The flux starts at the edge flux of its cell and its slope is the scheme's derivative, for an n that is no polynomial:
// compared through the mean over a cell, which the Gauss rule knows exactly for both.
TEST(DiscontinuousGalerkin, FluxIntegratesTheDerivative) {
  const auto f = [](double X) { return std::exp(2 * X); };
  for (int nodes = 1; nodes <= 8; ++nodes) {
    const int cells = 4;
    const SpatialScheme scheme = make_discontinuous_galerkin(cells, nodes);
    double edge_flux = f(0);
    for (int c = 0; c < cells; ++c) {
      double width = 0, moment = 0, flux_mean = 0, gain = 0, a = 0;
      for (int i = c * nodes; i < (c + 1) * nodes; ++i)
        width += scheme.weights[static_cast<std::size_t>(i)];
      for (int j = 0; j < c * nodes; ++j)
        a += scheme.weights[static_cast<std::size_t>(j)];
      for (int i = c * nodes; i < (c + 1) * nodes; ++i) {
        const double w = scheme.weights[static_cast<std::size_t>(i)];
        const double d = applied(scheme.derivative, i, scheme, f);
        gain += w * d;
        moment += w * d * (a + width - scheme.X[static_cast<std::size_t>(i)]);
        flux_mean += w * applied(scheme.flux, i, scheme, f);
      }
      // mean of f(a) + int_a^X d over the cell = f(a) + (1/h) int d (a + h - X)
      EXPECT_NEAR(flux_mean / width, edge_flux + moment / width, 1e-12)
          << nodes << " nodes, cell " << c;
      edge_flux += gain;
    }
    EXPECT_NEAR(edge_flux, applied(scheme.outflow, 0, scheme, f), 1e-12) << nodes << " nodes";
  }
}

TEST(SpatialScheme, RefusesSizesItDoesNotHave) {
  EXPECT_THROW(make_upwind(2), InvalidInput);
  EXPECT_THROW(make_discontinuous_galerkin(0, 3), InvalidInput);
  EXPECT_THROW(make_discontinuous_galerkin(3, 0), InvalidInput);
  EXPECT_THROW(make_discontinuous_galerkin(3, 9), InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann

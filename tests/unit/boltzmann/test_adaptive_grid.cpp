#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"

namespace kapitza::boltzmann {
namespace {

void expect_cells(const std::vector<double>& faces) {
  EXPECT_EQ(faces.front(), 0);
  EXPECT_EQ(faces.back(), 1);
  for (std::size_t c = 0; c < faces.size(); ++c) {
    if (faces[c] <= 0.5) {
      EXPECT_EQ(1 - faces[c], faces[faces.size() - 1 - c]) << c;
    }
    if (c > 0) {
      EXPECT_LT(faces[c - 1], faces[c]) << c;
    }
  }
  EXPECT_EQ(faces[faces.size() / 2], 0.5);
}

TEST(AdaptiveGrid, FirstCellsFollowTheLayer) {
  for (const double layer : {10.0, 1.0, 0.1, 1e-2, 1e-3, 1e-5}) {
    const std::vector<double> faces = graded_faces(layer, 0.01);
    expect_cells(faces);
    EXPECT_LE(faces[1], 0.02 * layer * std::sqrt(2) * 1.0001);
    if (layer <= 1) {
      EXPECT_GE(faces[1], 0.02 * layer / std::sqrt(2) * 0.9999);
    }
    for (std::size_t c = 1; c + 1 < faces.size(); ++c)
      EXPECT_LE(faces[c + 1] - faces[c], 2.0001 * (faces[c] - faces[c - 1])) << layer << ' ' << c;
    EXPECT_LE(faces.size(), 60u);
  }
}

TEST(AdaptiveGrid, WorstCellsAreDividedAndTheirMirrorImages) {
  const std::vector<double> faces{0, 0.125, 0.25, 0.5, 0.75, 0.875, 1};
  const std::vector<double> shares{1e-12, 1e-12, 1e-12, 1e-12, 1e-2, 1e-12};
  const std::vector<double> finer = refined_faces(faces, shares, 100, {});
  expect_cells(finer);
  EXPECT_GT(finer.size(), faces.size());
  for (const double face : finer) {
    const bool old = std::ranges::find(faces, face) != faces.end();
    const bool in_worst = (face > 0.125 && face < 0.25) || (face > 0.75 && face < 0.875);
    EXPECT_TRUE(old || in_worst) << face;
  }
  for (const double face : faces)
    EXPECT_NE(std::ranges::find(finer, face), finer.end()) << face;
}

TEST(AdaptiveGrid, FinerGridsHaveTheFacesOfCoarserOnes) {
  std::vector<std::vector<double>> grids{graded_faces(0.3, 0.07)};
  for (const double layer : {0.04, 7e-3, 1.1e-4}) {
    grids.push_back(graded_faces(layer, 0.07));
    const std::vector<double>& coarser = grids[grids.size() - 2];
    for (const double face : coarser)
      EXPECT_NE(std::ranges::find(grids.back(), face), grids.back().end()) << face;
  }
  EXPECT_EQ(common_faces(grids), grids.back());
}

TEST(AdaptiveGrid, DividedCellsHaveFewFacesOfTheirOwn) {
  const std::vector<double> faces = graded_faces(0.1, 0.1);
  std::vector<double> shares(faces.size() - 1, 1e-9), others = shares;
  shares[2] = 1e-3;
  others[4] = 2e-2;
  const std::vector<std::vector<double>> grids{refined_faces(faces, shares, 10, {}),
                                               refined_faces(faces, others, 1e3, {})};
  const std::vector<double> common = common_faces(grids);
  expect_cells(common);
  EXPECT_EQ(common.size(), grids[0].size() + grids[1].size() - faces.size());
  for (std::size_t c = 1; c < common.size(); ++c)
    EXPECT_EQ(std::exp2(std::round(std::log2(common[c] - common[c - 1]))),
              common[c] - common[c - 1]);
}

TEST(AdaptiveGrid, NumberOfCellsStaysBounded) {
  std::vector<double> faces = graded_faces(0.1, 1);
  AdaptiveGrid aim;
  aim.most_cells = 40;
  for (int round = 0; round < 5; ++round) {
    const std::vector<double> shares(faces.size() - 1, 1);
    faces = refined_faces(faces, shares, 1e4, aim);
    EXPECT_LE(faces.size(), 41u);
  }
}

TEST(AdaptiveGrid, PolynomialsOfTheCellsAreBroughtOverExactly) {
  const SpatialScheme from = make_discontinuous_galerkin(graded_faces(0.2, 0.1), 3);
  const SpatialScheme to = make_discontinuous_galerkin(graded_faces(0.01, 0.1), 3);
  const auto f = [](double X, std::size_t k) {
    return 2 + X + (1.0 + static_cast<double>(k)) * X * X;
  };
  std::vector<double> n;
  for (const double X : from.X)
    for (std::size_t k = 0; k < 2; ++k)
      n.push_back(f(X, k));
  const std::vector<double> values = prolonged(n, 2, from, to.X);
  for (std::size_t x = 0; x < to.X.size(); ++x)
    for (std::size_t k = 0; k < 2; ++k)
      EXPECT_NEAR(values[2 * x + k], f(to.X[x], k), 1e-12);
}

TEST(AdaptiveGrid, EndCellsAreDividedTowardsTheEnds) {
  const std::vector<double> faces{0, 0.25, 0.5, 0.75, 1};
  const std::vector<double> shares{1, 1e-12, 1e-12, 1e-12};
  const std::vector<double> finer = refined_faces(faces, shares, 1e4, {});
  expect_cells(finer);
  ASSERT_GT(finer[1], 0);
  for (std::size_t c = 1; finer[c + 1] <= 0.25; ++c)
    EXPECT_NEAR(finer[c + 1], 2 * finer[c], 1e-15);
}

TEST(AdaptiveGrid, LayersBecomeThinnerAndTheRestStays) {
  const Stretch stretch{10, 0.2};
  for (const double X : {0.0, 1e-4, 0.01, 0.019})
    EXPECT_DOUBLE_EQ(stretch(X), 10 * X);
  for (const double X : {0.02, 0.1, 0.2})
    EXPECT_DOUBLE_EQ(stretch(X), 0.2);
  for (const double X : {0.21, 0.4, 0.5})
    EXPECT_DOUBLE_EQ(stretch(X), X);
  for (const double X : {0.003, 0.1, 0.4})
    EXPECT_DOUBLE_EQ(stretch(1 - X), 1 - stretch(X));
  for (const double X : {0.0, 0.3, 0.5, 0.9, 1.0})
    EXPECT_EQ(Stretch{}(X), X);
}

TEST(AdaptiveGrid, PositiveValuesStayPositive) {
  const std::vector<double> faces{0, 0.5, 1};
  const SpatialScheme from = make_discontinuous_galerkin(faces, 3);
  const std::vector<double> n{1, 1e-6, 1, 1, 1e-6, 1e-6};
  const std::vector<double> X{0.01, 0.2, 0.3, 0.8, 0.9, 0.99};
  for (const double value : prolonged(n, 1, from, X))
    EXPECT_GT(value, 0);
}

}  // namespace
}  // namespace kapitza::boltzmann

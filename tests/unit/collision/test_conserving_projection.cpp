#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/collision/conserving_projection.hpp"

namespace kapitza::collision {
namespace {

class Projection : public ::testing::Test {
 protected:
  Projection() : x_(16) {
    for (std::size_t i = 0; i < x_.size(); ++i)
      x_[i] = std::sin(2.0 * static_cast<double>(i * i));
  }
  const model::ParabolicDispersion dispersion_;
  const model::MomentumGrid grid_{16};
  const ConservingProjection project_{grid_, dispersion_};
  std::vector<double> x_;
};

TEST_F(Projection, RemovesNumberAndEnergy) {
  project_.apply(x_);
  double number = 0.0, energy = 0.0;
  for (int i = 0; i < grid_.size(); ++i) {
    number += x_[static_cast<std::size_t>(i)];
    energy += dispersion_.energy(grid_[i]) * x_[static_cast<std::size_t>(i)];
  }
  EXPECT_NEAR(number, 0.0, 1e-14);
  EXPECT_NEAR(energy, 0.0, 1e-13);
}

TEST_F(Projection, ChangesOnlyByAConstantAndAMultipleOfTheEnergy) {
  std::vector<double> change = x_;
  project_.apply(x_);
  for (std::size_t i = 0; i < x_.size(); ++i)
    change[i] -= x_[i];
  const double gamma =
      (change[3] - change[0]) / (dispersion_.energy(grid_[3]) - dispersion_.energy(grid_[0]));
  const double alpha = change[0] - gamma * dispersion_.energy(grid_[0]);
  EXPECT_GT(std::abs(alpha) + std::abs(gamma), 1e-6);
  for (int i = 0; i < grid_.size(); ++i) {
    EXPECT_NEAR(change[static_cast<std::size_t>(i)], alpha + gamma * dispersion_.energy(grid_[i]),
                1e-14);
  }
}

TEST_F(Projection, DoneTwiceIsDoneOnce) {
  project_.apply(x_);
  std::vector<double> again = x_;
  project_.apply(again);
  for (std::size_t i = 0; i < x_.size(); ++i)
    EXPECT_NEAR(again[i], x_[i], 1e-15);
}

TEST_F(Projection, ActsOnColumnsOfAMatrix) {
  std::vector<double> matrix(256), column(16);
  for (std::size_t i = 0; i < matrix.size(); ++i)
    matrix[i] = std::cos(static_cast<double>(i * i));
  for (std::size_t k = 0; k < 16; ++k)
    column[k] = matrix[16 * k + 5];
  project_.apply_to_columns(matrix);
  project_.apply(column);
  for (std::size_t k = 0; k < 16; ++k)
    EXPECT_NEAR(matrix[16 * k + 5], column[k], 1e-14);
}

}  // namespace
}  // namespace kapitza::collision

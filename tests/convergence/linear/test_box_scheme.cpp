#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/linear/linear_response.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

// v d_X dn = Lambda L dn by the implicit midpoint rule on N cells, straight from L: no parity, no modes. Returns dn at the
// middle of the slab.
std::vector<double> box_scheme(const model::MomentumGrid& grid, const std::vector<double>& L,
                               double Lambda, int cells, const std::vector<double>& left,
                               const std::vector<double>& right) {
  const int K = grid.size();
  Matrix A = Matrix::Zero(K * (cells + 1), K * (cells + 1));
  Matrix b = Matrix::Zero(A.rows(), 1);
  for (int k = 0; k < K; ++k) {
    const bool to_the_right = grid[k] > 0.0;
    A(k, (to_the_right ? 0 : cells) * K + k) = 1.0;
    b(k, 0) = (to_the_right ? left : right)[static_cast<std::size_t>(k)];
    for (int j = 0; j < cells; ++j) {
      const int row = (j + 1) * K + k;
      A(row, (j + 1) * K + k) += 2.0 * grid[k] * cells;
      A(row, j * K + k) -= 2.0 * grid[k] * cells;
      for (int p = 0; p < K; ++p) {
        const double half = 0.5 * Lambda * L[static_cast<std::size_t>(k * K + p)];
        A(row, j * K + p) -= half;
        A(row, (j + 1) * K + p) -= half;
      }
    }
  }
  const Vector all = LuFactors{std::move(A), "box scheme"}.solve(b);
  const auto* middle = all.data() + cells / 2 * K;
  return {middle, middle + K};
}

TEST(Slab, IsTheLimitOfABoxSchemeOfSecondOrder) {
  const model::MomentumGrid grid{8};
  const model::ParabolicDispersion dispersion;
  const model::ThermalState state{0.8, -1.0};
  const auto L = relaxation_matrix(grid, model::thermal_occupation(state, grid, dispersion));
  const LinearResponse response{ThermalBackground{grid, dispersion, state, L}};
  const auto left = injected(grid, 1, [](double k) { return std::sin(k) + 0.2; });
  const auto right = injected(grid, -1, [](double k) { return 0.3 * std::cos(k); });
  const double Lambda = 3.0;
  const auto exact = response.slab(Lambda).solve(left, right).profile(0.5);

  std::vector<double> error;
  for (const int cells : {12, 24, 48, 96})
    error.push_back(largest_difference(box_scheme(grid, L, Lambda, cells, left, right), exact));
  for (std::size_t i = 1; i < error.size(); ++i)
    EXPECT_NEAR(std::log2(error[i - 1] / error[i]), 2.0, 0.1) << "errors " << error[i];
  EXPECT_LT(error.back(), 1e-3);
  EXPECT_GT(error.back(), 1e-10) << "still above round-off";
}

}  // namespace
}  // namespace kapitza::linear

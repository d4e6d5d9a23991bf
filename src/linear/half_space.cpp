#include "kapitza/linear/half_space.hpp"

#include "parity.hpp"

namespace kapitza::linear {

HalfSpace::HalfSpace(const Modes& modes) : modes_{modes} {
  const ThermalBackground& background = modes.background();
  const Matrix& e = background.invariants();
  const int H = background.half();
  const LuFactors G{beside(e, modes.even() + modes.odd()), "the half-space problem"};
  const Matrix outgoing = beside(e, modes.even() - modes.odd());

  // A^T = G^{-T} [e, W - Z]^T.
  reflection_ = G.solve_transposed(outgoing.transpose()).transpose();
  rows_ = G.solve_transposed(Matrix::Identity(H, 2));

  // The chi that carries a unit current of each kind.
  const Pair2x2 per_current = inverse(modes.ohm());
  const Matrix chi = modes.chi() * Eigen::Matrix2d{{per_current[0][0], per_current[0][1]},
                                                   {per_current[1][0], per_current[1][1]}};
  const Matrix x = G.solve(chi);

  const int K = 2 * H;
  const Matrix left = outgoing * x;
  for (int c = 0; c < 2; ++c) {
    for (int a = 0; a < 2; ++a)
      resistance_[a][c] = x(a, c);
    auto& weight = weight_[c];
    auto& profile = profile_[c];
    weight.assign(K, 0.0);
    profile.assign(K, 0.0);
    for (int i = 0; i < H; ++i) {
      const int r = right_mover(H, i), l = left_mover(H, i);
      const double n2 = background.occupation()[r] * background.occupation()[r];
      const double v = background.flux_weight()[i] / n2;
      profile[l] = -n2 * (left(i, c) + chi(i, c));
      weight[r] = -v * profile[l] / n2;
    }
  }
}

HalfSpaceState HalfSpace::respond(std::span<const double> injected, const Pair& current) const {
  const ThermalBackground& background = modes_.background();
  const Vector phi = reduced(background, injected, right_mover, "injected");

  HalfSpaceState state{product(resistance_, {-current[0], -current[1]}),
                       std::vector<double>(injected.size(), 0.0)};
  expand(background, reflection_ * phi, left_mover, state.outgoing);
  const Eigen::Vector2d relaxed = rows_.transpose() * phi;
  for (int c = 0; c < 2; ++c) {
    state.alpha[c] += relaxed[c];
    for (std::size_t i = 0; i < injected.size(); ++i)
      state.outgoing[i] += profile_[c][i] * current[c];
  }
  return state;
}

}  // namespace kapitza::linear

#include "kapitza/boltzmann/mean_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::boltzmann {

namespace {

/// P_m and its derivative on [0, 1].
double shifted_legendre(int m, double u) {
  return legendre(m, 2 * u - 1);
}
double shifted_legendre_slope(int m, double u) {
  double slope = 0;  // P_m' = sum (2 l + 1) P_l over l = m - 1, m - 3, ..
  for (int l = m - 1; l >= 0; l -= 2)
    slope += 2 * (2 * l + 1) * shifted_legendre(l, u);
  return slope;
}

}  // namespace

MeanField::MeanField(const SpatialScheme& scheme, Barrier barrier, HalfDensities entering)
    : barrier_{std::move(barrier)},
      entering_{entering},
      nodes_{scheme.nodes},
      cells_{scheme.cells()} {
  if (scheme.name != "dg" || nodes_ < 2)
    throw InvalidInput(
        fmt::format("a mean field on scheme \"{}\" with {} node(s) to a cell; allowed: \"dg\" "
                    "with at least 2",
                    scheme.name, nodes_));
  const GaussBasis basis{nodes_};
  for (int i = 0; i < nodes_; ++i) {
    Fractions f{0, 0, std::vector<double>(static_cast<std::size_t>(nodes_), 0)};
    for (int m = 0; m + 1 < nodes_; ++m) {
      const double P = (2 * m + 1) * shifted_legendre(m, basis.node(i));
      f.right += P;
      f.left -= m % 2 == 0 ? P : -P;
      for (int j = 0; j < nodes_; ++j)
        f.nodes[static_cast<std::size_t>(j)] -=
            P * basis.weight(j) * shifted_legendre_slope(m, basis.node(j));
    }
    fractions_.push_back(std::move(f));
    end_value_.push_back(basis(i, 1));
    for (int j = 0; j < nodes_; ++j) {
      double sum = 0;
      for (int q = 0; q < nodes_; ++q)
        sum += basis.weight(q) * basis(j, basis.node(i) * basis.node(q));
      partial_.push_back(basis.node(i) * sum);
    }
  }
  const std::vector<double> faces = scheme.faces();
  for (int c = 0; c < cells_; ++c)
    width_.push_back(faces[static_cast<std::size_t>(c) + 1] - faces[static_cast<std::size_t>(c)]);
  for (const double X : faces)
    face_D_.push_back(barrier_.D(X));
  face_D_.back() = barrier_.D(1);  // the widths may add up to less
  for (const double X : scheme.X)
    D_.push_back(barrier_.D(X));
  W_.assign(D_.size(), 0);
  slope_ = dW_ = energy_ = W_;
  face_W_.assign(face_D_.size(), 0);
  face_dW_ = face_W_;
}

HalfDensities MeanField::at_face(std::span<const HalfDensities> rho, int face,
                                 const HalfDensities& entering) const {
  HalfDensities crossing;
  if (face == 0) crossing.right = entering.right;
  if (face == cells_) crossing.left = entering.left;
  for (int j = 0; j < nodes_; ++j) {
    const double last = end_value_[static_cast<std::size_t>(j)],
                 first = end_value_[static_cast<std::size_t>(nodes_ - 1 - j)];
    if (face > 0)
      crossing.right += last * rho[static_cast<std::size_t>((face - 1) * nodes_ + j)].right;
    if (face < cells_)
      crossing.left += first * rho[static_cast<std::size_t>(face * nodes_ + j)].left;
  }
  return crossing;
}

std::vector<double> MeanField::slopes(std::span<const double> at_points,
                                      std::span<const double> at_faces) const {
  std::vector<double> slope(at_points.size());
  for (std::size_t x = 0; x < slope.size(); ++x) {
    const auto c = static_cast<std::size_t>(cell(static_cast<int>(x)));
    const auto first = c * static_cast<std::size_t>(nodes_);
    const Fractions& f = fractions_[x - first];
    double sum = f.left * at_faces[c] + f.right * at_faces[c + 1];
    for (std::size_t j = 0; j < f.nodes.size(); ++j)
      sum += f.nodes[j] * at_points[first + j];
    slope[x] = sum / width_[c];
  }
  return slope;
}

void MeanField::update(std::span<const HalfDensities> rho) {
  const auto take = [&](double D, double density, double& W, double& dW) {
    W = barrier_.mean_field(lambda_, D, density);
    dW = lambda_ * D * barrier_.interaction.potential_derivative(density);
  };
  for (std::size_t x = 0; x < W_.size(); ++x) {
    const double density = rho[x].sum();
    take(D_[x], density, W_[x], dW_[x]);
    energy_[x] =
        lambda_ * D_[x] * (barrier_.interaction.mean_energy(density) + barrier_.A * density);
  }
  for (std::size_t f = 0; f < face_W_.size(); ++f)
    take(face_D_[f], at_face(rho, static_cast<int>(f), entering_).sum(), face_W_[f], face_dW_[f]);
  slope_ = slopes(W_, face_W_);
}

std::vector<double> MeanField::slope_change(std::span<const HalfDensities> change) const {
  std::vector<double> at_points, at_faces;
  for (std::size_t x = 0; x < dW_.size(); ++x)
    at_points.push_back(dW_[x] * change[x].sum());
  constexpr HalfDensities unchanged;  // what enters
  for (std::size_t f = 0; f < face_dW_.size(); ++f)
    at_faces.push_back(face_dW_[f] * at_face(change, static_cast<int>(f), unchanged).sum());
  return slopes(at_points, at_faces);
}

MeanField::Sensitivity MeanField::sensitivity(int x) const {
  const int c = cell(x), first_cell = std::max(c - 1, 0), end_cell = std::min(c + 2, cells_);
  Sensitivity s{
      first_cell * nodes_,
      std::vector<HalfDensities>(static_cast<std::size_t>((end_cell - first_cell) * nodes_))};
  const auto at = [&](int cell_of, int j) -> HalfDensities& {
    return s.to[static_cast<std::size_t>(cell_of * nodes_ + j - s.first)];
  };
  const Fractions& f = fractions_[static_cast<std::size_t>(x - c * nodes_)];
  const double h = width_[static_cast<std::size_t>(c)];
  const double before = f.left * face_dW_[static_cast<std::size_t>(c)] / h,
               behind = f.right * face_dW_[static_cast<std::size_t>(c) + 1] / h;
  for (int j = 0; j < nodes_; ++j) {
    const double last = end_value_[static_cast<std::size_t>(j)],
                 first = end_value_[static_cast<std::size_t>(nodes_ - 1 - j)];
    const double own =
        f.nodes[static_cast<std::size_t>(j)] * dW_[static_cast<std::size_t>(c * nodes_ + j)] / h;
    at(c, j).right += own + behind * last;
    at(c, j).left += own + before * first;
    if (c > 0) at(c - 1, j).right += before * last;
    if (c + 1 < cells_) at(c + 1, j).left += behind * first;
  }
  return s;
}

std::vector<double> MeanField::work(std::span<const double> g, double J) const {
  std::vector<double> done;
  for (std::size_t x = 0; x < slope_.size(); ++x) {
    const auto c = static_cast<std::size_t>(cell(static_cast<int>(x))),
               n = static_cast<std::size_t>(nodes_);
    const std::size_t first = c * n, i = x - first;
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j)
      sum += partial_[i * n + j] * slope_[first + j] * g[first + j];
    done.push_back(face_W_[c] * J + width_[c] * sum);
  }
  return done;
}

}  // namespace kapitza::boltzmann

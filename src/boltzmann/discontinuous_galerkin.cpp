#include "kapitza/boltzmann/discontinuous_galerkin.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::boltzmann {

namespace {

using Entry = AffineRows::Entry;

/// The cell [0, 1].
struct Cell : GaussBasis {
  using GaussBasis::GaussBasis;

  /// The correction g of degree p+1 with g(0) = 1, g(1) = 0, orthogonal to degree p-1, at a Gauss node, where P_{p+1} = 0.
  double radau(int i) const {
    const int p = size() - 1;
    return (p % 2 == 0 ? 0.5 : -0.5) * legendre(p, 2 * node(i) - 1);
  }
};

/// y = sum_j own_j n_j of cell c + coupling (n_up - n(a)), n_up being the value that enters at the cell's left edge a.
void add_cell_row(AffineRows& rows, const Cell& cell, int c, std::vector<double> own,
                  double coupling) {
  std::vector<Entry> entries;
  if (c > 0)
    for (int j = 0; j < cell.size(); ++j)
      entries.push_back({(c - 1) * cell.size() + j, coupling * cell(j, 1)});
  for (int j = 0; j < cell.size(); ++j)
    entries.push_back({c * cell.size() + j, own[j] - coupling * cell(j, 0)});
  rows.add_row(entries, c == 0 ? coupling : 0.0);
}

/// The polynomial of cell c at its own coordinate x.
void add_value_row(AffineRows& rows, const Cell& cell, int c, double x) {
  std::vector<Entry> entries;
  for (int j = 0; j < cell.size(); ++j)
    entries.push_back({c * cell.size() + j, cell(j, x)});
  rows.add_row(entries, 0);
}

/// (1 - cos(pi c / C)) / 2 as a sine, symmetric about 1/2 to the last bit.
double edge(int c, int cells) {
  if (2 * c > cells) return 1 - edge(cells - c, cells);
  const double s = std::sin(std::numbers::pi * c / (2 * cells));
  return s * s;
}

}  // namespace

SpatialScheme make_discontinuous_galerkin(int cells, int nodes) {
  if (cells < 1) throw InvalidInput("dg scheme of " + std::to_string(cells) + " cells: at least 1");
  std::vector<double> faces;
  for (int c = 0; c <= cells; ++c)
    faces.push_back(edge(c, cells));
  SpatialScheme scheme = make_discontinuous_galerkin(faces, nodes);
  scheme.edges.clear();
  return scheme;
}

SpatialScheme make_discontinuous_galerkin(std::span<const double> faces, int nodes) {
  const int cells = static_cast<int>(faces.size()) - 1;
  if (nodes < 1 || nodes > 8)
    throw InvalidInput("dg scheme of " + std::to_string(nodes) + " nodes per cell: 1 to 8");
  const Cell cell(nodes);
  SpatialScheme scheme;
  scheme.name = "dg";
  scheme.nodes = nodes;
  scheme.edges.assign(faces.begin(), faces.end());
  for (int c = 0; c < cells; ++c) {
    const double a = faces[c], h = faces[c + 1] - a;
    for (int i = 0; i < nodes; ++i) {
      scheme.X.push_back(a + h * cell.node(i));
      scheme.weights.push_back(h * cell.weight(i));
      std::vector<double> derivative, value;
      for (int j = 0; j < nodes; ++j) {
        derivative.push_back(cell.slope(j, i) / h);
        value.push_back(i == j ? 1 : 0);
      }
      add_cell_row(scheme.derivative, cell, c, derivative, -cell(i, 0) / (h * cell.weight(i)));
      add_cell_row(scheme.flux, cell, c, value, cell.radau(i));
    }
  }
  scheme.lengths = scheme.weights;
  add_value_row(scheme.outflow, cell, cells - 1, 1);
  if (cells % 2 == 1)
    add_value_row(scheme.centre, cell, cells / 2, 0.5);
  else
    add_value_row(scheme.centre, cell, cells / 2 - 1, 1);
  return scheme;
}

}  // namespace kapitza::boltzmann

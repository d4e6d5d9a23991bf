#include "kapitza/boltzmann/mirror_symmetry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace kapitza::boltzmann {

namespace {

bool equal(double a, double b) {
  constexpr double rounding = 1e-14;
  return std::abs(a - b) <= rounding * std::max(std::abs(a), std::abs(b));
}

bool is_mirror_image_of_itself(const Transport& transport, const model::MomentumGrid& grid) {
  if (grid.is_uniform()) return false;
  for (int k = 0; k < grid.size(); ++k) {
    const int image = grid.mirror(k);
    if (!equal(transport.injected(k), transport.injected(image)) ||
        !equal(transport.velocity(k), -transport.velocity(image)) ||
        !equal(grid.weight(k), grid.weight(image)))
      return false;
  }
  const SpatialScheme& scheme = transport.scheme();
  // Widths of cells are differences of faces in [0, 1], and thin ones known to fewer digits.
  constexpr double rounding_of_faces = 4 * std::numeric_limits<double>::epsilon();
  for (int x = 0; x < scheme.size(); ++x)
    if (std::abs(scheme.weights[x] - scheme.weights[scheme.mirror(x)]) > rounding_of_faces)
      return false;
  return true;
}

}  // namespace

MirrorSymmetry::MirrorSymmetry(const Transport& transport, const model::MomentumGrid& grid)
    : points_{transport.points()}, present_{is_mirror_image_of_itself(transport, grid)} {
  if (!present_) return;
  const PetscInt K = transport.momenta();
  std::vector<PetscInt> computed, image, all_computed, all_images;
  const PointBlock& block = transport.block();
  for (int x = block.first; x < block.first + block.count; ++x) {
    for (int k = 0; k < K; ++k) {
      const PetscInt from = transport.scheme().mirror(x) * K + grid.mirror(k), to = x * K + k;
      all_computed.push_back(from);
      all_images.push_back(to);
      if (computes(x)) continue;
      computed.push_back(from);
      image.push_back(to);
    }
  }
  const Vec like = transport.source();
  check(VecDuplicate(like, images_.out()));
  const MPI_Comm comm = PetscObjectComm(reinterpret_cast<PetscObject>(like));
  const auto scatter = [&](const std::vector<PetscInt>& source, const std::vector<PetscInt>& target,
                           Scatter& made) {
    const auto size = static_cast<PetscInt>(target.size());
    Handle<PetscTraits<IS, ISDestroy>> from, to;
    check(ISCreateGeneral(comm, size, source.data(), PETSC_COPY_VALUES, from.out()));
    check(ISCreateGeneral(comm, size, target.data(), PETSC_COPY_VALUES, to.out()));
    check(VecScatterCreate(like, from.get(), images_.get(), to.get(), made.out()));
  };
  scatter(computed, image, to_images_);
  scatter(all_computed, all_images, reflect_);
}

bool MirrorSymmetry::computes(int x) const noexcept {
  const int left = std::min(x, points_ - 1 - x), right = points_ - 1 - left;
  return !present() || left == right || (left % 2 == 0 ? x == left : x == right);
}

void MirrorSymmetry::complete(Vec F) const {
  if (!present()) return;
  check(VecCopy(F, images_.get()));
  check(VecScatterBegin(to_images_.get(), F, images_.get(), INSERT_VALUES, SCATTER_FORWARD));
  check(VecScatterEnd(to_images_.get(), F, images_.get(), INSERT_VALUES, SCATTER_FORWARD));
  check(VecCopy(images_.get(), F));
}

void MirrorSymmetry::symmetrise(Vec v) const {
  if (!present()) return;
  check(VecScatterBegin(reflect_.get(), v, images_.get(), INSERT_VALUES, SCATTER_FORWARD));
  check(VecScatterEnd(reflect_.get(), v, images_.get(), INSERT_VALUES, SCATTER_FORWARD));
  check(VecAXPBY(v, 0.5, 0.5, images_.get()));
}

}  // namespace kapitza::boltzmann

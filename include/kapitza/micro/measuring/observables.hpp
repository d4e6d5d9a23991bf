#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/model/dispersion.hpp"

namespace kapitza::micro {

/// What of a field is recorded, and where its numbers lie in a sample.
///
///   name        | what                                                                       | numbers
///   left, right | n(k) in a window in the middle of each lead, between reservoir and defect   | K each
///   wigner      | n(x_j, k) in windows of K sites spread evenly over the ring, [window][k]    | windows * K
///   current     | int dk/2pi v {1, E} n: number left, right, energy left, right               | 4
///   imbalance   | current left - right: number, energy (so that their errors are exact)       | 2
///   outgoing    | int dk/2pi |v| n over the outgoing half: left (k < 0), right (k > 0)         | 2
///   density     | sum_x |psi_x|^2 / N                                                         | 1
class Observables {
 public:
  struct Layout {
    std::size_t left, right, wigner, current, imbalance, outgoing, density,
        size;  ///< offsets; size in all
  };
  static Layout layout(int points, int windows) noexcept;

  /// Where the windows lie: left lead, right lead, those of the Wigner function.
  struct Places {
    std::vector<std::int64_t> first;  ///< sites
    std::vector<double>
        centres;  ///< relative to the middle of the ring and of the defect, sites/2, in sites
  };
  /// Throws what lead_windows() does.
  static Places places(const System& system, int points, int windows);

  /// Throws what lead_windows() does. `windows` of the Wigner function are placed at x_j = (j + 1/2) N / windows, to the
  /// nearest site. Collective.
  Observables(const System& system, const model::Dispersion& dispersion, int points, int windows,
              const ModeTransform& transform, const Communicator& group);
  ~Observables();

  const Layout& layout() const noexcept;
  /// Centres of the Wigner windows relative to the middle of the ring and of the defect, sites/2, in sites.
  std::span<const double> wigner_positions() const noexcept;
  /// Centres of the windows in the leads, likewise.
  double left_position() const noexcept;
  double right_position() const noexcept;

  /// The sample of one field (local sites of this rank); complete on the root of the group, where sample has layout().size
  /// numbers (empty elsewhere). Cost: windows + 2 transforms of K points. Allocates nothing. Collective over the group.
  /// Throws NumericalFailure on all its ranks if the field is not finite, naming the site.
  void measure(std::span<const Complex> field, std::span<double> sample);
  /// The last number of a sample alone, on all ranks; throws likewise.
  double density(std::span<const Complex> field);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kapitza::micro

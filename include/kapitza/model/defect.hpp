#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace kapitza::model {

/// The profile D(y), y = x/L, on the consecutive sites where it matters; zero on all others.
struct DefectProfile {
  std::int64_t first = 0;  ///< site of D[0]
  std::vector<double> D;
};

/// A box of width 1 with edges of relative width w:  D(y) = [tanh((y + 1/2)/w) - tanh((y - 1/2)/w)] / 2.
double smooth_box(double y, double w) noexcept;

/// D_x = D((x - centre)/length) on the sites 0 .. sites-1, cut where |D| falls for good below 1e-8 of its maximum. Throws
/// InvalidInput if a value is not finite (the y is named), D vanishes everywhere, or it has not fallen that far at the ends
/// of the lattice.
DefectProfile sampled_defect(const std::function<double(double y)>& D, double length,
                             std::int64_t centre, std::int64_t sites);

/// D = 1 on exactly `length` sites around `centre`: the box of Fig. 2.
DefectProfile sharp_box(std::int64_t length, std::int64_t centre);

/// Lambda = lambda^2 sum_x D_x^2, (10) as corrected in docs/theory.md, and its inverse, lambda >= 0.
double effective_interaction(double lambda, std::span<const double> D) noexcept;
double coupling(double Lambda, std::span<const double> D) noexcept;

}  // namespace kapitza::model

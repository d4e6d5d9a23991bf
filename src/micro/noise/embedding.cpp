#include "kapitza/micro/noise/embedding.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/base/fftw.hpp"

namespace kapitza::micro {
namespace {

using Correlator = FftwVector<std::complex<double>>;
constexpr std::int64_t longest_reference = std::int64_t{1} << 18;

/// FFTW is fast for factors up to 7, and FFTW-MPI splits a length over r ranks evenly if r^2 divides it.
bool convenient(std::int64_t M) {
  if (M % (M < 65536 ? 64 : 4096) != 0) return false;
  for (const std::int64_t prime : {2, 3, 5, 7})
    while (M % prime == 0)
      M /= prime;
  return M == 1;
}

std::int64_t next_convenient(std::int64_t M) {
  M = (M + 63) / 64 * 64;
  while (!convenient(M))
    M += 64;
  return M;
}

/// C(r) = (1/M) sum_i s(k_i) e^{i k_i r} for r = 0 .. region-1, k_i = -pi + (i + 1/2) 2 pi/M.
Correlator correlator(const std::vector<double>& s, std::int64_t region) {
  const std::size_t M = s.size();
  Correlator C(M);
  const FftwPlan plan{fftw_plan_dft_1d(static_cast<int>(M), as_fftw(C.data()), as_fftw(C.data()),
                                       FFTW_BACKWARD, FFTW_ESTIMATE)};
  if (!plan) throw NumericalFailure("FFTW has no plan for the correlation of the noise");
  std::copy(s.begin(), s.end(), C.begin());
  fftw_execute(plan.get());
  C.resize(region);
  for (std::size_t r = 0; r < C.size(); ++r) {
    const double turn = static_cast<double>(r) / static_cast<double>(M);
    const double sign = r % 2 == 0 ? 1.0 : -1.0;  // of e^{-i pi r}
    C[r] *= sign / static_cast<double>(M) * std::polar(1.0, std::numbers::pi * turn);
  }
  return C;
}

double largest_difference(const Correlator& a, const Correlator& b) {
  double largest = 0;
  for (std::size_t r = 0; r < a.size(); ++r)
    largest = std::max(largest, std::abs(a[r] - b[r]));
  return largest;
}

}  // namespace

std::int64_t embedding_length(std::int64_t sites, std::int64_t region, double tolerance,
                              const std::function<std::vector<double>(int points)>& spectrum) {
  if (region < 1 || region > sites)
    throw InvalidInput("noise wanted on " + std::to_string(region) + " sites of a ring of " +
                       std::to_string(sites));
  const std::int64_t reference_length =
      next_convenient(std::min(2 * sites, std::max(8 * region, longest_reference)));
  std::vector<std::int64_t> lengths;
  for (std::int64_t M = next_convenient(region); M <= std::min(sites, reference_length / 2);
       M = next_convenient(M + 1))
    lengths.push_back(M);
  if (lengths.empty()) return sites;

  const auto at = [&](std::int64_t M) { return correlator(spectrum(static_cast<int>(M)), region); };
  const Correlator reference = at(reference_length);
  const auto short_of = [&](std::int64_t M) {
    return largest_difference(at(M), reference) > tolerance * std::abs(reference.front());
  };
  const auto found = std::partition_point(lengths.begin(), lengths.end(), short_of);
  return found == lengths.end() ? sites : *found;
}

}  // namespace kapitza::micro

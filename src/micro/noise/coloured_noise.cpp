#include "kapitza/micro/noise/coloured_noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "../kernels.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/micro/noise/normals.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {
namespace {

void require(const std::vector<double>& spectrum, std::int64_t region,
             const ModeTransform& transform) {
  const std::int64_t M = transform.sites();
  if (M % 2 != 0 || M > std::numeric_limits<int>::max())
    throw InvalidInput(
        fmt::format("noise on an embedding of {} sites; allowed: even, below 2^31", M));
  if (static_cast<std::int64_t>(spectrum.size()) != M)
    throw InvalidInput(fmt::format("noise spectrum of {} values for an embedding of {} sites",
                                   spectrum.size(), M));
  if (region < 1 || region > M)
    throw InvalidInput(fmt::format("noise wanted on {} sites of an embedding of {}", region, M));
  for (std::size_t i = 0; i < spectrum.size(); ++i)
    if (!(spectrum[i] >= 0 && std::isfinite(spectrum[i])))
      throw InvalidInput(
          fmt::format("noise spectrum s(k) = {} at k = {:.6g}; allowed: finite and not "
                      "negative",
                      spectrum[i], model::MomentumGrid{static_cast<int>(M)}[static_cast<int>(i)]));
}

}  // namespace

ColouredNoise::ColouredNoise(std::uint64_t seed, std::vector<double> spectrum, std::int64_t region,
                             std::unique_ptr<ModeTransform> transform)
    : seed_{seed}, transform_{std::move(transform)} {
  require(spectrum, region, *transform_);
  const std::int64_t M = transform_->sites();
  const std::span<const std::int64_t> modes = transform_->modes();
  consecutive_ = !modes.empty() && modes.front() % 2 == 0;
  for (const std::int64_t m : modes) {
    consecutive_ = consecutive_ && m == modes.front() + static_cast<std::int64_t>(modes_.size());
    modes_.push_back(static_cast<std::uint32_t>(m));
    // k = 2 pi (m + 1/2)/M, folded into [-pi, pi), is node m + M/2 of the grid, modulo M.
    const std::size_t node = (m + M / 2) % M;
    amplitude_.push_back(std::sqrt(spectrum[node] / static_cast<double>(M)));
  }
  const std::int64_t first = transform_->first_site();
  for (std::int64_t x = first; x < std::min(first + transform_->local_sites(), region); ++x)
    twist_.push_back(
        std::polar(1.0, std::numbers::pi * static_cast<double>(x) / static_cast<double>(M)));
  modal_.resize(transform_->storage());
  field_.resize(transform_->storage());
}

std::span<const std::complex<double>> ColouredNoise::draw(std::uint32_t realisation,
                                                          std::uint64_t step) {
  constexpr std::size_t portion = 512;  // stays in the first cache
  std::array<std::complex<float>, portion> buffer;
  for (std::size_t done = 0; done < modes_.size(); done += portion) {
    const std::size_t count = std::min(portion, modes_.size() - done);
    const std::span<std::complex<float>> normals{buffer.data(), count};
    const std::span<const std::uint32_t> modes = std::span{modes_}.subspan(done, count);
    if (consecutive_)
      complex_normals(seed_, realisation, step, modes.front(), normals);
    else
      complex_normals(seed_, realisation, step, modes, normals);
    scale(normals, amplitude_.data() + done, modal_.data() + done);
  }
  transform_->to_sites(modal_.data(), field_.data());
  multiply({field_.data(), twist_.size()}, twist_.data());
  return {field_.data(), static_cast<std::size_t>(transform_->local_sites())};
}

}  // namespace kapitza::micro

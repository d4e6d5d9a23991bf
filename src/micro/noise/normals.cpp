#include "kapitza/micro/noise/normals.hpp"

#include <algorithm>
#include <array>

#include "normals_block.hpp"

namespace kapitza::micro {
namespace {

struct Generator {
  std::uint64_t seed;
  std::uint32_t realisation;
  std::uint64_t step;

  void operator()(const std::array<std::uint32_t, block_lanes>& pairs, NormalBlock& normals) const {
    PhiloxBlock words;
    philox_words(seed, realisation, step, pairs, words);
    box_muller(words, normals);
  }
};

std::complex<float> deviate(const NormalBlock& normals, std::size_t lane, std::uint32_t parity) {
  const std::size_t place = 4 * lane + 2 * parity;
  return {normals.part[place], normals.part[place + 1]};
}

}  // namespace

void complex_normals(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                     std::uint32_t first, std::span<std::complex<float>> out) {
  constexpr std::size_t block_size = 2 * block_lanes;
  const Generator generate{seed, realisation, step};
  std::array<std::uint32_t, block_lanes> pairs;
  NormalBlock normals;
  for (std::size_t done = 0; done < out.size(); done += block_size) {
    const auto first_pair = static_cast<std::uint32_t>(first / 2 + done / 2);
    for (std::uint32_t lane = 0; lane < block_lanes; ++lane)
      pairs[lane] = first_pair + lane;
    generate(pairs, normals);
    const std::size_t count = std::min(block_size, out.size() - done);
    // std::complex<float> is an array of two floats ([complex.numbers.general]).
    std::copy_n(normals.part.data(), 2 * count, reinterpret_cast<float*>(out.data() + done));
  }
}

void complex_normals(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                     std::span<const std::uint32_t> indices, std::span<std::complex<float>> out) {
  const Generator generate{seed, realisation, step};
  std::array<std::uint32_t, block_lanes> pairs{};
  NormalBlock normals;
  for (std::size_t done = 0; done < out.size(); done += block_lanes) {
    const std::size_t count = std::min<std::size_t>(block_lanes, out.size() - done);
    for (std::size_t lane = 0; lane < count; ++lane)
      pairs[lane] = indices[done + lane] / 2;
    generate(pairs, normals);
    for (std::size_t lane = 0; lane < count; ++lane)
      out[done + lane] = deviate(normals, lane, indices[done + lane] % 2);
  }
}

}  // namespace kapitza::micro

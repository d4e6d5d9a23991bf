#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "../noise/noise_exchange.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/noise/coloured_noise.hpp"
#include "kapitza/micro/stepping/splitting.hpp"
#include "kapitza/micro/system.hpp"
#include "stages.hpp"

namespace kapitza::micro {

/// The local sub-steps of one splitting: the phase on the defect, damping and noise in the reservoir. They commute, because
/// their sites differ.
class LocalStep {
 public:
  /// Throws InvalidInput if defect or reservoir do not fit on the ring, overlap, or the noise is too short. Collective.
  LocalStep(const System& system, const Splitting& splitting, const Stages& stages,
            const ModeTransform& lattice, std::shared_ptr<ColouredNoise> noise,
            const Communicator& group);

  /// Local stage `stage` of time step `step` on the local sites of one field. Collective; allocates nothing.
  void apply(Complex* field, std::size_t stage, std::uint32_t realisation, std::uint64_t step);
  /// So far; each is a transform.
  long long noise_draws() const noexcept { return noise_draws_; }

 private:
  struct DefectPart {
    std::size_t site;
    FftwVector<double> D;
  };
  struct ReservoirPart {
    std::size_t site;
    std::size_t noise;  // where its noise begins in what the exchange brings
    FftwVector<double> decay,
        amplitude;  // e^{-gamma h}, sqrt((1 - e^{-2 gamma h})/2), h between two draws
  };

  void exchange_with_reservoir(Complex* field, std::uint32_t realisation, std::uint64_t draw);

  Stages stages_;
  int draws_;                                // in one reservoir stage
  std::vector<std::vector<double>> phases_;  // [local stage][power of |psi|^2]: lambda dt b V'
  std::vector<DefectPart> defect_;
  std::vector<ReservoirPart> reservoir_;
  std::shared_ptr<ColouredNoise> noise_;
  std::unique_ptr<NoiseExchange> exchange_;
  long long noise_draws_ = 0;
};

}  // namespace kapitza::micro

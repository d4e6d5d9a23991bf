#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace kapitza::micro {

/// Length M of the periodic embedding in which noise for `region` consecutive sites of a ring of `sites` is drawn: the
/// smallest that FFTW and FFTW-MPI like (small prime factors; a multiple of 64, of 4096 from 65536 on) and at which the
/// images of the correlation (15),
///
///   (1/M) sum_k e^{ikr} s(k) - int dk/2pi e^{ikr} s(k) = sum_{j != 0} (-1)^j C(r + jM),      C(r) the integral,
///
/// are below tolerance * C(0) at every distance r < region; `sites` if there is none below. A smooth s asks for little more
/// than `region`, a jump D of s at k = 0 for about D / (2 pi tolerance C(0)) sites more.
/// `spectrum(M)` returns s(k) on model::MomentumGrid{M}; it is called for lengths up to 2 max(sites, 2^18) or so, and
/// transforms of these lengths are the cost. Throws InvalidInput unless 1 <= region <= sites.
std::int64_t embedding_length(std::int64_t sites, std::int64_t region, double tolerance,
                              const std::function<std::vector<double>(int points)>& spectrum);

}  // namespace kapitza::micro

#pragma once

#include <fftw3.h>

#include <complex>
#include <cstddef>
#include <new>
#include <vector>

#include "kapitza/base/handle.hpp"

namespace kapitza {

struct FftwPlanTraits {
  using Type = fftw_plan;
  static fftw_plan empty() noexcept { return nullptr; }
  static void release(fftw_plan raw) noexcept { fftw_destroy_plan(raw); }
};
/// Sole owner of a plan. FFTW returns an empty plan for what it cannot do: test it after planning.
using FftwPlan = Handle<FftwPlanTraits>;

/// How FFTW chooses its algorithm. Measured plans are up to four times faster, but take time to find and are not the same in
/// every run, nor then the last bits of what they compute. FFTW takes what it knows as measured for an estimate, too.
/// Known: so planned beside a rank that measures, of what lasts as long; Estimate: of what is thrown away soon, or to have the same bits in every run.
enum class Planning { Estimate, Measure, Known };
inline unsigned planning_flag(Planning planning) noexcept {
  return planning == Planning::Measure ? FFTW_MEASURE : FFTW_ESTIMATE;
}

/// Memory on cache-line boundaries, which satisfies the alignment of every SIMD width that FFTW knows.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length{};
    return static_cast<T*>(::operator new(count * sizeof(T), alignment));
  }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, alignment); }
  template <class U>
  bool operator==(const AlignedAllocator<U>&) const noexcept {
    return true;
  }
};

/// A std::vector that a plan made for one of them can be executed on with another of the same length.
template <class T>
using FftwVector = std::vector<T, AlignedAllocator<T>>;

/// std::complex<double> has the layout of fftw_complex ([complex.numbers.general]); FFTW's manual asks for this cast.
inline fftw_complex* as_fftw(std::complex<double>* data) noexcept {
  return reinterpret_cast<fftw_complex*>(data);
}

}  // namespace kapitza

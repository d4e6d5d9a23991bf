#include <fmt/core.h>

#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "mpi_solvers.hpp"
#include "plan_pair.hpp"

namespace kapitza::micro {

namespace {

class SerialTransform final : public ModeTransform {
 public:
  SerialTransform(std::int64_t sites, Planning planning)
      : modes_(sites), storage_{whole_lines(modes_.size())} {
    std::iota(modes_.begin(), modes_.end(), std::int64_t{0});
    register_mpi_solvers();
    FftwVector<Complex> field(storage_), image(storage_);
    const fftw_iodim64 ring{sites, 1, 1};
    const auto plan = [&](Complex* from, Complex* to, int sign) {
      return FftwPlan{fftw_plan_guru64_dft(1, &ring, 0, nullptr, as_fftw(from), as_fftw(to), sign,
                                           planning_flags(planning))};
    };
    plans_ = {plan(field.data(), image.data(), FFTW_FORWARD),
              plan(image.data(), field.data(), FFTW_BACKWARD)};
    if (!plans_.to_modes || !plans_.to_sites)
      throw InvalidInput(fmt::format("FFTW cannot plan a transform of {} sites", sites));
  }

  std::int64_t sites() const noexcept override { return modes_.size(); }
  std::int64_t first_site() const noexcept override { return 0; }
  std::int64_t local_sites() const noexcept override { return sites(); }
  std::size_t storage() const noexcept override { return storage_; }
  std::span<const std::int64_t> modes() const noexcept override { return modes_; }

  void to_modes(Complex* field, Complex* modes) override {
    fftw_execute_dft(plans_.to_modes.get(), as_fftw(field), as_fftw(modes));
  }
  void to_sites(Complex* modes, Complex* field) override {
    fftw_execute_dft(plans_.to_sites.get(), as_fftw(modes), as_fftw(field));
  }
  std::string plans() const override { return plans_.text(); }

 private:
  std::vector<std::int64_t> modes_;
  std::size_t storage_;
  PlanPair plans_;
};

}  // namespace

std::unique_ptr<ModeTransform> serial_transform(std::int64_t sites, Planning planning) {
  if (sites < 1) throw InvalidInput(fmt::format("a ring has at least 1 site, found {}", sites));
  return std::make_unique<SerialTransform>(sites, planning);
}

}  // namespace kapitza::micro

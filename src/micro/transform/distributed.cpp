#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/micro/transform/wisdom.hpp"
#include "mpi_solvers.hpp"
#include "plan_pair.hpp"

namespace kapitza::micro {

namespace {

// Seconds, each way: in a long lattice shared by busy ranks a full measurement takes many minutes.
constexpr double longest_measuring = 10.0;

/// What FFTW-MPI gives to this rank.
struct Share {
  std::ptrdiff_t sites, first_site, modes, first_mode, storage;
};

Share share_of(std::int64_t sites, const Communicator& comm) {
  Share there{}, back{};
  there.storage =
      fftw_mpi_local_size_1d(sites, comm.get(), FFTW_FORWARD, FFTW_MPI_SCRAMBLED_OUT, &there.sites,
                             &there.first_site, &there.modes, &there.first_mode);
  back.storage =
      fftw_mpi_local_size_1d(sites, comm.get(), FFTW_BACKWARD, FFTW_MPI_SCRAMBLED_IN, &back.modes,
                             &back.first_mode, &back.sites, &back.first_site);
  there.storage = std::max(there.storage, back.storage);
  const bool same = there.sites == back.sites && there.first_site == back.first_site &&
                    there.modes == back.modes && there.first_mode == back.first_mode;
  if (!comm.agree(same && there.sites > 0 && there.modes > 0)) {
    const std::int64_t unit = std::int64_t{comm.size()} * comm.size();
    const std::int64_t below = sites / unit * unit, above = below + unit;
    throw InvalidInput(fmt::format(
        "a ring of {} sites cannot be split over {} ranks; multiples of {} can, such as {}{}",
        sites, comm.size(), unit, below > 0 && below < sites ? fmt::format("{} and ", below) : "",
        above));
  }
  return there;
}

class DistributedTransform final : public ModeTransform {
 public:
  DistributedTransform(std::int64_t sites, const Communicator& comm, Planning planning)
      : sites_{sites}, share_{share_of(sites, comm)}, storage_{whole_lines(share_.storage)} {
    FftwVector<Complex> field(storage_), image(storage_);
    const unsigned flags = planning_flags(planning);
    fftw_set_timelimit(longest_measuring);
    plans_ = planned(field, image, sites, comm, flags);
    fftw_set_timelimit(FFTW_NO_TIMELIMIT);
    if (!comm.agree(plans_.to_modes && plans_.to_sites)) {
      throw InvalidInput(fmt::format("FFTW-MPI cannot plan a transform of {} sites on {} ranks",
                                     sites, comm.size()));
    }
    if (planning == Planning::Measure) {
      // Each rank has timed the serial parts for itself. Planned again from what all know together, they are the same on all
      // ranks, and in later runs; unless the time was over before the plan was complete.
      fftw_mpi_gather_wisdom(comm.get());
      wisdom::share(comm);
      PlanPair again = planned(field, image, sites, comm, flags | FFTW_WISDOM_ONLY);
      if (comm.agree(again.to_modes && again.to_sites)) plans_ = std::move(again);
    }
    find_modes(field, image);
  }

  std::int64_t sites() const noexcept override { return sites_; }
  std::int64_t first_site() const noexcept override { return share_.first_site; }
  std::int64_t local_sites() const noexcept override { return share_.sites; }
  std::size_t storage() const noexcept override { return storage_; }
  std::span<const std::int64_t> modes() const noexcept override { return modes_; }

  void to_modes(Complex* field, Complex* modes) override {
    fftw_mpi_execute_dft(plans_.to_modes.get(), as_fftw(field), as_fftw(modes));
  }
  void to_sites(Complex* modes, Complex* field) override {
    fftw_mpi_execute_dft(plans_.to_sites.get(), as_fftw(modes), as_fftw(field));
  }
  std::string plans() const override { return plans_.text(); }

 private:
  static PlanPair planned(FftwVector<Complex>& field, FftwVector<Complex>& image,
                          std::int64_t sites, const Communicator& comm, unsigned flags) {
    const auto plan = [&](auto& from, auto& to, int sign, unsigned order) {
      return FftwPlan{fftw_mpi_plan_dft_1d(sites, as_fftw(from.data()), as_fftw(to.data()),
                                           comm.get(), sign, flags | order)};
    };
    return {plan(field, image, FFTW_FORWARD, FFTW_MPI_SCRAMBLED_OUT),
            plan(image, field, FFTW_BACKWARD, FFTW_MPI_SCRAMBLED_IN)};
  }

  /// FFTW does not say how it scrambles; but 1 on site 1 alone becomes e^{-2 pi i m/N}, whose phase tells m.
  void find_modes(FftwVector<Complex>& field, FftwVector<Complex>& image) {
    std::fill(field.begin(), field.end(), Complex{});
    const std::int64_t one = 1 - share_.first_site;
    if (one >= 0 && one < share_.sites) field[one] = 1.0;
    to_modes(field.data(), image.data());
    modes_.resize(share_.modes);
    for (std::size_t i = 0; i < modes_.size(); ++i) {
      const double turns = -std::arg(image[i]) / (2.0 * std::numbers::pi);
      const std::int64_t m = std::llround(turns * static_cast<double>(sites_));
      modes_[i] = m < 0 ? m + sites_ : m;
    }
  }

  std::int64_t sites_;
  Share share_;
  std::size_t storage_;
  std::vector<std::int64_t> modes_;
  PlanPair plans_;
};

}  // namespace

std::unique_ptr<ModeTransform> distributed_transform(std::int64_t sites, const Communicator& comm,
                                                     Planning planning) {
  if (comm.size() == 1 || sites < 1) return serial_transform(sites, planning);
  register_mpi_solvers();
  return std::make_unique<DistributedTransform>(sites, comm, planning);
}

}  // namespace kapitza::micro

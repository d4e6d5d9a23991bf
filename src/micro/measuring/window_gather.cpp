#include "window_gather.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace kapitza::micro {

WindowGather::WindowGather(std::vector<std::int64_t> first_sites, int points,
                           const ModeTransform& transform, const Communicator& group)
    : group_{group.get()} {
  const std::int64_t N = transform.sites(), K = points;
  const std::size_t ranks = group.size();
  const std::array<std::int64_t, 2> own_sites{transform.first_site(), transform.local_sites()};
  const std::vector<std::int64_t> sites = group.gather_everywhere<std::int64_t>(own_sites);

  const auto pieces = [&](std::size_t rank) {
    const std::int64_t begin = sites[2 * rank], end = begin + sites[2 * rank + 1];
    std::vector<Piece> list;
    for (std::size_t w = 0; w < first_sites.size(); ++w)
      for (const std::int64_t turn : {std::int64_t{0}, N}) {  // a window may go over the joint
        const std::int64_t start = first_sites[w] - turn;
        const std::int64_t from = std::max(begin, start), to = std::min(end, start + K);
        if (from < to)
          list.push_back({static_cast<std::size_t>(from - begin), w * K + (from - start),
                          static_cast<std::size_t>(to - from)});
      }
    return list;
  };
  const auto size = [](const std::vector<Piece>& list) {
    return std::accumulate(list.begin(), list.end(), std::size_t{0},
                           [](std::size_t n, const Piece& p) { return n + p.count; });
  };

  own_ = pieces(group.rank());
  packed_.resize(size(own_));
  if (!group.root()) return;
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const std::vector<Piece> list = pieces(rank);
    displacements_.push_back(rank == 0 ? 0 : displacements_.back() + counts_.back());
    counts_.push_back(static_cast<int>(size(list)));
    all_.insert(all_.end(), list.begin(), list.end());
  }
  windows_.resize(first_sites.size() * K);
  received_.resize(windows_.size());
}

std::span<const Complex> WindowGather::gather(std::span<const Complex> field) {
  Complex* to = packed_.data();
  for (const Piece& piece : own_)
    to = std::copy_n(field.begin() + piece.site, piece.count, to);
  if (group_ == MPI_COMM_NULL)
    received_.assign(packed_.begin(), packed_.end());
  else
    MPI_Gatherv(packed_.data(), static_cast<int>(packed_.size()), MPI_CXX_DOUBLE_COMPLEX,
                received_.data(), counts_.data(), displacements_.data(), MPI_CXX_DOUBLE_COMPLEX, 0,
                group_);
  const Complex* from = received_.data();
  for (const Piece& piece : all_) {
    std::copy_n(from, piece.count, windows_.begin() + piece.target);
    from += piece.count;
  }
  return windows_;
}

}  // namespace kapitza::micro

#include "noise_exchange.hpp"

#include <algorithm>
#include <array>

namespace kapitza::micro {

namespace {

struct Interval {
  long long begin, end;
};

Interval common(Interval a, Interval b) {
  return {std::max(a.begin, b.begin), std::max({a.begin, b.begin, std::min(a.end, b.end)})};
}

}  // namespace

void NoiseExchange::Messages::add(std::size_t numbers) {
  starts.push_back(starts.empty() ? 0 : starts.back() + counts.back());
  counts.push_back(static_cast<int>(numbers));
}

NoiseExchange::NoiseExchange(const Communicator& group, const ModeTransform& embedding,
                             std::span<const Segment> wanted)
    : comm_{group.get()}, alone_{group.size() == 1} {
  // What each rank has drawn, and the two intervals, one possibly empty, that it wants.
  using Layout = std::array<Interval, 3>;
  const long long first = embedding.first_site();
  Layout mine{Interval{first, first + embedding.local_sites()}, Interval{}, Interval{}};
  for (std::size_t i = 0; i < wanted.size(); ++i)
    mine[1 + i] = {wanted[i].begin, wanted[i].begin + wanted[i].size};
  const std::vector<Layout> all = group.gather_everywhere<Layout>({&mine, 1});

  // FFTW-MPI deals sites in the order of the ranks, so what comes from rank after rank is in ascending position, within each of
  // the two wanted intervals; between them it is too, since the first ends before the second begins.
  for (const Layout& other : all) {
    std::size_t out = 0, in = 0;
    for (const std::size_t w : {1u, 2u}) {
      const Interval send = common(mine[0], other[w]), receive = common(other[0], mine[w]);
      if (send.begin < send.end)
        pieces_.push_back({static_cast<std::size_t>(send.begin - first),
                           static_cast<std::size_t>(send.end - send.begin)});
      out += send.end - send.begin;
      in += receive.end - receive.begin;
    }
    sent_.add(out);
    received_.add(in);
  }
  outgoing_.resize(sent_.starts.back() + sent_.counts.back());
  incoming_.resize(received_.starts.back() + received_.counts.back());
}

std::span<const Complex> NoiseExchange::bring(std::span<const Complex> drawn) {
  if (alone_) return drawn;  // all positions are wanted, in their order
  Complex* to = outgoing_.data();
  for (const Piece& piece : pieces_)
    to = std::copy_n(drawn.data() + piece.begin, piece.size, to);
  MPI_Alltoallv(outgoing_.data(), sent_.counts.data(), sent_.starts.data(), MPI_C_DOUBLE_COMPLEX,
                incoming_.data(), received_.counts.data(), received_.starts.data(),
                MPI_C_DOUBLE_COMPLEX, comm_);
  return incoming_;
}

}  // namespace kapitza::micro

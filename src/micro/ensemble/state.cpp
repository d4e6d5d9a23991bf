#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "implementation.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::micro {

namespace {

/// A piece of a realisation under way, as all ranks know it.
struct Piece {
  std::int64_t rank, index;  ///< with whom, and where in its EnsembleState::running
  std::int64_t step, series, first_site, local_sites;  ///< series: how many numbers
};
using Pieces = std::map<std::int64_t, std::vector<Piece>>;  // by realisation

Pieces known_to_all(const Communicator& world, const std::vector<EnsembleState::Running>& running) {
  constexpr std::size_t width = 7;
  std::vector<std::int64_t> own;
  for (std::size_t i = 0; i < running.size(); ++i) {
    const auto& r = running[i];
    own.insert(own.end(),
               {r.realisation, world.rank(), static_cast<std::int64_t>(i),
                static_cast<std::int64_t>(r.step), static_cast<std::int64_t>(r.series.size()),
                r.first_site, r.local_sites});
  }
  const std::vector<std::int64_t> all = world.gather_everywhere<std::int64_t>(own);
  Pieces pieces;
  for (auto p = all.begin(); p != all.end(); p += width)
    pieces[p[0]].push_back({p[1], p[2], p[3], p[4], p[5], p[6]});
  return pieces;
}

// Whether the pieces are those of one realisation on a ring of N sites, with its series once.
bool whole(std::vector<Piece> pieces, std::int64_t N, std::int64_t series) {
  std::ranges::sort(pieces, {}, &Piece::first_site);
  std::int64_t next = 0, found = 0;
  bool good = true;
  for (const Piece& piece : pieces) {
    good =
        good && piece.first_site == next && piece.local_sites >= 0 && piece.step == pieces[0].step;
    next += piece.local_sites;
    found += piece.series;
  }
  return good && next == N && found == series;
}

/// Messages under way, to oneself too. Sender and receiver name those between them in the same order.
class Exchange {
 public:
  explicit Exchange(const Communicator& world) : world_{world} {}
  void send(const double* values, std::size_t count, std::int64_t to) {
    MPI_Isend(values, static_cast<int>(count), MPI_DOUBLE, static_cast<int>(to), 0, world_.get(),
              &requests_.emplace_back());
  }
  void receive(double* values, std::size_t count, std::int64_t from) {
    MPI_Irecv(values, static_cast<int>(count), MPI_DOUBLE, static_cast<int>(from), 0, world_.get(),
              &requests_.emplace_back());
  }
  void finish() {
    MPI_Waitall(static_cast<int>(requests_.size()), requests_.data(), MPI_STATUSES_IGNORE);
    requests_.clear();
  }

 private:
  const Communicator& world_;
  std::vector<MPI_Request> requests_;
};

/// The sites that a rank has of a realisation.
struct Share {
  std::int64_t rank, first_site, local_sites;
};

// Real numbers from site `x` on in one copy of a field of which a rank has `local_sites` from `first_site` on.
template <class Number>
Number* at(Number* fields, std::size_t copy, std::int64_t first_site, std::int64_t local_sites,
           std::int64_t x) {
  return fields + 2 * (copy * local_sites + x - first_site);
}

// Bring the sites of one realisation from whom they are with to whom they shall be with, copy by copy.
void exchange_fields(Exchange& exchange, std::int64_t own_rank, std::size_t copies,
                     const std::vector<Piece>& pieces,
                     const std::vector<EnsembleState::Running>& brought,
                     const std::vector<Share>& shares, EnsembleState::Running& received) {
  for (const Piece& piece : pieces)
    for (const Share& share : shares)
      for (std::size_t copy = 0; copy < copies; ++copy) {
        const std::int64_t begin = std::max(piece.first_site, share.first_site);
        const std::int64_t end =
            std::min(piece.first_site + piece.local_sites, share.first_site + share.local_sites);
        if (begin >= end) continue;
        const std::size_t count = 2 * (end - begin);
        if (piece.rank == own_rank) {
          const auto& fields = brought[piece.index].fields;
          exchange.send(at(reinterpret_cast<const double*>(fields.data()), copy, piece.first_site,
                           piece.local_sites, begin),
                        count, share.rank);
        }
        if (share.rank == own_rank)
          exchange.receive(at(reinterpret_cast<double*>(received.fields.data()), copy,
                              share.first_site, share.local_sites, begin),
                           count, piece.rank);
      }
}

}  // namespace

EnsembleState Ensemble::Implementation::state() const {
  EnsembleState state;
  state.realisations_done = done_;
  if (world_.root()) {
    state.moments = moments_.state();
    state.trace = density_.state();
  }
  for (const Trajectory& trajectory : under_way_)
    state.running.push_back(trajectory.state());
  return state;
}

void Ensemble::Implementation::restore(const EnsembleState& state) {
  const ModeTransform& transform = apparatus_->transform();
  const std::size_t copies = apparatus_->copies();
  const auto series = Trajectory::measured_size(schedule_, settings_);
  done_ = world_.broadcast(state.realisations_done);
  const Pieces pieces = known_to_all(world_, state.running);

  world_.collectively([&] {
    bool fits = done_ >= 0 && done_ <= settings_.realisations;
    if (world_.root())
      fits = fits && state.moments.size() == moments_.state().size() &&
             state.trace.size() == density_.state().size();
    for (const auto& part : state.running)
      fits = fits && part.fields.size() == copies * part.local_sites;
    std::int64_t expected = done_;
    for (const auto& [realisation, parts] : pieces)
      fits = fits && realisation == expected++ && realisation < settings_.realisations &&
             static_cast<std::uint64_t>(parts[0].step) <= schedule_.total_steps() &&
             whole(parts, transform.sites(), series);
    if (!fits)
      throw InputOutputFailure{
          "the state to continue from is not one of this ensemble, or incomplete"};
  });

  under_way_.clear();
  if (world_.root()) {
    moments_.restore(state.moments, done_);
    density_.restore(state.trace, done_);
    relative_error_ = relative_error();
  }
  reached_ = settings_.target && world_.broadcast(relative_error_) < *settings_.target;
  const std::array<std::int64_t, 2> own{transform.first_site(), transform.local_sites()};
  const std::vector<std::int64_t> sites = world_.gather_everywhere<std::int64_t>(own);

  for (const auto& [realisation, parts] : pieces) {
    const std::int64_t group = (realisation - done_) % groups_;
    const std::int64_t first_rank = group * settings_.ranks_per_realisation;
    std::vector<Share> shares;
    for (std::int64_t rank = first_rank; rank < first_rank + settings_.ranks_per_realisation;
         ++rank)
      shares.push_back({rank, sites[2 * rank], sites[2 * rank + 1]});

    EnsembleState::Running received{static_cast<int>(realisation),
                                    static_cast<std::uint64_t>(parts[0].step),
                                    {},
                                    own[0],
                                    own[1],
                                    {}};
    if (group == group_index_) received.fields.resize(copies * own[1]);
    if (world_.rank() == first_rank) received.series.resize(series);

    Exchange exchange{world_};
    for (const Piece& part : parts) {
      if (part.series == 0) continue;
      if (part.rank == world_.rank())
        exchange.send(state.running[part.index].series.data(), series, first_rank);
      if (world_.rank() == first_rank) exchange.receive(received.series.data(), series, part.rank);
    }
    exchange_fields(exchange, world_.rank(), copies, parts, state.running, shares, received);
    exchange.finish();
    if (group == group_index_) begin(received.realisation).restore(received);
  }
}

}  // namespace kapitza::micro

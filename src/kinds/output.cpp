#include "output.hpp"

#include "kapitza/config/resolved_text.hpp"

namespace kapitza::kinds {

Output::Output(const std::filesystem::path& name, std::span<const std::filesystem::path> read,
               bool overwrite)
    : there_{io::find_destination(name, read)}, overwrite_{overwrite} {}

Output::Output(const Communicator& world, const std::filesystem::path& name,
               std::span<const std::filesystem::path> read, bool overwrite)
    : overwrite_{overwrite} {
  world.collectively([&] {
    if (world.root()) there_ = io::find_destination(name, read);
  });
  there_.file = world.broadcast(there_.file.string());
}

io::Former Output::former(const io::CaseIdentity& of, bool complete) const {
  if (!there_.present || overwrite_) return io::Former::Replaced;
  const io::CaseIdentity& before = there_.present->of;
  const bool same = before.kind == of.kind && before.fingerprint == of.fingerprint &&
                    config::differences(before.input, of.input).empty();
  return same && (complete || !there_.present->complete) ? io::Former::Replaced : io::Former::Kept;
}

}  // namespace kapitza::kinds

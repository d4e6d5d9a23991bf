#include "kapitza/io/output_lock.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "posix_files.hpp"

namespace kapitza::io {
namespace {

struct Held {  // by this process, which has one result
  Descriptor descriptor;
  std::filesystem::path file;
};
Held held;

/// Whether `file` is still the file that was opened, and not one that has taken its place.
bool is_same(const Descriptor& descriptor, const std::filesystem::path& file) {
  struct stat opened {
  }, named{};
  return fstat(descriptor.get(), &opened) == 0 && stat(file.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

std::string owner_of(const Descriptor& descriptor) {
  std::array<char, 256> text{};
  const ssize_t length = pread(descriptor.get(), text.data(), text.size(), 0);
  return std::string(text.data(), std::max<ssize_t>(length, 0));
}

void write_owner(const Descriptor& descriptor) {
  std::array<char, 128> host{};
  gethostname(host.data(), host.size() - 1);
  const std::string text =
      "process " + std::to_string(getpid()) + " on " + host.data() + ", since " + utc_timestamp();
  // For people only: that the lock is held does not depend on it.
  if (ftruncate(descriptor.get(), 0) != 0) return;
  static_cast<void>(!pwrite(descriptor.get(), text.data(), text.size(), 0));
}

void take(const std::filesystem::path& result) {
  std::filesystem::path file = OutputLock::file_of(result);
  for (;;) {
    Descriptor descriptor{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)};
    if (!descriptor) return;
    if (flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK)
        throw InputOutputFailure{result.string() + ": another run is writing this result (" +
                                 owner_of(descriptor) + "); name another one with -o"};
      spdlog::warn("{}: cannot be locked ({}): take care that no other run writes the same result",
                   file.string(), std::generic_category().message(errno));
      remove_file(file);
      return;
    }
    if (!is_same(descriptor, file)) continue;  // its owner has removed it meanwhile
    write_owner(descriptor);
    held = {std::move(descriptor), std::move(file)};
    return;
  }
}

}  // namespace

OutputLock::OutputLock(const Communicator& comm, const std::filesystem::path& result) {
  comm.collectively([&] {
    if (comm.root()) take(result);
  });
}

std::filesystem::path OutputLock::file_of(std::filesystem::path result) {
  return result += ".lock";
}

OutputLock::~OutputLock() {
  if (!held.descriptor) return;
  remove_file(held.file);  // while it is locked, so that nobody else's is removed
  held.descriptor.reset();
}

}  // namespace kapitza::io

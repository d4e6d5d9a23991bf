#include "kapitza/micro/transform/wisdom.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "mpi_solvers.hpp"

namespace kapitza::micro::wisdom {

namespace {

std::optional<std::filesystem::path> cache_file() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path{value ? value : ""};
  };
  std::filesystem::path cache = variable("XDG_CACHE_HOME");
  if (!cache.is_absolute()) {
    cache = variable("HOME");
    if (!cache.is_absolute()) return std::nullopt;
    cache /= ".cache";
  }
  return cache / "kapitza" / (std::string{fftw_version} + ".wisdom");
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

bool write(const std::filesystem::path& path, const std::string& text) {
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  // The process id keeps runs that end together apart.
  const std::filesystem::path part = path.string() + "." + std::to_string(getpid());
  {
    std::ofstream file{part};
    if (!(file << text) || !file.flush()) failed = std::make_error_code(std::errc::io_error);
  }
  if (!failed) std::filesystem::rename(part, path, failed);
  if (!failed) return true;
  std::filesystem::remove(part, failed);
  return false;
}

}  // namespace

std::string exported() {
  register_mpi_solvers();
  const std::unique_ptr<char, decltype(&std::free)> text{fftw_export_wisdom_to_string(),
                                                         &std::free};
  return text ? text.get() : "";
}

bool imported(const std::string& text) {
  register_mpi_solvers();
  return fftw_import_wisdom_from_string(text.c_str()) != 0;
}

void replace(const Communicator& world, const std::string& text) {
  register_mpi_solvers();
  fftw_forget_wisdom();
  if (world.root()) imported(text);
  share(world);
}

void share(const Communicator& world) {
  const std::string text = world.broadcast(world.root() ? exported() : std::string{});
  if (world.root()) return;
  fftw_forget_wisdom();  // what this rank has measured itself would come first
  imported(text);
}

void plan_in_turn(const Communicator& world, bool first, const std::function<void()>& make) {
  world.collectively([&] {
    if (first) make();
  });
  share(world);
  world.collectively([&] {
    if (!first) make();
  });
}

bool load_own_cache() {
  const auto path = cache_file();
  return path && imported(text_of(*path));
}

bool save_own_cache() {
  const auto path = cache_file();
  if (!path) return false;
  // Other runs may have added to the file. That stays in it, but does not change what this process knows.
  const std::string own = exported();
  imported(text_of(*path));
  const bool written = write(*path, exported());
  fftw_forget_wisdom();
  imported(own);
  return written;
}

bool load_cache(const Communicator& world) {
  const bool found = world.root() && load_own_cache();
  share(world);
  return world.broadcast(found ? 1 : 0) == 1;
}

bool save_cache(const Communicator& world) {
  share(world);
  const bool written = world.root() && save_own_cache();
  return world.broadcast(written ? 1 : 0) == 1;
}

}  // namespace kapitza::micro::wisdom

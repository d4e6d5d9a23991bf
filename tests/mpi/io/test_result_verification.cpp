// What a disk that does not keep what it was given makes of a result.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/io/result_file.hpp"
#include "mpi/io/inspection.hpp"

namespace {

/// Called with the file that is being put on the disk, once its HDF5 is closed and before it is read back.
std::function<void(const std::filesystem::path&)> on_disk;

}  // namespace

/// In place of the C library's. MPI's own descriptors, on which it synchronises while HDF5 has the file open, are for writing.
extern "C" int fsync(int descriptor) {
  const auto link = "/proc/self/fd/" + std::to_string(descriptor);
  const bool closed = (fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY;
  std::error_code code;
  if (on_disk && closed) on_disk(std::filesystem::read_symlink(link, code));
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr std::size_t columns = 3;

/// Found once in the file: a number that one rank has given.
double number_of(int rank) {
  return 1.2345678901234567 + rank;
}

void replace(const fs::path& file, double from, double to) {
  std::fstream stream{file, std::ios::binary | std::ios::in | std::ios::out};
  const std::string all{std::istreambuf_iterator<char>{stream}, {}};
  std::string pattern(sizeof from, '\0');
  std::memcpy(pattern.data(), &from, sizeof from);
  const std::size_t at = all.find(pattern);
  ASSERT_NE(at, std::string::npos);
  std::memcpy(pattern.data(), &to, sizeof to);
  stream.seekp(static_cast<std::streamoff>(at)).write(pattern.data(), std::ssize(pattern));
}

class ResultVerification : public testing::ResultFileTest {
 protected:
  void TearDown() override {
    on_disk = nullptr;
    ResultFileTest::TearDown();
  }

  /// What commit() says on this rank of a file with a row for each rank; "done" if nothing.
  std::string commit(const std::function<void(const fs::path&)>& damage) {
    const auto size = static_cast<std::size_t>(comm_.size()),
               rank = static_cast<std::size_t>(comm_.rank());
    const std::vector<double> rows(size, 0.5), all(columns, 0.25);
    ResultFile file{comm_, folder_ / "result.h5"};
    file.scale({"/row", {}, "1", "row"}, rows);
    file.scale({"/column", {}, "1", "column"}, all);
    const std::vector<double> values(columns, number_of(comm_.rank()));
    file.write({"/n", {"/row", "/column"}, "1", "n"}, values, Slab{0, rank, 1});
    on_disk = [&](const fs::path& path) {
      if (path.filename() == "result.h5.part") damage(path);
    };
    try {
      file.commit();
    } catch (const InputOutputFailure& failure) {
      return failure.what();
    }
    return "done";
  }
  void expect_nothing_left() const {
    comm_.barrier();
    EXPECT_TRUE(fs::is_empty(folder_));
    comm_.barrier();
  }
};

TEST_F(ResultVerification, AcceptsWhatTheDiskHasKept) {
  bool seen = false;
  EXPECT_EQ(commit([&](const fs::path&) { seen = true; }), "done");
  EXPECT_EQ(seen, comm_.root()) << "the first rank puts the file on the disk";
  const ResultReader file{folder_ / "result.h5"};
  for (int rank = 0; rank < comm_.size(); ++rank)
    EXPECT_EQ(file.numbers("/n").at(columns * static_cast<std::size_t>(rank)), number_of(rank));
}

TEST_F(ResultVerification, ANumberOfOneRankThatHasChangedFailsOnAll) {
  for (int rank = 0; rank < comm_.size(); ++rank) {
    EXPECT_THAT(commit([&](const fs::path& part) {
                  replace(part, number_of(rank), std::nextafter(number_of(rank), 0));
                }),
                HasSubstr("result.h5.part: /n: the file does not hold what was written to it"))
        << "of rank " << rank;
    expect_nothing_left();
  }
}

TEST_F(ResultVerification, AScaleThatHasChangedFailsOnAll) {
  EXPECT_THAT(commit([](const fs::path& part) { replace(part, 0.25, 0.75); }),
              HasSubstr("/column: the file does not hold what was written"));
  expect_nothing_left();
}

TEST_F(ResultVerification, AFileThatHasBeenCutFailsOnAll) {
  EXPECT_THAT(commit([](const fs::path& part) { fs::resize_file(part, fs::file_size(part) / 2); }),
              HasSubstr("reading back " + (folder_ / "result.h5.part").string()));
  expect_nothing_left();
}

TEST_F(ResultVerification, AFileThatOneRankDoesNotSeeFailsOnAll) {
  // On the first rank, which puts the file on the disk; a network's file system may fail any.
  EXPECT_THAT(commit([](const fs::path& part) { fs::remove(part); }), HasSubstr("result.h5.part"));
  expect_nothing_left();
}

}  // namespace
}  // namespace kapitza::io

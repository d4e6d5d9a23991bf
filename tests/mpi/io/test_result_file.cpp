#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"
#include "mpi/io/inspection.hpp"

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;

class ResultFileOfRanks : public testing::ResultFileTest {};

/// What a rank holds of so many rows: as even as possible, the first ranks one more.
Slab share(const Communicator& comm, const std::vector<double>& rows) {
  const auto size = static_cast<std::size_t>(comm.size()),
             rank = static_cast<std::size_t>(comm.rank());
  const std::size_t each = rows.size() / size, more = rows.size() % size;
  return {0, rank * each + std::min(rank, more), each + (rank < more ? 1 : 0)};
}

TEST_F(ResultFileOfRanks, LeavesNothingWhenAbandoned) {
  {
    ResultFile file{comm_, folder_ / "result.h5"};
    const std::vector<double> k{1, 2, 3};
    file.scale({"/k", {}, "1", "momentum"}, k);
    comm_.barrier();
    EXPECT_TRUE(fs::exists(folder_ / "result.h5.part"));
    comm_.barrier();
  }
  comm_.barrier();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(ResultFileOfRanks, FailsOnAllRanksWhenOneFallsShort) {
  {
    ResultFile file{comm_, folder_ / "result.h5"};
    const std::vector<double> k{1, 2, 3};
    file.scale({"/k", {}, "1", "momentum"}, k);
    const Slab mine = share(comm_, k);
    const bool last = comm_.rank() == comm_.size() - 1;
    const std::vector<double> values(last ? 0 : mine.count);
    EXPECT_THROW(file.write({"/n", {"/k"}, "1", "n"}, values, mine), InputOutputFailure);
  }
  comm_.barrier();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(ResultFileOfRanks, KeepsTheFormerUnderTheFirstFreeName) {
  const auto write = [&](double value, Former former) {
    ResultFile file{comm_, folder_ / "a.h5"};
    file.write({"/n", {}, "1", "n"}, std::vector{value});
    file.commit(former);
    comm_.barrier();
  };
  write(1, Former::Kept);  // there is none
  write(2, Former::Kept);
  if (comm_.root()) std::ofstream{folder_ / "a.2.h5"} << "mine";
  write(3, Former::Kept);
  write(4, Former::Replaced);
  const auto value = [&](const char* name) { return ResultReader{folder_ / name}.numbers("/n"); };
  EXPECT_EQ(value("a.1.h5"), std::vector{1.0});
  EXPECT_EQ(value("a.3.h5"), std::vector{2.0});
  EXPECT_EQ(value("a.h5"), std::vector{4.0});
  EXPECT_EQ(fs::file_size(folder_ / "a.2.h5"), 4u);
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_}, {}), 4);
}

TEST_F(ResultFileOfRanks, IsRefusedWhereItCannotBeWritten) {
  EXPECT_NO_THROW(require_writable(comm_, folder_ / "result.h5", 1000));
  EXPECT_THROW(require_writable(comm_, folder_ / "none" / "result.h5"), InputOutputFailure);
  EXPECT_THROW(require_writable(comm_, folder_), InputOutputFailure);
  EXPECT_THROW(require_writable(comm_, folder_ / "result.h5", std::size_t{1} << 60),
               InputOutputFailure);
  comm_.barrier();
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace kapitza::io

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/base/hdf5.hpp"
#include "kapitza/io/table.hpp"

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Tables : public ::testing::Test {
 protected:
  void SetUp() override {
    silence_hdf5();
    folder_ = fs::temp_directory_path() /
              (std::string{"kapitza_table_"} + std::to_string(::getpid()) +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path text(const std::string& content) const {
    const fs::path file = folder_ / "table.txt";
    std::ofstream{file} << content;
    return file;
  }

  /// /pairs[3,2], /lead/n[3] with a sibling k, /scaled/n[3] with an attached scale /q, /deep/er/n[3] below /deep/k,
  /// /cube[3,1,1] and /bare[3].
  fs::path hdf5() const {
    const fs::path path = folder_ / "table.h5";
    const Hdf5File file{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)};
    const double k[]{-1, 0.5, 1}, q[]{-2, 0, 2}, n[]{4, 5, 6}, pairs[]{-1, 4, 0.5, 5, 1, 6};
    const hsize_t three[]{3, 1, 1}, square[]{3, 2};
    for (const char* group : {"/lead", "/scaled", "/deep", "/deep/er"})
      Hdf5Group{H5Gcreate2(file.get(), group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)};
    const double falling[]{0, 4, -1, 5, 1, 6};
    H5LTmake_dataset_double(file.get(), "/falling", 2, square, falling);
    H5LTmake_dataset_double(file.get(), "/pairs", 2, square, pairs);
    H5LTmake_dataset_double(file.get(), "/q", 1, three, q);
    for (const char* name : {"/lead/n", "/scaled/n", "/deep/er/n", "/bare"})
      H5LTmake_dataset_double(file.get(), name, 1, three, n);
    for (const char* name : {"/lead/k", "/deep/k"})
      H5LTmake_dataset_double(file.get(), name, 1, three, k);
    H5LTmake_dataset_double(file.get(), "/cube", 3, three, n);
    const Hdf5Dataset scale{H5Dopen2(file.get(), "/q", H5P_DEFAULT)};
    const Hdf5Dataset scaled{H5Dopen2(file.get(), "/scaled/n", H5P_DEFAULT)};
    H5DSattach_scale(scaled.get(), scale.get(), 0);
    return path;
  }

  static std::string complaint(const fs::path& file, const std::string& dataset) {
    try {
      read_table(file, dataset);
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "none";
  }

  fs::path folder_;
};

TEST_F(Tables, TextWithoutANamedColumnGivesTheColumnN) {
  const Table table = read_table(text("q k n\n7 -1 4\n8 1 6\n"), "");
  EXPECT_THAT(table.k, ElementsAre(-1, 1));
  EXPECT_THAT(table.n, ElementsAre(4, 6));
}

TEST_F(Tables, AreReadFromPairsOfColumns) {
  const Table table = read_table(hdf5(), "/pairs");
  EXPECT_THAT(table.k, ElementsAre(-1, 0.5, 1));
  EXPECT_THAT(table.n, ElementsAre(4, 5, 6));
}

TEST_F(Tables, TakeTheirMomentaFromTheAttachedScaleThenFromTheNearestK) {
  const fs::path file = hdf5();
  EXPECT_THAT(read_table(file, "/scaled/n").k, ElementsAre(-2, 0, 2));
  EXPECT_THAT(read_table(file, "lead/n").k, ElementsAre(-1, 0.5, 1));
  EXPECT_THAT(read_table(file, "/deep/er/n").k, ElementsAre(-1, 0.5, 1));
  EXPECT_THAT(read_table(file, "/deep/er/n").n, ElementsAre(4, 5, 6));
}

TEST_F(Tables, AreReadFromTextWithAndWithoutNamesOfColumns) {
  const Table plain = read_table(text("# remark\n-1, 4\n\n0.5 ; 5\n +1\t6e0 # last\n"), "n");
  EXPECT_THAT(plain.k, ElementsAre(-1, 0.5, 1));
  EXPECT_THAT(plain.n, ElementsAre(4, 5, 6));
  const Table named = read_table(text("n,error,k\n4,0.1,-1\n5,0.1,1\n"), "n");
  EXPECT_THAT(named.k, ElementsAre(-1, 1));
  EXPECT_THAT(named.n, ElementsAre(4, 5));
}

TEST_F(Tables, SayWhatIsWrongWithThem) {
  const std::string name = (folder_ / "table.txt").string();
  EXPECT_EQ(complaint(folder_ / "none.h5", "n"),
            "there is no file " + (folder_ / "none.h5").string());
  EXPECT_EQ(complaint(folder_, ""), folder_.string() + ": it is a folder; a table is a file");
  EXPECT_EQ(complaint("/dev/null", ""), "no regular file: /dev/null");
  EXPECT_THAT(complaint(hdf5(), "/missing"), HasSubstr("no dataset /missing"));
  EXPECT_THAT(complaint(hdf5(), "/cube"), HasSubstr("shape [3,1,1]"));
  EXPECT_THAT(complaint(hdf5(), "/bare"), HasSubstr("its momenta are missing"));
  EXPECT_THAT(complaint(text(""), "n"), HasSubstr("empty"));
  EXPECT_THAT(complaint(text("k n\n1 2\n"), "m"), HasSubstr("no column m (there are: k, n)"));
  EXPECT_THAT(complaint(text("0 1\n1 2 3\n"), "n"), HasSubstr("table.txt:2: found 3 columns"));
  EXPECT_THAT(complaint(text("0 1\n1 x\n"), "n"), HasSubstr("found \"x\""));
  EXPECT_EQ(complaint(text("0 1\n0 2\n"), "n"),
            name + ":2: k = 0 does not ascend from the row before it");
  EXPECT_EQ(complaint(text("# k n\n\n0 1\n\n0 2\n"), ""),
            name + ":5: k = 0 does not ascend from the row before it")
      << "the line, and the file once";
  EXPECT_THAT(complaint(text("0 1\n4 2\n"), "n"), HasSubstr(":2: k = 4 lies outside [-pi, pi]"));
  EXPECT_THAT(complaint(text("0 nan\n"), "n"), HasSubstr("not finite"));
  EXPECT_THAT(complaint(hdf5(), "/falling"), HasSubstr("table.h5: /falling: row 2: k = -1 does"));
}

TEST_F(Tables, AreReadAsOtherProgramsWriteThem) {
  const std::vector<double> k{-1, 0.5, 1}, n{4, 5, 6};
  const std::vector<std::pair<std::string, std::string>> texts{
      {"numpy", "# k n\n-1.000e+00 4.000e+00\n5.000e-01 5.000e+00\n1.000e+00 6.000e+00\n"},
      {"MATLAB", "% written by hand\n-1\t4\n0.5\t5 % the middle\n1\t6\n"},
      {"Fortran", "  -1.0D+00   4.0d0\n   0.5D+00   0.5D+01\n   1.0D0  60.0d-1\n"},
      {"a spreadsheet of Windows", "\xEF\xBB\xBFk;n\r\n-1;4\r\n0.5;5\r\n1;6\r\n"},
      {"quoted names", "\"k\",\"n\"\n-1,4\n0.5,5\n1,6\n"},
      {"blank lines and a mark", "\xEF\xBB\xBF-1, 4\n\n \t\n+0.5, +5\n1, 6"},
  };
  for (const auto& [program, content] : texts) {
    const Table table = read_table(text(content), "");
    EXPECT_EQ(table.k, k) << program;
    EXPECT_EQ(table.n, n) << program;
  }
  const Table third = read_table(text("# k error n\n-1 9 4\n1 9 5\n"), "n");
  EXPECT_THAT(third.n, ElementsAre(4, 5)) << "names in a comment";
  EXPECT_THAT(read_table(text("# k f\n-1 4\n1 5\n"), "").n, ElementsAre(4, 5))
      << "a comment that names something else";
}

TEST_F(Tables, WithDecimalCommasAreRefusedWithThatHint) {
  for (const char* content : {"0,5;1,25\n", "k;n\n0,5;1\n", "0,5 1,25\n", "0,5\t1\n", "0,5 1e2\n"})
    EXPECT_THAT(complaint(text(content), ""),
                HasSubstr("found \"0,5\" with a decimal comma; write decimal points"))
        << content;
  EXPECT_THAT(complaint(text("k a n\n0,5 1\n"), ""), HasSubstr("decimal comma"))
      << "as many columns as there should be";
  EXPECT_THAT(complaint(text("k,n\n0,5,1,25\n"), ""),
              HasSubstr("found 4 columns instead of 2; dec"));
  EXPECT_THAT(read_table(text("0,5\n1,6\n"), "").n, ElementsAre(5, 6)) << "two columns of integers";
  EXPECT_THAT(read_table(text("k,a,n\n0,5, 7\n"), "").n, ElementsAre(7));
  EXPECT_THAT(complaint(text("\xFF\xFEk\0n\0"), ""),
              HasSubstr("table.txt:1: the text is in UTF-16"));
}

}  // namespace
}  // namespace kapitza::io

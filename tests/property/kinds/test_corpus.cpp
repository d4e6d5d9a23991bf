#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/examine.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::kinds {
namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    files.push_back(entry.path());
  return files;
}

const std::filesystem::path source{KAPITZA_SOURCE};
/// Written there from the table tests/cli/hostile_inputs.py.
const std::filesystem::path hostile{KAPITZA_HOSTILE};

/// In this build, which may be under sanitizers, what the fuzzer asserts in its own.
TEST(Corpus, EveryTextKeepsWhatTheFuzzerAsserts) {
  for (const auto& folder : {source / "tests/fuzz/corpus", hostile, source / "input"}) {
    const auto files = files_in(folder);
    EXPECT_FALSE(files.empty()) << folder;
    for (const auto& file : files)
      EXPECT_EQ(fuzz::examine(read_text(file)), "") << file;
  }
}

TEST(Corpus, EveryHostileTextIsRefusedInFewPrintableLines) {
  const auto files = files_in(hostile);
  EXPECT_GT(files.size(), 100);
  for (const auto& file : files) {
    try {
      read_case(file);
      ADD_FAILURE() << file << " is accepted";
    } catch (const InvalidInput& error) {
      const std::string message = error.what();
      EXPECT_EQ(message.rfind(file.string(), 0), 0) << message;
      for (const char c : message)
        EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << message;
    }
  }
}

}  // namespace
}  // namespace kapitza::kinds

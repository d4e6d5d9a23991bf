#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/config/schema.hpp"

namespace kapitza::config {
namespace {

using ::testing::HasSubstr;

TEST(Schema, EveryKeyIsDeclaredOnceAndDocumented) {
  for (const std::string_view kind : kinds()) {
    std::set<std::string> paths;
    for (const Key& key : schema(kind)) {
      EXPECT_TRUE(paths.insert(key.path()).second) << key.path();
      EXPECT_FALSE(key.meaning.empty()) << key.path();
      EXPECT_FALSE(key.fallback.empty()) << key.path();
      EXPECT_FALSE(allowed_values(key).empty()) << key.path();
    }
  }
}

TEST(Schema, DefaultsAreValidWhenWrittenOut) {
  for (const Key& key : schema("boltzmann")) {
    if (key.fallback == "required" || key.fallback.starts_with('(')) continue;
    const std::vector<std::string> setting{key.path() + "=" + std::string{key.fallback}};
    EXPECT_EQ(testing::parsed(testing::shortest, setting), testing::parsed(testing::shortest));
  }
  for (const Key& key : schema("linear")) {
    if (key.fallback == "required" || key.fallback.starts_with('(')) continue;
    const std::vector<std::string> setting{key.path() + "=" + std::string{key.fallback}};
    EXPECT_EQ(testing::parsed_linear(testing::shortest_linear, setting),
              testing::parsed_linear(testing::shortest_linear));
  }
}

TEST(Schema, ListingShowsEveryKeyWithDefaultRangeAndMeaning) {
  const std::string listing = describe_keys("boltzmann");
  for (const Key& key : schema("boltzmann")) {
    EXPECT_THAT(listing,
                HasSubstr("\n    " + std::string{key.meaning} + "\n    " + allowed_values(key)));
    if (key.name == "kind") continue;
    EXPECT_THAT(listing, HasSubstr("\n" + std::string{key.name} + "  ("));
  }
  EXPECT_THAT(listing, HasSubstr("points  (default: 128)"));
  EXPECT_THAT(listing, HasSubstr("an integer, at least 8 and at most 65536, even; unit: 1"));
}

TEST(Schema, UnknownKindNamesThoseThatExist) {
  try {
    schema("boltzman");
    FAIL() << "accepted";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(
        error.what(),
        HasSubstr(
            "allowed: \"boltzmann\" or \"linear\" or \"micro\"; did you mean \"boltzmann\"?"));
  }
}

TEST(Nearest, FindsWhatWasMeantAndNothingElse) {
  const std::array<std::string_view, 4> words{"cells", "nodes", "tolerance", "mu"};
  EXPECT_EQ(nearest("cell", words), "cells");
  EXPECT_EQ(nearest("Cells", words), "cells");
  EXPECT_EQ(nearest("celsl", words), "cells");
  EXPECT_EQ(nearest("tolernce", words), "tolerance");
  EXPECT_EQ(nearest("tolarence", words), "tolerance");
  EXPECT_EQ(nearest("m", words), "mu");
  EXPECT_EQ(nearest("um", words), "mu") << "two letters exchanged are one edit";
  EXPECT_EQ(nearest("zebra", words), "");
  EXPECT_EQ(nearest("k", words), "");
  EXPECT_EQ(nearest("", words), "");
}

}  // namespace
}  // namespace kapitza::config

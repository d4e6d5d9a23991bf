#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::HasSubstr;

TEST(Schema, EveryKeyIsDeclaredOnceAndDocumented) {
  for (const config::Grammar& grammar : catalogue().kinds()) {
    std::set<std::string> paths;
    for (const config::Key& key : grammar.keys) {
      EXPECT_TRUE(paths.insert(key.path()).second) << key.path();
      EXPECT_FALSE(key.meaning.empty()) << key.path();
      EXPECT_FALSE(key.fallback.empty()) << key.path();
      EXPECT_FALSE(config::allowed_values(key).empty()) << key.path();
    }
  }
}

TEST(Schema, ListingShowsEveryKeyWithDefaultRangeAndMeaning) {
  const std::string listing =
      config::describe_keys(catalogue().kind_key(), catalogue().find("boltzmann").keys);
  for (const config::Key& key : catalogue().find("boltzmann").keys) {
    EXPECT_THAT(listing, HasSubstr("\n    " + std::string{key.meaning} + "\n    " +
                                   config::allowed_values(key)));
    if (key.name == "kind") continue;
    EXPECT_THAT(listing, HasSubstr("\n" + std::string{key.name} + "  ("));
  }
  EXPECT_THAT(listing, HasSubstr("points  (chosen from accuracy; 128 if scheme"));
  EXPECT_THAT(listing, HasSubstr("an integer, at least 8 and at most 65536, even; unit: 1"));
}

TEST(Schema, UnknownKindNamesThoseThatExist) {
  try {
    catalogue().find("boltzman");
    FAIL() << "accepted";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("allowed: \"boltzmann\" or \"linear\" or \"micro\" or "
                                        "\"relaxation\"; did you mean \"boltzmann\"?"));
  }
}

TEST(Nearest, FindsWhatWasMeantAndNothingElse) {
  const std::array<std::string_view, 4> words{"cells", "nodes", "tolerance", "mu"};
  EXPECT_EQ(config::nearest("cell", words), "cells");
  EXPECT_EQ(config::nearest("Cells", words), "cells");
  EXPECT_EQ(config::nearest("celsl", words), "cells");
  EXPECT_EQ(config::nearest("tolernce", words), "tolerance");
  EXPECT_EQ(config::nearest("tolarence", words), "tolerance");
  EXPECT_EQ(config::nearest("m", words), "mu");
  EXPECT_EQ(config::nearest("um", words), "mu") << "two letters exchanged are one edit";
  EXPECT_EQ(config::nearest("zebra", words), "");
  EXPECT_EQ(config::nearest("k", words), "");
  EXPECT_EQ(config::nearest("", words), "");
}

}  // namespace
}  // namespace kapitza::kinds

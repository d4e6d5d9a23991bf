#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kapitza/base/error.hpp"
#include "kapitza/config/keys.hpp"

namespace kapitza::config {

enum class Shape { Round, Square };
template <>
struct Words<Shape> {
  static constexpr std::pair<std::string_view, Shape> list[] = {{"round", Shape::Round},
                                                                {"square", Shape::Square}};
};

namespace {

using ::testing::HasSubstr;

struct Ruling {
  int lines = 4;
  std::optional<double> margin;
};
struct Sheet {
  double width = 0.5;
  std::vector<int> holes;
  Shape shape = Shape::Round;
  Ruling ruling;
};

const Keys<Sheet>& keys() {
  static const Keys<Sheet> all = [] {
    Keys<Sheet> keys;
    keys.add("paper", "width", &Sheet::width,
             {.unit = "m",
              .min = 0,
              .max = 2,
              .above_min = true,
              .formerly = {"paper.breadth"},
              .meaning = "Width."});
    keys.add("paper", "holes", &Sheet::holes,
             {.min = 1,
              .required = true,
              .condition = "odd, no value twice",
              .each = [](int i) { return i % 2 == 1; },
              .distinct = true,
              .meaning = "Holes."});
    keys.add("paper", "shape", &Sheet::shape, {.meaning = "Shape."});
    keys.add("paper", "lines", of(&Sheet::ruling, &Ruling::lines),
             {.only_if = OnlyIf{"shape", "square"}, .meaning = "Lines."});
    keys.add("ruling", "margin", of(&Sheet::ruling, &Ruling::margin),
             {.absent = "none", .meaning = "Margin."});
    return keys;
  }();
  return all;
}

const Catalogue& catalogue() {
  static const Catalogue known{{{"sheet", "is a sheet", keys().list()}}};
  return known;
}

Sheet read(std::string_view text) {
  Reader reader{text, "sheet.toml", {}, catalogue()};
  Sheet sheet = keys().read(reader);
  reader.findings().throw_if_any("sheet.toml");
  return sheet;
}

std::string complaint(std::string_view text) {
  try {
    read(text);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "(accepted)";
}

constexpr std::string_view shortest = "kind = \"sheet\"\npaper.holes = [1, 3]\n";

TEST(Keys, OneDeclarationFillsItsMemberOrLeavesTheDefault) {
  const Sheet sheet = read(shortest);
  EXPECT_EQ(sheet.holes, (std::vector{1, 3}));
  EXPECT_EQ(sheet.width, 0.5);
  EXPECT_FALSE(sheet.ruling.margin);
  const Sheet other = read(
      "kind = \"sheet\"\n[paper]\nholes = 5\nwidth = 1\nshape = \"square\"\nlines = 7\n"
      "[ruling]\nmargin = 2");
  EXPECT_EQ(other.holes, std::vector{5});
  EXPECT_EQ(other.width, 1);
  EXPECT_EQ(other.shape, Shape::Square);
  EXPECT_EQ(other.ruling.lines, 7);
  EXPECT_EQ(other.ruling.margin, 2);
}

TEST(Keys, AnIntegerMayBeWrittenWithAnExponent) {
  EXPECT_EQ(read("kind = \"sheet\"\npaper.holes = [2.1e1, 3.0, 5]").holes, (std::vector{21, 3, 5}));
  for (const auto* holes : {"4.5", "1e-3", "1e300", "3e9", "inf", "nan"})
    EXPECT_THAT(complaint(std::string{"kind = \"sheet\"\npaper.holes = "} + holes),
                HasSubstr("allowed: an integer or a list of them"))
        << holes;
}

TEST(Keys, RangeConditionWordsAndRequirementAreJudged) {
  const std::string text{shortest};
  EXPECT_THAT(complaint(text + "paper.width = 0"),
              HasSubstr("sheet.toml:3:15: paper.width: found 0; allowed: a number, above 0 and at "
                        "most 2"));
  EXPECT_THAT(complaint("kind = \"sheet\"\npaper.holes = [1, 4]"),
              HasSubstr("paper.holes: found 4; allowed: an integer or a list of them, at least 1, "
                        "odd, no value twice"));
  EXPECT_THAT(complaint("kind = \"sheet\"\npaper.holes = [3, 1, 3]"),
              HasSubstr("paper.holes: found 3 twice; allowed: every value once"));
  EXPECT_THAT(complaint("kind = \"sheet\""),
              HasSubstr("paper.holes: missing; allowed: an integer"));
  EXPECT_THAT(complaint(text + "paper.shape = \"sqare\""),
              HasSubstr("found \"sqare\"; allowed: \"round\" or \"square\"; did you mean "
                        "\"square\"?"));
}

TEST(Keys, OfAChoiceThatIsNotInForceAreRefused) {
  EXPECT_THAT(complaint(std::string{shortest} + "paper.lines = 3"),
              HasSubstr("paper.lines: belongs to shape = \"square\"; here \"round\" is in force"));
  EXPECT_EQ(complaint(std::string{shortest} + "paper.shape = \"square\"\npaper.lines = 3"),
            "(accepted)");
}

TEST(Keys, OfAChoiceInAnotherTableAreRequiredOnlyWhereItIsInForce) {
  Keys<Sheet> two;
  two.add("ruling", "lines", of(&Sheet::ruling, &Ruling::lines),
          {.required = true, .only_if = OnlyIf{"shape", "square", "paper"}, .meaning = "Lines."});
  two.add("paper", "shape", &Sheet::shape, {.meaning = "Shape."});
  const Catalogue known{{{"sheet", "is a sheet", two.list()}}};
  const auto found = [&](std::string_view text) -> std::string {
    Reader reader{text, "sheet.toml", {}, known};
    try {
      two.read(reader);
      reader.findings().throw_if_any("sheet.toml");
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "(accepted)";
  };
  EXPECT_EQ(found("kind = \"sheet\""), "(accepted)");
  EXPECT_THAT(found("kind = \"sheet\"\npaper.shape = \"square\""),
              HasSubstr("ruling.lines: missing; allowed: an integer"));
  EXPECT_EQ(found("kind = \"sheet\"\npaper.shape = \"square\"\nruling.lines = 3"), "(accepted)");
  EXPECT_THAT(found("kind = \"sheet\"\nruling.lines = 3"),
              HasSubstr("ruling.lines: belongs to paper.shape = \"square\"; here \"round\" is in "
                        "force"));
}

TEST(Keys, AnOldNameIsToldTheNewOne) {
  EXPECT_THAT(complaint(std::string{shortest} + "paper.breadth = 1"),
              HasSubstr("sheet.toml:3:7: paper.breadth: renamed; write paper.width instead"));
}

TEST(Keys, TheListingAndTheResolvedTextFollow) {
  const std::string listing = describe_keys(catalogue().kind_key(), keys().list());
  EXPECT_THAT(listing,
              HasSubstr("\nwidth  (default: 0.5)\n    Width.\n    a number, above 0 and at "
                        "most 2; unit: m\n"));
  EXPECT_THAT(listing, HasSubstr("\nholes  (required)\n"));
  EXPECT_THAT(listing, HasSubstr("\nshape  (default: \"round\")\n    Shape.\n    \"round\" or "
                                 "\"square\"\n"));
  EXPECT_THAT(listing, HasSubstr("\n[ruling]\nmargin  (none)\n"));
  EXPECT_EQ(resolved_text("sheet", keys().resolved(read(shortest))),
            "kind = \"sheet\"\n\n[paper]\nwidth = 0.5\nholes = [1, 3]\nshape = \"round\"\n"
            "# lines: not in use\n\n[ruling]\n# margin: none\n");
}

TEST(Keys, NumbersInTheListingHaveNoNeedlessDigits) {
  EXPECT_EQ(brief_default("25.0"), "25");
  EXPECT_EQ(brief_default("1e-05"), "1e-5");
  EXPECT_EQ(brief_default("1e-10"), "1e-10");
  EXPECT_EQ(brief_default("[false]"), "false");
  EXPECT_EQ(brief_default("[1, 2]"), "[1, 2]");
  EXPECT_EQ(brief_default("\"10min\""), "\"10min\"");
}

}  // namespace
}  // namespace kapitza::config

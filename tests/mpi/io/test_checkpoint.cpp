#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/checkpoint.hpp"

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream{file, std::ios::binary} << bytes;
}

struct Checkpoint : testing::Test {
  Checkpoint() {
    std::string name = (fs::temp_directory_path() / "kapitza_checkpoint_XXXXXX").string();
    if (world.root() && !mkdtemp(name.data())) abort_all(ExitCode::InputOutputFailure);
    folder = world.broadcast(name);
    result = folder / "case.h5";
    file = folder / "case.h5.ckpt";
    previous = folder / "case.h5.ckpt.previous";
  }
  ~Checkpoint() override {
    world.barrier();
    if (world.root()) fs::remove_all(folder);
  }

  /// Rank r holds 3 r numbers of "field" and one integer of "rank"; each number is `value` plus its place.
  CheckpointRecords records(double value) const {
    CheckpointRecords records;
    const auto r = static_cast<std::size_t>(world.rank()),
               R = static_cast<std::size_t>(world.size());
    std::vector<double> mine(3 * r);
    const std::size_t offset = 3 * (r * (r - 1) / 2), total = 3 * (R * (R - 1) / 2);
    std::iota(mine.begin(), mine.end(), value + static_cast<double>(offset));
    field = mine;
    records.add("group/field", field, offset, total);
    rank = {100 + world.rank()};
    records.add("rank", rank, r, R);
    records.add(fmt_name(world.rank()), static_cast<double>(world.rank()));
    if (world.root()) {
      records.add("value", value);
      records.add("none", std::vector<double>{});
      records.add("steps", std::vector<std::int64_t>{1, -2, std::int64_t{1} << 60});
      records.add_text("words", "first line\nsecond \"line\"");
      records.add_text("silence", "");
    }
    return records;
  }
  static std::string fmt_name(int r) { return "of/rank" + std::to_string(r); }

  void write(CheckpointSlots& slots, double value) { slots.write(owner, records(value)); }
  double found_value(CheckpointSlots& slots) {
    const auto found = slots.find();
    return found ? found->number("value") : -1;
  }
  /// Why the file is refused, the same on all ranks.
  std::string refusal(const fs::path& what) const {
    try {
      CheckpointReader{world, what};
    } catch (const InputOutputFailure& failure) {
      return failure.what();
    }
    return "accepted";
  }
  void on_root(const std::function<void()>& act) const {
    world.barrier();
    if (world.root()) act();
    world.barrier();
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder})
      names.push_back(entry.path().filename());
    world.barrier();
    return names;
  }

  Communicator world = Communicator::world();
  Communicator alone = world.split(world.rank(), 0);
  fs::path folder, result, file, previous;
  CaseIdentity owner{"boltzmann", "kind = \"boltzmann\"\n", "table 0"};
  mutable std::vector<double> field;
  mutable std::vector<std::int64_t> rank;
};

TEST_F(Checkpoint, EveryRankReadsWhatAnyRankHasWritten) {
  CheckpointSlots slots{world, result};
  write(slots, 0.5);
  const CheckpointReader reader{alone, file};  // as on another number of ranks
  const auto R = static_cast<std::size_t>(world.size());
  const std::vector<double> all = reader.numbers("group/field");
  ASSERT_EQ(all.size(), 3 * (R * (R - 1) / 2));
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i], 0.5 + static_cast<double>(i));
  if (R > 1) {
    EXPECT_THAT(reader.numbers("group/field", 1, 2), testing::ElementsAre(1.5, 2.5));
  }
  for (int r = 0; r < world.size(); ++r) {
    EXPECT_EQ(reader.integers("rank", static_cast<std::size_t>(r), 1).at(0), 100 + r);
    EXPECT_EQ(reader.number(fmt_name(r)), r);
  }
  EXPECT_EQ(reader.integers("rank").size(), R);
  EXPECT_THAT(reader.integers("steps"), testing::ElementsAre(1, -2, std::int64_t{1} << 60));
  EXPECT_THAT(reader.numbers("none"), testing::IsEmpty());
  EXPECT_EQ(reader.text("words"), "first line\nsecond \"line\"");
  EXPECT_EQ(reader.text("silence"), "");
  EXPECT_EQ(reader.owner().kind, owner.kind);
  EXPECT_EQ(reader.owner().input, owner.input);
  EXPECT_EQ(reader.owner().fingerprint, owner.fingerprint);
  EXPECT_TRUE(reader.contains("group"));
  EXPECT_FALSE(reader.contains("group/other"));
  EXPECT_FALSE(reader.contains("nothing/at/all"));
}

TEST_F(Checkpoint, ARecordThatIsNotThereOrOfAnotherTypeIsNamed) {
  CheckpointSlots slots{world, result};
  write(slots, 1);
  const CheckpointReader reader{world, file};
  const auto complaint = [](auto f) -> std::string {
    try {
      f();
    } catch (const InputOutputFailure& failure) {
      return failure.what();
    }
    return "accepted";
  };
  EXPECT_THAT(complaint([&] { reader.number("absent"); }), HasSubstr("absent"));
  EXPECT_THAT(complaint([&] { reader.number("steps"); }), HasSubstr("another type"));
  EXPECT_THAT(complaint([&] { reader.integer("value"); }), HasSubstr("another type"));
  EXPECT_THAT(complaint([&] { reader.text("value"); }), HasSubstr("another type"));
  EXPECT_THAT(complaint([&] { reader.numbers("value", 0, 2); }), HasSubstr("entries 0 to 2 of 1"));
}

TEST_F(Checkpoint, PiecesThatDoNotCoverTheirRecordAreRefused) {
  CheckpointSlots slots{world, result};
  const std::vector<double> two(2), one(1);
  const std::vector<std::int64_t> integer(1);
  const auto refused = [&](const std::function<void(CheckpointRecords&)>& add) {
    CheckpointRecords records;
    if (world.rank() == world.size() - 1) add(records);
    EXPECT_THROW(slots.write(owner, records), InvalidInput);
  };
  refused([&](CheckpointRecords& r) { r.add("gap", two, 0, 3); });
  refused([&](CheckpointRecords& r) {
    r.add("overlap", two, 0, 3);
    r.add("overlap", one, 1, 3);
  });
  refused([&](CheckpointRecords& r) {
    r.add("sizes", one, 0, 2);
    r.add("sizes", one, 1, 3);
  });
  refused([&](CheckpointRecords& r) {
    r.add("types", one, 0, 2);
    r.add("types", integer, 1, 2);
  });
  refused([&](CheckpointRecords& r) {
    r.add_text("twice", "");
    r.add_text("twice", "");
  });
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(Checkpoint, ThePreviousOneIsKeptAndNothingElse) {
  CheckpointSlots slots{world, result};
  EXPECT_FALSE(slots.find());
  write(slots, 1);
  EXPECT_THAT(files(), testing::ElementsAre("case.h5.ckpt"));
  write(slots, 2);
  write(slots, 3);
  EXPECT_THAT(files(), testing::UnorderedElementsAre("case.h5.ckpt", "case.h5.ckpt.previous"));
  EXPECT_EQ(CheckpointReader(world, file).number("value"), 3);
  EXPECT_EQ(CheckpointReader(world, previous).number("value"), 2);
  on_root([&] { slots.remove(); });
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(Checkpoint, ADamagedOrMissingOneGivesWayToThePrevious) {
  CheckpointSlots slots{world, result};
  write(slots, 1);
  write(slots, 2);
  on_root([&] { fs::resize_file(file, fs::file_size(file) - 1); });
  EXPECT_EQ(found_value(slots), 1);
  // The damaged one must not take the place of the whole one.
  write(slots, 3);
  EXPECT_EQ(CheckpointReader(world, previous).number("value"), 1);
  EXPECT_EQ(found_value(slots), 3);
  on_root([&] { fs::remove(file); });
  EXPECT_EQ(found_value(slots), 1);
  on_root([&] { write_bytes(previous, "nonsense"); });
  EXPECT_THROW(slots.find(), InputOutputFailure);
}

TEST_F(Checkpoint, WhatCannotBeWrittenLeavesTheOthersAsTheyWere) {
  CheckpointSlots slots{world, result};
  write(slots, 1);
  write(slots, 2);
  on_root([&] { fs::create_directory(folder / "case.h5.ckpt.part"); });
  try {
    write(slots, 3);
    ADD_FAILURE() << "nothing thrown";
  } catch (const InputOutputFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("case.h5.ckpt.part"));
  }
  EXPECT_EQ(found_value(slots), 2);
  EXPECT_EQ(CheckpointReader(world, previous).number("value"), 1);
  EXPECT_THROW(CheckpointSlots(world, folder / "no" / "case.h5").write(owner, records(1)),
               InputOutputFailure);
  on_root([&] {  // what is written but cannot be given its name
    fs::remove(folder / "case.h5.ckpt.part");
    fs::remove(previous);
    fs::create_directory(previous);
  });
  EXPECT_THROW(write(slots, 3), InputOutputFailure);
  EXPECT_THAT(files(), testing::UnorderedElementsAre("case.h5.ckpt", "case.h5.ckpt.previous"));
  EXPECT_EQ(found_value(slots), 2);
}

TEST_F(Checkpoint, AnyFlippedBitIsRefused) {
  CheckpointSlots slots{alone, folder / std::to_string(world.rank())};
  CheckpointRecords few;
  few.add("n", std::vector<double>{1, 2, 3});
  slots.write(owner, few);
  const fs::path mine = slots.file();
  const std::string whole = bytes_of(mine);
  ASSERT_GT(whole.size(), 512);
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::fstream stream{mine, std::ios::binary | std::ios::in | std::ios::out};
    const auto flip = [&](char c) {
      stream.seekp(static_cast<std::streamoff>(at));
      stream.put(c).flush();
    };
    flip(static_cast<char>(whole[at] ^ (1 << at % 8)));
    try {
      CheckpointReader{alone, mine};
      ++accepted;
    } catch (const InputOutputFailure& failure) {
      EXPECT_THAT(failure.what(), HasSubstr(mine.string()));
    }
    flip(whole[at]);
  }
  EXPECT_EQ(accepted, 0);
  EXPECT_EQ(CheckpointReader(alone, mine).numbers("n").size(), 3);
}

TEST_F(Checkpoint, AnythingElseThanAWholeOneIsRefusedWithTheReason) {
  CheckpointSlots slots{world, result};
  write(slots, 1);
  const std::string whole = bytes_of(file);
  const auto with = [&](const std::string& bytes) {
    on_root([&] { write_bytes(file, bytes); });
    return refusal(file);
  };
  EXPECT_THAT(with(""), HasSubstr("empty"));
  EXPECT_THAT(with("kind = \"boltzmann\"\n"), HasSubstr("not a checkpoint"));
  EXPECT_THAT(with(whole.substr(512)), HasSubstr("not a checkpoint")) << "an HDF5 file";
  EXPECT_THAT(with(whole.substr(0, 10)), HasSubstr("not a checkpoint"));
  EXPECT_THAT(with(whole.substr(0, 40)), HasSubstr("header"));
  EXPECT_THAT(with(whole.substr(0, 512)), HasSubstr("damaged: 0 bytes"));
  EXPECT_THAT(with(whole.substr(0, whole.size() - 1)), HasSubstr("bytes after the header"));
  EXPECT_THAT(with(whole + '\0'), HasSubstr("bytes after the header"));
  EXPECT_THAT(with(whole.substr(0, 1000) + std::string(whole.size() - 1000, '\0')),
              HasSubstr("checksum"));
  const auto of_format = [&](const std::string& number) {
    std::string other = whole;
    return with(other.replace(other.find("format 2"), 8, "format " + number));
  };
  EXPECT_THAT(of_format("1"), HasSubstr("format 1, of an earlier version of kapitza; this program "
                                        "reads format 2: finish the run with the version"));
  EXPECT_THAT(of_format("7"), HasSubstr("format 7, of a later version"));
  EXPECT_THAT(of_format("x"), HasSubstr("header"));
  EXPECT_EQ(with(whole), "accepted");
  EXPECT_THAT(refusal(folder), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal(folder / "none"), HasSubstr("no such file"));
}

}  // namespace
}  // namespace kapitza::io

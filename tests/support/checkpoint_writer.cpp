// Writes checkpoints without end, to be killed; or looks at what that has left.
//   checkpoint_writer write RESULT    one after another, from number 1 or the last one found on
//   checkpoint_writer check RESULT    prints the number of the one to continue from, 0 without any; 3 if there is no whole one
//   checkpoint_writer checksum FILE OFFSET    prints that of the bytes from OFFSET on
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/log.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/io/checksum.hpp"

namespace {

using kapitza::io::CheckpointRecords;
using kapitza::io::CheckpointSlots;

constexpr std::size_t size = 1 << 18;

double last_number(CheckpointSlots& slots) {
  const auto found = slots.find();
  if (!found) return 0;
  const double number = found->number("number");
  const std::vector<double> field = found->numbers("field");
  if (field.size() != size || std::ranges::count(field, number) != std::ptrdiff_t{size})
    throw kapitza::InputOutputFailure{"a mixture of checkpoints"};
  return number;
}

void print_checksum(const char* file, const std::string& offset) {
  std::ifstream stream{file, std::ios::binary};
  stream.seekg(std::stol(offset));
  const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
  std::printf("%016" PRIx64, kapitza::io::checksum(std::as_bytes(std::span{bytes})));
}

}  // namespace

int main(int, char** argv) {
  if (std::string{argv[1]} == "checksum") {
    print_checksum(argv[2], argv[3]);
    return 0;
  }
  const kapitza::Session session;
  kapitza::set_up_log(true);
  try {
    CheckpointSlots slots{session.world(), argv[2]};
    double number = last_number(slots);
    std::printf("%.0f\n", number);
    std::fflush(stdout);
    while (std::string{argv[1]} == "write") {
      CheckpointRecords records;
      records.add("number", ++number);
      records.add("field", std::vector<double>(size, number));
      slots.write({"test", "", ""}, records);
    }
    return 0;
  } catch (const kapitza::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
}

// The main of every test that runs on several ranks: one printer, and a failure on any rank fails the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <sstream>

#include "kapitza/base/session.hpp"

namespace {

// Ranks above 0 speak only of what failed. One write per message keeps the lines of different ranks whole.
class FailurePrinter : public testing::EmptyTestEventListener {
 public:
  explicit FailurePrinter(int rank) : rank_{rank} {}

  void OnTestStart(const testing::TestInfo& test) override {
    name_ = std::string{test.test_suite_name()} + "." + test.name();
  }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    std::ostringstream text;
    text << "rank " << rank_ << ", " << name_ << ": ";
    if (result.file_name()) text << result.file_name() << ":" << result.line_number() << ": ";
    text << result.message() << "\n";
    std::cout << text.str() << std::flush;
  }

 private:
  int rank_;
  std::string name_;
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  const kapitza::Session session;
  const kapitza::Communicator& world = session.world();
  if (!world.root()) {
    testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new FailurePrinter{world.rank()});
  }
  return world.max(RUN_ALL_TESTS());
}

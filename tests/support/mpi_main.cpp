// The main of every test that runs on several ranks: one printer, and a failure on any rank fails the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <optional>
#include <sstream>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

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

// What MPI and PETSc allocate where they start, and keep, is no leak of ours.
std::optional<kapitza::Session> start() {
#ifdef __SANITIZE_ADDRESS__
  const __lsan::ScopedDisabler not_ours;
#endif
  return std::optional<kapitza::Session>{std::in_place};
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  const std::optional<kapitza::Session> session = start();
  const kapitza::Communicator& world = session->world();
  if (!world.root()) {
    testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new FailurePrinter{world.rank()});
  }
  return world.max(RUN_ALL_TESTS());
}

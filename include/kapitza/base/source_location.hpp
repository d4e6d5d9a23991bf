#pragma once

#include <version>

#ifdef __cpp_lib_source_location
#include <source_location>
#endif

namespace kapitza {

#ifdef __cpp_lib_source_location
using SourceLocation = std::source_location;
#else
/// What is needed of it, for clang 14 and 15, which do not have it beside GCC's library.
class SourceLocation {
 public:
  static constexpr SourceLocation current(const char* file = __builtin_FILE(),
                                          unsigned line = __builtin_LINE()) noexcept {
    return {file, line};
  }
  constexpr const char* file_name() const noexcept { return file_; }
  constexpr unsigned line() const noexcept { return line_; }

 private:
  constexpr SourceLocation(const char* file, unsigned line) noexcept : file_{file}, line_{line} {}

  const char* file_;
  unsigned line_;
};
#endif

}  // namespace kapitza

#pragma once

#include <string>

namespace kapitza::io {

/// The case that a checkpoint or a result is of.
struct CaseIdentity {
  std::string kind;
  std::string input;  ///< resolved text
  std::string
      fingerprint;  ///< of what the text does not hold, such as the values in tables; any text
};

}  // namespace kapitza::io

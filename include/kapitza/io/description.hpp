#pragma once

#include <string>
#include <vector>

namespace kapitza::io {

/// What a dataset is: its path in the file, the paths of the dimension scales of its axes (in order, written before), and
/// the attributes `units` and `long_name`.
struct Description {
  std::string path;
  std::vector<std::string> scales;
  std::string units;
  std::string long_name;
};

}  // namespace kapitza::io

#include "kapitza/base/hdf5.hpp"

#include <string>
#include <vector>

#include "kapitza/base/error.hpp"

namespace kapitza {
namespace {

herr_t collect(unsigned, const H5E_error2_t* entry, void* messages) {
  if (entry->desc) static_cast<std::vector<std::string>*>(messages)->emplace_back(entry->desc);
  return 0;
}

}  // namespace

void throw_hdf5_error(std::string_view what) {
  std::vector<std::string> messages;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &messages);
  std::string text{what};
  if (!messages.empty()) text += ": " + messages.front();
  if (messages.size() > 1) text += " (" + messages.back() + ")";
  throw InputOutputFailure{text};
}

void silence_hdf5() noexcept {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

}  // namespace kapitza

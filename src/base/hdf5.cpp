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

/// What the system said, of the lines in which HDF5 reports a failed read or write; another message as it is.
std::string system_reason(const std::string& message) {
  constexpr std::string_view before = "error message = '";
  const std::size_t at = message.find(before);
  if (at == std::string::npos) return message;
  const std::size_t from = at + before.size();
  return message.substr(from, message.find('\'', from) - from);
}

}  // namespace

void throw_hdf5_error(std::string_view what) {
  std::vector<std::string> messages;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &messages);
  std::string text{what};
  if (!messages.empty()) text += ": " + system_reason(messages.front());
  if (messages.size() > 1) text += " (" + messages.back() + ")";
  throw InputOutputFailure{text};
}

void silence_hdf5() noexcept {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

}  // namespace kapitza

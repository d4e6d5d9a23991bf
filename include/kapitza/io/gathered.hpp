#pragma once

#include <functional>
#include <ranges>
#include <type_traits>
#include <vector>

namespace kapitza::io {

/// The values that `pick` takes from each record, one after another.
template <class T, class Records, class Pick>
std::vector<T> gathered(const Records& records, Pick pick) {
  using Record = std::ranges::range_value_t<Records>;
  std::vector<T> all;
  for (const Record& record : records) {
    if constexpr (std::is_convertible_v<std::invoke_result_t<Pick, const Record&>, T>) {
      all.push_back(std::invoke(pick, record));
    } else {
      const auto& values = std::invoke(pick, record);
      all.insert(all.end(), values.begin(), values.end());
    }
  }
  return all;
}

}  // namespace kapitza::io

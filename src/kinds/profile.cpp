#include "kapitza/kinds/profile.hpp"

#include <memory>

#include "kapitza/base/error.hpp"
#include "kapitza/config/formula.hpp"
#include "kapitza/model/defect.hpp"
#include "profile_value.hpp"

namespace kapitza::kinds {

std::function<double(double)> profile_function(const ProfileShape& shape, double smoothing) {
  if (shape.text == "smooth")
    return [smoothing](double y) { return model::smooth_box(y, smoothing); };
  return [formula = std::make_shared<config::Formula>(shape.text, "y")](double y) {
    return (*formula)(y);
  };
}

}  // namespace kapitza::kinds

namespace kapitza::config {

std::optional<kinds::ProfileShape> Value<kinds::ProfileShape>::read(Reader& reader, const Key& key,
                                                                    const document::Node& node) {
  const auto text = Value<std::string>::read(reader, key, node);
  if (!text) return std::nullopt;
  if (*text == "smooth" || *text == "box") return kinds::ProfileShape{*text};
  try {
    Formula{*text, "y"}(0.0);
  } catch (const InvalidInput& error) {
    constexpr std::string_view words[] = {"smooth", "box"};
    reader.complain(key.path(), error.what() + did_you_mean(nearest(*text, words)));
  }
  return kinds::ProfileShape{*text};
}

}  // namespace kapitza::config

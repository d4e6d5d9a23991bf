#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kapitza/io/description.hpp"
#include "kapitza/io/fields.hpp"

namespace kapitza::io {

/// What the results of a kind hold, put together from the declarations that they are written by.
///
/// Where a path has one of several names, it stands in angle brackets: /resolution/N=<N>/n. What is not in every result has
/// a condition, which completes the words "if ..." or "of ...".
class Contents {
 public:
  struct Dataset {
    Description what;
    bool scale;             ///< a coordinate
    std::string condition;  ///< empty: in every result
    std::string leading;    ///< a scale that comes before the others in some results only; or empty
  };
  struct AttributeOfRoot {
    std::string name, meaning, condition;
  };

  void scale(Description what, std::string condition = {}) {
    datasets_.push_back({std::move(what), true, std::move(condition), {}});
  }
  void dataset(Description what, std::string condition = {}, std::string leading = {}) {
    datasets_.push_back({std::move(what), false, std::move(condition), std::move(leading)});
  }
  void attribute(std::string name, std::string meaning, std::string condition = {}) {
    attributes_.push_back({std::move(name), std::move(meaning), std::move(condition)});
  }

  /// What Fields::write writes with these `axes`.
  template <class Record>
  void fields(const Fields<Record>& fields, const std::vector<std::string>& axes,
              const std::string& condition = {}) {
    for (const auto& field : fields.list()) {
      if (field.use == Use::Checkpoint) continue;
      Description what = field.what;
      what.scales.insert(what.scales.begin(), axes.begin(), axes.end());
      dataset(std::move(what), condition);
    }
  }

  /// Results that hold other things under the same kind.
  void instead(std::string condition, Contents others) {
    instead_.emplace_back(std::move(condition), std::move(others));
  }

  const std::vector<Dataset>& datasets() const noexcept { return datasets_; }
  const std::vector<AttributeOfRoot>& attributes() const noexcept { return attributes_; }
  const std::vector<std::pair<std::string, Contents>>& others() const noexcept { return instead_; }

 private:
  std::vector<Dataset> datasets_;
  std::vector<AttributeOfRoot> attributes_;
  std::vector<std::pair<std::string, Contents>> instead_;
};

/// For people, one entry in two lines:
///   /thermal/beta  [Lambda, X]  1/hopping
///       inverse temperature of the fit
std::string describe(const Contents& contents);

}  // namespace kapitza::io

#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kapitza/config/key.hpp"
#include "kapitza/config/reader.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kapitza/config/value.hpp"

namespace kapitza::config {

template <class T>
struct ElementOf {
  using type = T;
};
template <class T>
struct ElementOf<std::vector<T>> {
  using type = T;
};

/// Another key on which it depends whether this one is in use: the key `name`, of the same table if no other is named, has to hold `word`.
struct OnlyIf {
  std::string name, word;
  std::string table = {};
};

/// What is said of a key beside its name and the member that it fills; the default is what the member of a new case holds.
template <class T>
struct Declaration {
  std::string unit = {};
  double min = -std::numeric_limits<double>::infinity();  ///< of every number in the value
  double max = std::numeric_limits<double>::infinity();
  bool above_min = false;      ///< min itself is not allowed
  bool required = false;       ///< it has no default; where it is in use
  std::string absent = {};     ///< what it means if it is not given, where that is no value
  std::string condition = {};  ///< a further one, in words ...
  std::function<bool(const typename ElementOf<T>::type&)> each =
      {};                 ///< ... and for each number in the value
  bool distinct = false;  ///< no value twice
  std::optional<OnlyIf> only_if = {};
  std::vector<std::string> formerly = {};  ///< paths that it had in older versions
  std::string meaning = {};
};

/// The keys of one kind of case, each bound once to the member of `Case` that it fills: reading, defaults, the listing of
/// `kapitza keys` and the resolved text follow from this.
///
///     Keys<Sheet> keys;
///     keys.add("paper", "width", &Sheet::width, {.unit = "site", .min = 1, .meaning = "Width of the sheet."});
///     keys.add("paper", "grid", of(&Sheet::ruling, &Ruling::grid), {.meaning = "Whether there are squares."});
template <class Case>
class Keys {
 public:
  /// A key of [table]; `member` is a pointer to a member, or of(outer, inner) for a member of a member.
  template <class Member>
  void add(std::string table, std::string name, Member member,
           Declaration<std::remove_cvref_t<std::invoke_result_t<Member, Case&>>> says) {
    using T = std::remove_cvref_t<std::invoke_result_t<Member, Case&>>;
    Bound bound;
    bound.read = [member, says](Reader& reader, const Key& key, Case& input) {
      const document::Node* node = reader.node(key.path());
      if (node == nullptr) return;
      auto value = Value<T>::read(reader, key, *node);
      if (!value) return;
      judge(reader, key, *value, says);
      std::invoke(member, input) = std::move(*value);
    };
    bound.text = [member](const Case& input) { return Value<T>::text(std::invoke(member, input)); };
    bound.only_if = std::move(says.only_if);
    Key key;
    key.table = std::move(table);
    key.name = std::move(name);
    key.type = Value<T>::type;
    key.has_range = Value<T>::has_range;
    key.takes_text = Value<T>::takes_text;
    if constexpr (std::is_enum_v<T>) key.words = Value<T>::words();
    key.unit = std::move(says.unit);
    key.min = says.min;
    key.max = says.max;
    key.above_min = says.above_min;
    key.condition = std::move(says.condition);
    key.meaning = std::move(says.meaning);
    key.formerly = std::move(says.formerly);
    const Case fresh{};
    key.fallback = says.required          ? "required"
                   : !says.absent.empty() ? "(" + says.absent + ")"
                                          : brief_default(*bound.text(fresh));
    keys_.push_back(std::move(key));
    bound_.push_back(std::move(bound));
  }

  std::span<const Key> list() const noexcept { return keys_; }

  /// A case with every key that the input gives; what is wrong with one becomes a finding.
  Case read(Reader& reader) const {
    Case input;
    for (std::size_t i = 0; i < keys_.size(); ++i)
      bound_[i].read(reader, keys_[i], input);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const bool given = reader.given(keys_[i].path());
      if (in_use(i, input)) {
        if (!given && keys_[i].required()) reader.miss(keys_[i]);
      } else if (given) {
        const OnlyIf& owner = *bound_[i].only_if;
        reader.complain(keys_[i].path(), "belongs to " +
                                             (owner.table.empty() ? "" : owner.table + ".") +
                                             owner.name + " = \"" + owner.word + "\"; here " +
                                             chosen(i, input) + " is in force");
      }
    }
    return input;
  }

  /// Every key with its value in force, or that it is not in use, or what its absence means.
  std::vector<ResolvedKey> resolved(const Case& input) const {
    std::vector<ResolvedKey> all;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const bool used = in_use(i, input);
      all.push_back({&keys_[i], used, used ? bound_[i].text(input) : std::nullopt});
    }
    return all;
  }

 private:
  struct Bound {
    std::function<void(Reader&, const Key&, Case&)> read;
    std::function<std::optional<std::string>(const Case&)> text;
    std::optional<OnlyIf> only_if;
  };

  template <class T>
  static void judge(Reader& reader, const Key& key, const T& value, const Declaration<T>& says) {
    if constexpr (!std::is_same_v<T, typename ElementOf<T>::type>) {
      std::set<typename ElementOf<T>::type> seen;
      for (const auto element : value) {
        if (says.each && !says.each(element)) reject(reader, key, element);
        if (says.distinct && !seen.insert(element).second)
          reader.complain(
              key.path(),
              found_twice(plain_text(*Value<std::decay_t<decltype(element)>>::text(element))));
      }
    } else if (says.each && !says.each(value)) {
      reject(reader, key, value);
    }
  }

  template <class T>
  static void reject(Reader& reader, const Key& key, const T& value) {
    reader.reject(key, reader.where(key.path()), plain_text(*Value<T>::text(value)));
  }

  /// The key on which the i-th depends.
  std::size_t owner(std::size_t i) const {
    const OnlyIf& by = *bound_[i].only_if;
    const std::string& table = by.table.empty() ? keys_[i].table : by.table;
    const auto found = std::ranges::find_if(
        keys_, [&](const Key& key) { return key.table == table && key.name == by.name; });
    return static_cast<std::size_t>(found - keys_.begin());
  }
  bool in_use(std::size_t i, const Case& input) const {
    return !bound_[i].only_if ||
           bound_[owner(i)].text(input) == document::toml_string(bound_[i].only_if->word);
  }
  std::string chosen(std::size_t i, const Case& input) const {
    const std::size_t by = owner(i);
    return keys_[by].words.empty() ? "another" : *bound_[by].text(input);
  }

  std::vector<Key> keys_;
  std::vector<Bound> bound_;
};

/// The member `inner` of the member `outer`.
template <class Case, class Outer, class Inner>
auto of(Outer Case::*outer, Inner Outer::*inner) {
  return [ outer, inner ]<class C>(C & input) -> auto& {
    return input.*outer.*inner;
  };
}

}  // namespace kapitza::config

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kapitza/config/duration.hpp"
#include "kapitza/config/key.hpp"
#include "kapitza/config/reader.hpp"

/// How a C++ type stands in TOML. Value<T> has
///   type          what messages call it: "an integer"
///   has_range     whether the range of a key applies to its numbers
///   takes_text    whether an override may leave the quotes out
///   read(reader, key, node)   the value, or nothing and a finding
///   text(value)               TOML that reads back to an equal value; nothing if the value is absent
/// A type of your own becomes possible for a key by a specialisation beside it.
namespace kapitza::config {

template <class T>
struct Value;

template <>
struct Value<bool> {
  static constexpr auto type = "true or false";
  static constexpr bool has_range = false, takes_text = false;
  static std::optional<bool> read(Reader& reader, const Key& key, const document::Node& node);
  static std::optional<std::string> text(bool value) { return value ? "true" : "false"; }
};

template <>
struct Value<int> {
  static constexpr auto type = "an integer";
  static constexpr bool has_range = true, takes_text = false;
  static std::optional<int> read(Reader& reader, const Key& key, const document::Node& node);
  static std::optional<std::string> text(int value) { return std::to_string(value); }
};

template <>
struct Value<double> {
  static constexpr auto type = "a number";
  static constexpr bool has_range = true, takes_text = false;
  static std::optional<double> read(Reader& reader, const Key& key, const document::Node& node);
  static std::optional<std::string> text(double value) { return document::number_text(value); }
};

template <>
struct Value<std::string> {
  static constexpr auto type = "a non-empty string";
  static constexpr bool has_range = false, takes_text = true;
  static std::optional<std::string> read(Reader& reader, const Key& key,
                                         const document::Node& node);
  static std::optional<std::string> text(const std::string& value) {
    return document::toml_string(value);
  }
};

template <>
struct Value<std::filesystem::path> {
  static constexpr auto type = Value<std::string>::type;
  static constexpr bool has_range = false, takes_text = true;
  static std::optional<std::filesystem::path> read(Reader& reader, const Key& key,
                                                   const document::Node& node) {
    return Value<std::string>::read(reader, key, node);
  }
  static std::optional<std::string> text(const std::filesystem::path& value) {
    return document::toml_string(value.string());
  }
};

template <>
struct Value<Duration> {
  static constexpr auto type =
      "a duration such as \"30s\", \"10min\", \"2h\" or \"1d\", or \"never\"";
  static constexpr bool has_range = false, takes_text = true;
  static std::optional<Duration> read(Reader& reader, const Key& key, const document::Node& node);
  static std::optional<std::string> text(Duration value) {
    return document::toml_string(duration_text(value.seconds));
  }
};

/// A table from the order l, a quoted integer, to a number.
template <>
struct Value<std::map<int, double>> {
  static constexpr auto type = "a table { \"order\" = finite number, ... }";
  static constexpr bool has_range = true, takes_text = false;
  static std::optional<std::map<int, double>> read(Reader& reader, const Key& key,
                                                   const document::Node& node);
  static std::optional<std::string> text(const std::map<int, double>& value);
};

/// What may be absent.
template <class T>
struct Value<std::optional<T>> : Value<T> {
  static std::optional<std::optional<T>> read(Reader& reader, const Key& key,
                                              const document::Node& node) {
    if (auto value = Value<T>::read(reader, key, node)) return std::optional<T>{std::move(*value)};
    return std::nullopt;
  }
  static std::optional<std::string> text(const std::optional<T>& value) {
    return value ? Value<T>::text(*value) : std::nullopt;
  }
};

/// One value or a list of them; an empty list is absent.
template <class T>
struct Value<std::vector<T>> {
  static constexpr auto type = std::is_same_v<T, int>    ? "an integer or a list of them"
                               : std::is_same_v<T, bool> ? "true, false, or a list of both"
                                                         : "a number or a list of them";
  static constexpr bool has_range = Value<T>::has_range, takes_text = false;
  static std::optional<std::vector<T>> read(Reader& reader, const Key& key,
                                            const document::Node& node) {
    const auto* list = std::get_if<document::Array>(&node.value);
    if (list != nullptr && list->empty()) reader.reject(key, node.where, document::described(node));
    std::vector<T> values;
    for (const document::Node& element : list ? *list : document::Array{node})
      if (const auto value = Value<T>::read(reader, key, element)) values.push_back(*value);
    return values;
  }
  static std::optional<std::string> text(const std::vector<T>& values) {
    if (values.empty()) return std::nullopt;
    std::string all;
    for (const T value : values)
      all += (all.empty() ? "" : ", ") + *Value<T>::text(value);
    return "[" + all + "]";
  }
};

/// The words of an enumeration: specialise Words<E> with `static constexpr std::pair<std::string_view, E> list[]`.
template <class E>
struct Words;

/// The word that a node holds, one of the key's own; a finding otherwise, and then the one that was meant, if that is clear.
std::optional<std::string> read_word(Reader& reader, const Key& key, const document::Node& node);

template <class E>
requires std::is_enum_v<E>
struct Value<E> {
  static constexpr auto type = "one of";
  static constexpr bool has_range = false, takes_text = true;
  static std::vector<std::string> words() {
    std::vector<std::string> all;
    for (const auto& [word, value] : Words<E>::list)
      all.emplace_back(word);
    return all;
  }
  static std::optional<E> read(Reader& reader, const Key& key, const document::Node& node) {
    const auto found = read_word(reader, key, node);
    for (const auto& [word, value] : Words<E>::list)
      if (found == word) return value;
    return std::nullopt;
  }
  static std::optional<std::string> text(E wanted) {
    for (const auto& [word, value] : Words<E>::list)
      if (value == wanted) return document::toml_string(word);
    return std::nullopt;
  }
};

}  // namespace kapitza::config

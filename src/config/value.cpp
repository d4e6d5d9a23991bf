#include "kapitza/config/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace kapitza::config {
namespace {

using document::described;
using document::Node;

bool in_range(const Key& key, double value) {
  return std::isfinite(value) && value <= key.max &&
         (key.above_min ? value > key.min : value >= key.min);
}

/// An integer, or a number without fraction: lengths are often written 1e4.
std::optional<std::int64_t> whole_number(const Node& node) {
  constexpr double largest = 1LL << 53;
  if (const auto* value = std::get_if<std::int64_t>(&node.value)) return *value;
  const auto* real = std::get_if<double>(&node.value);
  if (real == nullptr || std::trunc(*real) != *real || std::abs(*real) > largest) return {};
  return static_cast<std::int64_t>(*real);
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

}  // namespace

std::optional<bool> Value<bool>::read(Reader& reader, const Key& key, const Node& node) {
  if (const auto* value = std::get_if<bool>(&node.value)) return *value;
  reader.reject(key, node.where, described(node));
  return std::nullopt;
}

std::optional<int> Value<int>::read(Reader& reader, const Key& key, const Node& node) {
  const auto value = whole_number(node);
  if (value && std::in_range<int>(*value) && in_range(key, static_cast<double>(*value)))
    return static_cast<int>(*value);
  reader.reject(key, node.where, described(node));
  return std::nullopt;
}

std::optional<double> Value<double>::read(Reader& reader, const Key& key, const Node& node) {
  std::optional<double> value;
  if (const auto* real = std::get_if<double>(&node.value)) value = *real;
  if (const auto* whole = std::get_if<std::int64_t>(&node.value))
    value = static_cast<double>(*whole);
  if (value && in_range(key, *value)) return value;
  reader.reject(key, node.where, described(node));
  return std::nullopt;
}

std::optional<std::string> Value<std::string>::read(Reader& reader, const Key& key,
                                                    const Node& node) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text != nullptr && !is_blank(*text)) return *text;
  reader.reject(key, node.where, described(node));
  return std::nullopt;
}

std::optional<Duration> Value<Duration>::read(Reader& reader, const Key& key, const Node& node) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (const auto seconds = text ? parse_duration(*text) : std::nullopt) return Duration{*seconds};
  reader.reject(key, node.where, described(node));
  return std::nullopt;
}

std::optional<std::map<int, double>> Value<std::map<int, double>>::read(Reader& reader,
                                                                        const Key& key,
                                                                        const Node& node) {
  const auto* table = std::get_if<document::Table>(&node.value);
  if (table == nullptr || table->empty()) {
    reader.reject(key, node.where, described(node));
    return std::nullopt;
  }
  std::map<int, double> coefficients;
  for (const auto& [name, where, value] : *table) {
    int order = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, order);
    if (error != std::errc{} || stop != end || order < 1 || order > 8 || name[0] == '0')
      reader.reject(key, where, fmt::format("order \"{}\"", name));
    else if (const auto c = Value<double>::read(reader, key, value))
      coefficients[order] = *c;
  }
  return coefficients;
}

std::optional<std::string> Value<std::map<int, double>>::text(
    const std::map<int, double>& coefficients) {
  std::string text;
  for (const auto& [l, c] : coefficients)
    text += fmt::format("{}\"{}\" = {}", text.empty() ? "" : ", ", l, document::number_text(c));
  return fmt::format("{{ {} }}", text);
}

std::optional<std::string> read_word(Reader& reader, const Key& key, const Node& node) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text != nullptr && std::ranges::find(key.words, *text) != key.words.end()) return *text;
  const std::vector<std::string_view> words{key.words.begin(), key.words.end()};
  const std::string meant{text ? nearest(*text, words) : std::string_view{}};
  reader.findings().add(node.where, key.path(),
                        fmt::format("found {}; allowed: {}{}", described(node), allowed_values(key),
                                    did_you_mean(meant)));
  if (meant.empty()) return std::nullopt;
  return meant;  // the other keys are judged by it
}

}  // namespace kapitza::config

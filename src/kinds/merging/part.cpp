#include "part.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "kapitza/base/error.hpp"
#include "kapitza/config/resolved_text.hpp"

namespace kapitza::kinds {
namespace {

std::set<std::string> datasets_of(const Part& part) {
  std::set<std::string> names;
  for (const std::string& path : part.file().datasets())
    if (!is_timing(path)) names.insert(path);
  return names;
}

std::string text_of(const io::Attribute& attribute) {
  struct Text {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const std::vector<std::string>& texts) const {
      return fmt::format("{}", fmt::join(texts, "; "));
    }
    std::string operator()(long long number) const { return std::to_string(number); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
  };
  return std::visit(Text{}, attribute);
}

std::string attribute_text(const Part& part, const std::string& name) {
  const auto all = part.file().attributes();
  return std::ranges::find(all, name) == all.end() ? "not set"
                                                   : text_of(part.file().attribute(name));
}

}  // namespace

Part::Part(const std::filesystem::path& path)
    : path_{path.string()},
      file_{path},
      kind_{file_.text_attribute("kind")},
      input_{file_.text_attribute("input")},
      values_{config::values_of(input_)} {
  if (kind_.empty() || input_.empty())
    throw InvalidInput{path_ +
                       ": not a result of kapitza: its attributes kind and input are missing"};
}

std::string Part::value(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? "" : found->second;
}

std::vector<std::string> Part::listed(const std::string& key) const {
  std::string text = value(key);
  std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == ' '; });
  std::vector<std::string> entries;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    entries.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return entries;
}

bool is_provenance(const std::string& attribute) {
  static const std::set<std::string> names{
      "version", "revision",   "compiler", "libraries", "command_line", "ranks",           "hosts",
      "input",   "start_time", "end_time", "status",    "progress",     "converged_reason"};
  return names.contains(attribute);
}

bool is_timing(const std::string& path) {
  return path.starts_with("/timing/");
}

std::vector<std::string> scales_first(const Part& part) {
  std::vector<std::string> paths = part.file().datasets();
  std::erase_if(paths, is_timing);
  std::stable_partition(paths.begin(), paths.end(),
                        [&](const std::string& path) { return part.file().is_scale(path); });
  return paths;
}

std::vector<std::string> differing_keys(Parts parts) {
  std::set<std::string> names, different;
  for (const Part* part : parts)
    for (const auto& [name, text] : part->values())
      if (!config::is_incidental(name)) names.insert(name);
  for (const std::string& name : names)
    for (const Part* part : parts)
      if (part->value(name) != parts.front()->value(name)) different.insert(name);
  if (different.empty())
    throw InvalidInput{
        fmt::format("{} and {} were run with the same input: there is nothing to merge",
                    parts[0]->path(), parts[1]->path())};
  return {different.begin(), different.end()};
}

std::string told_apart(Parts parts, std::span<const std::string> keys) {
  std::string text;
  for (const std::string& key : keys)
    text +=
        fmt::format("{}{} ({})", text.empty() ? "" : "; ", key, told(parts, [&](const Part& part) {
                      const std::string value = part.value(key);
                      return value.empty() ? "not set" : value;
                    }));
  return text;
}

void require_same_program(Parts parts, bool any_revision) {
  for (const std::string name : {"kind", "version", "revision"}) {
    const bool kind = name == "kind";
    if (any_revision && !kind) continue;
    for (const Part* part : parts)
      if (attribute_text(*part, name) != attribute_text(*parts.front(), name))
        throw InvalidInput{
            fmt::format("the parts differ in {}: {}{}", name,
                        told(parts, [&](const Part& one) { return attribute_text(one, name); }),
                        kind ? "" : " (--any-revision merges them all the same)")};
  }
}

void require_same_attributes(Parts parts, std::span<const std::string> but) {
  for (const Part* other : parts.subspan(1)) {
    std::set<std::string> names;
    for (const Part* part : {parts.front(), other})
      for (const std::string& name : part->file().attributes())
        if (!is_provenance(name) && std::ranges::find(but, name) == but.end()) names.insert(name);
    for (const std::string& name : names)
      if (attribute_text(*parts.front(), name) != attribute_text(*other, name))
        throw InvalidInput{
            fmt::format("the parts differ in the attribute {}: {}", name,
                        told(std::array{parts.front(), other},
                             [&](const Part& part) { return attribute_text(part, name); }))};
  }
}

void require_same_datasets(Parts parts) {
  const std::set<std::string> first = datasets_of(*parts.front());
  for (const Part* other : parts.subspan(1)) {
    const std::set<std::string> theirs = datasets_of(*other);
    std::vector<std::string> lone;
    std::ranges::set_symmetric_difference(first, theirs, std::back_inserter(lone));
    if (lone.empty()) continue;
    const bool in_first = first.contains(lone.front());
    throw InvalidInput{fmt::format("the parts differ: dataset {} is in {} and not in {}",
                                   lone.front(), (in_first ? parts.front() : other)->path(),
                                   (in_first ? other : parts.front())->path())};
  }
}

void require_same_values(Parts parts, const std::string& dataset) {
  const auto first = parts.front()->file().numbers(dataset);
  const auto shape = parts.front()->file().shape(dataset);
  double size = 1;
  for (const double value : first)
    if (std::isfinite(value)) size = std::max(size, std::abs(value));
  for (const Part* other : parts.subspan(1)) {
    if (other->file().shape(dataset) != shape)
      throw InvalidInput{fmt::format("the parts differ in the shape of {}: {}", dataset,
                                     told(std::array{parts.front(), other}, [&](const Part& part) {
                                       return fmt::format(
                                           "({})", fmt::join(part.file().shape(dataset), ", "));
                                     }))};
    const auto values = other->file().numbers(dataset);
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i]) && std::isnan(first[i])) continue;
      const double difference = values[i] == first[i] ? 0 : std::abs(values[i] - first[i]);
      if (!(difference <= 1e-9 * (size + std::abs(first[i]))))
        worst = std::isnan(difference) ? difference : std::max(worst, difference);
    }
    if (worst != 0)
      throw InvalidInput{fmt::format("the parts differ in {}, by up to {:.3g}: {}, {}", dataset,
                                     worst, parts.front()->path(), other->path())};
  }
}

}  // namespace kapitza::kinds

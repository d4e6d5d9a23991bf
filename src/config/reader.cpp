#include "reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kapitza/base/error.hpp"
#include "kapitza/config/duration.hpp"

namespace kapitza::config {
namespace {

using document::Array;
using document::Entry;
using document::Node;
using document::Table;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// A default, as the schema writes it in TOML, or null where the schema has words instead.
std::optional<Node> default_of(const Key& key) {
  if (key.fallback == "required" || key.fallback.starts_with('(')) return std::nullopt;
  return document::parse_fragment(fmt::format("default = {}", key.fallback), "default")[0].node;
}

std::optional<double> as_number(const Node& node) {
  if (const auto* real = std::get_if<double>(&node.value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&node.value))
    return static_cast<double>(*whole);
  return std::nullopt;
}

bool in_range(const Key& key, double value) {
  return std::isfinite(value) && value <= key.max &&
         (key.above_min ? value > key.min : value >= key.min);
}

bool is_override_of_kind(std::string_view text) {
  return trimmed(text.substr(0, text.find('='))) == "kind";
}

}  // namespace

Reader::Reader(std::string_view input, std::string_view name,
               std::span<const std::string> overrides)
    : file_{name}, keys_{schema(kinds().front())} {
  const Table file = document::parse(input, name);
  std::vector<Setting> settings;
  std::set<std::string> seen;
  const auto read = [&](bool of_kind) {
    for (const std::string& text : overrides) {
      if (is_override_of_kind(text) != of_kind) continue;
      auto setting = read_override(text);
      if (!setting) continue;
      if (!seen.insert(setting->path).second)
        findings_.add(setting->where, setting->path, "given twice; allowed: once");
      settings.push_back(std::move(*setting));
    }
  };
  read(true);  // how the others are read depends on it
  find_kind(file, settings);
  read(false);
  collect(file);
  for (const Setting& setting : settings)
    apply(setting);
}

std::optional<Reader::Setting> Reader::read_override(const std::string& text) {
  const Location origin{"--set " + text};
  const std::size_t equals = text.find('=');
  const std::string path{trimmed(std::string_view{text}.substr(0, equals))};
  if (equals == std::string::npos || path.empty()) {
    findings_.add(origin, origin.source + ": not of the form table.key=value");
    return std::nullopt;
  }
  const std::string_view value = trimmed(std::string_view{text}.substr(equals + 1));
  try {
    return Setting{path, origin, override_value(path, value, origin.source)};
  } catch (const InvalidInput& error) {
    findings_.add(origin, error.what());
    return std::nullopt;
  }
}

void Reader::apply(const Setting& setting) {
  const std::size_t dot = setting.path.find('.');
  if (dot == std::string::npos) {  // a whole table: nothing of the file's own stays
    std::erase_if(values_,
                  [&](const auto& value) { return value.first.starts_with(setting.path + "."); });
    collect({Entry{setting.path, setting.where, setting.node}});
    return;
  }
  const Entry inner{setting.path.substr(dot + 1), setting.where, setting.node};
  const Node table{setting.where, Table{inner}};
  collect({Entry{setting.path.substr(0, dot), setting.where, table}});
}

Node Reader::override_value(std::string_view path, std::string_view value,
                            const std::string& origin) {
  // Quotes are hard to carry through a shell: a key that holds text takes what is not TOML as it stands.
  const Key* declared = find_key(path);
  const bool takes_text =
      declared != nullptr &&
      (declared->type == ValueType::Word || declared->type == ValueType::Text ||
       declared->type == ValueType::Duration || declared->type == ValueType::Profile ||
       declared->type == ValueType::Injection || declared->type == ValueType::Perturbation);
  try {
    Table parsed = document::parse_fragment(fmt::format("value = {}", value), origin);
    if (parsed.size() == 1) return std::move(parsed[0].node);
  } catch (const InvalidInput&) {
    if (!takes_text || value.find_first_of("\"'{[") == 0 || value.empty()) throw;
    return document::parse_fragment("value = " + document::toml_string(value), origin)[0].node;
  }
  throw InvalidInput(origin + ": holds more than one value");
}

void Reader::find_kind(const Table& file, std::span<const Setting> settings) {
  const auto entry = std::ranges::find(file, "kind", &Entry::key);
  const auto setting = std::ranges::find(settings, "kind", &Setting::path);
  kind_ = kinds().front();
  const Node* node = entry != file.end() ? &entry->node : nullptr;
  if (setting != settings.end()) node = &setting->node;
  if (node == nullptr) {
    findings_.add({file_}, "kind", "missing; allowed: " + allowed_values(key("kind")));
    return;
  }
  const auto* word = std::get_if<std::string>(&node->value);
  if (word == nullptr || std::ranges::find(kinds(), *word) == kinds().end()) {
    const auto suggestion = word ? nearest(*word, kinds()) : std::string_view{};
    findings_.add(node->where, "kind",
                  fmt::format("found {}; allowed: {}{}", document::described(*node),
                              allowed_values(key("kind")), did_you_mean(suggestion)));
    findings_.throw_if_any(file_);
  }
  kind_ = *word;
  keys_ = schema(kind_);
}

void Reader::collect(const Table& tables) {
  for (const Entry& entry : tables) {
    if (find_key(entry.key) != nullptr) {
      values_.insert_or_assign(entry.key, Value{entry.where, entry.node});
    } else if (!is_table(entry.key)) {
      unknown(entry.where, "", entry.key);
    } else if (!std::holds_alternative<Table>(entry.node.value)) {
      findings_.add(entry.node.where, entry.key,
                    fmt::format("found {}; allowed: a table [{}]", document::described(entry.node),
                                entry.key));
    } else {
      collect_table(entry);
    }
  }
}

void Reader::collect_table(const Entry& table) {
  for (const Entry& entry : std::get<Table>(table.node.value)) {
    const std::string path = table.key + "." + entry.key;
    if (find_key(path) == nullptr) {
      unknown(entry.where, table.key, entry.key);
    } else {
      values_.insert_or_assign(path, Value{entry.where, entry.node});
    }
  }
}

void Reader::unknown(const Location& where, std::string_view table, std::string_view name) {
  std::vector<std::string_view> here, everywhere;
  std::set<std::string_view> tables;
  for (const Key& key : keys_) {
    if (key.table == table) here.push_back(key.name);
    if (table.empty() && !key.table.empty() && tables.insert(key.table).second) {
      here.push_back(key.table);
    }
    everywhere.push_back(key.name);
  }
  std::string suggestion{nearest(name, here)};
  if (suggestion.empty()) {
    const std::string_view elsewhere = nearest(name, everywhere);
    const auto key = std::ranges::find(keys_, elsewhere, &Key::name);
    if (key != keys_.end()) suggestion = key->path();
  }
  std::string allowed;
  for (const std::string_view candidate : here) {
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", candidate);
  }
  const std::string path = table.empty() ? std::string{name} : fmt::format("{}.{}", table, name);
  findings_.add(where, path,
                fmt::format("unknown {}; allowed: {}{}", table.empty() ? "table or key" : "key",
                            allowed, did_you_mean(suggestion)));
}

const Key* Reader::find_key(std::string_view path) const {
  const auto key = std::ranges::find(keys_, path, &Key::path);
  return key == keys_.end() ? nullptr : &*key;
}

const Key& Reader::key(std::string_view path) const {
  const Key* declared = find_key(path);
  if (declared == nullptr) throw std::logic_error(fmt::format("key {} is not declared", path));
  return *declared;
}

bool Reader::is_table(std::string_view name) const {
  return !name.empty() && std::ranges::find(keys_, name, &Key::table) != keys_.end();
}

Location Reader::where(std::string_view path) const {
  const auto value = values_.find(path);
  return value == values_.end() ? Location{file_} : value->second.node.where;
}

Places Reader::places() const {
  Places places{file_, {}};
  for (const auto& [path, value] : values_)
    places.of.emplace(path, value.node.where);
  return places;
}

const Node* Reader::node(std::string_view path) {
  const Key& declared = key(path);
  const auto value = values_.find(path);
  if (value != values_.end()) return &value->second.node;
  if (declared.fallback == "required") {
    findings_.add({file_}, path, "missing; allowed: " + allowed_values(declared));
  }
  return nullptr;
}

void Reader::reject(std::string_view path, const Location& where, std::string_view found) {
  findings_.add(where, path,
                fmt::format("found {}; allowed: {}", found, allowed_values(key(path))));
}

void Reader::complain(std::string_view path, std::string_view text) {
  findings_.add(where(path), path, text);
}

std::optional<double> Reader::checked_number(std::string_view path, const Node& node) {
  const auto value = as_number(node);
  if (value && in_range(key(path), *value)) return value;
  reject(path, node.where, document::described(node));
  return std::nullopt;
}

std::optional<int> Reader::checked_integer(std::string_view path, const Node& node) {
  const auto* value = std::get_if<std::int64_t>(&node.value);
  if (value != nullptr && in_range(key(path), static_cast<double>(*value))) {
    return static_cast<int>(*value);
  }
  reject(path, node.where, document::described(node));
  return std::nullopt;
}

std::optional<int> Reader::optional_integer(std::string_view path) {
  const Node* given = node(path);
  return given == nullptr ? std::nullopt : checked_integer(path, *given);
}

std::optional<double> Reader::optional_number(std::string_view path) {
  const Node* given = node(path);
  return given == nullptr ? std::nullopt : checked_number(path, *given);
}

std::optional<std::string> Reader::optional_text(std::string_view path) {
  const Node* given = node(path);
  if (given == nullptr) return std::nullopt;
  const auto* text = std::get_if<std::string>(&given->value);
  if (text != nullptr && !trimmed(*text).empty()) return *text;
  reject(path, given->where, document::described(*given));
  return std::nullopt;
}

int Reader::integer(std::string_view path) {
  if (const auto value = optional_integer(path)) return *value;
  return static_cast<int>(std::get<std::int64_t>(default_of(key(path))->value));
}

double Reader::number(std::string_view path) {
  if (const auto value = optional_number(path)) return *value;
  return *as_number(*default_of(key(path)));
}

std::string Reader::word(std::string_view path) {
  const Key& declared = key(path);
  std::vector<std::string_view> words;
  for (std::string_view rest = declared.allowed; !rest.empty();) {
    const std::size_t blank = std::min(rest.find(' '), rest.size());
    words.push_back(rest.substr(0, blank));
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  if (const Node* given = node(path)) {
    const auto* text = std::get_if<std::string>(&given->value);
    if (text != nullptr && std::ranges::find(words, *text) != words.end()) return *text;
    const auto meant = text ? nearest(*text, words) : std::string_view{};
    findings_.add(given->where, path,
                  fmt::format("found {}; allowed: {}{}", document::described(*given),
                              allowed_values(declared), did_you_mean(meant)));
    if (!meant.empty()) return std::string{meant};  // the other keys are judged by it
  }
  const auto fallback = default_of(declared);
  return fallback ? std::get<std::string>(fallback->value) : std::string{words.front()};
}

bool Reader::boolean(std::string_view path) {
  if (const Node* given = node(path)) {
    if (const auto* value = std::get_if<bool>(&given->value)) return *value;
    reject(path, given->where, document::described(*given));
  }
  return std::get<bool>(default_of(key(path))->value);
}

std::vector<bool> Reader::booleans(std::string_view path) {
  const Node* given = node(path);
  if (given == nullptr) return {std::get<bool>(default_of(key(path))->value)};
  const auto* list = std::get_if<Array>(&given->value);
  if (list != nullptr && list->empty()) reject(path, given->where, document::described(*given));
  std::vector<bool> values;
  for (const Node& element : list ? *list : Array{*given}) {
    if (const auto* value = std::get_if<bool>(&element.value))
      values.push_back(*value);
    else
      reject(path, element.where, document::described(element));
  }
  return values;
}

double Reader::duration(std::string_view path) {
  if (const Node* given = node(path)) {
    const auto* text = std::get_if<std::string>(&given->value);
    if (const auto seconds = text ? parse_duration(*text) : std::nullopt) return *seconds;
    reject(path, given->where, document::described(*given));
  }
  return *parse_duration(std::get<std::string>(default_of(key(path))->value));
}

std::vector<int> Reader::integers(std::string_view path) {
  const Node* given = node(path);
  if (given == nullptr) return {};
  const auto* list = std::get_if<Array>(&given->value);
  if (list != nullptr && list->empty()) reject(path, given->where, document::described(*given));
  std::vector<int> values;
  for (const Node& element : list ? *list : Array{*given}) {
    if (const auto value = checked_integer(path, element)) values.push_back(*value);
  }
  return values;
}

std::vector<double> Reader::numbers(std::string_view path) {
  const Node* given = node(path);
  if (given == nullptr) return {};
  const auto* list = std::get_if<Array>(&given->value);
  if (list != nullptr && list->empty()) reject(path, given->where, document::described(*given));
  std::vector<double> values;
  for (const Node& element : list ? *list : Array{*given}) {
    if (const auto value = checked_number(path, element)) values.push_back(*value);
  }
  return values;
}

}  // namespace kapitza::config

#include "kapitza/config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kapitza/base/error.hpp"

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

bool is_override_of_kind(std::string_view text) {
  return trimmed(text.substr(0, text.find('='))) == "kind";
}

}  // namespace

Reader::Reader(std::string_view input, std::string_view name,
               std::span<const std::string> overrides, const Catalogue& catalogue)
    : file_{name}, catalogue_{catalogue}, kind_{&catalogue.kinds().front()} {
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
  const bool takes_text = declared != nullptr && declared->takes_text;
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
  const Key& key = catalogue_.kind_key();
  const auto entry = std::ranges::find(file, "kind", &Entry::key);
  const auto setting = std::ranges::find(settings, "kind", &Setting::path);
  const Node* node = entry != file.end() ? &entry->node : nullptr;
  if (setting != settings.end()) node = &setting->node;
  if (node == nullptr) {
    findings_.add({file_}, "kind", "missing; allowed: " + allowed_values(key));
    return;
  }
  const auto* word = std::get_if<std::string>(&node->value);
  if (word == nullptr || !catalogue_.contains(*word)) {
    const std::vector<std::string_view> names{key.words.begin(), key.words.end()};
    const auto suggestion = word ? nearest(*word, names) : std::string_view{};
    findings_.add(node->where, "kind",
                  fmt::format("found {}; allowed: {}{}", document::described(*node),
                              allowed_values(key), did_you_mean(suggestion)));
    findings_.throw_if_any(file_);
  }
  kind_ = &catalogue_.find(*word);
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
  const std::string path = table.empty() ? std::string{name} : fmt::format("{}.{}", table, name);
  if (table.empty()) here.push_back(catalogue_.kind_key().name);
  for (const Key& key : kind_->keys) {
    if (std::ranges::find(key.formerly, path) != key.formerly.end()) {
      findings_.add(where, path, fmt::format("renamed; write {} instead", key.path()));
      return;
    }
    if (key.table == table) here.push_back(key.name);
    if (table.empty() && !key.table.empty() && tables.insert(key.table).second) {
      here.push_back(key.table);
    }
    everywhere.push_back(key.name);
  }
  std::string suggestion{nearest(name, here)};
  if (suggestion.empty()) {
    const std::string_view elsewhere = nearest(name, everywhere);
    const auto key = std::ranges::find(kind_->keys, elsewhere, &Key::name);
    if (key != kind_->keys.end()) suggestion = key->path();
  }
  std::string allowed;
  for (const std::string_view candidate : here) {
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", candidate);
  }
  findings_.add(where, path,
                fmt::format("unknown {}; allowed: {}{}", table.empty() ? "table or key" : "key",
                            allowed, did_you_mean(suggestion)));
}

const Key* Reader::find_key(std::string_view path) const {
  if (path == catalogue_.kind_key().name) return &catalogue_.kind_key();
  const auto key = std::ranges::find(kind_->keys, path, &Key::path);
  return key == kind_->keys.end() ? nullptr : &*key;
}

bool Reader::is_table(std::string_view name) const {
  return !name.empty() && std::ranges::find(kind_->keys, name, &Key::table) != kind_->keys.end();
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

Location Places::operator()(std::string_view path) const {
  const auto found = of.find(path);
  return found == of.end() ? Location{file} : found->second;
}

const Node* Reader::node(std::string_view path) const {
  const auto value = values_.find(path);
  return value == values_.end() ? nullptr : &value->second.node;
}

void Reader::miss(const Key& key) {
  findings_.add({file_}, key.path(), "missing; allowed: " + allowed_values(key));
}

void Reader::reject(const Key& key, const Location& where, std::string_view found) {
  findings_.add(where, key.path(),
                fmt::format("found {}; allowed: {}", found, allowed_values(key)));
}

void Reader::reject(std::string_view path, std::string_view found) {
  const Key* key = find_key(path);
  if (key == nullptr) throw std::logic_error(fmt::format("key {} is not declared", path));
  reject(*key, where(path), found);
}

void Reader::complain(std::string_view path, std::string_view text) {
  findings_.add(where(path), path, text);
}

}  // namespace kapitza::config

#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"
#include "kapitza/config/findings.hpp"
#include "kapitza/config/micro_case.hpp"
#include "kapitza/config/schema.hpp"

namespace kapitza::config {

/// The values of an input file and its overrides, looked up by the path of their key and judged by the schema.
///
/// A getter returns the value in force: what the input says, or the default. What is wrong becomes a finding, the default (or
/// an empty value) is returned in its stead, and reading goes on.
class Reader {
 public:
  /// Throws InvalidInput at once for malformed TOML and for an unknown kind, without which no other key can be judged.
  Reader(std::string_view text, std::string_view name, std::span<const std::string> overrides);

  const std::string& kind() const noexcept { return kind_; }
  const std::string& file() const noexcept { return file_; }
  Findings& findings() noexcept { return findings_; }

  bool given(std::string_view path) const { return values_.contains(path); }
  /// The value as it stands, or null if the input does not give the key; a required key is then a finding.
  const document::Node* node(std::string_view path);
  /// The place of the value, or the file.
  Location where(std::string_view path) const;
  /// The places of all values.
  Places places() const;

  int integer(std::string_view path);
  double number(std::string_view path);
  std::string word(std::string_view path);
  bool boolean(std::string_view path);
  /// One or several; the default alone if the input does not give the key.
  std::vector<bool> booleans(std::string_view path);
  double duration(std::string_view path);  ///< in s; infinity for "never"
  std::vector<int> integers(std::string_view path);
  std::vector<double> numbers(std::string_view path);
  /// Keys that may be absent.
  std::optional<int> optional_integer(std::string_view path);
  std::optional<double> optional_number(std::string_view path);
  std::optional<std::string> optional_text(std::string_view path);

  /// A number within the range of the key, at any place inside its value.
  std::optional<double> checked_number(std::string_view path, const document::Node& node);
  std::optional<int> checked_integer(std::string_view path, const document::Node& node);

  /// Finding "found ...; allowed: ..." with the key's own words.
  void reject(std::string_view path, const Location& where, std::string_view found);
  /// Finding in other words, at the place of the value.
  void complain(std::string_view path, std::string_view text);

 private:
  struct Value {
    Location where;  // of the key
    document::Node node;
  };
  /// One override: "table.key", or "table" for a whole one.
  struct Setting {
    std::string path;
    Location where;
    document::Node node;
  };

  const Key& key(std::string_view path) const;
  const Key* find_key(std::string_view path) const;
  bool is_table(std::string_view name) const;

  std::optional<Setting> read_override(const std::string& text);
  void apply(const Setting& setting);
  document::Node override_value(std::string_view path, std::string_view value,
                                const std::string& origin);
  void find_kind(const document::Table& file, std::span<const Setting> settings);
  void collect(const document::Table& tables);
  void collect_table(const document::Entry& table);
  void unknown(const Location& where, std::string_view table, std::string_view name);

  std::string file_;
  std::string kind_;
  std::span<const Key> keys_;
  std::map<std::string, Value, std::less<>> values_;
  Findings findings_;
};

}  // namespace kapitza::config

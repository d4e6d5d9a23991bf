#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kapitza/config/document.hpp"
#include "kapitza/config/findings.hpp"
#include "kapitza/config/key.hpp"
#include "kapitza/config/location.hpp"

namespace kapitza::config {

/// The values of an input file and its overrides, looked up by the path of their key. What is wrong becomes a finding, and
/// reading goes on. Keys<Case> (keys.hpp) fills a case from it.
class Reader {
 public:
  /// Throws InvalidInput at once for malformed TOML and for an unknown kind, without which no other key can be judged.
  /// The catalogue must outlive the reader.
  Reader(std::string_view text, std::string_view name, std::span<const std::string> overrides,
         const Catalogue& catalogue);

  const Grammar& kind() const noexcept { return *kind_; }
  const std::string& file() const noexcept { return file_; }
  Findings& findings() noexcept { return findings_; }

  bool given(std::string_view path) const { return values_.contains(path); }
  /// The value as it stands, or null if the input does not give the key.
  const document::Node* node(std::string_view path) const;
  /// The place of the value, or the file.
  Location where(std::string_view path) const;
  /// The places of all values.
  Places places() const;

  /// Finding "missing; allowed: ..." with the key's own words.
  void miss(const Key& key);
  /// Finding "found ...; allowed: ..." likewise.
  void reject(const Key& key, const Location& where, std::string_view found);
  /// The same by path, at the place of the value.
  void reject(std::string_view path, std::string_view found);
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
  const Catalogue& catalogue_;
  const Grammar* kind_;
  std::map<std::string, Value, std::less<>> values_;
  Findings findings_;
};

}  // namespace kapitza::config

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kapitza/config/location.hpp"

/// A TOML text as a tree of plain values, each with its place. Only document.cpp knows the TOML library.
namespace kapitza::config::document {

struct Node;
struct Entry;
using Array = std::vector<Node>;
using Table = std::vector<Entry>;  // in the order of the text

/// A date or a time: legal TOML that no key takes.
struct DateOrTime {};

struct Node {
  Location where;
  std::variant<bool, std::int64_t, double, std::string, DateOrTime, Array, Table> value;
};

struct Entry {
  std::string key;
  Location where;  // of the key
  Node node;
};

/// Throws InvalidInput "name:line:column: reason" for a NUL, what is no UTF-8, a character above ASCII outside strings and
/// comments, or malformed TOML. Columns are characters. A byte order mark before the text is no part of it.
Table parse(std::string_view text, std::string_view name);

/// The same for a text without lines of its own: every place is just `name`.
Table parse_fragment(std::string_view text, std::string_view name);

/// The value as a user would write it, for messages: 3, 0.5, "text", a list, a table, ...
std::string described(const Node& node);

/// A TOML basic string, in ASCII.
std::string toml_string(std::string_view text);

/// A TOML float that reads back to the same double.
std::string number_text(double value);

}  // namespace kapitza::config::document

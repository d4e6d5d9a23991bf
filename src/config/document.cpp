#include "kapitza/config/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "kapitza/base/error.hpp"
#include "utf8.hpp"

namespace {
[[noreturn]] void refuse_malformed() {
  throw std::logic_error("malformed TOML");
}
}  // namespace

// Some malformed texts make the library assert, or worse where assertions are compiled out: let them throw in every build.
#undef NDEBUG
// Recursion has to end long before the stack does; the deepest legal input has five levels.
#define TOML_MAX_NESTED_VALUES 32
#define TOML_ASSERT(expression) (static_cast<bool>(expression) ? void(0) : refuse_malformed())
#include <toml++/toml.h>

namespace kapitza::config::document {
namespace {

/// Dots in one key: every part is a table inside the last, and the library recurses through them.
constexpr int most_dots = 16;

/// Walks a TOML text as far as is needed to tell comments and strings from the rest. The library trusts that a text is well-formed UTF-8.
class Scanner {
 public:
  struct Finding {
    std::size_t offset;
    std::string reason;
  };

  explicit Scanner(std::string_view text) : text_{text} {}

  /// The first byte that no input may contain, or a dot too many in one key.
  std::optional<Finding> first_forbidden() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) >= 0x80) {
        if (const char* reason = forbids_character()) return found(reason);
        continue;
      }
      if (c == '\0') return found("allowed is text without NUL");
      if (!comment_ && quote_.empty() && too_many_dots(c))
        return Finding{at_, "a key of too many parts; the keys have two"};
      if (comment_) {
        comment_ = c != '\n';
      } else if (quote_.empty()) {
        open(c);
      } else {
        inside_string(c);
      }
    }
    return std::nullopt;
  }

 private:
  Finding found(const char* allowed) const {
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(text_[at_]));
    return {at_, fmt::format("byte 0x{:02X}; {}", byte, allowed)};
  }

  /// Why the character above ASCII that begins here may not stand here; else steps to its last byte.
  const char* forbids_character() {
    const std::size_t length = utf8_length(text_.substr(at_));
    if (length == 0) return "allowed is UTF-8 text (save the file in the encoding UTF-8)";
    if (!comment_ && quote_.empty())
      return "outside strings and comments ASCII is allowed (are quotes of a word processor meant "
             "as \"?)";
    at_ += length - 1;
    return nullptr;
  }

  /// The numbers of a list have dots too, but commas between them.
  bool too_many_dots(char c) {
    if (c == '.') return ++dots_ > most_dots;
    if (std::string_view{",=[]{}\n"}.find(c) != std::string_view::npos) dots_ = 0;
    return false;
  }

  void open(char c) {
    comment_ = c == '#';
    if (c != '"' && c != '\'') return;
    const bool triple = text_.substr(at_, 3) == std::string(3, c);
    quote_ = text_.substr(at_, triple ? 3 : 1);
    at_ += quote_.size() - 1;
  }

  void inside_string(char c) {
    if (c == '\\' && quote_[0] == '"') {
      ++at_;  // whatever is escaped does not close
    } else if (text_.substr(at_, quote_.size()) == quote_) {
      at_ += quote_.size() - 1;
      quote_ = {};
    } else if (c == '\n' && quote_.size() == 1) {
      quote_ = {};  // an unclosed string: the parser will say so
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int dots_ = 0;
  bool comment_ = false;
  std::string_view quote_;
};

void require_plain_text(std::string_view text, const Location& origin) {
  const auto finding = Scanner{text}.first_forbidden();
  if (!finding) return;
  Location where = origin;
  if (origin.line > 0) {  // columns are characters, as the library counts them
    const std::string_view before = text.substr(0, finding->offset);
    const std::string_view line = before.substr(before.rfind('\n') + 1);
    const auto begins = [](char byte) { return (byte & 0xC0) != 0x80; };
    where.line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
    where.column = static_cast<int>(std::ranges::count_if(line, begins)) + 1;
  }
  throw InvalidInput(fmt::format("{}: {}", to_string(where), finding->reason));
}

/// Copies a tree of the library; `origin` with line 0 hides the lines.
class Translator {
 public:
  explicit Translator(Location origin) : origin_{std::move(origin)} {}

  Location place(const toml::source_region& region) const {
    if (origin_.line == 0) return origin_;
    return {origin_.source, static_cast<int>(region.begin.line),
            static_cast<int>(region.begin.column)};
  }

  Table table(const toml::table& source) const {
    Table result;
    for (const auto& [key, value] : source) {
      result.push_back({without_nul(key.str(), key.source()), place(key.source()), node(value)});
    }
    std::ranges::stable_sort(result, [](const Entry& a, const Entry& b) {
      return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
    });
    return result;
  }

 private:
  /// An escape may hide a NUL, at which the system would end the name of a file.
  std::string without_nul(std::string_view text, const toml::source_region& region) const {
    if (text.find('\0') == std::string_view::npos) return std::string{text};
    throw InvalidInput(fmt::format("{}: \\u0000 in a string", to_string(place(region))));
  }

  Node node(const toml::node& source) const {
    Node result{place(source.source()), DateOrTime{}};
    if (const auto* boolean = source.as_boolean()) result.value = boolean->get();
    if (const auto* integer = source.as_integer()) result.value = integer->get();
    if (const auto* real = source.as_floating_point()) result.value = real->get();
    if (const auto* string = source.as_string())
      result.value = without_nul(string->get(), source.source());
    if (const auto* list = source.as_array()) {
      Array array;
      for (const toml::node& element : *list)
        array.push_back(node(element));
      result.value = std::move(array);
    }
    if (const auto* inner = source.as_table()) result.value = table(*inner);
    return result;
  }

  Location origin_;
};

constexpr std::string_view comma_hint =
    "; a list is written as [1, 2], and the decimals of a number after a point";

Table parse_at(std::string_view text, const Location& origin) {
  require_plain_text(text, origin);
  const Translator translate{origin};
  try {
    return translate.table(toml::parse(text));
  } catch (const toml::parse_error& error) {
    throw InvalidInput(fmt::format("{}: {}{}", to_string(translate.place(error.source())),
                                   error.description(),
                                   error.description().ends_with("saw ','") ? comma_hint : ""));
  } catch (const std::logic_error& error) {
    throw InvalidInput(fmt::format("{}: {}", origin.source, error.what()));
  }
}

}  // namespace

Table parse(std::string_view text, std::string_view name) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // of editors that write UTF-8 so
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return parse_at(text, {std::string{name}, 1, 1});
}

Table parse_fragment(std::string_view text, std::string_view name) {
  return parse_at(text, {std::string{name}, 0, 0});
}

std::string described(const Node& node) {
  struct Describe {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return number_text(value); }
    std::string operator()(const std::string& value) const { return toml_string(value); }
    std::string operator()(DateOrTime) const { return "a date or time"; }
    std::string operator()(const Array& value) const {
      return value.empty() ? "an empty list" : "a list";
    }
    std::string operator()(const Table& value) const {
      return value.empty() ? "an empty table" : "a table";
    }
  };
  return std::visit(Describe{}, node.value);
}

std::string toml_string(std::string_view text) {
  const toml::value<std::string> value{text};
  std::ostringstream out;
  out << toml::toml_formatter{value, toml::format_flags::none};
  return out.str();
}

std::string number_text(double value) {
  std::string digits = fmt::format("{}", value);
  return digits.find_first_not_of("-0123456789") == std::string::npos ? digits + ".0" : digits;
}

}  // namespace kapitza::config::document

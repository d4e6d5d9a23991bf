#include "kapitza/config/formula.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <muParser.h>

#include <cctype>
#include <limits>
#include <numbers>
#include <regex>
#include <string_view>
#include <utility>
#include <vector>

#include "kapitza/base/error.hpp"
#include "utf8.hpp"

namespace kapitza::config {
namespace {

[[noreturn]] void refuse(const std::string& text, std::size_t offset, std::string_view reason) {
  throw InvalidInput(
      fmt::format("position {} of the formula \"{}\": {}", offset + 1, text, reason));
}

/// What the parser would take for something else, or explain badly.
void refuse_foreign_notation(const std::string& text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char before = i > 0 ? text[i - 1] : '\0';
    if (text[i] == '|' && before != '|' && at(i + 1) != '|') {
      refuse(text, i, "'|' is not an operator; write the absolute value as abs(...)");
    }
    if (const std::size_t length = utf8_length(std::string_view{text}.substr(i)); length > 1) {
      refuse(text, i,
             fmt::format("'{}' is no part of a formula; write powers with ^, products with *, "
                         "minus as -, and pi by name",
                         text.substr(i, length)));
    }
    if (text[i] == '*' && at(i + 1) == '*') refuse(text, i, "write powers with ^ instead of **");
    const bool comparison = before == '=' || before == '<' || before == '>' || before == '!';
    if (text[i] == '=' && !comparison && at(i + 1) != '=') {
      refuse(text, i, "'=' assigns; a formula is an expression");
    }
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) refuse(text, 0, "it is empty");
}

bool is_letter(char c) {
  return c == '_' || std::isalpha(static_cast<unsigned char>(c));
}

/// As the k of 2k.
bool follows_number(const std::string& text, std::size_t offset) {
  return offset > 0 && offset < text.size() && is_letter(text[offset]) &&
         (std::isdigit(static_cast<unsigned char>(text[offset - 1])) || text[offset - 1] == '.');
}

/// As the 1,5 of exp(1,5).
bool has_decimal_comma(const std::string& text) {
  static const std::regex comma{"[0-9],[0-9]"};
  return std::regex_search(text, comma);
}

std::string names_of(const auto& definitions) {
  std::vector<std::string_view> names;
  for (const auto& [name, definition] : definitions)
    names.push_back(name);
  return fmt::format("{}", fmt::join(names, " "));
}

/// All that the parser knows: of names where it met one that it does not know, else of operators.
std::string vocabulary(const mu::Parser& parser, const std::string& variable, bool of_names) {
  if (of_names) {
    return fmt::format("; the variable is {}, constants are {}, functions are {}", variable,
                       names_of(parser.GetConst()), names_of(parser.GetFunDef()));
  }
  std::vector<std::string_view> operators;
  for (const char** name = parser.GetOprtDef(); *name != nullptr; ++name) {
    if (std::string_view{*name} != "=") operators.emplace_back(*name);
  }
  return fmt::format("; the variable is {}, operators are {}", variable, fmt::join(operators, " "));
}

/// The parser's own words without its position, which counts from zero.
std::string reason_of(const mu::Parser::exception_type& error) {
  if (error.GetCode() == mu::ecINTERNAL_ERROR) return "an operand is missing";
  static const std::regex position{" (at|near) (expression )?position [0-9]+"};
  std::string reason = std::regex_replace(error.GetMsg(), position, "");
  while (!reason.empty() && (reason.back() == '.' || reason.back() == ' '))
    reason.pop_back();
  return reason;
}

}  // namespace

struct Formula::Parser {
  double variable = 1.0;
  mu::Parser parser;
};

Formula::Formula(std::string text, std::string variable)
    : text_{std::move(text)}, parser_{std::make_unique<Parser>()} {
  refuse_foreign_notation(text_);
  mu::Parser& parser = parser_->parser;
  try {
    // Under both names: the parser's own _pi is cut off after thirteen digits in some builds.
    for (const char* name : {"pi", "_pi"})
      parser.DefineConst(name, std::numbers::pi);
    for (const char* name : {"e", "_e"})
      parser.DefineConst(name, std::numbers::e);
    parser.DefineVar(variable, &parser_->variable);
    parser.SetExpr(text_);
    parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    const auto offset = static_cast<std::size_t>(std::max(0, static_cast<int>(error.GetPos())));
    const bool product =
        follows_number(text_, offset) || (error.GetCode() == mu::ecUNEXPECTED_PARENS &&
                                          offset < text_.size() && text_[offset] == '(');
    const bool decimals = error.GetCode() == mu::ecTOO_MANY_PARAMS && has_decimal_comma(text_);
    const bool of_names = offset < text_.size() && is_letter(text_[offset]);
    refuse(text_, std::min(offset, text_.size()),
           reason_of(error) + (product ? "; a product is written with *" : "") +
               (decimals ? "; decimals follow a point" : "") +
               (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN && !product
                    ? vocabulary(parser, variable, of_names)
                    : "; the variable is " + variable));
  }
  if (parser.GetNumResults() != 1) {
    refuse(text_, text_.find(','),
           "a formula has one value, this one has several (decimals follow a point)");
  }
}

Formula::Formula(Formula&&) noexcept = default;
Formula& Formula::operator=(Formula&&) noexcept = default;
Formula::~Formula() = default;

double Formula::operator()(double value) const {
  parser_->variable = value;
  try {
    return parser_->parser.Eval();
  } catch (const mu::Parser::exception_type&) {
    return std::numeric_limits<double>::quiet_NaN();  // a domain error, in builds that report it
  }
}

}  // namespace kapitza::config

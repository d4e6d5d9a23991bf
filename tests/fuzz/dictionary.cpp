#include <cstdio>
#include <initializer_list>
#include <string_view>

#include "kapitza/kinds/registry.hpp"

// Prints the dictionary of libFuzzer: what the input is made of, from the schema itself, and the words of TOML and formulas.
namespace {

void print(std::string_view word) {
  if (word.empty()) return;  // the table of a key above all tables
  std::putchar('"');
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F)
      std::printf("\\x%02X", byte);
    else if (c == '"' || c == '\\')
      std::printf("\\%c", c);
    else
      std::putchar(c);
  }
  std::puts("\"");
}

}  // namespace

int main() {
  for (const auto& grammar : kapitza::kinds::catalogue().kinds()) {
    print(grammar.kind);
    for (const auto& key : grammar.keys) {
      print(key.table);
      print(key.name);
      print(key.path());
      for (const std::string& word : key.words)
        print(word);
    }
  }
  for (const std::string_view word : {"\n[",
                                      "]\n",
                                      "[[",
                                      "]]",
                                      " = ",
                                      "{ ",
                                      " }",
                                      ", ",
                                      "\"\"\"",
                                      "'''",
                                      "\\u0000",
                                      "\\U0010FFFF",
                                      "#set ",
                                      "thermal",
                                      "beta",
                                      "mu",
                                      "dataset",
                                      "mirror",
                                      "true",
                                      "nan",
                                      "inf",
                                      "-inf",
                                      "1e308",
                                      "5e-324",
                                      "-0.0",
                                      "0x7fffffff",
                                      "9223372036854775807",
                                      "1979-05-27T07:32:00Z",
                                      "\xC3\xBC",
                                      "\xE2\x82\xAC",
                                      "\xF0\x9F\x98\x80",
                                      "\xED\xA0\x80",
                                      "\xEF\xBB\xBF",
                                      "formula "})
    print(word);
  for (const std::string_view word :
       {"k",    "pi",    "_e",    "sin(", "atan2(", "exp(", "log10(", "sqrt(",
        "abs(", "sign(", "rint(", "min(", "max(",   "sum(", "avg(",   " ? ",
        " : ",  "&&",    "||",    "<=",   "!=",     "^",    "**"})
    print(word);
}

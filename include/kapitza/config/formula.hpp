#pragma once

#include <memory>
#include <string>

namespace kapitza::config {

/// A formula in one variable, e.g. Formula("0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)", "k").
///
/// Knows the operators, constants and functions that docs/guide.md lists, those of muParser; a message that refuses another word
/// or operator lists them, too. log is the natural logarithm. The absolute value is abs(k), not |k|.
///
/// An object serves one thread. The value may be infinite or NaN: whoever calls checks it.
class Formula {
 public:
  /// Throws InvalidInput with the position (from 1) at which the text stops making sense, and why.
  Formula(std::string text, std::string variable);
  Formula(Formula&&) noexcept;
  Formula& operator=(Formula&&) noexcept;
  ~Formula();

  double operator()(double value) const;
  const std::string& text() const noexcept { return text_; }

 private:
  struct Parser;
  std::string text_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace kapitza::config

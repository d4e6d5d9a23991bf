#include "kapitza/base/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "json_line.hpp"

namespace kapitza {
namespace {

constexpr double terminal_interval = 0.2;  // s: what an eye can follow
constexpr double first_line = 1.0;         // s
constexpr double longest_silence =
    600.0;                      // s: a log should show within minutes that a job is alive
constexpr double growth = 0.5;  // of the elapsed time, until the next line
// A rewritten line must not go on in a second one, whatever the width of the terminal, which mpirun hides.
constexpr const char *anew = "\r\033[K", *cut_at_the_edge = "\033[?7l", *wrap_again = "\033[?7h";

}  // namespace

std::string format_duration(double seconds) {
  if (!(seconds >= 0.0) || seconds > 1e15) return "unknown";
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const long long s = std::llround(seconds);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  const long long minutes = std::llround(seconds / 60.0);
  if (minutes < 1440) return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  const long long hours = std::llround(seconds / 3600.0);
  return fmt::format("{} d {:02} h", hours / 24, hours % 24);
}

Progress::Style Progress::suitable_style(bool speaks, LogFormat format) {
  if (!speaks) return Style::Silent;
  if (format == LogFormat::Json) return Style::Json;
  const char* told = std::getenv("KAPITZA_TERMINAL");
  const bool terminal = told ? std::string_view{told} == "1" : isatty(STDERR_FILENO) == 1;
  const char* kind = std::getenv("TERM");
  const bool rewrites = kind == nullptr || std::string_view{kind} != "dumb";
  return terminal && rewrites ? Style::Terminal : Style::Lines;
}

Progress::Progress(std::string title, double total, Style style, std::ostream& out, Clock clock)
    : title_{std::move(title)},
      total_{total},
      style_{style},
      out_{out},
      clock_{clock_or_steady(std::move(clock))},
      start_{clock_()},
      first_time_{start_},
      next_{start_ + (style == Style::Terminal ? terminal_interval : first_line)} {}

Progress::Progress(std::string title, double total, Style style)
    : Progress{std::move(title), total, style, std::cerr} {}

Progress::~Progress() {
  if (line_open_) out_ << std::endl;
}

void Progress::begin(double done) {
  first_done_ = done;
  first_time_ = clock_();
}

double Progress::remaining(double done, double now) const {
  const double gained = done - first_done_;
  return gained > 0 && now > first_time_
             ? (now - first_time_) * (total_ - std::min(done, total_)) / gained
             : std::nan("");
}

void Progress::update(double done, std::string_view note) {
  if (style_ == Style::Silent || finished_) return;
  const double now = clock_();
  if (now < next_) return;
  const double elapsed = now - start_;
  next_ =
      now + (style_ == Style::Terminal ? terminal_interval
                                       : std::clamp(growth * elapsed, first_line, longest_silence));
  const double fraction = std::clamp(done / total_, 0.0, 1.0);
  const double left = remaining(done, now);
  report(fraction, elapsed, left,
         fmt::format("{:3.0f} %, {} elapsed{}", 100.0 * fraction, format_duration(elapsed),
                     std::isnan(left) ? "" : fmt::format(", {} left", format_duration(left))),
         note, false);
}

void Progress::finish(std::string_view note) {
  if (style_ == Style::Silent || finished_) return;
  finished_ = true;
  const double elapsed = clock_() - start_;
  report(1.0, elapsed, 0.0, fmt::format("done in {}", format_duration(elapsed)), note, true);
}

void Progress::report(double fraction, double elapsed, double left, const std::string& message,
                      std::string_view note, bool last) {
  const std::string line =
      fmt::format("{}: {}{}{}", title_, message, note.empty() ? "" : ", ", note);
  if (style_ != Style::Json) return write(line, last);
  write(json_line("info", line,
                  {{"title", title_},
                   {"fraction", fraction},
                   {"elapsed_seconds", elapsed},
                   {"eta_seconds", left},
                   {"note", note}}),
        last);
}

void Progress::write(const std::string& line, bool last) {
  line_open_ = style_ == Style::Terminal && !last;
  const std::string start = style_ == Style::Terminal ? anew : "";
  out_ << (line_open_ ? start + cut_at_the_edge + line + wrap_again : start + line + '\n')
       << std::flush;  // in one piece
}

}  // namespace kapitza

#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "kapitza/base/clock.hpp"
#include "kapitza/base/log.hpp"

namespace kapitza {

/// Time in the coarsest units that still tell: "0.4 s", "12 s", "3 min 05 s", "2 h 07 min", "3 d 04 h".
std::string format_duration(double seconds);

/// How far a long computation is and when it will end, judged by the average speed so far; nothing is said of the end before
/// that is known.
///
/// On a terminal one line is rewritten in place, at most five times a second, and cut at its edge. Elsewhere, in a batch log
/// or where TERM is "dumb", plain lines follow each other at intervals that grow with the elapsed time, from 1 s to 10 min. As
/// JSON, at the same intervals, each line is an object (log.hpp) with, besides, `title`, `fraction` of the work done, `elapsed_seconds`, `eta_seconds` until the end (null
/// while unknown) and `note`.
class Progress {
 public:
  enum class Style { Silent, Lines, Terminal, Json };

  /// Silent unless `speaks` (rank 0, not --quiet). Otherwise by what stderr is, unless the environment variable
  /// KAPITZA_TERMINAL says 1 or 0: a launcher such as mpirun puts a pipe between program and terminal.
  static Style suitable_style(bool speaks, LogFormat format = LogFormat::Text);

  /// `total` > 0 in any unit of work.
  Progress(std::string title, double total, Style style, std::ostream& out, Clock clock = {});
  /// To stderr.
  Progress(std::string title, double total, Style style);
  /// Ends a rewritten line that finish() has not ended.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// The speed is measured from now on, with `done` of `total` behind us: what came before, preparations or an earlier part of a run that is continued,
  /// tells nothing of it.
  void begin(double done);
  /// `done` of `total` is behind us. Costs a look at the clock when it is too early to write.
  void update(double done, std::string_view note = {});
  /// Write a last line with the time taken. Nothing may follow.
  void finish(std::string_view note = {});

 private:
  double remaining(double done, double now) const;  // NaN while unknown
  void report(double fraction, double elapsed, double left, const std::string& message,
              std::string_view note, bool last);
  void write(const std::string& line, bool last);

  std::string title_;
  double total_;
  Style style_;
  std::ostream& out_;
  Clock clock_;
  double start_;
  double first_time_, first_done_ = 0;  // since when, and from where, the speed is measured
  double next_;
  bool line_open_ = false;
  bool finished_ = false;
};

}  // namespace kapitza

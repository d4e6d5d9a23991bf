#pragma once

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_file.hpp"

namespace kapitza::io {

/// The group `timing` of every result, for the last thing that is written into it; nothing for an empty report.
///
///   /timing/phase    /timing/phase_seconds{,_min,_max}  /timing/phase_calls     [phase]    wall time; phases do not overlap
///   /timing/counter  /timing/count{,_min,_max}                                  [counter]  of the whole run, and of one rank
///   /timing/event    /timing/event_seconds{,_min,_max}  /timing/event_calls     [event]    of PETSc; events contain others
///
/// Without a suffix: the mean over the ranks, but the sum for `count`. The names are the attribute `labels` of the three
/// coordinates. A last phase "output" has the `writing` seconds that passed since the writing of this file began.
/// Collective over the file's communicator, whose ranks all give the same report.
void write_timing(ResultFile& file, TimingReport report, double writing);

/// The same as it is listed.
void add_timing(Contents& contents);

}  // namespace kapitza::io

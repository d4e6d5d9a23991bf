#pragma once

#include <functional>
#include <string>

#include "kapitza/base/communicator.hpp"

/// FFTW's memory of what it has measured. Equal wisdom gives equal plans, hence equal bits.
namespace kapitza::micro::wisdom {

/// As text, of this rank; importing text of another version or build of FFTW does nothing and returns false.
std::string exported();
bool imported(const std::string& text);
/// Forget everything and know what rank 0 gives instead, on all ranks. Collective.
void replace(const Communicator& world, const std::string& text);
/// Give every rank the wisdom of rank 0, in place of its own. Collective.
void share(const Communicator& world);
/// Run `make`, which plans, first where `first` is true, rank 0 among them, and then, with the wisdom of rank 0, on the other
/// ranks: all get the same plans. Between ranks that plan together `first` is the same. If it throws anywhere, all ranks throw
/// (Communicator::collectively). Collective.
void plan_in_turn(const Communicator& world, bool first, const std::function<void()>& make);
/// Take wisdom from `<cache>/kapitza/<version of FFTW>.wisdom`, <cache> being XDG_CACHE_HOME or ~/.cache, for this process alone, and add what it has to that
/// file, by a temporary file and a rename. Return whether there was any, and whether it could be written.
bool load_own_cache();
bool save_own_cache();
/// Take wisdom from rank 0's file to all ranks; so plans, and bits, repeat from run to run on a machine. Returns whether there was any.
/// Collective.
bool load_cache(const Communicator& world);
/// Share the wisdom of rank 0 and add it to that file; returns false if it could not be written, which hurts nothing but repetition.
/// Collective.
bool save_cache(const Communicator& world);

}  // namespace kapitza::micro::wisdom

#pragma once

#include <functional>
#include <string>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"

namespace kapitza::kinds {

/// FFTW's plans over a run, so that they are measured once on a machine and its bits repeat. Of plans that are not measured nothing is kept. To be there
/// before anything is planned: what FFTW remembers is valid for the algorithms that it knew of then. All collective.
class Plans {
 public:
  /// Know those of the run that is continued, if `continued` has any, and for lattices that it had not come to those remembered from
  /// earlier runs on this machine. FFTW keeps what it knows already.
  Plans(const Communicator& world, Planning planning, const std::string& continued);
  /// Run `make`, which plans, on one rank and then on the others with what that has measured and nothing else, and remember.
  void measure_once(const std::function<void(Planning)>& make);
  /// Add those made since to what this machine remembers.
  void remember();
  /// Warn if that could not be done.
  void finish() const;

 private:
  const Communicator& world_;
  bool measured_, kept_ = true;
};

/// FFTW's plans in a process by itself, without MPI: those that this machine remembers, and what is measured is remembered at the end.
class OwnPlans {
 public:
  OwnPlans();
  ~OwnPlans();
  OwnPlans(const OwnPlans&) = delete;
  OwnPlans& operator=(const OwnPlans&) = delete;

 private:
  std::string known_;
};

}  // namespace kapitza::kinds

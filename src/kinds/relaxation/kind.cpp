#include "../merging/merge_method.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

class RelaxationKind final : public CaseKind<RelaxationCase> {
 public:
  std::string_view name() const noexcept override { return "relaxation"; }
  std::string_view meaning() const noexcept override {
    return "a homogeneous lattice that relaxes from random phases, beside the kinetic equation";
  }
  const config::Keys<RelaxationCase>& bound() const override { return relaxation_keys(); }
  void complete(config::Reader& reader, RelaxationCase& input) const override {
    kinds::complete(reader, input);
  }
  void check(const std::string& name, const RelaxationCase& input) const override {
    check_relaxation(name, input);
  }
  ExitCode run(const Session& session, const RunRequest& request, const Provenance& provenance,
               const RelaxationCase& input) const override {
    return run_relaxation(session, request, provenance, input);
  }
  Recovered recover(const Recovery& recovery, const RelaxationCase& input) const override {
    return recover_relaxation(recovery, input);
  }
  void show(const io::ResultReader& file) const override { show_relaxation(file); }
  io::Contents contents() const override { return relaxation_contents(); }
  std::vector<MergeMethod> merge_methods() const override { return {}; }
};

const RelaxationKind kind;

}  // namespace

const Kind& relaxation_kind() {
  return kind;
}

std::string resolved_text(const RelaxationCase& input) {
  return kind.CaseKind::resolved_text(input);
}

}  // namespace kapitza::kinds

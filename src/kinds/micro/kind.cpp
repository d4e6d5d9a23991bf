#include "kapitza/kinds/case_kind.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

bool is_in_time(const io::ResultReader& file) {
  return file.contains("/time");
}

class MicroKind final : public CaseKind<MicroCase> {
 public:
  std::string_view name() const noexcept override { return "micro"; }
  std::string_view meaning() const noexcept override {
    return "the driven field on a lattice, averaged over its noise, or a defect that is switched "
           "on";
  }
  const config::Keys<MicroCase>& bound() const override { return micro_keys(); }
  void complete(config::Reader& reader, MicroCase& input) const override {
    kinds::complete(reader, input);
  }
  void check(const std::string& name, const MicroCase& input) const override {
    (input.in_time() ? check_quench : check_micro)(name, input);
  }
  void print_setup(int points, const MicroCase& input) const override {
    print_micro_setup(points, input);
  }
  ExitCode run(const Session& session, const RunRequest& request, const Provenance& provenance,
               const MicroCase& input) const override {
    return (input.in_time() ? run_quench : run_micro)(session, request, provenance, input);
  }
  Recovered recover(const Recovery& recovery, const MicroCase& input) const override {
    return (input.in_time() ? recover_quench : recover_micro)(recovery, input);
  }
  io::Contents contents() const override { return micro_contents(); }
  void show(const io::ResultReader& file) const override {
    (is_in_time(file) ? show_quench : show_micro)(file);
  }
  std::vector<MergeMethod> merge_methods() const override { return micro_merge_methods(); }
};

const MicroKind kind;

}  // namespace

const Kind& micro_kind() {
  return kind;
}

std::string resolved_text(const MicroCase& input) {
  return kind.CaseKind::resolved_text(input);
}

}  // namespace kapitza::kinds

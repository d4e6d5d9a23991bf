#include "kapitza/kinds/case_kind.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

class LinearKind final : public CaseKind<LinearCase> {
 public:
  std::string_view name() const noexcept override { return "linear"; }
  std::string_view meaning() const noexcept override {
    return "its response to perturbations of a thermal state, with the boundary resistance";
  }
  const config::Keys<LinearCase>& bound() const override { return linear_keys(); }
  void complete(config::Reader& reader, LinearCase& input) const override {
    kinds::complete(reader, input);
  }
  void check(const std::string& name, const LinearCase& input) const override {
    check_linear(name, resolved_text(input), input);
  }
  ExitCode run(const Session& session, const RunRequest& request, const Provenance& provenance,
               const LinearCase& input) const override {
    return run_linear(session, request, provenance, resolved_text(input), input);
  }
  io::Contents contents() const override { return linear_contents(); }
  void show(const io::ResultReader& file) const override { show_linear(file); }
  std::vector<MergeMethod> merge_methods() const override { return linear_merge_methods(); }
};

}  // namespace

const Kind& linear_kind() {
  static const LinearKind kind;
  return kind;
}

}  // namespace kapitza::kinds

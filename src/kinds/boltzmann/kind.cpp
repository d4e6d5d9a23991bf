#include "kapitza/kinds/case_kind.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

bool is_in_time(const io::ResultReader& file) {
  return file.contains("/step/time");
}

void require_stationary(const io::ResultReader& file, const char* option) {
  if (is_in_time(file))
    throw InvalidInput(file.name() + ": " + option +
                       " is of stationary states, this is a result in time");
}

class BoltzmannKind final : public CaseKind<BoltzmannCase> {
 public:
  std::string_view name() const noexcept override { return "boltzmann"; }
  std::string_view meaning() const noexcept override {
    return "is the stationary state across the defect and, with [time], the way there";
  }
  const config::Keys<BoltzmannCase>& bound() const override { return boltzmann_keys(); }
  void complete(config::Reader& reader, BoltzmannCase& input) const override {
    kinds::complete(reader, input);
  }
  void check(const std::string& name, const BoltzmannCase& input) const override {
    (input.time.end ? check_evolution : check_boltzmann)(name, resolved_text(input), input);
  }
  ExitCode run(const Session& session, const RunRequest& request, const Provenance& provenance,
               const BoltzmannCase& input) const override {
    return (input.time.end ? run_evolution : run_boltzmann)(session, request, provenance,
                                                            resolved_text(input), input);
  }
  Recovered recover(const Recovery& recovery, const BoltzmannCase& input) const override {
    return (input.time.end ? recover_evolution : recover_boltzmann)(recovery, input);
  }
  void show(const io::ResultReader& file) const override {
    (is_in_time(file) ? show_evolution : show_boltzmann)(file);
  }
  io::Contents contents() const override { return boltzmann_contents(); }
  std::vector<MergeMethod> merge_methods() const override { return boltzmann_merge_methods(); }
  bool compares_with_linear() const noexcept override { return true; }
  bool tabulates() const noexcept override { return true; }
  void tabulate(const io::ResultReader& file, int points) const override {
    require_stationary(file, "--table");
    tabulate_boltzmann(file, points);
  }
  void show_linear_prediction(const io::ResultReader& file) const override {
    require_stationary(file, "--linear");
    show_linear_prediction_of(file);
  }
};

}  // namespace

const Kind& boltzmann_kind() {
  static const BoltzmannKind kind;
  return kind;
}

}  // namespace kapitza::kinds

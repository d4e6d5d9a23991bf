#include "kapitza/kinds/common_case.hpp"

#include "kapitza/base/error.hpp"
#include "kapitza/model/interaction.hpp"

namespace kapitza::kinds {

void complete_interaction(config::Reader& reader, const CommonCase& input) {
  if (input.coefficients.empty()) return;  // a finding already
  try {
    const model::Interaction interaction{input.coefficients};
  } catch (const InvalidInput& error) {
    reader.complain("interaction.coefficients", error.what());
  }
}

}  // namespace kapitza::kinds

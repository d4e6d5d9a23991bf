#include <fmt/format.h>

#include "../merging/study.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

io::Description study_of(const std::string& name, const std::string& axis,
                         const std::string& meaning) {
  return {"/study/" + name, {axis, "/effect", "/cause"}, "1", meaning};
}
io::Description conductivity_along(const std::string& axis) {
  return study_of("conductivity", axis, "conductivity of the bulk");
}
io::Description resistance_along(const std::string& axis) {
  return study_of("resistance", axis, "boundary generalised resistance");
}

std::string write_table(MergedFile& output, const Study& study) {
  std::vector<double> conductivity, resistance;
  std::vector<std::vector<std::string>> rows{{study.name}};
  for (const char* name : {"kappa", "R"})
    for (const char* entry : {"00", "01", "10", "11"})
      rows[0].push_back(fmt::format("{}_{}", name, entry));
  for (std::size_t j = 0; j < study.parts.size(); ++j) {
    const Junction junction = junction_fields().read(study.parts[j]->file(), 1).front();
    io::append(conductivity, junction.conductivity);
    io::append(resistance, junction.resistance);
    rows.push_back({fmt::format("{:g}", study.sizes[j])});
    for (const linear::Pair2x2& matrix : {junction.conductivity, junction.resistance})
      for (const linear::Pair& row : matrix)
        for (const double entry : row)
          rows.back().push_back(fmt::format("{:.8g}", entry));
  }
  output.write(conductivity_along(study.axis()), conductivity, false, false);
  output.write(resistance_along(study.axis()), resistance, false, false);
  return aligned(rows);
}

}  // namespace

void add_linear_study(io::Contents& contents) {
  add_study_axis(contents);
  contents.dataset(conductivity_along("/study/<key>"), if_study);
  contents.dataset(resistance_along("/study/<key>"), if_study);
}

std::vector<MergeMethod> linear_merge_methods() {
  std::vector<MergeMethod> methods = study_methods(write_table);
  methods.push_back(along("defect.Lambda", "/Lambda", false));
  methods.push_back(along("scan.mu", "/scan/mu", false));
  return methods;
}

}  // namespace kapitza::kinds

#include <fmt/format.h>

#include "../merging/study.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

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
  const std::vector<std::string> axes{study.axis(), "/effect", "/cause"};
  output.write({"/study/conductivity", axes, "1", "conductivity of the bulk"}, conductivity, false,
               false);
  output.write({"/study/resistance", axes, "1", "boundary generalised resistance"}, resistance,
               false, false);
  return aligned(rows);
}

}  // namespace

std::vector<MergeMethod> linear_merge_methods() {
  std::vector<MergeMethod> methods = study_methods(write_table);
  methods.push_back(along("defect.Lambda", "/Lambda", false));
  methods.push_back(along("scan.mu", "/scan/mu", false));
  return methods;
}

}  // namespace kapitza::kinds

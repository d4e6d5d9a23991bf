#include "descriptions.hpp"

#include <numeric>

namespace kapitza::kinds {
namespace {

const io::Description case_scale{"/case", {}, "1", "index of the case in the product of lists"};
const io::Description k_scale{"/k", {}, "1/site", "momentum"};
const io::Description window_scale{"/wigner/window", {}, "1", "index of the window"};
const io::Description wigner_x_scale{
    "/wigner/x", {}, "site", "centre of the window, from the middle of the defect"};
const io::Description injected_left{
    "/injected/left", {"/k"}, "1", "occupation given for the left, of which k > 0 enters"};
const io::Description injected_right{
    "/injected/right", {"/k"}, "1", "occupation given for the right, of which k < 0 enters"};

std::string parameter_name(const std::string& path) {
  return path.substr(std::string{"/case_"}.size());
}

}  // namespace

std::vector<int> counted(std::size_t size) {
  std::vector<int> indices(size);
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

io::Fields<MicroSetup> parameter_fields() {
  io::Fields<MicroSetup> fields;
  fields.add({"/case_length", {}, "site", "length L of the defect"}, &MicroSetup::length);
  fields.add({"/case_sites", {}, "site", "length of the ring"},
             [](const MicroSetup& setup) { return static_cast<int>(setup.system.sites); });
  fields.add({"/case_lambda", {}, "1", "coupling lambda"}, &MicroSetup::lambda);
  fields.add({"/case_Lambda", {}, "1", "strength lambda^2 sum_x D^2"}, &MicroSetup::Lambda);
  fields.add({"/case_renormalised", {}, "1", "1 if A cancels the mean field, else 0"},
             [](const MicroSetup& setup) { return setup.renormalised ? 1 : 0; });
  fields.add({"/case_A", {}, "hopping", "coefficient A of |psi|^2 added to V"}, &MicroSetup::A);
  return fields;
}

std::vector<std::string> parameter_names() {
  std::vector<std::string> names;
  const auto fields = parameter_fields();
  for (const auto& field : fields.list())
    names.push_back(parameter_name(field.what.path));
  return names;
}

void write_parameters(io::ResultFile& file, std::span<const MicroSetup> setups, bool several) {
  const auto parameters = parameter_fields();
  if (several) {
    parameters.write(file, setups, {case_scale.path});
    return;
  }
  for (const auto& field : parameters.list()) {
    const double value = field.get(setups.front()).front();
    if (field.integer)
      file.attribute(parameter_name(field.what.path), static_cast<long long>(value));
    else
      file.attribute(parameter_name(field.what.path), value);
  }
}

void add_parameter_attributes(io::Contents& contents, const std::string& single) {
  const auto parameters = parameter_fields();
  for (const auto& field : parameters.list())
    contents.attribute(parameter_name(field.what.path),
                       field.what.long_name + ", " + field.what.units, single);
}

void write_case_axes(io::ResultFile& file, const std::vector<double>& k,
                     const std::vector<double>& wigner_x, std::size_t defects) {
  if (defects > 0) file.scale(case_scale, counted(defects));
  file.scale(k_scale, k);
  if (defects > 0)
    file.scale(window_scale, counted(wigner_x.size()));
  else
    file.scale(wigner_x_scale, wigner_x);
}

void add_case_axes(io::Contents& contents, const std::string& several, const std::string& single) {
  contents.scale(case_scale, several);
  contents.scale(k_scale);
  contents.scale(window_scale, several);
  contents.scale(wigner_x_scale, single);
}

void write_injected(io::ResultFile& file, const MicroProblem& problem) {
  file.write(injected_left, problem.injected().left);
  file.write(injected_right, problem.injected().right);
}

void add_injected(io::Contents& contents) {
  contents.dataset(injected_left);
  contents.dataset(injected_right);
}

}  // namespace kapitza::kinds

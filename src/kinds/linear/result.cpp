#include "result.hpp"

#include <span>
#include <string>

#include "kapitza/io/gathered.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/root_attributes.hpp"
#include "kapitza/io/timing.hpp"
#include "kapitza/kinds/momentum.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

using io::Fields;

const std::string conductivity_meaning =
    "current (effect) per gradient -d alpha/dY (cause) in the bulk, alpha = (delta(beta mu), "
    "-delta beta), Y = Lambda X";
const std::string resistance_meaning =
    "jump of alpha = (delta(beta mu), -delta beta) at a wall (effect) per current through it "
    "(cause)";
const std::string kappa_asymmetry_meaning = "|kappa_01 - kappa_10| / sqrt(kappa_00 kappa_11)";
const std::string R_asymmetry_meaning = "|R_01 - R_10| / sqrt(R_00 R_11)";

/// A value, and beside it the bound of its error.
template <class Record, class Value, class Error>
void add_bounded(Fields<Record>& fields, io::Description what, Value value, Error error) {
  io::Description bound{what.path + "_error", what.scales, what.units,
                        "bound of the error of " + what.path + "; nan: not estimated"};
  fields.add(std::move(what), value);
  fields.add(std::move(bound), error);
}

template <class Record>
void add_laws(Fields<Record>& fields) {
  const auto law = [&](const std::string& name, auto pick, const std::string& meaning) {
    fields.add({"/consistency/" + name, {}, "1", meaning}, pick);
  };
  using Laws = linear::Consistency;
  const auto of_laws = [](auto Laws::*member) {
    return [member](auto& record) -> auto& {
      return record.laws.*member;
    };
  };
  law("conductivity_asymmetry", of_laws(&Laws::conductivity_asymmetry), kappa_asymmetry_meaning);
  law("resistance_asymmetry", of_laws(&Laws::resistance_asymmetry), R_asymmetry_meaning);
  const std::string meaning = "eigenvalues of the symmetric part, positive";
  const std::vector<std::string> order{"/consistency/order"};
  fields.add({"/consistency/conductivity_eigenvalues", order, "1", meaning},
             of_laws(&Laws::conductivity_eigenvalues));
  fields.add({"/consistency/resistance_eigenvalues", order, "1", meaning},
             of_laws(&Laws::resistance_eigenvalues));
  law("conservation", of_laws(&Laws::conservation),
      "what a closed half-space reflects less than falls on it, largest, relative");
  law("detailed_balance", of_laws(&Laws::detailed_balance),
      "antisymmetric part of the reflection operator on smooth functions, relative");
  law("reciprocity", of_laws(&Laws::reciprocity),
      "alpha by the rows of the half-space problem against the weight functions, on smooth "
      "functions, relative");
  law("invariant_defect", &Record::invariant_defect,
      "max |S e| over max |S| before the null space was enforced: error of the collisions");
}

Fields<Junction> declare_junction() {
  Fields<Junction> fields;
  fields.add({"/background/n", {"/k"}, "1", "thermal occupation that is perturbed"},
             &Junction::background);
  fields.add({"/background/beta", {}, "1/hopping", "inverse temperature of the background"},
             &Junction::beta);
  fields.add({"/background/mu", {}, "hopping", "chemical potential of the background"},
             &Junction::mu);
  fields.add({"/injected/left", {"/k"}, "1", "delta n injected at X = 0, k > 0; zero elsewhere"},
             &Junction::injected_left);
  fields.add({"/injected/right", {"/k"}, "1", "delta n injected at X = 1, k < 0; zero elsewhere"},
             &Junction::injected_right);
  add_bounded(fields, {"/conductivity", {"/effect", "/cause"}, "1", conductivity_meaning},
              &Junction::conductivity, &Junction::conductivity_error);
  add_bounded(fields, {"/resistance", {"/effect", "/cause"}, "1", resistance_meaning},
              &Junction::resistance, &Junction::resistance_error);
  add_bounded(fields,
              {"/half_space/weight",
               {"/effect", "/k"},
               "1",
               "H: alpha of the bulk is int_{k>0} dk/2pi H delta n_in without a current"},
              &Junction::weight, &Junction::weight_error);
  add_bounded(fields,
              {"/half_space/profile",
               {"/cause", "/k"},
               "1",
               "delta n that leaves a half-space, k < 0, per unit current into it"},
              &Junction::profile, &Junction::profile_error);
  fields.add({"/half_space/profile_thermal",
              {"/cause", "/k"},
              "1",
              "thermal perturbation nearest to the profile"},
             &Junction::profile_thermal);
  add_bounded(fields,
              {"/half_space/profile_deviation",
               {"/cause"},
               "1",
               "rms distance of profile/n_th from thermal form, relative"},
              &Junction::profile_deviation, &Junction::profile_deviation_error);
  add_laws(fields);
  return fields;
}

Fields<ScanPoint> declare_scan() {
  Fields<ScanPoint> fields;
  add_bounded(fields, {"/scan/conductivity", {"/effect", "/cause"}, "1", conductivity_meaning},
              &ScanPoint::conductivity, &ScanPoint::conductivity_error);
  add_bounded(fields, {"/scan/resistance", {"/effect", "/cause"}, "1", resistance_meaning},
              &ScanPoint::resistance, &ScanPoint::resistance_error);
  fields.add({"/scan/conductivity_asymmetry", {}, "1", kappa_asymmetry_meaning},
             &ScanPoint::conductivity_asymmetry);
  fields.add({"/scan/resistance_asymmetry", {}, "1", R_asymmetry_meaning},
             &ScanPoint::resistance_asymmetry);
  return fields;
}

// What is written beside the fields.
const io::Description Lambda_scale{"/Lambda", {}, "1", "interaction strength of the defect"};
const io::Description X_scale{"/X", {}, "1", "position in the defect, cumulative D^2"};
const io::Description effect_scale{
    "/effect", {}, "1", "conserved quantity of a row: 0 number, 1 energy"};
const io::Description cause_scale{
    "/cause", {}, "1", "conserved quantity of a column: 0 number, 1 energy"};
const io::Description order_scale{
    "/consistency/order", {}, "1", "rank of an eigenvalue, ascending"};
const io::Description scanned_mu{"/scan/mu", {}, "hopping", "chemical potential"};

void write_scales(io::ResultFile& file, const model::MomentumGrid& grid,
                  const LinearResult& result) {
  file.scale(Lambda_scale, io::gathered<double>(result.states, &SlabResponse::Lambda));
  if (!result.X.empty()) file.scale(X_scale, result.X);
  write_momenta(file, grid);
  const std::vector<int> pair{0, 1};
  file.scale(effect_scale, pair);
  file.scale(cause_scale, pair);
  file.scale(order_scale, pair);
  const std::vector<std::string> labels{"number", "energy"};
  file.attribute("conserved", labels);
  if (!result.scan.empty())
    file.scale(scanned_mu, io::gathered<double>(result.scan, &ScanPoint::mu));
}

}  // namespace

io::Fields<SlabResponse> slab_fields(bool profiles) {
  Fields<SlabResponse> fields;
  add_bounded(fields, {"/reflected", {"/k"}, "1", "delta n that leaves at X = 0, k < 0"},
              &SlabResponse::reflected, &SlabResponse::reflected_error);
  add_bounded(fields, {"/transmitted", {"/k"}, "1", "delta n that leaves at X = 1, k > 0"},
              &SlabResponse::transmitted, &SlabResponse::transmitted_error);
  fields.add(
      {"/reflected_thermal", {"/k"}, "1", "thermal perturbation nearest to what is reflected"},
      &SlabResponse::reflected_thermal);
  if (profiles)
    add_bounded(fields, {"/delta_n", {"/X", "/k"}, "1", "perturbation of the occupation"},
                &SlabResponse::delta_n, &SlabResponse::delta_n_error);
  const auto part = [](linear::Pair SlabResponse::*pair, linear::Conserved b) {
    return [ pair, b ](auto& state) -> auto& {
      return (state.*pair)[b];
    };
  };
  add_bounded(fields,
              {"/current/number",
               {},
               "hopping",
               "number current, int dk/2pi v delta n, the same at every X"},
              part(&SlabResponse::current, linear::Number),
              part(&SlabResponse::current_error, linear::Number));
  add_bounded(fields,
              {"/current/energy",
               {},
               "hopping^2",
               "energy current, int dk/2pi v E delta n, the same at every X"},
              part(&SlabResponse::current, linear::Energy),
              part(&SlabResponse::current_error, linear::Energy));
  add_bounded(fields,
              {"/entropy_production",
               {},
               "hopping",
               "entropy production in the slab to second order in delta n, not negative"},
              &SlabResponse::entropy_production, &SlabResponse::entropy_production_error);
  const std::string deviation = ": rms distance of delta n/n_th from thermal form, relative";
  add_bounded(fields, {"/reflected_deviation", {}, "1", "reflected" + deviation},
              &SlabResponse::reflected_deviation, &SlabResponse::reflected_deviation_error);
  add_bounded(fields, {"/transmitted_deviation", {}, "1", "transmitted" + deviation},
              &SlabResponse::transmitted_deviation, &SlabResponse::transmitted_deviation_error);
  add_bounded(fields,
              {"/total_resistance",
               {"/effect", "/cause"},
               "1",
               "alpha_left - alpha_right (effect) per current (cause) between thermal injections"},
              &SlabResponse::total_resistance, &SlabResponse::total_resistance_error);
  fields.add({"/slab_law_difference",
              {},
              "1",
              "max |total_resistance - (2 R + Lambda/kappa)| over max |2 R + Lambda/kappa|"},
             &SlabResponse::slab_law_difference);
  return fields;
}

io::Contents linear_contents() {
  io::Contents contents;
  const std::string profiles = "if space.profile_points is above 0",
                    scanned = "if scan.mu is given";
  contents.scale(Lambda_scale);
  contents.scale(X_scale, profiles);
  add_momenta(contents);
  contents.scale(effect_scale);
  contents.scale(cause_scale);
  contents.scale(order_scale);
  contents.scale(scanned_mu, scanned);
  contents.fields(junction_fields(), {});
  const auto always = slab_fields(false), all = slab_fields(true);
  for (const auto& field : all.list()) {
    io::Description what = field.what;
    what.scales.insert(what.scales.begin(), "/Lambda");
    contents.dataset(what, always.has(field.what) ? "" : profiles);
  }
  contents.fields(scan_fields(), {"/scan/mu"}, scanned);
  add_linear_study(contents);
  io::add_timing(contents);
  io::add_root_attributes(contents);
  contents.attribute("conserved", "names of the two conserved quantities");
  contents.attribute("beta", "inverse temperature of the background, 1/hopping");
  contents.attribute("mu", "chemical potential of the background, hopping");
  return contents;
}

const io::Fields<ScanPoint>& scan_fields() {
  static const Fields<ScanPoint> fields = declare_scan();
  return fields;
}

const io::Fields<Junction>& junction_fields() {
  static const Fields<Junction> fields = declare_junction();
  return fields;
}

std::size_t linear_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta,
                             std::size_t scanned) {
  constexpr std::size_t metadata = 1 << 17;
  return metadata + sizeof(double) *
                        (Lambdas * (momenta * (2 * points + 5) + 24) + 15 * momenta + 24 * scanned);
}

void write_linear(const Communicator& comm, const std::filesystem::path& path,
                  const model::MomentumGrid& grid, const LinearResult& result,
                  const io::CaseIdentity& of, const Provenance& provenance,
                  const TimingReport& timing, io::Former former) {
  const double start = MPI_Wtime();
  io::ResultFile file{comm, path,
                      linear_file_size(result.states.size(), result.X.size(),
                                       static_cast<std::size_t>(grid.size()), result.scan.size()) +
                          of.input.size()};
  io::write_origin(file, of, provenance);
  write_scales(file, grid, result);
  file.attribute("beta", result.junction.beta);
  file.attribute("mu", result.junction.mu);
  junction_fields().write(file, std::span{&result.junction, 1}, {});
  slab_fields(!result.X.empty()).write(file, result.states, {"/Lambda"});
  if (!result.scan.empty()) scan_fields().write(file, result.scan, {"/scan/mu"});
  io::write_timing(file, timing, MPI_Wtime() - start);
  io::write_end(file, comm, true);
  file.commit(former);
}

}  // namespace kapitza::kinds

#include "kapitza/io/linear_result.hpp"

#include <span>
#include <string>

#include "gathered.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/timing.hpp"
#include "root_attributes.hpp"

namespace kapitza::io {
namespace {

std::vector<double> flat(const Pair2x2& A) {
  return {A[0][0], A[0][1], A[1][0], A[1][1]};
}

/// A 2 x 2 matrix of each record, row-major.
template <class Record>
std::vector<double> gathered_matrices(const std::vector<Record>& records, Pair2x2 Record::*member) {
  return gathered<double>(records, [&](const Record& record) { return flat(record.*member); });
}

const std::string conductivity_meaning =
    "current (effect) per gradient -d alpha/dY (cause) in the bulk, alpha = (delta(beta mu), "
    "-delta beta), Y = Lambda X";
const std::string resistance_meaning =
    "jump of alpha = (delta(beta mu), -delta beta) at a wall (effect) per current through it "
    "(cause)";

void write_scales(ResultFile& file, const LinearResult& result) {
  file.scale({"/Lambda", {}, "1", "interaction strength of the defect"},
             gathered<double>(result.states, &LinearState::Lambda));
  if (!result.X.empty())
    file.scale({"/X", {}, "1", "position in the defect, cumulative D^2"}, result.X);
  file.scale({"/k", {}, "1/site", "momentum"}, result.k);
  const std::vector<int> conserved{0, 1};
  file.scale({"/effect", {}, "1", "conserved quantity of a row: 0 number, 1 energy"}, conserved);
  file.scale({"/cause", {}, "1", "conserved quantity of a column: 0 number, 1 energy"}, conserved);
  const std::vector<std::string> labels{"number", "energy"};
  file.attribute("conserved", labels);
}

void write_injection(ResultFile& file, const LinearResult& result) {
  file.attribute("beta", result.beta);
  file.attribute("mu", result.mu);
  file.write({"/background/n", {"/k"}, "1", "thermal occupation that is perturbed"},
             result.background);
  file.write({"/background/beta", {}, "1/hopping", "inverse temperature of the background"},
             std::vector{result.beta});
  file.write({"/background/mu", {}, "hopping", "chemical potential of the background"},
             std::vector{result.mu});
  file.write({"/injected/left", {"/k"}, "1", "delta n injected at X = 0, k > 0; zero elsewhere"},
             result.injected_left);
  file.write({"/injected/right", {"/k"}, "1", "delta n injected at X = 1, k < 0; zero elsewhere"},
             result.injected_right);
}

void write_states(ResultFile& file, const LinearResult& result) {
  const auto& states = result.states;
  const auto number = [&](const std::string& name, double LinearState::*member,
                          const std::string& units, const std::string& meaning) {
    file.write({name, {"/Lambda"}, units, meaning}, gathered<double>(states, member));
  };
  file.write({"/reflected", {"/Lambda", "/k"}, "1", "delta n that leaves at X = 0, k < 0"},
             gathered<double>(states, &LinearState::reflected));
  file.write({"/transmitted", {"/Lambda", "/k"}, "1", "delta n that leaves at X = 1, k > 0"},
             gathered<double>(states, &LinearState::transmitted));
  if (!result.X.empty())
    file.write({"/delta_n", {"/Lambda", "/X", "/k"}, "1", "perturbation of the occupation"},
               gathered<double>(states, &LinearState::delta_n));
  number("/current/number", &LinearState::number_current, "hopping",
         "number current, int dk/2pi v delta n, the same at every X");
  number("/current/energy", &LinearState::energy_current, "hopping^2",
         "energy current, int dk/2pi v E delta n, the same at every X");
  number("/entropy_production", &LinearState::entropy_production, "hopping",
         "entropy production in the slab to second order in delta n, not negative");
  const std::string deviation = ": rms distance of delta n/n_th from thermal form, relative";
  number("/reflected_deviation", &LinearState::reflected_deviation, "1", "reflected" + deviation);
  number("/transmitted_deviation", &LinearState::transmitted_deviation, "1",
         "transmitted" + deviation);
  file.write({"/total_resistance",
              {"/Lambda", "/effect", "/cause"},
              "1",
              "alpha_left - alpha_right (effect) per current (cause) between thermal injections"},
             gathered_matrices(states, &LinearState::total_resistance));
  number("/slab_law_difference", &LinearState::slab_law_difference, "1",
         "max |total_resistance - (2 R + Lambda/kappa)| over max |2 R + Lambda/kappa|");
}

void write_coefficients(ResultFile& file, const LinearResult& result) {
  file.write({"/conductivity", {"/effect", "/cause"}, "1", conductivity_meaning},
             flat(result.conductivity));
  file.write({"/resistance", {"/effect", "/cause"}, "1", resistance_meaning},
             flat(result.resistance));
  const HalfSpaceResult& half = result.half_space;
  file.write({"/half_space/weight",
              {"/effect", "/k"},
              "1",
              "H: alpha of the bulk is int_{k>0} dk/2pi H delta n_in without a current"},
             gathered<double>(half.weight, std::identity{}));
  file.write({"/half_space/profile",
              {"/cause", "/k"},
              "1",
              "delta n that leaves a half-space, k < 0, per unit current into it"},
             gathered<double>(half.profile, std::identity{}));
  file.write({"/half_space/profile_deviation",
              {"/cause"},
              "1",
              "rms distance of profile/n_th from thermal form, relative"},
             half.profile_deviation);
}

void write_consistency(ResultFile& file, const ConsistencyResult& laws) {
  const auto number = [&](const std::string& name, double value, const std::string& meaning) {
    file.write({"/consistency/" + name, {}, "1", meaning}, std::vector{value});
  };
  number("conductivity_asymmetry", laws.conductivity_asymmetry,
         "|kappa_01 - kappa_10| / sqrt(kappa_00 kappa_11)");
  number("resistance_asymmetry", laws.resistance_asymmetry, "|R_01 - R_10| / sqrt(R_00 R_11)");
  const std::vector<int> order{0, 1};
  file.scale({"/consistency/order", {}, "1", "rank of an eigenvalue, ascending"}, order);
  const std::string meaning = "eigenvalues of the symmetric part, positive";
  file.write({"/consistency/conductivity_eigenvalues", {"/consistency/order"}, "1", meaning},
             laws.conductivity_eigenvalues);
  file.write({"/consistency/resistance_eigenvalues", {"/consistency/order"}, "1", meaning},
             laws.resistance_eigenvalues);
  number("conservation", laws.conservation,
         "what a closed half-space reflects less than falls on it, largest, relative");
  number("detailed_balance", laws.detailed_balance,
         "antisymmetric part of the reflection operator on smooth functions, relative");
  number("reciprocity", laws.reciprocity,
         "weight functions against profiles on smooth functions, relative");
  number("invariant_defect", laws.invariant_defect,
         "max |S e| over max |S| before the null space was enforced: error of the collisions");
}

void write_scan(ResultFile& file, const std::vector<ScanPoint>& scan) {
  if (scan.empty()) return;
  file.scale({"/scan/mu", {}, "hopping", "chemical potential"},
             gathered<double>(scan, &ScanPoint::mu));
  const std::vector<std::string> axes{"/scan/mu", "/effect", "/cause"};
  file.write({"/scan/conductivity", axes, "1", conductivity_meaning},
             gathered_matrices(scan, &ScanPoint::conductivity));
  file.write({"/scan/resistance", axes, "1", resistance_meaning},
             gathered_matrices(scan, &ScanPoint::resistance));
  file.write({"/scan/conductivity_asymmetry",
              {"/scan/mu"},
              "1",
              "|kappa_01 - kappa_10| / sqrt(kappa_00 kappa_11)"},
             gathered<double>(scan, &ScanPoint::conductivity_asymmetry));
  file.write({"/scan/resistance_asymmetry", {"/scan/mu"}, "1", "|R_01 - R_10| / sqrt(R_00 R_11)"},
             gathered<double>(scan, &ScanPoint::resistance_asymmetry));
}

}  // namespace

std::size_t linear_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta,
                             std::size_t scanned) {
  constexpr std::size_t metadata = 1 << 17;
  return metadata +
         sizeof(double) * (Lambdas * (momenta * (points + 2) + 12) + 9 * momenta + 12 * scanned);
}

void write_linear(const Communicator& comm, const std::filesystem::path& path,
                  const LinearResult& result, const Provenance& provenance,
                  const std::string& input, const TimingReport& timing) {
  const double start = MPI_Wtime();
  ResultFile file{
      comm, path,
      linear_file_size(result.states.size(), result.X.size(), result.k.size(), result.scan.size()) +
          input.size()};
  write_origin(file, "linear", provenance, input);
  write_scales(file, result);
  write_injection(file, result);
  write_coefficients(file, result);
  write_states(file, result);
  write_consistency(file, result.consistency);
  write_scan(file, result.scan);
  write_timing(file, timing, MPI_Wtime() - start);
  write_end(file, comm, true);
  file.commit();
}

}  // namespace kapitza::io

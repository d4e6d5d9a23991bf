#include <limits>

#include "keys.hpp"

namespace kapitza::config {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_integer = std::numeric_limits<int>::max();

using enum ValueType;

// table, name, type, default, unit, min, max, min excluded, words or condition, meaning
constexpr Key keys[] = {
    kind_key,

    {"momentum", "points", Integer, "256", "1", 8, 65536, false, "even",
     "Number K of momenta k_i = -pi + (i + 1/2) 2 pi/K of the measured n(k), and length in sites "
     "of "
     "the windows it is measured in."},

    coefficients_key,

    {"injection", "left", Injection, "required", "1", 0, infinity, true, "",
     "Occupation n(k) that enters from the left, k > 0. A file is HDF5 or two columns of text, "
     "relative to the folder of the input."},
    {"injection", "right", Injection, "\"mirror\"", "1", 0, infinity, true, "or \"mirror\"",
     "Occupation that enters from the right, k < 0; \"mirror\" is n(-k) of the left."},

    {"defect", "Lambda", Numbers, "(given by lambda)", "1", 0, infinity, false, "no value twice",
     "Strength lambda^2 sum_x D(x/L)^2 of the defect, one or several; instead of lambda."},
    {"defect", "lambda", Numbers, "(given by Lambda)", "1", 0, infinity, false, "no value twice",
     "Coupling lambda of the defect, one or several; instead of Lambda."},
    {"defect", "length", Integers, "required", "sites", 1, 1 << 30, false, "no value twice",
     "Length L of the defect, one or several."},
    {"defect", "profile", Profile, "\"smooth\"", "", 0, 0, false, "",
     "D(y), y = x/L: \"smooth\" is a box smoothed by tanh, \"box\" one with sharp edges; a formula "
     "may be any other."},
    {"defect", "smoothing", Number, "0.05", "1", 0, 10, true, "",
     "Width of the edges relative to L; profile = \"smooth\" only."},
    {"defect", "renormalised", Booleans, "false", "", 0, 0, false, "no value twice",
     "Whether V is replaced by V + A |psi|^2 with A = -U(rho_in), which cancels the mean-field "
     "barrier at the injected density; [false, true] computes both."},
    {"defect", "A", Number, "(0, or -U(rho_in) if renormalised)", "energy", -infinity, infinity,
     false, "not together with renormalised = true", "The coefficient A by hand."},

    {"lattice", "sites", Integers, "required", "sites", 16, 1 << 30, false,
     "even; one value, or one for each length",
     "Length N of the ring that holds reservoir, leads and defect."},

    {"reservoir", "width", Integer, "required", "sites", 2, 1 << 29, false, "",
     "Width b of the reservoir on each side of the joint of the ring."},
    {"reservoir", "rate", Number, "required", "energy", 0, infinity, true, "",
     "gamma_0 of gamma = gamma_0 cos^2(pi d/(2 b)) at the distance d < b from the joint."},

    {"time", "step", Number, "(the largest round number that is safe)", "1/energy", 0, 10, true, "",
     "Time step of the splitting; 0.2 is the default for |psi|^6 at order 2."},
    {"time", "settle", Number, "required", "1/energy", 0, 1e15, false, "",
     "Time from the empty lattice to the first sample, rounded to whole steps."},
    {"time", "measure", Number, "required", "1/energy", 0, 1e15, true, "",
     "Time over which is measured, rounded to whole samples in each block."},
    {"time", "order", Integer, "2", "1", 2, 4, false, "2 or 4",
     "Order of the splitting of the deterministic part."},
    {"time", "sample", Number, "25", "1/energy", 0, 1e9, true, "",
     "Time between samples, rounded to whole steps."},
    {"time", "blocks", Integer, "32", "1", 4, 4096, false, "even",
     "Blocks that the measurement is cut into for the standard errors."},
    {"time", "compare_half_step", Boolean, "false", "", 0, 0, false, "",
     "Run each realisation also with half the step on the same noise, and report the difference; "
     "trebles the cost."},

    {"ensemble", "realisations", Integer, "required", "1", 1, largest_integer, false, "",
     "Independent realisations of the noise."},
    {"ensemble", "seed", Integer, "0", "1", 0, largest_integer, false, "", "Key of the noise."},
    {"ensemble", "first", Integer, "0", "1", 0, largest_integer, false, "",
     "Index of the first realisation: parts of one ensemble that are computed apart and merged."},
    {"ensemble", "ranks_per_realisation", Integer, "1", "1", 1, 1 << 20, false, "",
     "Ranks that share one lattice."},
    {"ensemble", "target", Number, "(all realisations are computed)", "1", 0, 1, true, "",
     "Relative standard error of the outgoing flux at which no further realisation is begun."},

    {"wigner", "windows", Integer, "32", "1", 1, 4096, false, "",
     "Positions of the Wigner function n(x, k), spread evenly over the ring."},

    {"fft", "planning", Word, "\"measure\"", "", 0, 0, false, "measure estimate",
     "\"measure\": fast plans, remembered from run to run; \"estimate\": plans that are the same "
     "everywhere."},

    output_file_key,
    checkpoint_every_key,
};

}  // namespace

std::span<const Key> micro_keys() {
  return keys;
}

}  // namespace kapitza::config

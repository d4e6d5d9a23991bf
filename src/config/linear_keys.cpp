#include <limits>

#include "keys.hpp"

namespace kapitza::config {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using enum ValueType;

// table, name, type, default, unit, min, max, min excluded, words or condition, meaning
constexpr Key keys[] = {
    kind_key,

    {"momentum", "points", Integer, "256", "1", 8, 65536, false, "even",
     "Number K of momenta k_i = -pi + (i + 1/2) 2 pi/K."},

    coefficients_key,

    {"collision", "accuracy", Number, "1e-6", "1", 1e-10, 1e-1, false, "",
     "Error of I_k in units of C_l rho^{2l-1}."},
    {"collision", "tau_max", Number, "(chosen from accuracy)", "1/energy", 0, 1e6, true, "",
     "Largest auxiliary time T."},
    {"collision", "tau_step", Number, "(chosen from accuracy)", "1/energy", 0, 10, true,
     "below tau_max", "Step of the auxiliary time."},
    {"collision", "lattice", Integer, "(chosen from accuracy)", "sites", 16, 1 << 24, false, "",
     "Length M of the auxiliary lattice."},

    {"background", "thermal", Thermal, "required", "1/energy, energy", 0, 0, false, "",
     "The state that is perturbed, n_th = 1/(beta (k^2 - mu)), as {beta = 1.0, mu = -1.0}."},

    {"perturbation", "left", Perturbation, "(required; 0 if there is a [scan])", "1", -infinity,
     infinity, false, "finite where k > 0",
     "delta n(k) injected at X = 0 beside the background. A file is HDF5 or two columns of text, "
     "relative to the folder of the input."},
    {"perturbation", "right", Perturbation, "\"0\"", "1", -infinity, infinity, false,
     "finite where k < 0", "delta n(k) injected at X = 1."},

    Lambda_key,

    {"space", "profile_points", Integer, "33", "1", 0, 100000, false, "not 1",
     "X at which delta n(X, k) is written, both ends included and closer towards them; 0: none."},

    {"scan", "mu", Numbers, "(no scan)", "energy", -infinity, infinity, false,
     "below 0, no value twice",
     "Chemical potentials at which resistance and conductivity are computed besides, at the same "
     "beta."},

    output_file_key,
    checkpoint_every_key,
};

}  // namespace

std::span<const Key> linear_keys() {
  return keys;
}

}  // namespace kapitza::config

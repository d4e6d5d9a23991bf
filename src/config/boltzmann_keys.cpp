#include <limits>

#include "keys.hpp"

namespace kapitza::config {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using enum ValueType;

// table, name, type, default, unit, min, max, min excluded, words or condition, meaning
constexpr Key keys[] = {
    kind_key,

    {"momentum", "points", Integer, "128", "1", 8, 65536, false, "even",
     "Number K of momenta k_i = -pi + (i + 1/2) 2 pi/K."},

    {"interaction", "coefficients", Coefficients, "required", "energy", -infinity, infinity, false,
     "orders 1 to 8, not all zero from 2 on",
     "c_l of V(|psi|^2) = sum_l c_l |psi|^{2l} / l!, as { \"3\" = 6.0 } for |psi|^6."},

    {"collision", "scheme", Word, "\"fast\"", "", 0, 0, false, "fast paper",
     "\"fast\": error controlled; \"paper\": auxiliary time as in Appendix C, the yardstick."},
    {"collision", "accuracy", Number, "1e-5", "1", 1e-10, 1e-1, false, "",
     "Error of I_k in units of C_l rho^{2l-1}; scheme = \"fast\" only."},
    {"collision", "tau_max", Number, "(chosen from accuracy; 130 if scheme = \"paper\")",
     "1/energy", 0, 1e6, true, "", "Largest auxiliary time T."},
    {"collision", "tau_step", Number, "(chosen from accuracy; 0.03 if scheme = \"paper\")",
     "1/energy", 0, 10, true, "below tau_max", "Step of the auxiliary time."},
    {"collision", "lattice", Integer, "(chosen from accuracy; 4096 if scheme = \"paper\")", "sites",
     16, 1 << 24, false, "", "Length M of the auxiliary lattice."},
    {"collision", "band", Integer, "(256 if scheme = \"paper\")", "sites", 2, 1 << 24, false,
     "at most lattice", "Sites M~ that hold F at time zero; scheme = \"paper\" only."},

    {"injection", "left", Injection, "required", "1", 0, infinity, true, "",
     "Occupation n(k) injected at X = 0. A file is HDF5 or two columns of text, relative to the "
     "folder of the input."},
    {"injection", "right", Injection, "\"mirror\"", "1", 0, infinity, true, "or \"mirror\"",
     "Occupation injected at X = 1; \"mirror\" is n(-k) of the left."},

    {"defect", "Lambda", Numbers, "required", "1", 0, infinity, true, "no value twice",
     "Strength lambda^2 int D^2 dx of the defect, one or several."},

    {"space", "scheme", Word, "\"dg\"", "", 0, 0, false, "dg upwind",
     "\"dg\": discontinuous Galerkin; \"upwind\": first order as in (30)."},
    {"space", "cells", Integer, "12", "1", 1, 100000, false, "",
     "Cells between X = 0 and 1, graded towards both; scheme = \"dg\" only."},
    {"space", "nodes", Integer, "3", "1", 1, 8, false, "",
     "Gauss nodes per cell; scheme = \"dg\" only."},
    {"space", "points", Integers, "(required if scheme = \"upwind\")", "1", 3, 100000, false,
     "ascending",
     "Interior points N, X_i = i/(N + 1). Several are extrapolated in 1/N: two to first order, "
     "more to second."},

    {"steady", "method", Word, "\"pseudo\"", "", 0, 0, false, "pseudo march",
     "\"pseudo\": implicit pseudo-time; \"march\": the splitting (31), (32), for scheme = "
     "\"upwind\"."},
    {"steady", "tolerance", Number, "1e-10", "1", 1e-14, 1e-2, false, "",
     "Residual at which a state counts as stationary, relative to the injected current."},
    {"steady", "max_steps", Integer, "(500 if method = \"pseudo\", 1000000 if \"march\")", "1", 1,
     1000000000, false, "", "Time steps allowed for one Lambda on one grid."},

    {"output", "file", Text, "(the case's name with .h5)", "", 0, 0, false, "",
     "Result file, relative to the working directory; the option -o replaces it."},
};

}  // namespace

std::span<const Key> boltzmann_keys() {
  return keys;
}

}  // namespace kapitza::config

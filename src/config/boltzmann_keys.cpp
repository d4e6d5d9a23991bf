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

    coefficients_key,

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

    Lambda_key,

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

    output_file_key,
    checkpoint_every_key,
};

}  // namespace

std::span<const Key> boltzmann_keys() {
  return keys;
}

}  // namespace kapitza::config

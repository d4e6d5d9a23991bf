#pragma once

#include "kapitza/io/description.hpp"

/// What results hold alike, of stationary states and in time.
namespace kapitza::kinds {

inline const io::Description Lambda_scale{"/Lambda", {}, "1", "interaction strength of the defect"};
inline const io::Description X_scale{"/X", {}, "1", "position in the defect, cumulative D^2"};
inline const io::Description side_scale{
    "/side", {}, "1", "X of an end of the defect: 0 left, 1 right"};
inline const io::Description injected_left{
    "/injected/left", {"/k"}, "1", "occupation injected at X = 0, where v > 0"};
inline const io::Description injected_right{
    "/injected/right", {"/k"}, "1", "occupation injected at X = 1, where v < 0"};

// Of a finite length.
inline const io::Description coupling{"/lambda", {"/Lambda"}, "hopping", "coupling of the defect"};
inline const io::Description profile{"/D", {"/X"}, "1", "profile of the defect"};
inline const io::Description defect_length{"/defect_length", {}, "sites", "length of the defect"};
inline const io::Description defect_A{
    "/defect_A", {}, "hopping", "coefficient of |psi|^2 added to V"};

}  // namespace kapitza::kinds

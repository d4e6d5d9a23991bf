#pragma once

#include "../merging/merge_method.hpp"

namespace kapitza::kinds {

/// Results of different Lambda joined to that of all of them, on an X that they share if each has cells of its own.
MergeMethod merge_lists_of_Lambda();

}  // namespace kapitza::kinds

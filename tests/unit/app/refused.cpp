// A program that is refused everywhere: XOP is AMD's alone, and no processor that has it has AVX-512.
#include <cstdio>

#include "processor_features.h"

const unsigned long kapitza_required_features =
    1UL << KAPITZA_NUMBER_XOP | 1UL << KAPITZA_NUMBER_AVX512F;

namespace {
struct Speaks {
  Speaks() { std::fputs("something ran\n", stderr); }
} speaks;
}  // namespace

int main() {}

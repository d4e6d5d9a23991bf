/* What -march=native may have made the compiler use beyond the least processor of its architecture, as bits. C, because nothing in
   these files may be an inline function of which the linker could keep a copy compiled for wider vectors. */
#ifndef KAPITZA_PROCESSOR_FEATURES_H
#define KAPITZA_PROCESSOR_FEATURES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* F(macro of the compiler, its name in __builtin_cpu_supports), of x86-64. Those that only come together with one in the list are left
   out. A feature that the compiler knows and the list does not is not looked at. */
#define KAPITZA_FEATURES(F)                                                                   \
  F(SSE3, "sse3")                                                                             \
  F(SSSE3, "ssse3")                                                                           \
  F(SSE4_1, "sse4.1")                                                                         \
  F(SSE4_2, "sse4.2") F(POPCNT, "popcnt") F(AVX, "avx") F(AVX2, "avx2") F(FMA, "fma")         \
      F(BMI, "bmi") F(BMI2, "bmi2") F(FMA4, "fma4") F(XOP, "xop") F(AVX512F, "avx512f")       \
          F(AVX512CD, "avx512cd") F(AVX512VL, "avx512vl") F(AVX512BW, "avx512bw")             \
              F(AVX512DQ, "avx512dq") F(AVX512IFMA, "avx512ifma") F(AVX512VBMI, "avx512vbmi") \
                  F(AVX512VBMI2, "avx512vbmi2") F(AVX512VNNI, "avx512vnni")                   \
                      F(AVX512BITALG, "avx512bitalg") F(AVX512VPOPCNTDQ, "avx512vpopcntdq")   \
                          F(GFNI, "gfni")

#define KAPITZA_FEATURE_NUMBER(macro, name) KAPITZA_NUMBER_##macro,
enum { KAPITZA_FEATURES(KAPITZA_FEATURE_NUMBER) KAPITZA_FEATURE_COUNT };

/* Of the files around this program; the file that defines it is compiled as they are. */
extern const unsigned long kapitza_required_features;
/* Of the processor that this runs on. */
unsigned long kapitza_present_features(void);

/* The number of features that are required and not present; if there are any, the text says which and what to do. */
int kapitza_lacking_features(unsigned long required, unsigned long present, char* text,
                             size_t size);

#ifdef __cplusplus
}
#endif

#endif

/* Compiled with -march=native where the program is. It holds a constant and no code, so that any processor can read it. */
#include "processor_features.h"

#define KAPITZA_BIT(macro) (1UL << KAPITZA_NUMBER_##macro)

const unsigned long kapitza_required_features = 0
#ifdef __SSE3__
                                                | KAPITZA_BIT(SSE3)
#endif
#ifdef __SSSE3__
                                                | KAPITZA_BIT(SSSE3)
#endif
#ifdef __SSE4_1__
                                                | KAPITZA_BIT(SSE4_1)
#endif
#ifdef __SSE4_2__
                                                | KAPITZA_BIT(SSE4_2)
#endif
#ifdef __POPCNT__
                                                | KAPITZA_BIT(POPCNT)
#endif
#ifdef __AVX__
                                                | KAPITZA_BIT(AVX)
#endif
#ifdef __AVX2__
                                                | KAPITZA_BIT(AVX2)
#endif
#ifdef __FMA__
                                                | KAPITZA_BIT(FMA)
#endif
#ifdef __BMI__
                                                | KAPITZA_BIT(BMI)
#endif
#ifdef __BMI2__
                                                | KAPITZA_BIT(BMI2)
#endif
#ifdef __FMA4__
                                                | KAPITZA_BIT(FMA4)
#endif
#ifdef __XOP__
                                                | KAPITZA_BIT(XOP)
#endif
#ifdef __AVX512F__
                                                | KAPITZA_BIT(AVX512F)
#endif
#ifdef __AVX512CD__
                                                | KAPITZA_BIT(AVX512CD)
#endif
#ifdef __AVX512VL__
                                                | KAPITZA_BIT(AVX512VL)
#endif
#ifdef __AVX512BW__
                                                | KAPITZA_BIT(AVX512BW)
#endif
#ifdef __AVX512DQ__
                                                | KAPITZA_BIT(AVX512DQ)
#endif
#ifdef __AVX512IFMA__
                                                | KAPITZA_BIT(AVX512IFMA)
#endif
#ifdef __AVX512VBMI__
                                                | KAPITZA_BIT(AVX512VBMI)
#endif
#ifdef __AVX512VBMI2__
                                                | KAPITZA_BIT(AVX512VBMI2)
#endif
#ifdef __AVX512VNNI__
                                                | KAPITZA_BIT(AVX512VNNI)
#endif
#ifdef __AVX512BITALG__
                                                | KAPITZA_BIT(AVX512BITALG)
#endif
#ifdef __AVX512VPOPCNTDQ__
                                                | KAPITZA_BIT(AVX512VPOPCNTDQ)
#endif
#ifdef __GFNI__
                                                | KAPITZA_BIT(GFNI)
#endif
    ;

#pragma once

#include <cstddef>

// The Fortran symbols of LAPACK that this room calls, with 32-bit integers. Trailing size_t: the lengths of the character
// arguments, which Fortran compilers pass by value at the end.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
void dgetrf_(const int* m, const int* n, double* a, const int* lda, int* ipiv, int* info);
void dgetrs_(const char* trans, const int* n, const int* nrhs, const double* a, const int* lda,
             const int* ipiv, double* b, const int* ldb, int* info, std::size_t);
void dgees_(const char* jobvs, const char* sort, int (*select)(const double*, const double*),
            const int* n, double* a, const int* lda, int* sdim, double* wr, double* wi, double* vs,
            const int* ldvs, double* work, const int* lwork, int* bwork, int* info, std::size_t,
            std::size_t);
void dtrsyl_(const char* trana, const char* tranb, const int* isgn, const int* m, const int* n,
             const double* a, const int* lda, const double* b, const int* ldb, double* c,
             const int* ldc, double* scale, int* info, std::size_t, std::size_t);
}
// NOLINTEND(readability-identifier-naming)

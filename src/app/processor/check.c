/* Compiled without -march=native. Runs before everything else in the program, objects of static storage included, on a processor
   of which nothing is known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "processor_features.h"

unsigned long kapitza_present_features(void) {
  unsigned long present = 0;
#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init();
#define KAPITZA_PRESENT(macro, name) \
  if (__builtin_cpu_supports(name)) present |= 1UL << KAPITZA_NUMBER_##macro;
  KAPITZA_FEATURES(KAPITZA_PRESENT)
#endif
  return present;
}

int kapitza_lacking_features(unsigned long required, unsigned long present, char* text,
                             size_t size) {
#define KAPITZA_NAME(macro, name) name,
  static const char* const names[] = {KAPITZA_FEATURES(KAPITZA_NAME)};
  char list[512] = "";
  int lacking = 0;
  for (int i = 0; i < KAPITZA_FEATURE_COUNT; ++i) {
    if (!(required & ~present & 1UL << i)) continue;
    if (lacking++) strcat(list, ", ");
    strcat(list, names[i]);
  }
  if (lacking)
    snprintf(text, size,
             "kapitza: error: this program was compiled for another processor (-march=native): "
             "this one lacks %s. Build it where it is to "
             "run, or for any processor of this architecture: tools/setup --preset portable, which "
             "makes build-portable/kapitza",
             list);
  return lacking;
}

/* A launcher has started this process as another than the first on its node, which speaks for it. */
static int is_spoken_for(void) {
  static const char* const variables[] = {"OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID",
                                          "SLURM_LOCALID"};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; ++i) {
    const char* rank = getenv(variables[i]);
    if (rank) return strcmp(rank, "0") != 0;
  }
  return 0;
}

__attribute__((constructor(101))) static void refuse_another_processor(void) {
  char text[1024];
  if (!kapitza_lacking_features(kapitza_required_features, kapitza_present_features(), text,
                                sizeof text))
    return;
  if (!is_spoken_for()) fprintf(stderr, "%s\n", text);
  fflush(stderr);
  _Exit(2);
}

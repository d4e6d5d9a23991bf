# shellcheck shell=bash
# Sourced by the tools: the cores that this process may use, whatever the threads of each rank. nproc takes
# OMP_NUM_THREADS, if it is set, for their number.
available_cores() { env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc 2>/dev/null || getconf _NPROCESSORS_ONLN; }

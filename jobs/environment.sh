# Sourced by every job script: what depends on the machine, in one place.
# shellcheck shell=bash disable=SC2034

# The modules or packages that the program was built with. Many module commands stumble over `set -u`:
# set +u
# module load openmpi petsc hdf5-parallel fftw python
# set -u

# How ranks are started: "srun --mpi=pmix" or "mpirun".
read -ra launcher <<<"${KAPITZA_LAUNCHER:-srun --mpi=pmix}"

# The program, and the folder for results: on a file system that all nodes see.
kapitza=${KAPITZA_PROGRAM:-build/kapitza}
results=${KAPITZA_RESULTS:-results}

# How often a job that ran out of time may start again by itself.
most_requeues=${KAPITZA_MOST_REQUEUES:-50}

# The ranks are the parallelism.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
# HDF5's locks fail on many network file systems; no file here has two writers.
export HDF5_USE_FILE_LOCKING=FALSE

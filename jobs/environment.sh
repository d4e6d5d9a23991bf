# Sourced by every job script: what depends on the machine, in one place.
# shellcheck shell=bash disable=SC2034

# The modules or packages that the program was built with. Many module commands stumble over `set -u`:
# set +u
# module load openmpi petsc hdf5 fftw python
# set -u

# How ranks are started: "srun --mpi=pmix" or "mpirun".
read -ra launcher <<<"${KAPITZA_LAUNCHER:-srun --mpi=pmix}"

# The program, and the folder for results: on a file system that all nodes see.
kapitza=${KAPITZA_PROGRAM:-build/kapitza}
export KAPITZA_PROGRAM=$kapitza # for the tools
results=${KAPITZA_RESULTS:-results}

# How often a job that ran out of time may start again by itself.
most_requeues=${KAPITZA_MOST_REQUEUES:-50}

# For mpirun, tools/lib/open_mpi.env: ranks are bound to no cores, so that two jobs on one node do not share the first ones, and one
# thread each. Where a job has its nodes to itself, Open MPI's own way may be faster:
# export OMPI_MCA_hwloc_base_binding_policy=core PRTE_MCA_hwloc_default_binding_policy=core
# shellcheck source-path=SCRIPTDIR/..
. tools/lib/launch.sh
# HDF5's locks fail on many network file systems; no file here has two writers.
export HDF5_USE_FILE_LOCKING=FALSE

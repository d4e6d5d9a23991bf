# shellcheck shell=bash
# Sourced by what starts ranks: exports the variables of open_mpi.env that are not set yet.
export_launch_variables() {
  local name value
  while IFS='=' read -r name value; do
    if [[ $name == [A-Z]* && -z ${!name+set} ]]; then export "$name=$value"; fi
  done <"$(dirname "${BASH_SOURCE[0]}")/open_mpi.env"
}
export_launch_variables
unset -f export_launch_variables

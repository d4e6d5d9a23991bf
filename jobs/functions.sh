# Sourced by every job script after environment.sh: start a case, stop it in time, and go on later.
# shellcheck shell=bash

: "${kapitza:?} ${launcher:?} ${most_requeues:?}" # of environment.sh
readonly stopped_with_checkpoint=10 # exit code of kapitza

say() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) ${SLURM_JOB_NAME:-job}: $*"; }
fail() {
  say "error: $1" >&2
  exit "${2:-1}"
}

# What is needed to repeat the run: revision, program, place, and the input as it is read.
describe_job() { # CASE.toml
  [[ -r $1 ]] || fail "$1: no such file" 2
  say "job ${SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+, array task $SLURM_ARRAY_TASK_ID}," \
    "start $((${SLURM_RESTART_COUNT:-0} + 1)), ${SLURM_NTASKS:-1} ranks on ${SLURM_JOB_NODELIST:-?}"
  say "revision $(git -C jobs rev-parse HEAD 2>/dev/null || echo unknown)" \
    "$([[ -z $(git -C jobs status --porcelain --untracked-files=no 2>/dev/null) ]] || echo '(with changes)')"
  say "program $kapitza: $("$kapitza" --version 2>/dev/null | head -n 1)"
  say "input $1:"
  sed 's/^/    /' "$1"
}

# Signals interrupt `wait`, not the launcher: it is told to hand USR1 to the ranks, which then stop with a checkpoint.
# TERM means that nobody wants the job any more, or SLURM starts it again by itself: no requeue from here.
asked=false terminated=false interrupted=false running=""
# shellcheck disable=SC2317
ask_to_stop() {
  asked=true interrupted=true
  [[ -z $running ]] || kill -USR1 "$running" 2>/dev/null || true
}
trap ask_to_stop USR1
trap 'terminated=true; ask_to_stop' TERM

# Start again when resources are free; the script ends here.
requeue() {
  local restarts=${SLURM_RESTART_COUNT:-0}
  if $terminated; then
    say "stopped; submit the same script again to continue"
  elif ((restarts >= most_requeues)); then
    say "stopped after $restarts requeues, the most allowed; submit the same script again to continue"
  else
    say "stopped; requeue $((restarts + 1)) of at most $most_requeues"
    scontrol requeue "$SLURM_JOB_ID" || say "error: SLURM refused the requeue; submit the same script again"
  fi
  exit "$stopped_with_checkpoint"
}

# Run a case to its end, over as many starts of this job as it takes. Ends the script with kapitza's code if that is not 0.
run_case() { # CASE.toml OUTPUT.h5 [arguments of kapitza run]
  local case_file=$1 output=$2 code before written
  shift 2
  describe_job "$case_file"
  if $asked; then requeue; fi # while nothing ran
  mkdir -p "$(dirname "$output")"
  local command=("${launcher[@]}" "$kapitza" run "$case_file" -o "$output" "$@")
  say "${command[*]}"
  before=$(mktemp -p "$(dirname "$output")")
  "${command[@]}" </dev/null &
  running=$!
  while :; do
    interrupted=false
    wait "$running" && code=0 || code=$?
    $interrupted || break
  done
  running=""
  # Some launchers end with 0 where they could not start the program.
  [[ $output -nt $before ]] && written=true || written=false
  rm -f "$before"
  if ((code == stopped_with_checkpoint)); then requeue; fi
  ((code == 0)) || fail "kapitza ended with $code" "$code"
  $written || fail "${launcher[*]} ended with 0, but $output was not written: was kapitza started?"
  say "$output is complete"
}

# One job after this one, under the condition given (afterok, afterany): it runs a command in the same folder. Only the
# first task of an array submits it, once.
submit_after() { # CONDITION NAME COMMAND...
  local condition=$1:$SLURM_ARRAY_JOB_ID name=$2 command
  shift 2
  ((SLURM_ARRAY_TASK_ID == SLURM_ARRAY_TASK_MIN && ${SLURM_RESTART_COUNT:-0} == 0)) || return 0
  printf -v command ' %q' "$@"
  ( # the new job is not to inherit the shape of this one
    for variable in "${!SLURM_@}" "${!SBATCH_@}"; do
      [[ $variable == SLURM_CONF ]] || unset "$variable"
    done
    sbatch --job-name="$name" --dependency="$condition" --kill-on-invalid-dep=yes --ntasks=1 --output='%x-%j.log' <<SCRIPT
#!/usr/bin/env bash
set -euo pipefail
. jobs/environment.sh
$command
SCRIPT
  ) || fail "the job that follows could not be submitted; run afterwards:$command"
  say "afterwards:$command"
}

# The value that this array task stands for.
value_of_task() { # VALUE...
  (($# == SLURM_ARRAY_TASK_COUNT && SLURM_ARRAY_TASK_MIN == 0 && SLURM_ARRAY_TASK_MAX == $# - 1)) ||
    fail "$# values need --array=0-$(($# - 1)), found $SLURM_ARRAY_TASK_MIN-$SLURM_ARRAY_TASK_MAX" 2
  local values=("$@")
  echo "${values[SLURM_ARRAY_TASK_ID]}"
}

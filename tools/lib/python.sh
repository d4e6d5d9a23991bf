# shellcheck shell=bash
# Sourced by the tools that are Python scripts: exec_python TOOL "MODULES" [ARGUMENT]... runs lib/TOOL.py with a python3 that can
# import the modules, beside lib/ and the package kapitza of python/. The first python3 on PATH need not be the one that has the packages of the system.
#
# Nothing of the user's changes what a tool does: not the current folder, no settings of Python, Matplotlib or the locale, and
# neither PYTHONPATH nor the packages of his own (-I) unless the modules are nowhere else, as on clusters that provide them so.
exec_python() {
  local tool=$1 modules=$2 lib python isolation name
  shift 2
  lib=$(CDPATH="" cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  for name in "${!PYTHON@}"; do
    [[ $name =~ ^PYTHON(PATH|HOME|USERBASE)$ ]] || unset "$name"
  done
  unset MPLBACKEND
  export MATPLOTLIBRC=/dev/null LC_ALL=C
  local -r clean='import sys; sys.path[:] = filter(None, sys.path)'
  for isolation in -I -B; do
    for python in "${KAPITZA_PYTHON:-}" python3 /usr/bin/python3 /usr/local/bin/python3; do
      if [[ -n $python ]] && "$python" "$isolation" -c "$clean; import os; os.chdir('/'); import ${modules// /, }" 2>/dev/null; then
        exec "$python" "$isolation" -B -X utf8 -c "$clean; sys.argv.pop(0); sys.path[:0] = [sys.argv[0], sys.argv.pop(0) + '/../../python']
import os, runpy
try:
  runpy.run_path(sys.argv[0], run_name='__main__')
finally:
  try:
    sys.stdout and sys.stdout.flush()
  except BrokenPipeError:  # a reader that has seen enough
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
  except OSError as error:
    print('$tool: error: standard output: cannot be written:', error.strerror, file=sys.stderr, flush=True)
    os._exit(3)" "$lib" "$lib/$tool.py" "$@"
      fi
    done
  done
  echo "$tool: error: no python3 found that can import ${modules// /, } (set KAPITZA_PYTHON, or install the Debian" \
       "packages python3-${modules// / python3-})" >&2
  exit 2
}

# shellcheck shell=bash
# Sourced by the tools that are Python scripts: exec_python TOOL "MODULES" [ARGUMENT]... runs lib/TOOL.py with a python3 that can
# import the modules. The first python3 on PATH need not be the one that has the packages of the system.
exec_python() {
  local tool=$1 modules=$2 python
  shift 2
  for python in "${KAPITZA_PYTHON:-}" python3 /usr/bin/python3 /usr/local/bin/python3; do
    if [[ -n $python ]] && "$python" -c "import ${modules// /, }" 2>/dev/null; then
      exec "$python" -B "$(dirname "${BASH_SOURCE[0]}")/$tool.py" "$@"
    fi
  done
  echo "$tool: error: no python3 found that can import ${modules// /, } (set KAPITZA_PYTHON, or install the Debian" \
       "packages python3-${modules// / python3-})" >&2
  exit 2
}

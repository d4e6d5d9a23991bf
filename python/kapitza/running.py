"""Running a case by the program, from a file or a dictionary."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kapitza import launch
from kapitza.datasets import open as open_result

MEANING = {1: "numerical failure", 2: "bad input", 3: "input/output failure", 10: "stopped with a checkpoint"}


class RunFailed(RuntimeError):
    """The program did not finish; `code` is its exit code (docs/running.md), the message what it said."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def program():
    """KAPITZA_PROGRAM, or what is built in the tree that this package lies in, or `kapitza` on PATH."""
    named = os.environ.get("KAPITZA_PROGRAM")
    built = Path(__file__).resolve().parents[2] / "build/kapitza"
    return named or (str(built) if built.exists() else shutil.which("kapitza") or str(built))


def toml_value(value):
    if hasattr(value, "tolist"):  # of NumPy
        value = value.tolist()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (str, Path)):
        return json.dumps(str(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(str(key))} = {toml_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    raise TypeError(f"found {value!r}; allowed: numbers, texts, true and false, lists and dictionaries of these")


def toml(case):
    """A case, {"kind": ..., "defect": {"Lambda": ...}, ...}, as the text of an input file."""
    lines = [f"{key} = {toml_value(value)}" for key, value in case.items() if not isinstance(value, Mapping)]
    for table, keys in case.items():
        if isinstance(keys, Mapping):
            lines += ["", f"[{table}]", *(f"{json.dumps(str(key))} = {toml_value(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def settings(keys):
    """The words of a command that set keys, {"defect.Lambda": [1, 2]}, instead of what the case says."""
    return [word for key, value in keys.items() for word in ("--set", f"{key}={toml_value(value)}")]


def run(case, output=None, ranks=1, set=None, overwrite=False, arguments=(), open=True):  # noqa: A002
    """Compute a case and open its result (kapitza.open).

    case: a dictionary of tables and their keys, or the name of an input file. output: the name of the result; without one it is
    only returned. set: {"defect.Lambda": [1, 2]} instead of what the case says. arguments: more of them for `kapitza run`.
    open: False to get the path of the result instead. Throws RunFailed with the message of the program.
    """
    if output is not None and str(output) in ("", "."):
        raise ValueError(f"output: found '{output}'; allowed: the name of a file (is a variable unset?)")
    if not open and output is None:
        raise ValueError("open = False without output: the result would be lost; allowed: output = \"NAME.h5\"")
    with tempfile.TemporaryDirectory(prefix="kapitza_run_") as folder:
        if isinstance(case, Mapping):
            name = Path(folder) / "case.toml"
            name.write_text(toml(case), encoding="utf-8")
        else:
            name = Path(case)
        result = Path(output or Path(folder) / "result.h5")
        command = [program(), "run", name, *settings(set or {}), "-q", "-o", result, *arguments]
        if overwrite:
            command.insert(3, "--overwrite")
        if ranks > 1:
            command[:0] = ["mpirun", "-n", str(ranks)]
        try:
            done = subprocess.run(list(map(str, command)), env=launch.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        except OSError as error:
            raise RunFailed(127, f"{command[0]}: cannot be started: {error.strerror}; name the program by KAPITZA_PROGRAM, or build it: tools/setup") from None
        if done.returncode:
            said = [line.removeprefix("kapitza: ").removeprefix("error: ") for line in done.stderr.splitlines() if line.startswith("kapitza: ")]
            meaning = MEANING.get(done.returncode, f"exit code {done.returncode}")
            raise RunFailed(done.returncode, f"{meaning}: " + ("\n".join(said) or done.stderr.strip()))
        return open_result(result) if open else result

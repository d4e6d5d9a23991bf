"""Drives the program as a user does: real processes in an empty folder."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py

KAPITZA = os.environ["KAPITZA"]
MPIEXEC = os.environ["KAPITZA_MPIEXEC"]
ROOT = Path(os.environ["KAPITZA_SOURCE"])
sys.path.insert(0, str(ROOT / "python"))
NOTHING_TESTED = 77  # SKIP_RETURN_CODE in CMakeLists.txt
PATIENCE = 1200  # s, after which something is taken to hang


def found_at_each_start():
    """What the program and the tools would find out anew each time that they are started, hundreds of times: the kernels of an OpenBLAS that does not know
    the processor, for which the program starts itself once more, and a Python that has the modules."""
    found = {"KAPITZA_PYTHON": sys.executable}
    try:
        library = ctypes.CDLL("libopenblas.so.0")
        library.openblas_get_corename.restype = ctypes.c_char_p
        features = re.search(r"^flags\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
        if library.openblas_get_corename() == b"Prescott" and features and {"avx2", "fma"} <= set(features[1].split()):
            found["OPENBLAS_CORETYPE"] = "Haswell"
    except (OSError, AttributeError):
        pass  # another BLAS, or another system
    return found


FOUND = found_at_each_start()  # what is about the finding itself, and the documents, do without
os.environ.update(FOUND | {name: os.environ[name] for name in FOUND if name in os.environ})


def of_the_user(environment=os.environ):
    """The environment in which everything is found by the program and the tools themselves."""
    return {name: value for name, value in environment.items() if name not in FOUND}


INJECTION = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"

# Coarse on purpose: a second of work.
TINY = """\
kind = "boltzmann"

[momentum]
points = 32
scheme = "uniform"
[interaction]
coefficients = { "3" = 6.0 }

[collision]
accuracy = 1e-3

[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
right = "mirror"

[defect]
Lambda = [0.1, 1]

[space]
scheme = "dg"
cells = 3
nodes = 2
"""

# Enough cells for its Lambda, of which nothing is to be said.
RESOLVED = ["--set", "space.cells=4", "--set", "space.nodes=3"]

# Of kind linear, likewise.
TINY_LINEAR = """\
kind = "linear"
[momentum]
points = 32
scheme = "uniform"
[interaction]
coefficients = { "3" = 6.0 }
[collision]
accuracy = 1e-3
[background]
thermal = { beta = 1.0, mu = -1.0 }
[perturbation]
left = "sin(k)"
[defect]
Lambda = [0.5, 1]
"""

# Of kind micro, likewise; with `estimate` every run has the same bits.
TINY_ENSEMBLE = """\
kind = "micro"

[momentum]
points = 32

[interaction]
coefficients = { "3" = 6.0 }

[injection]
left = "0.5 + 0.3*cos(k - 0.7) + 0.1*sin(2*k)"
right = "mirror"

[defect]
Lambda = 0.05
length = 64
renormalised = true

[lattice]
sites = 512

[reservoir]
width = 100
rate = 0.05

[time]
settle = 200
measure = 800
sample = 5
blocks = 8

[ensemble]
realisations = 5

[wigner]
windows = 4

[fft]
planning = "estimate"
"""


def arrays(path):
    """All datasets but the times that the run took."""
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: item[...]} if isinstance(item, h5py.Dataset) else {}))
    return {name: values for name, values in found.items() if not name.startswith("timing/")}


def is_estimate(name):
    """Of an error, by a linear solve that reaches a per cent."""
    return name.endswith("_error") or name.startswith("collision/difference")


class Program(unittest.TestCase):
    """Each test has a folder of its own, holding case.toml; nothing else may be in it unless a run succeeded."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kapitza_cli_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.write("case.toml", TINY)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def files(self):
        return sorted(p.name for p in self.folder.iterdir())

    def start(self, command, timeout=PATIENCE, **options):
        return subprocess.run(
            [str(c) for c in command], cwd=self.folder, capture_output=True, text=True, timeout=timeout, **options
        )

    def kapitza(self, *arguments, ranks=1, **options):
        launcher = [MPIEXEC, "-n", ranks] if ranks > 1 else []
        return self.start([*launcher, KAPITZA, *arguments], **options)

    def errors(self, done):
        return [line for line in done.stderr.splitlines() if line.startswith("kapitza: error: ")]

    def assert_refused(self, done, code, *parts):
        """The exit code, one message that holds all the parts, and no file left behind."""
        message = f"\nstdout: {done.stdout}\nstderr: {done.stderr}"
        self.assertEqual(done.returncode, code, message)
        self.assertEqual(len(self.errors(done)), 1, message)
        for part in parts:
            self.assertIn(part, done.stderr)
        self.assertEqual([f for f in self.files() if f.endswith((".h5", ".part"))], [])

    def assert_done(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


def main():
    """Runs the tests of the file that is started. What is skipped is named in lines that tools/test collects."""
    result = unittest.main(exit=False).result
    skipped = sorted({(test.id().removeprefix("__main__.").split(" ")[0], reason) for test, reason in result.skipped})
    for name, reason in skipped:
        print(f"SKIPPED {name}: {reason}", flush=True)
    if not result.wasSuccessful() or not (result.testsRun or skipped):
        sys.exit(1)
    sys.exit(NOTHING_TESTED if len(skipped) >= result.testsRun else 0)

"""The memory that `kapitza check` tells, against the largest resident size of the run; what setting up takes."""

import os
import re
import sys

from harness import INJECTION, KAPITZA, ROOT, Program, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import bench_rows  # noqa: E402

# What is told holds within this factor.
MARGIN = 1.2

BOLTZMANN = f"""\
kind = "boltzmann"
[interaction]
coefficients = {{ "3" = 6.0 }}
[collision]
accuracy = 1e-4
[injection]
left = "{INJECTION}"
right = "mirror"
[defect]
Lambda = 0.1
"""


class Memory(Program):
    def taken(self, *settings):
        """Bytes, by the kernel's own account of the process."""
        with open(self.folder / "log", "w") as log:
            child = os.posix_spawn(
                KAPITZA, [KAPITZA, "run", "case.toml", *settings, "--quiet", "-o", "out.h5", "--overwrite"], dict(os.environ),
                file_actions=[(os.POSIX_SPAWN_DUP2, log.fileno(), 1), (os.POSIX_SPAWN_DUP2, log.fileno(), 2)])
            _, status, used = os.wait4(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0, (self.folder / "log").read_text())
        return used.ru_maxrss * 1024

    def assert_holds(self, *settings):
        done = self.kapitza("check", "case.toml", *settings)
        self.assert_done(done)
        ratio = bench_rows.told(done.stdout, "memory") / self.taken(*settings)
        self.assertLess(max(ratio, 1 / ratio), MARGIN, f"{settings}: told / taken = {ratio:.3f}\n{done.stdout}")

    def setUp(self):
        super().setUp()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)

    def test_of_the_stationary_state(self):
        for case in ('[momentum]\npoints = 64\n[space]\nscheme = "dg"\ncells = 8\nnodes = 3\n',
                     '[momentum]\nscheme = "uniform"\npoints = 128\n[space]\nscheme = "dg"\ncells = 8\nnodes = 3\n',
                     '[momentum]\nscheme = "uniform"\npoints = 512\n[space]\nscheme = "dg"\ncells = 4\nnodes = 2\n'):
            with self.subTest(case=case):
                self.write("case.toml", BOLTZMANN + case)
                self.assert_holds()

    def test_what_setting_up_takes_is_told(self):
        self.write("case.toml", BOLTZMANN)
        nothing_known = dict(os.environ, XDG_CACHE_HOME=str(self.folder / "cache"))
        done = self.kapitza("check", "case.toml", "--set", "collision.tau_max=64", env=nothing_known)
        self.assert_done(done)
        choose, plans = map(float, re.search(r"^# set-up: (\S+) s to choose that, (\S+) s for tables and FFTW's plans$", done.stdout, re.M).groups())
        self.assertLess(choose, plans)  # T is given; measured plans of long transforms

    def test_of_linear_response(self):
        self.write("case.toml", (ROOT / "input/fig5.toml").read_text())
        for K in (128, 512):
            with self.subTest(K=K):
                self.assert_holds("--set", f"momentum.points={K}", "--set", 'momentum.scheme="uniform"')

    def test_of_an_ensemble(self):
        self.write("case.toml", (ROOT / "input/micro_quickstart.toml").read_text())
        self.assert_holds("--set", "ensemble.realisations=1", "--set", "time.settle=200", "--set", "time.measure=800")


if __name__ == "__main__":
    main()

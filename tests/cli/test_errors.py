"""The errors that a stationary state states: what they are made of, that they cover finer solutions, and that a run that is stopped while
they are estimated goes on."""

import re

import h5py
import numpy as np
from harness import INJECTION, KAPITZA, ROOT, Program, main
from interruptions import Interruptions, Job
from kapitza.momenta import Momenta

CASE = f"""\
kind = "boltzmann"
[momentum]
points = 64
[interaction]
coefficients = {{ "3" = 6.0 }}
[collision]
accuracy = 1e-3
[injection]
left = "{INJECTION}"
[defect]
Lambda = [0.3, 1]
[space]
accuracy = 1e-3
"""


class Errors(Interruptions):
    def setUp(self):
        super().setUp()
        self.write("case.toml", CASE)

    def solved(self, name, *settings):
        done = self.kapitza("run", "case.toml", "-q", "-o", name, *(word for key in settings for word in ("--set", key)))
        self.assert_done(done)
        with h5py.File(self.folder / name) as file:
            found = {}
            file.visititems(lambda path, item: found.update({path: item[()]}) if isinstance(item, h5py.Dataset) else None)
        return found

    def test_cover_a_finer_solution_and_are_not_far_too_large(self):
        state, told = self.solved("case.h5"), self.solved("tail.h5", "momentum.estimate=false")
        finer = "collision.accuracy=1e-5", "space.accuracy=1e-4", "momentum.estimate=false"  # moves by 3 % of the errors with half as many momenta more
        fine, more = self.solved("fine.h5", *finer), self.solved("more.h5", "momentum.points=96", *finer)
        largest = state["n"].max()
        out = state["k"] < 0
        # On the same momenta: cells and collision integral.
        for name in "n_left", "n_right", "n_center":
            self.assertTrue((np.abs(state[name] - fine[name]) <= state[f"{name}_error"] + 1e-9).all(), name)
            self.assertLess(state[f"{name}_error"].max(), 0.1 * largest)
        np.testing.assert_array_equal(state["n_left_error"][:, ~out], 0)
        # What does not depend on where the momenta lie: all three together.
        for name in "thermal_center/beta", "thermal_center/mu", "thermal_left/mu":
            error = np.abs(state[name] - more[name])
            self.assertTrue((error <= state[f"{name}_error"]).all(), (name, error, state[f"{name}_error"]))
        for name in "number", "energy":
            error = np.abs(state[f"current/{name}"].mean(axis=1) - more[f"current/{name}"].mean(axis=1))
            self.assertTrue((error <= state[f"current/{name}_error"]).all(), (name, error))
        # Fewer momenta tell the error node by node, the tail one for all.
        ratio = state["n_left_error"][:, out] / told["n_left_error"][:, out]
        self.assertLess(np.median(ratio), 0.9)
        self.assertLess(np.ptp(told["n_left_error"][1, out]), np.ptp(state["n_left_error"][1, out]) + 0.01 * largest)

    def test_fewer_momenta_start_from_what_is_solved(self):
        # A sixth of the evaluations of the solve; all the way from free streaming 0.44 of them.
        self.solved("case.h5", "momentum.points=24", "collision.tau_max=8", "space.cells=12", "defect.Lambda=[1, 100]")
        with h5py.File(self.folder / "case.h5") as file:
            counted = dict(zip(file["timing/counter"].attrs["labels"], file["timing/count"][:]))
        self.assertGreater(counted["collision evaluations, fewer momenta"], 20)
        self.assertLess(counted["collision evaluations, fewer momenta"], 0.25 * counted["collision evaluations"])

    def test_cover_equilibrium_where_it_is_known(self):
        # What the lattice leaves next to the zone boundary, 7e-6 here, does not depend on the cut-off that errors are told by.
        equilibrium = "1/(0.743*(k^2 + 1.012))"
        state = self.solved(
            "equilibrium.h5", f'injection.left="{equilibrium}"', 'injection.right="mirror"', "defect.Lambda=12.7", "collision.accuracy=1e-5",
            "space.accuracy=1e-4", "momentum.accuracy=1e-4",
        )
        exact = 1 / (0.743 * (state["k"] ** 2 + 1.012))
        off = np.abs(state["n"] - exact)
        self.assertTrue((off <= state["n_error"] + 1e-10).all(), (off / np.maximum(state["n_error"], 1e-10)).max())
        self.assertGreater(off.max(), 1e-8, "at the rounding floor this says nothing")

    # Where only pairs collide n of slow carriers varies as 1/k; 96 momenta are two panels, and the fewer must not be one, whose nodes
    # next to k = 0 are about the same.
    def test_cover_slow_carriers_of_pairs(self):
        beams = "0.12 + 0.906*exp(-((abs(k) - 1.391)/0.374)^2)"
        pairs = f'injection.left="{beams}"', 'interaction.coefficients={"2" = 2.0}', "defect.Lambda=0.037", "space.accuracy=1e-4", "collision.accuracy=1e-5"
        state = self.solved("pairs.h5", "momentum.points=96", *pairs)
        fine = self.solved("fine.h5", "momentum.points=192", "momentum.estimate=false", *pairs)
        k, leaves = state["k"], state["k"] < 0
        truth = Momenta(fine["k"], fine["k_break"])
        covered = []
        for name, where in ("n_left", leaves), ("n_center", abs(k) > 0):
            off = np.abs(state[name][0] - truth.values(fine[name][0], k))[where]
            error = state[f"{name}_error"][0, where]
            self.assertTrue((off < error)[abs(k[where]) < 0.3].all(), (off / error).max())
            covered.append(off < error)
        self.assertGreater(off[abs(k) < 0.01].max(), 1e-4, "slow carriers are no harder than others")
        self.assertGreater(np.mean(np.concatenate(covered)), 0.9)

    def test_a_stop_while_they_are_estimated(self):
        long = ["defect.Lambda=[0.5, 0.7, 1, 1.4]"]
        expected = self.solved("reference.h5", *long)
        job = Job(self.folder, "case.toml", *(word for key in long for word in ("--set", key)))
        reached = next(line for line in job.process.stderr if line.startswith("errors:"))
        self.assertNotIn("done", reached)
        self.assertTrue(self.stop(job))
        done = self.kapitza("run", "case.toml", *(word for key in long for word in ("--set", key)), ranks=2)
        self.assert_done(done)
        self.assertIn("continuing from case.h5.ckpt", done.stderr)
        with h5py.File(self.folder / "case.h5") as file:
            np.testing.assert_allclose(file["n"][:], expected["n"], rtol=1e-9)
            np.testing.assert_allclose(file["n_left_error"][:], expected["n_left_error"], rtol=0.05, atol=1e-6)


class Coverage(Program):
    def test_a_case_is_solved_twice_and_counted(self):
        done = self.start([ROOT / "tools/coverage", "--cases", "1", "--seed", "4", "--momenta", "32", "--program", KAPITZA])
        self.assertIn(done.returncode, (0, 1), done.stderr)  # one case is no verdict
        row, summary = done.stdout.splitlines()[2], done.stdout.splitlines()[-1]
        numbers, covered = re.fullmatch(r"\| 0 \| [\d.]+ \| (\d+) \| ([\d.]+)% \| \S+ \| \S+ \|", row).groups()
        self.assertGreater(int(numbers), 5)
        self.assertGreater(float(covered), 90)
        self.assertIn(f"{numbers} numbers of 1 cases: {covered}% covered", summary)

    def test_a_case_in_time_is_solved_twice(self):
        # Near equilibrium: one step is longer than all that decays in it, and its error as large as the estimate.
        done = self.start([ROOT / "tools/coverage", "--in-time", "--cases", "13", "--first", "12", "--program", KAPITZA])
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        row = done.stdout.splitlines()[2]
        error, bound = re.fullmatch(r"\| 12 \| [\d.]+ \| [^|]+ \| [\d.]+ \| \S+ \| \d+ \| (\S+) \| (\S+) \|", row).groups()
        self.assertGreater(float(error), 1e-4, "the reference is the same solution")
        self.assertLess(float(error), 10)
        self.assertGreater(float(bound), 1)
        self.assertIn(f"1 cases: errors at most {error} times the tolerance", done.stdout)

    def test_what_a_case_leaves_is_of_no_use_to_the_next(self):
        program = self.folder / "gives_up"
        program.write_text("#!/bin/sh\n[ -e result.h5.ckpt ] && exit 2\ntouch result.h5.ckpt\necho no solution >&2\nexit 1\n")
        program.chmod(0o755)
        done = self.start([ROOT / "tools/coverage", "--cases", "2", "--seed", "4", "--program", program])
        self.assertEqual(done.stdout.count("no solution"), 2, done.stdout + done.stderr)

    def test_what_it_refuses(self):
        for arguments, message in (["--cases", "0"], "at least 1"), (["--program", "nowhere"], "no such program"):
            done = self.start([ROOT / "tools/coverage", *arguments])
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    main()

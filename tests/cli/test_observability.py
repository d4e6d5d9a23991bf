"""What a run says about itself: its log as JSON, the timing in its result, and PETSc's own log."""

import json
import os
import signal
import subprocess
import time
from datetime import datetime, timezone

import h5py
import numpy as np
from harness import KAPITZA, MPIEXEC, PATIENCE, RESOLVED, TINY, TINY_ENSEMBLE, TINY_LINEAR, Program, main

LINEAR = TINY_LINEAR + "[scan]\nmu = [-0.5, -2, -3]\n"


class JsonLog(Program):
    def log(self, *arguments, code=0, ranks=1):
        done = self.kapitza(*arguments, "--log-format", "json", ranks=ranks, errors="surrogateescape")
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertNotIn("\r", done.stderr)
        # mpirun has its own words about a job that failed.
        lines = done.stderr.splitlines() if ranks == 1 else [s for s in done.stderr.splitlines() if s.startswith("{")]
        return [json.loads(line) for line in lines]

    def test_every_line_is_an_object_with_its_time(self):
        for ranks in 1, 2:
            begun = datetime.now(timezone.utc).replace(microsecond=0)  # the lines have milliseconds
            lines = self.log("run", "case.toml", *RESOLVED, ranks=ranks)
            self.assertGreaterEqual(len(lines), 2)
            for line in lines:
                written = datetime.fromisoformat(line["time"].replace("Z", "+00:00"))
                self.assertTrue(begun <= written <= datetime.now(timezone.utc), line["time"])
                self.assertEqual(line["level"], "info")
                self.assertTrue(line["message"])
            progress = [line for line in lines if "fraction" in line]
            self.assertEqual((progress[-1]["title"], progress[-1]["fraction"]), ("solve", 1))
            self.assertEqual(progress[-1]["eta_seconds"], 0)
            self.assertGreater(progress[-1]["elapsed_seconds"], 0)

    def test_of_an_ensemble(self):
        self.write("case.toml", TINY_ENSEMBLE)
        for ranks in 1, 2:
            lines = self.log("run", "case.toml", ranks=ranks)
            warning, *others = lines
            self.assertEqual(warning["level"], "warning")
            self.assertIn("reservoir.width", warning["message"])
            doubts = [line for line in others if line["level"] == "warning"]  # it is short: drifts and currents show it
            others = [line for line in others if line not in doubts]
            self.assertTrue(all("standard errors" in line["message"] for line in doubts), doubts)
            self.assertEqual({line["level"] for line in others}, {"info"})
            progress = [line for line in others if "fraction" in line]
            self.assertEqual((progress[-1]["title"], progress[-1]["fraction"]), ("run", 1))
            self.assertIn("case.h5", others[-1]["message"])
        self.write("wrong.toml", TINY_ENSEMBLE.replace("sample = 5", "stepp = 5").replace("blocks = 8", "blocks = 7"))
        (line,) = self.log("run", "wrong.toml", code=2)
        for key in "time.stepp", "time.blocks":
            self.assertIn(key, line["message"])

    def test_an_error_is_one_object_whatever_its_words(self):
        name = 'a "case"\\ of ü \udcff\n.toml'
        (line,) = self.log("run", name, code=2)
        self.assertEqual(line["level"], "error")
        self.assertIn('a "case"\\ of ü \ufffd', line["message"])
        self.write("wrong.toml", TINY.replace("points = 32", "points = 33").replace("[0.1, 1]", "[]"))
        (line,) = self.log("run", "wrong.toml", code=2, ranks=2)
        self.assertEqual(line["message"].count("\n"), 1)

    def test_quiet_leaves_nothing_of_a_run_that_succeeds(self):
        self.assertEqual(self.log("run", "case.toml", "--quiet", *RESOLVED), [])

    def test_other_formats_are_refused(self):
        self.assert_refused(self.kapitza("run", "case.toml", "--log-format", "xml"), 2, "--log-format", "xml", "json")


class LostReader(Program):
    """Of the log: the run goes on to its end, and ends with the code that it has."""

    def code(self, *arguments, ranks=1, stop=False):
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
        end, log = os.pipe()
        os.close(end)
        # Python itself ignores SIGPIPE, but gives its children the default back, which ends a process.
        job = subprocess.Popen([*launcher, KAPITZA, "run", *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                               stdout=log, stderr=log)  # fmt: skip
        os.close(log)
        self.addCleanup(job.kill)
        if stop:
            while not (self.folder / "case.h5.lock").exists():
                self.assertIsNone(job.poll(), "it has ended")
                time.sleep(0.02)
            job.send_signal(signal.SIGUSR1)
        return job.wait(PATIENCE)

    def test_a_run(self):
        for ranks in 1, 2:
            for style in "text", "json":
                with self.subTest(ranks=ranks, style=style):
                    code = self.code("case.toml", "--log-format", style, ranks=ranks)
                    # A launcher takes the signal again while it ends, and may die of what is still to be passed on.
                    self.assertIn(code, (0, -signal.SIGPIPE) if ranks > 1 else (0,))
                    with h5py.File(self.folder / "case.h5") as file:
                        self.assertEqual(file.attrs["status"], "complete")
                (self.folder / "case.h5").unlink()

    def test_an_error(self):
        self.assertEqual(self.code("none.toml"), 2)

    def test_a_stop(self):
        self.write("case.toml", TINY_ENSEMBLE.replace("measure = 800", "measure = 8000000"))
        self.assertEqual(self.code("case.toml", stop=True), 10)
        self.assertIn("case.h5.ckpt", self.files())


class Timing(Program):
    def timing(self, file):
        group = file["timing"]
        for dataset in group.values():
            self.assertIn("units", dataset.attrs)
            self.assertIn("long_name", dataset.attrs)
            self.assertTrue(h5py.h5ds.is_scale(dataset.id) or dataset.dims[0].values(), dataset.name)
        rows = {}
        for axis, value in ("phase", "phase_seconds"), ("counter", "count"), ("event", "event_seconds"):
            if axis not in group:
                continue
            labels = [str(label) for label in group[axis].attrs["labels"]]
            self.assertEqual(group[value].shape, (len(labels),))
            self.assertTrue((group[value + "_min"][:] <= group[value + "_max"][:]).all())
            rows[axis] = dict(zip(labels, group[value][:]))
        mean = group["phase_seconds"][:]
        self.assertTrue((group["phase_seconds_min"][:] <= mean * (1 + 1e-12)).all())
        self.assertTrue((mean <= group["phase_seconds_max"][:] * (1 + 1e-12)).all())
        return rows

    def test_of_the_engine_boltzmann(self):
        for ranks in 1, 2:
            begun = time.monotonic()
            self.assert_done(self.kapitza("run", "case.toml", "-q", ranks=ranks))
            elapsed = time.monotonic() - begun
            with h5py.File(self.folder / "case.h5") as file:
                rows = self.timing(file)
                phases, counters, events = rows["phase"], rows["counter"], rows["event"]
                self.assertEqual(list(phases)[0], "set-up")
                self.assertEqual(list(phases)[-1], "output")
                self.assertLess(sum(phases.values()), elapsed)
                self.assertGreater(events["SNESSolve"], 0.2 * phases["solve"])
                if ranks == 1:  # of several, one may enter a phase long after another, and seconds are those of the slowest
                    # The solver's own clock, and PETSc's, run inside the phase.
                    self.assertGreaterEqual(phases["solve"] * 1.001, file["seconds"][:].sum())
                    self.assertLess(events["SNESSolve"], phases["solve"])
                least, most = file["timing/count_min"][:], file["timing/count_max"][:]
                total = file["timing/count"][:]
                self.assertTrue(((ranks * least <= total) & (total <= ranks * most)).all())
                np.testing.assert_array_equal(total, np.rint(total))
                # Six points at two or more steps; some transforms for each of them.
                self.assertGreaterEqual(counters["collision evaluations"], 12)
                self.assertGreater(counters["FFTs"], 10 * counters["collision evaluations"])
            self.assertNotIn("SNESSolve", self.kapitza("show", "case.h5").stdout)
            shown = self.kapitza("show", "case.h5", "--timing")
            self.assert_done(shown)
            for part in "phase", "solve", "output", "SNESSolve", "collision evaluations", "FFTs":
                self.assertIn(part, shown.stdout)
            (self.folder / "case.h5").unlink()

    def test_of_the_engine_linear(self):
        self.write("case.toml", LINEAR)
        self.assert_done(self.kapitza("run", "case.toml", "-q", ranks=2))
        with h5py.File(self.folder / "case.h5") as file:
            rows = self.timing(file)
            self.assertEqual(rows["counter"]["collision linearisations"], 2 * 4)  # on all momenta and, for the errors, on half of them
            self.assertGreater(rows["counter"]["FFTs"], 0)
            self.assertGreater(min(rows["phase"]["collision matrix"], rows["phase"]["slabs"]), 0)

    def test_of_the_engine_micro(self):
        self.write("case.toml", TINY_ENSEMBLE)
        for ranks in 1, 2:
            self.assert_done(self.kapitza("run", "case.toml", "-q", ranks=ranks))
            with h5py.File(self.folder / "case.h5") as file:
                rows = self.timing(file)
                self.assertGreater(rows["phase"]["realisations"], rows["phase"]["set-up"])
                # Five realisations of 1000 in time at dt = 0.2, samples every 5 for 800, and as many looks before.
                count = rows["counter"]
                self.assertEqual(count["realisations"], 5)
                self.assertEqual(count["steps"], 5 * 5000)
                self.assertEqual(count["noise draws"], count["steps"])
                self.assertEqual(count["samples"], 5 * 160)
                stretches = 5 * 200
                self.assertEqual(count["FFTs"], 3 * count["steps"] + 2 * stretches + (4 + 2) * count["samples"])

    def test_opens_in_xarray(self):
        try:
            import xarray
        except ImportError:
            self.skipTest("this python3 has no xarray")
        self.assert_done(self.kapitza("run", "case.toml", "-q"))
        with xarray.open_dataset(self.folder / "case.h5", group="timing") as data:
            self.assertIn("phase", data.phase_seconds.coords)
            self.assertEqual(data.phase_seconds.attrs["units"], "s")
            self.assertIn("solve", data.phase.attrs["labels"])


class PetscLog(Program):
    def test_log_view_reports_the_solvers(self):
        done = self.kapitza("run", "case.toml", "--", "-log_view", ranks=2)
        self.assert_done(done)
        self.assertIn("SNESSolve", done.stdout)
        with h5py.File(self.folder / "case.h5") as file:
            self.assertIn("SNESSolve", file["timing/event"].attrs["labels"])

    def test_log_view_writes_where_it_is_told(self):
        self.write("case.toml", LINEAR)
        self.assert_done(self.kapitza("run", "case.toml", "--", "-log_view", ":petsc.txt"))
        self.assertIn("Event Stage", (self.folder / "petsc.txt").read_text())


if __name__ == "__main__":
    main()

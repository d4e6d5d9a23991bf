"""The scripts of jobs/ with small inputs: results, arrays, dependencies, signals, requeue and resume."""

import shutil
import subprocess
import sys
import time
import unittest
from pathlib import Path

import h5py
import numpy as np
from harness_slurm import ROOT, Jobs, arrays, cluster, main, missing_program, processor_seconds
from kapitza import running

sys.path.insert(0, str(ROOT / "tools/lib"))
import figures  # noqa: E402

# Stands in for the program where only the script is tested: it leaves a line for each start, stops on USR1 with the code of a
# checkpoint as often as the environment says, waiting for the signal, and is then done. Its result says that it is complete, and no more.
STAND_IN = """\
#!/usr/bin/env bash
[[ $1 == run ]] || { echo "stand-in 1.0"; exit 0; }
output=$4
trap 'exit 10' USR1
trap 'echo TERM >>"$output.starts"; exit 10' TERM
echo start >>"$output.starts"
if (($(grep -c start "$output.starts") <= ${STOPS:-1})); then
  echo waiting >>"$output.starts"
  for ((i = 0; i < 12000; ++i)); do sleep 0.1; done
  exit 1
fi
"$KAPITZA_PYTHON" -c 'import h5py, sys; h5py.File(sys.argv[1], "w").attrs["status"] = "complete"' "$output"
exit "${FINAL_CODE:-0}"
"""

def setUpModule():
    if missing := missing_program():
        raise unittest.SkipTest(f"{missing} is not installed")


class Scripts(unittest.TestCase):
    """What all scripts promise to their users."""

    scripts = sorted((ROOT / "jobs").glob("*.sbatch"))

    def test_are_edited_in_three_lines(self):
        self.assertEqual(len(self.scripts), 5)
        for script in self.scripts:
            with self.subTest(script=script.name):
                self.assertEqual(script.read_text().count("# edit:"), 3)
                for part in "\nset -euo pipefail\n", "--open-mode=append --requeue --signal=B:USR1@300\n", ". jobs/environment.sh\n":
                    self.assertIn(part, script.read_text())

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_pass_shellcheck(self):
        files = self.scripts + sorted((ROOT / "jobs").glob("*.sh"))
        done = subprocess.run(["shellcheck", "-x", *files], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


class OwnCluster(unittest.TestCase):
    def test_ends_with_whoever_started_it_and_leaves_nothing(self):
        starter = """
import os, subprocess, time
import harness_slurm
folder, keeper = harness_slurm.start_cluster()
assert keeper.stdout.readline() == "ready\\n"
environment = dict(os.environ, SLURM_CONF=f"{folder}/slurm.conf")
subprocess.run(["sbatch", f"--output={folder}/job.log", "--wrap", "echo $$; trap : TERM; while :; do sleep 1; done"],
               env=environment, check=True)
while not os.path.exists(f"{folder}/job.log") or not open(f"{folder}/job.log").read():
    time.sleep(0.1)
pids = [open(f"{folder}/{name}").read().strip() for name in ("job.log", "munge/pid", "run/slurmctld.pid", "run/slurmd.pid")]
print(folder, *pids, flush=True)
time.sleep(10000)
"""
        process = subprocess.Popen([sys.executable, "-B", "-c", starter], stdout=subprocess.PIPE, text=True,
                                   cwd=Path(__file__).parent)
        line = next(line for line in process.stdout if line.startswith("/")).split()
        process.kill()
        process.wait()
        process.stdout.close()
        folder, pids = Path(line[0]), line[1:]
        self.assertEqual(len(pids), 4)
        deadline = time.monotonic() + 300
        while folder.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertFalse(folder.exists())
        self.assertEqual([pid for pid in pids if cluster.is_alive(pid)], [])


class OneCase(Jobs):
    def test_gives_the_result_of_a_run_by_hand_with_either_launcher(self):
        with self.direct("case.toml") as direct:
            n = direct["n"][:]
        for launcher in "srun --mpi=pmix", "mpirun":
            with self.subTest(launcher=launcher):
                name = launcher.split()[0]
                job = self.submit(f"--job-name={name}", "--ntasks=2", "jobs/boltzmann.sbatch", "case.toml",
                                  KAPITZA_LAUNCHER=launcher)
                self.assertEqual(self.wait(job), ["COMPLETED"])
                with self.result(f"{name}/case.h5") as file:
                    self.assertEqual(file.attrs["ranks"], 2)
                    self.assertLess(np.abs(file["n"][:] / n - 1).max(), 1e-11)  # of rank independence

    def test_log_tells_revision_and_input(self):
        self.wait(self.submit("--ntasks=1", "jobs/boltzmann.sbatch", "case.toml"))
        revision = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True)
        if revision.returncode == 0:
            self.assertIn(revision.stdout.strip(), self.log())
        self.assertIn("    Lambda = [0.1, 1]\n", self.log())
        self.assertIn("kapitza ", self.log())

    def test_ends_with_the_code_of_the_program(self):
        self.write("case.toml", 'kind = "cooking"\n')
        job = self.submit("--ntasks=2", "jobs/boltzmann.sbatch", "case.toml")
        self.assertEqual(self.wait(job), ["FAILED"])
        self.assertEqual(self.records(job)[0]["ExitCode"], "2:0")
        self.assertIn("cooking", self.log())
        job = self.submit("--ntasks=1", "jobs/boltzmann.sbatch", "absent.toml")
        self.assertEqual(self.wait(job), ["FAILED"])
        self.assertIn("absent.toml: no such file", self.log())


class Arrays(Jobs):
    def test_lambda_scan_is_merged_by_a_dependent_job(self):
        job = self.submit("--array=0-2", "--ntasks=1", "jobs/lambda_scan.sbatch", "case.toml", "defect.Lambda", "0.1", "0.4", "1")
        merge = self.wait_until(lambda: self.follower("lambda_scan_merge"), "the dependent job")
        self.assertEqual(self.wait(job), ["COMPLETED"] * 3)
        self.assertEqual(self.wait(merge), ["COMPLETED"])
        ends = [record["EndTime"] for record in self.records(job)]
        self.assertGreaterEqual(self.records(merge)[0]["StartTime"], max(ends))
        with self.result("lambda_scan/case.h5") as merged, \
                self.direct("case.toml", "--set", "defect.Lambda=[0.1, 0.4, 1]") as direct:
            np.testing.assert_array_equal(merged["Lambda"][:], [0.1, 0.4, 1])
            np.testing.assert_allclose(merged["n"][:], direct["n"][:], rtol=1e-7)  # steady.tolerance = 1e-10

    def test_discretisation_study_extrapolates_and_tabulates(self):
        upwind = 'scheme = "upwind"\npoints = [3, 5, 7]\n'
        text = (self.folder / "case.toml").read_text().replace('scheme = "dg"\ncells = 3\nnodes = 2\n', upwind)
        self.write("case.toml", text.replace("[0.1, 1]", "[0.1, 0.3]"))
        job = self.submit("--array=0-2", "--ntasks=1", "jobs/discretisation_study.sbatch", "case.toml", "space.points", "3", "5", "7")
        merge = self.wait_until(lambda: self.follower("discretisation_merge"), "the dependent job")
        self.assertEqual(self.wait(job), ["COMPLETED"] * 3)
        self.assertEqual(self.wait(merge), ["COMPLETED"])
        self.assertIn("rho(1/2)", self.log("discretisation_merge-*.log"))
        with self.result("discretisation/case.h5") as merged, self.direct("case.toml") as direct:
            np.testing.assert_allclose(merged["n"][:], direct["n"][:], rtol=1e-7)
            np.testing.assert_array_equal(merged["study/points"][:], [3, 5, 7])

    def test_nothing_is_merged_after_a_failed_task(self):
        job = self.submit("--array=0-1", "--ntasks=1", "jobs/lambda_scan.sbatch", "case.toml", "defect.Lambda", "0.1", "-1")
        merge = self.wait_until(lambda: self.follower("lambda_scan_merge"), "the dependent job")
        self.assertEqual(self.wait(job), ["COMPLETED", "FAILED"])
        self.assertEqual(self.wait(merge), ["CANCELLED"])
        self.assertFalse((self.folder / "results/lambda_scan/case.h5").exists())

    def test_array_and_values_must_fit(self):
        job = self.submit("--array=0-1", "--ntasks=1", "jobs/lambda_scan.sbatch", "case.toml", "defect.Lambda", "0.1", "1", "2")
        self.assertEqual(self.wait(job), ["FAILED"] * 2)
        self.assertIn("3 values need --array=0-2", self.log())
        self.assertIsNone(self.follower("lambda_scan_merge"))

    def test_figures_are_run_and_drawn(self):
        folder, made = self.folder / "results/figures", {}
        for again in False, True:
            job = self.submit("--array=5-6", "--ntasks=1", "jobs/figures.sbatch")
            draw = self.wait_until(lambda: self.follower("figures_draw"), "the dependent job")
            self.assertEqual(self.wait(job), ["COMPLETED"] * 2)
            self.assertEqual(self.wait(draw), ["COMPLETED"])
            self.assertEqual(sorted(path.name for path in folder.iterdir() if path.suffix != ".csv"),
                             ["fig5.h5", "fig5.pdf", "fig5.png", "fig6.pdf", "fig6.png"])  # fmt: skip
            for figure in 1, 2, 3, 4, 7:
                self.assertIn(f"figure {figure} is left out: fig{figure}", self.log(f"figures_draw-{draw}.log"))
            self.assertIn("figure 6 has no run that is not complete", self.log(f"figures-{job}_6.log"))
            self.assertEqual("figure 5 has no run that is not complete" in self.log(f"figures-{job}_5.log"), again)
            made[again] = (folder / "fig5.h5").read_bytes()
        self.assertEqual(made[False], made[True])


class StopAndContinue(Jobs):
    """The scripts' part, with a stand-in for the program."""

    def setUp(self):
        super().setUp()
        self.write("stand_in", STAND_IN).chmod(0o755)
        self.environment["KAPITZA_PROGRAM"] = str(self.folder / "stand_in")
        self.environment["KAPITZA_RESULTS"] = str(self.folder / "results")

    def starts(self, name="boltzmann/case"):
        path = self.folder / f"results/{name}.h5.starts"
        return path.read_text().split() if path.exists() else []

    def signal_when_waiting(self, job, stop, name="boltzmann/case"):
        """USR1 to the script, as SLURM sends it before the limit, in the wait number `stop`."""
        self.wait_until(lambda: self.starts(name).count("waiting") == stop, f"start {stop}")
        self.client("scancel", "--batch", "--signal=USR1", job)

    def test_requeues_itself_until_done(self):
        for launcher in "srun --mpi=pmix", "mpirun":
            with self.subTest(launcher=launcher):
                name = launcher.split()[0]
                job = self.submit(f"--job-name={name}", "--ntasks=1", "jobs/boltzmann.sbatch", "case.toml",
                                  KAPITZA_LAUNCHER=launcher, STOPS="1")
                self.signal_when_waiting(job, 1, f"{name}/case")
                self.assertEqual(self.wait(job), ["COMPLETED"])
                self.assertEqual(self.starts(f"{name}/case"), ["start", "waiting", "start"])
                self.assertEqual(self.records(job)[0]["Restarts"], "1")

    def test_is_told_to_stop_before_the_time_limit(self):
        # SLURM sends it between 120 and 180 seconds before the limit of four minutes: a minute or two after the start.
        job = self.submit("--time=4", "--signal=B:USR1@120", "--nodes=1", "--ntasks=2", "--ntasks-per-node=2",
                          "jobs/micro_ensemble.sbatch", "case.toml", KAPITZA_LAUNCHER="srun --mpi=pmix --ntasks=1")
        self.assertEqual(self.wait(job), ["COMPLETED"])
        self.assertEqual(self.starts("micro_ensemble/case"), ["start", "waiting", "start"])

    def test_number_of_requeues_is_limited(self):
        job = self.submit("--ntasks=1", "jobs/boltzmann.sbatch", "case.toml", STOPS="9", KAPITZA_MOST_REQUEUES="1")
        for stop in 1, 2:
            self.signal_when_waiting(job, stop)
        self.assertEqual(self.wait(job), ["FAILED"])
        self.assertEqual(self.records(job)[0]["ExitCode"], "10:0")
        self.assertIn("stopped after 1 requeues, the most allowed", self.log())

    def test_cancelled_job_stays_so(self):
        job = self.submit("--ntasks=1", "jobs/boltzmann.sbatch", "case.toml")
        self.wait_until(lambda: "waiting" in self.starts(), "the start")
        self.client("scancel", job)
        self.assertEqual(self.wait(job), ["CANCELLED"])
        self.wait_until(lambda: "submit the same script again" in self.log(), "the script's last word")

    def test_failure_is_not_tried_again(self):
        job = self.submit("--ntasks=1", "jobs/boltzmann.sbatch", "case.toml", STOPS="0", FINAL_CODE="1")
        self.assertEqual(self.wait(job), ["FAILED"])
        self.assertEqual(self.records(job)[0]["ExitCode"], "1:0")
        self.assertEqual(self.starts(), ["start"])

    def test_success_without_a_result_is_a_failure(self):
        job = self.submit("--ntasks=1", "jobs/boltzmann.sbatch", "case.toml", KAPITZA_LAUNCHER="true")
        self.assertEqual(self.wait(job), ["FAILED"])
        self.assertIn("case.h5 was not written", self.log())
        self.assertEqual([path.name for path in (self.folder / "results/boltzmann").iterdir()], [])

    def test_all_figures_of_the_paper_are_computed(self):
        job = self.submit("--ntasks=1", "jobs/figures.sbatch", STOPS="0")
        self.assertEqual(self.wait(job), ["COMPLETED"] * 7)
        self.assertEqual(len(figures.FIGURES), 7)
        for number, figure in figures.FIGURES.items():
            log = self.log(f"figures-{job}_{number}.log")
            for run in figure.runs:
                self.assertEqual(self.starts(f"figures/{run.name}"), ["start"])
                command = next(line for line in log.splitlines() if f"/{run.name}.h5 " in f"{line} " and " run " in line)
                self.assertIn(f"input/{run.case} ", command)
                for key, value in run.keys.items():
                    self.assertIn(f" --set {key}={running.toml_value(value)}", command)
        results = {path.stem for path in (self.folder / "results/figures").glob("*.h5")}
        self.assertEqual(results, {run.name for figure in figures.FIGURES.values() for run in figure.runs})

    def test_figure_of_two_cases_requeues_before_it_is_drawn(self):
        job = self.submit("--array=1", "--ntasks=1", "jobs/figures.sbatch")
        draw = self.wait_until(lambda: self.follower("figures_draw"), "the dependent job")
        for name in "fig1", "fig1_stationary":
            self.signal_when_waiting(f"{job}_1", 1, f"figures/{name}")
        self.assertEqual(self.wait(job), ["COMPLETED"])
        for name in "fig1", "fig1_stationary":
            self.assertEqual(self.starts(f"figures/{name}"), ["start", "waiting", "start"])
        self.assertEqual(self.wait(draw), ["FAILED"])  # the stand-in's results are of no kind
        self.assertGreaterEqual(self.records(draw)[0]["StartTime"], self.records(job)[0]["EndTime"])


class Resume(Jobs):
    """The same with the program."""

    def stopped_and_continued(self, script, *arguments):
        """Stop a job of two ranks as soon as it works, and wait for its end."""
        job = self.submit("--nodes=1", "--ntasks=2", "--ntasks-per-node=2", script, "case.toml", *arguments)
        self.wait_until(lambda: list(self.folder.glob("results/*/case.h5.lock")), "the run")
        self.client("scancel", "--batch", "--signal=USR1", job)
        self.assertEqual(self.wait(job), ["COMPLETED"])
        self.assertEqual(self.records(job)[0]["Restarts"], "1")
        self.assertIn("stopped on request", self.log())
        self.assertIn("continuing from", self.log())

    def long_enough(self, text, size):
        """Of the cases in which the formatted text stands with `size` or a multiple, the first that takes one rank some seconds of a core:
        it is in case.toml then, and its result in direct.h5."""
        seconds = 0
        while seconds < 5:
            self.write("case.toml", text % size)
            seconds = processor_seconds(lambda: self.direct("case.toml").close())
            size *= 2

    def test_boltzmann_continues_to_the_same_state(self):
        text = (self.folder / "case.toml").read_text().replace("points = 32", "points = 128")
        self.long_enough(text.replace("cells = 3", "cells = %d"), 24)
        self.stopped_and_continued("jobs/boltzmann.sbatch")
        with self.result("boltzmann/case.h5") as file, h5py.File(self.folder / "direct.h5") as direct:
            np.testing.assert_allclose(file["n"][:], direct["n"][:], rtol=1e-7)  # steady.tolerance = 1e-10

    def test_micro_ensemble_continues_to_the_same_bits(self):
        self.environment["XDG_CACHE_HOME"] = str(self.folder / "cache")  # of FFTW's plans
        text = (self.folder / "micro.toml").read_text().replace('"estimate"', '"measure"')
        self.long_enough(text.replace("realisations = 5", "realisations = %d"), 200)
        self.stopped_and_continued("jobs/micro_ensemble.sbatch")
        expected = arrays(self.folder / "direct.h5")
        found = arrays(self.folder / "results/micro_ensemble/case.h5")
        self.assertGreater(len(expected), 20)
        self.assertEqual(sorted(found), sorted(expected))
        for name, values in expected.items():
            np.testing.assert_array_equal(found[name], values, err_msg=name)


if __name__ == "__main__":
    main()

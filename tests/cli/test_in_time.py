"""Kind "boltzmann" with [time]: what a run writes, that it is stopped and continued, and what is refused."""

import contextlib
import csv
import signal
import time

import h5py
import numpy as np
from harness import PATIENCE, ROOT, TINY, Program, arrays, main
from interruptions import Job
from kapitza import plotting, results
from kapitza.plotting import sheet

IN_TIME = TINY.replace("Lambda = [0.1, 1]", "Lambda = 1") + """
[time]
times = [0, 0.1, 0.5, 12]
tolerance = 1e-4
"""


class InTime(Program):
    def setUp(self):
        super().setUp()
        self.write("case.toml", IN_TIME)

    def run_case(self, *arguments, ranks=1, name="case.h5"):
        done = self.kapitza("run", "case.toml", "-o", name, "-q", *arguments, ranks=ranks)
        self.assert_done(done)
        with h5py.File(self.folder / name) as file:
            self.assertEqual(file.attrs["status"], "complete")
        return arrays(self.folder / name)

    def test_result_is_consistent(self):
        found = self.run_case()
        np.testing.assert_allclose(found["time"], [0, 0.1, 0.5, 12], rtol=0, atol=1e-15)
        k, weight, t = found["k"], found["k_weight"], found["step/time"]
        v = 2 * k
        injected = np.where(k > 0, found["injected/left"], found["injected/right"])
        # At t = 0 it is what is injected, everywhere.
        np.testing.assert_allclose(found["n"][0], np.broadcast_to(injected, found["n"][0].shape), rtol=1e-14)
        # n, at its times, is that of the steps.
        at = np.searchsorted(t, found["time"])
        np.testing.assert_allclose(found["n"] @ weight, found["step/density"][at], rtol=1e-12)
        np.testing.assert_allclose(found["n_left"], found["step/n_left"][at], rtol=0, atol=0)
        # What leaves is told by n at the ends.
        out = np.stack([(found["step/n_left"] * np.where(v < 0, -v, 0)) @ weight, (found["step/n_right"] * np.where(v > 0, v, 0)) @ weight], axis=1)
        np.testing.assert_allclose(found["step/leaving/number"], out, rtol=1e-12)
        entering = (np.abs(v) * injected) @ weight
        content = found["step/content/number"]
        change = content - content[0] - entering * t + found["step/left/number"].sum(axis=1)
        self.assertLess(np.abs(change).max(), 1e-12 * (content[0] + entering * t[-1]))
        self.assertLess(found["step/imbalance/energy"].max(), 1e-12)
        # It ends in the stationary state, which it began far from.
        self.assertGreater(found["step/distance"][0], 0.1)
        self.assertLess(found["step/distance"][-1], 2e-2)
        # A ray of late times carries what leaves at last, and nothing is faster than 2 pi.
        zeta, limit = found["ray/zeta"], found["ray_limit/n"]
        fast = np.argmin(np.abs(zeta - 3.3))
        expected = np.where(v > zeta[fast], found["stationary/n_right"], injected)
        np.testing.assert_allclose(limit[fast], expected, rtol=1e-12)
        np.testing.assert_allclose(found["ray/density"][-1, [0, -1]], injected @ weight, rtol=1e-12)

    def test_show_check_and_plot(self):
        checked = self.kapitza("check", "case.toml")
        self.assert_done(checked)
        self.assertIn("4 times to t = 12", checked.stdout)
        self.assertIn("# time: about", checked.stdout)
        self.run_case()
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        for part in "in time", "infinity", "balances: number to", "relaxation time", "light cone":
            self.assertIn(part, shown.stdout)
        for option in ["--table", "16"], ["--linear"]:
            refused = self.kapitza("show", "case.h5", *option)
            self.assertEqual(refused.returncode, 2, refused.stderr)
            self.assertIn("in time", refused.stderr)
        self.assert_done(self.start([ROOT / "tools/plot", "case.h5", "--csv"]))
        with open(self.folder / "case_rays.csv") as file:
            rows = [row for row in csv.reader(line for line in file if not line.startswith("#"))]
        self.assertIn("t -> infinity", {row[0] for row in rows})

    def test_the_edges_of_its_stationary_state_are_drawn_with_it(self):
        self.run_case("--set", "time.times=[0, 0.1]")
        self.write("stationary.toml", TINY)
        self.assert_done(self.kapitza("run", "stationary.toml", "-q", "--set", "defect.Lambda=1"))
        panels = {panel.name: panel for panel in plotting.panels_of(self.folder / "case.h5", self.folder / "stationary.h5")}
        self.assertIn("rays", panels)
        sheet.draw(list(panels.values()), 7)
        X, distance = np.array([row[1:] for row in panels["edges"].table]).T
        found = arrays(self.folder / "stationary.h5")
        np.testing.assert_allclose(X, [0, *found["X"], 1])
        np.testing.assert_allclose(distance, [found["thermal_left/deviation"][0], *found["thermal/deviation"][0], found["thermal_right/deviation"][0]])
        for others, said in (["case.h5"], "case.h5: a result in time"), (["stationary.h5"] * 2, "allowed over this kind: one"):
            with self.assertRaises(results.BadResult) as caught:
                plotting.panels_of(self.folder / "case.h5", *(self.folder / other for other in others))
            self.assertIn(said, str(caught.exception))

    def test_the_light_cone_over_x_and_t(self):
        found = self.run_case()
        panels = plotting.panels_of(self.folder / "case.h5", names=["cone"])
        sheet.draw(panels, 3.4)
        rows = panels[0].table
        x, t, rho = np.array([row[1:] for row in rows if len(row) == 4]).T
        lines = {}
        for series, *at in (row for row in rows if len(row) == 3):
            lines.setdefault(series, []).append(at)
        last = found["time"][-1]
        for place, side in (0, -1), (1, 1):
            cone = np.array(lines[f"light cone, x/t = {side * 2 * np.pi:.4g}"])
            np.testing.assert_allclose((cone[:, 0] - place) / side, 2 * np.pi * cone[:, 1], atol=1e-12)
        self.assertEqual([lines[f"{side} edge of the defect"] for side in ("left", "right")], [[[0, 0], [0, last]], [[1, 0], [1, last]]])
        # Colours at the middle of their parts of t; before the first carriers have come, and at t = 0, it is what was injected.
        edges = np.array([0, *(found["time"][1:] + found["time"][:-1]) / 2, last])
        early, late = (np.isclose(t, (edges[i] + edges[i + 1]) / 2) for i in (1, 3))
        before = np.where(found["k"] > 0, found["injected/left"], found["injected/right"]) @ found["k_weight"]
        outside = np.maximum(-x, x - 1)
        np.testing.assert_allclose(rho[early & (outside > 2 * np.pi * 0.1 * 1.04)], before, rtol=1e-9)
        np.testing.assert_allclose(rho[t < edges[1]], before, rtol=1e-9)
        # Where the parts of x are as those of the rays, it is the density on them; inside it is the profile.
        for side, distance in (np.signbit(found["ray/zeta"]), -x[late & (x < 0)]), (~np.signbit(found["ray/zeta"]), x[late & (x > 1)] - 1):
            values = rho[late & (x < 0)] if side[0] else rho[late & (x > 1)]
            among = distance / last < 6
            expected = np.interp(distance[among] / last, *zip(*sorted(zip(np.abs(found["ray/zeta"][side]), found["ray/density"][-1][side]))))
            np.testing.assert_allclose(values[among], expected, atol=2e-4)
        inside = late & (x > 0) & (x < 1)
        np.testing.assert_allclose(np.interp(found["X"], x[inside], rho[inside]), found["density"][-1], atol=2e-3)

    def test_ranks_change_nothing(self):
        whole, parallel = self.run_case(name="whole.h5"), self.run_case(ranks=2, name="parallel.h5")
        np.testing.assert_allclose(parallel["n"], whole["n"], rtol=0, atol=1e-6)

    def test_goes_on_where_it_was_stopped(self):
        self.assert_goes_on(IN_TIME.replace("tolerance = 1e-4", "tolerance = 1e-6"))

    def test_goes_on_without_the_stationary_state(self):
        self.assert_goes_on(IN_TIME.replace("tolerance = 1e-4", "tolerance = 1e-6\nstationary = false"))

    def assert_goes_on(self, text):
        self.write("case.toml", text + '[checkpoint]\nevery = "1s"\n')
        job = Job(self.folder, "case.toml", "-q")
        checkpoint, deadline = self.folder / "case.h5.ckpt", time.monotonic() + PATIENCE
        while job.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), h5py.File(checkpoint) as file:
                if "evolution/n" in file:
                    break
            time.sleep(0.05)
        job.process.send_signal(signal.SIGTERM)
        _, messages = job.process.communicate(timeout=PATIENCE)
        self.assertEqual(job.process.returncode, 10, messages)
        self.assertIn("t = ", messages)
        with h5py.File(checkpoint) as file:
            before = file["evolution/steps"][0]
            self.assertGreater(before, 0)
        shown = self.kapitza("show", "case.h5.ckpt")
        self.assert_done(shown)
        self.assertIn(f"{before} steps to t = ", shown.stdout)
        self.assert_done(self.kapitza("run", "case.toml", "-q", ranks=2))
        continued, whole = arrays(self.folder / "case.h5"), self.run_case(name="whole.h5")
        self.assertGreater(continued["step/time"].size, before + 1)
        self.assertEqual(continued["step/time"].size, np.unique(continued["step/time"]).size)
        np.testing.assert_allclose(continued["n"], whole["n"], rtol=0, atol=1e-5)
        np.testing.assert_allclose(continued["step/left/number"][-1], whole["step/left/number"][-1], rtol=1e-5)
        self.assertLess(continued["step/imbalance/number"].max(), 1e-12)
        self.assertNotIn("case.h5.ckpt", self.files())

    def test_without_the_stationary_state(self):
        whole, alone = self.run_case(name="whole.h5"), self.run_case("--set", "time.stationary=false")
        missing = set(whole) - set(alone)
        self.assertEqual({name.split("/")[0] for name in missing} - {"timing"}, {"stationary", "ray_limit", "relaxation", "step"})
        self.assertEqual({name for name in missing if name.startswith("step/")}, {"step/distance"})
        for name in set(alone) - {name for name in alone if name.startswith(("timing", "step/time_step", "step/imbalance"))}:
            np.testing.assert_allclose(alone[name], whole[name], rtol=1e-6, atol=1e-7, err_msg=name)
        self.assertLess(alone["step/change"][-1], 0.05 * alone["step/change"][1])
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        self.assertIn(f"{alone['step/change'][-1]:.1e}", shown.stdout)
        self.assertIn("no stationary state", shown.stdout)
        for absent in "infinity", "distance", "relaxation time":
            self.assertNotIn(absent, shown.stdout)
        panels = {panel.name: panel for panel in plotting.panels_of(self.folder / "case.h5")}
        self.assertNotIn("distance", panels)
        sheet.draw(list(panels.values()), 7)
        for name in "centre_in_time", "rays":
            self.assertNotIn("stationary", {row[0] for row in panels[name].table})
            self.assertNotIn("t -> infinity", {row[0] for row in panels[name].table})

    def test_a_stationary_state_that_is_not_found_says_how_to_go_without(self):
        failed = self.kapitza("run", "case.toml", "-q", "--set", "steady.max_steps=1")
        self.assert_refused(failed, 1, "Lambda = 1")
        self.assertIn("time.stationary = false", failed.stderr)

    def test_another_initial_state(self):
        found = self.run_case("--set", 'time.initial="0.5 + 0.2*sin(k)"')
        k = found["k"]
        np.testing.assert_allclose(found["n"][0], np.broadcast_to(0.5 + 0.2 * np.sin(k), found["n"][0].shape), rtol=1e-12)

    def test_behind_the_mean_field_of_a_finite_length(self):
        finite = ["--set", "defect.length=300", "--set", 'defect.profile="box"', "--set", 'space.scheme="dg"', "--set", "space.cells=3",
                  "--set", "momentum.scheme=panels", "--set", "momentum.points=24", "--set", "time={times=[0, 0.2], tolerance=1e-3}"]  # fmt: skip
        found = self.run_case(*finite)
        lambda_, rho = found["lambda"][0], found["density"]
        self.assertAlmostEqual(lambda_, np.sqrt(1 / 300), places=9)
        np.testing.assert_allclose(found["W"], lambda_ * found["D"] * 18 * rho**2, rtol=1e-12)  # U of |psi|^6
        self.assertGreater(np.abs(found["W"][1] - found["W"][0]).max(), 1e-3)
        self.assertLess(found["step/imbalance/number"].max(), 1e-12)
        middle = np.argmin(np.abs(found["X"] - 0.5))
        energy = found["n"][0, middle] * found["k"] ** 2 @ found["k_weight"] + lambda_ * 6 * rho[0, middle] ** 3
        self.assertAlmostEqual(found["step/content/energy"][0], energy, places=6)
        shown = self.kapitza("show", "case.h5")
        self.assertIn("mean field of L = 300 sites", shown.stdout)
        checked = self.kapitza("check", "case.toml", *finite, "--set", "collision.order=next", "--set", "collision.next_tau_max=2")
        self.assert_done(checked)
        self.assertIn("# mean field: L = 300", checked.stdout)
        self.assertIn("# next order: c = <J, I>/<I, I> = ", checked.stdout)

    def test_what_is_refused(self):
        def refused(part, *settings):
            self.assert_refused(self.kapitza("check", "case.toml", *(word for s in settings for word in ("--set", s))), 2, part)

        refused("allowed with [time]: one", "defect.Lambda=[1, 2]")
        refused("does not ascend", "time.times=[1, 0.5]")
        refused("beyond time.end", "time.end=1")
        refused('"mirror"', 'time.initial="mirror"')
        self.write("chosen.toml", IN_TIME.replace("cells = 3\nnodes = 2\n", ""))
        self.assert_refused(self.kapitza("check", "chosen.toml", "--set", "time.stationary=false"), 2, "space.cells: missing")
        refused("time.initial", 'time.initial="-1"')
        refused('defect.profile: found "smooth"; allowed with [time]: "box"', "defect.length=300", 'space.scheme="dg"', 'momentum.scheme="panels"')
        refused("allowed with [time]", 'steady.method="march"', 'space.scheme="upwind"', "space.points=8")
        self.write("case.toml", TINY)
        refused("give time.end", "time.tolerance=1e-3")


if __name__ == "__main__":
    main()

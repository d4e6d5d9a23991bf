"""The relaxing lattice from end to end: its table, any number of ranks, stopping and going on, and what is refused."""

import h5py
import numpy as np
from harness import KAPITZA, ROOT, arrays, main
from interruptions import Interruptions

# A second or two of work.
SMALL = """\
kind = "relaxation"

[momentum]
points = 32

[interaction]
coefficients = { "3" = 6.0 }
lambda = [0.03, -0.03]

[initial]
occupation = "0.5 + 0.3*cos(k - 0.7) + 0.1*sin(2*k)"

[lattice]
sites = 512

[collision]
accuracy = 1e-3
next_tau_max = 3
next_tau_step = 0.1

[time]
end = [20, 10]
measured = [0, 0.25, 1]

[ensemble]
realisations = [30, 20]
seed = 3

[fft]
planning = "estimate"
"""


class Relaxation(Interruptions):
    plain = None

    def setUp(self):
        super().setUp()
        self.write("case.toml", SMALL)

    def run_case(self, name, *arguments, ranks=1):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", name, *arguments, ranks=ranks))
        return arrays(self.folder / name)

    def plain_case(self, name):
        """The case as it is, on one rank; run once."""
        if Relaxation.plain is None:
            self.run_case(name)
            Relaxation.plain = (self.folder / name).read_bytes()
        (self.folder / name).write_bytes(Relaxation.plain)
        return arrays(self.folder / name)

    def test_holds_field_and_equation(self):
        found = self.plain_case("case.h5")
        k, fraction = found["k"], found["fraction"]
        np.testing.assert_array_equal(fraction, [0, 0.25, 0.5, 1])
        np.testing.assert_allclose(found["time"], np.outer([20, 10], fraction), atol=0.11)  # whole steps
        initial = 0.5 + 0.3 * np.cos(k - 0.7) + 0.1 * np.sin(2 * k)
        np.testing.assert_allclose(found["initial/n"], initial, rtol=1e-14)
        for order in "leading", "next":
            n = found[f"{order}/n"]
            self.assertEqual(n.shape, (2, 4, 32))
            np.testing.assert_allclose(n[:, 0], [initial, initial], rtol=1e-14)
            for weight in np.ones_like(k), k**2:  # number and energy
                np.testing.assert_allclose(n @ weight, np.full((2, 4), initial @ weight), rtol=1e-13)
            np.testing.assert_allclose(found[f"{order}/change"], n[:, 3] - n[:, 2], atol=1e-15)
            # Slope and scores, from the arrays.
            unit = found["lambda"] ** 2 * found["end"] / 2
            direction = np.outer(unit, found["initial/I"])
            square = (direction**2).sum(axis=1)
            np.testing.assert_allclose(found[f"{order}/slope"], (found[f"{order}/change"] * direction).sum(axis=1) / square, rtol=1e-12)
            z = (found["slope"] - found[f"{order}/slope"]) / found["slope_stderr"]
            np.testing.assert_allclose(found[f"{order}/z"], z, rtol=1e-12)
            R = found["realisations_done"]
            chi2 = (((found["change"] - found[f"{order}/change"]) / found["change_stderr"]) ** 2).mean(axis=1) * (R - 3) / (R - 1)
            np.testing.assert_allclose(found[f"{order}/chi2"], chi2, rtol=1e-12)
        np.testing.assert_allclose(found["slope"], (found["change"] * direction).sum(axis=1) / square, rtol=1e-10)
        np.testing.assert_allclose(found["change"], found["n"][:, 3] - found["n"][:, 2], atol=1e-13)
        np.testing.assert_array_equal(found["realisations_done"], [30, 20])
        # The next order is odd in lambda and slows a repulsive field down.
        c = found["initial/J"] @ found["initial/I"] / (found["initial/I"] @ found["initial/I"])
        np.testing.assert_allclose(found["next/correction"], c * found["lambda"], rtol=1e-12)
        self.assertLess(c, -15)
        self.assertLess(found["next/slope"][0], found["leading/slope"][0] - 0.1)
        self.assertGreater(found["next/slope"][1], found["leading/slope"][1] + 0.1)
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual((file.attrs["kind"], file.attrs["status"]), ("relaxation", "complete"))

    def test_show_prints_the_table(self):
        found = self.plain_case("case.h5")
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        rows = [line.split() for line in shown.stdout.splitlines() if line.split()[:1] in (["0.03"], ["-0.03"])]
        self.assertEqual(len(rows), 2)
        for i, row in enumerate(rows):
            self.assertEqual(float(row[1]), found["end"][i])
            self.assertAlmostEqual(float(row[4]), found["slope"][i], delta=6e-5)
            self.assertAlmostEqual(float(row[6]), found["slope_stderr"][i], delta=6e-5)
            self.assertAlmostEqual(float(row[7]), found["leading/slope"][i], delta=6e-5)
            self.assertAlmostEqual(float(row[10]), found["next/slope"][i], delta=6e-5)
            self.assertAlmostEqual(float(row[11]), found["next/z"][i], delta=6e-3)

    def test_ranks_change_nothing(self):
        one = self.plain_case("1.h5")
        for ranks in 2, 3:
            other = self.run_case(f"{ranks}.h5", ranks=ranks)
            self.assertEqual(sorted(other), sorted(one))
            for name, values in other.items():
                # The field bit by bit; plans of the next order are measured, so that its last bits, and the slopes on it, may differ.
                tolerance = 0 if name in ("n", "n_stderr", "change", "change_stderr") else 1e-9
                np.testing.assert_allclose(values, one[name], rtol=tolerance, atol=tolerance, err_msg=name)

    def test_resolved_input_gives_the_same_result(self):
        one = self.plain_case("one.h5")
        with h5py.File(self.folder / "one.h5") as file:
            self.write("case.toml", file.attrs["input"])
        again = self.run_case("again.h5")
        np.testing.assert_array_equal(one["n"], again["n"])
        np.testing.assert_allclose(one["next/n"], again["next/n"], rtol=1e-12)

    def test_leading_order_alone(self):
        found = self.run_case("case.h5", "--set", "collision={order=\"leading\"}")
        self.assertNotIn("next/n", found)
        self.assertNotIn("initial/J", found)
        self.assertIn("leading/slope", found)
        self.assert_done(self.kapitza("show", "case.h5"))

    def test_options_reach_the_solver(self):
        same = ["--set", "interaction.lambda=0.03", "--set", "time.end=20", "--set", "ensemble.realisations=4"]
        usual = self.run_case("usual.h5", *same)
        crude = self.run_case("crude.h5", *same, "--", "-ts_type", "euler", "-ts_adapt_type", "none", "-ts_dt", "10", ranks=3)
        np.testing.assert_array_equal(usual["n"], crude["n"])
        self.assertGreater(np.abs(usual["leading/n"] - crude["leading/n"]).max(), 1e-4)
        self.assert_refused_option()

    def assert_refused_option(self):
        done = self.kapitza("run", "case.toml", "-q", "-o", "x.h5", "--", "-ksp_colour", "red")
        self.assertEqual(done.returncode, 2)
        self.assertIn("-ksp_colour", done.stderr)

    def test_warns_of_what_it_cannot_be_trusted_in(self):
        done = self.kapitza("run", "case.toml")
        self.assert_done(done)
        self.assertIn("lambda = -0.03, t = 10: lambda c_3 < 0 focuses the field", done.stderr)
        self.assertIn("lambda = 0.03, t = 20: the next order is -0.", done.stderr)
        checked = self.kapitza("check", "case.toml")
        self.assert_done(checked)
        for part in "# WARNING: lambda = -0.03, t = 10: lambda c_3 < 0", "2 row(s) of 512 sites", "c = <J, I>/<I, I> = -", "# time: about":
            self.assertIn(part, checked.stdout)
        quiet = self.kapitza("check", "case.toml", "--set", "interaction.lambda=0.005", "--set", "time.end=20", "--set", "ensemble.realisations=4")
        self.assertNotIn("WARNING", quiet.stdout)

    def test_goes_on_where_it_was_stopped(self):
        for count in 5000, 20000, 80000:
            many = ["--set", f"ensemble.realisations=[{count}, 200]"]
            if progress := self.stop_amid_realisations("parts.h5", *many):
                break
        self.assertIn("of 2 rows, the last with", progress)
        whole = self.run_case("whole.h5", *many)
        self.assert_done(self.kapitza("recover", "parts.h5.ckpt", "-o", "recovered.h5"))
        np.testing.assert_array_equal(arrays(self.folder / "recovered.h5")["n"], arrays(self.folder / "parts.h5")["n"])
        shown = self.kapitza("show", "parts.h5.ckpt")
        self.assert_done(shown)
        self.assertIn("realisations", shown.stdout)
        parts = self.run_case("parts.h5", *many, ranks=2)
        np.testing.assert_array_equal(parts["n"], whole["n"])
        np.testing.assert_array_equal(parts["change_stderr"], whole["change_stderr"])
        self.assertNotIn("parts.h5.ckpt", self.files())

    def refuse(self, *settings, parts=(), code=2):
        options = [word for setting in settings for word in ("--set", setting)]
        self.assert_refused(self.kapitza("run", "case.toml", *options), code, *parts)

    def test_says_what_is_wrong(self):
        self.refuse("interaction.lambda=0", parts=["interaction.lambda: found 0", "not 0"])
        self.refuse("time.end=[1, 2, 3]", parts=["time.end", "found 3 values beside 2 of interaction.lambda", "one for each lambda"])
        self.refuse("ensemble.realisations=[5, 5, 5]", parts=["ensemble.realisations", "found 3 values"])
        self.refuse("lattice.sites=500", parts=["lattice.sites: found 500 beside momentum.points = 32", "a multiple"])
        self.refuse("initial.occupation=0.1*cos(k)", parts=["initial.occupation: the occupation is n = -0.0", "not negative"])
        self.refuse("initial.occupation=1/(k", parts=["initial.occupation"])
        self.refuse("time.step=0.3", parts=["time.step: found 0.3", "0.2 is safe"])
        self.refuse("time.measured=[0.5, 0.501]", parts=["time.measured: found 0.5 and 0.501 of time.end", "a time step"])
        self.refuse("collision.next_tau_step=0.5", parts=["collision.next_tau_step"])
        self.refuse("collision.order=leading", parts=["collision.next_tau_max", "belongs to order = \"next\""])
        self.refuse("collision.resummation=all", parts=["collision.resummation", "pade_by_momentum"])

    def test_fails_where_the_rate_has_no_meaning(self):
        self.refuse("interaction.lambda=-0.2", "time.end=20", "ensemble.realisations=4",
                    parts=["lambda = -0.2, t = 20: the next order in lambda is"], code=1)  # fmt: skip

    def rows(self, *rows):
        """Of lambda, end and realisations each."""
        keys = "interaction.lambda", "time.end", "ensemble.realisations"
        return [part for key, values in zip(keys, zip(*rows)) for part in ("--set", f"{key}={list(values)}")]

    def test_more_realisations_and_rows_have_the_bits_of_one_run(self):
        first, second, third = (0.03, 20, 9), (-0.03, 10, 8), (0.02, 10, 5)
        whole = self.run_case("all.h5", *self.rows(first, second, third))
        parts = {
            "a row": [first, second],
            "realisations": [first, second[:2] + (3,), third],
            "both": [first[:2] + (4,), second[:2] + (2,)],
            "nothing": [first, second, third],
        }
        for (name, held), before, after in zip(parts.items(), (1, 2, 3, 1), (2, 3, 1, 1)):
            with self.subTest(added=name, before=before, after=after):
                self.run_case("part.h5", *self.rows(*held), "--overwrite", ranks=before)
                found = self.run_case("sum.h5", *self.rows(first, second, third), "--extend", "part.h5", "--overwrite", ranks=after)
                self.assertEqual(sorted(found), sorted(whole))
                for path, values in whole.items():
                    # Of J and what follows from it plans are measured in each run.
                    rounding = 1e-8 if path == "initial/J" or path.startswith(("next/", "correction")) else 0
                    np.testing.assert_allclose(found[path], values, rtol=rounding, atol=rounding, err_msg=path)

    def test_extends_the_same_case_only(self):
        self.run_case("part.h5", *self.rows((0.03, 20, 4), (-0.03, 10, 3)))
        for arguments, parts in [
            (self.rows((0.03, 20, 4), (-0.03, 10, 2)), ["part.h5: holds 3 realisations", "asks for fewer"]),
            (self.rows((0.03, 20, 4), (-0.03, 12, 3)), ["row 1 holds lambda = -0.03, t = 10", "the case has lambda = -0.03, t = 12 there"]),
            (self.rows((0.03, 20, 4)), ["row 1 holds lambda = -0.03, t = 10", "the case has none there"]),
            ([*self.rows((0.03, 20, 4), (-0.03, 10, 3)), "--set", "ensemble.seed=4"], ["ensemble.seed: 3 there, 4 here"]),
        ]:
            with self.subTest(arguments=arguments):
                done = self.kapitza("run", "case.toml", "-o", "new.h5", *arguments, "--extend", "part.h5")
                self.assertEqual(done.returncode, 2, done.stderr)
                for part in parts:
                    self.assertIn(part, done.stderr)
                self.assertNotIn("new.h5", self.files())

    def test_does_not_merge(self):
        self.plain_case("1.h5")
        self.run_case("2.h5", "--set", "ensemble.seed=4")
        done = self.kapitza("merge", "1.h5", "2.h5", "-o", "3.h5")
        self.assertEqual((done.returncode, "cannot be merged" in done.stderr), (2, True))
        self.assertNotIn("3.h5", self.files())

    def test_draws_a_picture(self):
        self.plain_case("case.h5")
        for panels in [], ["--panel", "occupation", "--csv"]:
            done = self.start([ROOT / "tools/plot", "case.h5", *panels])
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        table = (self.folder / "case_occupation.csv").read_text()
        self.assertIn("kinetic equation, 0.5 end", table)
        self.run_case("lone.h5", "--set", "collision={order=\"leading\"}", "--set", "interaction.lambda=0.03", "--set", "time.end=20",
                      "--set", "ensemble.realisations=4")  # fmt: skip
        self.assert_done(self.start([ROOT / "tools/plot", "lone.h5"]))


if __name__ == "__main__":
    main()

"""What `kapitza contents` lists is what results hold, of every kind and in both directions."""

import re

import h5py
from harness import KAPITZA, TINY, TINY_ENSEMBLE, Program, main

PANELS = TINY.replace('points = 32\nscheme = "uniform"', "points = 32")
CHOSEN = PANELS.replace('scheme = "dg"\ncells = 3\nnodes = 2', "accuracy = 0.05")
UPWIND = TINY.replace('scheme = "dg"\ncells = 3\nnodes = 2', 'scheme = "upwind"\npoints = [3, 5, 7]')

LINEAR = """\
kind = "linear"

[momentum]
points = 32

[interaction]
coefficients = { "3" = 6.0 }

[collision]
accuracy = 1e-3

[background]
thermal = { beta = 1.0, mu = -1.0 }

[perturbation]
left = "sin(k)"
right = "0"

[defect]
Lambda = [0.5, 1]
"""

RELAXATION = """\
kind = "relaxation"
momentum.points = 32
interaction = { coefficients = { "2" = 2.0 }, lambda = 0.05 }
initial.occupation = "0.5 + 0.3*cos(k)"
lattice.sites = 256
time.end = 10
ensemble.realisations = 2
collision.accuracy = 1e-3
"""

ENTRY = re.compile(r"(/\S*)  \[(.*?)\]  (\S+(?: \S+)*)(?:  \(only (.*)\))?")
ATTRIBUTE = re.compile(r"(\w+)(?:  \(only (.*)\))?")


class Listed:
    """The listing of a kind, parsed."""

    def __init__(self, text, instead=None):
        first, *others = re.split(r"^Instead, (.*):$", text, flags=re.M)
        text = dict(zip(others[::2], others[1::2]))[instead] if instead else first
        datasets, attributes = text.split("\nAttributes of the root group:\n")
        self.datasets, self.attributes = [], {}
        for head, meaning in re.findall(r"^(/.*)\n    (.*)$", datasets, re.M):
            path, axes, units, condition = ENTRY.fullmatch(head).groups()
            self.datasets.append((path, axes, units, condition, meaning))
        for head, meaning in re.findall(r"^(\w.*)\n    (.*)$", attributes, re.M):
            name, condition = ATTRIBUTE.fullmatch(head).groups()
            self.attributes[name] = condition


def pattern(text):
    """Of what a text with <placeholders> and (axes that may be missing) stands for."""
    text = re.escape(text).replace(r"\(case\),\ ", "(case, )?").replace(r"\(case\)", "(case)?")
    return re.compile(re.sub(r"<.*?>", r".+?", text))


def described(dataset):
    """Path, axes, units and meaning of a dataset, as the listing has them."""
    scale = dataset.attrs.get("CLASS", b"") in (b"DIMENSION_SCALE", "DIMENSION_SCALE")
    axes = [dataset.name] if scale else [dataset.dims[i][0].name for i in range(dataset.ndim)]
    names = [axis[1:] if axis.count("/") == 1 else axis for axis in axes]
    return dataset.name, ", ".join(names), dataset.attrs["units"], dataset.attrs["long_name"]


class Contents(Program):
    def listed(self, kind, instead=None):
        done = self.start([KAPITZA, "contents", kind])
        self.assert_done(done)
        return Listed(done.stdout, instead)

    def assert_agrees(self, kind, path, instead=None):
        """Everything in the file is listed, with its axes, unit and meaning, and all that is listed without a condition is there.
        Returns the conditions of what is there."""
        listed, met = self.listed(kind, instead), set()
        with h5py.File(self.folder / path) as file:
            found = []
            file.visititems(lambda name, item: found.append(described(item)) if isinstance(item, h5py.Dataset) else None)
            for name, axes, units, meaning in found:
                fits = [entry for entry in listed.datasets if pattern(entry[0]).fullmatch(name) and pattern(entry[1]).fullmatch(axes)
                        and entry[2] == units and pattern(entry[4]).fullmatch(meaning)]  # fmt: skip
                self.assertEqual(len(fits), 1, f"{path}: {name} [{axes}] {units}, {meaning!r}: {fits}")
                met.add(fits[0][3])
            for entry, axes, _, condition, _ in listed.datasets:
                if condition is None:
                    self.assertTrue(any(pattern(entry).fullmatch(name) for name, *_ in found), f"{path}: {entry} is listed and is not there")
            for name in file.attrs:
                self.assertIn(name, listed.attributes, path)
                met.add(listed.attributes[name])
            for name, condition in listed.attributes.items():
                if condition is None:
                    self.assertIn(name, file.attrs, path)
        return met - {None}

    def conditions(self, kind, instead=None):
        listed = self.listed(kind, instead)
        return {entry[3] for entry in listed.datasets if entry[3]} | {c for c in listed.attributes.values() if c}

    def run_case(self, text, name, *arguments):
        self.write("a.toml", text)
        self.assert_done(self.kapitza("run", "a.toml", "-q", "-o", name, *arguments))
        return name

    def test_boltzmann(self):
        self.write("table.txt", "".join(f"{k / 8 - 3.125} 0.5\n" for k in range(51)))
        met = self.assert_agrees("boltzmann", self.run_case(TINY, "uniform.h5"))
        met |= self.assert_agrees("boltzmann", self.run_case(PANELS, "panels.h5"))
        met |= self.assert_agrees("boltzmann", self.run_case(CHOSEN, "chosen.h5"))
        with h5py.File(self.folder / "chosen.h5") as file:
            self.assertFalse({"W", "next_order"} & set(file["space/grid=0"]))  # in the scaling limit there is neither
        finite = ["--set", "defect.length=400", "--set", "defect.Lambda=0.1", "--set", "collision.order=next",
                  "--set", "collision.next_points=2", "--set", "collision.next_tau_max=2"]  # fmt: skip
        met |= self.assert_agrees("boltzmann", self.run_case(CHOSEN, "finite.h5", *finite))
        table = ["--set", 'injection.left={file="table.txt"}', "--set", "defect.Lambda=0.1"]
        met |= self.assert_agrees("boltzmann", self.run_case(UPWIND, "upwind.h5", *table))
        for N in 3, 5, 7:
            self.run_case(UPWIND, f"{N}.h5", "--set", f"space.points={N}")
        self.assert_done(self.start([KAPITZA, "merge", "3.h5", "5.h5", "7.h5", "-o", "study.h5"]))
        met |= self.assert_agrees("boltzmann", "study.h5")
        for cells in 2, 3:
            self.run_case(TINY, f"cells{cells}.h5", "--set", f"space.cells={cells}")
        self.assert_done(self.start([KAPITZA, "merge", "cells2.h5", "cells3.h5", "-o", "cells.h5"]))
        met |= self.assert_agrees("boltzmann", "cells.h5")
        self.write("far.toml", TINY)
        done = self.kapitza("run", "far.toml", "--set", "steady.max_steps=5", "--set", "defect.Lambda=[0.01, 3]")
        self.assertEqual(done.returncode, 1, done.stderr)
        met |= self.assert_agrees("boltzmann", "far.h5")
        self.assertEqual(met, self.conditions("boltzmann"))

    def test_boltzmann_in_time(self):
        instead = "if [time] is given"
        met = self.assert_agrees("boltzmann", self.run_case(PANELS, "time.h5", "--set", "defect.Lambda=0.5", "--set", "time.end=0.5"), instead)
        finite = ["--set", "defect.length=400", "--set", 'defect.profile="box"', "--set", "defect.Lambda=0.1", "--set", "time.end=0.1"]
        met |= self.assert_agrees("boltzmann", self.run_case(PANELS, "finite.h5", *finite, "--set", "time.stationary=false"), instead)
        self.assertEqual(self.conditions("boltzmann", instead) - met, {"if it is partial", "if it names any", "if it is merged"})

    def test_relaxation(self):
        case = RELAXATION + 'collision.order = "%s"\n'
        met = self.assert_agrees("relaxation", self.run_case(case % "next", "next.h5"))
        met |= self.assert_agrees("relaxation", self.run_case(case % "leading", "leading.h5"))
        # Every kind lists these; here momenta are uniform, and nothing is partial, merged or a table.
        others = {"if it is partial", "if it names any", "if it is merged", 'if momentum.scheme = "panels"'}
        self.assertEqual(self.conditions("relaxation") - met, others)

    def test_linear(self):
        met = self.assert_agrees("linear", self.run_case(LINEAR, "plain.h5"))
        met |= self.assert_agrees("linear", self.run_case(LINEAR, "profiles.h5", "--set", "space.profile_points=3", "--set", "scan.mu=[-1, -2]"))
        for K in 32, 48:
            self.run_case(LINEAR, f"{K}.h5", "--set", f"momentum.points={K}")
        self.assert_done(self.start([KAPITZA, "merge", "32.h5", "48.h5", "-o", "study.h5"]))
        met |= self.assert_agrees("linear", "study.h5")
        # Every kind lists these; linear response needs no PETSc, is never partial, and names no table here.
        self.assertEqual(self.conditions("linear") - met, {"if it is partial", "if it names any", "if PETSc was at work"})

    def test_micro(self):
        fast = ["--set", "ensemble.realisations=2", "--set", "time.settle=20", "--set", "time.measure=80"]
        met = self.assert_agrees("micro", self.run_case(TINY_ENSEMBLE, "one.h5", *fast, "--set", "time.compare_half_step=true"))
        met |= self.assert_agrees("micro", self.run_case(TINY_ENSEMBLE, "two.h5", *fast, "--set", "defect.Lambda=[0.02, 0.05]"))
        self.run_case(TINY_ENSEMBLE, "next.h5", *fast, "--set", "ensemble.first=2")
        self.run_case(TINY_ENSEMBLE, "first.h5", *fast)
        self.assert_done(self.start([KAPITZA, "merge", "first.h5", "next.h5", "-o", "both.h5"]))
        met |= self.assert_agrees("micro", "both.h5")
        self.assertLessEqual(self.conditions("micro") - met, {"if it is partial", "if it names any", "if PETSc was at work", "if the run was stopped amid the measurement"})

    def test_micro_in_time(self):
        instead = 'if time.start = "injected"'
        text = TINY_ENSEMBLE.replace("[reservoir]\nwidth = 100\nrate = 0.05\n", "")
        text = text.replace("settle = 200\nmeasure = 800\nsample = 5\nblocks = 8\n", 'start = "injected"\ntimes = [0, 20]\n')
        met = self.assert_agrees("micro", self.run_case(text, "one.h5"), instead)
        met |= self.assert_agrees("micro", self.run_case(text, "two.h5", "--set", "defect.Lambda=[0.02, 0.05]"), instead)
        self.assertEqual(self.conditions("micro", instead) - met, {"if it is partial", "if it names any", "if PETSc was at work", "if it is merged"})

    def test_all_kinds_without_a_name_and_no_other_name(self):
        done = self.start([KAPITZA, "contents"])
        self.assert_done(done)
        parts = [self.start([KAPITZA, "contents", kind]).stdout for kind in ("boltzmann", "linear", "micro")]
        for part in parts:
            self.assertIn(part, done.stdout)
        wrong = self.start([KAPITZA, "contents", "boltzman"])
        self.assertEqual(wrong.returncode, 2)
        self.assertIn('did you mean "boltzmann"', wrong.stderr)


if __name__ == "__main__":
    main()

"""The notebooks of python/gallery run from the first cell to the last, and give the outputs that are stored in them."""

import importlib.util
import json
import os
import re
import unittest

from harness import KAPITZA, ROOT, Program, main

NOTEBOOKS = sorted((ROOT / "python/gallery").glob("*.ipynb"))
MISSING = [name for name in ("nbclient", "ipykernel", "xarray") if not importlib.util.find_spec(name)]
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")
CLOSE = 0.02  # relative: what is printed has three digits, and momenta and cells are chosen by a rule
TINY = 1e-6  # what only rounding makes


def printed(notebook):
    """Text of every output of every code cell, and the types of pictures."""
    return ["".join(output.get("text") or output.get("data", {}).get("text/plain", "")) for cell in notebook["cells"] if cell["cell_type"] == "code"
            for output in cell["outputs"]]  # fmt: skip


def pictures(notebook):
    return [len(output.get("data", {}).get("image/png", "")) > 1000 for cell in notebook["cells"] if cell["cell_type"] == "code" for output in cell["outputs"]]


def unit(number):
    """Of the last digit that is printed."""
    digits, _, exponent = number.partition("e")
    return 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))


def agree(one, two):
    """The same words, and numbers that are close, or as close as their digits tell."""
    if one.startswith("<Sheet size"):  # of a picture, whose height depends on fonts
        return two.startswith("<Sheet size")
    if NUMBER.sub("#", one) != NUMBER.sub("#", two):
        return False
    pairs = [(float(a), float(b), max(unit(a), unit(b))) for a, b in zip(NUMBER.findall(one), NUMBER.findall(two))]
    return all(abs(a - b) <= max(CLOSE * max(abs(a), abs(b)), 1.01 * digit) or max(abs(a), abs(b)) < TINY for a, b, digit in pairs)


class Gallery(Program):
    def test_there_are_two_with_their_outputs(self):
        self.assertEqual(len(NOTEBOOKS), 2)
        for path in NOTEBOOKS:
            stored = json.loads(path.read_text())
            self.assertTrue(all(cell["outputs"] for cell in stored["cells"] if cell["cell_type"] == "code"), path.name)
            self.assertTrue(any(pictures(stored)), path.name)
            self.assertNotIn('"ename"', path.read_text())
            self.assertNotRegex(path.read_text(), r"/(tmp|home|root|work)/")

    @unittest.skipIf(MISSING, f"needs {', '.join(MISSING)} (Debian packages python3-nbclient, python3-ipykernel, python3-xarray)")
    def test_they_run_and_give_what_is_stored(self):
        import nbformat
        from nbclient import NotebookClient

        os.environ.update(KAPITZA_PROGRAM=KAPITZA, PYTHONPATH=str(ROOT / "python"), PYDEVD_DISABLE_FILE_VALIDATION="1")
        for path in NOTEBOOKS:
            with self.subTest(notebook=path.name):
                stored = nbformat.read(path, as_version=4)
                fresh = nbformat.read(path, as_version=4)
                for cell in fresh.cells:
                    if cell.cell_type == "code":
                        cell.outputs = []
                NotebookClient(fresh, timeout=1200, kernel_name="python3").execute(cwd=str(self.folder))
                self.assertEqual(pictures(fresh), pictures(stored))
                for one, two in zip(printed(fresh), printed(stored), strict=True):
                    self.assertTrue(agree(one, two), f"{path.name}: found\n{one}\nstored\n{two}")

    def test_notices_other_words_and_other_numbers(self):
        self.assertTrue(agree("T = 1.001, residual 1e-15", "T = 1.002, residual 3e-16"))
        self.assertTrue(agree("T = 1.00 +- 6e-03", "T = 1.00 +- 7e-03"))
        self.assertFalse(agree("T = 1.00 +- 6e-03", "T = 1.00 +- 8e-03"))
        self.assertFalse(agree("T = 1.10", "T = 1.20"))
        self.assertFalse(agree("T = 1.1", "mu = 1.1"))


if __name__ == "__main__":
    main()

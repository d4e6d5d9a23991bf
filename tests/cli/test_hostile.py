"""Whatever is given as an input file: exit code 2 and one message that names it, and never a crash or a trace."""

import os
import random
import re
import unittest

import h5py
import hostile_inputs
from harness import KAPITZA, TINY, TINY_ENSEMBLE, Program, main

FORMULA = '"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"'
LONG = 900_000  # just below the largest input file


def formula(text):
    return TINY.replace(FORMULA, f'"{text}"')


def table(file):
    return TINY.replace(FORMULA, f'{{ file = "{file}" }}')


def numbers(text):
    return TINY.replace("[0.1, 1]", text)


LEFT = ":13:8: injection.left: "
TOO_LONG = "Expression too long"
TOO_DEEP = "Error while parsing value: exceeded maximum nested value depth"
TOO_MANY_PARTS = "a key of too many parts; the keys have two"

# Too long, too deep or too many to be read by eye: name, text, and the words of the message.
HUGE = [
    ("formula_of_one_name", formula("x" * LONG), LEFT, TOO_LONG),
    ("formula_of_open_brackets", formula("(" * LONG), LEFT, TOO_LONG),
    ("formula_of_brackets", formula("(" * 2000 + "k" + ")" * 2001), LEFT + "position 4002 ", 'Unexpected parenthesis ")"'),
    ("formula_of_signs", formula("-" * LONG), LEFT, TOO_LONG),
    ("formula_of_functions", formula("abs(" * 200_000 + "k" + ")" * 200_000), LEFT, TOO_LONG),
    ("formula_of_arguments", formula("max(" + "1," * 400_000 + ")"), LEFT, TOO_LONG),
    ("formula_of_choices", formula("k?1:" * 200_000), LEFT, TOO_LONG),
    ("nested_lists", numbers("[" * 500_000), ":17:", TOO_DEEP),
    ("nested_tables", "a = " + "{a=" * 300_000, ":1:", TOO_DEEP),
    ("nested_keys", ".".join("a" * 500_000) + " = 1", ":1:", TOO_MANY_PARTS),
    ("nested_headers", "[" + ".".join("a" * 400_000) + "]", ":1:", TOO_MANY_PARTS),
    ("nested_quoted_keys", ".".join(['"a"'] * 200_000) + " = 1", ":1:", TOO_MANY_PARTS),
    ("many_unknown_keys", TINY + "".join(f"k{i} = 1\n" for i in range(60_000)), ":23:1: space.k0: unknown key", "and 59950 findings more"),
    ("many_unknown_tables", TINY + "".join(f"[t{i}]\n" for i in range(60_000)), ":23:2: t0: unknown table", "and 59950 findings more"),
    ("many_wrong_numbers", numbers("[" + "-1," * 200_000 + "]"), ":17:11: defect.Lambda: found -1;", "and 199950 findings more"),
    ("many_numbers_one_twice", numbers("[" + ",".join(map(str, range(1, 100_000))) + ", 7]"), ":17:10: defect.Lambda: found 7 twice"),
    ("long_key", TINY + "k" * LONG + " = 1\n", ":23:1: space.kkk", "kkk: unknown key"),
    ("long_kind", f'kind = "{"b" * LONG}"\n', ':1:8: kind: found "bbb', 'bbb"; allowed: "boltzmann"'),
    ("long_number", numbers("9" * LONG), ":17:10: Error while parsing value"),
    ("long_file_name", table("f" * 300), LEFT + "there is no file /", "/fff"),
    ("longer_file_name", table("f/" * 300_000), LEFT + "there is no file /", "/f/f/f"),
    ("more_than_a_mebibyte", TINY + "#" * (1 << 20), ": not a case file; allowed: a text of 1 byte to 1 MiB"),
    ("only_line_breaks", "\n" * (1 << 20), ": kind: missing"),
]


class Hostile(Program):
    def refuse(self, name):
        done = self.kapitza("check", name, timeout=20, errors="surrogateescape")
        seen = f"{name}: {done.returncode}\n{done.stdout[:2000]}\n{done.stderr[:2000]}"
        self.assertEqual(done.returncode, 2, seen)
        self.assertEqual(done.stdout, "", seen)
        self.assertTrue(done.stderr.startswith("kapitza: error: "), seen)
        self.assertEqual(len(self.errors(done)), 1, seen)
        self.assertIn(os.path.basename(name)[:100], done.stderr, seen)
        self.assertLess(len(done.stderr), 50_000, name)
        for trace in "Sanitizer", "runtime error", "terminate called", "Assertion", "std::", "PETSC ERROR", "\x1b":
            self.assertNotIn(trace, done.stderr, name)
        return done.stderr

    def test_texts(self):
        hostile_inputs.write(self.folder / "hostile")
        for name, _, words in hostile_inputs.table():
            with self.subTest(name=name):
                self.assertIn(f"/{name}.toml{words}", self.refuse(str(self.folder / f"hostile/{name}.toml")))

    def test_huge_texts(self):
        for name, text, place, *words in HUGE:
            with self.subTest(name=name):
                self.write(f"{name}.toml", text)
                message = self.refuse(f"{name}.toml")
                self.assertTrue(message.startswith(f"kapitza: error: {name}.toml{place}"), message[:500])
                for word in words:
                    self.assertIn(word, message)

    def test_what_is_no_text(self):
        rng = random.Random(5)
        with h5py.File(self.folder / "hdf5.toml", "w") as file:
            file["n"] = [1.0]
        (self.folder / "program.toml").write_bytes(open(KAPITZA, "rb").read(1 << 16))
        (self.folder / "noise.toml").write_bytes(rng.randbytes(5000))
        (self.folder / "nul.toml").write_bytes(TINY.encode() + b"\0")
        (self.folder / "utf16.toml").write_bytes(TINY.encode("utf-16"))
        (self.folder / "latin1.toml").write_bytes(b"# caf\xe9\n" + TINY.encode())
        (self.folder / "empty.toml").write_bytes(b"")
        reasons = {
            "hdf5": ":1:1: byte 0x89",
            "program": ": byte 0x",
            "noise": ": byte 0x",
            "nul": ":23:1: byte 0x00",
            "utf16": ":1:1: byte 0xFF",
            "latin1": ":1:6: byte 0xE9; allowed is UTF-8 text",
            "empty": ": an empty file",
        }
        for name, reason in reasons.items():
            with self.subTest(name=name):
                self.assertIn(reason, self.refuse(f"{name}.toml"))

    def test_what_is_no_file(self):
        (self.folder / "folder.toml").mkdir()
        (self.folder / "loop.toml").symlink_to("loop.toml")
        (self.folder / "dangling.toml").symlink_to("nowhere")
        os.mkfifo(self.folder / "fifo.toml")
        reasons = dict.fromkeys(("folder.toml", "fifo.toml", "/dev/zero"), "not a regular file")
        for name in "folder.toml", "loop.toml", "dangling.toml", "fifo.toml", "/dev/zero", "x" * 5000:
            with self.subTest(name=name[:20]):
                self.assertIn(reasons.get(name, "there is no such file"), self.refuse(name))

    def test_tables_that_are_none(self):
        (self.folder / "folder").mkdir()
        (self.folder / "noise").write_bytes(random.Random(6).randbytes(5000))
        (self.folder / "nan").write_text("k,n\n-1,1\n0,nan\n1,1\n")
        (self.folder / "descending").write_text("1 1\n0 1\n")
        (self.folder / "outside").write_text("-9 1\n9 1\n")
        (self.folder / "negative").write_text("".join(f"{i / 10} {-1 if i == 5 else 1}\n" for i in range(-31, 32)))
        with h5py.File(self.folder / "whole", "w") as file:
            file["n"] = [1.0, 2.0]
        (self.folder / "truncated").write_bytes((self.folder / "whole").read_bytes()[:700])
        reasons = {
            "folder": "it is a folder; a table is a file",
            "noise": "there is no column k",
            "nan": "nan:3: a number that is not finite",
            "descending": "descending:2: k = 0 does not ascend",
            "outside": "outside:1: k = -9 lies outside",
            "negative": "the occupation is n = -1 at k = 0.5;",
            "whole": "needs the name of a dataset",
            "truncated": "needs the name of a dataset",
        }
        for name, reason in reasons.items():
            with self.subTest(name=name):
                self.write("case.toml", table(name))
                message = self.refuse("case.toml")
                self.assertEqual(message.count(str(self.folder / name)), 1, "the path is named once")
                self.assertIn(reason, message)

    def test_tables_of_fortran_are_none_of_these(self):
        """Comments behind a !, and exponents of three digits, which leave no room for their letter."""
        rows = [(i / 10, 5 + (i > 0)) for i in range(-31, 32)]
        self.write("plain", "".join(f"{k} 0.{n}\n" for k, n in rows))
        self.write("fortran", "! k and n\n" + "".join(f" {k:.3E} {n}.0000-001 ! of {n}\n" for k, n in rows))
        told = []
        for name in "plain", "fortran":
            self.write("case.toml", re.sub(r"left = .*", f'left = {{ file = "{name}" }}', TINY_ENSEMBLE))
            self.assert_done(done := self.kapitza("check", "case.toml"))
            told.append(re.findall("mean injected density .*", done.stdout))
        self.assertEqual(len(told[0]), 1)
        self.assertEqual(told[0], told[1])

    def test_a_message_cannot_forge_another(self):
        self.write("case.toml", TINY + '"a\\nkapitza: error: b" = 1\n')
        message = self.refuse("case.toml")
        self.assertEqual(message.count("\n"), 1)
        self.assertIn(r"a\x0Akapitza: error: b", message)


if __name__ == "__main__":
    main()

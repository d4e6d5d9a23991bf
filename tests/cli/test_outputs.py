"""What exists is never lost: every way to name an output, against everything that may have that name."""

import hashlib
import os
import stat
import subprocess
import unittest

import h5py
from harness import KAPITZA, ROOT, TINY, TINY_ENSEMBLE, Program, arrays, main

QUICK = TINY.replace("[0.1, 1]", "0.1")


class Table(Program):
    """Rows: what has the name; columns: how it is named. Each cell looks at the names and contents of all that was there."""

    prepared = None

    def setUp(self):
        super().setUp()
        self.write("case.toml", QUICK.replace('left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"', 'left = { file = "table.dat" }'))
        self.write("table.dat", "".join(f"{k / 10} {1 + 0.1 * (k > 0)}\n" for k in range(-31, 32)))
        self.write("asks.toml", (self.folder / "case.toml").read_text() + '\n[output]\nfile = "asked.h5"\n')
        results = [f"{value}.h5" for value in (0.1, 0.2, 0.3)]
        if not Table.prepared:
            for name in results:
                command = ("run", "case.toml", "--quiet", "--set", f"defect.Lambda={name[:-3]}", "-o", name)
                self.assert_done(self.kapitza(*command))
            self.write("micro.toml", TINY_ENSEMBLE)
            done = self.kapitza("run", "micro.toml", "-o", "stopped.h5", "--time-limit", "00:00:01", "--set", "ensemble.realisations=400")
            self.assertEqual(done.returncode, 10, done.stderr)
            (self.folder / "stopped.h5.ckpt").rename(self.folder / "stopped.ckpt")
            for name in "micro.toml", "stopped.h5":
                (self.folder / name).unlink(missing_ok=True)
            Table.prepared = {name: (self.folder / name).read_bytes() for name in (*results, "stopped.ckpt")}
        for name in Table.prepared:
            (self.folder / name).write_bytes(Table.prepared[name])

    def make(self, row, path):
        if row == "device":
            try:
                os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
                path.read_bytes()
            except OSError:  # not root, or a file system without devices
                path.unlink(missing_ok=True)
                return False
        elif row == "fifo":
            os.mkfifo(path)
        elif row == "folder":
            path.mkdir()
        elif row == "text":
            path.write_text("what I wrote\n")
        elif row == "nothing in it":
            path.touch()
        elif row == "checkpoint":
            path.write_bytes(b"KAPITZA\n" + bytes(range(256)) * 4)
        elif row == "foreign HDF5":
            with h5py.File(path, "w") as file:
                file["n"] = [1.0, 2.0]
        elif row == "damaged result":
            path.write_bytes((self.folder / "0.3.h5").read_bytes()[:-100])
        elif row == "write-protected":
            path.write_bytes((self.folder / "0.3.h5").read_bytes())
            path.chmod(0o444)
        return True

    ROWS = ("device", "fifo", "folder", "text", "nothing in it", "checkpoint", "foreign HDF5", "damaged result", "write-protected")
    COLUMNS = {
        "run -o": lambda name: ("run", "case.toml", "-o", name),
        "output.file": lambda name: ("run", "asks.toml", "--set", f"output.file={name}"),
        "run -o --overwrite": lambda name: ("run", "case.toml", "--overwrite", "-o", name),
        "merge -o": lambda name: ("merge", "0.1.h5", "0.2.h5", "-o", name),
        "merge -o --overwrite": lambda name: ("merge", "0.1.h5", "0.2.h5", "--overwrite", "-o", name),
        "run --extend -o": lambda name: ("run", "case.toml", "--set", "defect.Lambda=[0.1, 0.2]", "--extend", "0.1.h5", "-o", name),
        "recover -o": lambda name: ("recover", "stopped.ckpt", "-o", name),
        "recover -o --overwrite": lambda name: ("recover", "stopped.ckpt", "--overwrite", "-o", name),
    }

    def contents(self):
        found = {}
        for path in self.folder.iterdir():
            kind = path.lstat()
            text = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(kind.st_mode) else ""
            found[path.name] = (kind.st_ino, stat.S_IFMT(kind.st_mode), kind.st_rdev, text)
        return found

    def assert_untouched(self, command, *parts):
        before = self.contents()
        done = self.kapitza(*command)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(len(self.errors(done)), 1, done.stderr)
        for part in (*parts, "allowed"):
            self.assertIn(part, done.stderr)
        self.assertEqual(self.contents(), before)

    def test_what_is_no_result_is_refused(self):
        untested = set()
        for row in self.ROWS:
            for linked in False, True:
                there = self.folder / "there"
                if not self.make(row, there):
                    untested.add(row)
                    continue
                name = "link" if linked else "there"
                if linked:
                    (self.folder / "link").symlink_to("there")
                for column, command in self.COLUMNS.items():
                    if row != "text" and (linked or "--overwrite" in column):
                        continue
                    with self.subTest(row=row, column=column, linked=linked):
                        self.assert_untouched(command(name), name)
                if linked:
                    (self.folder / "link").unlink()
                there.rmdir() if there.is_dir() else there.unlink()
        if untested:
            self.skipTest(f"no right to make a node: {untested}")

    def test_what_is_read_is_refused(self):
        for name in "case.toml", "table.dat":
            (self.folder / "link").symlink_to(name)
            (self.folder / "second").hardlink_to(self.folder / name)
            for output in name, "link", "second":
                self.assert_untouched(("run", "case.toml", "-o", output), output, "read by this run")
            (self.folder / "link").unlink()
            (self.folder / "second").unlink()
        (self.folder / "link").symlink_to("0.1.h5")
        for output in "0.1.h5", "link":
            for more in (), ("--overwrite",):
                self.assert_untouched(("merge", "0.1.h5", "0.2.h5", *more, "-o", output), output, "read by this run")

    def test_a_checkpoint_that_is_read_is_refused(self):
        self.write("micro.toml", TINY_ENSEMBLE)
        more = "--set", "ensemble.realisations=400"
        self.assert_untouched(("run", "micro.toml", *more, "--restart", "stopped.ckpt", "-o", "stopped.ckpt"), "read by this run")
        (self.folder / "link").symlink_to("stopped.ckpt")
        for name in "stopped.ckpt", "link":
            for overwrite in (), ("--overwrite",):
                self.assert_untouched(("recover", "stopped.ckpt", *overwrite, "-o", name), name, "read by this run")

    def test_the_result_of_another_case_is_kept(self):
        commands = {"run -o": ("run", "case.toml", "-o"), "merge -o": ("merge", "0.1.h5", "0.2.h5", "-o")}
        for linked in False, True:
            for column, command in commands.items():
                with self.subTest(column=column, linked=linked):
                    other = self.folder / "other.h5"
                    other.write_bytes((self.folder / "0.3.h5").read_bytes())
                    name = "link.h5" if linked else "other.h5"
                    if linked:
                        (self.folder / name).symlink_to("other.h5")
                    self.assert_done(done := self.kapitza(*command, name))
                    self.assertIn("is kept as", done.stderr)
                    self.assertIn("other.1.h5", done.stderr)
                    self.assertEqual((self.folder / "other.1.h5").read_bytes(), (self.folder / "0.3.h5").read_bytes())
                    self.assertFalse(other.is_symlink())
                    first = arrays(other)
                    self.assertNotEqual(float(first["Lambda"][0]), 0.3)
                    # The same again replaces it; what was kept is not touched, nor is another name taken.
                    self.assert_done(done := self.kapitza(*command, name))
                    self.assertNotIn("is kept as", done.stderr)
                    # A third case takes the next name.
                    self.assert_done(self.kapitza("run", "case.toml", "--set", "defect.Lambda=0.2", "-o", name))
                    self.assertEqual(sorted(f for f in self.files() if f.startswith("other")), ["other.1.h5", "other.2.h5", "other.h5"])
                    self.assertEqual(sorted(first), sorted(arrays(self.folder / "other.2.h5")))
                    # Unless it is not wanted.
                    self.assert_done(done := self.kapitza(*command, name, "--overwrite"))
                    self.assertNotIn("is kept as", done.stderr)
                    self.assertEqual(sorted(f for f in self.files() if f.startswith("other")), ["other.1.h5", "other.2.h5", "other.h5"])
                    for path in self.folder.glob("other*"):
                        path.unlink()
                    (self.folder / "link.h5").unlink(missing_ok=True)

    def test_a_changed_table_is_another_case(self):
        self.assert_done(self.kapitza("run", "case.toml", "-o", "a.h5"))
        self.write("table.dat", (self.folder / "table.dat").read_text().replace(" 1.1\n", " 1.2\n"))
        self.assert_done(self.kapitza("run", "case.toml", "-o", "a.h5"))
        self.assertTrue((self.folder / "a.1.h5").exists())

    def test_where_it_goes_and_how_often_it_is_kept_make_no_other_case(self):
        self.assert_done(self.kapitza("run", "asks.toml", "-o", "a.h5"))
        self.assert_done(self.kapitza("run", "case.toml", "-o", "a.h5", "--set", "checkpoint.every=1h"))
        self.assertFalse((self.folder / "a.1.h5").exists())

    def test_a_link_to_nothing_yet_is_followed(self):
        (self.folder / "link.h5").symlink_to("new.h5")
        self.assert_done(self.kapitza("run", "case.toml", "-o", "link.h5"))
        self.assertTrue((self.folder / "link.h5").is_symlink())
        self.assertTrue((self.folder / "new.h5").is_file())
        (self.folder / "round.h5").symlink_to("round.h5")
        self.assert_untouched(("run", "case.toml", "-o", "round.h5"), "round.h5")

    def test_several_ranks_agree(self):
        (self.folder / "there").mkdir()
        done = self.kapitza("run", "case.toml", "-o", "there", ranks=2)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assert_done(done := self.kapitza("run", "case.toml", "-o", "0.3.h5", ranks=2))
        self.assertEqual(float(arrays(self.folder / "0.3.1.h5")["Lambda"][0]), 0.3)


@unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
class FullStandardOutput(Program):
    def test_is_a_failure(self):
        self.assert_done(self.kapitza("run", "case.toml", "-o", "a.h5"))
        for command in ("show", "a.h5"), ("show", "a.h5", "--linear"), ("check", "case.toml"), ("keys",), ("keys", "micro"), ("--version",), ("--help",):
            with self.subTest(command=command), open("/dev/full", "w") as full:
                done = subprocess.run([KAPITZA, *command], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertEqual(len(self.errors(done)), 1, done.stderr)
                self.assertIn("No space left", done.stderr)

    def test_of_a_tool_is_a_failure_too(self):
        for tool, *words in ("figures", "--list"), ("bench", "--list"), ("plot", "--help"), ("compare", "--help"):
            with self.subTest(tool=tool), open("/dev/full", "w") as full:
                done = subprocess.run([ROOT / "tools" / tool, *words], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True,
                                      env={**os.environ, "KAPITZA_PROGRAM": KAPITZA})  # fmt: skip
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertEqual(done.stderr, f"{tool}: error: standard output: cannot be written: No space left on device\n")
        reader, writer = os.pipe()
        os.close(reader)  # as of a pager that has been left
        done = subprocess.run([ROOT / "tools/figures", "--list", "5"], cwd=self.folder, stdout=writer, stderr=subprocess.PIPE, text=True)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    main()

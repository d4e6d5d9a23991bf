"""A result that cannot be written is an input/output failure, exit code 3, on every rank and without debris."""

import os
import subprocess

import numpy as np
from harness import KAPITZA, MPIEXEC, Program, arrays, main

FULL_DISK = os.environ["KAPITZA_FULL_DISK"]  # tests/support/full_disk.c

INSIDE = """\
set -e
mkdir -p disk
rm -f log ended
mount -t tmpfs -o {options} none disk
{prepare}
set +e
"{mpiexec}" -n {ranks} "{kapitza}" run case.toml --set momentum.points={points} --set collision.accuracy={accuracy} --set checkpoint.every={every} -o disk/result.h5 2>log
code=$?
touch ended
wait
cat log >&2
ls -A disk
exit $code
"""
# From the first checkpoint on, when the case is being solved.
FILL = """\
(until [[ -e disk/result.h5.ckpt || -e ended ]]; do sleep 0.02; done; head -c 2048k /dev/zero > disk/filled 2>filling) &
"""

# What a rank writes is small; the work is not what is tested.
SMALLER = ["--set", "momentum.points=8", "--set", "defect.Lambda=0.1", "--set", "collision.accuracy=0.1"]


def can_mount():
    probe = ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt"]
    try:
        return subprocess.run(probe, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


class OutputFolder(Program):
    def test_missing(self):
        for ranks in 1, 2:
            done = self.kapitza("run", "case.toml", "-o", "none/result.h5", ranks=ranks)
            self.assert_refused(done, 3, "none/result.h5", "does not exist")

    def on_disk(self, options, prepare="", ranks=2, points=32, accuracy=1e-3, every="never"):
        if not can_mount():
            self.skipTest("needs the right to mount a tmpfs in a namespace of its own")
        script = INSIDE.format(
            options=options, prepare=prepare, ranks=ranks, points=points, accuracy=accuracy, every=every, kapitza=KAPITZA, mpiexec=MPIEXEC
        )
        return self.start(["unshare", "-m", "bash", "-c", script])

    def test_read_only(self):
        done = self.on_disk("size=2m", prepare="mount -o remount,ro disk")
        self.assert_refused(done, 3, "disk/result.h5", "Read-only")
        self.assertEqual(done.stdout.split(), [])

    def test_disk_that_is_full_already(self):
        done = self.on_disk("size=2m", prepare="head -c 2000k /dev/zero > disk/other")
        self.assert_refused(done, 3, "disk/result.h5", "bytes free")
        self.assertEqual(done.stdout.split(), ["other"])

    def test_disk_that_fills_up_meanwhile(self):
        # Something else takes the space while the case is being solved: the write has to notice.
        for ranks in 1, 3:
            done = self.on_disk("size=2m", prepare=FILL, ranks=ranks, points=64, accuracy=1e-5, every="0.1s")
            self.assertNotIn("bytes free", done.stderr, "it was full too early")
            self.assert_refused(done, 3, "disk/result.h5")
            left = done.stdout.split()
            self.assertEqual(left[:2], ["filled", "result.h5.ckpt"])
            self.assertIn(left[2:], ([], ["result.h5.ckpt.previous"]))

    def run_on_full_disk(self, rank, room):
        """On three ranks, of which one finds the disk full after so many bytes of the result; whether it has tried to write more."""
        seen = self.folder / "seen"
        seen.unlink(missing_ok=True)
        full = {"FULL_DISK_RANK": rank, "FULL_DISK_NAME": "/result.h5.part", "FULL_DISK_BYTES": room, "FULL_DISK_SEEN": seen}
        done = self.kapitza(
            "run", "case.toml", *SMALLER, "-o", "result.h5", ranks=3, timeout=300,
            env={**os.environ, "LD_PRELOAD": FULL_DISK, **{name: str(value) for name, value in full.items()}},
        )  # fmt: skip
        return done, seen.exists()

    def test_disk_that_is_full_for_one_rank_alone(self):
        self.assert_done(self.kapitza("run", "case.toml", *SMALLER, "-o", "result.h5"))
        before, size = (self.folder / "result.h5").read_bytes(), (self.folder / "result.h5").stat().st_size
        for room in 0, size // 3, size - 3000:  # as it is made, in the midst of the data, and as it is closed
            done, tried = self.run_on_full_disk(0, room)
            self.assertTrue(tried)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertEqual(len(self.errors(done)), 1, done.stderr)
            self.assertRegex(self.errors(done)[0], r"writing result\.h5: .*No space left on device")
            self.assertEqual((self.folder / "result.h5").read_bytes(), before)
            self.assertEqual([f for f in self.files() if f.endswith((".part", ".lock"))], [])
        expected = arrays(self.folder / "result.h5")
        for rank in 1, 2:  # what they hold is whole in the file, whoever writes it
            done, tried = self.run_on_full_disk(rank, 0)
            self.assertFalse(tried, "the first rank writes what all hold")
            self.assert_done(done)
            found = arrays(self.folder / "result.h5")
            self.assertEqual(found.keys(), expected.keys())
            np.testing.assert_allclose(found["n"], expected["n"], rtol=1e-8)


if __name__ == "__main__":
    main()

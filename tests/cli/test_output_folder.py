"""A result that cannot be written is an input/output failure, exit code 3, on every rank and without debris."""

import subprocess
import unittest

from harness import KAPITZA, MPIEXEC, Program

INSIDE = """\
set -e
mkdir -p disk
mount -t tmpfs -o {options} none disk
{prepare}
set +e
"{mpiexec}" -n {ranks} "{kapitza}" run case.toml --set momentum.points={points} --set collision.accuracy={accuracy} -o disk/result.h5
code=$?
ls -A disk
exit $code
"""


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

    def test_name_taken_by_a_folder(self):
        (self.folder / "taken").mkdir()
        self.assert_refused(self.kapitza("run", "case.toml", "-o", "taken"), 3, "taken", "folder")

    def on_disk(self, options, prepare="", ranks=2, points=32, accuracy=1e-3):
        if not can_mount():
            self.skipTest("needs the right to mount a tmpfs in a namespace of its own")
        script = INSIDE.format(
            options=options, prepare=prepare, ranks=ranks, points=points, accuracy=accuracy, kapitza=KAPITZA, mpiexec=MPIEXEC
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
        # Something else takes the space while the case, made long enough, is being solved: the write has to notice.
        fill = "(sleep 1; head -c 2030k /dev/zero > disk/filled) &"
        for ranks in 1, 3:
            done = self.on_disk("size=2m", prepare=fill, ranks=ranks, points=64, accuracy=1e-5)
            self.assert_refused(done, 3, "disk/result.h5")
            self.assertEqual(done.stdout.split(), ["filled"])


if __name__ == "__main__":
    unittest.main()

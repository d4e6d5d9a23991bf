"""A result that cannot be written is an input/output failure, exit code 3, on every rank and without debris."""

import subprocess

from harness import KAPITZA, MPIEXEC, Program, main

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


if __name__ == "__main__":
    main()

"""tools/test --system: what it leaves behind, and what it says; with a bootstrap and a bare system that only pretend."""

import os
import shutil
import signal
import subprocess
import time
import unittest
import uuid
from pathlib import Path

from harness import ROOT, Program, main

DEBOOTSTRAP = """#!/bin/sh
echo "$* http_proxy=$http_proxy" >>"$STAGE/debootstrap"
for last; do folder=$before; before=$last; done
mkdir -p "$folder"/proc "$folder"/sys "$folder"/dev/shm "$folder"/dev/pts "$folder"/root "$folder"/srv "$folder"/etc/apt/apt.conf.d "$folder"/etc/dpkg/dpkg.cfg.d
[ ! -e "$STAGE/hang" ] || { touch "$STAGE/hanging"; sleep $(cat "$STAGE/hang"); }
"""
CHROOT = """#!/bin/sh
cd "$1/srv/kapitza" || exit
cat ../../etc/apt/apt.conf.d/* >"$STAGE/apt"
mountpoint -q "$1" && mountpoint -q "$1/dev/shm" && mountpoint -q "$1/proc" && mountpoint -q "$1/sys" || exit 99
case $* in
  *tools/run*) touch "$STAGE/ran" && for end in $(cat "$STAGE/drawn"); do echo some >quickstart.$end; done; cat "$STAGE/compiler" ;;
  *tools/test*) echo "$*" >"$STAGE/tested"; echo "$(cat "$STAGE/failed") failed"; exit "$(cat "$STAGE/failed")" ;;
esac
"""
APT_GET = "#!/bin/sh\necho http://archive.invalid/debian/\n"
APT_CONFIG = """#!/bin/sh
case $1 in
  shell) echo "http_proxy='http://proxy.invalid:3128'" ;;
  dump) echo 'APT::Sandbox "1";'; echo 'Acquire::http::Proxy "http://proxy.invalid:3128";' ;;
esac
"""
NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "true"]


def can_make_namespaces():
    return os.geteuid() == 0 and shutil.which("unshare") and subprocess.run(NAMESPACES, capture_output=True).returncode == 0


def mounted():
    return Path("/proc/self/mounts").read_text()


class System(Program):
    def setUp(self):
        """A clone of its own with nothing in it, and programs of this test in front of those of the machine."""
        super().setUp()
        for name in "tools/lib", "tools/test":
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).symlink_to(ROOT / name)
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-C", str(self.folder)]
        for command in ["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]:
            subprocess.run([*git, *command], check=True)
        (self.folder / "bin").mkdir()
        programs = {"debootstrap": DEBOOTSTRAP, "chroot": CHROOT, "apt-get": APT_GET, "apt-config": APT_CONFIG}
        for name, text in programs.items():
            self.write(f"bin/{name}", text)
            (self.folder / "bin" / name).chmod(0o755)
        self.stage = self.folder / "stage"
        self.scratch = self.folder / "scratch"
        for folder in self.stage, self.scratch:
            folder.mkdir()
        self.play()
        self.environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.environment |= {"STAGE": str(self.stage), "TMPDIR": str(self.scratch), "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}

    def play(self, failed=0, compiler="", drawn="h5 png pdf"):
        for name, value in {"failed": failed, "compiler": compiler, "drawn": drawn}.items():
            (self.stage / name).write_text(str(value))

    def system(self, *arguments):
        return self.start(["tools/test", "--system", *map(str, arguments)], env=self.environment)

    def staged(self, name):
        return (self.stage / name).read_text()


class Usage(System):
    def test_another_system_is_refused(self):
        done = self.system("slackware")
        self.assertEqual(done.returncode, 2)
        self.assertIn("found 'slackware', allowed are debian12 and debian13", done.stderr)


@unittest.skipUnless(can_make_namespaces(), "needs the right to make mount and process namespaces")
class Bootstrapped(System):
    def test_runs_both_commands_and_leaves_nothing(self):
        before = mounted()
        done = self.system("debian13", "-L", "mpi")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.stage / "ran").exists())
        self.assertTrue(self.staged("tested").endswith("tools/test -L mpi\n"), self.staged("tested"))
        self.assertEqual(list(self.scratch.iterdir()), [])
        self.assertEqual(mounted(), before)

    def test_takes_archive_and_proxy_from_apt(self):
        for name, suite in {"debian12": "bookworm", "debian13": "trixie"}.items():
            self.assert_done(self.system(name))
            said = self.staged("debootstrap").splitlines()[-1]
            self.assertIn(f" {suite} ", said)
            self.assertTrue(said.endswith(" http://archive.invalid/debian/ http_proxy=http://proxy.invalid:3128"), said)
            self.assertEqual(self.staged("apt"), 'Acquire::http::Proxy "http://proxy.invalid:3128";\n')

    def test_hands_on_what_the_tests_say(self):
        self.play(failed=1)
        done = self.system("debian13")
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 failed\n", done.stdout)
        self.assertRegex(done.stderr, r"(?m) s, exit code 0, load [0-9.]+: tools/run input/quickstart.toml$")
        self.assertRegex(done.stderr, r"(?m) s, exit code 1, load [0-9.]+: tools/test $")

    def test_a_run_without_a_picture_is_a_failure(self):
        self.play(drawn="h5 pdf")
        done = self.system("debian13")
        self.assertEqual(done.returncode, 1)
        self.assertIn("tools/run left no quickstart.png", done.stderr)

    def test_a_warning_of_the_compiler_is_a_failure(self):
        for by in "src/base/text.cpp:3:1:", "/usr/bin/ld:", "cc1plus:":
            self.play(compiler=f"{by} warning: unused variable [-Wunused]\n")
            done = self.system("debian13")
            self.assertEqual(done.returncode, 1, by)
            self.assertIn("unused variable", done.stderr)

    def test_a_warning_of_a_package_is_none(self):
        self.play(compiler="update-alternatives: warning: skip creation of /usr/share/man/man1/mpiexec.1.gz\n")
        self.assert_done(self.system("debian13"))

    def test_a_kept_system_is_used_again_and_called_so(self):
        folder = self.folder / "kept"
        self.assert_done(self.system("debian13", "--folder", folder, "--keep"))
        self.assertTrue((folder / "srv/kapitza/quickstart.h5").exists())
        done = self.system("debian12", "--folder", folder)
        self.assertEqual((done.returncode, folder.exists()), (2, True), done.stderr)
        again = self.system("debian13", "--folder", folder)
        self.assert_done(again)
        self.assertIn("it is not bare", again.stderr)
        self.assertEqual(len(self.staged("debootstrap").splitlines()), 1)
        self.assertFalse(folder.exists())

    def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "thesis.tex").write_text("years of work")
        done = self.system("debian13", "--folder", mine)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"found something in {mine}", done.stderr)
        self.assertEqual([file.name for file in mine.iterdir()], ["thesis.tex"])

    def begin(self):
        """Until the bootstrap is under way; with the job, the command that runs in it."""
        sleep = f"600.{uuid.uuid4().int}"
        (self.stage / "hang").write_text(sleep)
        (self.stage / "hanging").unlink(missing_ok=True)
        job = subprocess.Popen(["tools/test", "--system", "debian13"], cwd=self.folder, env=self.environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
        self.addCleanup(job.kill)
        self.wait_for(lambda: (self.stage / "hanging").exists() and self.runs(sleep))
        return job, sleep

    def runs(self, sleep):
        return subprocess.run(["pgrep", "-f", f"^sleep {sleep}"], capture_output=True).returncode == 0

    def wait_for(self, condition):
        deadline = time.monotonic() + 120  # only reached if it never happens
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def test_an_interrupt_ends_everything_and_leaves_nothing(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(number.name):
                job, sleep = self.begin()
                job.send_signal(number)
                self.assertEqual(job.wait(), 128 + number)
                self.assertFalse(self.runs(sleep))
                self.assertEqual(list(self.scratch.iterdir()), [])

    def test_killed_itself_it_leaves_no_process(self):
        job, sleep = self.begin()
        job.kill()
        self.wait_for(lambda: not self.runs(sleep))


if __name__ == "__main__":
    main()

"""What needs no MPI starts none: `check`, `show` of a result and `keys` work where MPI cannot be started, as on the login node of a cluster."""

import os

from harness import TINY_ENSEMBLE, Program, main

# Open MPI finds no way to send messages, and MPICH no fabric.
BROKEN = dict(os.environ, OMPI_MCA_pml="absent", OMPI_MCA_ess="absent", FI_PROVIDER="absent", UCX_TLS="absent")


class NoMpi(Program):
    def test_check_show_and_keys(self):
        self.write("micro.toml", TINY_ENSEMBLE)
        self.assert_done(self.kapitza("run", "case.toml", "-q"))
        if self.kapitza("run", "case.toml", "-q", "-o", "again.h5", env=BROKEN).returncode == 0:
            self.skipTest("this MPI starts whatever its settings are")
        for arguments in ("check", "case.toml"), ("check", "micro.toml"), ("show", "case.h5"), ("keys",), ("--version",):
            with self.subTest(arguments):
                done = self.kapitza(*arguments, env=BROKEN)
                self.assert_done(done)
                self.assertEqual(done.stderr, "")

    def test_a_microscopic_case_is_timed_all_the_same(self):
        self.write("case.toml", TINY_ENSEMBLE)
        done = self.kapitza("check", "case.toml", env=BROKEN)
        self.assert_done(done)
        self.assertRegex(done.stdout, r"# time: about [0-9.]+ s on one core, .* \([0-9.e+]+ site-steps per second measured here\)")


if __name__ == "__main__":
    main()

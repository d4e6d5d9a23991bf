"""A run that is asked to stop while it sets up, where it looks at no clock for long: it ends all the same, and leaves nothing behind."""

import signal

from harness import TINY_ENSEMBLE, main
from interruptions import Interruptions, Job, processor_seconds

# Next to condensation the auxiliary time is long: to choose it takes two seconds, and to plan its transforms and to linearise as many.
CONDENSED = """\
kind = "boltzmann"
momentum.points = 96
interaction.coefficients = { "3" = 6.0 }
collision.accuracy = 1e-6
injection.left.thermal = { beta = 1.0, mu = -0.08 }
injection.right.thermal = { beta = 2.0, mu = -0.08 }
defect.Lambda = 1
"""
LINEAR = """\
kind = "linear"
momentum.points = 96
interaction.coefficients = { "3" = 6.0 }
background.thermal = { beta = 1.0, mu = -0.07 }
perturbation.left = "sin(k)"
defect.Lambda = 1
"""
RELAXATION = """\
kind = "relaxation"
interaction = { coefficients = { "3" = 6.0 }, lambda = 0.02 }
initial.occupation = "0.5 + 0.3*cos(k - 0.7)"
collision.next_tau_max = 48
time.end = 60
ensemble.realisations = 2
"""
PLANNING = TINY_ENSEMBLE.replace("sites = 512", "sites = 4194304").replace('"estimate"', '"measure"')


class Early(Interruptions):
    def test_ends_within_seconds_and_leaves_nothing(self):
        cases = {"condensed": CONDENSED, "in time": CONDENSED + "time.end = 1\n", "linear": LINEAR, "relaxation": RELAXATION, "planning": PLANNING}
        for name, text in cases.items():
            for style in "text", "json":
                if style == "json" and name != "linear":
                    continue
                with self.subTest(case=name, style=style):
                    self.write("case.toml", text)

                    def stop():
                        job = Job(self.folder, "case.toml", "--log-format", style, "-q")
                        self.wait_for("case.h5.lock", job)
                        job.process.send_signal(signal.SIGTERM)
                        self.code, self.said = job.end()

                    seconds = processor_seconds(stop)
                    self.assertEqual(self.code, 10, self.said)
                    self.assertEqual(self.said.count("stopped on request"), 1, self.said)
                    self.assertEqual(self.said.startswith("{"), style == "json", self.said)
                    self.assertLess(seconds, 3)  # a second's patience, and what comes before the signal
                    self.assertEqual(self.files(), ["case.toml"])


if __name__ == "__main__":
    main()

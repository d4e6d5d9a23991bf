"""The cases that tools/coverage draws: settings of kapitza, one table of them for each case."""

import random


def beams(draw, height):
    """Occupations of two opposite beams on a background."""
    return f"{draw.uniform(0.1, 0.3):.3f} + {height:.3f}*exp(-((abs(k) - {draw.uniform(0.8, 1.8):.3f})/{draw.uniform(0.35, 0.7):.3f})^2)"


def thermal(draw):
    """A Rayleigh-Jeans occupation; the energy of a carrier is k^2."""
    return f"1/({draw.uniform(0.5, 2):.3f}*(k^2 + {draw.uniform(0.2, 2):.3f}))"


def physics(draw):
    """What is injected on both sides, and the interaction."""
    left = draw.choice([lambda: beams(draw, draw.uniform(0.5, 2)), lambda: thermal(draw)])()
    right = draw.choice([lambda: "mirror", lambda: "mirror", lambda: thermal(draw), lambda: beams(draw, draw.uniform(0.1, 0.5))])()
    interaction = draw.choice(['{"3" = 6.0}', '{"3" = 6.0}', '{"3" = 3.0, "2" = 0.5}', '{"2" = 2.0}', '{"4" = 8.0}'])
    return {"interaction.coefficients": interaction, "injection.left": f'"{left}"', "injection.right": f'"{right}"'}


def stationary(count, seed):
    draw = random.Random(seed)
    for _ in range(count):
        yield physics(draw) | {
            "defect.Lambda": f"{10 ** draw.uniform(-1.5, 2):.4g}",
            "momentum.points": str(draw.choice([64, 64, 96])),
        }


def finite(count, seed):
    """Stationary states behind the mean field of a defect of finite length, which turns slow carriers round or lets them fall."""
    draw = random.Random(seed)
    for _ in range(count):
        yield physics(draw) | {
            "defect.Lambda": f"{10 ** draw.uniform(-1.5, 2):.4g}",
            "defect.length": draw.choice(["1000", "10000", "1000000"]),
            "defect.profile": draw.choice(['"smooth"', '"smooth"', '"box"']),
            "defect.renormalised": draw.choice(["true", "false"]),
            "space.cells": "12",
            "momentum.points": "48",
            "collision.accuracy": "1e-4",
        }


def in_time(count, seed):
    """On a few momenta and cells, which the reference shares: only the steps in time differ."""
    draw = random.Random(seed)
    for _ in range(count):
        case = physics(draw) | {
            "defect.Lambda": f"{10 ** draw.uniform(-1.5, 2):.4g}",
            "time.end": f"{10 ** draw.uniform(-0.5, 1):.3g}",
            "time.tolerance": f"{10 ** draw.uniform(-5, -3):.2g}",
            "time.stationary": "false",
            "momentum.points": str(draw.choice([24, 32])),
            "collision.accuracy": "1e-4",
        }
        initial = draw.choice([None, thermal, lambda draw: beams(draw, draw.uniform(0.1, 2))])
        if initial:
            case["time.initial"] = f'"{initial(draw)}"'
        grid = draw.choice([{"space.cells": "4"}, {"space.cells": "8"}, {"space.scheme": '"upwind"', "space.points": "20"}])
        behind_barrier = "space.cells" in grid and draw.random() < 0.3
        yield case | grid | ({"defect.length": "1000", "defect.profile": '"box"'} if behind_barrier else {})

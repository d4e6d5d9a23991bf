"""What stands where on the ring of a microscopic case: reservoir, leads, windows and defect (the paper's Fig. 6)."""

import csv
import subprocess

import numpy as np

from kapitza import results, running
from kapitza.plotting import style
from kapitza.plotting.sheet import Panel

SITES = 2000  # that are drawn, at most about


def read(case, overrides=()):
    """What `kapitza check --setup` prints: the remark in front, and x and value by name."""
    command = [running.program(), "check", str(case), "--setup", str(SITES), *(word for one in overrides for word in ("--set", one))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise results.BadResult(f"{case}: {command[0]} cannot be started: {error.strerror}; build it: tools/setup") from None
    if done.returncode:
        raise results.BadResult(done.stderr.removeprefix("kapitza: error: ").strip())
    remark, _, *lines = done.stdout.splitlines()
    rows = {}
    for name, x, value in csv.reader(lines):
        rows.setdefault(name, []).append((float(x), float(value)))
    return remark.removeprefix("# "), {name: np.array(values).T for name, values in rows.items()}


def draw(panel, remark, parts):
    axes = panel.axes[0]
    (x, D), (_, gamma) = parts["defect D [1]"], parts["damping [hopping]"]
    panel.curve(x, D, "defect D(x)", label="defect $D(x)$", color=style.KINDS[2])
    panel.curve(x, gamma / gamma.max(), "damping over its maximum", label=rf"damping $\gamma_x/{gamma.max():.3g}$", color=style.KINDS[1])
    for side, place in ("left", -1), ("right", 1):
        (low, high), _ = parts[f"{side} window"]
        panel.record(f"{side} window", axes, np.array([low, high]), np.array([0.0, 1.0]))
        span = axes.axvspan(low, high, color=style.KINDS[0], alpha=0.25, linewidth=0)
        panel.key.setdefault("windows that measure $n(k)$", span)
        (first, last), _ = parts[f"{side} lead"]
        panel.record(f"{side} lead", axes, np.array([first, last]), np.array([0.0, 1.0]))
        axes.annotate("", (first, 1.12), (last, 1.12), arrowprops={"arrowstyle": "<->", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0})
        axes.text((first + last) / 2, 1.16, "lead", ha="center", fontsize=8)
        axes.text(place * 0.98 * np.abs(x).max(), 1.27, "reservoir", ha="right" if place > 0 else "left", fontsize=8)
    axes.text(0, 1.16, "defect", ha="center", fontsize=8)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(0, 1.42)
    axes.set_yticks([0, 0.5, 1])
    axes.locator_params(axis="x", nbins=5)
    panel.note(remark.replace("lambda", "λ").replace("Gamma", "Γ") + "; the ends are one joint of the ring")


def panels(case, overrides=()):
    remark, parts = read(case, overrides)
    return [Panel("setup", "the ring", lambda p: draw(p, remark, parts), ("$x$", ""), ("x [site]", "value [1]"), span=2)]

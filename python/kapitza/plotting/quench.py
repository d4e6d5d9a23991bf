"""The field on a ring whose defect is switched on at t = 0: density along the ring and against x/t, and n(k) inside the defect."""

from dataclasses import dataclass

import numpy as np
from kapitza.plotting import style
from kapitza.plotting.sheet import Family, Panel

MOST_TIMES = 6  # curves in one frame; with more times, an even selection is shown
PANELS = ("spacetime", "rays", "inside_in_time")


@dataclass
class Switched:
    """One case of the product of lists."""

    name: str
    length: float
    x: np.ndarray  # [window]
    n: tuple  # with its standard error, each [time, window, k]
    density: tuple  # likewise, each [time, window]


@dataclass
class Quench:
    k: np.ndarray
    time: np.ndarray
    injected: np.ndarray  # [k]
    cases: list


def is_in_time(result):
    return "time" in result.file


def read(result):
    several = "case" in result.file
    parameters = {name: result[f"case_{name}"] if several else np.array([result.file.attrs[name]]) for name in ("length", "lambda", "renormalised")}
    x, *arrays = (result[name] if several else result[name][None] for name in ("wigner/x", "wigner/n", "wigner/n_stderr", "density", "density_stderr"))
    cases = []
    for i, (length, coupling, renormalised) in enumerate(zip(*parameters.values())):
        name = f"L = {length:g}, λ = {coupling:.3g}{', with $V^R$' if renormalised else ''}"
        n, n_error, density, density_error = (values[i] for values in arrays)
        cases.append(Switched(name, float(length), x[i], (n, n_error), (density, density_error)))
    k = result["k"]
    return Quench(k, result["time"], np.where(k > 0, result["injected/left"], result["injected/right"]), cases)


def draw_spacetime(panel, data, case):
    half = (case.x[1] - case.x[0]) / 2 if case.x.size > 1 else case.length
    t = data.time
    between = np.concatenate([[t[0]], (t[1:] + t[:-1]) / 2, [t[-1]]]) if t.size > 1 else np.array([0, t[0] or 1])
    mesh = panel.map(style.cell_edges(case.x, case.x[0] - half, case.x[-1] + half), between, case.density[0], "", panel.axes[0])
    for edge in -case.length / 2, case.length / 2:
        panel.axes[0].axvline(edge, color="white", linestyle=":", linewidth=1)
    panel.axes[0].locator_params(axis="x", nbins=4)
    panel.colour_bar(mesh, r"$\rho$")
    panel.note(f"{case.name}; the defect is between the dotted lines")


def shown_times(panel, data, later=False):
    """Indices of the times that are drawn, with their colours and names."""
    among = np.flatnonzero(data.time > 0) if later else np.arange(data.time.size)
    shown = among[style.selection(among.size, MOST_TIMES)]
    panel.family = Family("t", data.time[shown])
    if shown.size < among.size:
        panel.note(f"{shown.size} of {among.size} times")
    return zip(shown, panel.family.colours, panel.family.names())


def draw_rays(panel, data, case):
    """Outside of the defect, from its nearer end; what is inside has no ray."""
    for i, colour, name in shown_times(panel, data, later=True):
        outside = np.abs(case.x) > case.length / 2
        x = case.x[outside]
        zeta = (x - np.sign(x) * case.length / 2) / data.time[i]
        seen = np.abs(zeta) < 1.2 * 2 * np.pi
        density, error = (values[i][outside][seen] for values in case.density)
        panel.points(zeta[seen], density, error, name, panel.axes[0], color=colour, marker="o", markersize=2, linewidth=0.6)


def draw_inside(panel, data, case):
    """In the window nearest to the middle of the defect."""
    window = int(np.argmin(np.abs(case.x)))
    axes = panel.axes[0]
    panel.curve(data.k, data.injected, "injected", axes, label="injected", color="black", linestyle="--", linewidth=0.9)
    for i, colour, name in shown_times(panel, data):
        panel.points(data.k, case.n[0][i, window], case.n[1][i, window], name, axes, color=colour, marker="o", markersize=1.5, linewidth=0.6, elinewidth=0.4)
    axes.set_xlim(-np.pi, np.pi)
    axes.set_ylim(bottom=0)
    style.momentum_ticks(axes.xaxis)
    panel.note(f"x = {case.x[window]:.4g}")


def panels(data):
    """Of the last case."""
    case = data.cases[-1]
    return [
        Panel("spacetime", "density", lambda p: draw_spacetime(p, data, case), ("$x$", "$t$"), ("x [site]", "t [1/hopping]", "density [1/site]")),
        Panel("rays", "light cone", lambda p: draw_rays(p, data, case), ("$x/t$", r"$\rho$"), ("x/t [hopping]", "density [1/site]")),
        Panel("inside_in_time", "inside the defect", lambda p: draw_inside(p, data, case), ("$k$", "$n(k)$"), ("k [1/site]", "n [1]")),
    ]  # fmt: skip

"""A defect that is switched on at t = 0: the way to the stationary state inside it, and the light cone outside."""

from dataclasses import dataclass

import numpy as np
from kapitza.interpolation import Across
from kapitza.momenta import Momenta, read_momenta
from kapitza.plotting import light_cone, style
from kapitza.plotting.sheet import Family, Panel

MOST_TIMES = 7  # curves in one frame; with more times, an even selection is shown
LIMIT = r"$t \to \infty$"
ON_CURVES = np.linspace(0, 1, 9)  # where curves are drawn in each cell of X
PARTS = 8  # parts of one colour in each cell of X
MOMENTUM, OCCUPATION, TIME, RAY = "k [1/site]", "n [1]", "t [L/hopping]", "x/t [hopping]"


@dataclass
class Evolution:
    momenta: Momenta
    grid: Across
    time: np.ndarray  # [time]
    n_left: np.ndarray  # [time, k] of a curve, and of the stationary state
    n_right: np.ndarray
    n_center: np.ndarray
    stationary: dict | None  # the same of the stationary state, by name, with what follows from it, if it was solved for
    injected: np.ndarray  # [k]
    density_at_times: np.ndarray  # [time, X]
    step_time: np.ndarray  # [step]
    density: np.ndarray  # [step, X]
    distance: np.ndarray | None  # [step]
    leaving: np.ndarray  # [step, side]
    entering: float  # both sides together
    zeta: np.ndarray
    ray_density: np.ndarray  # [time, zeta]
    ray_limit: np.ndarray | None  # [zeta]
    rate: float  # of the relaxation; NaN where none is told
    fitted: tuple  # from, to

    @property
    def mirror(self):
        return np.allclose(self.injected, self.injected[::-1], rtol=1e-9)


def is_in_time(result):
    return "step/time" in result.file


def read(result):
    momenta, k = read_momenta(result), result["k"]
    X, faces = result["X"], result["space/face"]
    grid = Across(X, X.size // (faces.size - 1)) if X.size % (faces.size - 1) == 0 else Across(X)
    ends = ("n_left", "n_right", "n_center")
    injected = np.where(k > 0, result["injected/left"], result["injected/right"])
    return Evolution(
        momenta=momenta, grid=grid, time=result["time"],
        **{name: momenta.values(result[name]) for name in ends},
        injected=momenta.values(injected), density_at_times=result["density"], step_time=result["step/time"], density=result["step/density"],
        leaving=result["step/leaving/number"],
        entering=float(result["k_weight"] @ (np.abs(2 * k) * injected)),
        zeta=result["ray/zeta"], ray_density=result["ray/density"], **limits(result, momenta, ends),
    )  # fmt: skip


def limits(result, momenta, ends):
    """What a run without stationary state has not."""
    if "stationary/n" not in result.file:
        return {"stationary": None, "distance": None, "ray_limit": None, "rate": np.nan, "fitted": (np.nan, np.nan)}
    return {
        "stationary": {name: momenta.values(result[f"stationary/{name}"]) for name in ends},
        "distance": result["step/distance"], "ray_limit": result["ray_limit/density"],
        "rate": float(result["relaxation/rate"]), "fitted": (float(result["relaxation/from"]), float(result["relaxation/to"])),
    }  # fmt: skip


def times(panel, run, after=-np.inf):
    """(index, colour, name) of each time that is shown, in the same colours in all panels, as there is one key."""
    shown = style.selection(run.time.size, MOST_TIMES)
    panel.family = Family("t", run.time[shown], after)
    found = [one for one in zip(shown, panel.family.colours, panel.family.names()) if run.time[one[0]] > after]
    if shown.size < run.time.size:
        panel.note(f"{len(found)} of {np.count_nonzero(run.time > after)} times")
    return found


def draw_limit(panel, x, y, name):
    panel.curve(x, y, name, label=LIMIT, color=style.RED, linestyle=":", linewidth=1.8)


def of_times(panel, run, x, values, limit):
    """One curve for each time, and that of t -> infinity, if it is known."""
    for i, colour, name in times(panel, run):
        panel.curve(x, values[i], name, color=colour)
    if limit is not None:
        draw_limit(panel, x, limit, "stationary")


def draw_spacetime(panel, run):
    inside = (np.arange(PARTS) + 0.5) / PARTS
    edges = np.append(run.grid.X(np.arange(PARTS) / PARTS), 1)
    values = run.grid.values(run.density.T, inside)  # [X, step]
    t = np.concatenate([[run.step_time[0]], (run.step_time[1:] + run.step_time[:-1]) / 2, [run.step_time[-1]]])
    mesh = panel.map(edges, t, values.T, "", panel.axes[0])
    panel.axes[0].set_xticks([0, 0.5, 1], ["$0$", "$0.5$", "$1$"])
    panel.colour_bar(mesh, r"$\rho$")


def draw_n(panel, run, name, low, high):
    out = (run.momenta.k > low * np.pi) & (run.momenta.k < high * np.pi)
    of_times(panel, run, run.momenta.k[out], getattr(run, name)[:, out], run.stationary[name][out] if run.stationary else None)
    panel.axes[0].set_xlim(low * np.pi, high * np.pi)
    style.momentum_ticks(panel.axes[0].xaxis, low, high)
    panel.axes[0].set_ylim(bottom=0)


def draw_distance(panel, run):
    later = run.step_time > 0
    t, distance = run.step_time[later], run.distance[later]
    panel.axes[0].set_yscale("log")
    panel.curve(t, np.where(distance > 0, distance, np.nan), "distance", color="black")
    if np.isfinite(run.rate):
        among = (t >= run.fitted[0]) & (t <= run.fitted[1])
        middle = t[among].mean()
        height = np.exp(np.log(distance[among]).mean())
        panel.curve(t[among], height * np.exp(-run.rate * (t[among] - middle)), "fit", label="fitted decay", color=style.RED, linewidth=2.4, alpha=0.6)
        panel.note(f"relaxation time {1 / run.rate:.3g}")


def draw_leaving(panel, run):
    for leaving, name, colour in zip(run.leaving.T, ("left", "right"), style.KINDS[1:]):  # no colour of a time
        panel.curve(run.step_time, leaving, f"leaving on the {name}", label=f"leaving on the {name}", color=colour)
    panel.curve(run.step_time, run.leaving.sum(axis=1), "leaving on both sides", label="both sides", color="black")
    panel.curve(run.step_time, np.full(run.step_time.size, run.entering), "entering", label="entering", color=style.GREY, linestyle="--")


def draw_rays(panel, run):
    sides = np.signbit(run.zeta), ~np.signbit(run.zeta)
    for i, colour, name in times(panel, run, after=0):  # at t = 0 there are no rays
        for side in sides:
            panel.curve(run.zeta[side], run.ray_density[i][side], name, color=colour)
    for side in sides if run.stationary else ():
        draw_limit(panel, run.zeta[side], run.ray_limit[side], "t -> infinity")


PANELS = ("spacetime", "centre_in_time", "outgoing_left_in_time", "outgoing_right_in_time", "rays", "leaving", "distance", "cone")


def panels(run):
    in_k = (r"$k$", r"$n(k)$"), (MOMENTUM, OCCUPATION)
    cone = Panel("cone", "density", lambda p: light_cone.draw(p, run), (r"$x/L$", r"$t$"), ("x [L]", TIME, "density [1/site]"), default=False)
    distance = Panel("distance", "distance from stationary", lambda p: draw_distance(p, run), (r"$t$", r"$\max\,|n - n_\infty| \,/\, \max\,n$"),
                     (TIME, "max |n - n_stationary| / max n [1]"))  # fmt: skip
    return [
        Panel("spacetime", "density", lambda p: draw_spacetime(p, run), (r"$X$", r"$t$"), ("X [1]", TIME, "density [1/site]"), span=1),
        Panel("centre_in_time", "$X = 1/2$", lambda p: draw_n(p, run, "n_center", -1, 1), *in_k),
        Panel("outgoing_left_in_time", "leaving at $X = 0$", lambda p: draw_n(p, run, "n_left", -1, 0), *in_k),
        Panel("outgoing_right_in_time", "leaving at $X = 1$", lambda p: draw_n(p, run, "n_right", 0, 1), *in_k, default=not run.mirror),
        Panel("rays", "light cone", lambda p: draw_rays(p, run), (r"$x/t$", r"$\rho$"), (RAY, "density [1/site]")),
        Panel("leaving", "number current", lambda p: draw_leaving(p, run), (r"$t$", r"$J$"), (TIME, "current [hopping]")),
        *([distance] if run.stationary else []),
        *([cone] if run.time[-1] > 0 else []),  # there is none at t = 0
    ]  # fmt: skip

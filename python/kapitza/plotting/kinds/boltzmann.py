"""The stationary state across the defect: the paper's Fig. 4, what leaves at both ends, and the profiles between them. Results in time
are drawn by in_time.py."""

from dataclasses import dataclass

import numpy as np
from kapitza.interpolation import Across
from kapitza.momenta import Momenta, read_momenta
from kapitza.plotting import in_time, style
from kapitza.plotting.sheet import MOST_IN_KEY, Family, Panel, listed
from kapitza.results import BadResult

MOST_MAPS = 6  # phase-space maps beside each other; with more values of Lambda, an even selection is shown
ON_CURVES = np.linspace(0, 1, 9)  # where curves are drawn in each cell of X
FINENESS = 200  # parts of one colour across a map, at least
FAR = 10  # times what is asked, from where on errors are spoken of
MOMENTUM, OCCUPATION = "k [1/site]", "n [1]"


@dataclass
class State:
    Lambda: np.ndarray  # [Lambda], ascending
    momenta: Momenta
    k: np.ndarray  # [k] of a curve
    weight: np.ndarray  # [node] of int dk/2pi
    grid: Across  # the scheme in X
    n: np.ndarray  # [Lambda, X, node] at the points of `grid`
    n_left: np.ndarray  # [Lambda, k] at X = 0
    n_right: np.ndarray  # [Lambda, k] at X = 1
    n_center: np.ndarray  # [Lambda, k] at X = 1/2
    injected: np.ndarray  # [k], v > 0 enters at X = 0 and v < 0 at X = 1
    X_fit: np.ndarray  # [X], where thermal states are fitted, the ends included
    T: np.ndarray  # [Lambda, X_fit] of the nearest thermal state; NaN where there is none
    mu: np.ndarray
    distance: np.ndarray  # [Lambda, X_fit] max |n/n_fit - 1| over k; NaN where there is no fit
    injected_T: np.ndarray  # [side] of the thermal state with the injected currents; NaN where there is none
    injected_mu: np.ndarray
    center_fit: np.ndarray  # [Lambda, k], the thermal state nearest to n_center; NaN where there is none
    prediction: np.ndarray  # [k], thermal outgoing occupation by (5); NaN unless both sides inject mirror images
    remark: str  # on the grid in X
    length: float  # of the defect, in sites; None in the scaling limit
    renormalised: bool  # V^R
    next_order: bool  # of the collision integral
    errors: dict  # name -> bounds of the errors: n_left, n_right, n_center [Lambda, k], density [Lambda, X_file], T, mu and distance [Lambda, X_fit]; NaN where none are known
    X_file: np.ndarray  # [X] of the file
    doubtful: np.ndarray  # Lambda at which those of n exceed the accuracies asked
    sites: dict  # N -> n [Lambda, k] on the first and on the central site of the N points of an extrapolation

    @property
    def mirror(self):
        return np.allclose(self.injected, self.injected[::-1], rtol=1e-9)


def nodes_in_cell(result, X):
    """Points X in a cell, in each of which n is a polynomial; nothing where the scheme knows no cells ("upwind")."""
    space = result.case.get("space", {})
    if space.get("scheme") not in ("dg", "upwind"):
        raise BadResult(f"{result.path}: its input does not tell space.scheme, which says how n lies between the points X")
    if space["scheme"] == "upwind":
        return 0
    cells = result["space/cell"].size if "space/cell" in result.file else int(space.get("cells", X.size))
    if X.size % cells:
        raise BadResult(f"{result.path}: {X.size} points X do not fit {cells} cells")
    return X.size // cells


def read_bounds(result, order, k):
    """Bounds of the errors, /<name>_error, on straight lines between the nodes at the momenta `k`, and at /X."""
    shape, bounds = (order.size, result["k"].size), {}
    for name in ("n_left", "n_right", "n_center"):
        found, bounds[name] = result.if_there(f"{name}_error", shape)[order], np.empty((order.size, k.size))
        for side in (-1, 1):  # they jump at k = 0
            of, at = side * result["k"] > 0, side * k > 0
            bounds[name][:, at] = [np.interp(k[at], result["k"][of], row[of]) for row in found]
    bounds["density"] = result.if_there("density_error", (order.size, result["X"].size))[order]
    return bounds


def beyond(result, data, bounds):
    """The Lambda whose n_out or n(1/2) may be off by far more than is asked of the grids."""
    asked = sum(result.case.get(table, {}).get("accuracy", 0) for table in ("space", "momentum"))
    worst = np.max([np.nanmax(bounds[name], axis=1, initial=0) for name in ("n_left", "n_right", "n_center")], axis=0)
    largest = np.max([data[name].max(axis=1) for name in ("n_left", "n_right", "n_center")], axis=0)
    return data["Lambda"][worst > FAR * asked * largest]


def read_sites(result, momenta, order):
    """Of every N that was extrapolated."""
    sites = {}
    for name in result.file.get("resolution", {}):
        n = result[f"resolution/{name}/n"][order]
        sites[int(name.removeprefix("N="))] = [momenta.values(n[:, place]) for place in (0, n.shape[1] // 2)]
    return dict(sorted(sites.items()))


def read(result):
    """The arrays of one file, by ascending Lambda."""
    if in_time.is_in_time(result):
        return in_time.read(result)
    names = ("Lambda", "X", "k", "n", "n_left", "n_right", "n_center")
    data = {name: result[name] for name in names}
    if data["Lambda"].size == 0:
        raise BadResult(f"{result.path}: holds no value of Lambda")
    order = np.argsort(data["Lambda"])
    for name in ("Lambda", "n", "n_left", "n_right", "n_center"):
        data[name] = data[name][order]
    X, n, k = data.pop("X"), data.pop("n"), data["k"]
    inner = slice(1, -1) if X[0] == 0 else slice(None)  # without both ends, which chosen cells add to their points
    points, X, n = X[inner], X[inner], n[:, inner]
    nodes = nodes_in_cell(result, X)
    if nodes:
        grid, remark = Across(X, nodes), ""
    else:
        remark = ""
        finest = max(result.file.get("resolution", {}), key=lambda name: int(name.removeprefix("N=")), default=None)
        if finest:
            X, n = result[f"resolution/{finest}/X"], result[f"resolution/{finest}/n"][order]
            remark = f"{finest.replace('=', ' = ')} points of X, the finest grid, not extrapolated"
        grid = Across(np.concatenate([[0], X, [1]]))
        n = np.concatenate([data["n_left"][:, None], n, data["n_right"][:, None]], axis=1)
    rows, fits = data["Lambda"].size, {}
    groups = {"thermal_left": (rows, 1), "thermal": (rows, result["X"].size), "thermal_right": (rows, 1)}
    for name in "beta", "mu", "deviation", "beta_error", "mu_error", "deviation_error":
        parts = [result.if_there(f"{group}/{name}", shape)[order].reshape(shape) for group, shape in groups.items()]
        parts[1] = parts[1][:, inner]
        fits[name] = np.concatenate(parts, axis=1)
    momenta = read_momenta(result)
    bounds = read_bounds(result, order, momenta.k)
    doubtful = beyond(result, data, bounds)
    bounds |= {"T": fits["beta_error"] / fits["beta"] ** 2, "mu": fits["mu_error"], "distance": fits["deviation_error"]}
    for name in ("n_left", "n_right", "n_center"):
        data[name] = momenta.values(data[name])
    injected = momenta.values(np.where(k > 0, result["injected/left"], result["injected/right"]))
    data["k"] = momenta.k
    beta, mu = (result[f"thermal_center/{name}"][order, None] for name in ("beta", "mu"))
    weight = result.if_there("k_weight", k.size)
    state = State(
        weight=np.where(np.isnan(weight), 1 / k.size, weight),
        **data, momenta=momenta, grid=grid, n=n, injected=injected, center_fit=1 / (beta * (momenta.k**2 - mu)),
        X_fit=np.concatenate([[0], points, [1]]), T=1 / fits["beta"], mu=fits["mu"], distance=fits["deviation"],
        injected_T=1 / result.if_there("injected_thermal/beta", 2), injected_mu=result.if_there("injected_thermal/mu", 2),
        prediction=np.full(momenta.k.size, np.nan), remark=remark, errors=bounds, doubtful=doubtful, X_file=result["X"],
        sites=read_sites(result, momenta, order),
        length=float(np.ravel(result["defect_length"])[0]) if "defect_length" in result.file else None,
        renormalised="defect_A" in result.file and bool(np.any(result["defect_A"] != 0)),
        next_order="next_order" in result.file,
    )  # fmt: skip
    if state.mirror and "outgoing_thermal/n" in result.file:
        state.prediction = momenta.values(np.where(k < 0, *result["outgoing_thermal/n"][:2]))
    return state


def curves(panel, state, x, values, errors=None, **look):
    """One curve for each Lambda, and the bounds of its errors behind it."""
    panel.family = Family("Lambda", state.Lambda)
    rows = list(zip(panel.family.colours, panel.family.names(), values))
    for colour, name, y in rows:
        panel.curve(x, y, name, color=colour, **look)
    if errors is not None:
        bounded = style.selection(len(rows), MOST_IN_KEY)
        panel.bands([(x, rows[i][2], errors[i], rows[i][0]) for i in bounded])
        if len(bounded) < len(rows) and np.isfinite(errors).any():
            panel.note(f"bounds of errors for {len(bounded)} of {len(rows)} values of Λ")
    if errors is not None and state.doubtful.size:
        panel.note(f"errors may exceed {FAR} times what is asked: " + listed(f"Λ = {value:.4g}" for value in state.doubtful))


def of_largest(state):
    return ", largest $\\Lambda$" if state.Lambda.size > 1 else ""


def momenta(panel, low=-1, high=1):
    panel.axes[0].set_xlim(low * np.pi, high * np.pi)
    style.momentum_ticks(panel.axes[0].xaxis, low, high)


def ballistic(panel, state, chosen=slice(None)):
    """What would be there if nothing collided."""
    panel.curve(state.k[chosen], state.injected[chosen], "injected", label="injected (ballistic)", color=style.GREY, linestyle="--", zorder=1)


def draw_maps(panel, state, shown):
    """n over X and k, one map for each Lambda."""
    parts = -(-FINENESS // state.grid.width.size)
    edges = np.append(state.grid.X(np.arange(parts) / parts), 1)
    inside = (np.arange(parts) + 0.5) / parts
    k = style.cell_edges(state.k, -np.pi, np.pi)
    top = np.nanmax(state.n[shown])
    for axes, i in zip(panel.axes, shown):
        values = state.momenta.values(state.grid.values(state.n[i], inside))
        mesh = panel.map(edges, k, values.T, "", axes, vmin=0, vmax=top)
    panel.axes[0].set_xticks([0, 0.5, 1], ["$0$", "$0.5$", "$1$"])
    style.momentum_ticks(panel.axes[0].yaxis)
    panel.colour_bar(mesh, "$n$")
    if shown.size < state.Lambda.size:
        panel.note(f"{shown.size} of {state.Lambda.size} values of Λ")
    if state.remark:
        panel.note(state.remark)


def draw_center(panel, state):
    """n(k) at X = 1/2 and the thermal state nearest to that of the largest Lambda."""
    ballistic(panel, state)
    curves(panel, state, state.k, state.n_center, state.errors["n_center"])
    name = f"thermal fit, Lambda = {state.Lambda[-1]:.6g}"
    panel.curve(state.k, state.center_fit[-1], name, label="thermal fit" + of_largest(state), color=style.RED, linestyle=":", linewidth=1.8)
    momenta(panel)
    panel.axes[0].set_ylim(bottom=0)


def draw_deviation(panel, state):
    """How far n(k) at X = 1/2 is from the thermal fit of the same Lambda."""
    deviation = np.abs(state.n_center / state.center_fit - 1)
    panel.axes[0].set_yscale("log")
    curves(panel, state, state.k, np.where(deviation > 0, deviation, np.nan), linewidth=0.9)
    momenta(panel)
    missing = np.count_nonzero(~np.isfinite(state.center_fit).any(axis=1))
    if missing:
        panel.note(f"no thermal state is near for {missing} of {state.Lambda.size} values of Λ")


def draw_outgoing(panel, state, name, low, high):
    """What leaves at one end against what the other end injects and, for mirror images, the prediction (5)."""
    out = (state.k > low * np.pi) & (state.k < high * np.pi)
    ballistic(panel, state, out)
    n = getattr(state, name)
    curves(panel, state, state.k[out], n[:, out], state.errors[name][:, out])
    panel.curve(state.k[out], state.prediction[out], "thermal prediction", label="thermal prediction (5)", color=style.RED, linewidth=1.6)
    top = max(np.nanmax(n[:, out]), state.injected[out].max())
    panel.axes[0].set_ylim(0, 1.06 * max(top, min(np.nanmax(np.append(state.prediction[out], 0)), 1.5 * top)))
    momenta(panel, low, high)


def draw_profile(panel, state, X, values, errors=None):
    """A quantity [Lambda, X] across the defect, with its bounds if there are any."""
    curves(panel, state, X, values, errors)
    panel.axes[0].set_xlim(-0.03, 1.03)
    panel.axes[0].set_xticks([0, 0.5, 1], ["$0$", "$0.5$", "$1$"])
    if state.remark:
        panel.note(state.remark)


def edges(state, default=False):
    """How far from thermal n is across the defect: not at all in the bulk of a strong one, and everywhere at its edges."""

    def draw(panel):
        panel.axes[0].set_yscale("log", nonpositive="clip")
        draw_profile(panel, state, state.X_fit, state.distance)
        shown = style.selection(state.Lambda.size, MOST_IN_KEY)
        panel.bands([(state.X_fit, state.distance[i], state.errors["distance"][i], panel.family.colours[i]) for i in shown])
        panel.axes[0].set_ylim(bottom=0.5 * np.nanmin(state.distance))
        if state.Lambda.size == 1:
            panel.note(f"stationary state, Λ = {state.Lambda[0]:.6g}")

    return Panel("edges", "distance from thermal", draw, (r"$X$", r"$\max_k |n/n_{\rm fit} - 1|$"), ("X [1]", "max |n/n_fit - 1| [1]"),
                 default=default)  # fmt: skip


def draw_density(panel, state):
    X = state.grid.X(ON_CURVES)
    draw_profile(panel, state, X, across(state) @ state.weight, [np.interp(X, state.X_file, row) for row in state.errors["density"]])


def across(state):
    """n [Lambda, X, k] at the points to be drawn."""
    return np.stack([state.grid.values(n, ON_CURVES) for n in state.n])


def draw_thermal(panel, state, profiles, errors, injected):
    """A parameter of the nearest thermal state across the defect, and its jumps from what is injected at the walls."""
    draw_profile(panel, state, state.X_fit, profiles, errors)
    for X, place in (0, 0), (1, -1):
        outside = injected[X : X + 1]
        jump = np.append(outside, profiles[-1, place])
        if np.isfinite(jump).all():
            panel.curve(np.full(2, X), jump, f"jump at X = {X}", label="jump at the wall" + of_largest(state),
                        color="black", linestyle=":", linewidth=1, clip_on=False)  # fmt: skip
        panel.curve(np.array([X]), outside, f"injected at X = {X}", label="thermal with the injected currents", color="black",
                    marker="o", markersize=4, linestyle="", clip_on=False, zorder=5)  # fmt: skip


def draw_sites(panel, state, place, other):
    """The paper's Fig. 7: n on one site of every N, extrapolated to 1/N -> 0, and beside another solution of the same case."""
    limit, name = ((state.n_left, "n_left"), (state.n_center, "n_center"))[place]
    shown = slice(None, None, max(1, state.k.size // 64))
    ballistic(panel, state)
    for i, (N, both) in enumerate(state.sites.items()):
        colour = style.KINDS[i % 3]
        panel.curve(state.k[shown], both[place][-1, shown], f"N = {N}", label=f"$N = {N}$", color=colour, marker=style.MARKERS[i % 3], markersize=2.2,
                    linestyle="", markerfacecolor="none", markeredgewidth=0.6)  # fmt: skip
    panel.curve(state.k[shown], limit[-1, shown], "extrapolated", label="extrapolated", color="black", marker="+", markersize=4, linestyle="",
                markeredgewidth=0.7, zorder=4)  # fmt: skip
    if place:
        panel.curve(state.k, state.center_fit[-1], "thermal fit", label="thermal fit", color=style.RED, linewidth=1)
    if other is not None:
        same = int(np.argmin(np.abs(other.Lambda - state.Lambda[-1])))
        if abs(other.Lambda[same] - state.Lambda[-1]) > 1e-9 * abs(state.Lambda[-1]):
            raise BadResult(f"the other result holds Lambda = {', '.join(f'{v:g}' for v in other.Lambda)}, none of them {state.Lambda[-1]:g}")
        panel.curve(other.k, getattr(other, name)[same], "other grid", label="other grid", color=style.GREY, linewidth=0.9, zorder=2)
    momenta(panel)
    panel.axes[0].set_ylim(bottom=0)
    panel.note(f"Λ = {state.Lambda[-1]:.6g}")


PANELS = ("phase_space", "centre", "deviation", "outgoing_left", "outgoing_right", "density", "temperature", "chemical_potential", "edges",
          "first_site", "central_site", *in_time.PANELS)


def panels(state, others=()):
    """All panels, those of one end only by request where the other mirrors it; those of an extrapolation beside a solution on another
    grid, if there is one in `others`, and else by request. With a result in time go the edges of its stationary state."""
    if len(others) > 1:
        raise BadResult(f"{len(others)} results are to be laid over it; allowed over this kind: one")
    other = others[0] if others else None
    if isinstance(state, in_time.Evolution):
        return in_time.panels(state) + ([edges(other, True)] if other else [])
    if other is not None and not state.sites:
        raise BadResult("nothing can be laid over a stationary state that is not extrapolated in space.points")
    shown = style.selection(state.Lambda.size, MOST_MAPS if state.mirror else 4)
    maps = [style.label("Lambda", state.Lambda[i], 3) for i in shown]
    in_k, in_X = (r"$k$", r"$n(k)$"), "X [1]"

    def outgoing(name, n, X, low, high):
        return Panel(name, f"leaving at $X = {X}$", lambda p: draw_outgoing(p, state, n, low, high), (r"$k$", r"$n_{\rm out}(k)$"),
                     (MOMENTUM, OCCUPATION), default=X == 0 or not state.mirror)  # fmt: skip

    def fitted(name, title, label, column, profiles, errors, injected):
        return Panel(name, title, lambda p: draw_thermal(p, state, profiles, errors, injected), (r"$X$", label), (in_X, column))

    sites = [
        Panel(panel, title, lambda p, place=place: draw_sites(p, state, place, other), in_k, (MOMENTUM, OCCUPATION), default=False)
        for place, (panel, title) in enumerate([("first_site", "first site"), ("central_site", "central site")]) if state.sites
    ]  # fmt: skip
    if other is not None:
        for panel in sites:
            panel.default = True
        return sites
    return [
        Panel("phase_space", "occupation", lambda p: draw_maps(p, state, shown), (r"$X$", r"$k$"), (in_X, MOMENTUM, OCCUPATION), frames=maps,
              span=3 if state.mirror else 2, across=6),
        Panel("centre", "$X = 1/2$", lambda p: draw_center(p, state), in_k, (MOMENTUM, OCCUPATION)),
        Panel("deviation", "distance from thermal, $X = 1/2$", lambda p: draw_deviation(p, state), (r"$k$", r"$|n/n_{\rm fit} - 1|$"),
              (MOMENTUM, "|n/n_fit - 1| [1]")),
        outgoing("outgoing_left", "n_left", 0, -1, 0),
        outgoing("outgoing_right", "n_right", 1, 0, 1),
        Panel("density", "density", lambda p: draw_density(p, state), (r"$X$", r"$\rho(X)$"), (in_X, "density [1/site]")),
        fitted("temperature", "temperature", r"$T(X)$", "T [hopping]", state.T, state.errors["T"], state.injected_T),
        fitted("chemical_potential", "chemical potential", r"$\mu(X)$", "mu [hopping]", state.mu, state.errors["mu"], state.injected_mu),
        edges(state),
        *sites,
    ]  # fmt: skip

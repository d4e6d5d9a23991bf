"""The stationary state across the defect, in the three panels of the paper's Fig. 4."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import style
from matplotlib.lines import Line2D
from results import BadResult

MOST_MAPS = 6  # phase-space maps beside each other; with more values of Lambda, an even selection is shown


@dataclass
class State:
    Lambda: np.ndarray  # [Lambda], ascending
    X: np.ndarray  # [X]
    k: np.ndarray  # [k]
    n: np.ndarray  # [Lambda, X, k]
    n_left: np.ndarray  # [Lambda, k] at X = 0
    n_right: np.ndarray  # [Lambda, k] at X = 1
    n_center: np.ndarray  # [Lambda, k] at X = 1/2
    injected: np.ndarray  # [k], v > 0 enters at X = 0 and v < 0 at X = 1
    center_fit: np.ndarray  # [Lambda, k], the thermal state nearest to n_center; NaN where there is none
    prediction: np.ndarray  # [k], thermal outgoing occupation at X = 0 by (5); NaN where there is none


def read(result):
    """The arrays of one file, by ascending Lambda."""
    names = ("Lambda", "X", "k", "n", "n_left", "n_right", "n_center")
    data = {name: result[name] for name in names}
    if data["Lambda"].size == 0:
        raise BadResult(f"{result.path}: holds no value of Lambda")
    order = np.argsort(data["Lambda"])
    for name in ("Lambda", "n", "n_left", "n_right", "n_center"):
        data[name] = data[name][order]
    k = data["k"]
    injected = np.where(k > 0, result["injected/left"], result["injected/right"])
    beta, mu = (result[f"thermal_center/{name}"][order, None] for name in ("beta", "mu"))
    return State(**data, injected=injected, center_fit=1 / (beta * (k**2 - mu)), prediction=result["outgoing_thermal/n"][0])


def cell_edges(centres, low, high):
    return np.concatenate([[low], (centres[1:] + centres[:-1]) / 2, [high]])


def draw_maps(figure, space, state, colours):
    """(a) n(k) over the defect, one map for each Lambda."""
    shown = style.selection(state.Lambda.size, MOST_MAPS)
    columns = 1 if shown.size <= 2 else 2
    rows = -(-shown.size // columns)
    grid = space.subgridspec(rows, columns + 1, width_ratios=[1] * columns + [0.07], wspace=0.16, hspace=0.08 + 0.08 * rows)
    top = np.nanmax(state.n[shown])
    x_edges, k_edges = cell_edges(state.X, 0, 1), cell_edges(state.k, -np.pi, np.pi)
    for place, i in enumerate(shown):
        row, column = divmod(place, columns)
        axes = figure.add_subplot(grid[row, column])
        mesh = axes.pcolormesh(x_edges, k_edges, state.n[i].T, cmap="magma", vmin=0, vmax=top, rasterized=True)
        axes.set_title(style.label(state.Lambda[i]), color=colours[i], fontsize=11, pad=3)
        axes.set_xticks([0, 0.5, 1], ["$0$", "$0.5$", "$1$"])
        style.momentum_ticks(axes.yaxis, step=0.5 if rows <= 2 else 1, labels=column == 0)
        below = place + columns < shown.size
        if below:
            axes.set_xticklabels([])
        else:
            axes.set_xlabel(r"$X$", labelpad=1)
        if column == 0:
            axes.set_ylabel(r"$k$", labelpad=-2)
    figure.text(0.012, 0.94, "(a)", fontsize=12, fontweight="bold")
    bar = figure.colorbar(mesh, cax=figure.add_subplot(grid[:, -1]))
    bar.set_label(r"$n_X(k)$", labelpad=3)


def draw_center(axes, state, colours):
    """(b) n(k) at X = 1/2, thermal fit of the largest Lambda; inset: relative distance from each Lambda's own fit."""
    k = state.k
    distance = style.inset(axes)
    for n, fit, colour in zip(state.n_center, state.center_fit, colours):
        axes.plot(k, n, color=colour)
        deviation = np.abs(n / fit - 1)
        distance.semilogy(k, np.where(deviation > 0, deviation, np.nan), color=colour, linewidth=1)
    fit = state.center_fit[-1]
    axes.plot(k, state.injected, "--", color=style.GREY, zorder=0)
    axes.plot(k, fit, ":", color=style.RED, linewidth=2)
    style.leave_head_room(axes, np.nanmax([np.nanmax(state.n_center), state.injected.max(), *fit]))
    axes.set(xlim=(-np.pi, np.pi), xlabel=r"$k$", ylabel=r"$n(k)$")
    style.momentum_ticks(axes.xaxis)
    distance.set_xlim(-np.pi, np.pi)
    style.momentum_ticks(distance.xaxis)
    distance.set_ylabel(r"$|n/n_{\rm fit} - 1|$", fontsize=9.5, labelpad=2)


def draw_outgoing(axes, state, colours):
    """(c) what leaves at X = 0 against what was injected and the prediction (5); inset: density profile."""
    out = state.k < 0
    k = state.k[out]
    mirrored = state.injected[::-1][out]
    profile = style.inset(axes)
    X = np.concatenate([[0], state.X, [1]])
    ends = state.n_left.mean(axis=1), state.n_right.mean(axis=1)
    for i, colour in enumerate(colours):
        axes.plot(k, state.n_left[i, out], color=colour)
        rho = np.concatenate([[ends[0][i]], state.n[i].mean(axis=1), [ends[1][i]]])
        profile.plot(X, rho, color=colour, linewidth=1)
    axes.plot(k, mirrored, "--", color=style.GREY, zorder=0)
    axes.plot(k, state.prediction[out], color=style.RED, linewidth=2)
    prediction = state.prediction[out]
    tops = [np.nanmax(state.n_left[:, out]), mirrored.max()]
    if np.isfinite(prediction).any():
        tops.append(min(np.nanmax(prediction), 1.5 * max(tops)))
    style.leave_head_room(axes, max(tops))
    axes.set(xlim=(-np.pi, 0), xlabel=r"$k$", ylabel=r"$n_{\rm out}(k)$")
    style.momentum_ticks(axes.xaxis, high=0)
    profile.set(xlim=(0, 1))
    profile.set_xticks([0, 0.25, 0.5, 0.75, 1], ["$0$", "", "$0.5$", "", "$1$"])
    profile.set_ylabel(r"$\rho(X)$", fontsize=10, labelpad=2)
    profile.margins(y=0.12)


def draw_key(figure, state, colours, centre):
    """The legend that (b) and (c) share."""
    entries = [Line2D([], [], color=c, label=style.label(v)) for v, c in zip(state.Lambda, colours)]
    fit = "thermal fit, " + style.label(state.Lambda[-1])
    entries += [
        Line2D([], [], color=style.GREY, linestyle="--", label="injected"),
        Line2D([], [], color=style.RED, linestyle=":", linewidth=2, label=fit),
        Line2D([], [], color=style.RED, linewidth=2, label="thermal prediction"),
    ]
    columns = len(entries) if len(entries) <= 4 else -(-len(entries) // 2)
    figure.legend(handles=entries, loc="upper center", bbox_to_anchor=(centre, 1.0), ncol=columns,
                  columnspacing=1.3, handlelength=1.7, handletextpad=0.5, labelspacing=0.2)


def draw(state):
    """The figures by suffix of their file, one here: (a) phase space, (b) centre, (c) outgoing carriers."""
    figure = plt.figure(figsize=(13.2, 4.9))
    low, high = 0.115, 0.845
    colours = style.sequence(state.Lambda.size)
    draw_maps(figure, figure.add_gridspec(1, 1, left=0.045, right=0.335, bottom=low, top=0.925)[0], state, colours)
    plots = figure.add_gridspec(1, 2, left=0.435, right=0.99, bottom=low, top=high, wspace=0.2)
    center, outgoing = figure.add_subplot(plots[0]), figure.add_subplot(plots[1])
    draw_center(center, state, colours)
    draw_outgoing(outgoing, state, colours)
    for axes, letter, title in (center, "b", "$X = 1/2$"), (outgoing, "c", "leaving at $X = 0$"):
        axes.set_title(f"({letter})", loc="left", fontsize=12, fontweight="bold", x=-0.11, pad=5)
        axes.set_title(title, pad=5)
    draw_key(figure, state, colours, centre=0.71)
    return {"": figure}

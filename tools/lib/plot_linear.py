"""Linear response about a thermal state: the paper's Fig. 5, the boundary resistance, and its scan over mu."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import style
from matplotlib.lines import Line2D
from matplotlib.ticker import NullFormatter
from results import BadResult

MOST_CURVES = 9  # with more values of Lambda, an even selection is drawn
ROUNDING = 1e-13  # relative differences below it tell nothing
ENTRIES = ((0, 0, "11"), (0, 1, "1E"), (1, 1, "EE"))  # of a symmetric 2 x 2 matrix, number before energy


@dataclass
class Response:
    k: np.ndarray  # [k]
    n: np.ndarray  # [k], the thermal background
    Lambda: np.ndarray  # [Lambda], ascending
    total: np.ndarray  # [Lambda, 2, 2], resistance between thermal injections
    law_difference: np.ndarray  # [Lambda], relative, of the total resistance and the slab law
    conductivity: np.ndarray  # [2, 2], kappa
    resistance: np.ndarray  # [2, 2], R
    profile: np.ndarray  # [2, k], leaves a half-space per unit current (k < 0)
    profile_thermal: np.ndarray  # [2, k], the thermal perturbation nearest to it
    weight: np.ndarray  # [2, k], H_a (k > 0)
    injected: np.ndarray  # [k], delta n: v > 0 enters at X = 0 and v < 0 at X = 1
    reflected: np.ndarray  # [Lambda, k], k < 0; None without a perturbation
    reflected_thermal: np.ndarray  # [Lambda, k], the thermal perturbation nearest to it
    transmitted: np.ndarray  # [Lambda, k], k > 0
    beta: float  # of the background, None if the file does not tell
    scan: dict  # mu, conductivity, resistance and their asymmetries; empty without a scan


def read(result):
    """The arrays of one file, by ascending Lambda."""
    k, Lambda = result["k"], result["Lambda"]
    if Lambda.size == 0:
        raise BadResult(f"{result.path}: holds no value of Lambda")
    order = np.argsort(Lambda)
    injected, reflected, thermal, transmitted = np.zeros_like(k), None, None, None
    if "reflected" in result.file:
        injected = np.where(k > 0, result["injected/left"], result["injected/right"])
        if injected.any():
            reflected, thermal = result["reflected"][order], result["reflected_thermal"][order]
            transmitted = result["transmitted"][order]
    scan = {}
    if "scan" in result.file:
        names = ("mu", "conductivity", "resistance", "conductivity_asymmetry", "resistance_asymmetry")
        scan = {name: result[f"scan/{name}"] for name in names}
        by_size = np.argsort(np.abs(scan["mu"]))
        scan = {name: values[by_size] for name, values in scan.items()}
    return Response(
        k=k, n=result["background/n"], Lambda=Lambda[order], total=result["total_resistance"][order],
        law_difference=result["slab_law_difference"][order], conductivity=result["conductivity"],
        resistance=result["resistance"], profile=result["half_space/profile"],
        profile_thermal=result["half_space/profile_thermal"], weight=result["half_space/weight"],
        injected=injected, reflected=reflected, reflected_thermal=thermal, transmitted=transmitted, beta=result.file.attrs.get("beta"), scan=scan,
    )  # fmt: skip


def slab_law(response, Lambda):
    """2 R + Lambda kappa^-1 for a list of Lambda."""
    return 2 * response.resistance + np.multiply.outer(Lambda, np.linalg.inv(response.conductivity))


def positive(values):
    """What a logarithmic axis can show; NaN elsewhere."""
    return np.where(values > 0, values, np.nan)


def signs(matrix):
    """-1 where an entry is negative and its opposite is drawn, otherwise 1."""
    return np.where(matrix < 0, -1, 1)


def entry_name(symbol, index, sign):
    return rf"${'-' if sign < 0 else ''}{symbol}_{{{index}}}$"


def key_columns(count):
    """Columns of a key with `count` entries; four are as wide as a panel."""
    return count if count <= 3 else max(3, min(4, -(-count // 2)))


def key(axes, handles, columns):
    """A legend on top of a panel, clear of its title."""
    axes.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1.06), ncol=columns, fontsize=10,
                borderaxespad=0, columnspacing=1.2, handlelength=1.6, handletextpad=0.5, labelspacing=0.25)  # fmt: skip


def limits(*curves):
    """The range of all curves, zero included, with a margin below what is negative."""
    values = np.concatenate([np.ravel(c) for c in curves])
    low, high = min(0, np.nanmin(values)), max(0, np.nanmax(values))
    return low - (0.04 * (high - low) if low < 0 else 0), high


def outgoing_axes(axes, small, low, high):
    """What is left of k = 0 in the panel, and what is right of it in the inset."""
    style.leave_head_room(axes, high, low)
    axes.set(xlim=(-np.pi, 0), xlabel=r"$k$")
    style.momentum_ticks(axes.xaxis, high=0)
    small.set_xlim(0, np.pi)
    style.momentum_ticks(small.xaxis, low=0)
    small.margins(y=0.12)
    for frame in axes, small:
        frame.axhline(0, color=style.GREY, linewidth=0.6, zorder=0)


def draw_reflected(axes, response):
    """(a) delta n that leaves at X = 0 against what was injected; inset: what leaves at X = 1."""
    shown = style.selection(response.Lambda.size, MOST_CURVES)
    colours = style.sequence(shown.size)
    small = style.inset(axes)
    out = response.k < 0
    k = response.k[out]
    mirrored = response.injected[::-1][out]
    nearest = response.reflected_thermal[-1, out]
    for i, colour in zip(shown, colours):
        axes.plot(k, response.reflected[i, out], color=colour)
        small.plot(response.k[~out], response.transmitted[i, ~out], color=colour, linewidth=1)
    axes.plot(k, mirrored, "--", color=style.GREY, zorder=0)
    axes.plot(k, nearest, ":", color=style.RED, linewidth=2)
    outgoing_axes(axes, small, *limits(response.reflected[shown][:, out], mirrored, nearest))
    axes.set_ylabel(r"$\delta n_{X=0}(k)$")
    small.set_ylabel(r"$\delta n_{X=1}(k)$", fontsize=9.5, labelpad=2)
    handles = [Line2D([], [], color=c, label=style.label(response.Lambda[i])) for i, c in zip(shown, colours)]
    handles += [
        Line2D([], [], color=style.GREY, linestyle="--", label="injected"),
        Line2D([], [], color=style.RED, linestyle=":", linewidth=2, label="nearest thermal"),
    ]
    key(axes, handles, key_columns(len(handles)))


def draw_half_space(axes, response):
    """(b) what leaves a half-space per unit current, and its nearest thermal form; inset: the weight functions.

    Reciprocity says that H(k) = -v(k) delta n(-k) / n_th^2 (v = 2k, as E = k^2 elsewhere). It gives the smooth curve; the
    weights of the file, drawn pale below it, come from rows of an inverse, which are accurate in the mean over smooth
    functions and not node by node.
    """
    small = style.inset(axes)
    out = response.k < 0
    k = response.k[out]
    handles, curves = [], []
    every = zip(response.profile, response.profile_thermal, response.weight, style.KINDS, "1E")
    for profile, thermal, weight, colour, index in every:
        nearest = thermal[out]
        axes.plot(k, profile[out], color=colour)
        axes.plot(k, nearest, ":", color=colour, linewidth=2)
        velocity, occupation = 2 * response.k[~out], response.n[~out]
        small.plot(response.k[~out], weight[~out], color=colour, linewidth=2, alpha=0.25)
        small.plot(response.k[~out], -velocity * profile[::-1][~out] / occupation**2, color=colour, linewidth=1)
        curves += [profile[out], nearest]
        handles.append(Line2D([], [], color=colour, label=rf"$\delta n / J_{index}$, $H_{index}$"))
    outgoing_axes(axes, small, *limits(*curves))
    axes.set_ylabel(r"$\delta n_{X=0}(k) \, / \, J$", labelpad=2)
    small.set_ylabel(r"$H(k)$", fontsize=9.5, labelpad=2)
    handles.append(Line2D([], [], color="black", linestyle=":", linewidth=2, label="nearest thermal"))
    key(axes, handles, columns=3)


def falling(values):
    """The leading part in which the values fall and have not yet reached rounding."""
    falls = np.concatenate([[True], values[1:] < values[:-1]])
    return np.logical_and.accumulate(falls & (values > ROUNDING))


def draw_law_difference(small, response):
    """How the total resistance approaches the slab law: a straight line as long as rounding allows."""
    shown = falling(response.law_difference)
    small.semilogy(response.Lambda[shown], response.law_difference[shown], "o-", color="black", markersize=2.5, linewidth=1)
    small.set_xlabel(r"$\Lambda$", fontsize=9.5, labelpad=0)
    small.set_ylabel("rel. difference", fontsize=8, labelpad=2)
    small.margins(x=0.06, y=0.15)
    small.locator_params(axis="x", nbins=5)


def draw_total(axes, response):
    """(c) total resistance of the slab against 2 R + Lambda / kappa; inset: their relative difference."""
    Lambda = response.Lambda
    margin = 1.6 if Lambda[-1] >= 10 * Lambda[0] else 4  # a decade at least, so that the axis has a label
    fine = np.geomspace(Lambda[0] / margin, Lambda[-1] * margin, 200)
    law, sign = slab_law(response, fine), signs(slab_law(response, Lambda[-1]))
    handles, curves = [], []
    for (a, b, index), colour, marker in zip(ENTRIES, style.KINDS, style.MARKERS):
        line, points = positive(sign[a, b] * law[:, a, b]), positive(sign[a, b] * response.total[:, a, b])
        axes.loglog(fine, line, color=colour, linewidth=1)
        axes.loglog(Lambda, points, marker, color=colour, markersize=4.5)
        curves += [line, points]
        name = entry_name(r"R^{\,\rm tot}", index, sign[a, b])
        handles.append(Line2D([], [], color=colour, marker=marker, markersize=4.5, linestyle="", label=name))
    low, high = np.log10(np.nanmin(np.concatenate(curves))), np.log10(np.nanmax(np.concatenate(curves)))
    axes.set(xlim=(fine[0], fine[-1]), xlabel=r"$\Lambda$", ylabel=r"$R^{\,\rm tot}$")
    if np.count_nonzero(falling(response.law_difference)) > 1:
        draw_law_difference(style.inset(axes), response)
        decades = np.arange(np.ceil(low - 0.1), high + 0.1)
        minor = np.multiply.outer(10.0 ** np.arange(np.floor(low), high + 1), np.arange(2, 10)).ravel()
        axes.set_yticks(10.0**decades)
        axes.set_yticks(minor[minor <= 10**high], minor=True)
        axes.set_ylim(10 ** (low - 0.1), 10 ** (low - 0.1 + (high - low + 0.1) / 0.6))
    for axis in axes.xaxis, axes.yaxis:
        axis.set_minor_formatter(NullFormatter())
    handles.append(Line2D([], [], color="black", linewidth=1, label=r"$2R + \Lambda \kappa^{-1}$"))
    key(axes, handles, columns=4)


def title(axes, letter, text):
    axes.set_title(f"({letter})", loc="left", fontsize=12, fontweight="bold", x=-0.13, pad=5)
    axes.set_title(text, pad=5)


def draw_response(response):
    """(a) Fig. 5, (b) the half-space, (c) the slab law; without a perturbation the last two."""
    panels = [
        (draw_half_space, "leaving a half-space per unit current"),
        (draw_total, "resistance of the slab"),
    ]
    rows = 1
    if response.reflected is not None:
        panels.insert(0, (draw_reflected, "reflected; inset: transmitted"))
        entries = min(response.Lambda.size, MOST_CURVES) + 2
        rows = -(-entries // key_columns(entries))
    count = len(panels)
    width, height = 4.55 * count, 4.6 + 0.18 * rows
    figure = plt.figure(figsize=(width, height))
    grid = figure.add_gridspec(1, count, left=0.75 / width, right=1 - 0.12 / width, wspace=0.25,
                               bottom=0.56 / height, top=1 - (0.4 + 0.18 * rows) / height)  # fmt: skip
    for (draw_panel, text), space, letter in zip(panels, grid, "abc"):
        axes = figure.add_subplot(space)
        draw_panel(axes, response)
        title(axes, letter, text)
    return figure


def draw_entries(axes, mu, matrices, symbol):
    """The three entries of a symmetric matrix over |mu|."""
    sign = signs(np.median(matrices, axis=0))
    for (a, b, index), colour, marker in zip(ENTRIES, style.KINDS, style.MARKERS):
        name = entry_name(symbol, index, sign[a, b])
        axes.loglog(mu, positive(sign[a, b] * matrices[:, a, b]), marker + "-", color=colour, markersize=3.5, label=name)
    axes.set_ylabel(rf"${symbol}_{{ab}}$")
    axes.legend(loc="upper left")


def draw_scan(scan, beta):
    """(a) kappa and (b) R over |mu|, (c) how well they are symmetric."""
    figure = plt.figure(figsize=(13.2, 4.4))
    grid = figure.add_gridspec(1, 3, left=0.055, right=0.99, bottom=0.13, top=0.91, wspace=0.28, width_ratios=[1, 1, 0.62])
    conductivity, resistance, asymmetry = (figure.add_subplot(space) for space in grid)
    mu = np.abs(scan["mu"])
    state = "" if beta is None else rf", $\beta = {float(beta):g}$"
    draw_entries(conductivity, mu, scan["conductivity"], r"\kappa")
    draw_entries(resistance, mu, scan["resistance"], "R")
    for name, symbol, line in ("conductivity", r"$\kappa$", "o-"), ("resistance", "$R$", "s--"):
        asymmetry.loglog(mu, positive(scan[f"{name}_asymmetry"]), line, color="black", markersize=3.5, linewidth=1, label=symbol)
    asymmetry.set_ylabel("relative violation", fontsize=11)
    asymmetry.legend(loc="best")
    for axes, letter, text in (
        (conductivity, "a", "conductivity of the bulk" + state),
        (resistance, "b", "boundary resistance" + state),
        (asymmetry, "c", "Onsager symmetry"),
    ):
        axes.axvline(np.pi**2, color=style.GREY, linestyle=":", linewidth=1, zorder=0)
        axes.text(np.pi**2 * 1.12, 0.03, r"$\pi^2$", transform=axes.get_xaxis_transform(), color=style.GREY)
        axes.set_xlabel(r"$|\mu|$")
        title(axes, letter, text)
    return figure


def draw(response):
    """The figures by suffix of their file."""
    figures = {"": draw_response(response)}
    if response.scan:
        figures["_scan"] = draw_scan(response.scan, response.beta)
    return figures

"""The driven field: occupation in both leads beside the kinetic prediction (the paper's Fig. 3), its Wigner function and
density, and the deviation from what was injected against the coupling (Fig. 2)."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import style
from matplotlib.lines import Line2D
from results import BadResult

GRAZING = 3  # momenta within so many nodes of k = 0 are not resolved by the windows
SAME = 0.01  # relative difference of two Lambda that count as one


@dataclass
class Defect:
    """One case of the product of lists."""

    length: int
    coupling: float  # lambda
    Lambda: float
    renormalised: bool
    left: tuple  # n(k) and its standard error in the left lead, each [k]
    right: tuple
    wigner_x: np.ndarray  # [window]
    wigner: np.ndarray  # [window, k]
    density: tuple  # against time, with its standard error, each [t]


@dataclass
class Field:
    k: np.ndarray
    t: np.ndarray  # of the density
    injected: np.ndarray  # [k]: k > 0 from the left, k < 0 from the right
    settle: float  # time at which measuring begins
    defects: list


def read(result):
    """The arrays of one file, one Defect for each case."""
    k = result["k"]
    several = "case" in result.file
    count = result["case"].size if several else 1

    def parameter(name):
        return result[f"case_{name}"] if several else np.array([result.file.attrs[name]])

    def by_case(name):
        values = result[name]
        return values if several else values[None]

    def measured(name):
        return by_case(name), by_case(f"{name}_stderr")

    names = ("length", "lambda", "Lambda", "renormalised")
    length, coupling, Lambda, renormalised = (parameter(name) for name in names)
    left, right, density = (measured(name) for name in ("lead_left/n", "lead_right/n", "trace/density"))
    x, wigner = by_case("wigner/x"), by_case("wigner/n")
    defects = [
        Defect(int(length[i]), coupling[i], Lambda[i], bool(renormalised[i]), (left[0][i], left[1][i]),
               (right[0][i], right[1][i]), x[i], wigner[i], (density[0][i], density[1][i]))
        for i in range(count)
    ]  # fmt: skip
    injected = np.where(k > 0, result["injected/left"], result["injected/right"])
    return Field(k, result["trace/t"], injected, float(result.file.attrs.get("settle", 0)), defects)


def many_couplings(field):
    """Whether one length stands with several lambda."""
    return len({(d.length, d.coupling) for d in field.defects}) > len({d.length for d in field.defects})


def names(field):
    """What tells the cases apart, one label for each."""
    varies = {
        "L": len({d.length for d in field.defects}) > 1,
        r"\lambda": many_couplings(field),
    }
    if not any(varies.values()):
        varies["L"] = True
    labels = []
    for defect in field.defects:
        values = {"L": f"{defect.length}", r"\lambda": f"{defect.coupling:.3g}"}
        parts = [f"{name} = {values[name]}" for name in values if varies[name]]
        labels.append(f"${', '.join(parts)}{r', V^R' if defect.renormalised else ''}$")
    return labels


def kinetic_curves(field, kinetic):
    """Of a boltzmann file, (Lambda, n at X = 0, n at X = 1) for each Lambda of the field that it holds."""
    curves = []
    for Lambda in sorted({d.Lambda for d in field.defects if d.Lambda > 0}):
        nearest = int(np.argmin(np.abs(kinetic.Lambda - Lambda)))
        known = any(abs(curve[0] / kinetic.Lambda[nearest] - 1) < 1e-12 for curve in curves)
        if not known and abs(kinetic.Lambda[nearest] / Lambda - 1) < SAME:
            curves.append((kinetic.Lambda[nearest], kinetic.n_left[nearest], kinetic.n_right[nearest]))
    return curves


def cell_edges(centres, low, high):
    return np.concatenate([[low], (centres[1:] + centres[:-1]) / 2, [high]])


def draw_points(axes, field, side, shown, colours, size):
    """Measured n(k) with error bars at the momenta `shown`; open where V is not renormalised and elsewhere is."""
    both = any(d.renormalised for d in field.defects)
    for defect, colour in zip(field.defects, colours):
        n, error = (values[shown] for values in getattr(defect, side))
        axes.errorbar(field.k[shown], n, error, fmt="o", color=colour, markersize=size, elinewidth=0.7, markeredgewidth=0.7,
                      markerfacecolor=colour if defect.renormalised or not both else "white", zorder=2)  # fmt: skip


def draw_kinetic(axes, field, side, kinetic):
    """What leaves by the kinetic equation."""
    if kinetic is None:
        return
    for _, n_left, n_right in kinetic_curves(field, kinetic):
        n, out = (n_left, kinetic.k < 0) if side == "left" else (n_right, kinetic.k > 0)
        axes.plot(kinetic.k[out], n[out], color=style.RED, linewidth=1.4, zorder=4)


def draw_slow(axes, field, colours, kinetic):
    """The slow carriers that leave on the left, which approach the kinetic equation last."""
    shown = (field.k < 0) & (field.k > -0.7)
    draw_points(axes, field, "left", shown, colours, 3)
    axes.plot(field.k[shown], field.injected[shown], "--", color=style.GREY, zorder=3)
    draw_kinetic(axes, field, "left", kinetic)
    tops = [field.injected[shown].max(), *(d.left[0][shown].max() for d in field.defects)]
    axes.set(xlim=(-0.7, 0), ylim=(0, 1.05 * max(tops)), xlabel=r"$k$", ylabel=r"$n(k)$")


def draw_lead(axes, field, side, colours, kinetic):
    """n(k) in one lead; dashed: what is injected, which a lead without a defect would show."""
    draw_points(axes, field, side, slice(None), colours, 2.4)
    axes.plot(field.k, field.injected, "--", color=style.GREY, zorder=3)
    draw_kinetic(axes, field, side, kinetic)
    axes.axvline(0, color=style.GREY, linewidth=0.6, zorder=0)
    axes.set(xlim=(-np.pi, np.pi), xlabel=r"$k$", ylabel=r"$n(k)$")
    axes.set_ylim(bottom=0)
    style.momentum_ticks(axes.xaxis)
    for place, word in zip((0.25, 0.75), ("out", "in") if side == "left" else ("in", "out")):
        axes.text(place, 0.96, word, transform=axes.transAxes, ha="center", va="top", fontsize=11, color=style.GREY)


def draw_wigner(figure, axes, field, defect, name):
    """n(x, k) along the ring, the defect between dotted lines."""
    x = defect.wigner_x
    half = (x[1] - x[0]) / 2 if x.size > 1 else defect.length
    edges = cell_edges(x, x[0] - half, x[-1] + half)
    mesh = axes.pcolormesh(edges, cell_edges(field.k, -np.pi, np.pi), defect.wigner.T, cmap="magma", vmin=0, rasterized=True)
    for edge in -defect.length / 2, defect.length / 2:
        axes.axvline(edge, color="white", linestyle=":", linewidth=1)
    axes.set(xlabel=r"$x$", ylabel=r"$k$")
    axes.set_title(rf"$n(x, k)$, {name}", fontsize=11, pad=5)
    style.momentum_ticks(axes.yaxis)
    axes.locator_params(axis="x", nbins=5)
    figure.colorbar(mesh, ax=axes, pad=0.02)


def draw_density(axes, field, colours):
    """The density of the ring from the empty lattice on; dotted: where measuring begins."""
    for defect, colour in zip(field.defects, colours):
        rho, error = defect.density
        axes.plot(field.t, rho, color=colour, linewidth=1.1)
        if np.isfinite(error).any():
            axes.fill_between(field.t, rho - error, rho + error, color=colour, alpha=0.25, linewidth=0)
    axes.axvline(field.settle, color=style.GREY, linestyle=":")
    axes.ticklabel_format(axis="x", style="sci", scilimits=(0, 3))
    axes.set(xlabel=r"$t$", ylabel=r"$\rho(t)$", xlim=(0, field.t[-1] if field.t.size else 1))
    axes.set_ylim(bottom=0)


def draw_key(figure, field, labels, colours, kinetic):
    entries = [Line2D([], [], color=c, marker="o", markersize=4, linestyle="", label=name,
                      markerfacecolor=c if d.renormalised or not any(e.renormalised for e in field.defects) else "white")
               for d, c, name in zip(field.defects, colours, labels)]  # fmt: skip
    entries.append(Line2D([], [], color=style.GREY, linestyle="--", label="injected"))
    if kinetic is not None:
        entries.append(Line2D([], [], color=style.RED, label="kinetic equation"))
    figure.legend(handles=entries, loc="upper center", bbox_to_anchor=(0.5, 1.0), ncol=min(len(entries), 7),
                  columnspacing=1.2, handlelength=1.6, handletextpad=0.4, labelspacing=0.25)  # fmt: skip
    return -(-len(entries) // 7)


def case_colours(field):
    """One colour for each strength and length; renormalised or not share it."""
    distinct = list(dict.fromkeys((d.length, d.coupling if d.Lambda == 0 else d.Lambda) for d in field.defects))
    colours = dict(zip(distinct, style.sequence(len(distinct))))
    return [colours[d.length, d.coupling if d.Lambda == 0 else d.Lambda] for d in field.defects]


def draw_leads(field, kinetic):
    """(a), (b) both leads, (c) slow carriers on the left, (d) the Wigner function of the last case, (e) the density of all."""
    figure = plt.figure(figsize=(12.5, 8.2))
    labels, colours = names(field), case_colours(field)
    rows = draw_key(figure, field, labels, colours, kinetic)
    space = {"left": 0.06, "right": 0.985, "wspace": 0.17}
    top = figure.add_gridspec(1, 2, bottom=0.55, top=0.94 - 0.028 * rows, **space)
    bottom = figure.add_gridspec(1, 3, bottom=0.065, top=0.44, **{**space, "wspace": 0.3})
    panels = [figure.add_subplot(place) for place in (top[0], top[1], bottom[0], bottom[1], bottom[2])]
    draw_lead(panels[0], field, "left", colours, kinetic)
    draw_lead(panels[1], field, "right", colours, kinetic)
    draw_slow(panels[2], field, colours, kinetic)
    draw_wigner(figure, panels[3], field, field.defects[-1], labels[-1])
    draw_density(panels[4], field, colours)
    for axes, letter, title in zip(panels, "abcde", ("left lead", "right lead", "leaving on the left", None, None)):
        axes.set_title(f"({letter})", loc="left", fontsize=12, fontweight="bold", x=-0.09 if letter in "ab" else -0.14, pad=5)
        if title:
            axes.set_title(title, pad=5)
    return figure


def deviation(field, defect):
    """max_k |n_in - n_out| at the left edge, k < 0, with the standard error of n_out there."""
    spacing = field.k[1] - field.k[0]
    out = field.k < -GRAZING * spacing
    n, error = (values[out] for values in defect.left)
    distance = np.abs(n - field.injected[out])
    worst = int(np.argmax(distance))
    return distance[worst], error[worst]


def draw_couplings(field):
    """Fig. 2: (a) what leaves on the left for the couplings of the longest defect, (b) its deviation for all lengths."""
    figure, (outgoing, against) = plt.subplots(1, 2, figsize=(10.5, 4.4))
    lengths = sorted({d.length for d in field.defects})
    longest = sorted((d for d in field.defects if d.length == lengths[-1]), key=lambda d: d.coupling)
    out = field.k < 0
    for defect, colour in zip(longest, style.sequence(len(longest))):
        n, error = (values[out] for values in defect.left)
        name = rf"$\lambda = {defect.coupling:.3g}{', V^R' if defect.renormalised else ''}$"
        outgoing.errorbar(field.k[out], n, error, color=colour, linewidth=1.2, elinewidth=0.6, label=name)
    outgoing.plot(field.k[out], field.injected[out], "--", color=style.GREY, label="injected")
    outgoing.set(xlim=(-np.pi, 0), xlabel=r"$k$", ylabel=r"$n_{\rm out}(k)$", title=f"$L = {lengths[-1]}$")
    outgoing.set_ylim(bottom=0)
    outgoing.legend(fontsize=9)
    style.momentum_ticks(outgoing.xaxis, high=0)
    for length, colour in zip(lengths, style.sequence(len(lengths))):
        for renormalised, line in (False, "-"), (True, "--"):
            chosen = [d for d in field.defects if d.length == length and d.renormalised == renormalised]
            chosen.sort(key=lambda d: d.coupling)
            if not chosen:
                continue
            values = np.array([deviation(field, d) for d in chosen])
            name = f"$L = {length}{', V^R' if renormalised else ''}$"
            against.errorbar([d.coupling for d in chosen], values[:, 0], values[:, 1], fmt="o", linestyle=line,
                             color=colour, markersize=4, linewidth=1.2, label=name)  # fmt: skip
    positive = [d.coupling for d in field.defects if d.coupling > 0]
    if max(positive) > 30 * min(positive):
        against.set_xscale("symlog", linthresh=min(positive))
    against.set(xlabel=r"$\lambda$", ylabel=r"$\max_k |n_{\rm in}(k) - n_{\rm out}(k)|$")
    against.set_ylim(bottom=0)
    against.legend(fontsize=9)
    for axes, letter in (outgoing, "a"), (against, "b"):
        axes.set_title(f"({letter})", loc="left", fontsize=12, fontweight="bold", x=-0.12, pad=5)
    figure.tight_layout()
    return figure


def draw(field, kinetic=None):
    """The figures by suffix of their file: the leads, and the dependence on lambda where one length has several."""
    if kinetic is not None and not kinetic_curves(field, kinetic):
        wanted = ", ".join(f"{v:g}" for v in sorted({d.Lambda for d in field.defects}))
        held = ", ".join(f"{v:g}" for v in kinetic.Lambda)
        raise BadResult(f"the kinetic result holds Lambda = {held}, none of them the field's {wanted}")
    figures = {"": draw_leads(field, kinetic)}
    if many_couplings(field):
        figures["_lambda"] = draw_couplings(field)
    return figures

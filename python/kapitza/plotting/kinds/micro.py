"""The driven field: occupation in both leads beside the kinetic prediction (the paper's Fig. 3), its Wigner function and
density, and the deviation from what was injected against the coupling (Fig. 2). Results in time are drawn by quench.py."""

from dataclasses import dataclass

import numpy as np
from matplotlib.lines import Line2D
from kapitza.plotting import quench, style
from kapitza.plotting.sheet import MOST_IN_KEY, Family, Panel
from kapitza.results import BadResult

GRAZING = 3  # momenta within so many nodes of k = 0 are not resolved by the windows
SYMBOLS = {"length": "L", "coupling": "lambda", "Lambda": "Lambda"}
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
    if quench.is_in_time(result):
        return quench.read(result)
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


def strength(field):
    """What the couplings are told by: lambda, or Lambda where several lengths share its values."""
    return min("coupling", "Lambda", key=lambda of: len({getattr(d, of) for d in field.defects}))


def same(Lambda, other):
    return abs(other / Lambda - 1) < SAME


def row_of(prediction, Lambda):
    """Of the Lambda of a stationary state that is nearest to this one; None if that is another one."""
    nearest = int(np.argmin(np.abs(prediction.Lambda - Lambda)))
    return nearest if Lambda > 0 and same(Lambda, prediction.Lambda[nearest]) else None


def scaling_limits(field, prediction):
    """The rows of a boltzmann file of the scaling limit that the field approaches."""
    rows = [row_of(prediction, Lambda) for Lambda in sorted({d.Lambda for d in field.defects})]
    return [row for row in dict.fromkeys(rows) if row is not None]


def is_predicted(defect, prediction):
    """Whether a boltzmann file of finite length, eq. (6), is of this defect."""
    alike = (defect.length, defect.renormalised) == (prediction.length, prediction.renormalised)
    return alike and row_of(prediction, defect.Lambda) is not None


def refuse_what_predicts_nothing(field, prediction):
    held = ", ".join(f"{v:g}" for v in prediction.Lambda)
    if prediction.length is None and not scaling_limits(field, prediction):
        wanted = ", ".join(f"{v:g}" for v in sorted({d.Lambda for d in field.defects}))
        raise BadResult(f"the kinetic result holds Lambda = {held}, none of them the field's {wanted}")
    if prediction.length is not None and not any(is_predicted(defect, prediction) for defect in field.defects):
        interaction = "V^R" if prediction.renormalised else "V"
        raise BadResult(f"the kinetic result is of L = {prediction.length:g}, {interaction}, Lambda = {held}; no case of the field is")


@dataclass
class Product:
    """The cases as small multiples: one frame for each value of what has no colour."""

    family: Family  # what the colours stand for: lengths, or couplings where one length has several
    of: str  # that attribute of a defect
    frames: list  # their labels
    parts: list  # the defects of each frame, by colour

    def colour(self, defect):
        return self.family.colours[self.place(defect)]

    def name(self, defect):
        return self.family.names()[self.place(defect)]

    def place(self, defect):
        return self.family.values.index(getattr(defect, self.of))


def product(field):
    by_coupling = many_couplings(field)
    of = strength(field) if by_coupling else "length"
    family = Family(SYMBOLS[of], sorted({getattr(d, of) for d in field.defects}))
    both = len({d.renormalised for d in field.defects}) > 1
    keys = [(d.length if by_coupling else 0, d.renormalised) for d in field.defects]
    frames, parts = [], []
    for length, renormalised in sorted(set(keys)):
        words = [style.label("L", length)] if by_coupling else []
        words += [("with" if renormalised else "without") + " $V^R$"] if both else []
        frames.append(", ".join(words))
        parts.append(sorted((d for d, key in zip(field.defects, keys) if key == (length, renormalised)),
                            key=lambda d: getattr(d, of)))  # fmt: skip
    return Product(family, of, frames if len(frames) > 1 else [""], parts)


def draw_prediction(panel, axes, field, cases, defects, side, prediction, low, high):
    """What leaves on this side: in the scaling limit, or by (6) in the colour of the defect of its length."""
    out = (prediction.k < 0 if side == "left" else prediction.k > 0) & (prediction.k >= low * np.pi) & (prediction.k <= high * np.pi)
    k, n = prediction.k[out], getattr(prediction, f"n_{side}")[:, out]
    for row in scaling_limits(field, prediction) if prediction.length is None else ():
        panel.curve(k, n[row], f"kinetic equation, Lambda = {prediction.Lambda[row]:.6g}", axes, label="kinetic equation", color=style.RED,
                    linewidth=1.3, zorder=6)  # fmt: skip
    for defect in defects if prediction.length is not None else ():
        if is_predicted(defect, prediction):
            name, line = ("(6) to the next order", ":") if prediction.next_order else ("(6)", "-")
            panel.curve(k, n[row_of(prediction, defect.Lambda)], f"{name}, {cases.name(defect)}", axes, color=cases.colour(defect), linewidth=1, linestyle=line,
                        zorder=4)  # fmt: skip
            panel.key.setdefault(f"{name} at the length", Line2D([], [], color=style.GREY, linewidth=1, linestyle=line))


def draw_lead(panel, field, cases, side, predictions, low=-1.0, high=1.0):
    """n(k) in one lead; dashed: what is injected, which a lead without a defect would show."""
    chosen = (field.k >= low * np.pi) & (field.k <= high * np.pi)
    k = field.k[chosen]
    panel.family = cases.family
    for axes, defects in zip(panel.axes, cases.parts):
        for half in k < 0, k > 0:  # the sides inject each its own
            panel.curve(k[half], field.injected[chosen][half], "injected", axes, label="injected (ballistic)", color="black", linestyle="--", linewidth=0.9,
                        zorder=5)  # fmt: skip
        draw_measured(panel, axes, k, [(d, *(values[chosen] for values in getattr(d, side))) for d in defects], cases)
        for prediction in predictions:
            draw_prediction(panel, axes, field, cases, defects, side, prediction, low, high)
        if any(prediction.length for prediction in predictions):
            panel.note("Points are the field, lines of their colours what is predicted at its length")
        axes.axvline(0, color=style.GREY, linewidth=0.5, zorder=0)
    axes.set_xlim(low * np.pi, high * np.pi)
    axes.set_ylim(bottom=0)
    if high > low + 1:
        style.momentum_ticks(axes.xaxis)


def draw_measured(panel, axes, k, measured, cases):
    """What was measured: points side by side, as far apart as their number allows; lines where they are too many for points."""
    many, spacing = len(measured), np.ptp(k) / (k.size - 1)
    if many > MOST_IN_KEY:
        for defect, n, _ in measured:
            panel.curve(k, n, cases.name(defect), axes, color=cases.colour(defect), linewidth=0.8)
        error = np.nanmedian([error for _, _, error in measured])
        panel.note(f"standard errors, {error:.1g} in the median, are left out")
        return
    stride = max(1, int(np.ceil(many * k.size * 1.3 / panel.width)))
    for i, (defect, n, error) in enumerate(measured):
        if stride > 1:
            axes.plot(k, n, color=cases.colour(defect), linewidth=0.5, alpha=0.4, zorder=1)
        shown = slice(i * stride // many, None, stride)  # each takes other momenta where not all can be drawn
        shift = spacing * 0.7 * ((i + 0.5) / many - 0.5) if stride == 1 else 0
        panel.points(k[shown], n[shown], error[shown], cases.name(defect), axes, at=k[shown] + shift, fmt="o", color=cases.colour(defect),
                     markersize=1.8, elinewidth=0.6, markeredgewidth=0, zorder=2)  # fmt: skip
    if stride > 1:
        panel.note(f"every {ordinal(stride)} momentum of each case has its point")
    elif many > 1:
        panel.note("points of one momentum stand side by side")


def ordinal(number):
    return {2: "second", 3: "third"}.get(number, f"{number}th")


def draw_wigner(panel, field, defect):
    """n(x, k) along the ring, the defect between dotted lines."""
    x = defect.wigner_x
    half = (x[1] - x[0]) / 2 if x.size > 1 else defect.length
    axes = panel.axes[0]
    edges = style.cell_edges(x, x[0] - half, x[-1] + half)
    mesh = panel.map(edges, style.cell_edges(field.k, -np.pi, np.pi), defect.wigner.T, "", axes, vmin=0)
    for edge in -defect.length / 2, defect.length / 2:
        axes.axvline(edge, color="white", linestyle=":", linewidth=1)
    style.momentum_ticks(axes.yaxis)
    axes.locator_params(axis="x", nbins=4)
    panel.colour_bar(mesh)
    case = [f"L = {defect.length}", f"λ = {defect.coupling:.3g}", *(["with $V^R$"] if defect.renormalised else [])]
    panel.note(f"{', '.join(case)}; the defect is between the dotted lines")


def draw_density(panel, field, cases):
    """The density of the ring from the empty lattice on; dotted: where measuring begins."""
    panel.family = cases.family
    for axes, defects in zip(panel.axes, cases.parts):
        for defect in defects:
            rho, error = defect.density
            panel.curve(field.t, rho, cases.name(defect), axes, color=cases.colour(defect), linewidth=0.9)
            if np.isfinite(error).any() and len(defects) <= MOST_IN_KEY:
                axes.fill_between(field.t, rho - error, rho + error, color=cases.colour(defect), alpha=0.25, linewidth=0)
        axes.axvline(field.settle, color=style.GREY, linestyle=":", linewidth=0.8)
    axes.set_xlim(0, field.t[-1] if field.t.size else 1)
    axes.locator_params(axis="x", nbins=4)
    axes.set_ylim(bottom=0)
    panel.note("measuring begins at the dotted line")


def deviation(field, defect):
    """max_k |n_in - n_out| at the left edge, k < 0, with the standard error of n_out there."""
    spacing = field.k[1] - field.k[0]
    out = field.k < -GRAZING * spacing
    n, error = (values[out] for values in defect.left)
    distance = np.abs(n - field.injected[out])
    worst = int(np.argmax(distance))
    return distance[worst], error[worst]


def draw_deviation(panel, field):
    """Fig. 2: the largest deviation of what leaves on the left from what is injected, for all lengths."""
    axes = panel.axes[0]
    groups = sorted({(d.length, d.renormalised) for d in field.defects})
    lengths = sorted({length for length, _ in groups})
    positive = sorted({d.coupling for d in field.defects if d.coupling > 0})
    wide = bool(positive) and positive[-1] > 30 * positive[0]
    for i, (length, renormalised) in enumerate(groups):
        chosen = sorted((d for d in field.defects if (d.length, d.renormalised) == (length, renormalised)), key=lambda d: d.coupling)
        values = np.array([deviation(field, d) for d in chosen])
        coupling = np.array([d.coupling for d in chosen])
        place = (i - (len(groups) - 1) / 2) * 0.03
        at = coupling * (1 + place) if wide else coupling + place * np.ptp(coupling) / max(len(coupling) - 1, 1)
        name = f"L = {length}{', V^R' if renormalised else ''}"
        panel.points(coupling, values[:, 0], values[:, 1], name, axes, at=at, label=f"${name}$", color=style.grey(lengths.index(length), len(lengths)),
                     fmt=style.MARKERS[lengths.index(length) % 3], linestyle="--" if renormalised else "-", markersize=3, linewidth=0.8,
                     elinewidth=0.6)  # fmt: skip
    if wide:
        axes.set_xscale("symlog", linthresh=positive[0])
    axes.set_ylim(bottom=0)
    if len(groups) > 1:
        panel.note("lengths stand side by side")


PANELS = ("left_lead", "right_lead", "slow", "slow_right", "density", "wigner", "deviation", *quench.PANELS)


def panels(field, predictions=()):
    """Both leads, slow carriers, the Wigner function of the last case, the density, and the dependence on lambda where one
    length has several; what leaves on the right where it does not mirror what leaves on the left, and of products the right lead
    likewise; the others by request. Over the leads go `predictions`, stationary states of the scaling limit and of finite lengths."""
    if isinstance(field, quench.Quench):
        if predictions:
            raise BadResult("a result in time takes no kinetic result; tools/compare lays the two beside each other")
        return quench.panels(field)
    for prediction in predictions:
        refuse_what_predicts_nothing(field, prediction)
    cases = product(field)
    several, last = len(cases.frames) > 1, field.defects[-1]
    multiples = {"frames": cases.frames, "span": 3 if several else 1}
    in_k = ("k [1/site]", "n [1]")
    mirror = np.allclose(field.injected, field.injected[::-1])

    def lead(name, title, side, low, high, default):
        return Panel(name, title, lambda p: draw_lead(p, field, cases, side, predictions, low, high), ("$k$", "$n(k)$"), in_k,
                     default=default, **multiples)  # fmt: skip

    found = [
        lead("left_lead", "left lead", "left", -1, 1, True),
        lead("right_lead", "right lead", "right", -1, 1, not (several and mirror)),
        lead("slow", "leaving on the left", "left", -0.7 / np.pi, 0, not (several and many_couplings(field))),
        lead("slow_right", "leaving on the right", "right", 0, 0.7 / np.pi, not (mirror or several and many_couplings(field))),
        Panel("density", "density", lambda p: draw_density(p, field, cases), ("$t$", r"$\rho(t)$"), ("t [1/hopping]", "density [1/site]"), **multiples),
        Panel("wigner", "$n(x, k)$ along the ring", lambda p: draw_wigner(p, field, last), ("$x$", "$k$"), ("x [site]", *in_k)),
    ]
    if many_couplings(field):
        found.append(Panel("deviation", "largest change, left lead", lambda p: draw_deviation(p, field),
                           (r"$\lambda$", r"$\max\,|n_{\rm in} - n_{\rm out}|$"), ("lambda [1]", "max |n_in - n_out| [1]")))  # fmt: skip
    return found

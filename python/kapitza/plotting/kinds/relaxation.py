"""The relaxing lattice: what n(k) changes from t/2 to t beside the kinetic equation, its slope against the coupling, and n(k) itself."""

from dataclasses import dataclass

import numpy as np
from kapitza.plotting import style
from kapitza.plotting.sheet import Panel
from kapitza.results import BadResult

PANELS = ("change", "slopes", "occupation")
MOST_ROWS = 8  # frames; of more rows, an even selection is shown
MOST_LABELS = 16  # of rows on an axis
AS_HIGH = 5  # as the largest prediction: weakly coupled rows are noise beyond it, and all frames share one scale
ORDERS = (("leading", "leading order", "--"), ("next", "with the next", "-"))


@dataclass
class Row:
    """One lambda."""

    coupling: float
    end: float
    change: tuple  # n(end) - n(end/2) with its standard error, each [k]
    slope: tuple
    predicted: dict  # by order: n [fraction, k], change [k], slope
    n: tuple  # with its standard error, each [fraction, k]

    def name(self):
        return f"lambda = {self.coupling:.6g}, t = {self.end:.6g}"


@dataclass
class Relaxation:
    k: np.ndarray
    fraction: np.ndarray  # of end
    initial: np.ndarray  # [k]
    rate: np.ndarray  # I at t = 0, [k]
    rows: list


def read(result):
    """The arrays of one file."""
    if result["case"].size == 0:
        raise BadResult(f"{result.path}: holds no row")
    orders = [order for order, *_ in ORDERS if order in result.file]
    names = ("n", "change", "slope")
    measured = {name: (result[name], result[f"{name}_stderr"]) for name in names}
    predicted = {order: {name: result[f"{order}/{name}"] for name in names} for order in orders}
    rows = []
    for i, (coupling, end) in enumerate(zip(result["lambda"], result["end"])):
        of_field = {name: tuple(part[i] for part in measured[name]) for name in names}
        of_equation = {order: {name: values[i] for name, values in predicted[order].items()} for order in orders}
        rows.append(Row(float(coupling), float(end), of_field["change"], of_field["slope"], of_equation, of_field["n"]))
    return Relaxation(result["k"], result["fraction"], result["initial/n"], result["initial/I"], rows)


def momenta(panel):
    for axes in panel.axes:
        axes.set_xlim(-np.pi, np.pi)
    style.momentum_ticks(panel.axes[0].xaxis, -1, 1)


def shown(panel, data):
    """The rows that have a frame."""
    chosen = style.selection(len(data.rows), MOST_ROWS)
    if chosen.size < len(data.rows):
        panel.note(f"{chosen.size} of {len(data.rows)} rows")
    return [data.rows[i] for i in chosen]


def predictions(row):
    return [(order, label, line) for order, label, line in ORDERS if order in row.predicted]


def draw_change(panel, data):
    """In units of lambda^2 t/2: the collision integral, if neither n drifted nor the next order counted."""
    highest, beyond = np.abs(data.rate).max(), False
    for axes, row in zip(panel.axes, shown(panel, data)):
        unit = row.coupling**2 * row.end / 2
        axes.axhline(0, color=style.GREY, linewidth=0.5, zorder=0)
        panel.points(data.k, row.change[0] / unit, row.change[1] / unit, "field", axes, label="field", color="0.4", linestyle="",
                     marker="o", markersize=1.5, linewidth=0.5, zorder=1)  # fmt: skip
        panel.curve(data.k, data.rate, "I at t = 0", axes, label="$I$ at $t = 0$", color=style.GREY, linestyle=":")
        for colour, (order, label, line) in zip(style.KINDS, predictions(row)):
            predicted = row.predicted[order]["change"] / unit
            panel.curve(data.k, predicted, label, axes, label=label, color=colour, linestyle=line, zorder=3)
            highest = max(highest, np.abs(predicted).max())
    for row in shown(panel, data):
        beyond |= np.abs(row.change[0]).max() > AS_HIGH * highest * row.coupling**2 * row.end / 2
    if beyond:
        panel.axes[0].set_ylim(-AS_HIGH * highest, AS_HIGH * highest)
        panel.note("points beyond the frames are left out")
    momenta(panel)


def draw_slopes(panel, data):
    """By row, in the order of |lambda|."""
    axes = panel.axes[0]
    rows = sorted(data.rows, key=lambda row: (abs(row.coupling), row.coupling, row.end))
    place = np.arange(len(rows))
    slope = np.array([row.slope for row in rows])
    for colour, marker, (order, label, _) in zip(style.KINDS, style.MARKERS, predictions(rows[0])):
        panel.curve(place, np.array([row.predicted[order]["slope"] for row in rows]), label, label=label, color=colour, marker=marker,
                    markersize=4, markerfacecolor="none", linestyle="")  # fmt: skip
    panel.points(place, slope[:, 0], slope[:, 1], "field", axes, label="field", color="0.4", marker="o", markersize=2, linestyle="")
    labelled = style.selection(len(rows), MOST_LABELS)
    axes.set_xticks(labelled, [f"{rows[i].coupling:.4g}, {rows[i].end:.4g}" for i in labelled], rotation=40, ha="right")
    axes.tick_params(axis="x", which="minor", top=False, bottom=False)
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.axhline(1, color=style.GREY, linewidth=0.5, zorder=0)


def draw_occupation(panel, data):
    """At the times that were asked for; lines are the equation to the highest order that was solved."""
    colours = style.sequence(data.fraction.size)
    for axes, row in zip(panel.axes, shown(panel, data)):
        order = predictions(row)[-1][0]
        for i, (colour, fraction) in enumerate(zip(colours, data.fraction)):
            name = f"{fraction:.4g} end"
            panel.points(data.k, row.n[0][i], row.n[1][i], f"field, {name}", axes, color=colour, linestyle="", marker="o", markersize=1.2,
                         linewidth=0.4, alpha=0.6)  # fmt: skip
            panel.curve(data.k, row.predicted[order]["n"][i], f"kinetic equation, {name}", axes, label=f"$t$ = {name}", color=colour)
    momenta(panel)


def panels(data):
    """What is compared, its projection, and n(k)."""
    in_k = "k [1/site]"
    rows = [data.rows[i] for i in style.selection(len(data.rows), MOST_ROWS)]
    frames = [f"{style.label('lambda', row.coupling)}, $t = {row.end:.4g}$" for row in rows]
    frames = frames if len(frames) > 1 else [""]
    return [
        Panel("change", "change from $t/2$ to $t$", lambda p: draw_change(p, data), ("$k$", r"$\Delta n \, / \, (\lambda^2 t/2)$"),
              (in_k, "change / (lambda^2 t/2) [hopping]"), frames, span=3),
        Panel("slopes", "slope of the change", lambda p: draw_slopes(p, data), (r"$\lambda$, $t$", "slope"), ("row", "slope [1]")),
        Panel("occupation", "occupation", lambda p: draw_occupation(p, data), ("$k$", "$n(k)$"), (in_k, "n [1]"), frames, span=3,
              default=False),
    ]  # fmt: skip

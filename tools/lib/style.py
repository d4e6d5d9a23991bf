"""The look that all figures share."""

import matplotlib.pyplot as plt
import numpy as np

RED = "#d7301f"
GREY = "0.45"
KINDS = ("#0072b2", "#e69f00", "#7b2d6b")  # unordered things, told apart by colour-blind readers and in grey
MARKERS = ("o", "s", "D")


def apply():
    plt.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "mathtext.fontset": "cm",
            "font.size": 10,
            "axes.labelsize": 13,
            "axes.titlesize": 11,
            "axes.linewidth": 0.8,
            "lines.linewidth": 1.5,
            "xtick.direction": "in",
            "ytick.direction": "in",
            "xtick.top": True,
            "ytick.right": True,
            "axes.formatter.use_mathtext": True,
            "legend.frameon": False,
            "legend.fontsize": 11,
            "pdf.fonttype": 42,
        }
    )


def sequence(count):
    """`count` colours, sequential in lightness and safe for colour-blind readers, none too pale to be seen as a line."""
    return [plt.get_cmap("viridis")(t) for t in np.linspace(0.82, 0.0, count)] if count > 1 else ["#31688e"]


def momentum_ticks(axis, low=-1, high=1, step=0.5, labels=True):
    """Ticks at multiples of step * pi, 1/2 or 1, on a momentum axis (matplotlib XAxis or YAxis)."""
    names = {-1: r"$-\pi$", -0.5: r"$-\pi/2$", 0: r"$0$", 0.5: r"$\pi/2$", 1: r"$\pi$"}
    ticks = [t for t in names if low <= t <= high and t % step == 0]
    axis.set_ticks([t * np.pi for t in ticks], [names[t] if labels else "" for t in ticks])


def selection(count, most):
    """At most `most` indices of range(count), spread evenly, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def label(value):
    number, _, exponent = f"{value:g}".partition("e")
    if exponent:
        factor = "" if number == "1" else rf"{number} \times "
        number = rf"{factor}10^{{{int(exponent)}}}"
    return rf"$\Lambda = {number}$"


def inset(axes):
    """A small frame in the head-room of a panel."""
    small = axes.inset_axes([0.19, 0.70, 0.78, 0.275])
    small.tick_params(labelsize=8)
    return small


def leave_head_room(axes, top, low=0):
    """Limits that keep low .. top in the part of the panel below its inset, and ticks in that part only."""
    limits = low, low + (top - low) / 0.62
    axes.set_ylim(limits)
    slack = 0.02 * (top - low)
    axes.set_yticks([t for t in axes.get_yticks() if low - slack <= t <= top + slack])
    axes.set_ylim(limits)

"""The look that all pictures share, whatever the settings of Matplotlib."""

import contextlib

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap, LogNorm, Normalize

RED = "#d7301f"
GREY = "0.45"
KINDS = ("#0072b2", "#e69f00", "#7b2d6b")  # unordered things, told apart by colour-blind readers and in grey
MARKERS = ("o", "s", "D")
MATH = {"Lambda": r"\Lambda", "lambda": r"\lambda", "L": "L", "t": "t"}
# Sequential in lightness and safe for colour-blind readers, none too pale to be seen as a line.
COLOURS = ListedColormap(matplotlib.colormaps["viridis"](np.linspace(0.82, 0.0, 256)))


def apply():
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        {
            "font.family": "STIXGeneral",
            "mathtext.fontset": "stix",
            "font.size": 9,
            "axes.labelsize": 10.5,
            "axes.titlesize": 9.5,
            "axes.titlepad": 4,
            "axes.labelpad": 2,
            "axes.linewidth": 0.6,
            "lines.linewidth": 1.1,
            "xtick.direction": "in",
            "ytick.direction": "in",
            "xtick.top": True,
            "ytick.right": True,
            "xtick.labelsize": 8.5,
            "ytick.labelsize": 8.5,
            "axes.formatter.use_mathtext": True,
            "axes.formatter.limits": (-3, 4),
            "legend.frameon": False,
            "legend.fontsize": 9,
            "pdf.fonttype": 42,
        }
    )


@contextlib.contextmanager
def in_force():
    """For as long as the block lasts."""
    with matplotlib.rc_context():
        apply()
        yield


def norm(values):
    """Where a value stands among the colours: by its logarithm where the values span a decade."""
    positive = [value for value in values if value > 0]
    if positive and max(positive) > 10 * min(positive):
        return LogNorm(min(positive), max(positive), clip=True)
    return Normalize(min(values), max(values))


def graded(norm, values):
    """The colours of values on a colour bar; a logarithm has none for 0, which takes that of the least."""
    return [COLOURS(float(norm(max(value, norm.vmin)))) for value in values]


def sequence(count):
    """`count` colours of equal distance."""
    return [COLOURS(t) for t in np.linspace(0, 1, count)] if count > 1 else ["#31688e"]


def momentum_ticks(axis, low=-1, high=1, step=0.5):
    """Ticks at multiples of step * pi, 1/2 or 1, on a momentum axis (matplotlib XAxis or YAxis)."""
    names = {-1: r"$-\pi$", -0.5: r"$-\pi/2$", 0: r"$0$", 0.5: r"$\pi/2$", 1: r"$\pi$"}
    ticks = [t for t in names if low <= t <= high and t % step == 0]
    axis.set_ticks([t * np.pi for t in ticks], [names[t] for t in ticks])


def selection(count, most):
    """At most `most` indices of range(count), spread evenly, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def label(symbol, value, digits=4):
    number, _, exponent = f"{value:.{digits}g}".partition("e")
    if exponent:
        factor = "" if number == "1" else rf"{number} \times "
        number = rf"{factor}10^{{{int(exponent)}}}"
    return rf"${MATH[symbol]} = {number}$"


def twos_and_fives(value, _):
    """Labels of minor ticks on a logarithmic axis."""
    digit, exponent = f"{value:.0e}".split("e")
    return rf"${digit} \times 10^{{{int(exponent)}}}$" if digit in "25" else ""


def plain(text):
    """A label without its mathematical form, for a table."""
    for form, word in ("$", ""), (r"\Lambda", "Lambda"), (r"\lambda", "lambda"), (r"\,", ""), (r"\kappa", "kappa"), (r"\times 10^", "e"), ("{", ""), ("}", ""), ("\\", ""):  # fmt: skip
        text = text.replace(form, word)
    return text


def cell_edges(centres, low, high):
    return np.concatenate([[low], (centres[1:] + centres[:-1]) / 2, [high]])


def grey(place, count):
    """For lines beside those of a family of colours."""
    return str(0.65 * (1 - (place + 1) / count))

"""Linear response about a thermal state: the paper's Fig. 5, the boundary resistance, and its scan over mu."""

from dataclasses import dataclass

import numpy as np
from matplotlib.lines import Line2D
from kapitza.momenta import read_momenta
from kapitza.plotting import style
from kapitza.plotting.sheet import Family, Panel
from kapitza.results import BadResult

ROUNDING = 1e-13  # relative differences below it tell nothing
CURRENTS = (("number current", style.KINDS[0]), ("energy current", style.KINDS[2]))
ENTRIES = ((0, 0, "11"), (0, 1, "1E"), (1, 1, "EE"))  # of a symmetric 2 x 2 matrix, number before energy


@dataclass
class Response:
    k: np.ndarray  # [k] of a curve
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
    momenta, Lambda = read_momenta(result), result["Lambda"]
    k, between = momenta.nodes, momenta.values
    if Lambda.size == 0:
        raise BadResult(f"{result.path}: holds no value of Lambda")
    order = np.argsort(Lambda)
    injected, reflected, thermal, transmitted = np.zeros_like(momenta.k), None, None, None
    if "reflected" in result.file:
        injected = between(np.where(k > 0, result["injected/left"], result["injected/right"]))
        if injected.any():
            reflected, thermal, transmitted = (between(result[name][order]) for name in ("reflected", "reflected_thermal", "transmitted"))
    scan = {}
    if "scan" in result.file:
        names = ("mu", "conductivity", "resistance", "conductivity_asymmetry", "resistance_asymmetry")
        scan = {name: result[f"scan/{name}"] for name in names}
        by_size = np.argsort(np.abs(scan["mu"]))
        scan = {name: values[by_size] for name, values in scan.items()}
    return Response(
        k=momenta.k, n=between(result["background/n"]), Lambda=Lambda[order], total=result["total_resistance"][order],
        law_difference=result["slab_law_difference"][order], conductivity=result["conductivity"],
        resistance=result["resistance"], profile=between(result["half_space/profile"]),
        profile_thermal=between(result["half_space/profile_thermal"]), weight=between(result["half_space/weight"]),
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


def falling(values):
    """The leading part in which the values fall and have not yet reached rounding."""
    falls = np.concatenate([[True], values[1:] < values[:-1]])
    return np.logical_and.accumulate(falls & (values > ROUNDING))


def momenta(panel, low, high):
    panel.axes[0].set_xlim(low * np.pi, high * np.pi)
    style.momentum_ticks(panel.axes[0].xaxis, low, high)
    panel.axes[0].axhline(0, color=style.GREY, linewidth=0.5, zorder=0)


def draw_leaving(panel, response, values, nearest, low, high):
    """delta n that leaves at one end against what the other end injects, which is there if nothing collides."""
    out = (response.k > low * np.pi) & (response.k < high * np.pi)
    k = response.k[out]
    panel.curve(k, response.injected[out], "injected", label="injected (ballistic)", color=style.GREY, linestyle="--", zorder=1)
    panel.family = Family("Lambda", response.Lambda)
    for colour, name, row in zip(panel.family.colours, panel.family.names(), values):
        panel.curve(k, row[out], name, color=colour)
    if nearest is not None:
        name = f"nearest thermal, Lambda = {response.Lambda[-1]:.6g}"
        panel.curve(k, nearest[out], name, label="nearest thermal", color="black", linestyle=":", linewidth=1.6, zorder=4)
    momenta(panel, low, high)


def draw_half_space(panel, response):
    """What leaves a half-space per unit current, and its nearest thermal form."""
    out = response.k < 0
    k = response.k[out]
    for profile, thermal, (name, colour) in zip(response.profile, response.profile_thermal, CURRENTS):
        panel.curve(k, profile[out], name, label=name, color=colour)
        panel.curve(k, thermal[out], f"nearest thermal, {name}", color=colour, linestyle=":", linewidth=1.6)
    panel.key["nearest thermal"] = Line2D([], [], color="black", linestyle=":", linewidth=1.6)
    momenta(panel, -1, 0)


def draw_weights(panel, response):
    """The functions that weigh what is injected into a half-space."""
    into = response.k > 0
    for weight, (name, colour) in zip(response.weight, CURRENTS):
        panel.curve(response.k[into], weight[into], name, label=name, color=colour)
    momenta(panel, 0, 1)


def draw_entries(panel, x, matrices, symbol, sign, line=""):
    """The three entries of symmetric matrices [x, 2, 2] on logarithmic axes; of negative ones the opposite."""
    panel.axes[0].set_xscale("log")
    panel.axes[0].set_yscale("log")
    for (a, b, index), colour, marker in zip(ENTRIES, style.KINDS, style.MARKERS):
        name = f"{'-' if sign[a, b] < 0 else ''}{symbol}_{index}"
        panel.curve(x, positive(sign[a, b] * matrices[:, a, b]), name, label=f"entry {index}", color=colour,
                    marker=marker, markersize=3, linestyle=line, linewidth=0.8)  # fmt: skip
        if sign[a, b] < 0:
            panel.note(f"entry {index} is negative, the opposite is drawn")


def draw_total(panel, response):
    """Total resistance of the slab against 2 R + Lambda / kappa."""
    Lambda = response.Lambda
    margin = 1.6 if Lambda[-1] >= 10 * Lambda[0] else 4  # a decade at least, so that the axis has a label
    fine = np.geomspace(Lambda[0] / margin, Lambda[-1] * margin, 200)
    law = slab_law(response, fine)
    sign = signs(law[-1])
    draw_entries(panel, Lambda, response.total, "R_tot", sign)
    for (a, b, index), colour in zip(ENTRIES, style.KINDS):
        panel.curve(fine, positive(sign[a, b] * law[:, a, b]), f"law, {index}", color=colour, linewidth=0.8)
    panel.key[r"$2R + \Lambda \kappa^{-1}$"] = Line2D([], [], color="black", linewidth=0.8)
    panel.axes[0].set_xlim(fine[0], fine[-1])


def draw_law_difference(panel, response):
    """How the total resistance approaches the slab law: a straight line as long as rounding allows."""
    shown = falling(response.law_difference)
    panel.axes[0].set_yscale("log")
    panel.curve(response.Lambda[shown], response.law_difference[shown], "relative difference", color="black", marker="o", markersize=2.5)
    if not shown.all():
        panel.note("the rest is rounding")


def draw_scan(panel, scan, name, symbol):
    """kappa or R over |mu|."""
    draw_entries(panel, np.abs(scan["mu"]), scan[name], symbol, signs(np.median(scan[name], axis=0)), line="-")
    mark_band(panel)


def draw_asymmetry(panel, scan):
    """How well the matrices are symmetric."""
    panel.axes[0].set_xscale("log")
    panel.axes[0].set_yscale("log")
    for name, label, line in ("conductivity", r"$\kappa$ (symmetry)", "o-"), ("resistance", "$R$ (symmetry)", "s--"):
        panel.curve(np.abs(scan["mu"]), positive(scan[f"{name}_asymmetry"]), name, label=label, color="black",
                    marker=line[0], linestyle=line[1:], markersize=3, linewidth=0.8)  # fmt: skip
    mark_band(panel)


def mark_band(panel):
    panel.axes[0].axvline(np.pi**2, color=style.GREY, linestyle=":", linewidth=0.8, zorder=0)
    panel.note("dotted: the width of the band, π²")


PANELS = ("reflected", "transmitted", "half_space", "weights", "total_resistance", "slab_law", "conductivity", "resistance", "asymmetry")


def panels(response):
    """Fig. 5, the half-space and the slab law; with a scan also both matrices over mu."""
    in_k, in_Lambda, in_mu = "k [1/site]", "Lambda [1]", "|mu| [hopping]"
    units = "entries 11, 1E, EE [powers of hopping]"

    def leaving(name, title, X, values, nearest, low, high):
        return Panel(name, title, lambda p: draw_leaving(p, response, values, nearest, low, high), ("$k$", rf"$\delta n_{{X={X}}}(k)$"),
                     (in_k, "delta n [1]"))  # fmt: skip

    found = []
    if response.reflected is not None:
        found += [
            leaving("reflected", "leaving at $X = 0$", 0, response.reflected, response.reflected_thermal[-1], -1, 0),
            leaving("transmitted", "leaving at $X = 1$", 1, response.transmitted, None, 0, 1),
        ]
    found += [
        Panel("half_space", "leaving a half-space", lambda p: draw_half_space(p, response), ("$k$", r"$\delta n(k) \, / \, J$"),
              (in_k, "delta n / J [1/current]")),
        Panel("weights", "weight of what is injected", lambda p: draw_weights(p, response), ("$k$", "$H(k)$"), (in_k, "H [1]")),
        Panel("total_resistance", "resistance of the slab", lambda p: draw_total(p, response), (r"$\Lambda$", r"$R^{\,\rm tot}$"), (in_Lambda, units)),
    ]  # fmt: skip
    if np.count_nonzero(falling(response.law_difference)) > 1:
        found.append(Panel("slab_law", "distance from the slab law", lambda p: draw_law_difference(p, response), (r"$\Lambda$", "relative"),
                           (in_Lambda, "relative difference [1]")))  # fmt: skip
    if response.scan:
        state = "" if response.beta is None else rf", $\beta = {float(response.beta):g}$"
        for name, title, symbol, label in (
            ("conductivity", "conductivity", "kappa", r"$\kappa$"), ("resistance", "boundary resistance", "R", "$R$"),
        ):  # fmt: skip
            found.append(Panel(name, title + state, lambda p, n=name, s=symbol: draw_scan(p, response.scan, n, s), (r"$|\mu|$", label), (in_mu, units)))
        found.append(Panel("asymmetry", "violation of symmetry", lambda p: draw_asymmetry(p, response.scan), (r"$|\mu|$", "relative"),
                           (in_mu, "relative violation [1]")))  # fmt: skip
    return found

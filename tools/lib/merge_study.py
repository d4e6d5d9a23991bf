"""Joins one case at several resolutions: a table, and for points X of the upwind scheme the extrapolation to 1/N -> 0."""

import math

import numpy as np
from interpolation import STENCIL, interpolate, lagrange_weights
from merged_file import scales_first
from parts import joined, listed, require_same_datasets, require_same_values, with_value
from results import BadResult

COARSER_IF_LARGER = {"collision.accuracy"}


class NotPositive(Exception):
    """The extrapolated occupation is unphysical; the message says where."""


# --- the limit 1/N -> 0, as the engine takes it (include/kapitza/boltzmann/extrapolation.hpp)


def extrapolation_weights(N):
    """Weights c_N with sum_N c_N f(N) = a for f(N) = a + b/N + c/N^2, by least squares."""
    inverse = N[0] / np.asarray(N, dtype=float)
    return np.linalg.pinv(np.vander(inverse, min(len(N), 3), increasing=True))[0]


def interpolation_matrix(N, X):
    """[X, node]: from X_i = i/(N + 1), node 0 being the end where the carrier enters, through the six nearest nodes."""
    matrix = np.zeros((len(X), N + 1))
    width = min(STENCIL, N + 1)
    for row, at in zip(matrix, X):
        first = int(np.clip(math.floor(at * (N + 1)) - width // 2 + 1, 0, N + 1 - width))
        nodes = np.arange(first, first + width)
        row[nodes] = lagrange_weights(nodes / (N + 1), at)
    return matrix


def on_points(part, X):
    """n[Lambda, X, k] of a part on other points; each momentum seen from the end where it enters."""
    n, k = part["n"], part["k"]
    out = np.empty((n.shape[0], len(X), k.size))
    for mine, injected, states, at in ((k > 0, part["injected/left"], n, X),
                                       (k < 0, part["injected/right"], n[:, ::-1], 1 - X)):
        entering = np.broadcast_to(injected[mine], (n.shape[0], 1, np.count_nonzero(mine)))
        nodes = np.concatenate([entering, states[:, :, mine]], axis=1)
        out[:, :, mine] = interpolation_matrix(n.shape[1], at) @ nodes
    return out


def thermal_fit(n, E):
    """beta, mu and max |n/n_fit - 1| of the least-squares fit of n (beta E - beta mu) = 1; NaN where it is no thermal state."""
    weight, total = (n**2).sum(-1), n.sum(-1)
    E_0 = (n**2 * E).sum(-1) / weight
    column = n * (E - E_0[..., None])
    with np.errstate(divide="ignore", invalid="ignore"):
        beta = column.sum(-1) / (column**2).sum(-1)
        mu = E_0 - total / weight / beta
        deviation = np.abs(n * beta[..., None] * (E - mu[..., None]) - 1).max(-1)
    return np.where((beta > 0) & (mu < 0) & np.isfinite(mu), [beta, mu, deviation], np.nan)


def extrapolated(parts):
    """The datasets of the limit that depend on N, by name, on the points of the coarsest part."""
    N, X, k = [part["X"].size for part in parts], parts[0]["X"], parts[0]["k"]
    c = extrapolation_weights(N)

    def limit(values):
        return sum(weight * value for weight, value in zip(c, values))

    n = limit([on_points(part, X) for part in parts])
    if not (n > 0).all():
        i, x, j = np.unravel_index(np.argmin(n), n.shape)
        raise NotPositive(f"extrapolated occupation n = {n[i, x, j]:.6g} at X = {X[x]:.6g}, k = {k[j]:.6g}, "
                          f"Lambda = {parts[0]['Lambda'][i]:.6g}: the grids are too coarse")
    data = {"n": n, "density": n.mean(axis=2), "energy": (k**2 * n).mean(axis=2)}
    for name in "n_left", "n_right", "n_center":
        data[name] = limit([part[name] for part in parts])
    for name in "current/number", "current/energy":  # one number along X
        mean = limit([part[name].mean(axis=1) for part in parts])
        data[name] = np.repeat(mean[:, None], len(X), axis=1)
    data["thermal/beta"], data["thermal/mu"], data["thermal/deviation"] = thermal_fit(n, k**2)
    for name in "residual", "flatness/number", "flatness/energy":
        data[name] = np.max([part[name] for part in parts], axis=0)
    for name in "seconds", "steps":
        data[name] = np.sum([part[name] for part in parts], axis=0)
    return data


def write_limit(output, parts):
    """The file of a single run with all N in its input."""
    data = extrapolated(parts)
    for name, source in scales_first(parts[0]):
        if name not in data and name != "X":
            require_same_values(parts, name)
        output.copy(source, data.get(name))
    for part in parts:
        group = f"resolution/N={part['X'].size}"
        output.write(f"{group}/X", part["X"], long_name="position in the defect, cumulative D^2")
        output.write(f"{group}/n", part["n"], scales=("Lambda", f"{group}/X", "k"), long_name="occupation, not extrapolated")
    return data


# --- the table


def outgoing(k, n_left, n_right):
    """What leaves on both sides, by ascending k of one sign each."""
    return (k[k < 0], n_left[:, k < 0]), (k[k > 0], n_right[:, k > 0])


def boltzmann_columns(k, data):
    """Name: (heading, units, meaning, values[Lambda])."""
    return {
        "density_left": ("rho(0)", "1/site", "density at X = 0", data["n_left"].mean(axis=1)),
        "density_center": ("rho(1/2)", "1/site", "density at X = 1/2", data["n_center"].mean(axis=1)),
        "density_right": ("rho(1)", "1/site", "density at X = 1", data["n_right"].mean(axis=1)),
        "number_current": ("J_number", "hopping", "number current", data["current/number"].mean(axis=1)),
        "energy_current": ("J_energy", "hopping^2", "energy current", data["current/energy"].mean(axis=1)),
    }


def outgoing_errors(parts, k_best, best):
    """[part, Lambda]: max over k of the difference of the outgoing occupation from the best, on the momenta of the best."""
    errors = []
    for part in parts:
        sides = zip(outgoing(part["k"], part["n_left"], part["n_right"]), outgoing(k_best, best["n_left"], best["n_right"]))
        differences = [np.abs(interpolate(k, n, k_to) - n_to).max(axis=1) for (k, n), (k_to, n_to) in sides]
        errors.append(np.max(differences, axis=0))
    return np.array(errors)


def order(sizes, errors, i):
    """log(error ratio) / log(size ratio) from the row before."""
    if i == 0 or not errors[i - 1] > 0 or not errors[i] > 0:
        return ""
    return f" ({math.log(errors[i - 1] / errors[i]) / abs(math.log(sizes[i] / sizes[i - 1])):.1f})"


def fixed(value):
    """Eight decimals, and no sign on a zero."""
    return f"{round(value, 8) + 0.0:.8f}"


def aligned(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in rows)


def boltzmann_table(output, parts, name, sizes, limit):
    """Write the group /study and return it as text; `limit` is the extrapolation, without it the last part is the best."""
    best = limit or {n: parts[-1][n] for n in ("n_left", "n_right", "n_center", "current/number", "current/energy")}
    every = [boltzmann_columns(part["k"], part) for part in parts]
    last = boltzmann_columns(parts[-1]["k"], best)
    errors = outgoing_errors(parts, parts[-1]["k"], best)
    axes = (f"study/{name}", "Lambda")
    for column, (_, units, meaning, values) in last.items():
        output.write(f"study/{column}", np.array([row[column][3] for row in every]), scales=axes, units=units, long_name=meaning)
        if limit:
            output.write(f"study/limit/{column}", values, scales=("Lambda",), units=units, long_name=meaning + ", 1/N -> 0")
    meaning = "max over k of |n_out - n_out of the " + ("limit|" if limit else "best|")
    output.write("study/outgoing_error", errors, scales=axes, long_name=meaning)

    text = []
    for i, Lambda in enumerate(parts[0]["Lambda"]):
        rows = [[name, *(heading for heading, *_ in last.values()), "error of n_out (order)"]]
        for j, row in enumerate(every):
            cell = "" if not limit and j == len(every) - 1 else f"{errors[j, i]:.1e}{order(sizes, errors[:, i], j)}"
            rows.append([f"{sizes[j]:g}", *(fixed(values[i]) for *_, values in row.values()), cell])
        if limit:
            rows.append(["1/N -> 0", *(fixed(values[i]) for *_, values in last.values()), ""])
        text.append(f"Lambda = {Lambda:g}\n{aligned(rows)}")
    return "\n\n".join(text)


def linear_table(output, parts, name, sizes):
    for matrix, meaning in ("conductivity", "conductivity of the bulk"), ("resistance", "boundary generalised resistance"):
        output.write(f"study/{matrix}", np.array([part[matrix] for part in parts]),
                     scales=(f"study/{name}", "effect", "cause"), long_name=meaning)
    entries = [(matrix, a, b) for matrix in ("conductivity", "resistance") for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))]
    rows = [[name, *(f"{'kappa' if matrix == 'conductivity' else 'R'}_{a}{b}" for matrix, a, b in entries)]]
    for size, part in zip(sizes, parts):
        rows.append([f"{size:g}", *(f"{part[matrix][a, b]:.8g}" for matrix, a, b in entries)])
    return aligned(rows)


def size_of(part, key):
    return float(listed(part.keys[key])[0])


def merge(output, parts, key):
    """The limit 1/N -> 0 (space.points) or else the best of the parts, with the table of all in the group /study."""
    if any(len(listed(part.keys.get(key))) != 1 for part in parts):
        raise BadResult(f"{key} must be one number in every part: " + joined(parts, lambda p: p.keys.get(key, "not set")))
    require_same_datasets(parts)
    if "Lambda" in parts[0].datasets:
        require_same_values(parts, "Lambda")
    parts = sorted(parts, key=lambda part: size_of(part, key), reverse=key in COARSER_IF_LARGER)
    sizes = [size_of(part, key) for part in parts]
    name = key.split(".")[1]

    limit, best, resolved = None, parts[-1], parts[-1].input
    if key == "space.points":
        limit, best = write_limit(output, parts), parts[0]
        every = ", ".join(listed(part.keys[key])[0] for part in parts)
        resolved = with_value(best.input, key, f"[{every}]")
        reasons = [f"extrapolated to 1/N -> 0 from N = {every}"] * len(best["Lambda"])
    else:
        for _, source in scales_first(best):
            output.copy(source)
        reasons = best.attribute("converged_reason") or []

    whole = all(size == int(size) for size in sizes)
    output.write(f"study/{name}", np.array(sizes, dtype="<i4" if whole else "<f8"), long_name=f"{key} of the parts")
    if best.kind == "linear":
        table = linear_table(output, parts, name, sizes)
    else:
        table = boltzmann_table(output, parts, name, sizes, limit)
    output.timings(parts)
    output.provenance([best, *(part for part in parts if part is not best)], key, resolved, reasons)
    return table

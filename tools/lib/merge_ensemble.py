"""Joins ensembles of the microscopic field that differ in their realisations."""

import numpy as np
import moments
from merged_file import scales_first
from parts import require_same_attributes, require_same_datasets, require_same_values, with_value
from results import BadResult

FIRST, COUNT = "ensemble.first", "ensemble.realisations"
# Means over realisations, one value of each: they are merged by the numbers of realisations.
INDEPENDENT = ("trace/density", "step_difference/left", "step_difference/right")


def in_order(parts):
    """Parts by their first realisation; each must begin where the one before ended."""
    parts = sorted(parts, key=lambda part: int(part.keys[FIRST]))
    for one, next_one in zip(parts, parts[1:]):
        end = int(one.keys[FIRST]) + int(one.keys[COUNT])
        if int(next_one.keys[FIRST]) != end:
            raise BadResult(f"{one.path} ends before realisation {end}, but {next_one.path} begins at {next_one.keys[FIRST]}: "
                            "the realisations must follow each other")
    return parts


def derived(sums, R, B, K, windows):
    """Every dataset that follows from the moments of one case."""
    mean, error = moments.mean(sums, R, B), moments.standard_error(sums, R, B)
    difference, difference_error = moments.drift(sums, R, B)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(difference == 0, 0, difference / difference_error)
    at, data = 0, {"moments/sums": sums}
    layout = {"lead_left/n": (K,), "lead_right/n": (K,), "wigner/n": (windows, K), "current/number": (2,), "current/energy": (2,),
              "current/number_imbalance": (), "current/energy_imbalance": (), "outgoing/flux": (2,), "density": ()}
    drifts = {"density": "stationarity/density", "outgoing/flux": "stationarity/outgoing"}
    for name, shape in layout.items():
        cut = slice(at, at := at + int(np.prod(shape)))
        data[name], data[f"{name}_stderr"] = mean[cut].reshape(shape), error[cut].reshape(shape)
        if name in drifts:
            data[f"{drifts[name]}_drift"] = difference[cut].reshape(shape)
            data[f"{drifts[name]}_drift_stderr"] = difference_error[cut].reshape(shape)
            data[f"{drifts[name]}_z"] = z[cut].reshape(shape)
        if name.startswith("lead"):
            data[f"stationarity/{name.split('/')[0]}_z"] = z[cut]
    if at != sums.shape[1] or len(sums) != moments.ROWS:
        raise BadResult(f"/moments/sums has the shape {sums.shape}; with {K} momenta and {windows} windows ({moments.ROWS}, {at}) "
                        "was expected")
    flux = data["outgoing/flux"]
    data["outgoing/relative_error"] = np.max(data["outgoing/flux_stderr"] / flux)
    return data


def joined_means(means, errors, counts):
    """Mean and standard error of independent values from those of parts; an error of one value says nothing."""
    total, mean, squares = 0, np.zeros_like(means[0]), np.zeros_like(means[0])
    for part, error, n in zip(means, errors, counts):
        difference = part - mean
        own = error**2 * n * (n - 1) if n > 1 else 0
        squares = squares + own + difference**2 * total * n / (total + n)
        mean, total = mean + difference * n / (total + n), total + n
    return mean, np.sqrt(squares / (total * (total - 1)))


def merge(output, parts, key):
    parts = in_order(parts)
    require_same_attributes(parts, but=("first",))
    require_same_datasets(parts)
    first = parts[0]
    several = "case" in first.datasets
    B, K, windows = int(first.keys["time.blocks"]), first["k"].size, first["wigner/n"].shape[-2]
    by_case = []
    for case in range(first["case"].size if several else 1):
        pick = (lambda part, name: part[name][case]) if several else (lambda part, name: part[name])
        counts = [int(pick(part, "realisations_done")) for part in parts]
        sums = moments.merged([pick(part, "moments/sums") for part in parts], counts, B)
        data = derived(sums, sum(counts), B, K, windows)
        data["realisations_done"] = sum(counts)
        for name in INDEPENDENT:
            if name in first.datasets:
                data[name], data[f"{name}_stderr"] = joined_means(
                    [pick(part, name) for part in parts], [pick(part, f"{name}_stderr") for part in parts], counts)
        by_case.append(data)

    for name, source in scales_first(first):
        if name in by_case[0]:
            output.copy(source, np.array([data[name] for data in by_case]) if several else by_case[0][name])
        else:
            require_same_values(parts, name)
            output.copy(source)
    output.timings(parts)
    realisations = sum(int(part.keys[COUNT]) for part in parts)
    output.provenance(parts, key, with_value(first.input, COUNT, str(realisations)), [])
    return f"{realisations} realisations from {first.keys[FIRST]} on"

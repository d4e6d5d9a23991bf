"""A result file as an xarray.Dataset: all groups in one, with their coordinates, both ends of the defect, and the errors."""

import numpy as np

from kapitza.results import BadResult, open_result, text

ERRORS = ("_error", "_stderr")
AT_ENDS = {"n": "n_{}", "n_error": "n_{}_error"} | {f"thermal_{name}": f"thermal_{{}}_{name}" for name in (
    "beta", "mu", "deviation", "beta_error", "mu_error", "deviation_error")}  # fmt: skip
MOMENTS = {"density": lambda k: 1.0, "energy": lambda k: k.E, "current_number": lambda k: k.v, "current_energy": lambda k: k.v * k.E}


def xarray():
    """The module; where it is missing, a message that says how to get it."""
    try:
        import xarray as module
    except ImportError:
        raise ImportError(
            "kapitza.open needs xarray, which this Python does not have: install the Debian package python3-xarray, or `python3 -m pip "
            "install xarray`. Without it, h5py opens the same files."
        ) from None
    return module


def flat(path):
    """The name of a dataset or dimension: its path, whose groups are joined by _."""
    return path.strip("/").replace("/", "_")


def is_scale(dataset):
    return text(dataset.attrs.get("CLASS", "")) == "DIMENSION_SCALE"


def axes_of(dataset):
    if is_scale(dataset):
        return (flat(dataset.name),)
    return tuple(flat(dataset.dims[axis][0].name) for axis in range(dataset.ndim))


def read(file, keep):
    """Name -> (axes, values, attributes) of all datasets that are kept, and which of them are coordinates."""
    variables, coordinates = {}, []

    def visit(path, item):
        if not hasattr(item, "shape") or not keep(path):
            return
        name = flat(path)
        if name in variables:
            raise BadResult(f"{file.filename}: two datasets would be called {name}")
        labels = item.attrs.get("labels")
        values = item[()] if labels is None else np.array([text(label) for label in labels])
        variables[name] = (axes_of(item), values, {key: text(item.attrs[key]) for key in ("units", "long_name") if key in item.attrs})
        if is_scale(item):
            coordinates.append(name)

    file.visititems(visit)
    return variables, coordinates


def root_attributes(file):
    def plain(value):
        if isinstance(value, np.ndarray) and value.dtype == object:
            return [text(one) for one in value]
        return text(value) if isinstance(value, (bytes, str)) else value

    return {name: plain(value) for name, value in file.attrs.items()}


def attach_momenta(result):
    """v(k), E(k) and the weights of int dk/2pi, as coordinates of k; E = k^2 where the file does not tell."""
    k = result.k
    if "E" not in result:
        result = result.assign_coords(E=("k", k.data**2, {"units": "hopping", "long_name": "energy of a carrier"}))
    if "v" not in result:
        result = result.assign_coords(v=("k", 2 * k.data, {"units": "site hopping", "long_name": "velocity dE/dk of a carrier"}))
    if "k_weight" not in result:
        weight = np.full(k.size, 1 / k.size)
        result = result.assign_coords(k_weight=("k", weight, {"units": "1", "long_name": "weight of a momentum in int dk/2pi"}))
    return result.set_coords([name for name in ("E", "v", "k_weight") if name in result])


def attach_ends(result):
    """Both ends among the points X. Where the file does not have them there, n and the fits come from what it has of the ends, and density,
    energy and currents are integrals of n; what nobody knows there is NaN."""
    inside = result.X.data
    ends = [end for end in (0.0, 1.0) if end not in inside]
    if not ends:
        return result
    attributes = result.X.attrs
    result = result.reindex(X=np.concatenate([[0.0] * (0.0 in ends), inside, [1.0] * (1.0 in ends)]))
    result.X.attrs.update(attributes)
    for X, side in (0.0, "left"), (1.0, "right"):
        if X not in ends:
            continue
        place = 0 if X == 0 else result.X.size - 1
        at_end = {name: result[there.format(side)] for name, there in AT_ENDS.items() if there.format(side) in result}
        at_end |= {name: moment(result[f"n_{side}"], factor(result.k)) for name, factor in MOMENTS.items()}
        for name, values in at_end.items():
            if name in result and "X" in result[name].dims:
                result[name][{"X": place}] = values
    return result


def attach_errors(result):
    """CF's `ancillary_variables`: which variable is the error of which."""
    for name in result.data_vars:
        for suffix in ERRORS:
            if f"{name}{suffix}" in result:
                result[name].attrs["ancillary_variables"] = f"{name}{suffix}"
    return result


def open(path, timing=False, sums=False):  # noqa: A001
    """An xarray.Dataset of all that a result holds, in memory.

    A dataset /current/number is the variable current_number; `kapitza contents` lists them all. Beside what the file has there are the
    coordinates v and E of every k, k_weight of int dk/2pi for every kind, both ends X = 0 and 1 in every profile of kind boltzmann, and the
    name of each variable's error in its attribute `ancillary_variables` (error_of). The attributes of the file are those of the Dataset.

    `timing`: where the time went, too; `sums`: the raw sums over realisations, too.
    Throws BadResult for what is not a result, ImportError without xarray.
    """
    module = xarray()
    with open_result(path) as file:
        kind = text(file.attrs.get("kind", ""))
        if not kind or "k" not in file:
            raise BadResult(f"{path}: not a result of kapitza: it has no kind or no momenta")
        variables, coordinates = read(file, lambda name: (timing or not name.startswith("timing")) and (sums or not name.startswith("moments")))
        result = module.Dataset(variables, attrs=root_attributes(file)).set_coords(coordinates)
    result = attach_momenta(result)
    if kind == "boltzmann":
        result = attach_ends(result)
    return attach_errors(result)


def error_of(result, name):
    """The errors of a variable: bounds, or standard errors for kind micro."""
    other = result[name].attrs.get("ancillary_variables")
    if other is None:
        known = sorted(one for one in result.data_vars if "ancillary_variables" in result[one].attrs)
        raise KeyError(f"{name} has no error in this result; allowed: {', '.join(known)}")
    return result[other]


def moment(n, factor=1.0):
    """int dk/2pi factor(k) n(k), over all momenta of n: kapitza.moment(result.n, result.E * result.v)."""
    return (n * factor * n.k_weight).sum("k", skipna=False)

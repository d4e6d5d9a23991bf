"""Joins microscopic results of different defects, one in each part, along the axis /case of a run over lists."""

import numpy as np
from merged_file import is_scale, scales_first, scales_of
from parts import joined, listed, require_same_attributes, require_same_datasets, require_same_values, with_value
from results import BadResult

# What describes a case: attribute of a single one, with units and meaning of the dataset /case_<name> of several.
DESCRIPTION = {
    "length": ("site", "length L of the defect"),
    "sites": ("site", "length of the ring"),
    "lambda": ("1", "coupling lambda"),
    "Lambda": ("1", "strength lambda^2 sum_x D^2"),
    "renormalised": ("1", "1 if A cancels the mean field, else 0"),
    "A": ("hopping", "coefficient A of |psi|^2 added to V"),
}
COMMON = ("injected/",)  # beside the coordinates


def write_cases(output, parts):
    output.write("case", np.arange(len(parts), dtype="<i4"), long_name="index of the case in the product of lists")
    for name, (units, meaning) in DESCRIPTION.items():
        values = np.array([part.attribute(name) for part in parts])
        values = values.astype("<i4") if values.dtype.kind in "iub" else values.astype("<f8")
        output.write(f"case_{name}", values, scales=("case",), units=units, long_name=meaning)


def merge(output, parts, key):
    for part in parts:
        if "case" in part.datasets:
            raise BadResult(f"{part.path}: holds several cases; one in each part can be merged")
    require_same_attributes(parts, but=DESCRIPTION)
    require_same_datasets(parts)
    write_cases(output, parts)
    windows = parts[0]["wigner/x"].size
    output.write("wigner/window", np.arange(windows, dtype="<i4"), long_name="index of the window")
    for name, source in scales_first(parts[0]):
        if name == "wigner/x":
            output.write(name, np.array([part[name] for part in parts]), scales=("case", "wigner/window"),
                         units=source.attrs["units"], long_name=source.attrs["long_name"])
        elif is_scale(source) or name.startswith(COMMON):
            require_same_values(parts, name)
            output.copy(source)
        else:
            inner = ["wigner/window" if scale == "wigner/x" else scale for scale in scales_of(source)]
            output.write(name, np.array([part[name] for part in parts]), scales=("case", *inner),
                         units=source.attrs["units"], long_name=source.attrs["long_name"])
    output.timings(parts)
    resolved = parts[0].input
    for name in (key, "lattice.sites") if key == "defect.length" else (key,):
        values = [listed(part.keys[name])[0] for part in parts]
        if name == key or len(set(values)) > 1:
            resolved = with_value(resolved, name, f"[{', '.join(values)}]")
    output.provenance(parts, key, resolved, [])
    for name in DESCRIPTION:
        output.file.attrs.pop(name, None)
    return f"{key}: " + joined(parts, lambda part: listed(part.keys[key])[0])

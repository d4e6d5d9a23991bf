"""Joins results for different values of one coordinate: strengths Lambda, or the chemical potentials of a scan."""

import numpy as np
from merged_file import scales_first, scales_of
from parts import joined, listed, require_same_attributes, require_same_datasets, require_same_values, with_value
from results import BadResult


def require_distinct(parts, scale):
    seen = {}
    for part in parts:
        for value in part[scale]:
            if value in seen:
                raise BadResult(f"{scale} = {value:g} is in {seen[value]} and in {part.path}")
            seen[value] = part.path


def order_of(parts, scale):
    """The engine boltzmann goes from weak to strong defects; linear keeps the order of the input."""
    values = np.concatenate([part[scale] for part in parts])
    return np.argsort(values, kind="stable") if parts[0].kind == "boltzmann" else np.arange(values.size)


def merged_input(parts, key, order):
    """The resolved input of the single run; a part that is not complete lists values that it does not hold."""
    entries = [entry for part in parts for entry in listed(part.keys.get(key))]
    if len(entries) == len(order):
        entries = [entries[i] for i in order]
    return with_value(parts[0].input, key, f"[{', '.join(entries)}]")


def along(scale):
    return lambda output, parts, key: merge(output, parts, key, scale)


def merge(output, parts, key, scale):
    """Concatenate everything that has the coordinate, and require the rest to be the same."""
    require_same_attributes(parts)
    require_same_datasets(parts)
    if scale not in parts[0].datasets:
        raise BadResult(f"{parts[0].path}: dataset /{scale} is missing")
    require_distinct(parts, scale)
    order = order_of(parts, scale)
    rank = np.argsort(order)  # where each value goes
    for name, source in scales_first(parts[0]):
        if name == scale or scale in scales_of(source):
            if name != scale and scales_of(source).index(scale) != 0:
                raise BadResult(f"{parts[0].path}: /{scale} is not the first axis of /{name}")
            write_joined(output, parts, name, source, rank)
        else:
            require_same_values(parts, name)
            output.copy(source)
    output.timings(parts)
    reasons = [str(reason) for part in parts for reason in part.attribute("converged_reason") or []]
    output.provenance(parts, key, merged_input(parts, key, order), [reasons[i] for i in order] if reasons else [])
    return f"{key}: " + joined(parts, lambda part: f"{part[scale].size} values")


def write_joined(output, parts, name, source, rank):
    shapes = {part.datasets[name].shape[1:] for part in parts}
    if len(shapes) > 1:
        raise BadResult(f"the parts differ in the shape of /{name}: " + joined(parts, lambda part: part.datasets[name].shape))
    dataset = output.like(source, name, (rank.size, *source.shape[1:]))
    done = 0
    for part in parts:
        for row in part[name]:
            dataset[rank[done]] = row
            done += 1

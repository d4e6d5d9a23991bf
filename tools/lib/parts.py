"""The parts of a merge: what they were run with, in what they differ, and what they must share."""

import contextlib
import re

import h5py
import numpy as np
from results import BadResult, open_result, text

# Root attributes that belong to a run and not to its result.
PROVENANCE = {"version", "revision", "compiler", "libraries", "command_line", "ranks", "hosts", "input", "start_time", "end_time",
              "status", "converged_reason"}
# Keys that have no influence on the numbers.
INCIDENTAL = re.compile(r"output\.|checkpoint\.")
# Groups that differ from run to run.
TIMING = "timing"


class Part:
    """A result file, open for reading."""

    def __init__(self, path, file):
        self.path, self.file = str(path), file
        self.kind = text(file.attrs.get("kind", ""))
        self.input = text(file.attrs.get("input", ""))
        if not self.kind or not self.input:
            raise BadResult(f"{path}: not a result of kapitza: its attributes kind and input are missing")
        self.keys = read_keys(self.input)
        self.datasets = dict(datasets_of(file))

    def attribute(self, name):
        value = self.file.attrs.get(name)
        if isinstance(value, np.ndarray):
            return [text(v) if isinstance(v, (bytes, str)) else v for v in value]
        return text(value) if isinstance(value, (bytes, str)) else value

    def __getitem__(self, name):
        if name not in self.datasets:
            raise BadResult(f"{self.path}: dataset /{name} is missing")
        return self.datasets[name][...]


def datasets_of(group, prefix=""):
    """Name and dataset of all that is in a group, in the order of creation."""
    for name, item in group.items():
        if isinstance(item, h5py.Dataset):
            yield prefix + name, item
        else:
            yield from datasets_of(item, f"{prefix}{name}/")


@contextlib.contextmanager
def opened(paths):
    with contextlib.ExitStack() as stack:
        yield [Part(path, stack.enter_context(open_result(path))) for path in paths]


def read_keys(resolved):
    """The text of each value in a resolved input, by table.key."""
    keys, table = {}, ""
    for line in resolved.splitlines():
        if line.startswith("["):
            table = line.strip("[]") + "."
        elif " = " in line and not line.startswith("#"):
            name, value = line.split(" = ", 1)
            keys[table + name] = value
    return keys


def with_value(resolved, key, value):
    """The resolved input with another value for one key."""
    table, name = key.split(".")
    lines, here = [], ""
    for line in resolved.splitlines():
        if line.startswith("["):
            here = line.strip("[]")
        lines.append(f"{name} = {value}" if here == table and line.startswith(f"{name} = ") else line)
    return "\n".join(lines) + "\n"


def listed(value):
    """The entries of a number or list of numbers in a resolved input, as they are written."""
    return [entry.strip() for entry in value.strip("[]").split(",")] if value else []


def joined(parts, describe):
    return ", ".join(f"{part.path}: {describe(part)}" for part in parts)


def differing_keys(parts):
    """The keys in which the inputs of the parts differ, one at least."""
    names = sorted({name for part in parts for name in part.keys if not INCIDENTAL.match(name)})
    different = [name for name in names if len({part.keys.get(name) for part in parts}) > 1]
    if not different:
        raise BadResult(f"{parts[0].path} and {parts[1].path} were run with the same input: there is nothing to merge")
    return different


def told_apart(parts, keys):
    """What the parts have for these keys, for people."""
    return "; ".join(f"{name} ({joined(parts, lambda part: part.keys.get(name, 'not set'))})" for name in keys)


def require_same_program(parts, any_revision):
    """One kind, and one revision unless another is allowed."""
    for name in ("kind",) if any_revision else ("kind", "version", "revision"):
        if len({str(part.attribute(name)) for part in parts}) > 1:
            hint = "" if name == "kind" else " (--any-revision merges them all the same)"
            raise BadResult(f"the parts differ in {name}: {joined(parts, lambda p: p.attribute(name))}{hint}")


def require_same_attributes(parts, but=()):
    first = parts[0]
    for other in parts[1:]:
        for name in sorted({*first.file.attrs, *other.file.attrs} - PROVENANCE - {*but}):
            if first.attribute(name) != other.attribute(name):
                raise BadResult(f"the parts differ in the attribute {name}: "
                                + joined((first, other), lambda p: p.attribute(name)))


def is_timing(name):
    return name.split("/")[0] == TIMING


def require_same_datasets(parts):
    first = {name for name in parts[0].datasets if not is_timing(name)}
    for other in parts[1:]:
        for name in sorted(first ^ {name for name in other.datasets if not is_timing(name)}):
            has, lacks = (parts[0], other) if name in first else (other, parts[0])
            raise BadResult(f"the parts differ: dataset /{name} is in {has.path} and not in {lacks.path}")


def require_same_values(parts, name):
    """Equal but for rounding, which depends on machine and libraries."""
    first = parts[0][name]
    for other in parts[1:]:
        values = other[name]
        if values.shape != first.shape:
            raise BadResult(f"the parts differ in the shape of /{name}: " + joined((parts[0], other), lambda p: p[name].shape))
        size = np.max(np.abs(first), initial=0, where=np.isfinite(first))
        if not np.allclose(values, first, rtol=1e-9, atol=1e-9 * max(size, 1), equal_nan=True):
            worst = np.nanmax(np.abs(values - first))
            raise BadResult(f"the parts differ in /{name}, by up to {worst:.3g}: {parts[0].path}, {other.path}")

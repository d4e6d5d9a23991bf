"""Writing a merged result: the layout of a result of kapitza, complete under its name or not at all."""

import contextlib
import os
import shlex
import sys
from pathlib import Path

import h5py
import numpy as np
from parts import PROVENANCE, is_timing
from results import text

SCALE_ATTRIBUTES = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST"}


class MergedFile:
    """Datasets are written in the order of their scales; what is not given is copied from a part."""

    def __init__(self, file):
        self.file = file

    def write(self, name, values, *, scales=(), units="1", long_name=""):
        """A dataset with its coordinates; without scales and of one dimension it is a coordinate itself."""
        dataset = self.file.create_dataset(name, data=values, track_order=True)
        dataset.attrs["units"], dataset.attrs["long_name"] = units, long_name
        if scales:
            self.attach(dataset, scales)
        elif dataset.ndim == 1:
            dataset.make_scale(name.split("/")[-1])
        return dataset

    def attach(self, dataset, scales):
        for axis, scale in zip(dataset.dims, scales):
            axis.attach_scale(self.file[scale])

    def like(self, source, name, shape):
        """An empty dataset of another shape with type, attributes and coordinates of `source`, whose scales exist already."""
        dataset = self.file.create_dataset(name, shape, source.dtype, track_order=True)
        for key, value in source.attrs.items():
            if key not in SCALE_ATTRIBUTES:
                dataset.attrs[key] = value
        if is_scale(source):
            dataset.make_scale(name.split("/")[-1])
        else:
            self.attach(dataset, scales_of(source))
        return dataset

    def copy(self, source, values=None):
        values = source[...] if values is None else values
        self.like(source, source.name, np.shape(values))[...] = values

    def provenance(self, parts, key, resolved, reasons):
        """Root attributes: what the parts share, and that this file is merged and of what."""
        attributes, first = self.file.attrs, parts[0]
        for name, value in first.file.attrs.items():
            if name not in PROVENANCE or name in ("version", "revision", "compiler", "libraries"):
                attributes[name] = value
        attributes["command_line"] = shlex.join(["tools/merge", *sys.argv[1:]])
        for name in "ranks", "hosts":
            attributes[name] = max(int(part.attribute(name) or 1) for part in parts)
        attributes["input"] = resolved
        for name, choose in ("start_time", min), ("end_time", max):
            attributes[name] = choose(str(part.attribute(name)) for part in parts)
        if reasons:
            attributes["converged_reason"] = strings(reasons)
        attributes["merged_key"] = key
        attributes["merged_files"] = strings(part.path for part in parts)
        attributes["merged_revisions"] = strings(str(part.attribute("revision")) for part in parts)
        attributes["merged_command_lines"] = strings(str(part.attribute("command_line")) for part in parts)
        whole = all(part.attribute("status") == "complete" for part in parts)
        attributes["status"] = "complete" if whole else "partial"

    def timings(self, parts):
        """What all runs took together, by the names of phases, counters and events (include/kapitza/io/timing.hpp)."""
        first = parts[0]
        for axis, scale in first.datasets.items():
            if not (is_timing(axis) and is_scale(scale) and all(axis in part.datasets for part in parts)):
                continue
            names = [[text(name) for name in part.datasets[axis].attrs["labels"]] for part in parts]
            every = list(dict.fromkeys(name for some in names for name in some))
            merged = self.like(scale, axis, (len(every),))
            merged[...] = np.arange(len(every))
            merged.attrs["labels"] = strings(every)
            for name, source in first.datasets.items():
                if is_timing(name) and scales_of(source) == [axis]:
                    values = np.zeros(len(every))
                    for part, labels in zip(parts, names):
                        np.add.at(values, [every.index(label) for label in labels], part[name])
                    self.like(source, name, values.shape)[...] = values


def strings(values):
    return np.array(list(values), dtype=h5py.string_dtype())


def is_scale(dataset):
    return h5py.h5ds.is_scale(dataset.id)


def scales_of(dataset):
    """The paths of the coordinates of a dataset, in the order of its axes."""
    return [axis[0].name.lstrip("/") for axis in dataset.dims if len(axis)]


def scales_first(part):
    """Names and datasets of a part, those first that others refer to; without timings."""
    items = [item for item in part.datasets.items() if not is_timing(item[0])]
    return sorted(items, key=lambda item: not is_scale(item[1]))


@contextlib.contextmanager
def merged_file(path):
    """The file takes its name when the block ends, flushed to disk; if the block fails, nothing is left."""
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with h5py.File(part, "w", track_order=True) as file:
            yield MergedFile(file)
        descriptor = os.open(part, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)

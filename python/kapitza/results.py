"""Reading of result files with messages that say what is missing."""

import functools
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # before Python 3.11
    import tomli as tomllib

import h5py
import numpy as np


class BadResult(Exception):
    """The file is not a result that can be used; the message says why."""


def text(value):
    """An HDF5 string attribute as str."""
    return value.decode() if isinstance(value, bytes) else str(value)


def open_result(path):
    if not Path(path).is_file():
        raise BadResult(f"{path}: no such file")
    try:
        return h5py.File(path, "r")
    except OSError:
        raise BadResult(f"{path}: not an HDF5 file, or damaged") from None


class Reader:
    """Access to the datasets of an open file by name."""

    def __init__(self, file, path):
        self.file, self.path = file, path

    def __getitem__(self, name):
        if name not in self.file:
            raise BadResult(f"{self.path}: dataset /{name} is missing")
        return np.asarray(self.file[name][...])

    def if_there(self, name, shape):
        """The dataset, or NaN in a result of a version that did not write it."""
        return self[name] if name in self.file else np.full(shape, np.nan)

    @functools.cached_property
    def case(self):
        """The resolved input, {table: {key: value}}."""
        try:
            return tomllib.loads(self.attribute("input"))
        except tomllib.TOMLDecodeError as error:
            raise BadResult(f"{self.path}: its input is no TOML: {error}") from None

    def attribute(self, name, default=""):
        return text(self.file.attrs.get(name, default))

"""Pictures of results: one module kinds/<kind>.py for each kind of run, chosen by the file's attribute `kind`."""

import importlib
import logging
from pathlib import Path

from kapitza import results
from kapitza.plotting import in_time, sheet

for name in "fontTools", "matplotlib":
    logging.getLogger(name).setLevel(logging.ERROR)  # remarks on fonts and folders of theirs concern nobody here

KINDS = tuple(file.stem for file in sorted((Path(__file__).parent / "kinds").glob("[a-z]*.py")))
OVERLAID = ("micro", "boltzmann")  # with stationary states
PAGE, COLUMN = 7.0, 3.4  # inches: across both columns of a page, and one


class UnknownPanel(ValueError):
    """No panel has this name; the message says which there are."""


def module_of(kind):
    return importlib.import_module(f"kapitza.plotting.kinds.{kind}")


def read(path, only=KINDS):
    """The module that draws a result file, what it has read from it, and how far a partial one has come."""
    with results.open_result(path) as file:
        kind = results.text(file.attrs.get("kind", ""))
        if kind not in only:
            raise results.BadResult(f"{path}: kind = '{kind}' cannot be drawn (known: {', '.join(only)})")
        module = module_of(kind)
        return module, module.read(results.Reader(file, path)), results.text(file.attrs.get("progress", ""))


def stationary(path):
    """A stationary state that is laid over something else."""
    state = read(path, ("boltzmann",))[1]
    if isinstance(state, in_time.Evolution):
        raise results.BadResult(f"{path}: a result in time; allowed over another one: a stationary state")
    return state


def panels_of(path, *others, names=(), title=None):
    """The panels of one result file, all that are usual or the named ones; `others`: boltzmann files laid over it, over a field, an extrapolation or a
    result in time; `title`: what messages call the file."""
    module, data, progress = read(path, OVERLAID if others else KINDS)
    panels = module.panels(data, [stationary(other) for other in others]) if others else module.panels(data)
    held = {panel.name: panel for panel in panels}
    for name in names:
        if name not in held:
            raise UnknownPanel(f"found '{name}'; allowed for {title or path}: {', '.join(held)}")
    for panel in panels if progress else ():
        panel.note(f"partial: {progress}")
    return [held[name] for name in dict.fromkeys(names)] or [panel for panel in panels if panel.default]


def draw(path, *others, panels=(), width=PAGE):
    """The picture of a result file as a Matplotlib figure, `width` inches wide, as tools/plot draws it, with `others` laid over it."""
    return sheet.draw(panels_of(path, *others, names=panels), width)

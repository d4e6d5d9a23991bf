"""Pictures of results: one module kinds/<kind>.py for each kind of run, chosen by the file's attribute `kind`."""

import importlib
import logging
from pathlib import Path

from kapitza import results
from kapitza.plotting import sheet, style

for name in "fontTools", "matplotlib":
    logging.getLogger(name).setLevel(logging.ERROR)  # remarks on fonts and folders of theirs concern nobody here

KINDS = tuple(file.stem for file in sorted((Path(__file__).parent / "kinds").glob("[a-z]*.py")))
OVERLAID = ("micro", "boltzmann")  # with a stationary state
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


def panels_of(path, kinetic=None, names=(), title=None):
    """The panels of one result file, all that are usual or the named ones; `kinetic`: a boltzmann file laid over it, over a field, which takes several, or an extrapolation;
    `title`: what messages call the file."""
    module, data, progress = read(path, KINDS if kinetic is None else OVERLAID)
    overlaid = [] if kinetic is None else [kinetic] if isinstance(kinetic, (str, Path)) else list(kinetic)
    if len(overlaid) > 1 and module is not module_of("micro"):
        raise results.BadResult(f"{title or path}: found {len(overlaid)} files to be laid over it; allowed: one, or several over a result of kind micro")
    panels = module.panels(data, *(read(file, ("boltzmann",))[1] for file in overlaid))
    held = {panel.name: panel for panel in panels}
    for name in names:
        if name not in held:
            raise UnknownPanel(f"found '{name}'; allowed for {title or path}: {', '.join(held)}")
    for panel in panels if progress else ():
        panel.note(f"partial: {progress}")
    return [held[name] for name in dict.fromkeys(names)] or [panel for panel in panels if panel.default]


def draw(path, kinetic=None, panels=(), width=PAGE):
    """The picture of a result file as a Matplotlib figure, `width` inches wide, as tools/plot draws it."""
    return sheet.draw(panels_of(path, kinetic, panels), width)

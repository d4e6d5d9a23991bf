"""Draw a result file by the package kapitza (python/): the command line, the names of files, and what may be written over."""

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from outputs import BadUsage, replaceable, save

here = os.getcwd()
os.chdir(Path(__file__).parent)  # Matplotlib reads a matplotlibrc in the current folder while it is imported
from kapitza import plotting, results, running  # noqa: E402
from kapitza.plotting import KINDS, setup, sheet  # noqa: E402

os.chdir(here)

SUFFIXES = {".png": b"\x89PNG", ".pdf": b"%PDF"}  # of pictures, and how such files begin
TABLE = b"# kapitza plot"
CHECKPOINT = b"kapitza checkpoint\n"


@contextlib.contextmanager
def result_of(path):
    """The path itself, or, for a checkpoint, that of the partial result which the program makes of it meanwhile."""
    with contextlib.suppress(OSError), open(path, "rb") as file:
        if file.read(len(CHECKPOINT)) == CHECKPOINT:
            program = running.program()
            with tempfile.TemporaryDirectory(prefix="kapitza_plot_") as folder:
                partial = os.path.join(folder, "partial.h5")
                try:
                    done = subprocess.run([program, "recover", path, "-o", partial], capture_output=True, text=True, errors="replace")
                except OSError as error:
                    raise BadUsage(f"{path}: a checkpoint, which the program reads, and {program} cannot be started: {error.strerror}") from None
                if done.returncode:
                    raise results.BadResult(done.stderr.removeprefix("kapitza: error: ").strip() or f"{path}: {program} ended with {done.returncode}")
                yield partial
            return
    yield path


def pictures(source, output):
    """The files to be written, links followed, by the suffix of their format, and the stem of what goes beside them."""
    if output is None:
        stem = re.sub(r"(?<=[^/])((\.h5)?\.ckpt(\.previous)?|\.[^./]*)$", "", source)
        return {suffix: Path(stem + suffix) for suffix in SUFFIXES}, stem
    if not output or output.endswith("/"):
        raise BadUsage(f"-o: found '{output}'; allowed: the name of a picture (is a variable of the shell unset?)")
    suffix = Path(output).suffix
    if not suffix:
        if os.path.exists(output) and not os.path.isfile(output):
            raise BadUsage(f"{output}: exists and is not a regular file; give another name with -o")
        return {suffix: Path(output + suffix) for suffix in SUFFIXES}, output
    if suffix not in SUFFIXES:
        raise BadUsage(f"-o: found '{output}'; allowed: a name that ends with {' or '.join(SUFFIXES)}, or without a suffix, which writes both")
    return {suffix: Path(output)}, output.removesuffix(suffix)


def begins_with(start):
    return lambda found: found.startswith(start)


def write_table(panel, source, path):
    with path.open("w", encoding="utf-8") as stream:
        panel.write(stream, source)


def names_of_panels():
    """What --panel may name, by kind."""
    return "; ".join(f"{kind}: {', '.join(plotting.module_of(kind).PANELS)}" for kind in KINDS)


def inches(text):
    width = float(text)
    if not 2 <= width <= 40:
        raise argparse.ArgumentTypeError(f"found {text}; allowed: 2 to 40 inches")
    return width


def arguments(given=None):
    parser = argparse.ArgumentParser(prog="plot", description="Draw a result of kapitza.", allow_abbrev=False)
    parser.add_argument("file", metavar="FILE.h5", help="result of `kapitza run`, or a checkpoint; with --setup a case")
    parser.add_argument("others", metavar="BOLTZMANN.h5", nargs="*", help="what is to be laid over it: over a result of kind micro kinetic predictions, of "
                        "the scaling limit and of finite lengths; over one that is extrapolated in space.points a solution on another grid; over one in time its "
                        "stationary state")  # fmt: skip
    parser.add_argument("--setup", action="store_true", help="draw what stands where on the ring of a case of kind micro: tools/plot --setup CASE.toml")
    parser.add_argument("--kinetic", dest="overlaid", action="append", default=[], metavar="FILE.h5", help="the same")
    parser.add_argument("-o", "--output", metavar="NAME", help="NAME.png or NAME.pdf: that one; without a suffix both (default: FILE)")
    parser.add_argument("--width", type=inches, default=plotting.PAGE, metavar="INCHES", help="of the picture (default 7; 3.4 for one column)")
    parser.add_argument("--panel", action="append", default=[], metavar="NAMES", help=f"only these, separated by commas. {names_of_panels()}")
    parser.add_argument("--csv", action="store_true", help="also the numbers drawn, as NAME_PANEL.csv")
    return parser.parse_args(given)


def write(panels_of, source, output, width, tables):
    """Pictures of the panels that `panels_of` gives, under these names, and with `tables` the numbers drawn; nothing is read before it is known
    that nothing is lost. Returns the names."""
    targets, stem = pictures(source, output)
    targets = {suffix: (name, replaceable(name, begins_with(SUFFIXES[suffix]), "tools/plot")) for suffix, name in targets.items()}
    panels = panels_of()
    beside = [(f"{stem}_{panel.name}.csv", panel) for panel in panels if tables]
    beside = [(name, replaceable(name, begins_with(TABLE), "tools/plot"), panel) for name, panel in beside]
    figure = sheet.draw(panels, width)
    for suffix, (_, path) in targets.items():
        save(path, lambda part: figure.savefig(part, format=suffix[1:], dpi=300))
        figure.set_layout_engine("none")  # the next one is arranged as this one
    for _, path, panel in beside:
        save(path, lambda part: write_table(panel, source, part))
    return [*(name for name, _ in targets.values()), *(name for name, *_ in beside)]


def run(given):
    others = [*given.others, *given.overlaid]
    names = [name for listed in given.panel for name in listed.split(",")]

    def panels():
        if given.setup:
            if names or others:
                raise BadUsage("--setup: draws one case; allowed beside it: -o, --width, --csv")
            return setup.panels(given.file)
        with result_of(given.file) as file:
            return plotting.panels_of(file, *others, names=names, title=given.file)

    for name in write(panels, given.file, given.output, given.width, given.csv):
        print(name)


def main(given=None):
    """The exit code, for these arguments instead of those of the command line."""
    try:
        run(arguments(given))
    except plotting.UnknownPanel as error:
        print(f"plot: error: --panel: {error}", file=sys.stderr)
        return 2
    except (results.BadResult, BadUsage) as error:
        print(f"plot: error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"plot: error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

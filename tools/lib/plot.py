"""Draw a result file: one module plot_<kind>.py for each kind of run, chosen by the file's attribute `kind`."""

import argparse
import importlib
import logging
import os
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import results  # noqa: E402
import style  # noqa: E402

logging.getLogger("fontTools").setLevel(logging.ERROR)  # its remarks on time stamps of fonts concern nobody here

KINDS = {file.stem.removeprefix("plot_"): file.stem for file in sorted(Path(__file__).parent.glob("plot_*.py"))}


def read(path, only=tuple(KINDS)):
    """The module that draws a result file, and what it has read from it."""
    with results.open_result(path) as file:
        kind = results.text(file.attrs.get("kind", ""))
        if kind not in only:
            raise results.BadResult(f"{path}: kind = '{kind}' cannot be drawn (known: {', '.join(only)})")
        module = importlib.import_module(KINDS[kind])
        return module, module.read(results.Reader(file, path))


def draw(path, kinetic=None):
    """The matplotlib figures of one result file, by what is put behind the stem; `kinetic`: a boltzmann file laid over it."""
    module, data = read(path, tuple(KINDS) if kinetic is None else ("micro",))
    style.apply()
    if kinetic is None:
        return module.draw(data)
    return module.draw(data, read(kinetic, ("boltzmann",))[1])


def save(figure, stem):
    """Write STEM.png and STEM.pdf, each complete or not at all."""
    for suffix in (".png", ".pdf"):
        final = Path(f"{stem}{suffix}")
        part = final.with_name(f".{final.name}.part")
        try:
            figure.savefig(part, format=suffix[1:], dpi=200)
            os.replace(part, final)
        finally:
            part.unlink(missing_ok=True)
        print(final)


def main():
    parser = argparse.ArgumentParser(prog="plot", description="Draw a result of kapitza as PNG and PDF.")
    parser.add_argument("file", metavar="FILE.h5", help="result of `kapitza run`")
    parser.add_argument("kinetic", metavar="BOLTZMANN.h5", nargs="?",
                        help="kinetic prediction to be laid over a result of kind micro")  # fmt: skip
    parser.add_argument("--kinetic", dest="overlay", metavar="FILE.h5", help="the same")
    parser.add_argument("-o", "--output", metavar="STEM", help="write STEM.png and STEM.pdf (default: FILE); a scan: STEM_scan, several lambda: STEM_lambda")
    arguments = parser.parse_args()
    stem = arguments.output or str(Path(arguments.file).with_suffix(""))
    try:
        for suffix, figure in draw(arguments.file, arguments.overlay or arguments.kinetic).items():
            save(figure, stem + suffix)
    except results.BadResult as error:
        print(f"plot: error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"plot: error: {stem}: {error.strerror or error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

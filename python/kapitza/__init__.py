"""Results of the program kapitza in Python.

    import kapitza
    result = kapitza.open("fig4.h5")         # an xarray.Dataset
    result = kapitza.run("mine.toml")        # the same, computed by the program; or a case as a dictionary
    kapitza.plot("fig4.h5").savefig("fig4.pdf")

Nothing is computed here that the program computes; `moment` is an integral of what it has written.
"""

from kapitza.datasets import error_of, moment, open  # noqa: A004
from kapitza.results import BadResult
from kapitza.running import RunFailed, run

__all__ = ["BadResult", "RunFailed", "error_of", "moment", "open", "plot", "run"]


def plot(result, **options):
    """The picture of a result file as a Matplotlib figure (kapitza.plotting.draw)."""
    from kapitza.plotting import draw  # Matplotlib is loaded when it is needed

    return draw(result, **options)

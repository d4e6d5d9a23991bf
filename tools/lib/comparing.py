"""What both comparisons of the microscopic field with the kinetic equation need: the cases of a file, what the window sees, and slopes."""

from dataclasses import dataclass

import numpy as np

# The Hann taper of the measurement correlates the estimates of neighbouring momenta: squared correlations 4/9 and 1/36.
NEIGHBOURS = (4 / 9, 1 / 36)


def tapered(n, fineness=1):
    """n(k) [.., K fineness], on a ring of equidistant momenta, as the Hann taper over K sites measures it at every one in `fineness`: averaged over the power
    spectrum of the taper, which on the K momenta alone has the weights 1/6, 2/3, 1/6."""
    K = n.shape[-1] // fineness
    taper = np.sin(np.pi * (np.arange(K) + 0.5) / K) ** 2
    power = np.abs(np.fft.fft(taper, n.shape[-1])) ** 2
    return np.fft.ifft(np.fft.fft(n) * np.fft.fft(power / power.sum())).real[..., ::fineness]


def regression(change, error, predicted):
    """Slope of change on predicted through the origin, weighted by 1/error^2, and its standard error."""
    weight = predicted / error**2
    norm = np.sum(weight * predicted)
    variance = np.sum((weight * error) ** 2)
    for distance, squared in enumerate(NEIGHBOURS, start=1):
        variance += 2 * squared * np.sum((weight * error)[:-distance] * (weight * error)[distance:])
    return np.sum(weight * change) / norm, np.sqrt(variance) / norm


@dataclass
class Case:
    """A case of a result of kind micro: its index into the datasets, and what it is of."""

    index: tuple
    length: float
    Lambda: float
    A: float
    coupling: float


def cases(read):
    """Every case of a file."""
    names = ("length", "Lambda", "A", "lambda")
    if "case" not in read.file:
        yield Case((), *(read.file.attrs[name] for name in names))
        return
    for i in range(len(read["case"])):
        yield Case((i,), *(read[f"case_{name}"][i] for name in names))

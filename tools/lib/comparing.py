"""What both comparisons of the microscopic field with the kinetic equation need: the cases of a file, what the window sees, and slopes."""

from dataclasses import dataclass

import numpy as np

from kapitza.results import BadResult

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


# A coupling is (Lambda / sum_x D^2)^{1/2} on the lattice and (Lambda / (L int D^2))^{1/2} in the equation; A knows the density injected.
SAME_COUPLING, SAME_A = 1e-3, 2e-3


@dataclass
class FiniteDefect:
    """The defect of a kinetic result of finite length: its sites, the coefficient of |psi|^2 added to V, and its coupling at one Lambda."""

    length: float
    A: float
    coupling: float

    def require(self, path, case):
        """That a case is of the same; else BadResult says what differs."""
        if self.length != case.length:
            raise BadResult(f"{path}: of a defect of length {self.length:g}, not {case.length:g}")
        if abs(self.A - case.A) > SAME_A * max(abs(self.A), abs(case.A)):
            raise BadResult(f"{path}: of A = {self.A:.4g}, not {case.A:.4g}: defect.renormalised")
        if abs(self.coupling / case.coupling - 1) > SAME_COUPLING:
            raise BadResult(f"{path}: of lambda = {self.coupling:.5g}, not {case.coupling:.5g}: another profile")


def finite_defect(read, i=0):
    """Of the i-th Lambda of a kinetic result; None in the scaling limit."""
    if "lambda" not in read.file:
        return None
    return FiniteDefect(*(float(np.ravel(read[name])[j]) for name, j in (("defect_length", 0), ("defect_A", 0), ("lambda", i))))


def cases(read):
    """Every case of a file."""
    names = ("length", "Lambda", "A", "lambda")
    if "case" not in read.file:
        yield Case((), *(read.file.attrs[name] for name in names))
        return
    for i in range(len(read["case"])):
        yield Case((i,), *(read[f"case_{name}"][i] for name in names))

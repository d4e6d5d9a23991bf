"""The raw sums of the microscopic engine's measurements and what follows from them: include/kapitza/micro/measuring/moments.hpp.

Rows of [row, component]: 0 origin, 1 sum, 2 step, 3 + j product_j (j = 0 .. 7), 10 + j edges_j and 17 + j crossed_j (j = 1 .. 7).
"""

import numpy as np

ORIGIN, SUM, STEP, PRODUCT, EDGES, CROSSED = 0, 1, 2, 3, 10, 17
MAX_LAG = 7
ROWS = 4 + 3 * MAX_LAG


def largest_lag(B):
    return min(MAX_LAG, B // 2)


def edges(sums, j):
    return 2 * sums[SUM] if j == 0 else sums[EDGES + j]


def crossed(sums, j):
    return 2 * sums[STEP] if j == 0 else sums[CROSSED + j]


def about(sums, origin, R, B):
    """The same sums about another origin."""
    moved, d = sums.copy(), sums[ORIGIN] - origin
    moved[ORIGIN] = origin
    moved[SUM] += R * B * d
    for j in range(largest_lag(B) + 1):
        moved[PRODUCT + j] += d * edges(sums, j) + R * (B - j) * d**2
        if j > 0:
            moved[EDGES + j] += 2 * R * (B - j) * d
    return moved


def merged(all_sums, counts, B):
    """The sums of all realisations, about the origin of the first."""
    origin = all_sums[0][ORIGIN]
    total = sum(about(sums, origin, R, B) for sums, R in zip(all_sums, counts))
    total[ORIGIN] = origin
    return total


def mean(sums, R, B):
    return sums[ORIGIN] + sums[SUM] / (R * B)


def autocovariances(sums, R, B):
    """c_j [lag, component] about the mean."""
    Y = sums[SUM] / (R * B)
    return np.array([(sums[PRODUCT + j] - Y * edges(sums, j)) / (R * (B - j)) + Y**2 for j in range(largest_lag(B) + 1)])


def autocovariances_of_halves(sums, R, B):
    """c'_j [lag, component] about the means of the two halves."""
    h, c = sums[STEP] / (R * B), autocovariances(sums, R, B)
    return np.array([c[j] + (-h * crossed(sums, j) + R * (B - 3 * j) * h**2) / (R * (B - j)) for j in range(len(c))])


def truncated(c, variance):
    """variance(m) of each component at the m of Geyer's initial positive sequence; at m = 0 where that is negative."""
    largest = len(c) - 1
    m, going = np.zeros(c.shape[1], dtype=int), np.ones(c.shape[1], dtype=bool)
    for j in range(0, largest, 2):
        going &= c[j] + c[j + 1] > 0
        m[going] = j + 1
    by_m = np.array([variance(i) for i in range(largest + 1)])
    chosen = np.take_along_axis(by_m, m[None], axis=0)[0]
    return np.maximum(np.where(chosen < 0, by_m[0], chosen), 0)


def symmetric_sum(c, m, weights):
    """Sum over |j| <= m of c_j w_j."""
    return c[0] * weights[0] + 2 * sum((c[j] * weights[j] for j in range(1, m + 1)), 0 * c[0])


def standard_error(sums, R, B):
    if R * B < 4:
        return np.full(sums.shape[1], np.nan)
    c = autocovariances(sums, R, B)
    w = (1 - np.arange(len(c)) / B) / (R * B)
    ones = np.ones(len(c))
    return np.sqrt(truncated(c, lambda m: symmetric_sum(c, m, w) / (1 - symmetric_sum(ones, m, w))))


def drift(sums, R, B):
    """Second half of the blocks minus the first, and its standard error."""
    difference = 2 * sums[STEP] / (R * B)
    if R * B < 4:
        return difference, np.full(sums.shape[1], np.nan)
    c = autocovariances_of_halves(sums, R, B)
    lags, ones = np.arange(len(c)), np.ones(len(c))
    of_mean, of_step = (1 - lags / B) / (R * B), (1 - 3 * lags / B) / (R * B)

    def variance(m):
        a, b = symmetric_sum(ones, m, of_mean), symmetric_sum(ones, m, of_step)
        e = symmetric_sum(ones, m, of_step**2 / of_mean)
        v, w = symmetric_sum(c, m, of_mean), symmetric_sum(c, m, of_step)
        return ((1 - a) * w + b * v) / ((1 - a) * (1 - e) - b * b)

    return difference, 2 * np.sqrt(truncated(c, variance))

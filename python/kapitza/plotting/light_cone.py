"""The paper's Fig. 1 from data: the density inside and outside a defect that is switched on at t = 0, over x and t."""

import numpy as np
from kapitza.plotting import style

INSIDE, OUTSIDE = 8, 120  # parts of one colour in each cell of X, and on either side of the defect
VIEW = 3  # the part of the light cone that is in view at the last time: one third
SPEED = 2 * np.pi  # of the fastest carriers, E = k^2
RAYS = (1.0, 2.0, 4.0)  # x/t of some of them


def positions(run, half_width):
    """Edges of the parts in x/L, the defect in [0, 1]."""
    outside = np.linspace(-half_width, 0, OUTSIDE + 1)
    inside = np.append(run.grid.X(np.arange(INSIDE) / INSIDE), 1)
    return np.concatenate([outside[:-1], inside, 1 - outside[-2::-1]])


def density(run, t, values, ray_density, x):
    """At one time: inside by the polynomials of the cells, outside between the rays of the result."""
    inside = run.grid.values(values, (np.arange(INSIDE) + 0.5) / INSIDE)
    sides = []
    for side, distance in (np.signbit(run.zeta), x[x < 0]), (~np.signbit(run.zeta), x[x > 1] - 1):
        ray = distance / t if t > 0 else np.full(distance.size, np.copysign(np.inf, distance[0]))
        sides.append(np.interp(ray, run.zeta[side], ray_density[side]))
    return np.concatenate([sides[0], inside, sides[1]])


def draw(panel, run):
    """Density over x and t; solid: the light cone, dotted: rays along which nothing changes at late times, dashed: the edges of the defect."""
    axes, last = panel.axes[0], run.time[-1]
    half_width = SPEED * last / VIEW
    edges = positions(run, half_width)
    x = (edges[1:] + edges[:-1]) / 2
    values = [density(run, *of_time, x) for of_time in zip(run.time, run.density_at_times, run.ray_density)]
    t = style.cell_edges(run.time, run.time[0], last)
    panel.colour_bar(panel.map(edges, t, np.array(values), "", axes), r"$\rho$")
    for name, speeds, look in ("light cone", (SPEED,), {"linestyle": "-"}), ("ray", RAYS, {"linestyle": ":"}):
        for speed in speeds:
            for place, side in (0, -1), (1, 1):
                end = min(last, half_width / speed)
                series = f"{name}, x/t = {side * speed:.4g}"
                panel.curve(np.array([place, place + side * speed * end]), np.array([0, end]), series, color="white", linewidth=0.7, **look)
    for place, side in (0, "left"), (1, "right"):
        panel.curve(np.full(2, float(place)), np.array([0, last]), f"{side} edge of the defect", color="white", linewidth=0.7, linestyle="--")
    rays = ", ".join(f"±{ray:g}" for ray in RAYS)
    panel.note(f"solid: the fastest carriers; dotted: rays x/t = {rays}; dashed: the edges of the defect; t in units of L")
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, last)

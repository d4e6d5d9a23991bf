"""A picture is a sheet of panels: the layout, the key, the caption and the tables of numbers are the same for all kinds of runs."""

import csv
import io
import math
import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from kapitza.plotting import style

MOST_IN_KEY = 8  # values with a line of their own in the key; more of them have a colour bar
UNIT = 2.3  # inches that a panel is wide where there is a choice


class Family:
    """Values that colours stand for, ascending; those up to `unseen` have no curve and no place in the key."""

    def __init__(self, symbol, values, unseen=-math.inf):
        self.symbol, self.values, self.unseen = symbol, list(values), unseen
        self.norm = style.norm(self.values)
        self.bar = len(self.values) > MOST_IN_KEY
        self.colours = style.graded(self.norm, self.values) if self.bar else style.sequence(len(self.values))

    def names(self):
        return [f"{self.symbol} = {value:.6g}" for value in self.values]

    def key(self):
        return {} if self.bar else {style.label(self.symbol, v): Line2D([], [], color=c) for v, c in zip(self.values, self.colours) if v > self.unseen}


class Panel:
    """One lettered part of a sheet: frames that share their axes (one, or small multiples), with what is drawn in them.

    `labels` are those of the axes, `columns` the names of the numbers with their units. `draw(panel)` draws into `axes`, by way of `curve`, `points` and `map`, which keep the numbers. `span` is the width in columns, `across` the
    most frames beside each other.
    """

    def __init__(self, name, title, draw, labels, columns, frames=("",), span=1, across=4, default=True):
        self.name, self.title, self.draw, self.columns = name, title, draw, columns
        self.xlabel, self.ylabel = labels
        self.frames, self.span, self.across, self.default = frames, span, across, default
        self.axes, self.key, self.family, self.notes, self.table = [], {}, None, [], []
        self.width = 0  # of a frame, in points

    def note(self, sentence):
        if sentence not in self.notes:
            self.notes.append(sentence)

    def record(self, series, axes, *values):
        frame = self.frames[self.axes.index(axes)]
        name = ", ".join(part for part in (style.plain(frame), series) if part)
        self.table += [(name, *row) for row in zip(*np.broadcast_arrays(*values))]

    def curve(self, x, y, series, axes=None, label=None, **look):
        """A line; nothing where no y is a number."""
        axes = axes or self.axes[0]
        if not np.isfinite(y).any():
            return
        (line,) = axes.plot(x, y, gid=series, **look)
        self.record(series, axes, x, y)
        if label:
            self.key.setdefault(label, line)

    def bands(self, bands):
        """The bounds of the errors of curves that are drawn, which no key names: x, y, error and colour of each. They widen the frame by the height of the
        curves at most, or half their size: beyond that they would leave a line of them. Nothing where there is no curve."""
        axes, data = self.axes[0], self.axes[0].dataLim
        if not np.isfinite(data.intervaly).all():
            return
        y = data.intervaly.copy()
        room = max(np.ptp(y), np.abs(y).max() / 2)
        for x, middle, error, colour in bands:
            if np.isfinite(error).any():
                axes.fill_between(x, middle - error, middle + error, color=colour, alpha=0.3, linewidth=0, zorder=0.5)
        frame = np.clip(data.intervaly, y[0] - room, y[1] + room)
        if (frame != data.intervaly).any():
            data.intervaly = frame
            self.note("bounds of errors reach beyond the frame")

    def points(self, x, y, error, series, axes, label=None, at=None, **look):
        """Points with error bars, drawn at `at` where those of several series would hide each other."""
        bars = axes.errorbar(x if at is None else at, y, error, **look)
        self.record(series, axes, x, y, error)
        if label:
            self.key.setdefault(label, bars)

    def map(self, x_edges, y_edges, values, series, axes, **look):
        middle = [(edges[1:] + edges[:-1]) / 2 for edges in (x_edges, y_edges)]
        self.record(series, axes, *(grid.ravel() for grid in np.meshgrid(*middle)), values.ravel())
        return axes.pcolormesh(x_edges, y_edges, values, cmap="magma", rasterized=True, **look)

    def colour_bar(self, mesh, label=""):
        """Of maps, beside all frames."""
        rows = len({axes.get_subplotspec().rowspan.start for axes in self.axes})
        self.axes[0].figure.colorbar(mesh, ax=self.axes, pad=0.02 / len(self.axes), aspect=14 * rows, label=label)

    def write(self, stream, source):
        stream.write(f"# kapitza plot: panel {self.name}: {style.plain(self.title)}\n# source: {source}\n")
        stream.write("".join(f"# {style.plain(note)}\n" for note in self.notes))
        columns = [*self.columns, *(["standard error"] if any(len(row) > len(self.columns) + 1 for row in self.table) else [])]
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["series", *columns])
        writer.writerows([row[0], *(f"{value:.10g}" for value in row[1:])] for row in self.table)


def rows_of(panels, width):
    """The panels, with the columns that each takes, in rows that are as full as each other."""
    columns = max(1, round(width / UNIT))
    spans = [min(panel.span, columns) for panel in panels]
    count, rows, free = math.ceil(sum(spans) / columns), [], 0
    for i, (panel, span) in enumerate(zip(panels, spans)):
        if span > free:
            free = max(span, math.ceil(sum(spans[i:]) / max(1, count - len(rows))))
            rows.append([])
        rows[-1].append((panel, span))
        free -= span
    return rows, min(columns, sum(spans))


def coincident(axes):
    """Names of curves of one frame that nowhere differ by more than their width, in groups."""
    groups = []
    for line in axes.lines:
        if line.get_gid() is None:
            continue
        x, y = axes.transData.transform(line.get_xydata()).T * 72 / axes.figure.dpi
        for group in groups:
            known_x, known_y = group[0][1:]
            if x.shape == known_x.shape and np.allclose(x, known_x):
                both = np.isfinite(y) & np.isfinite(known_y)
                if both.any() and np.abs(y - known_y)[both].max() < 0.6:
                    group.append((line.get_gid(), x, y))
                    break
        else:
            groups.append([(line.get_gid(), x, y)])
    return [[name for name, *_ in group] for group in groups if len(group) > 1]


def listed(names):
    """Names as a list, in which the values of one symbol are written once and a long run of them is cut."""
    words, by_symbol = [], {}
    for name in dict.fromkeys(names):
        symbol, equals, value = name.rpartition(" = ")
        if not equals or "," in name:
            words.append(name)
            continue
        if symbol not in by_symbol:
            words.append(symbol)
        by_symbol.setdefault(symbol, []).append(value)
    for symbol, values in by_symbol.items():
        short = values if len(values) <= 3 else [values[0], "…", values[-1]]
        words[words.index(symbol)] = f"{symbol} = {', '.join(short)}"
    return " and ".join(words).replace("Lambda", "Λ").replace("lambda", "λ")


def caption(panels, letters):
    """What the eye cannot tell: the notes of the panels, and which curves lie on each other."""
    said = {}
    for panel in panels:
        groups = [group for axes in panel.axes for group in coincident(axes)]
        if panel.family is not None and panel.family.bar:
            groups = [group for group in sorted(groups, key=len)[-1:] if len(group) > 2]
        together = dict.fromkeys(listed(group) for group in groups)
        for note in [*panel.notes, *(["coincide: " + "; ".join(together)] if together else [])]:
            said.setdefault(note, []).append(letters[panel])
    by_places = {}
    for note, places in said.items():
        by_places.setdefault(tuple(places), []).append(note)
    sentences = (
        (f"({', '.join(places)})\u00a0" if places[0] and len(places) < len(panels) else "") + "; ".join(notes) + "." for places, notes in by_places.items()
    )
    return " ".join(sentences).replace(" = ", "\u00a0=\u00a0")


def draw_key(figure, family, others):
    """Colour bar or key of the family, and key of the rest, above all panels; the inches that they take."""
    height = 0.05
    if family is not None and family.bar:
        where = figure.add_axes([0.25, 0, 0.5, 0.01], label="bar")
        where.set_in_layout(False)
        figure.colorbar(ScalarMappable(family.norm, style.COLOURS), cax=where, orientation="horizontal")
        where.minorticks_off()
        where.text(-0.03, 0.5, f"${style.MATH[family.symbol]}$", transform=where.transAxes, ha="right", va="center", fontsize=10)
        height += 0.36
    colours = family.key() if family else {}
    for entries in [colours, others] if len(colours) > 2 else [colours | others]:
        for rows in range(1, len(entries) + 1):
            columns = math.ceil(len(entries) / rows)
            legend = figure.legend(entries.values(), entries.keys(), loc="upper center", ncol=columns, columnspacing=1.1,
                                   handlelength=1.6, handletextpad=0.5, labelspacing=0.25, borderpad=0, borderaxespad=0)  # fmt: skip
            legend.set_in_layout(False)
            box = legend.get_window_extent(figure.canvas.get_renderer())
            if box.width <= 0.98 * figure.bbox.width or columns == 1:
                legend.below_top = height  # inches
                height += box.height / figure.dpi + 0.06
                break
            legend.remove()
    return height


class Sheet(Figure):
    """A figure that has the look of style.py wherever it is saved or shown, whatever the settings of Matplotlib."""

    def savefig(self, *arguments, **options):
        with style.in_force():
            super().savefig(*arguments, **options)

    def _repr_png_(self):
        """What a notebook shows."""
        stream = io.BytesIO()
        self.savefig(stream, format="png", dpi=110)
        return stream.getvalue()


def draw(panels, width):
    """The figure of all panels, `width` inches wide, as high as they need."""
    with style.in_force():
        return drawn(panels, width)


def drawn(panels, width):
    figure = Sheet(figsize=(width, 4), dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    rows, columns = rows_of(panels, width)
    frame_height = min(max(0.86 * width / columns, 1.7), 2.2)
    shares = [max(math.ceil(len(panel.frames) / across(panel, span)) for panel, span in row) for row in rows]
    grid = figure.add_gridspec(len(rows), 1, height_ratios=shares)
    letters = {panel: "abcdefghijklmnopqrstuvwxyz"[i] if len(panels) > 1 else "" for i, panel in enumerate(panels)}
    for space, row in zip(grid, rows):
        spans = [span for _, span in row]
        for (panel, span), place in zip(row, space.subgridspec(1, len(row), width_ratios=spans)):
            room = width * span / sum(spans) / across(panel, span)
            panel.width = 0.78 * 72 * room
            draw_frames(figure, place, panel, across(panel, span), letters[panel], room)
    for panel in panels:
        panel.draw(panel)
    return finish(figure, panels, letters, frame_height * sum(shares))


def across(panel, span):
    """How many frames of a panel stand beside each other, in rows that are as full as each other."""
    most = panel.across if span > 1 else max(2, panel.across // 2)
    return math.ceil(len(panel.frames) / math.ceil(len(panel.frames) / most))


def draw_frames(figure, place, panel, across, letter, room):
    """The empty frames of a panel, each in `room` inches, labelled at the outside only."""
    inner = place.subgridspec(math.ceil(len(panel.frames) / across), across) if len(panel.frames) > 1 else [place]
    for i, name in enumerate(panel.frames):
        first = panel.axes[0] if panel.axes else None
        axes = figure.add_subplot(inner[i] if len(panel.frames) == 1 else inner[divmod(i, across)], sharex=first, sharey=first)
        panel.axes.append(axes)
        title = f"{panel.title}, {name}" if name and i == 0 and room > 2 else name or panel.title
        axes.set_title(f"({letter}) {title}" if letter and i == 0 else title, loc="left")
        if name and panel.title not in title and i == 0:
            panel.note(panel.title)
        lowest, leftmost = i + across >= len(panel.frames), i % across == 0
        axes.set_xlabel(panel.xlabel if lowest else "")
        axes.set_ylabel(panel.ylabel if leftmost else "")
        axes.tick_params(labelleft=leftmost, labelbottom=lowest)


def finish(figure, panels, letters, height):
    """Key and caption round the panels, which together are `height` inches high."""
    width = figure.get_figwidth()
    family = next((panel.family for panel in panels if panel.family), None)
    others = {}
    for panel in panels:
        others |= {label: entry for label, entry in panel.key.items() if label not in others}
    above = draw_key(figure, family, others)
    layout = figure.get_layout_engine()
    layout.set(w_pad=0.045, h_pad=0.03)

    for axes in (axes for panel in panels for axes in panel.axes):
        for axis in axes.xaxis, axes.yaxis:
            low, high = np.sort(axis.get_view_interval())
            if axis.get_scale() == "log" and high < 30 * low:  # one power of ten, or none, would be all that is written
                axis.set_minor_formatter(style.twos_and_fives)

    def arrange(below):
        total = height + above + below
        figure.set_figheight(total)
        layout.set(rect=(0, below / total, 1, height / total))
        for axes in figure.axes:
            if axes.get_label() == "bar":
                axes.set_position([0.25, 1 - 0.14 / total, 0.5, 0.09 / total])
        for legend in figure.legends:
            legend.set_bbox_to_anchor((0.5, 1 - legend.below_top / total))
        return total

    arrange(0)
    figure.draw_without_rendering()  # which curves lie on each other depends on how large the frames are
    lines = textwrap.wrap(caption(panels, letters), int(21 * width))
    total = arrange(0.14 * len(lines) + 0.06 * bool(lines))
    figure.text(0.05 / width, 0.04 / total, "\n".join(lines), fontsize=8, va="bottom", linespacing=1.2)
    return figure

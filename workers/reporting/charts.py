"""The charts of a report as data, each with the words that say the same, and their drawing in the house's look.

matplotlib is imported when the first chart is drawn: neither desk nor readers pay for it at their start.
"""

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from domain.said import N_
from domain.tasks import Period
from workers.figures.rates import RATES
from workers.figures.rates_sheet import NOT_KNOWN
from workers.figures.statistics_sheet import class_name
from workers.reporting.contents import Report
from workers.reporting.overview import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TREND, CLASSES, PROJECTS = "trend", "classes", "projects"
TITLES = {
    TREND: N_("十二个月收到投诉与完成及时率"),
    CLASSES: N_("各类投诉新增件数"),
    PROJECTS: N_("各项目收到投诉件数"),
}
MOST_BARS = 12
_INK, _DIM, _GRID, _BAR, _LAST, _LINE = "#1f2528", "#586368", "#d9d5cb", "#9db3b0", "#a62a22", "#14566b"
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei")
_DPI = 200
_drawing = threading.Lock()
"""One chart at a time: matplotlib's fonts are one object for all threads."""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Counts, line by line. rates: 0-1 beside them, None where there is none; empty for a chart of counts alone."""

    name: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    rates: tuple[float | None, ...] = ()

    @property
    def title(self) -> str:
        """What stands over it."""
        return TITLES[self.name]

    @property
    def alt(self) -> str:
        """The same in words, for those who do not see it."""
        if not self.rates:
            return "；".join(f"{label} {count} 件" for label, count in zip(self.labels, self.counts, strict=True))
        lines = zip(self.labels, self.counts, self.rates, strict=True)
        return "；".join(f"{label} 收到 {count} 件，完成及时率 {percent(rate)}" for label, count, rate in lines)


def charts_of(report: Report) -> tuple[Bars, ...]:
    """The charts that a report has: of one project none that compares projects, and none without a figure."""
    found = [
        Bars(
            name=TREND,
            labels=tuple(f"{one.month:%y-%m}" for one in report.months),
            counts=tuple(one.counts.received for one in report.months),
            rates=tuple(one.counts.in_time_rate for one in report.months),
        )
    ]
    form = report.forms[0]
    classes = [(class_name(form, row.name), row.blocks[Period.MONTH].new) for row in form.rows]
    found.append(_bars(CLASSES, sorted(classes, key=lambda one: -one[1])))
    lines = [(line.key[0] or NOT_KNOWN, line.counts.received) for line in report.projects.lines]
    if len(lines) > 1:
        found.append(_bars(PROJECTS, lines))
    return tuple(one for one in found if any(one.counts))


def as_svg(bars: Bars) -> bytes:
    """The chart as SVG, its letters as outlines: it looks the same on every machine."""
    return _drawn(bars, "svg")


def as_png(bars: Bars) -> bytes:
    """The chart as PNG, for Word."""
    return _drawn(bars, "png")


def _bars(name: str, lines: Sequence[tuple[str, int]]) -> Bars:
    most = lines[:MOST_BARS]
    return Bars(name=name, labels=tuple(label for label, _ in most), counts=tuple(count for _, count in most))


def _drawn(bars: Bars, form: str) -> bytes:
    with _drawing:
        figure = _trend(bars) if bars.rates else _lying(bars)
        written = BytesIO()
        # No moment and no random name: equal figures give equal bytes.
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(written, format=form, dpi=_DPI, metadata=metadata, facecolor="white")
        return written.getvalue()


def _trend(bars: Bars) -> "Figure":
    """Counts as columns, and below them the rates as a line: two scales never share an axis."""
    figure = _figure(6.1, 3.5)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    places = range(len(bars.counts))
    colours = [_BAR] * (len(bars.counts) - 1) + [_LAST]
    above.bar(places, bars.counts, width=0.62, color=colours)
    for at, count in zip(places, bars.counts, strict=True):
        above.text(at, count, str(count), ha="center", va="bottom", fontsize=8, color=_INK)
    _plain(above)
    above.set_ylim(0, max(bars.counts) * 1.18 or 1)
    above.set_title("收到投诉（件）", loc="left", fontsize=9, color=_DIM)
    known = [(at, rate * 100) for at, rate in zip(places, bars.rates, strict=True) if rate is not None]
    below.plot(
        [at for at, _ in known], [rate for _, rate in known], color=_LINE, linewidth=1.8, marker="o", markersize=3.5
    )
    for at, rate in known[-1:]:
        below.text(at, min(rate + 7, 106), f"{rate:.1f}%", ha="center", va="bottom", fontsize=8, color=_LINE)
    _plain(below)
    below.set_ylim(0, 125)
    below.set_yticks([0, 50, 100], ["0%", "50%", "100%"])
    below.set_title(f"{RATES['in_time_rate']}", loc="left", fontsize=9, color=_DIM)
    below.set_xticks(list(places), list(bars.labels))
    return figure


def _lying(bars: Bars) -> "Figure":
    """Lying bars, the most first: names stay level, however long."""
    figure = _figure(6.1, 0.55 + 0.29 * len(bars.counts))
    axes = figure.subplots()
    places = list(range(len(bars.counts)))[::-1]
    axes.barh(places, bars.counts, height=0.62, color=_BAR)
    axes.set_yticks(places, [_short(label) for label in bars.labels])
    for at, count in zip(places, bars.counts, strict=True):
        axes.text(count, at, f" {count}", va="center", fontsize=8, color=_INK)
    _plain(axes, lying=True)
    axes.set_xlim(0, max(bars.counts) * 1.12 or 1)
    return figure


def _short(label: str) -> str:
    return label if len(label) <= 12 else f"{label[:11]}…"


def _plain(axes: "Axes", *, lying: bool = False) -> None:
    for side in ("top", "right", "bottom" if lying else "left"):
        axes.spines[side].set_visible(False)
    axes.spines["left" if lying else "bottom"].set_color(_GRID)
    axes.tick_params(length=0, labelsize=8, labelcolor=_INK)
    if lying:
        axes.set_xticks([])
    else:
        axes.grid(axis="y", color=_GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.locator_params(axis="y", nbins=4, integer=True)


def _figure(wide: float, high: float) -> "Figure":
    """An empty one. wide, high: inches; 6.1 fill the text of a letter."""
    face = _face()
    from matplotlib import rcParams  # noqa: PLC0415 - see above
    from matplotlib.figure import Figure  # noqa: PLC0415 - see above

    rcParams["font.family"] = [face, "DejaVu Sans"] if face else ["DejaVu Sans"]
    rcParams["svg.hashsalt"] = "huihan"
    rcParams["axes.unicode_minus"] = False
    return Figure(figsize=(wide, high), layout="constrained")


@cache
def _face() -> str | None:
    """The name of a Chinese typeface that matplotlib knows from now on; None where fontconfig has none.

    matplotlib keeps what it finds of fonts in a folder: one of this process, so that it never writes into a home.
    """
    import os  # noqa: PLC0415

    os.environ.setdefault("MPLCONFIGDIR", mkdtemp(prefix="huihan-charts-"))
    from matplotlib import font_manager  # noqa: PLC0415 - see above

    for name in _SANS:
        file = _file_of(name)
        if file is not None:
            font_manager.fontManager.addfont(file)
            return font_manager.FontProperties(fname=str(file)).get_name()
    return None


def _file_of(face: str) -> Path | None:
    """Where fontconfig has that very typeface, not one that stands in for it."""
    try:
        found = subprocess.run(  # noqa: S603 - a fixed command, no shell
            ["fc-match", "-f", "%{family}\n%{file}", face],  # noqa: S607 - fontconfig from wherever it is installed
            capture_output=True,
            timeout=20,
            check=True,
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return None
    families, _, file = found.partition("\n")
    return Path(file) if face in families.split(",") else None

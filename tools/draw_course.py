"""Draws docs/images/course.svg from domain/course_table.py: the states of a case, the acts that lead on and back,
and what filing needs. `python tools/draw_course.py [--check]`; a test holds it current.
"""

import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from domain.codes import CaseState
from domain.course import Act, CourseStep
from domain.course_table import STEPS
from domain.labels import ACT, CASE_STATE, CLOCK, NEED, ROLE

TARGET = Path(__file__).parents[1] / "docs" / "images" / "course.svg"
ROW, TOP, LINE = 84, 30, 16
LEFT, BOX, HEIGHT = 500, 150, 40
WIDTH = 1180
MAIN = (
    CaseState.NEW,
    CaseState.ACCEPTED,
    CaseState.INVESTIGATING,
    CaseState.PLANNED,
    CaseState.IN_PROGRESS,
    CaseState.DONE,
    CaseState.FED_BACK,
    CaseState.VISITED,
    CaseState.FILED,
)
"""The states from the letter to the file, from top to bottom."""
ASIDE = {CaseState.NEEDS_CALL: CaseState.NEW, CaseState.REOPENED: CaseState.ACCEPTED}
"""States beside the way, and which state they stand beside."""
ON = "#2563eb"
BACK = "#b45309"
STYLE = """
  text { font-family: "Noto Sans CJK SC", "Noto Sans", "Liberation Sans", Arial, sans-serif; fill: #1f2937 }
  .state { font-size: 14px; font-weight: bold }
  .act { font-size: 12px }
  .says { font-size: 11px; fill: #4b5563 }
  .box { fill: #ffffff; stroke: #64748b }
  .on { fill: none; stroke: #2563eb; stroke-width: 1.4 }
  .back { fill: none; stroke: #b45309; stroke-width: 1.2; stroke-dasharray: 5 3 }
"""


def place(state: CaseState) -> tuple[float, float]:
    """The upper left corner of a state's box."""
    if state in ASIDE:
        return LEFT - 260, TOP + ROW * MAIN.index(ASIDE[state]) + ROW / 2
    return LEFT, TOP + ROW * MAIN.index(state)


def boxes() -> Iterator[str]:
    """The states."""
    for state in CaseState:
        x, y = place(state)
        yield f'<rect class="box" x="{x:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}" rx="6"/>'
        yield f'<text class="state" x="{x + 12:g}" y="{y + 18:g}">{CASE_STATE[state]}</text>'
        yield f'<text class="says" x="{x + 12:g}" y="{y + 33:g}">{state}</text>'


def ways() -> Iterator[tuple[CourseStep, CaseState, CaseState]]:
    """Every act that leads from one state to another, once for each state that it leaves; what is no complaint can be
    filed away from everywhere, and is not drawn."""
    for step in STEPS.values():
        for state in CaseState:
            if step.act is not Act.FILE_AWAY and state in step.from_states and step.leads(state) is not state:
                yield step, state, step.leads(state)


def arrows() -> Iterator[str]:
    """Curves beside the column: on at its left, back at its right."""
    for number, (step, one, other) in enumerate(sorted(ways(), key=lambda way: (way[1], way[2]))):
        (x1, y1), (x2, y2) = place(one), place(other)
        up = step.back or CaseState.REOPENED is other or one is CaseState.FILED
        kind, tip = ("back", "tip-back") if up else ("on", "tip")
        if one in ASIDE and other in ASIDE:
            curve = f"M{x1 + 40:g},{y1:g} L{x2 + 40:g},{y2 + HEIGHT:g}"
        elif one in ASIDE or other in ASIDE:
            start, end = (x1 + BOX, x2) if x1 < x2 else (x1, x2 + BOX)
            half = (start + end) / 2
            curve = f"M{start:g},{y1 + 20:g} C{half:g},{y1 + 20:g} {half:g},{y2 + 20:g} {end:g},{y2 + 20:g}"
        elif abs(MAIN.index(one) - MAIN.index(other)) == 1 and not up:
            curve = f"M{x1 + 40:g},{y1 + HEIGHT:g} L{x2 + 40:g},{y2 - 2:g}"
        else:
            side = x1 + BOX + 20 + 9 * (number % 6) + 5 * abs(MAIN.index(one) - MAIN.index(other))
            shift, edge = (26 if up else 12), x1 + BOX
            bend = f"C{side:g},{y1 + shift:g} {side:g},{y2 + shift:g} {edge:g},{y2 + shift:g}"
            curve = f"M{edge:g},{y1 + shift:g} {bend}"
        yield f'<path class="{kind}" d="{curve}" marker-end="url(#{tip})"/>'


def told(step: CourseStep) -> Iterator[tuple[str, str]]:
    """What a row of the table says, as (class, line)."""
    who = "、".join(ROLE[role] for role in sorted(step.roles)) or "自动"
    yield "act", f"{ACT[step.act]}（{who}）"
    for word, names in (("停止", step.stops), ("开始", step.starts), ("恢复", step.resumes), ("作废", step.voids)):
        if names and len(names) < len(CLOCK):
            yield "says", f"{word}：{'、'.join(CLOCK[name] for name in names)}"


def legend() -> Iterator[str]:
    """At the right: the acts that lead on, by the state that they leave; below, what filing needs."""
    x, y = LEFT + BOX + 130, float(TOP)
    for act in (Act.ACCEPT, Act.INVESTIGATE, Act.APPROVE_PLAN, Act.START_WORK, Act.FINISH, Act.TELL, Act.VISIT):
        for kind, line in told(STEPS[act]):
            y += LINE
            yield f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(line)}</text>'
        y += LINE / 2
    for act in (Act.BLOCK, Act.UNBLOCK, Act.HAND_UP, Act.HAND_DOWN):
        for kind, line in told(STEPS[act]):
            y += LINE
            yield f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(line)}</text>'
    y += LINE / 2
    for act in (Act.FILE, Act.FILE_UNVISITED, Act.NEW_ROUND, Act.REOPEN):
        for kind, line in told(STEPS[act]):
            y += LINE
            yield f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(line)}</text>'
        for need in STEPS[act].needs:
            y += LINE
            yield f'<text class="says" x="{x + 14:g}" y="{y:g}">缺则不办：{escape(NEED[need])}</text>'
        y += LINE / 2


def picture() -> str:
    """The whole picture as SVG; an equal table gives equal text."""
    height = TOP + ROW * len(MAIN) + 3 * LINE
    lines = list(legend())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}">',
            f"<style>{STYLE}</style>",
            "<defs>",
            *(_tip(name, colour) for name, colour in (("tip", ON), ("tip-back", BACK))),
            "</defs>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *arrows(),
            *boxes(),
            *lines,
            *_key(),
            "</svg>\n",
        ]
    )


def _tip(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
    )


def _key() -> Iterator[str]:
    words = (("on", "往前"), ("back", "退回、重开（须写明理由）"))
    for number, (kind, word) in enumerate(words):
        y = TOP + ROW * (len(MAIN) - 1) + number * 20
        yield f'<path class="{kind}" d="M30,{y} L80,{y}"/>'
        yield f'<text class="says" x="90" y="{y + 4}">{word}</text>'


def main(argv: Sequence[str]) -> int:
    """Write the picture; with --check only say whether it is current."""
    if "--check" in argv:
        current = TARGET.exists() and TARGET.read_text("utf-8") == picture()
        sys.stdout.write("current\n" if current else "docs/images/course.svg is out of date: make course\n")
        return 0 if current else 1
    TARGET.write_text(picture(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

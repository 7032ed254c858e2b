"""A list of households before and after it is taken over: its columns, and what it would change, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter
from starlette.datastructures import FormData

from desk.formed import text, whole
from domain.directory_codes import DIRECTORY_FIELD, Doubt
from domain.said import N_
from store.directory_uploads import Upload
from workers.directory.columns import FIELDS, Choices, at_header
from workers.directory.importing import Preview, Report
from workers.directory.planning import Changed, ImportPlan
from workers.directory.rows import shown

PAGE = 50
SHOWN: Mapping[str, str] = {
    "changed": N_("更改"),
    "new": N_("新增"),
    "doubtful": N_("存疑"),
    "gone": N_("文件里没有"),
}
"""What of a list is looked at."""
_MOST_HEADS = 60


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the list, as it is offered. title: its letter and its head; sample: what stands first below it."""

    at: int
    title: str
    sample: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A doubt in spite of which rows may be taken. rows: how many it concerns."""

    doubt: str
    rows: int
    taken: bool


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    """A list. shown: which of SHOWN, with `lines` of it; counts: of each.

    following, before: where the next page and the one before begin. report: once it has been taken over.
    """

    upload: Upload
    choices: Choices
    plan: ImportPlan | None
    columns: tuple[Column, ...]
    offers: tuple[Offer, ...]
    never: tuple[Offer, ...]
    counts: Mapping[str, int]
    shown: str
    lines: Sequence[object]
    following: int | None
    before: int | None
    report: Report | None


def preview_page(preview: Preview, wanted: str, after: int) -> PreviewPage:
    """What stands on the page. after: how many lines come before."""
    made = preview.plan
    parts: dict[str, Sequence[object]] = dict.fromkeys(SHOWN, ())
    if made is not None:
        parts = {"changed": made.changed, "new": made.new, "doubtful": made.doubtful, "gone": made.gone}
    counts = {name: len(part) for name, part in parts.items()}
    name = wanted if wanted in SHOWN else next((one for one in SHOWN if counts[one]), "new")
    lines = parts[name]
    offers = tuple(_offer(doubt, preview) for doubt in Doubt if made is not None and made.doubts.get(doubt))
    report = preview.upload.report
    return PreviewPage(
        upload=preview.upload,
        choices=preview.choices,
        plan=made,
        columns=_columns(preview),
        offers=tuple(one for one in offers if not Doubt(one.doubt).final),
        never=tuple(one for one in offers if Doubt(one.doubt).final),
        counts=counts,
        shown=name,
        lines=lines[after : after + PAGE],
        following=after + PAGE if after + PAGE < len(lines) else None,
        before=max(0, after - PAGE) if after else None,
        report=Report.unpacked(report) if report else None,
    )


def chosen(typed: FormData, before: Choices, rows: Sequence[Sequence[str]]) -> Choices:
    """What the admin says of a list. With the head in another row its columns are guessed again."""
    header = (whole(text(typed, "header")) or 0) - 1
    header = header if 0 <= header < len(rows) else before.header
    columns = {name: at for name in FIELDS if (at := whole(text(typed, f"column-{name}"))) is not None}
    return replace(
        before,
        header=header,
        columns=columns if header == before.header else at_header(rows, header),
        project=" ".join(text(typed, "project").split()),
        new_projects=tuple(str(name) for name in typed.getlist("new_project")),
        take=tuple(Doubt(str(one)) for one in typed.getlist("take") if one in set(Doubt)),
        move_out="move_out" in typed,
    )


def fields_of(one: Changed) -> list[tuple[str, str, str]]:
    """Field, what it says, what it would say."""
    return [(DIRECTORY_FIELD[name], old, new) for name, (old, new) in one.fields.items()]


def _columns(preview: Preview) -> tuple[Column, ...]:
    if preview.upload.applied_at is not None:
        return ()
    rows, header = preview.upload.content, preview.choices.header
    head = rows[header] if header < len(rows) else ()
    width = max((len(row) for row in rows[: header + 5]), default=0)
    below = next((row for row in rows[header + 1 :] if any(row)), ())
    return tuple(
        Column(
            at=at,
            title=f"{get_column_letter(at + 1)} {shown(head[at]) if at < len(head) else ''}".strip(),
            sample=shown(below[at])[:20] if at < len(below) else "",
        )
        for at in range(min(width, _MOST_HEADS))
    )


def _offer(doubt: Doubt, preview: Preview) -> Offer:
    rows = preview.plan.doubts[doubt] if preview.plan else 0
    return Offer(doubt=doubt, rows=rows, taken=doubt in preview.choices.take)

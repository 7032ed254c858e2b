"""The files of the archive: each that a row names is there, and is what its name says."""

from collections.abc import Iterator

from sqlalchemy import Integer, String, Text, cast, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from store.archive import Archive, DamagedError
from store.case_tables import case, letter
from store.desk_tables import approval, evidence, letter_edit, letter_template, print_batch, rendition
from store.erasures import Erasures
from store.tables import intake
from workers.audit.found import Found

_NAMED = (
    (intake, "sha256"),
    (evidence, "sha256"),
    (letter, "docx_sha"),
    (letter, "pdf_sha"),
    (letter, "sealed_sha"),
    (letter_edit, "docx_sha"),
    (rendition, "docx_sha"),
    (rendition, "pdf_sha"),
    (approval, "docx_sha"),
    (approval, "pdf_sha"),
    (print_batch, "pdf_sha"),
    (letter_template, "sha256"),
)
"""The columns that name a file."""


def check(session: Session, archive: Archive, erased: Erasures, found: Found) -> None:
    """Every file once, however many rows name it."""
    before = None
    for sha, table, key, number in _named(session):
        if sha == before:
            continue
        before = sha
        found.count("files")
        if sha in erased.total.files and not _there(archive, sha):
            continue
        if (what := _wrong(archive, sha)) is not None:
            found.add("file", sha, f"{what}（{table} {key} 的文件）", number)


def missing(archive: Archive, sha: str, erased: Erasures) -> str | None:
    """What is wrong with one file, None if it is whole or lawfully erased."""
    return None if sha in erased.total.files and not _there(archive, sha) else _wrong(archive, sha)


def _there(archive: Archive, sha: str) -> bool:
    try:
        return archive.exists(sha)
    except ValueError:
        return False


def _wrong(archive: Archive, sha: str) -> str | None:
    try:
        archive.get(sha)
    except ValueError:
        return "文件名不是散列"
    except DamagedError:
        return "存档文件的内容与名字（散列）不符，被改动过" if _there(archive, sha) else "存档文件不见了"
    except OSError as error:
        return f"存档文件无法读取（{error.strerror}）"
    return None


def _named(session: Session) -> Iterator[tuple[str, str, str, str | None]]:
    """Each name with the row that bears it, in the order of the names; not all in memory at once."""
    parts = []
    for table, column in _NAMED:
        key = table.c.id if "id" in table.c else table.c.docx_sha
        of_case = table.c.case_id if "case_id" in table.c else literal(None, Integer)
        parts.append(
            select(
                type_coerce(table.c[column], Text).label("sha"),
                literal(table.name, String).label("tab"),
                cast(key, Text).label("key"),
                of_case.label("case_id"),
            ).where(table.c[column].is_not(None))
        )
    every = union_all(*parts).subquery()
    query = select(every.c.sha, every.c.tab, every.c.key, case.c.number).join_from(
        every, case, case.c.id == every.c.case_id, isouter=True
    )
    ordered = query.order_by(every.c.sha, every.c.case_id.is_(None), every.c.tab, every.c.key)
    for sha, table, key, number in session.execute(ordered.execution_options(yield_per=500)):
        yield str(sha), table, str(key), number

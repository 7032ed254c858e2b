"""Hands a case out for training without anybody's personal data: texts with made-up names, never an original.

What could not be read as text (pictures, and pages that only show one) is left out and named in the list.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from domain import labels
from domain.events import EVENT, HouseEvent
from domain.reading import Document
from domain.reading_codes import Method
from domain.staff import Person
from letters.word.document import plain_text
from store import cases, corrections, directory, events, evidence, house_log, intake, letters, people
from store.archive import DamagedError
from store.cases import CaseRow
from store.events import EventRow
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.privacy.pseudonyms import Cast, Pseudonyms
from workers.privacy.resident import is_name, names_in

_CODES = ("category", "topic", "grade", "urgency", "kind", "state", "validity", "channel")


@dataclass(frozen=True, kw_only=True)
class _Material:
    """The texts of a case by their names in the export, and its record without any text from outside."""

    texts: Mapping[str, str]
    record: Mapping[str, object]
    left_out: tuple[str, ...]
    cast: Cast


def anonymise(services: Services, number: str, target: Path, *, actor: Person) -> int:
    """Write the case into the zip `target`; how many files. Refused for no such case or an unwritable file."""
    with services.database.reading() as session:
        case = cases.get_case(session, number)
        if case is None:
            raise Refused("没有编号为 {number} 的案件", number=number)
        material = _material(services, session, case)
    files = _files(material)
    try:
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as package:
            for name, text in files.items():
                package.writestr(name, text)
    except OSError as error:
        raise Refused("无法写入 {path}：{why}", path=str(target), why=error.strerror or "") from None
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        payload = {"case": number, "files": len(files)}
        house_log.append(session, at=services.now(), who=actor.login, what=HouseEvent.CASE_ANONYMISED, payload=payload)
    return len(files)


def _files(material: _Material) -> dict[str, str]:
    made_up = Pseudonyms(cast=material.cast)
    made_up.learn(material.texts.values())
    files = {name: made_up.replaced(text) for name, text in material.texts.items()}
    left_out = "\n".join(f"- {one}" for one in material.left_out) or "- 无"
    files["record.json"] = json.dumps(material.record, ensure_ascii=False, indent=2) + "\n"
    files["说明.md"] = (
        "# 已去除个人信息的案件\n\n姓名、电话、住址、车牌、证件号、卡号、邮箱和账号已换成代号，"
        "同一代号指同一人或同一物。"
        f"日期与金额保留。交出前请再看一遍。\n\n## 没有放入的\n\n{left_out}\n"
    )
    return files


def _material(services: Services, session: Session, case: CaseRow) -> _Material:
    texts: dict[str, str] = {}
    left_out: list[str] = []
    for at, row in enumerate(intake.of_case(session, case.id), start=1):
        held = corrections.document_of(session, row.id)
        if held is not None:
            texts |= _letter_texts(f"来信/{at:02d}", held)
            left_out += [f"第 {at} 件来信：{kind}" for kind in _unread(held)]
    for at, letter in enumerate(letters.of_case(session, case.id), start=1):
        if letter.docx_sha is not None:
            texts[f"信件/{at:02d}-{labels.LETTER[letter.kind]}.txt"] = _words(services, letter.docx_sha)
    left_out += [f"证据：{piece.media_type}" for piece in evidence.of_case(session, case.id) if piece.sha256]
    texts["经过.txt"] = "\n".join(_line(services, one) for one in events.history(session, case.id))
    return _Material(texts=texts, record=_record(case), left_out=tuple(left_out), cast=cast_of(session, case))


def cast_of(session: Session, case: CaseRow) -> Cast:
    """Everybody whom the records of the case, the directory and the list of the staff name."""
    known: list[str | None] = [case.resident_name]
    numbers = [("phone", case.phone), ("email", case.email), ("email", case.reply_to_email)]
    for row in intake.of_case(session, case.id):
        held = corrections.document_of(session, row.id)
        for document in (*(intake.load_reading(session, row.id) or ()), *([held] if held is not None else [])):
            for sender in (document.envelope.sender, document.envelope.transport_sender):
                known.append(sender.name)
                numbers.append(("email", sender.email))
    home = directory.get(session, case.household_id) if case.household_id is not None else None
    if home is not None:
        known += names_in(home.name)
        numbers += [("phone", one) for one in names_in(home.phone)] + [("email", one) for one in names_in(home.email)]
    staff = [name for row in people.list_people(session) for name in (row.name, row.login)]
    staff += [one.who for one in events.history(session, case.id) if not one.who.startswith(("huihan", "cli:"))]
    projects = {row.name for row in directory.all_projects(session)} | {case.project or ""}
    return Cast(
        owners=_distinct(known),
        staff=_distinct(staff),
        projects=tuple(sorted(projects - {""})),
        numbers=tuple(dict.fromkeys((kind, value) for kind, value in numbers if value)),
    )


def _letter_texts(place: str, document: Document) -> dict[str, str]:
    """What was read of one letter: its subject and text with all that was attached, and the history quoted in it."""
    found = {f"{place}.txt": f"{document.subject}\n\n{document.text}\n{document.signature}".strip() + "\n"}
    return found | ({f"{place}-引用.txt": document.quoted} if document.quoted.strip() else {})


def _unread(document: Document) -> Iterator[str]:
    """What of a letter is no text: by its kind, for a file's name may be a person's."""
    for part in document.parts:
        if part.method is Method.NONE or part.media_type.startswith("image/"):
            yield part.media_type


def _words(services: Services, sha: str) -> str:
    try:
        return plain_text(services.archive.get(sha))
    except (DamagedError, ValueError):
        return ""


def _line(services: Services, one: EventRow) -> str:
    """An event with the words that people wrote in it; names of files, addresses and numbers of rows are left out."""
    said = [str(value) for key, value in (one.payload or {}).items() if key in {"note", "reason", "remark", "because"}]
    at = one.at.astimezone(services.zone).strftime("%Y-%m-%d %H:%M")
    return " ".join((at, one.who, EVENT.get(one.what, one.what), *filter(None, said)))


def _record(case: CaseRow) -> dict[str, object]:
    found = {name: getattr(case, name) for name in _CODES}
    return found | {
        "departments": list(case.departments),
        "also": list(case.also),
        "group": case.is_group,
        "households": case.households,
        "fee": case.fee,
        "received": case.received_at.date().isoformat(),
    }


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name and is_name(name.strip())))

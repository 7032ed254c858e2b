"""Hands a resident what is held of them (PIPL art. 45): their letters as they sent them, what was written to them, and
everything else in readable form with other people's data covered."""

import json
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from domain import labels
from domain.codes import LetterState
from domain.directory_codes import OCCUPANT_ROLE
from domain.events import EVENT, HouseEvent
from domain.letter_kinds import TO_RESIDENT
from domain.staff import Person
from store import cases, corrections, events, evidence, homes, intake, letters, occupants, people
from store.archive import DamagedError
from store.cases import CaseRow
from store.directory import normal_email
from store.evidence import EvidenceRow
from store.intake import IntakeRow
from store.rows import Columns
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.privacy.data_requests import record_access
from workers.privacy.finding import KINDS, Found, find
from workers.privacy.personal_marks import find_marks
from workers.privacy.resident import MASK, Resident
from workers.privacy.subjects import Wanted, part_of

_GONE = frozenset(
    {LetterState.SENT, LetterState.PRINTED, LetterState.POSTED, LetterState.BOUNCED, LetterState.IN_DOUBT}
)
_AROUND = 30
_TOLD = frozenset({"note", "reason", "remark", "because", "outcome", "to", "from", "kind", "number", "clock"})
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
Files = dict[PurePosixPath, bytes]


def export(services: Services, wanted: Wanted, target: Path, *, actor: Person) -> int:
    """Write all that is the resident's into the zip `target`; how many files.

    Refused for somebody who is not known, for details that several residents share, or an unwritable file.
    """
    found = find(services, wanted)
    if not found.own:
        raise Refused("没有找到这位住户的信息")
    if found.whose.several > 1:
        several = found.whose.several
        raise Refused("这些信息可能是 {several} 位住户的；请同时给出姓名与电话、邮箱或住址", several=several)
    files = _files(services, found)
    try:
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as package:
            for name, data in files.items():
                package.writestr(str(name), data)
    except OSError as error:
        raise Refused("无法写入 {path}：{why}", path=str(target), why=error.strerror or "") from None
    record_access(services, HouseEvent.PERSONAL_DATA_EXPORTED, actor=actor, found=found)
    return len(files)


def _files(services: Services, found: Found) -> Files:
    resident = found.whose.resident
    files: Files = {}
    data: Columns = {
        "姓名": sorted(resident.names),
        "电话": sorted(resident.phones),
        "邮箱": sorted(resident.emails),
    }
    index = [
        "# 您的个人信息",
        "",
        "以下是本公司处理投诉时保存的与您有关的信息；他人的信息已遮盖为 ■。",
        "",
        "## 文件",
        "",
    ]
    with services.database.reading() as session:
        staff = _staff(session)
        data["名录"] = [_household(session, id_, resident) for id_ in sorted(found.whose.households)]
        data["住户记录"] = _occupants(session, found)
        data["案件"] = []
        for case_id in sorted(found.whose.cases):
            case = cases.get_case(session, case_id)
            if case is None:
                continue
            data["案件"].append(_case(services, session, case, resident, staff))
            data["案件"][-1]["证据"] = _evidence(services, session, case, resident, staff, files, index)
            _letters(services, session, case, files, index)
        for id_ in sorted(found.whose.intakes):
            row = intake.get(session, id_)
            if row is not None:
                _original(services, session, row, found, files, index)
        data["他人材料中提到您之处"] = list(_mentioned(session, found))
    files[PurePosixPath("资料.json")] = (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    index += ["- `资料.json`：名录、案件、经过与判定", "", "## 保存在何处", ""]
    index += [f"- {KINDS.get(kind, kind)}：{count} 处" for kind, count in _counted(found)]
    index += ["", "邮箱服务器上的原邮件和历次备份不在其中。", ""]
    files[PurePosixPath("目录.md")] = "\n".join(index).encode()
    return files


def covered(text: str, resident: Resident, staff: Iterable[str] = ()) -> str:
    """The text with everybody's data covered but the resident's own."""
    own = [(span.start, span.end) for span in resident.spans(text)]
    out = list(text)
    marks = [(mark.start, mark.end) for mark in find_marks(text)]
    marks += [(span.start, span.end) for name in staff for span in Resident.of(name=name).spans(text)]
    for start, end in marks:
        if not any(first < end and start < last for first, last in own):
            out[start:end] = MASK * (end - start)
    return "".join(out)


def _staff(session: Session) -> tuple[str, ...]:
    return tuple(row.name for row in people.list_people(session))


def _household(session: Session, household_id: int, resident: Resident) -> Columns:
    home = homes.get(session, household_id)
    if home is None:
        return {}
    mine = part_of(session, home, resident)
    return {
        "项目": home.project,
        "楼栋": home.building,
        "单元": home.unit,
        "房号": home.room,
        "姓名": sorted(mine.names),
        "电话": sorted(mine.phones),
        "邮箱": sorted(mine.emails),
        "语言": home.languages,
        "希望": covered(home.wishes or "", resident),
        "备注": [covered(one.text, resident) for one in homes.notes(session, home.id)],
    }


def _occupants(session: Session, found: Found) -> list[Columns]:
    """As whom the resident stands in the directory, also where they have moved out."""
    ids = sorted(int(str(place.keys[0])) for place in found.own if place.kind == "occupant")
    people = [one for id_ in ids if (one := occupants.get(session, id_)) is not None]
    return [
        {
            "身份": OCCUPANT_ROLE[one.role] if one.role else None,
            "联系同意": one.consent,
            "同意日期": _day(one.consent_on),
            "迁入": _day(one.moved_in),
            "迁出": _day(one.moved_out),
            "在住": one.present,
        }
        for one in people
        if found.whose.resident.agrees(one.name)
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _case(services: Services, session: Session, case: CaseRow, resident: Resident, staff: tuple[str, ...]) -> Columns:
    decided = cases.decisions_of_case(session, case.id)
    return {
        "编号": case.number,
        "收到": case.received_at.astimezone(services.zone).isoformat(timespec="minutes"),
        "渠道": labels.CHANNEL[case.channel],
        "登记的姓名": case.resident_name,
        "登记的电话": case.phone,
        "登记的邮箱": case.email,
        "住址": [part for part in (case.project, case.building, case.unit, case.room) if part],
        "主题": case.subject,
        "分类": labels.CATEGORY[case.category],
        "级别": labels.GRADE[case.grade],
        "状态": labels.CASE_STATE[case.state],
        "自动判定的理由": [
            covered(one.because, resident, staff) for one in (decided[-1].decision.reasons if decided else ())
        ],
        "经过": [
            {
                "时间": one.at.astimezone(services.zone).isoformat(timespec="minutes"),
                "事项": EVENT.get(one.what, one.what),
                "内容": {
                    key: covered(str(value), resident, staff)
                    for key, value in (one.payload or {}).items()
                    if key in _TOLD and value
                },
            }
            for one in events.history(session, case.id)
        ],
    }


def _evidence(
    services: Services,
    session: Session,
    case: CaseRow,
    resident: Resident,
    staff: tuple[str, ...],
    files: Files,
    index: list[str],
) -> list[Columns]:
    """The photos and files of the case, as they were handed over; what was withdrawn is another's, and named only."""
    told: list[Columns] = []
    for piece in evidence.of_case(session, case.id):
        title = f"{case.number} 证据 {piece.id}"
        told.append(
            {
                "文件": covered(piece.name, resident, staff),
                "来源": labels.EVIDENCE_SOURCE[piece.source],
                "日期": (piece.dated or piece.made_at.astimezone(services.zone).date()).isoformat(),
                "说明": covered(piece.note, resident, staff),
            }
        )
        why = _not_handed_out(services, piece)
        if why or piece.sha256 is None:
            index.append(f"- {title}：{why}")
            continue
        name = PurePosixPath("证据") / f"{case.number}-{piece.id}-{_safe(covered(piece.name, resident, staff))}"
        files[name] = services.archive.get(piece.sha256)
        index.append(f"- `{name}`：{title}")
    return told


def _not_handed_out(services: Services, piece: EvidenceRow) -> str:
    """Why a piece's file is not in it; empty if it is."""
    if piece.sha256 is None:
        return "已依法删除"
    if not piece.stands:
        return "误加后已撤下，不提供文件"
    try:
        services.archive.get(piece.sha256)
    except DamagedError:
        return "存档中的文件已缺失或损坏"
    return ""


def _letters(services: Services, session: Session, case: CaseRow, files: Files, index: list[str]) -> None:
    """What was written to the resident and has gone out; papers inside the house are named only."""
    for letter in letters.of_case(session, case.id):
        title = f"{case.number} {labels.LETTER[letter.kind]} {letter.number or ''}".strip()
        if letter.kind not in TO_RESIDENT or letter.state not in _GONE:
            index.append(f"- {title}：内部文书或未发出，不提供文件")
            continue
        for sha, end in ((letter.docx_sha, "docx"), (letter.sealed_sha or letter.pdf_sha, "pdf")):
            if sha is not None and services.archive.exists(sha):
                name = PurePosixPath("信件") / f"{_safe(title)}-{letter.id}.{end}"
                files[name] = services.archive.get(sha)
                index.append(f"- `{name}`：{title}")


def _original(
    services: Services, session: Session, row: IntakeRow, found: Found, files: Files, index: list[str]
) -> None:
    """What the resident sent, as it came; what others sent in the same case is not theirs to have."""
    sender = normal_email(row.sender)
    document = corrections.document_of(session, row.id)
    author = document.envelope.sender.name if document is not None else None
    mine = sender in found.whose.resident.emails if sender else found.whose.resident.agrees(author)
    at = row.received_at.astimezone(services.zone).strftime("%Y-%m-%d")
    if not mine:
        index.append(f"- {at} 收到的他人来信：不提供原件")
        return
    text = f"{row.subject or ''}\n\n{document.text if document is not None else ''}\n"
    files[PurePosixPath("来信") / f"{at}-{row.id}.txt"] = text.encode()
    index.append(f"- `来信/{at}-{row.id}.txt`：{at} 的来信，读出的文字")
    if row.sha256 is not None:
        try:
            data = services.archive.get(row.sha256)
        except DamagedError:
            return
        name = PurePosixPath("来信") / f"{at}-{row.id}-{_safe(str(row.details.get('name') or '原件'))}"
        files[name] = data
        index.append(f"- `{name}`：{at} 的来信，原件")


def _mentioned(session: Session, found: Found) -> Iterable[dict[str, str]]:
    """The lines of others' letters in which the resident is named, everybody else covered."""
    resident = found.whose.resident
    for place in found.places:
        if place.own or place.kind != "reading" or place.intake_id is None:
            continue
        document = corrections.document_of(session, place.intake_id)
        text = document.text if document is not None else ""
        for span in resident.spans(text):
            shown = covered(text, resident)[max(0, span.start - _AROUND) : span.end + _AROUND]
            yield {"案件": place.number or "", "文字": " ".join(shown.split())}


def _counted(found: Found) -> list[tuple[str, int]]:
    kinds = [place.kind for place in found.own]
    return [(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)]


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")[:80] or "原件"

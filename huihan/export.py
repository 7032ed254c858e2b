"""Hands a case over as files: the record, every original as it came, the evidence, every letter."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from domain.staff import HOUSE
from huihan.errors import RefusedError
from huihan.finding import find_case
from store import erasures, events, evidence, intake
from store.erasures import key_of
from store.intake import IntakeRow
from workers.correspondence.draft import draft_reply
from workers.instance.services import Services
from workers.privacy.finding import EXPORTED
from workers.public.records import case_details, letter_file, record_of
from workers.public.views import View


def export_case(services: Services, number: str, target: Path, *, who: str = HOUSE) -> int:
    """Write a case into the folder `target`, or into a zip if its name ends in .zip; how many files.

    The case says where its copy lies, so that an erasure can name it.

    Raises:
        RefusedError: no such case, or `target` is there already.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RefusedError(f"{target} 已存在；请换一个名字，以免覆盖")
    files = case_files(services, number)
    try:
        if target.suffix.lower() == ".zip":
            _write_zip(files, target)
        else:
            _write_folder(files, target)
    except OSError as error:
        raise RefusedError(f"无法写入 {target}：{error.strerror}") from None
    with services.database.transaction() as session:
        payload = {"files": len(files), "path": str(target.absolute())}
        events.append(session, find_case(session, number).id, services.now(), who, EXPORTED, payload)
    return len(files)


def case_files(services: Services, number: str) -> Mapping[PurePosixPath, bytes]:
    """Everything of a case by its name in the export; the reply's draft is made if there is none yet."""
    with services.database.reading() as session:
        case = find_case(session, number)
        erased = ("case", key_of(case.id)) in erasures.of_case(session, case.id).rows
    if not erased:  # of which nothing could be said in a reply
        draft_reply(services, case.number)
    with services.database.reading() as session:
        record = record_of(services, session, find_case(session, number))
        rows = intake.of_case(session, record.case.id)
        pieces = evidence.of_case(session, record.case.id)
        details = case_details(services, session, record)
    files = {PurePosixPath("record.json"): _json(details)}
    for count, row in enumerate(rows, start=1):
        if row.sha256:
            files[PurePosixPath("originals") / f"{count:02d}-{_original_name(row)}"] = services.archive.get(row.sha256)
    for piece in pieces:
        if piece.sha256 and piece.stands:
            files[PurePosixPath("evidence") / f"{piece.id}-{piece.name}"] = services.archive.get(piece.sha256)
    for letter in record.letters:
        if letter.docx_sha:
            name = letter_file(services, record.case.number, letter).name
            files[PurePosixPath("letters") / name] = services.archive.get(letter.docx_sha)
    return files


def _json(details: View) -> bytes:
    return (json.dumps(details, ensure_ascii=False, indent=2) + "\n").encode()


def _original_name(row: IntakeRow) -> str:
    """The file's own name without any path; a mail is named after what it is."""
    name = str(row.details.get("name") or "").replace("\\", "/").rpartition("/")[2].strip(". \t")
    kept = "".join(character for character in name if character.isprintable() and character not in '<>:"|?*')
    if row.message_id is not None and not kept.lower().endswith(".eml"):
        kept = f"{kept or 'mail'}.eml"
    return kept[-120:] or "original"


def _write_folder(files: Mapping[PurePosixPath, bytes], target: Path) -> None:
    for name, data in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _write_zip(files: Mapping[PurePosixPath, bytes], target: Path) -> None:
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(str(name), data)

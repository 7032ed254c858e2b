"""A letter template is brought, looked at and taken into use; every version stays, and any of them can come back.

Letters are written by the files in the instance's `templates/`, so that Word and a folder are enough for who prefers
them. The desk writes the same files, and keeps what somebody laid there before it writes over it.
"""

import hashlib

from sqlalchemy.orm import Session

from domain.codes import LetterKind, Role
from domain.events import HouseEvent
from domain.labels import LETTER
from domain.letter_kinds import INSIDE
from domain.reading_codes import Script
from domain.staff import Person
from domain.work_codes import TemplateOrigin
from letters.templating.inspect import Inspected, inspect_template
from letters.upload import UPLOAD_BYTES
from store import letter_templates
from store.letter_templates import NewTemplate, TemplateRow
from workers.instance.company import company_now
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.pool import PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.whole_files import write_whole
from workers.stationery.standing import file_of, in_force, shipped_file

_NOTE_CHARS = 200


def bring(
    services: Services,
    kind: LetterKind,
    script: Script,
    data: bytes,
    *,
    name: str,
    actor: Person,
    origin: TemplateOrigin = TemplateOrigin.UPLOAD,
) -> TemplateRow:
    """Keep a template as the next version, whatever is wrong with it; no letter is written by it yet.

    Raises Refused: the actor is no admin, the file is empty or too large, or there is no such template.
    """
    if not data:
        raise Refused("文件是空的；请选择要上传的 .docx")
    if len(data) > UPLOAD_BYTES:
        raise Refused("文件超过 20 MB，请压缩图片后再上传。")
    if script is Script.HANT and kind in INSIDE:
        raise Refused("内部表格一律用简体，没有繁体模板")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _permit(actor)
        return _kept(services, session, kind, script, data, name=name, origin=origin, by=actor.login)


def inspected(services: Services, row: TemplateRow) -> Inspected:
    """What is wrong with a version, and the sample letters that it writes; found in a process that may be killed.

    Raises Refused if that process does not come to an end.
    """
    data = services.archive.get(row.sha256)
    try:
        return services.previews.run(inspect_template, data, row.kind, row.script, company_now(services))
    except PoolError as error:
        raise Refused("检查模板时超时或内存不足；请删去过大的图片和嵌套的循环后再上传") from error


def take(
    services: Services,
    kind: LetterKind,
    script: Script,
    version: int,
    note: str,
    *,
    actor: Person,
    seen: str,
    knowingly: bool = False,
) -> None:
    """Write letters by this version from now on. seen: sha256 of the template that the page said was in force; empty
    for none. knowingly: that it leaves out what such a letter must tell (`Inspected.missing`).

    Raises Refused: the actor is no admin, there is no such version, it has mistakes or leaves out something
    unknowingly, or another template was taken meanwhile.
    """
    with services.database.reading() as session:
        _permit(present(services, session, actor))
        row = letter_templates.find(session, kind, script, version)
    if row is None:
        raise Refused("没有这一版模板")
    found = inspected(services, row)
    if found.mistakes:
        raise Refused("这一版还有 {count} 处要改正，不能启用", count=len(found.mistakes))
    if found.missing and not knowingly:
        raise Refused("这一版没有写 {names}；确定不写，请勾选后再启用", names="、".join(found.missing))
    data = services.archive.get(row.sha256)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _begin(services, session, kind, script, actor=actor, seen=seen)
        _record(services, session, kind, script, version, note, actor)
        # The last act before the commit: what follows it cannot fail but by a crash, which is told as a file by hand.
        write_whole(services, file_of(services, kind, script), data)


def back_to_shipped(
    services: Services, kind: LetterKind, script: Script, note: str, *, actor: Person, seen: str
) -> None:
    """Write letters by the template that comes with the program again. Raises Refused as `take` does."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        _begin(services, session, kind, script, actor=actor, seen=seen)
        _record(services, session, kind, script, None, note, actor)
        file_of(services, kind, script).unlink(missing_ok=True)


def _begin(services: Services, session: Session, kind: LetterKind, script: Script, *, actor: Person, seen: str) -> None:
    """Refused unless the actor may and saw what is in force; a file laid into the folder becomes a version."""
    _permit(actor)
    now = in_force(services, kind, script)
    if (hashlib.sha256(now).hexdigest() if now is not None else "") != seen:
        raise Refused("《{letter}》的模板刚刚换过；请看过现在的一版再决定", letter=LETTER[kind])
    if now is not None and now != shipped_file(kind, script):
        name = file_of(services, kind, script).name
        _kept(services, session, kind, script, now, name=name, origin=TemplateOrigin.FOLDER, by=actor.login)


def _kept(
    services: Services,
    session: Session,
    kind: LetterKind,
    script: Script,
    data: bytes,
    *,
    name: str,
    origin: TemplateOrigin,
    by: str,
) -> TemplateRow:
    new = NewTemplate(
        kind=kind,
        script=script,
        sha256=services.archive.put(data),
        name=name.strip()[:_NOTE_CHARS] or file_of(services, kind, script).name,
        origin=origin,
        made_at=services.now(),
        made_by=by,
    )
    return letter_templates.keep(session, new)


def _record(
    services: Services,
    session: Session,
    kind: LetterKind,
    script: Script,
    version: int | None,
    note: str,
    actor: Person,
) -> None:
    note = note.strip()[:_NOTE_CHARS]
    letter_templates.take(session, kind, script, version, note=note, at=services.now(), by=actor.login)
    noted(
        services,
        session,
        HouseEvent.TEMPLATE_TAKEN,
        who=actor.login,
        letter=kind.value,
        script=script.value,
        version=version or 0,
        note=note,
    )


def _permit(actor: Person) -> None:
    if not actor.holds(Role.ADMIN):
        raise Refused("只有管理员可以更换信函模板")

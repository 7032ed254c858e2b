"""A template is brought, looked through, taken into use and back again; nothing that was in force is lost.

Covers store.letter_templates, workers.stationery.changing, workers.stationery.faces and workers.stationery.standing.
"""

import hashlib

import pytest
from servers.house import House
from servers.template_files import with_words

from domain.codes import LetterKind, Role
from domain.events import HouseEvent
from domain.reading_codes import Script
from domain.staff import Grant, Person
from domain.work_codes import TemplateOrigin
from letters.templating.render import SHIPPED
from store import house_log, letter_templates
from store.house_log import Wanted
from workers.instance.refusals import Refused
from workers.stationery import changing
from workers.stationery.standing import Standing, all_standing, file_of, standing

ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
REPLY, HANS, HANT = LetterKind.REPLY, Script.HANS, Script.HANT
OURS = (SHIPPED / "reply.docx").read_bytes()


def stands(house: House, kind: LetterKind = REPLY, script: Script = HANS) -> Standing:
    return house.ask(lambda session: standing(house.services, session, kind, script))


def brought(house: House, data: bytes, *, kind: LetterKind = REPLY, script: Script = HANS) -> int:
    return changing.bring(house.services, kind, script, data, name="本公司.docx", actor=ADMIN).version


def take(house: House, version: int, *, note: str = "", knowingly: bool = False, script: Script = HANS) -> None:
    seen = stands(house, script=script).sha256 or ""
    changing.take(house.services, REPLY, script, version, note, actor=ADMIN, seen=seen, knowingly=knowingly)


def test_a_template_is_in_force_only_once_it_is_taken(house: House) -> None:
    mine = with_words(OURS, "特此函复", "答复函")
    version = brought(house, mine)
    assert stands(house).shipped
    take(house, version, note="改了标题")
    now = stands(house)
    assert (now.shipped, now.by_hand, now.row and now.row.version) == (False, False, version)
    assert now.use is not None
    assert (now.use.version, now.use.note, now.use.by) == (version, "改了标题", "shell:root")
    assert file_of(house.services, REPLY, HANS).read_bytes() == mine
    (entry,) = house.ask(lambda session: house_log.page(session, Wanted(what=(HouseEvent.TEMPLATE_TAKEN,))))
    assert entry.payload is not None
    assert (entry.payload["letter"], entry.payload["version"]) == ("reply", version)


def test_any_version_comes_back_and_the_shipped_one_too(house: House) -> None:
    first, second = (brought(house, with_words(OURS, "特此函复", words)) for words in ("答复函", "复函"))
    take(house, first)
    take(house, second)
    take(house, first)
    row = stands(house).row
    assert row is not None
    assert row.version == first
    changing.back_to_shipped(house.services, REPLY, HANS, "", actor=ADMIN, seen=row.sha256)
    assert stands(house).shipped
    assert not file_of(house.services, REPLY, HANS).exists()
    uses = house.ask(lambda session: letter_templates.uses(session, REPLY, HANS))
    assert [use.version for use in uses] == [None, first, second, first]


def test_the_same_file_is_one_version(house: House) -> None:
    mine = with_words(OURS, "特此函复", "答复函")
    assert brought(house, mine) == brought(house, mine) == 1
    assert brought(house, mine, script=HANT) == 1, "each script counts for itself"


def test_what_somebody_laid_into_the_folder_is_kept_before_it_is_written_over(house: House) -> None:
    path = file_of(house.services, REPLY, HANS)
    path.parent.mkdir(parents=True, exist_ok=True)
    laid = with_words(OURS, "特此函复", "手改的函")
    path.write_bytes(laid)
    assert stands(house).by_hand
    take(house, brought(house, with_words(OURS, "特此函复", "答复函")))
    rows = house.ask(lambda session: letter_templates.versions(session, REPLY, HANS))
    kept = next(row for row in rows if row.origin is TemplateOrigin.FOLDER)
    assert house.services.archive.get(kept.sha256) == laid
    take(house, kept.version)
    assert path.read_bytes() == laid


def test_a_template_with_mistakes_is_kept_but_never_taken(house: House) -> None:
    version = brought(house, with_words(OURS, "特此函复", "{{处理果}}"))
    with pytest.raises(Refused, match="1 处要改正"):
        take(house, version)
    assert stands(house).shipped


def test_what_leaves_out_what_a_letter_must_tell_is_taken_only_knowingly(house: House) -> None:
    version = brought(house, with_words(OURS, "{{受理编号}}", "见下"))
    with pytest.raises(Refused, match="受理编号"):
        take(house, version)
    take(house, version, knowingly=True)
    assert not stands(house).shipped


def test_who_saw_another_template_in_force_is_refused(house: House) -> None:
    first, second = (brought(house, with_words(OURS, "特此函复", words)) for words in ("答复函", "复函"))
    seen = hashlib.sha256(OURS).hexdigest()
    take(house, first)
    for act in (
        lambda: changing.take(house.services, REPLY, HANS, second, "", actor=ADMIN, seen=seen),
        lambda: changing.back_to_shipped(house.services, REPLY, HANS, "", actor=ADMIN, seen=seen),
    ):
        with pytest.raises(Refused, match="刚刚换过"):
            act()


@pytest.mark.parametrize(
    ("data", "script", "kind", "why"),
    [
        (b"", HANS, REPLY, "空的"),
        (b"x" * 20_000_001, HANS, REPLY, "20 MB"),
        (OURS, HANT, LetterKind.RECORD_FORM, "没有繁体模板"),
    ],
)
def test_what_cannot_be_a_template_is_refused(
    house: House, data: bytes, script: Script, kind: LetterKind, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        brought(house, data, kind=kind, script=script)


def test_only_an_admin_may(house: House) -> None:
    version = brought(house, with_words(OURS, "特此函复", "答复函"))
    sha = stands(house).sha256 or ""
    for act in (
        lambda: changing.bring(house.services, REPLY, HANS, OURS, name="", actor=CLERK),
        lambda: changing.take(house.services, REPLY, HANS, version, "", actor=CLERK, seen=sha),
        lambda: changing.back_to_shipped(house.services, REPLY, HANS, "", actor=CLERK, seen=sha),
    ):
        with pytest.raises(Refused, match="只有管理员"):
            act()
    with pytest.raises(Refused, match="没有这一版"):
        changing.take(house.services, REPLY, HANS, 99, "", actor=ADMIN, seen=sha)


def test_traditional_letters_are_converted_until_they_have_a_template_of_their_own(house: House) -> None:
    assert (stands(house, script=HANT).sha256, stands(house, script=HANT).shipped) == (None, True)
    assert len(house.ask(lambda session: list(all_standing(house.services, session)))) == len(LetterKind)
    take(house, brought(house, OURS, script=HANT), script=HANT)
    assert [one.script for one in house.ask(lambda session: list(all_standing(house.services, session)))].count(
        HANT
    ) == 1

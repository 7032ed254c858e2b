"""A template that is brought is looked through whole: every mistake with its place, what it leaves out, its samples."""

import io
import zipfile

import pytest
from servers.template_files import with_words

from domain.codes import LetterKind
from domain.reading_codes import Script
from domain.settings import CompanySettings
from letters.kinds import kinds
from letters.templating.inspect import ESSENTIAL, SAMPLE_NAMES, Inspected, inspect_template
from letters.templating.render import SHIPPED
from letters.word.document import plain_text

COMPANY = CompanySettings(name="永安物业管理有限公司", phone="020-8888 0000")
REPLY = (SHIPPED / "reply.docx").read_bytes()


def looked_at(data: bytes, kind: LetterKind = LetterKind.REPLY, script: Script = Script.HANS) -> Inspected:
    return inspect_template(data, kind, script, COMPANY)


def mistakes(data: bytes) -> list[tuple[str, str]]:
    return [(one.paragraph, str(one.what)) for one in looked_at(data).mistakes]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_what_comes_with_the_program_has_no_mistake_and_leaves_nothing_out(kind: LetterKind) -> None:
    found = looked_at((SHIPPED / f"{kind}.docx").read_bytes(), kind)
    assert (found.mistakes, found.missing) == ((), ())
    assert set(found.letters) == set(SAMPLE_NAMES)
    assert set(ESSENTIAL[kind]) <= set(kinds()[kind].variables)


def test_samples_are_the_companys_own_and_traditional_where_the_letter_was() -> None:
    found = looked_at(REPLY)
    assert "永安物业管理有限公司" in plain_text(found.letters["one matter"])
    assert "永安物業管理有限公司" in plain_text(found.letters["traditional"])


def test_a_traditional_template_writes_the_traditional_letter_alone_and_is_not_converted() -> None:
    found = looked_at(REPLY, script=Script.HANT)
    assert list(found.letters) == ["traditional"]
    assert "联系电话" in plain_text(found.letters["traditional"])


def test_every_mistake_is_told_at_once_with_its_place() -> None:
    broken = with_words(with_words(REPLY, "特此函复", "{{联系人电话}}敬复"), "联系人：", "{{ 称呼.upper() }}联系人：")
    found = mistakes(broken)
    assert [place for place, _ in found] == [
        "{{ 称呼.upper() }}联系人：{{联系人}}（{{客服部门}}）",
        "{{联系人电话}}敬复。",
    ]
    assert "是不是“联系电话”" in found[1][1]
    assert looked_at(broken).letters == {}


def test_a_mistake_that_shows_in_one_letter_alone_names_that_sample() -> None:
    late = with_words(REPLY, "特此函复", "{% if 群体来信 %}{{ 户数.多少 }}{% endif %}特此函复")
    (one,) = looked_at(late).mistakes
    assert one.sample == "group"
    assert "多少" in str(one.what)


def test_what_a_package_may_not_hold_is_told_too() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REPLY)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("word/vbaProject.bin", b"x")
    assert any("宏" in what for _, what in mistakes(stream.getvalue()))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04broken"])
def test_what_is_no_word_file_is_one_mistake(data: bytes) -> None:
    assert [what for _, what in mistakes(data)] == ["不是 Word 文档（.docx），请用 Word 另存为 .docx"]


def test_what_a_letter_must_tell_is_missed() -> None:
    found = looked_at(with_words(REPLY, "{{成文日期}}", "今日"))
    assert (found.mistakes, found.missing) == ((), ("成文日期",))


def test_the_typefaces_are_those_of_text_and_styles() -> None:
    faces = looked_at(with_words(REPLY, "仿宋", "华文中宋", part="word/styles.xml")).faces
    assert "华文中宋" in faces
    assert "zh-CN" not in faces, "a language is no typeface"

"""What nobody knows yet stands in a letter as a mark, and every mark can be found."""

import io

import docx

from domain.codes import LetterKind
from domain.settings import CompanySettings
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.text.placeholders import PlaceholderKind, fill, open_placeholders
from letters.word.document import plain_text


def test_a_mark_is_found_with_its_place() -> None:
    text = "一、情况\n经查，" + fill("查明的情况") + "。"
    (found,) = open_placeholders(text)
    assert (found.kind, found.what, found.paragraph) == (PlaceholderKind.FILL, "查明的情况", 2)
    assert text.split("\n")[1][found.start : found.end] == found.text == "【待填写：查明的情况】"


def test_traditional_marks_boxes_numbers_and_missing_settings_are_found_too() -> None:
    text = f"物函〔2026〕【待编号】号\n【待核實：起因】\n□ 张贴告示。\n{CompanySettings().name}"
    assert [(found.kind, found.what) for found in open_placeholders(text)] == [
        (PlaceholderKind.NUMBER, ""),
        (PlaceholderKind.VERIFY, "起因"),
        (PlaceholderKind.CHOOSE, "张贴告示。"),
        (PlaceholderKind.SETTING, "公司名称"),
    ]


def test_other_brackets_are_no_marks() -> None:
    assert open_placeholders("物函〔2026〕123号【通知】请勿占用消防通道") == ()


def test_a_numbered_acknowledgement_has_no_mark() -> None:
    kind = LetterKind.ACKNOWLEDGEMENT
    for context in samples(kind).values():
        kinds = {found.kind for found in open_placeholders(Templates().text(kind, context))}
        assert kinds == (set() if context.number else {PlaceholderKind.NUMBER})


def test_marks_survive_an_edit_in_word() -> None:
    kind = LetterKind.REPLY
    letter = docx.Document(io.BytesIO(Templates().render(kind, samples(kind)["one matter"])))
    for paragraph in letter.paragraphs:
        if "【待填写：查明的情况及依据】" in paragraph.text:
            paragraph.runs[0].text = paragraph.text.replace("【待填写：查明的情况及依据】", "经查，属实。")
    saved = io.BytesIO()
    letter.save(saved)
    left = [found.what for found in open_placeholders(plain_text(saved.getvalue()))]
    assert "查明的情况及依据" not in left
    assert "处理结果" in left

"""A letter says what its context says, in the resident's script, and is the same each time."""

import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docxtpl import DocxTemplate
from word_files import word_file

from domain.codes import Channel, LetterKind
from domain.reading_codes import Script
from letters.context import Earlier
from letters.kinds import kinds
from letters.templating.guard import environment
from letters.templating.render import SHIPPED, TemplateProblem, Templates, UnknownKind
from letters.templating.sample import COMPANY, samples
from letters.text.placeholders import PlaceholderKind, open_placeholders
from letters.text.wording import Wording
from letters.word.document import plain_text

ACKNOWLEDGEMENT, REPLY = LetterKind.ACKNOWLEDGEMENT, LetterKind.REPLY
INTERIM, EXPLANATION = LetterKind.INTERIM, LetterKind.EXPLANATION
TO_RESIDENT = [ACKNOWLEDGEMENT, INTERIM, REPLY, EXPLANATION]
FORMS = [kind for kind in kinds() if kinds()[kind].inside and kind is not LetterKind.GROUP_NOTICE]
EVERY = [(kind, name) for kind in kinds() for name in samples(kind)]


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_equal_contexts_give_equal_bytes_also_from_templates_loaded_anew(kind: LetterKind, name: str) -> None:
    context = samples(kind)[name]
    assert Templates().render(kind, context) == Templates().render(kind, samples(kind)[name])
    other = replace(context, case_number="TS-2026-000124", group_number="QT-2026-000124")
    assert Templates().render(kind, context) != Templates().render(kind, other)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_the_text_is_that_of_the_document(kind: LetterKind, name: str) -> None:
    context = samples(kind)[name]
    assert Templates().text(kind, context) == plain_text(Templates().render(kind, context))


@pytest.mark.parametrize("kind", list(kinds()))
def test_docxtpl_writes_the_same_letter(kind: LetterKind) -> None:
    context = samples(kind)["several matters"]
    template = DocxTemplate(SHIPPED / f"{kind}.docx")
    template.render(kinds()[kind].build(context, Wording(Script.HANS)), environment())
    stream = io.BytesIO()
    template.save(stream)
    assert Templates().text(kind, context) == plain_text(stream.getvalue())


def test_the_shipped_templates_have_no_problem() -> None:
    assert Templates().check() == ()


def test_an_acknowledgement_says_number_understanding_next_step_date_and_whom_to_call() -> None:
    text = Templates().text(ACKNOWLEDGEMENT, samples(ACKNOWLEDGEMENT)["one matter"])
    for words in (
        "尊敬的王建国先生：",
        "受理编号：TS-2026-000123",
        "我们的理解是：您反映翠湖花园的“电梯停运”问题。",
        "工程部会核实情况",
        "最迟于2026年11月25日书面答复您。核实和处理需要一些时间，敬请您谅解。",
        "联系人：林晓梅（客户服务中心）",
        "联系电话：0755-8600 1234",
        "歉意",
    ):
        assert words in text
    assert "暂定" not in text


def test_a_provisional_date_and_an_urgent_matter_are_said_to_be_so() -> None:
    text = Templates().text(ACKNOWLEDGEMENT, samples(ACKNOWLEDGEMENT)["several matters"])
    assert "暂定最迟于2027年1月6日书面答复您（相应年度的放假安排尚未公布" in text
    assert "同时提到“停车收费”、“施工噪音”" in text


def test_who_is_in_danger_reads_the_emergency_numbers_before_anything_else() -> None:
    lines = Templates().text(ACKNOWLEDGEMENT, samples(ACKNOWLEDGEMENT)["several matters"]).split("\n")
    after = lines[lines.index("尊敬的王建国先生：") + 1]
    assert after.startswith("如果现在有人被困")
    assert "119" in after
    assert COMPANY.phone in after


def test_a_second_complaint_has_words_of_its_own_and_names_what_was_promised() -> None:
    text = Templates().text(ACKNOWLEDGEMENT, samples(ACKNOWLEDGEMENT)["second complaint"])
    assert "物函〔2026〕98号）曾告知您，最迟于2026年11月16日有结果，可是问题仍未解决" in text
    assert "感谢您告诉我们" not in text
    bare = replace(samples(ACKNOWLEDGEMENT)["one matter"], earlier=Earlier(day=date(2026, 11, 9)))
    assert "再次向我们提出，说明问题仍未解决" in Templates().text(ACKNOWLEDGEMENT, bare)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("kind", TO_RESIDENT)
def test_what_was_spoken_or_came_by_an_app_is_not_called_a_letter(kind: LetterKind, channel: Channel) -> None:
    context = replace(samples(kind)["one matter"], channel=channel, subject="")
    said = Templates().text(kind, context) + Templates().subject(kind, context)
    written = channel in (Channel.EMAIL, Channel.LETTER, Channel.FAX)
    assert ("来信" in said) is written


def test_when_a_person_must_read_it_the_residents_words_stand_instead_of_our_understanding() -> None:
    context = samples(ACKNOWLEDGEMENT)["needs a person"]
    text = Templates().text(ACKNOWLEDGEMENT, context)
    assert "您提到：“电梯到底什么时候能修好？楼里还有坐轮椅的邻居，请给个准信”。" in text
    assert "我们的理解" not in text
    assert "尊敬的业主：" in text


def test_without_a_deadline_no_date_is_promised() -> None:
    text = Templates().text(ACKNOWLEDGEMENT, replace(samples(ACKNOWLEDGEMENT)["one matter"], deadlines=()))
    assert "研究处理办法，查清后书面答复您。" in text


@pytest.mark.parametrize("kind", TO_RESIDENT)
def test_a_group_is_addressed_together(kind: LetterKind) -> None:
    text = Templates().text(kind, samples(kind)["group"])
    assert "尊敬的翠湖花园各位业主：" in text
    assert "您" not in text


def test_a_reply_that_nobody_has_composed_finds_nothing() -> None:
    context = replace(samples(REPLY)["several matters"], answers=())
    text = Templates().text(REPLY, context)
    for number, matter in zip("一二三", context.matters, strict=True):
        assert f"{number}、关于“{matter.name}”问题" in text
        assert f"您来信提出：“{matter.resident_words}”。" in text
    assert "□" not in text
    assert text.count("【待填写：查明的情况及依据】") == text.count("【待填写：处理结果】") == len(context.matters)
    assert text.count("【待选定：诉求已满足／部分满足／未能满足，并说明理由】") == len(context.matters)


def test_a_composed_reply_says_demand_findings_measures_result_and_whether_it_is_met() -> None:
    text = Templates().text(REPLY, samples(REPLY)["several matters"])
    for words in (
        "您希望尽快恢复电梯运行，并告知恢复时间。",
        "经现场查看并查阅维保记录，3栋2单元电梯因曳引绳磨损超过标准，维保单位于11月16日停梯。",
        "一是更换3栋2单元电梯曳引绳并做制动试验（工程部负责，2026年11月27日前完成）；二是停梯期间",
        "您的要求目前办到了一部分：",
        "您的要求已经办到。",
        "您的要求这次没能办到，原因是处罚超时施工属于城管部门的职权",
    ):
        assert words in text
    assert open_placeholders(text) == ()


def test_one_matter_needs_no_heading_and_one_measure_no_number() -> None:
    one = samples(REPLY)["by telephone"]
    alone = replace(one, answers=(replace(one.answers[0], measures=one.answers[0].measures[:1]),))
    text = Templates().text(REPLY, alone)
    assert "一、" not in text
    assert "我们做了这项工作：更换3栋2单元电梯曳引绳并做制动试验（工程部负责）。" in text


def test_a_reply_promises_no_date() -> None:
    text = Templates().text(REPLY, samples(REPLY)["several matters"])
    assert "2027年1月6日" not in text


def test_a_reply_to_a_letter_nobody_understood_yet_quotes_it() -> None:
    text = Templates().text(REPLY, samples(REPLY)["needs a person"])
    assert "关于来信反映事项的复函" in text
    assert "楼里还有坐轮椅的邻居" in text


@pytest.mark.parametrize("kind", TO_RESIDENT)
def test_a_traditional_letter_is_traditional_throughout_but_for_names(kind: LetterKind) -> None:
    text = Templates().text(kind, samples(kind)["traditional"])
    assert COMPANY.contact in text
    ours = text.replace(COMPANY.contact, "")
    assert Wording(Script.HANT).ours(ours) == ours
    assert "和安物業服務有限公司" in text


def test_what_a_resident_writes_can_neither_break_nor_command_the_document() -> None:
    context = replace(
        samples(ACKNOWLEDGEMENT)["needs a person"],
        quote='</w:t> & <b> {{ 7*7 }} <w:p/> "x" \x0b\ud800 ]]> {% for %}',
    )
    text = Templates().text(ACKNOWLEDGEMENT, context)
    assert "</w:t> & <b>" in text
    assert '{{ 7*7 }} <w:p/> "x" ]]> {% for %}' in text


def test_an_instance_overrides_a_template_and_an_edit_takes_effect_at_once(tmp_path: Path) -> None:
    own = tmp_path / "acknowledgement.docx"
    templates = Templates(tmp_path)
    context = samples(ACKNOWLEDGEMENT)["one matter"]
    assert templates.text(ACKNOWLEDGEMENT, context) == Templates().text(ACKNOWLEDGEMENT, context)
    own.write_bytes(word_file("第一版：{{受理编号}}"))
    assert templates.text(ACKNOWLEDGEMENT, context) == "第一版：TS-2026-000123"
    own.write_bytes(word_file("第二版：{{受理编号}}"))
    os.utime(own, ns=(1, 1))
    assert templates.text(ACKNOWLEDGEMENT, context) == "第二版：TS-2026-000123"
    assert templates.text(ACKNOWLEDGEMENT, samples(ACKNOWLEDGEMENT)["traditional"]) == "第二版：TS-2026-000123"


def test_a_template_of_its_own_for_traditional_letters_is_not_converted(tmp_path: Path) -> None:
    (tmp_path / "acknowledgement.hant.docx").write_bytes(word_file("后海：{{受理编号}}"))
    text = Templates(tmp_path).text(ACKNOWLEDGEMENT, samples(ACKNOWLEDGEMENT)["traditional"])
    assert text == "后海：TS-2026-000123"


def test_a_broken_template_of_the_instance_is_reported_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "reply.docx").write_bytes(word_file("{{文号}}", "{{ 处理果 }}"))
    (found,) = Templates(tmp_path).check()
    assert isinstance(found, TemplateProblem)
    assert (found.file, found.paragraph) == ("reply.docx", "{{ 处理果 }}")
    assert "是不是“处理结果”" in str(found.what)


def test_a_kind_without_a_module_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letters.templating.render.kinds", dict)
    with pytest.raises(UnknownKind):
        Templates().render(REPLY, samples(REPLY)["one matter"])


def test_every_kind_of_letter_can_be_written() -> None:
    assert set(kinds()) == set(LetterKind)


def test_an_interim_letter_says_what_was_done_what_is_open_and_when_the_next_answer_comes() -> None:
    context = samples(INTERIM)["one matter"]
    text = Templates().text(INTERIM, context)
    assert all(f"{one}。" in text for one in (*context.done, *context.pending))
    assert "我们将于2026年11月27日之前再次书面答复您；" in text
    assert open_placeholders(text) == ()


def test_an_explanation_apologises_and_gives_reason_remedy_and_authority() -> None:
    context = samples(EXPLANATION)["one matter"]
    text = Templates().text(EXPLANATION, context)
    assert all(f"{one}。" in text for one in (context.reason, context.remedy, context.authority))
    assert "深表歉意" in text
    assert open_placeholders(text) == ()
    none = Templates().text(EXPLANATION, replace(context, authority=""))
    assert "市场监督管理局" not in none
    assert open_placeholders(none) == ()


@pytest.mark.parametrize("kind", [INTERIM, EXPLANATION])
def test_what_staff_have_not_written_yet_is_a_mark(kind: LetterKind) -> None:
    marks = {
        mark.what.split("（")[0] for mark in open_placeholders(Templates().text(kind, samples(kind)["needs a person"]))
    }
    assert marks >= ({"下次答复日期", "已开展的工作"} if kind is INTERIM else {"原因和依据", "查明的情况及依据"})


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_shows_the_case_in_simplified_script_and_leaves_blank_what_is_unknown(kind: LetterKind) -> None:
    text = Templates().text(kind, samples(kind)["traditional"])
    for words in ("陳志遠先生", "3栋2单元1201室", "TS-2026-000123", "更换3栋2单元电梯曳引绳并做制动试验；部门：工程部"):
        assert words in text
    blank = Templates().text(kind, samples(kind)["needs a person"])
    assert "None" not in blank
    assert {mark.kind for mark in open_placeholders(blank)} == {PlaceholderKind.NUMBER}

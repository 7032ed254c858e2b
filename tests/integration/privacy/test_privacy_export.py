"""What is handed out: to a resident what is theirs and nobody else's, for training nobody's at all."""

import io
import json
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document as Word
from PIL import Image
from servers.letters_day import CLERK

from domain.staff import operator
from store import house_log, people
from store.directory import NewHousehold
from store.people import NewPerson
from workers.casework.case_work import record_call
from workers.instance.refusals import Refused
from workers.privacy.anonymise import anonymise
from workers.privacy.export import export
from workers.privacy.subjects import Wanted

WANG = Wanted(name="王芳", phone="13800138000")
SAID = (
    "我是阳光花园3栋2单元501的业主王芳，电梯停运三天。邻居李明（13911112222，身份证110105199003077530）也受影响。"
    "我的车粤B12345停在楼下。请打13800138000，或加微信wangfang88。"
)


def word(*paragraphs):
    document, out = Word(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


@pytest.fixture
def office(house):
    house.directory(
        NewHousehold(project="阳光花园", building="3", unit="2", room="501", name="王芳", phone="13800138000"),
        NewHousehold(project="阳光花园", building="3", unit="2", room="502", name="李明", phone="13911112222"),
    )
    with house.services.database.transaction() as session:
        people.create(
            session, NewPerson(login="chenjing", name="陈静", made_at=house.services.now(), made_by="cli:root")
        )
    house.mail(text=SAID)
    house.mail(
        text="我是阳光花园3栋2单元502的业主李明，电梯停运，王芳 138 0013 8000 可以作证。",
        sender="李明 <li@example.com>",
    )
    house.work()
    record_call(house.services, house.cases()[0].number, "王芳来电，陈静答应周五前修好", actor=CLERK, reached=True)
    return house


def unpacked(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_resident_gets_their_letters_as_they_sent_them_and_all_else_in_words(office, tmp_path):
    export(office.services, WANG, tmp_path / "w.zip", actor=operator("cli:li"))
    files = unpacked(tmp_path / "w.zip")
    index = files["目录.md"].decode()
    data = json.loads(files["资料.json"])
    assert "李明" in files[next(name for name in files if name.endswith(".txt"))].decode()  # their own words
    assert any(name.endswith(".eml") for name in files)
    assert [name for name in files if name.startswith("信件/") and name.endswith(".docx")]
    assert data["姓名"] == ["王芳"]
    assert [one["编号"] for one in data["案件"]] == [office.cases()[0].number]
    assert data["名录"][0]["电话"] == ["13800138000"]
    assert "资料.json" in index
    assert "来信/" in index


def test_what_others_wrote_is_shown_as_the_line_that_names_the_resident_with_the_rest_covered(office, tmp_path):
    export(office.services, WANG, tmp_path / "w.zip", actor=operator("cli:li"))
    files = unpacked(tmp_path / "w.zip")
    (line,) = {one["文字"] for one in json.loads(files["资料.json"])["他人材料中提到您之处"]}
    assert "王芳" in line
    assert "138 0013 8000" in line
    assert "李明" not in line
    assert "502" not in line
    said = json.loads(files["资料.json"])["案件"][0]["经过"]
    call = next(one for one in said if one["事项"] == "电话记录")
    assert call["内容"]["note"].startswith("王芳来电，■■答应")


def test_the_house_log_says_that_data_were_handed_out_and_not_whose(office, tmp_path):
    export(office.services, WANG, tmp_path / "w.zip", actor=operator("cli:li"))
    (entry,) = office.ask(lambda session: house_log.page(session, house_log.Wanted(what=("personal_data_exported",))))
    assert entry.who == "cli:li"
    assert entry.payload["cases"] == [office.cases()[0].number]
    assert "王芳" not in json.dumps(entry.payload, ensure_ascii=False)


@pytest.mark.parametrize("wanted", [Wanted(name="无此人"), Wanted(phone="13000000000")])
def test_who_is_not_known_gets_a_sentence(office, tmp_path, wanted):
    with pytest.raises(Refused, match="没有找到"):
        export(office.services, wanted, tmp_path / "w.zip", actor=operator("cli:li"))
    assert not (tmp_path / "w.zip").exists()


def test_an_existing_file_is_not_overwritten(office, tmp_path):
    (tmp_path / "w.zip").write_bytes(b"x")
    for call in (
        lambda: export(office.services, WANG, tmp_path / "w.zip", actor=operator("x")),
        lambda: anonymise(office.services, office.cases()[0].number, tmp_path / "w.zip", actor=operator("x")),
    ):
        with pytest.raises(Refused, match="无法写入"):
            call()
    assert (tmp_path / "w.zip").read_bytes() == b"x"


SECRETS = ("王芳", "王 芳", "李明", "13800138000", "13911112222", "110105199003077530", "粤B12345", "wangfang88",
           "wang@example.com", "501", "3栋", "2单元", "阳光花园", "陈静", "chenjing")  # fmt: skip


def test_an_anonymous_case_names_nobody_and_tells_the_story(office, tmp_path):
    number = office.cases()[0].number
    files = anonymise(office.services, number, tmp_path / "a.zip", actor=operator("cli:li"))
    found = unpacked(tmp_path / "a.zip")
    assert files == len(found)
    assert all(name.endswith((".txt", ".json", ".md")) for name in found)
    whole = "\n".join(data.decode() for data in found.values()) + "\n".join(found)
    assert [secret for secret in SECRETS if secret in whole] == []
    assert "电梯停运三天" in whole
    letter = next(data.decode() for name, data in found.items() if name.startswith("来信/"))
    assert "业主甲" in letter
    assert "1栋1单元101室" in letter
    assert "〔电话" in letter
    assert "〔车牌1〕" in letter
    reply = next(data.decode() for name, data in found.items() if name.startswith("信件/"))
    assert "业主甲" in reply or "某小区" in reply
    assert json.loads(found["record.json"])["category"] == office.cases()[0].category


def test_attachments_are_texts_without_anybodys_data_and_pictures_are_left_out(office, tmp_path):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "赵倩 <zhao@example.com>", "kefu@wuye.example", "漏水"
    message["Message-ID"] = "<att@example.com>"
    message.set_content("见附件。我是阳光花园7栋1单元302的业主赵倩。")
    paper = word("赵倩的手机是 138 1111 2222，卡号 6222 0202 0011 2233 449。", "天花板漏水，家具泡坏。")
    message.add_attachment(paper, maintype="application", subtype="octet-stream", filename="赵倩.docx")
    message.add_attachment(PICTURE, maintype="image", subtype="png", filename="赵倩家.png")
    office.receive(message.as_bytes())
    office.work()
    anonymise(office.services, office.cases()[-1].number, tmp_path / "b.zip", actor=operator("cli:li"))
    found = unpacked(tmp_path / "b.zip")
    whole = "\n".join(data.decode() for data in found.values()) + "\n".join(found)
    assert "家具泡坏" in whole
    for secret in ("赵倩", "138 1111 2222", "6222", "302", "zhao@example.com"):
        assert secret not in whole
    assert "image/png" in found["说明.md"].decode()


def test_equal_cases_give_equal_names(office, tmp_path):
    number = office.cases()[0].number
    for name in ("1.zip", "2.zip"):
        anonymise(office.services, number, tmp_path / name, actor=operator("cli:li"))
    assert unpacked(tmp_path / "1.zip") == unpacked(tmp_path / "2.zip")


def test_a_case_that_there_is_not_is_refused(office, tmp_path):
    with pytest.raises(Refused, match="没有编号为"):
        anonymise(office.services, "TS-2026-999999", tmp_path / "c.zip", actor=operator("x"))


def _picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


PICTURE = _picture()

"""A sheet or file in which several residents complain is several letters."""

import io
import zipfile

from docx import Document as Word
from openpyxl import Workbook

from domain.reading import Document
from domain.settings import Limits
from ingest.read import read_letters

HEAD = ("提交时间", "姓名", "电话", "房号", "投诉内容")
ROWS = (
    ("2026-11-20", "顾南", "13900004321", "9-2-603", "灌木挡窗"),
    ("2026-11-21", "纪晓", "13900007777", "2-3-1101", "树枝太长"),
)


def read(data: bytes, name: str = "a.txt") -> tuple[Document, ...]:
    return read_letters(data, name=name, limits=Limits())


def who(letters: tuple[Document, ...]) -> list[str | None]:
    return [letter.envelope.sender.name for letter in letters]


def workbook(*rows: tuple[str, ...], more: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        book.create_sheet("其他").append(more)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_rows_of_a_workbook_are_letters_each_with_its_own_details() -> None:
    first, second = read(workbook(("云栖花园11月诉求",), HEAD, *ROWS), "a.xlsx")
    assert first.text == (
        "云栖花园11月诉求\n提交时间：2026-11-20\n姓名：顾南\n电话：13900004321\n房号：9-2-603\n投诉内容：灌木挡窗"
    )
    assert {field.name.value: field.value for field in second.fields} == {
        "resident": "纪晓",
        "phone": "13900007777",
        "project": "云栖花园",
        "building": "2",
        "unit": "3",
        "room": "1101",
        "date": "2026-11-21",
    }


def test_rows_of_text_and_of_a_word_table_too() -> None:
    text = "\n".join(",".join(row) for row in (HEAD, *ROWS))
    assert who(read(text.encode(), "a.csv")) == ["顾南", "纪晓"]
    word = Word()
    table = word.add_table(0, len(HEAD))
    for row in (HEAD, *ROWS):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    target = io.BytesIO()
    word.save(target)
    assert who(read(target.getvalue(), "a.docx")) == ["顾南", "纪晓"]


def test_a_row_without_a_resident_goes_on_with_the_matter_above() -> None:
    letters = read(workbook(HEAD, ROWS[0], ("", "", "", "", "灯也不亮"), ROWS[1]), "a.xlsx")
    assert who(letters) == ["顾南", "纪晓"]
    assert "灯也不亮" in letters[0].text


def test_the_same_form_twice_is_two_letters() -> None:
    form = "诉求登记表\n姓名：{}  电话：{}  房号：{}\n诉求：{}\n\n"
    letters = read("".join(form.format(*row[1:]) for row in ROWS).encode())
    assert who(letters) == ["顾南", "纪晓"]
    assert [letter.text.count("诉求登记表") for letter in letters] == [1, 1]


def test_a_sheet_each_is_a_letter_each() -> None:
    book = Workbook()
    for row in ROWS:
        sheet = book.create_sheet(row[1])
        for label, words in zip(HEAD, row, strict=True):
            sheet.append((label, words))
    target = io.BytesIO()
    book.save(target)
    letters = read(target.getvalue(), "a.xlsx")
    assert who(letters) == ["顾南", "纪晓"]
    assert "树枝" not in letters[0].text


def test_signatures_under_one_matter_are_one_letter() -> None:
    signed = "\n".join("\t".join(row) for row in (("姓名", "电话", "房号", "签名"), *(row[1:4] for row in ROWS)))
    assert len(read(f"请修剪灌木。\n{signed}".encode())) == 1
    same = [(*row[:4], "请修剪灌木") for row in ROWS]
    assert len(read(workbook(HEAD, *same), "a.xlsx")) == 1


def test_what_says_more_than_rows_stays_whole_before_a_person() -> None:
    (letter,) = read(workbook(HEAD, *ROWS, more=("另有三户口头反映同样的问题",)), "a.xlsx")
    assert "另有三户" in letter.text
    assert "2位住户的投诉，没有分开" in letter.problems[-1].what
    assert letter.confidence < 0.985


def test_a_sheet_that_came_with_a_mail_belongs_to_the_mail() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("a.csv", "\n".join(",".join(row) for row in (HEAD, *ROWS)))
    assert len(read(target.getvalue(), "a.zip")) == 2
    mail = "From: gu@example.com\r\nSubject: =?utf-8?B?5rGH5oC7?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    table = "\n".join("\t".join(row) for row in (HEAD, *ROWS))
    (letter,) = read((mail + table).encode(), "a.eml")
    assert "没有分开" in letter.problems[-1].what

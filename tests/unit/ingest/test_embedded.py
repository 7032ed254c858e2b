"""Presentations and workbooks are looked into alike: what lies in them is read, macros are told."""

import io
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest

from domain.settings import Limits
from ingest.embedded import holds
from ingest.read import read_letters


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, data in {"[Content_Types].xml": b"", **members}.items():
            package.writestr(name, data)
    return packed.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "wang@example.com", "漏水"
    message.set_content("屋顶漏水，请来修。")
    return message.as_bytes()


def workbook(**members: bytes) -> bytes:
    """A sheet without a word, and more members in its package."""
    packed = io.BytesIO()
    openpyxl.Workbook().save(packed)
    with zipfile.ZipFile(packed, "a") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("folder", ["ppt/", "xl/"])
def test_it_is_known_by_its_folder(folder):
    data = zipped(**{f"{folder}main.xml": b""})
    assert holds(data, folder)
    assert not holds(data, "word/")
    assert not holds(b"PK\x03\x04", folder)


def test_what_lies_in_a_workbook_without_words_is_read_and_macros_are_told():
    data = workbook(**{"xl/embeddings/one.txt": "电梯停运".encode(), "xl/vbaProject.bin": b"x"})
    (letter,) = read_letters(data, name="表.xlsx", limits=Limits())
    assert "电梯停运" in letter.text or any("电梯停运" in part.text for part in letter.parts)
    assert any("Excel 表格带有宏" in one.what for one in letter.problems)


def test_a_mail_in_a_workbook_without_words_is_not_lost():
    (letter,) = read_letters(workbook(**{"xl/embeddings/one.eml": mail()}), name="表.xlsx", limits=Limits())
    assert "屋顶漏水" in str(letter)

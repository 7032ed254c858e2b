"""Each sentence that a mailbox may say of what is wrong has a message of the desk. Covers desk.views.mail_problems."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.messages import known, translations
from desk.spoken import sayer
from desk.views.findings import in_words
from desk.views.mail_problems import SENTENCES, in_reader_words
from domain.said import Sentence
from workers.instance.refusals import Refused

ROOT = Path(__file__).parents[4]
SAYING = (
    *(ROOT / "ingest" / "sources" / f"{name}.py" for name in ("imap", "trying", "acknowledging", "mailbox")),
    ROOT / "workers" / "mailboxes" / "trying.py",
    ROOT / "workers" / "instance" / "mailbox_tokens.py",
)
"""The modules whose sentences a mailbox says."""


def sentences(module: Path) -> Iterator[str]:
    """Every Chinese text of a module, with a number for each value; a refusal is a message by itself."""
    tree = ast.parse(module.read_text("utf-8"))
    refusals = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused"
        for argument in node.args
    }
    pieces = {
        id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values
    } | refusals
    for node in ast.walk(tree):
        if id(node) in pieces:
            continue
        text = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.replace("{said}", "7").replace("{detail}", "7")
        elif isinstance(node, ast.JoinedStr):
            text = "".join(one.value if isinstance(one, ast.Constant) else "7" for one in node.values)
        if any("\u4e00" <= sign <= "\u9fff" for sign in text):
            yield text


@pytest.mark.parametrize("module", SAYING, ids=lambda path: path.stem)
def test_every_sentence_of_a_mailbox_is_told_in_english(module: Path) -> None:
    said = [*sentences(module)]
    assert said
    assert [one for one in said if in_words(one) is None] == []


def test_every_sentence_has_its_english() -> None:
    english = translations("en").gettext
    assert [one for one in SENTENCES if one not in known() or english(one) == one] == []


def test_mistakes_of_settings_are_told_one_by_one() -> None:
    one = Sentence("{key}：{what}。{mend}", {"key": "port", "what": "太大", "mend": "应不大于 65535"})
    other = Sentence(
        "{key}：{what}。{mend}", {"key": "ca_file", "what": "找不到证书文件 /a/b.pem", "mend": "请改正路径"}
    )
    refusal = Refused("邮箱设置有误：{problems}", problems=Sentence("{one}；{other}", {"one": one, "other": other}))
    said = in_reader_words(refusal)
    assert said is not None
    english = sayer(translations("en").gettext, known())(said.message, said.values)
    assert "port: too large. " in english
    assert "65535" in english
    assert "/a/b.pem" in english
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)
    assert (
        str(said)
        == str(refusal)
        == "邮箱设置有误：port：太大。应不大于 65535；ca_file：找不到证书文件 /a/b.pem。请改正路径"
    )


def test_a_text_that_is_none_of_them_stays_as_it_is() -> None:
    assert in_reader_words(None) is None
    said = in_reader_words(Refused("没有叫 {name} 的邮箱；可能已被删去", name="翠湖"))
    assert str(said) == "没有叫 翠湖 的邮箱；可能已被删去"

"""Each sentence that doctor may say has a message of the desk. Covers desk.views.findings."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.messages import known, translations
from desk.spoken import sayer
from desk.views.findings import in_words

ROOT = Path(__file__).parents[4]
SAYING = (
    *sorted((ROOT / "huihan" / "checks").glob("*.py")),
    *(ROOT / name for name in ("huihan/keeping.py", "huihan/who_wrote.py", "huihan/rule_parts.py")),
    *(ROOT / name for name in ("workers/health/queues.py", "workers/health/examining.py")),
)
"""The modules whose sentences doctor says."""
SAID = ("what", "mend")
PLACE = "7"
"""What stands for a value: of a setting, a file, a count."""
OWN_WORDS = f"{PLACE}：{PLACE}"
"""A setting, a mailbox or a provider, and what is wrong with it in the words of another."""
OF_PIECES = {
    "存档中有 7 个文件没有登记（写入时中断所致），已移开 7 个": (
        "存档中有 3 个文件没有登记（写入时中断所致），已移开 1 个，共 2.5 MB"
    ),
    "7：可以连接，共 7 封7，尚未登记 7 封": (
        "投诉邮箱：可以连接，共 8 封，其中 3 封早于启用时间（只登记，不处理），尚未登记 5 封"
    ),
    "7 年放假调休通知已录入7": "2026 年放假调休通知已录入；2027 年通知发布前，跨年期限为暂定",
    "保存期限：77": "保存期限：案件 365 天；2026-03-02 删除 4 件",
    "；7 删除 7 件": "保存期限：案件 365 天；尚未执行过",
    "7：7有 7 封由收件服务器“7”写明发件人是否经过验证7": (
        "投诉邮箱：最近 9 封邮件中有 8 封由收件服务器“mx.a.cn”写明发件人是否经过验证；"
        "它与 imap.b.cn 不是同一域名，请先向邮箱服务商确认"
    ),
    "7：7只有 7 封有“7”的验证结果，其余的可被发件人冒写": (
        "投诉邮箱：最近 9 封邮件中只有 2 封有“mx.a.cn”的验证结果，其余的可被发件人冒写"
    ),
    "7：7没有收件服务器的验证结果，不知道发件人是否属实": (
        "投诉邮箱：最近 9 封邮件中没有收件服务器的验证结果，不知道发件人是否属实"
    ),
}
"""What the code makes of several pieces, as it is said when it is whole."""


def sentences(module: Path) -> Iterator[str]:
    """Every Chinese text that is given as what, or as mend, or yielded with others as such."""
    tree = ast.parse(module.read_text("utf-8"))
    constants = {
        target.id: text
        for node in tree.body
        if isinstance(node, ast.Assign) and (text := written(node.value, {})) is not None
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            values += [one.value for one in node.keywords if one.arg in SAID]
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in SAID for one in node.targets):
            values.append(node.value)
        if isinstance(node, ast.Yield | ast.Return) and node.value is not None:
            values += node.value.elts if isinstance(node.value, ast.Tuple) else []
        for value in values:
            for branch in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
                text = written(branch, constants)
                if text is not None and any("\u4e00" <= sign <= "\u9fff" for sign in text):
                    yield text


def written(node: ast.expr, constants: dict[str, str]) -> str | None:
    """A text as it may be said."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp):
        return "".join(written(one, constants) or PLACE for one in (node.left, node.right))
    if isinstance(node, ast.JoinedStr):
        return "".join(PLACE if isinstance(one, ast.FormattedValue) else written(one, {}) or "" for one in node.values)
    return None


@pytest.mark.parametrize("module", SAYING, ids=lambda path: path.stem)
def test_every_sentence_of_a_check_is_told_in_english(module: Path) -> None:
    unknown = [one for one in sentences(module) if one != OWN_WORDS and in_words(OF_PIECES.get(one, one)) is None]
    assert unknown == []


def test_the_sentences_of_the_checks_are_found() -> None:
    assert len({text for module in SAYING for text in sentences(module)}) > 100


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("磁盘剩余 12.3 GB", "12.3 GB of disk are left"),
        ("设置与密码齐全", "Settings and passwords are complete"),
        (
            "投诉邮箱：可以连接，共 8 封，其中 3 封早于启用时间（只登记，不处理），尚未登记 5 封",
            "投诉邮箱: connected, 8 mails, 3 of them from before the start (noted, not dealt with), 5 not taken in yet",
        ),
        ("保存期限：案件 365 天，日志 30 天；尚未执行过", "Kept for: Case 365 days, Log 30 days; not carried out yet"),
        ("发信服务器 mail.example.com:465 没有及时应答", "mail.example.com:465"),
        ("给自己的测试信：还没有发过", "Test letter"),
        ("规则目录没有 groups.yaml：不会发现几户来信说的是同一件事", "it is not noticed that several households"),
        (
            "体检在 180 秒内没有做完，最后查到“磁盘剩余 2 GB”；其余各项没有查，请在服务器上运行 huihan doctor",
            "2 GB of disk",
        ),
    ],
)
def test_a_finding_is_told_in_english_with_its_values(text: str, english: str) -> None:
    say = sayer(translations("en").gettext, known())
    found = in_words(text)
    assert found is not None
    assert str(found) == text or "、" in str(found)
    assert english in say(found.message, found.values)


def test_what_nobody_says_stays_as_it_is() -> None:
    assert in_words("某个程序自己的话") is None
    assert in_words("") is None

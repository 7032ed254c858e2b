"""Says in the author's words what Jinja finds wrong with a tag: its own sentences are English and name its grammar."""

import re
from collections.abc import Callable

_TAGS = {
    "endif": "{%p endif %}",
    "endfor": "{%p endfor %}",
    "else": "{%p else %}",
    "elif": "{%p elif … %}",
}

_SAID: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"Unexpected end of template.*?tags: (.+?)\. The innermost"),
        lambda match: f"少了结尾：前面的 if 或 for 没有写 {_endings(match[1])}",
    ),
    (
        re.compile(r"Encountered unknown tag '(end\w+|else|elif)'"),
        lambda match: f"多了一个 {_TAGS.get(match[1], match[1])}：前面没有与它配对的 if 或 for",
    ),
    (
        re.compile(r"Encountered unknown tag '(.+?)'"),
        lambda match: f"不认识的写法“{match[1]}”：只能用 if、elif、else、endif、for、endfor",
    ),
    (
        re.compile(r"unexpected char (.+) at \d+"),
        lambda match: f"标记里有不能用的字符 {match[1]}：只能写变量的名称，标点用半角",
    ),
    (
        re.compile(r"expected token 'end of (?:print statement|statement block)', got '(.+?)'"),
        lambda match: f"变量名称之后多了“{match[1]}”：名称里不能有空格或别的符号",
    ),
    (
        re.compile(r"unexpected '(.+?)'"),
        lambda match: f"多了“{match[1]}”：检查 {{{{ }}}} 和 {{% %}} 是否成对",
    ),
    (re.compile(r"Expected an expression|got 'end of"), lambda _: "标记没有写完：括号里要写变量的名称"),
)


def said(message: str) -> str:
    """What is wrong, in Chinese; Jinja's own sentence where it is one that has no translation here."""
    for pattern, words in _SAID:
        if match := pattern.search(message):
            return words(match)
    return f"写法有误：{message}（检查 {{{{ }}}} 和 {{% %}} 是否成对）"


def _endings(listed: str) -> str:
    """'elif' or 'else' or 'endif' → the one that must come in the end."""
    named = re.findall(r"'(\w+)'", listed)
    last = next((name for name in named if name.startswith("end")), listed)
    return _TAGS.get(last, last)

"""Says in the author's words what Jinja finds wrong with a tag: its own sentences are English and name its grammar."""

import re

from domain.said import N_, Sentence

_TAGS = {
    "endif": "{%p endif %}",
    "endfor": "{%p endfor %}",
    "else": "{%p else %}",
    "elif": "{%p elif … %}",
}
_PAIRS = {"print": "{{ }}", "block": "{% %}"}

_SAID: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"Unexpected end of template.*?tags: (?P<ends>.+?)\. The innermost"),
        N_("少了结尾：前面的 if 或 for 没有写 {tag}"),
    ),
    (
        re.compile(r"Encountered unknown tag '(?P<tag>end\w+|else|elif)'"),
        N_("多了一个 {tag}：前面没有与它配对的 if 或 for"),
    ),
    (
        re.compile(r"Encountered unknown tag '(?P<word>.+?)'"),
        N_("不认识的写法“{word}”：只能用 if、elif、else、endif、for、endfor"),
    ),
    (
        re.compile(r"unexpected char (?P<word>.+) at \d+"),
        N_("标记里有不能用的字符 {word}：只能写变量的名称，标点用半角"),
    ),
    (
        re.compile(r"expected token 'end of (?:print statement|statement block)', got '(?P<word>.+?)'"),
        N_("变量名称之后多了“{word}”：名称里不能有空格或别的符号"),
    ),
    (
        re.compile(r"unexpected '(?P<word>.+?)'"),
        N_("多了“{word}”：检查 {print} 和 {block} 是否成对"),
    ),
    (
        re.compile(r"Expected an expression|got 'end of"),
        N_("标记没有写完：括号里要写变量的名称"),
    ),
)


def said(message: str) -> Sentence:
    """What is wrong; with Jinja's own sentence in it where it is one that has no other words here."""
    for pattern, words in _SAID:
        if match := pattern.search(message):
            return Sentence(words, {**_PAIRS, **match.groupdict(), **_tag(match)})
    return Sentence("写法有误：{why}（检查 {print} 和 {block} 是否成对）", {**_PAIRS, "why": message})


def _tag(match: re.Match[str]) -> dict[str, str]:
    """The tag that is meant, as an author writes it: of 'elif' or 'else' or 'endif' the one that comes in the end."""
    found = match.groupdict()
    named = re.findall(r"'(\w+)'", found.get("ends", ""))
    name = next((one for one in named if one.startswith("end")), found.get("tag") or found.get("ends") or "")
    return {"tag": _TAGS.get(name, name)}

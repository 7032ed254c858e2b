"""The sentence of a doubt, taken apart into a message and its values, so that it can be said in another language.

A decision keeps its doubts in words (DESIGN 4), those of years ago too. What an author's rule says is a message itself.
"""

import re
from collections.abc import Callable, Mapping
from functools import reduce

from desk.messages import N_
from domain.said import Sentence

_FORMS = (
    N_("没有听到任何主题的词语，请人工阅读"),
    N_("词语得分{score}低于{least}"),
    N_("依据单薄，只听到一处词语"),
    N_("{topics}得分相近，难分主次"),
    N_("没有听到主题词语的一类，模型的把握胜过其他主题的词语：{category}"),
    N_("模型的看法不同：{category}"),
    N_("优先级相同的规则结论不同：{rules}"),
)
"""What `rules.case` says of a doubt, with {names} for what differs."""


def _named(topics: str) -> Sentence:
    """“电梯停运”、“停车收费”, each name a message."""
    names = topics.removeprefix("“").removesuffix("”").split("”、“")
    named = [Sentence(N_("“{name}”"), {"name": Sentence(one)}) for one in names]
    return reduce(lambda before, one: Sentence(N_("{one}、{other}"), {"one": before, "other": one}), named)


_VALUES: Mapping[str, Callable[[str], object]] = {"category": Sentence, "topics": _named}


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(form)))


_PATTERNS = tuple((_pattern(form), form) for form in _FORMS)


def doubt_sentence(why: str) -> Sentence:
    """The doubt as a message with its values; one of no known form is a message by itself."""
    for pattern, form in _PATTERNS:
        if found := pattern.fullmatch(why):
            return Sentence(form, {name: _VALUES.get(name, str)(text) for name, text in found.groupdict().items()})
    return Sentence(why)

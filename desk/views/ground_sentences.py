"""The ground of a decision, taken apart into a message and its values, so that it can be said in another language.

A decision keeps its grounds in words (DESIGN 4), those of years ago too. The note of a shipped rule is a message;
that of an admin's own rule stays as it was written.
"""

import re

from desk.messages import N_
from domain.said import Sentence

_FORMS = (
    N_("“{topic}”得分最高：{score}分（其中模型{model}分），其次“{second}”{less}分"),
    N_("“{topic}”得分最高：{score}分，其次“{second}”{less}分"),
    N_("“{topic}”得分最高：{score}分（其中模型{model}分）"),
    N_("“{topic}”得分最高：{score}分"),
    N_("“{topic}”得分最高"),
    N_("还提到“{topic}”：{score}分"),
    N_("还提到“{topic}”"),
    N_("“{topic}”属于此类"),
    N_("“{topic}”由其负责"),
    N_("“{topic}”不是收费问题"),
    N_("“{topic}”是收费问题"),
    N_("{ground}，优先于 {rule}（{value}）"),
    N_("{ground}，A、B级至少为重要"),
    N_("{ground}，抄送"),
)
"""What `rules.case` and `rules.implied` say of a topic, and what they add to a ground, those that say more first."""
ALONE = (
    N_("没有听到任何主题"),
    N_("没有听到任何主题的词语"),
    N_("没有听到此类主题的词语，模型认为属于此类"),
    N_("没有听到主题词语的一类，模型的把握胜过其他主题的词语"),
    N_("该分类的默认责任部门"),
    N_("来信中写明的户数"),
    N_("已就同一件事来信的户数"),
    N_("没有规则说明是建议或咨询"),
    N_("没有规则说明来信性质"),
    N_("没有规则说明是否群体来信"),
    N_("来信没有代表多户说话"),
    N_("没有规则说明紧急或重要"),
    N_("没有规则说明紧急程度"),
    N_("按来信性质的默认级别"),
    N_("每件来信都有此函"),
)
"""What `rules.implied` says by itself."""
_NAMES = frozenset({"topic", "second"})
_DEEPEST = 5


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(form)))


_PATTERNS = tuple((_pattern(form), form) for form in _FORMS)


def ground_sentence(because: str, depth: int = 0) -> Sentence:
    """The ground as a message with its values; one of no known form is a message by itself."""
    for pattern, form in _PATTERNS if depth < _DEEPEST else ():
        if found := pattern.fullmatch(because):
            return Sentence(form, {name: _value(name, text, depth) for name, text in found.groupdict().items()})
    return Sentence(because)


def _value(name: str, text: str, depth: int) -> Sentence | str:
    if name == "ground":
        return ground_sentence(text, depth + 1)
    return Sentence(text) if name in _NAMES else text

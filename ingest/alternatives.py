"""Tells whether the plain form of a mail says what its HTML form says: some programs put a mere stub there."""

import re

_REFERS = re.compile(
    r"(?:not|n't|unable to|cannot) (?:support|display|view|read|show)[^.]{0,60}html|"
    r"html[^.]{0,40}(?:not supported|compatible|enabled|required|capable)|(?:message|mail|e-mail) is (?:in|an?) html|"
    r"multi-?part message (?:in|with) mime|"
    r"view (?:this|it|the) (?:message |e?-?mail )?(?:in|as) (?:an? |your )?(?:browser|html)|"
    r"(?:不支持|无法显示|無法顯示|不支援|请用|請用|请使用|請使用|请以|請以|需要|切换到|切換到)[^。\n]{0,12}html|"
    r"html[^。\n]{0,8}(?:格式|方式|版本|模式)[^。\n]{0,6}(?:查看|阅读|閱讀|浏览|瀏覽|显示|顯示|打开|檢視)|"
    r"(?:这|這|此|本)[^。\n]{0,6}(?:邮件|郵件|信件)[^。\n]{0,6}html",
    re.IGNORECASE,
)
_REFERS_IN = 400
"""Characters within which a text may be a mere pointer to its other form; a longer one has words of its own."""
_GRAM = 3
_MOSTLY = 0.5
_PART, _SENTENCE = 0.15, 12
"""What of the HTML may be missing from the plain form, as a share and in characters: footers, names of pictures."""
_NOT_WORD = re.compile(r"[\W_]+")


def refers_to_html(plain: str) -> bool:
    """Whether a plain text says only that there is an HTML one, or was reduced to question marks."""
    bare = "".join(plain.split())
    if len(bare) < _REFERS_IN and _REFERS.search(plain):
        return True
    return bare.count("?") + bare.count("\ufffd") > len(bare) / 2


def leaves_out(plain: str, html: str) -> bool:
    """Whether the plain text lacks what the HTML says: most of it, or a sentence and more."""
    if _NOT_WORD.sub("", html) in _NOT_WORD.sub("", plain):
        return False
    whole = _grams(html)
    missing = len(whole - _grams(plain))
    return missing > _MOSTLY * len(whole) or (missing >= _SENTENCE and missing > _PART * len(whole))


def _grams(text: str) -> set[str]:
    """Each run of three letters or characters, whatever stands between them: wrapping and links do not count."""
    words = _NOT_WORD.sub("", text)
    return {words[at : at + _GRAM] for at in range(max(1, len(words) - _GRAM + 1))} if words else set()

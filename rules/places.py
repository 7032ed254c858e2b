"""Where in a letter a hit may stand, as rules name it under `in:`."""

from collections.abc import Mapping

from rules.schema.key import Key

PLACES: Mapping[str, Key] = {
    "subject": Key("the subject", "标题"),
    "text": Key("the whole text", "全部正文"),
    "opening": Key("the first 60 characters of the text", "正文前60字"),
    "demand": Key("a sentence that asks for something", "诉求句"),
    "attachment": Key("the text of attachments", "附件中的文字"),
    "ocr": Key("text that OCR read", "文字识别（OCR）读出的文字"),
}
"""Place → its meaning, in the order the manual shows them."""

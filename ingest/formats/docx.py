"""Word documents (docx): every word a reader would see, from the XML of its parts."""

import re
from collections.abc import Mapping
from functools import partial

from domain.reading import Part
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.drawn_words import drawings, tell_of_controls
from ingest.embedded import add_pictures
from ingest.inside import Inside
from ingest.ole import ENCRYPTED, MAGIC, kind_of
from ingest.package import Package, PackageError, member_names
from ingest.reading import Context, Reading, unread
from ingest.relations import relations_of
from ingest.word_xml import comments_of, text_of

NAME = "docx"
ORDER = 20
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_OPEN = "请打开原件查看，或请来信人重新发送"
_EMBEDDED = "word/embeddings/"

_COMMENTS = re.compile(r"word/comments\d*\.xml")
_NUMBER = re.compile(r"(\d+)")


def sniff(data: bytes, name: str) -> bool:
    """A zip that holds a Word document, or the container in which Office keeps a password-protected one."""
    del name
    if data.startswith(MAGIC):
        return kind_of(data) == ENCRYPTED
    names = member_names(data)
    return "[Content_Types].xml" in names and any(member.startswith("word/") for member in names)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part: header, body with tables and text boxes, notes, footer, comments; then files and telling pictures."""
    return (read_word(data, name, context, media_type=MEDIA_TYPE),)


def read_word(data: bytes, name: str, context: Context, *, media_type: str) -> Reading:
    """The same for a document that was converted to docx. media_type: of the original."""
    if data.startswith(MAGIC):
        return unread(name, media_type, "Word 文档有密码保护", "请向来信人索取密码，或请其重新发送")
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
        return _Document(package, name, context, media_type).reading()
    except PackageError as error:
        return unread(name, media_type, f"Word 文档{error.what}", error.mend)


class _Document:
    """One document while it is read."""

    def __init__(self, package: Package, name: str, context: Context, media_type: str) -> None:
        self._package = package
        self._name = name
        self._media_type = media_type
        self._inside = Inside(name, context)

    def reading(self) -> Reading:
        body = self._text()
        text = clean("\n\n".join(filter(None, (body, self._comments()))))
        if any(member.endswith("vbaProject.bin") for member in self._package.names):
            self._inside.problem("Word 文档带有宏，已读取文字，宏没有运行", "打开原件前请确认来源可信")
        tell_of_controls(self._package, self._inside, folder="word/", called="Word 文档")
        self._add([member for member in self._package.names if member.lower().startswith(_EMBEDDED)])
        pictures = [info for info in self._package.members if info.filename.startswith("word/media/")]
        pictures.sort(key=lambda info: _natural(info.filename))
        add_pictures(self._package, self._inside, pictures, called="Word 文档", words=len(body))
        if not body and not any(part.text for part in self._inside.parts):
            what = "Word 文档里只有图片，没有文字" if pictures else "Word 文档里没有文字"
            self._inside.problem(what, "请打开原件查看，并由人工登记内容")
        method = Method.TEXT if text else Method.NONE
        part = Part(
            name=self._name, media_type=self._media_type, method=method, text=text, confidence=1.0 if text else 0.0
        )
        inside = self._inside
        return Reading(parts=(part, *inside.parts), problems=inside.problems, inner=inside.inner)

    def _text(self) -> str:
        texts: list[str] = []
        for member in _members(self._package.names):
            text = text_of(self._package.read(member), chunk=partial(self._chunk, relations_of(self._package, member)))
            if text is None:
                self._inside.problem("Word 文档的一部分已损坏", _OPEN)
            elif text and text not in texts:
                texts.append(text)
        return "\n".join([*texts, *drawings(self._package, "word/")])

    def _chunk(self, relations: Mapping[str, str], relation: str) -> str:
        """The words of a document that stands within this one (altChunk, subDoc), whatever its kind."""
        member = relations.get(relation, "")
        if not member:
            self._inside.problem("Word 文档里插入的文档不在文件里，没有读取", "请来信人把插入的文档一并发来")
            return ""
        try:
            return self._inside.in_place(self._package.read(member), member)
        except PackageError as error:
            self._inside.problem(f"Word 文档里插入的文档{error.what}", error.mend)
            return ""

    def _comments(self) -> str:
        """What was written beside the text, each marked as a comment."""
        lines = []
        for member in sorted(name for name in self._package.names if _COMMENTS.fullmatch(name)):
            for author, words in comments_of(self._package.read(member)):
                lines += [f"批注（{author}）：{words}" if author else f"批注：{words}"] if words else []
        return "\n".join(lines)

    def _add(self, members: list[str]) -> None:
        """Read members as files of their own, in the order of their numbers."""
        for member in sorted(members, key=_natural):
            try:
                self._inside.add(self._package.read(member), member)
            except PackageError as error:
                self._inside.problem(f"Word 文档里嵌入的文件{error.what}", error.mend)


def _members(names: list[str]) -> list[str]:
    """The XML parts in the order a reader meets them."""
    groups = ("word/header", "word/document", "word/footnotes", "word/endnotes", "word/footer")
    return [
        member for group in groups for member in sorted(names) if member.startswith(group) and member.endswith(".xml")
    ]


def _natural(member: str) -> list[tuple[int, str]]:
    """A sorting key under which image10 follows image9."""
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in _NUMBER.split(member)]

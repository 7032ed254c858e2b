"""What an office file holds beside its own text: files, pictures that may be the letter, macros."""

from collections.abc import Iterable
from zipfile import ZipInfo

from ingest.drawn_words import tell_of_controls
from ingest.inside import Inside
from ingest.package import Package, PackageError, member_names

FEW_WORDS = 60
"""With fewer characters than these the letter may stand in a picture."""
LOGO_BYTES = 8_000
"""A smaller picture is a logo, not a letter."""


def holds(data: bytes, folder: str) -> bool:
    """Whether it is an office package (ISO/IEC 29500-2) with that folder."""
    names = member_names(data)
    return "[Content_Types].xml" in names and any(member.startswith(folder) for member in names)


def add_embedded(package: Package, inside: Inside, *, folder: str, called: str, words: int) -> None:
    """Files within it; of pictures those that may hold the letter, where it has hardly a word. Macros are told.

    called: what the file is, in the problems' words. words: how many characters it has of its own.
    """
    if any(member.endswith("vbaProject.bin") for member in package.names):
        inside.problem(f"{called}带有宏，已读取文字，宏没有运行", "打开原件前请确认来源可信")
    tell_of_controls(package, inside, folder=folder, called=called)
    members = sorted(package.members, key=lambda one: one.filename)
    pictures = [info for info in members if info.filename.startswith(f"{folder}media/")]
    add_pictures(package, inside, pictures, called=called, words=words)
    for info in members:
        if info.filename.lower().startswith(f"{folder}embeddings/"):
            _add(package, info, inside, called)


def add_pictures(package: Package, inside: Inside, pictures: Iterable[ZipInfo], *, called: str, words: int) -> None:
    """Pictures of a document that has hardly a word are read as files; beside a letter of words they are told.

    called, words: as above.
    """
    telling = [info for info in pictures if info.file_size >= LOGO_BYTES]
    if words >= FEW_WORDS:
        if telling:
            tell_of_pictures(inside, called)
        return
    for info in telling:
        _add(package, info, inside, called)


def tell_of_pictures(inside: Inside, called: str) -> None:
    """Photographs and screenshots in a letter are evidence: that they are there is said, what they show is not read."""
    inside.problem(f"{called}里有图片，没有读取图片里的文字", "请打开原件查看图片，作为证据留存")


def _add(package: Package, info: ZipInfo, inside: Inside, called: str) -> None:
    try:
        inside.add(package.read(info), info.filename)
    except PackageError as error:
        inside.problem(f"{called}里嵌入的文件{error.what}", error.mend)

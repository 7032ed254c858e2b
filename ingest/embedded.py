"""What an office file holds beside its own text: files, pictures that may be the letter, macros."""

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
    for info in sorted(package.members, key=lambda one: one.filename):
        in_picture = words < FEW_WORDS and info.filename.startswith(f"{folder}media/") and info.file_size >= LOGO_BYTES
        if in_picture or info.filename.lower().startswith(f"{folder}embeddings/"):
            try:
                inside.add(package.read(info), info.filename)
            except PackageError as error:
                inside.problem(f"{called}里嵌入的文件{error.what}", error.mend)

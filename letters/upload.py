"""Whether a letter that staff edited in Word may come back, and what of it does: nothing in it runs, reaches outside,
hides or changes later (DESIGN 6)."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.said import N_, Sentence
from letters.pdf.printed.expected import headed_of, headed_texts
from letters.word.packages.opc import read_package
from letters.word.packages.rebuild import rebuilt
from letters.word.packages.refusal import FOOTER, HEADED, HEADER, PackageRefused, raise_if, said

UPLOAD_BYTES = 20_000_000
_TOO_LARGE = N_("文件超过 20 MB，请压缩图片后再上传。")
_OLD = N_("文件设有密码，或是旧版 .doc 格式；请取消密码并另存为 .docx 后再上传。")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What becomes of an uploaded file. docx: the letter built again, None if it may not come in; why: one sentence
    each for what is to be mended.
    """

    docx: bytes | None = None
    why: tuple[Sentence, ...] = ()


def take_upload(docx: bytes, before: bytes) -> Taken:
    """The next version of a letter from what staff edited in Word. before: the letter as it was.

    Headers and footers are the template's: no check reads a promise there.
    """
    try:
        if len(docx) > UPLOAD_BYTES:
            raise PackageRefused(Sentence(_TOO_LARGE))
        if docx.startswith(_OLE):
            raise PackageRefused(Sentence(_OLD))
        again = rebuilt(docx)
        raise_if(_headed(again, before))
    except PackageRefused as refused:
        return Taken(why=refused.why)
    return Taken(docx=again)


def _headed(docx: bytes, before: bytes) -> Iterator[Sentence]:
    known = headed_texts(read_package(before)) | {""}
    for kind, text, written in headed_of(read_package(docx)):
        if text not in known:
            yield said(HEADED, HEADER if kind == "header" else FOOTER, text=" ".join(written.split())[:_SHOWN])

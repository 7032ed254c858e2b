"""Whether a letter that staff edited in Word may come back: nothing in it runs, reaches outside or hides (DESIGN 6)."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from domain.said import N_
from letters.document import safe_parser
from letters.parts import BODY, UNZIPPED_BYTES, W

UPLOAD_BYTES = 20_000_000
_TOO_LARGE = N_("文件超过 20 MB，请压缩图片后再上传。")
_FILES = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_LETTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO = re.compile(r"vbaProject|vbaData|macroEnabled|customUI", re.IGNORECASE)
_EMBEDDED = re.compile(r"word/(?:embeddings|activeX)/", re.IGNORECASE)
_TRACKED = re.compile(r"(?:ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|\w+Change)")
_OUTSIDE_FIELD = re.compile(r"^\s*(?:INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT|DATABASE)\b", re.IGNORECASE)
_OUTSIDE_WORDS = {
    "hyperlink": N_("文档中有超链接，请选中后按 Ctrl+Shift+F9 取消超链接，再上传。"),
    "attachedTemplate": N_("文档引用了外部模板，请在“开发工具 › 文档模板”中改为 Normal，再上传。"),
}
_OUTSIDE = N_("文档引用了外部文件或网络图片，请改为直接插入，再上传。")
_BROKEN = N_("这不是 Word 文档（.docx），或文件已损坏；请用 Word 另存为 .docx 后再上传。")


def check_upload(docx: bytes) -> tuple[str, ...]:
    """Why `docx` may not become the next version of a letter, one sentence each, in Chinese; empty if it may."""
    if len(docx) > UPLOAD_BYTES:
        return (_TOO_LARGE,)
    if docx.startswith(_OLE):
        return (N_("文件设有密码，或是旧版 .doc 格式；请取消密码并另存为 .docx 后再上传。"),)
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            infos = package.infolist()
            if len(infos) > _FILES or sum(info.file_size for info in infos) > UNZIPPED_BYTES:
                return (N_("文件解压后过大，请删去不需要的内容后再上传。"),)
            files = {info.filename: package.read(info) for info in infos if not info.is_dir()}
        trees = {name: _tree(data) for name, data in files.items() if name.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, etree.XMLSyntaxError):
        return (_BROKEN,)
    if BODY not in trees or _TYPES not in trees:
        return (_BROKEN,)
    return tuple(dict.fromkeys(chain(_macros(files, trees), _embedded(files, trees), _outside(trees), _marks(trees))))


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(data, safe_parser())


def _macros(files: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    types = [element.get("ContentType", "") for element in trees[_TYPES].iter(etree.Element)]
    if any(map(_MACRO.search, chain(files, types))):
        yield N_("文档带有宏，请另存为不含宏的 .docx 后再上传。")
    elif _LETTER_TYPE not in types:
        yield _BROKEN


def _embedded(files: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    objects = any(True for tree in _letter(trees) for _ in tree.iter(f"{W}object", f"{W}altChunk", f"{W}control"))
    if objects or any(map(_EMBEDDED.match, files)):
        yield N_("文档嵌入了其他文件（表格、演示文稿、控件等），请改为文字或图片后再上传。")


def _outside(trees: dict[str, etree._Element]) -> Iterator[str]:
    for name, tree in trees.items():
        for relation in tree.iter() if name.endswith(".rels") else ():
            if relation.get("TargetMode") == "External":
                yield _OUTSIDE_WORDS.get(relation.get("Type", "").rsplit("/", 1)[-1], _OUTSIDE)
    for tree in _letter(trees):
        fields = [element.text or "" for element in tree.iter(f"{W}instrText")]
        fields += [element.get(f"{W}instr", "") for element in tree.iter(f"{W}fldSimple")]
        if any(map(_OUTSIDE_FIELD.match, fields)):
            yield _OUTSIDE


def _marks(trees: dict[str, etree._Element]) -> Iterator[str]:
    names = {element.tag.removeprefix(W) for tree in _letter(trees) for element in tree.iter(f"{W}*")}
    if any(map(_TRACKED.fullmatch, names)):
        yield N_("文档中还有未处理的修订，请在“审阅”中全部接受或拒绝后再上传。")
    if names & {"comment", "commentReference", "commentRangeStart"}:
        yield N_("文档中还有批注，请在“审阅”中全部删除后再上传。")
    if "vanish" in names:
        yield N_("文档中有隐藏文字，请取消隐藏或删去后再上传。")


def _letter(trees: dict[str, etree._Element]) -> Iterator[etree._Element]:
    """The parts that make up the letter; styles may say what no paragraph uses."""
    return (
        tree for name, tree in trees.items() if name.startswith("word/") and not name.endswith((".rels", "styles.xml"))
    )

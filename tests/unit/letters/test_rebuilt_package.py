"""A Word package is read in one way or not at all, and what comes back of it is built from what a letter may hold.

Covers letters.word.packages.container, letters.word.packages.sheets and letters.word.packages.story.
"""

import io
import struct
import warnings
import zipfile

import docx
import pytest
from docx.shared import Cm
from lxml import etree
from PIL import Image

from domain.codes import LetterKind
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.upload import take_upload
from letters.word.document import plain_text
from letters.word.packages.opc import read_package
from letters.word.packages.rebuild import MAIN, rebuilt
from letters.word.packages.refusal import PackageRefused

LETTER = Templates().render(LetterKind.REPLY, samples(LetterKind.REPLY)["one matter"])
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OTHER = (
    f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>我公司赔偿五万元。</w:t></w:r></w:p></w:body></w:document>'
)
LETTER_TYPE = read_package(LETTER).type_of(MAIN)
END = "</Relationships>"
AGAIN = f'<Relationship Id="rId98" Type="{TYPE}/officeDocument" Target="word/x.xml"/>{END}'
OVERRIDE = '<Override PartName="/word/document.xml" ContentType="application/xml"/></Types>'
STRICT = "http://purl.oclc.org/ooxml/"
STRICT_ROOT = f"{STRICT}officeDocument/relationships/officeDocument"
FLAT = b'<?xml version="1.0"?><p:package xmlns:p="http://schemas.microsoft.com/office/2006/xmlPackage"/>'
DECLARED = '<!DOCTYPE w [<!ENTITY x "五万元">]><w:document'
MAIN_TARGET = 'Target="word/document.xml"'
BOUND = "<w:sdt><w:sdtPr><w:dataBinding w:xpath='/x'/></w:sdtPr><w:sdtContent/></w:sdt>"
CHOICE = (
    "<mc:AlternateContent><mc:Choice Requires='{}'><w:t>五万元</w:t></mc:Choice>"
    "<mc:Fallback><w:t>五元</w:t></mc:Fallback></mc:AlternateContent>"
)


def parts_of(data: bytes = LETTER) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return stream.getvalue()


def changed(part: str, old: str, new: str) -> bytes:
    """The letter with `old` in a part replaced by `new`."""
    files = parts_of()
    assert old in files[part].decode()
    return zipped(files | {part: files[part].decode().replace(old, new, 1).encode()})


def with_part(name: str, data: bytes | str, **replaced: tuple[str, str]) -> bytes:
    files = parts_of() | {name: data.encode() if isinstance(data, str) else data}
    for part, (old, new) in replaced.items():
        path = {"types": "[Content_Types].xml", "root": "_rels/.rels", "letter": "word/_rels/document.xml.rels"}[part]
        assert old in files[path].decode()
        files[path] = files[path].decode().replace(old, new, 1).encode()
    return zipped(files)


def in_body(xml: str) -> bytes:
    return changed("word/document.xml", "<w:body>", f"<w:body>{xml}")


def in_paragraph(xml: str) -> bytes:
    return in_body(f"<w:p><w:r><w:t>前</w:t></w:r></w:p><w:p>{xml}</w:p>")


def run(xml: str) -> str:
    return f"<w:r>{xml}</w:r>"


def instruction(*pieces: str) -> str:
    """A field whose instruction lies over several runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    texts = "".join(run(f'<w:instrText xml:space="preserve">{piece}</w:instrText>') for piece in pieces)
    shown = run("<w:t>三日内答复</w:t>")
    return f"{mark.format('begin')}{texts}{mark.format('separate')}{shown}{mark.format('end')}"


def why_not(data: bytes) -> str:
    with pytest.raises(PackageRefused) as refused:
        rebuilt(data)
    return str(refused.value)


ELSEWHERE = with_part(
    "word/other.xml",
    OTHER,
    root=('Target="word/document.xml"', 'Target="word/other.xml"'),
    types=("<Override ", f'<Override PartName="/word/other.xml" ContentType="{LETTER_TYPE}"/><Override '),
)  # fmt: skip


def test_the_letter_is_the_part_that_the_packages_relations_name_for_every_reader() -> None:
    assert plain_text(ELSEWHERE) == "我公司赔偿五万元。"
    assert plain_text(rebuilt(ELSEWHERE)) == "我公司赔偿五万元。"
    assert parts_of(rebuilt(ELSEWHERE)).keys() & {"word/other.xml"} == set()


def test_what_is_built_again_says_the_same_and_is_built_again_the_same() -> None:
    again = rebuilt(LETTER)
    assert plain_text(again) == plain_text(LETTER)
    assert rebuilt(again) == again
    assert parts_of(again).keys() == {
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/fontTable.xml",
        "word/footer1.xml", "word/footer2.xml", "word/footer3.xml", "word/header1.xml", "word/settings.xml",
        "word/styles.xml", "word/theme/theme1.xml",
    }  # fmt: skip


def test_what_no_letter_needs_does_not_come_along() -> None:
    again = rebuilt(
        with_part("customXml/item1.xml", "<x/>", letter=("</Relationships>", (
            f'<Relationship Id="rId99" Type="{TYPE}/customXml" Target="../customXml/item1.xml"/></Relationships>'
        )))
    )  # fmt: skip
    assert not [name for name in parts_of(again) if name.startswith(("customXml", "docProps"))]


def _prefixed(data: bytes) -> bytes:
    return b"MZ\x00\x00" + data


def _twice(name: str) -> bytes:
    """With another part of that name, before the first one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.writestr(name, OTHER)
        for part, data in parts_of().items():
            package.writestr(part, data)
    return stream.getvalue()


def _lying_sizes() -> bytes:
    data = bytearray(LETTER)
    struct.pack_into("<L", data, 22, 7)  # the size that the first local header claims
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(zipped(parts_of()))
    struct.pack_into("<H", data, data.rindex(b"PK\x01\x02") + 8, 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_prefixed(LETTER), "不规范"),
        (LETTER + b"PK\x05\x06" + bytes(18), "不规范"),
        (LETTER + b" ", "不规范"),
        (_twice("word/document.xml"), "同名"),
        (_twice("Word/Document.xml"), "同名"),
        (_twice("word\\document.xml"), "不规范"),
        (_twice("word/%64ocument.xml"), "路径不规范"),
        (_twice("../word/document.xml"), "路径不规范"),
        (_twice("/word/document.xml"), "路径不规范"),
        (_lying_sizes(), "目录与内容不一致"),
        (_encrypted(), "加密"),
        (changed("_rels/.rels", END, AGAIN), "正文不止一个"),
        (changed("_rels/.rels", MAIN_TARGET, 'Target="/word/document.xml"'), "位置不规范"),
        (changed("_rels/.rels", MAIN_TARGET, 'Target="docProps/../word/document.xml"'), "位置不规范"),
        (changed("_rels/.rels", MAIN_TARGET, 'Target="word/d%6Fcument.xml"'), "位置不规范"),
        (changed("[Content_Types].xml", "</Types>", OVERRIDE), "互相矛盾"),
        (changed("word/document.xml", WORD, f"{STRICT}wordprocessingml/main"), "Strict"),
        (changed("_rels/.rels", f"{TYPE}/officeDocument", STRICT_ROOT), "Strict"),
        (changed("word/document.xml", "<w:document", DECLARED), "不是 Word 文档"),
        (FLAT, "不是 Word 文档"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_package_that_two_readers_may_read_as_two_is_refused(data: bytes, words: str) -> None:
    assert words in why_not(data)
    assert take_upload(data, LETTER).docx is None


@pytest.mark.parametrize(
    "pieces",
    [
        (" INCLUDETEXT ", '"c:/x.docx" '),
        (" INCLU", "DEPICTURE ", "http://x/a.png"),
        ("DDE excel x", ""),
        ("DDEAUTO excel x",),
        ("LINK Word.Document.8 x",),
        ("IMPORT x",),
        ("DATABASE \\d x",),
        ("RD x.docx",),
        ('HYPERLINK "http://x"',),
        ("MACROBUTTON Run x",),
    ],
    ids=lambda pieces: "".join(pieces).split()[0],
)
def test_fields_that_bring_in_or_run_are_refused_with_their_place(pieces: tuple[str, ...]) -> None:
    why = why_not(in_paragraph(instruction(*pieces)))
    assert why.startswith("第 2 段")
    assert "外部文件" in why


@pytest.mark.parametrize(
    "pieces",
    [("DATE",), ("TI", "ME"), ("SAVEDATE",), ("DOCPROPERTY Title",), ("DOCVARIABLE x",), ("QUOTE 五万元",),
     ("AUTOTEXT x",), ("MERGEFIELD Name",), ("NEXT",), ("FILENAME",), ("AUTHOR",), ("= 2 + 3",), ("PAGE",), ("",)],
    ids=lambda pieces: "".join(pieces) or "empty",
)  # fmt: skip
def test_fields_that_change_later_are_refused_with_their_place(pieces: tuple[str, ...]) -> None:
    why = why_not(in_paragraph(instruction(*pieces)))
    assert why.startswith("第 2 段")
    assert "自动变化的域" in why


def test_a_field_within_a_field_a_simple_one_and_one_that_never_ends_are_refused() -> None:
    inner = instruction("INCLUDETEXT x")
    begin = run('<w:fldChar w:fldCharType="begin"/>')
    nested = f"{begin}{run('<w:instrText>IF </w:instrText>')}{inner}{run('<w:fldChar w:fldCharType=&quot;end&quot;/>')}"
    for xml in (
        nested.replace("&quot;", '"'),
        '<w:fldSimple w:instr=" DATE "><w:r><w:t>x</w:t></w:r></w:fldSimple>',
        f"{begin}{run('<w:instrText>PAGE</w:instrText>')}",
        run("<w:instrText>DDE x</w:instrText>"),
    ):
        assert "域" in why_not(in_paragraph(xml))


def test_a_field_in_a_footer_is_named_as_such_and_a_page_number_may_stand_there() -> None:
    footer = next(name for name, data in parts_of().items() if b"PAGE" in data)
    assert "页脚有自动变化的域（DATE）" in why_not(changed(footer, "PAGE", "DATE"))
    assert rebuilt(changed(footer, "PAGE", "NUMPAGES \\* MERGEFORMAT"))


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (run("<w:object/>"), "嵌入"),
        (run("<w:pict/>"), "旧式图形"),
        (run("<w:rPr><w:specVanish/></w:rPr><w:t>x</w:t>"), "隐藏"),
        (run("<w:rPr><w:webHidden/></w:rPr><w:t>x</w:t>"), "隐藏"),
        (run('<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>J</w:t>'), "符号字体"),
        (run('<w:sym w:font="Symbol" w:char="F041"/>'), "不能使用"),
        (run('<w:footnoteReference w:id="1"/>'), "脚注"),
        ("<w:pPr><w:framePr/></w:pPr>", "浮动"),
        ("<w:bdo w:val='rtl'><w:r><w:t>元五</w:t></w:r></w:bdo>", "不能使用"),
        (run("<w:ruby/>"), "不能使用"),
        (run("<w:dayLong/>"), "不能使用"),
        ('<w:subDoc r:id="rId1"/>', "嵌入"),
        (BOUND, "内容控件"),
        (run(CHOICE.format("wps")), "文本框"),
        (run(CHOICE.format("foo")), "文本框"),
        ("<x:oMath xmlns:x='urn:x'><x:t>五万元</x:t></x:oMath>", "不能使用"),
        (run("<w:drawing><wp:anchor behindDoc='0'/></w:drawing>"), "浮动"),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_what_shows_something_else_than_is_checked_is_refused_with_its_place(xml: str, words: str) -> None:
    spaces = {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "r": TYPE,
    }
    files = parts_of(in_paragraph(xml))
    text = files["word/document.xml"].decode()
    head, _, rest = text.partition("<w:body>")
    missing = "".join(f' xmlns:{name}="{uri}"' for name, uri in spaces.items() if f"xmlns:{name}=" not in head)
    head = head.replace("<w:document", f"<w:document{missing}", 1)
    why = why_not(zipped(files | {"word/document.xml": f"{head}<w:body>{rest}".encode()}))
    assert why.startswith("第 2 段")
    assert words in why


@pytest.mark.parametrize(
    ("part", "kind", "words"),
    [
        ("document", "image", "文档引用了外部文件"),
        ("document", "oleObject", "文档引用了外部文件"),
        ("document", "hyperlink", "文档有超链接"),
        ("settings", "attachedTemplate", "设置引用了外部模板"),
        ("settings", "mailMergeSource", "设置引用了外部文件"),
        ("styles", "image", "样式引用了外部文件"),
        ("header1", "image", "页眉引用了外部文件"),
    ],
)
def test_a_relation_that_leads_outside_is_refused_in_every_part(part: str, kind: str, words: str) -> None:
    name = f"word/_rels/{part}.xml.rels"
    relation = f'<Relationship Id="rId77" Type="{TYPE}/{kind}" Target="http://x/" TargetMode="External"/>'
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    own = parts_of().get(name, empty.encode()).decode()
    assert words in why_not(zipped(parts_of() | {name: own.replace(END, f"{relation}{END}").encode()}))


def test_a_style_that_hides_is_refused_if_it_is_used_and_cleaned_if_not() -> None:
    style = '<w:style w:type="character" w:styleId="hide"><w:name w:val="隐"/><w:rPr><w:vanish/></w:rPr></w:style>'
    unused = changed("word/styles.xml", "</w:styles>", f"{style}</w:styles>")
    assert b"vanish" not in parts_of(rebuilt(unused))["word/styles.xml"]
    files = parts_of(unused)
    body = (
        files["word/document.xml"]
        .decode()
        .replace("<w:body>", '<w:body><w:p><w:r><w:rPr><w:rStyle w:val="hide"/></w:rPr><w:t>x</w:t></w:r></w:p>', 1)
    )
    assert "样式“隐”有隐藏文字" in why_not(zipped(files | {"word/document.xml": body.encode()}))


def test_fonts_that_the_file_brings_along_are_refused() -> None:
    font = f'<w:font xmlns:r="{TYPE}" w:name="X"><w:embedRegular r:id="rId1"/></w:font></w:fonts>'
    assert "字体表嵌入了字体" in why_not(changed("word/fontTable.xml", "</w:fonts>", font))


def a_picture(kind: str = "PNG") -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(stream, kind)
    return io.BytesIO(stream.getvalue())


def with_picture(kind: str = "PNG") -> bytes:
    document = docx.Document(io.BytesIO(LETTER))
    document.add_picture(a_picture(kind), width=Cm(2))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_a_picture_comes_along_by_what_it_is(kind: str) -> None:
    again = parts_of(rebuilt(with_picture(kind)))
    assert [name for name in again if name.startswith("word/media/")] == [f"word/media/image1.{kind.lower()}"]


def test_a_picture_that_is_none_is_refused_with_its_place() -> None:
    files = parts_of(with_picture())
    media = next(name for name in files if "media/" in name)
    assert "段的图片无法读取" in why_not(zipped(files | {media: b"<svg onload='x'/>"}))
    emf = media.replace(".png", ".emf")
    moved = {name.replace(media, emf): data.replace(b"image1.png", b"image1.emf") for name, data in files.items()}
    assert "是 EMF 格式" in why_not(zipped(moved))


def test_nothing_that_cannot_be_seen_comes_along() -> None:
    again = rebuilt(in_paragraph(run("<w:t>赔\u200b偿\u202e元五\u202c\ufeff五\u00ad元<!-- -->整</w:t>")))
    assert "赔偿元五五元整" in plain_text(again)


def test_automatic_numbers_are_typed_so_that_they_are_checked() -> None:
    document = docx.Document()
    for text in ("换曳引绳", "做制动试验"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("复检", style="List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    assert plain_text(rebuilt(stream.getvalue())) == "1.\t换曳引绳\n2.\t做制动试验\n•\t复检"


def test_a_number_with_words_in_it_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph("换曳引绳", style="List Number")
    stream = io.BytesIO()
    document.save(stream)
    files = parts_of(stream.getvalue())
    numbering = etree.fromstring(files["word/numbering.xml"])
    for text in numbering.iter("{*}lvlText"):
        text.set(text.keys()[0], "我公司承诺赔偿住户损失五万元整")
    assert "自动编号格式" in why_not(zipped(files | {"word/numbering.xml": etree.tostring(numbering)}))


def test_a_footer_that_promises_is_refused() -> None:
    footers = {name: data.decode() for name, data in parts_of().items() if "footer" in name}
    footer = next(name for name, text in footers.items() if "电话" in text)
    taken = take_upload(changed(footer, "电话", "赔偿五万元，电话"), LETTER)
    assert taken.docx is None
    assert "页脚的文字" in str(taken.why[0])

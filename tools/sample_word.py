"""A Word letter with everything in it that a careless reader loses, or reads although it should not."""

import io
import zipfile

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WHO = 'w:id="{}" w:author="审阅" w:date="2026-11-19T08:00:00Z"'


def _run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _deleted(text: str, number: int) -> str:
    return f'<w:del {_WHO.format(number)}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def _inserted(text: str, number: int) -> str:
    return f"<w:ins {_WHO.format(number)}>{_run(text)}</w:ins>"


def _cell(text: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2400" w:type="dxa"/></w:tcPr>{_paragraph(_run(text))}</w:tc>'


def _table(*rows: tuple[str, ...]) -> str:
    body = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    grid = '<w:gridCol w:w="2400"/>' * len(rows[0])
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'


def _text_box(text: str) -> str:
    """As Word writes it: the shape, and the same words again for programs that do not know shapes."""
    words = f"<w:txbxContent>{_paragraph(_run(text))}</w:txbxContent>"
    size = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"/>'
    shape = (
        '<w:drawing><wp:inline><wp:extent cx="2000000" cy="400000"/><wp:docPr id="1" name="box"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/>'
        f"<wps:spPr>{size}</wps:spPr><wps:txbx>{words}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing>"
    )
    old = f'<w:pict><v:shape style="width:160pt;height:30pt"><v:textbox>{words}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _control(text: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{_run(text)}</w:sdtContent></w:sdt>"


def _body() -> str:
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    return "".join(
        [
            _paragraph(_run("客户服务中心：")),
            _paragraph(
                _run("我家天花板漏水已有"),
                _deleted("三天", 1),
                _inserted("两周", 2),
                _run("，"),
                '<w:commentRangeStart w:id="0"/>' + _run("请尽快维修") + '<w:commentRangeEnd w:id="0"/>' + comment,
                '<w:r><w:footnoteReference w:id="2"/></w:r>' + _run("。"),
            ),
            _paragraph(_run("这一段是隐藏的备注", "<w:vanish/>")),
            _paragraph(_run("投诉类别："), _control("房屋渗漏")),
            _paragraph(_run("期望日期："), _control("单击此处输入日期。", "<w:showingPlcHdr/>")),
            _paragraph(_text_box("见附图一：渗水位置")),
            _table(("姓名", "周敏"), ("房号", "3栋1单元302"), ("电话", "13900001234")),
            _paragraph(_run("2026年11月20日")),
        ]
    )


def word_letter(*, macros: bool = False, only_picture: bytes | None = None) -> bytes:
    """The letter as docx (docm with a macro project). only_picture: a JPEG instead of every word."""
    main = f"{_TYPE}document.main+xml" if not macros else "application/vnd.ms-word.document.macroEnabled.main+xml"
    parts = {"header": "header1", "footer": "footer1", "footnotes": "footnotes", "comments": "comments"}
    overrides = "".join(
        f'<Override PartName="/word/{file}.xml" ContentType="{_TYPE}{kind}+xml"/>' for kind, file in parts.items()
    )
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{_REL}{kind}" Target="{file}.xml"/>' for kind, file in parts.items()
    )
    edges = '<w:headerReference w:type="default" r:id="rheader"/><w:footerReference w:type="default" r:id="rfooter"/>'
    body = _body() if only_picture is None else _paragraph()
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    note = f'<w:footnote w:id="2">{_paragraph(_run("卧室与客厅各一处"))}</w:footnote>'
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        'Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default Extension="jpeg" '
        f'ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="{main}"/>{overrides}</Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_REL}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}<w:sectPr>{edges}</w:sectPr></w:body></w:document>",
        "word/header1.xml": f"<w:hdr {_SPACES}>{_paragraph(_run('云栖花园业主委员会'))}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {_SPACES}>{_paragraph(_run('抄送：街道办事处'))}</w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {_SPACES}>{separator}{note}</w:footnotes>",
        "word/comments.xml": f"<w:comments {_SPACES}><w:comment {_WHO.format(0)}>"
        f"{_paragraph(_run('这句语气要不要再重一些？'))}</w:comment></w:comments>",
    }
    if only_picture is not None:
        members["word/header1.xml"] = f"<w:hdr {_SPACES}>{_paragraph()}</w:hdr>"
        members["word/footer1.xml"] = f"<w:ftr {_SPACES}>{_paragraph()}</w:ftr>"
        members["word/footnotes.xml"] = f"<w:footnotes {_SPACES}>{separator}</w:footnotes>"
    return _zipped(members, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"} if macros else {}, only_picture)


def _zipped(members: dict[str, str], binary: dict[str, bytes], picture: bytes | None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members.items():
            package.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        for name, data in {**binary, **({"word/media/image1.jpeg": picture} if picture else {})}.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()

"""Writes the samples of filled-in forms and of what stands beside the main stream, as other programs write them.

Usage: make_sample_forms.py FOLDER. What to expect of each stands beside it by hand.
"""

import base64
import io
import quopri
import re
import sys
import zipfile
from pathlib import Path

import pikepdf
from make_sample_documents import words_of_gbk, zipped
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = f'{_W} xmlns:r="{_R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def run(text: str, properties: str = "") -> str:
    """Words of a paragraph."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    """A paragraph; what is no markup becomes a run."""
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in content)}</w:p>"


def docx(
    *body: str, parts: dict[str, bytes] | None = None, relations: dict[str, tuple[str, str]] | None = None
) -> bytes:
    """A Word document. relations: id → kind and target."""
    links = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>'
        for name, (kind, target) in (relations or {}).items()
    )
    space = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": f'{_XML}<Types xmlns="{space}/content-types"><Override '
            f'PartName="/word/document.xml" '
            f'ContentType="{main}"/></Types>'.encode(),
            "_rels/.rels": f'{_XML}<Relationships xmlns="{space}/relationships"><Relationship Id="r1" '
            f'Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'.encode(),
            "word/_rels/document.xml.rels": (
                f'{_XML}<Relationships xmlns="{space}/relationships">{links}</Relationships>'
            ).encode(),
            "word/document.xml": f"{_XML}<w:document {_SPACES}><w:body>{''.join(body)}</w:body></w:document>".encode(),
            **(parts or {}),
        }
    )


def field(data: str, kind: str, result: str = "") -> str:
    """A legacy form field."""
    separate = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="f"/>{data}</w:ffData></w:fldChar></w:r>'
        f"<w:r><w:instrText> {kind} </w:instrText></w:r>{separate}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(state: str) -> str:
    """A legacy check box. state: the elements that say whether it is ticked."""
    return field(f"<w:checkBox><w:sizeAuto/>{state}</w:checkBox>", "FORMCHECKBOX")


def word_legacy() -> bytes:
    """FORMTEXT with and without a filled-in result, FORMCHECKBOX by default and by hand, FORMDROPDOWN."""
    text = '<w:textInput><w:default w:val="请填写姓名"/></w:textInput>'
    entries = "".join(f'<w:listEntry w:val="{words}"/>' for words in ("请选择", "特急", "一般"))
    listed = f'<w:ddList><w:result w:val="2"/>{entries}</w:ddList>'
    return docx(
        paragraph("云栖花园诉求登记表"),
        paragraph("姓名：", field(text, "FORMTEXT", "顾南"), "  委托人：", field(text, "FORMTEXT", "请填写姓名")),
        paragraph(
            "电话：",
            field("<w:textInput/>", "FORMTEXT", "13900004321"),
            "  房号：",
            field("<w:textInput/>", "FORMTEXT", "9-2-603"),
        ),
        paragraph(
            "类别：",
            box('<w:default w:val="1"/><w:checked w:val="0"/>'),
            "电梯困人 ",
            box('<w:default w:val="0"/>'),
            "燃气泄漏 ",
            box('<w:default w:val="0"/><w:checked/>'),
            "绿化养护",
        ),
        paragraph("紧急程度：", field(listed, "FORMDROPDOWN")),
        paragraph("情况说明：楼前的灌木半年没修剪，挡住了一楼的窗。"),
    )


def control(content: str, properties: str = "") -> str:
    """A content control within a paragraph."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def ticked(state: int, glyph: str) -> str:
    """A check box as a content control; its glyph may be of a font of symbols."""
    return control(glyph, f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>')


def word_controls() -> bytes:
    """Controls: nested, a prompt, a list with nothing chosen, a date, boxes by their state, symbols of Wingdings."""
    symbols = '<w:rPr><w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/></w:rPr>'
    prompt = "<w:showingPlcHdr/><w:text/>"
    items = '<w:listItem w:displayText="尚未选取" w:value=""/><w:listItem w:displayText="火情" w:value="1"/>'
    nothing = f"<w:dropDownList>{items}</w:dropDownList>"
    inner = control(run("顾南"), "<w:text/>")
    return docx(
        paragraph("云栖花园诉求登记表"),
        paragraph("姓名：", control(run("请点此填写") + inner, prompt)),
        paragraph("电话：", control(run("13900004321")), "  房号：", control(run("9-2-603"))),
        paragraph(
            "希望回访：",
            control(run("单击或点击此处输入日期。"), prompt),
            "  火情：",
            control(run("尚未选取"), nothing),
        ),
        paragraph("类别：", ticked(0, run("☐")), "电梯困人 ", ticked(1, run("R", symbols)), "绿化养护"),
        paragraph(
            "是否有人受伤：",
            run("£", symbols),
            "是 ",
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
            "否",
        ),
        paragraph("日期：", control(run("2026年11月20日"), '<w:date w:fullDate="2026-11-20T00:00:00Z"/>')),
        paragraph("情况说明：楼前的灌木半年没修剪，挡住了一楼的窗。"),
    )


def word_chunks() -> bytes:
    """Parts of other formats in their places: an MHT with a picture, HTML, and text that cannot be found."""
    page = quopri.encodestring(
        "<html><body><p>顶楼露台的排水口被堵，一下雨就积水。</p></body></html>".encode()
    ).decode()
    mht = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\n'
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
        f"Content-Location: file:///C:/a.htm\r\n\r\n{page}\r\n--B--\r\n"
    )
    html = "<html><head><meta charset='utf-8'></head><body><p>请派人疏通。</p></body></html>"
    return docx(
        paragraph("关于露台积水"),
        '<w:altChunk r:id="c1"/>',
        paragraph("以上是经过，下面是要求。"),
        '<w:altChunk r:id="c2"/>',
        paragraph("业主 顾南 13900004321"),
        '<w:altChunk r:id="c3"/>',
        parts={"word/chunk1.mht": mht.encode(), "word/other/page.html": html.encode()},
        relations={
            "c1": ("aFChunk", "/word/chunk1.mht"),
            "c2": ("aFChunk", "other/page.html"),
            "c3": ("aFChunk", "gone.mht"),
        },
    )


def flat_opc() -> bytes:
    """A Word document saved as one XML file."""
    body = paragraph("客户服务中心：") + paragraph("9栋2单元的楼道窗户关不上，冬天漏风，请来修。业主 顾南 13900004321")
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
    return (
        f'{_XML}<?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="{space}"><pkg:part '
        f'pkg:name="/word/document.xml"><pkg:xmlData><w:document {_SPACES}><w:body>{body}</w:body></w:document>'
        f'</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/media/image1.png" pkg:compression="store"><pkg:binaryData>'
        f"{picture}</pkg:binaryData></pkg:part></pkg:package>"
    ).encode()


def word_2003() -> bytes:
    """Word 2003 XML: a header, deleted words, a comment."""
    space = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'

    def annotation(kind: str, content: str) -> str:
        return f'<aml:annotation w:type="Word.{kind}"><aml:content>{content}</aml:content></aml:annotation>'

    deleted = annotation("Deletion", "<w:r><w:delText>两天</w:delText></w:r>")
    comment = f"<w:r>{annotation('Comment', paragraph('另请赔偿清洗费200元。'))}</w:r>"
    header = f'<w:hdr w:type="odd">{paragraph("云栖花园9栋2单元603 顾南")}</w:hdr>'
    body = paragraph("地下车库顶板滴水，车漆被腐蚀", deleted, "已有五天。", comment)
    return (
        f"{_XML}<w:wordDocument {space}><w:body>{body}<w:sectPr>{header}</w:sectPr></w:body></w:wordDocument>".encode()
    )


def excel_2003() -> bytes:
    """Excel 2003 XML: a form, a hidden sheet, a hidden row, a comment."""
    space = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"'

    def row(*cells: str, hidden: str = "") -> str:
        data = "".join(f'<ss:Cell><ss:Data ss:Type="String">{cell}</ss:Data></ss:Cell>' for cell in cells)
        return f"<ss:Row{hidden}>{data}</ss:Row>"

    comment = "<ss:Comment><ss:Data>晚上才在家</ss:Data></ss:Comment>"
    note = f'<ss:Row><ss:Cell><ss:Data ss:Type="String">信箱锁坏了</ss:Data>{comment}</ss:Cell></ss:Row>'
    shown = (
        row("姓名", "顾南", "电话", "13900004321")
        + row("房号", "9-2-603")
        + row("火情", hidden=' ss:Hidden="1"')
        + note
    )
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    return (
        f'{_XML}<?mso-application progid="Excel.Sheet"?><ss:Workbook {space}>'
        f'<ss:Worksheet ss:Name="登记"><ss:Table>{shown}'
        f'</ss:Table></ss:Worksheet><ss:Worksheet ss:Name="选项"><ss:Table>{row("电梯困人")}</ss:Table>{options}'
        "</ss:Worksheet></ss:Workbook>"
    ).encode()


def rtf_form() -> bytes:
    """Word's form fields in RTF: boxes by hand and by default, a drop-down, a text; a comment."""
    w = words_of_gbk

    def form(data: str, kind: str, result: str = "") -> str:
        return (
            rf"{{\field{{\*\fldinst {{ {kind} }}{{{{\*\datafield 0102}}{{\*\formfield{{{data}}}}}}}}}"
            rf"{{\fldrslt {{{result}}}}}}}"
        )

    def box(state: str) -> str:
        return form(rf"\fftype1{state}\fftypetxt0\ffhps20{{\*\ffname c}}", "FORMCHECKBOX")

    entries = "".join(rf"{{\*\ffl {w(words)}}}" for words in ("特急", "一般"))
    lines = (
        w("姓名：") + form(r"\fftype0\fftypetxt0", "FORMTEXT", w("顾南")) + w("  电话：13900004321  房号：9-2-603"),
        w("类别：") + box(r"\ffres0") + w("电梯困人 ") + box(r"\ffres25\ffdefres1") + w("门窗"),
        w("程度：") + form(rf"\fftype2\ffres1{entries}", "FORMDROPDOWN"),
        w("情况说明：单元门") + rf"{{\*\atnauthor {w('顾南')}}}\chatn{{\*\annotation {w('请周末来')}}}" + w("关不严。"),
    )
    body = "".join(rf"\pard {line}\par " for line in lines)
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    return rf"{{\rtf1\ansi\ansicpg936\deff0{fonts}\f0 {body}}}".encode("ascii")


def flat_odf() -> bytes:
    """A flat OpenDocument text: form controls, a content control, a comment."""
    spaces = " ".join(
        f'xmlns:{name}="{_ODF}:{long}:1.0"'
        for name, long in (("office", "office"), ("text", "text"), ("form", "form"), ("draw", "drawing"))
    )
    controls = (
        '<office:forms><form:form><form:text form:id="a" form:current-value="顾南"/>'
        '<form:checkbox form:id="b" form:label="电梯困人" form:current-state="unchecked"/>'
        '<form:checkbox form:id="c" form:label="门窗" form:current-state="checked"/>'
        '<form:listbox form:id="d"><form:option form:label="特急"/>'
        '<form:option form:label="一般" form:current-selected="true"/>'
        "</form:listbox></form:form></office:forms>"
    )

    def shape(name: str) -> str:
        return f'<draw:control draw:control="{name}"/>'

    loext = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    held = f'<loext:content-control {loext} loext:checkbox="true" loext:checked="false">☐</loext:content-control>是 '
    held += f'<loext:content-control {loext} loext:checkbox="true" loext:checked="true">☒</loext:content-control>否'
    comment = '<office:annotation><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">顾南</dc:creator><text:p>请周末来</text:p></office:annotation>'
    field = 'field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"'
    marked = f"<field:fieldmark {field}/>漏水 "
    ticked = '<field:param field:name="Checkbox_Checked" field:value="true"/>'
    marked += f"<field:fieldmark {field}>{ticked}</field:fieldmark>门窗"
    lines = (
        f"姓名：{shape('a')} 电话：13900004321 房号：9-2-603",
        f"类别：{shape('b')} {shape('c')} 程度：{shape('d')}",
        f"部位：{marked}",
        f"是否有人受伤：{held}",
        f"情况说明：单元门{comment}关不严。",
    )
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} '
        'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0" '
        f'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{controls}{body}'
        "</office:text></office:body></office:document>"
    ).encode()


def other_xml() -> bytes:
    """What a company's own program might send."""
    return f"{_XML}<ticket><from>顾南</from><text>单元门关不严，请来修。</text></ticket>".encode()


def workbook() -> bytes:
    """A form in Excel: a list of choices, a hidden row, column and sheet, a text box, check boxes, two comments."""
    book = Workbook()
    sheet = book.active
    sheet.title = "登记"
    for row in (
        ("云栖花园诉求登记表",),
        ("姓名", "顾南", "电话", "13900004321"),
        ("楼栋", "9", "单元房号", "2-0603"),
        ("类别", "绿化养护", None, None, "内部：疑似惯诉"),
        ("火情",),
        ("情况说明", "楼前的灌木半年没修剪，挡住了一楼的窗。"),
    ):
        sheet.append(row)
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["E"].hidden = True
    for number, words in enumerate(("电梯困人", "燃气泄漏", "绿化养护"), 1):
        sheet.cell(number, 8, words)
    sheet["B4"].comment = Comment("树枝已碰到玻璃", "顾南")
    chosen = DataValidation(type="list", formula1="$H$1:$H$3")
    chosen.add("B4")
    sheet.add_data_validation(chosen)
    hidden = book.create_sheet("选项")
    hidden.sheet_state = "hidden"
    hidden.append(("高空抛物",))
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["docProps/core.xml"] = re.sub(
        rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2026-11-20T00:00:00Z", members["docProps/core.xml"]
    )
    return zipped(_with_shapes(members))


def _with_shapes(members: dict[str, bytes]) -> dict[str, bytes]:
    """The first sheet with a text box, and check boxes among the shapes of its comments."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    place = "<xdr:from><xdr:col>1</xdr:col><xdr:row>9</xdr:row></xdr:from>"
    words = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in ("请在周末修剪，", "并清走枝叶。"))
    members["xl/drawings/drawing9.xml"] = (
        f'{_XML}<xdr:wsDr xmlns:xdr="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main"><xdr:oneCellAnchor>{place}'
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="box"/></xdr:nvSpPr><xdr:txBody>{words}</xdr:txBody></xdr:sp>'
        "</xdr:oneCellAnchor></xdr:wsDr>"
    ).encode()

    def check(label: str, state: str) -> str:
        return (
            f'<v:shape type="#_x0000_t201"><v:textbox><div><font>{label}</font><br></div></v:textbox>'
            f'<x:ClientData ObjectType="Checkbox">{state}</x:ClientData></v:shape>'
        )

    shapes = next(name for name in members if name.endswith(".vml"))
    boxes = check("危及安全", "") + check("影响采光", "<x:Checked>1</x:Checked>")
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    members[shapes] = f"<xml {spaces}>{boxes}</xml>".encode()
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    link = f'<Relationship Id="d9" Type="{_R}/drawing" Target="../drawings/drawing9.xml"/></Relationships>'
    members[relations] = members[relations].replace(b"</Relationships>", link.encode())
    return members


def page(*lines: tuple[float, float, str]) -> pikepdf.Pdf:
    """One A4 page with printed words. lines: from the left and from the bottom in points, and what stands there."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=True)
    canvas.setFont("STSong-Light", 12)
    for left, bottom, words in lines:
        canvas.drawString(left, bottom, words)
    canvas.save()
    return pikepdf.open(target)


def widget(left: float, bottom: float, right: float, top: float, **entries: object) -> pikepdf.Dictionary:
    """A field and its place."""
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[left, bottom, right, top], **entries
    )


def note(kind: str, left: float, bottom: float, right: float, top: float, **entries: object) -> pikepdf.Dictionary:
    """An annotation that is no field."""
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[left, bottom, right, top], **entries
    )


def states(document: pikepdf.Pdf, name: str) -> pikepdf.Dictionary:
    """How a box looks, on and off: what it is called when it is on stands here alone."""
    empty = document.make_stream(b"")
    return pikepdf.Dictionary(N=pikepdf.Dictionary({f"/{name}": empty, "/Off": empty}))


def saved(
    document: pikepdf.Pdf, annotations: list[pikepdf.Dictionary], *fields: pikepdf.Dictionary, **form: object
) -> bytes:
    """The document with annotations on its page; those that are fields, and others, in its form."""
    notes = [document.make_indirect(one) for one in annotations]
    document.pages[0].Annots = pikepdf.Array(notes)
    placed = [one for one in notes if "/FT" in one]
    if placed or fields or form:
        others = [document.make_indirect(one) for one in fields]
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[*placed, *others], NeedAppearances=True, **form)
    target = io.BytesIO()
    document.save(target, deterministic_id=True)
    return target.getvalue()


def pdf_fields() -> bytes:
    """Values that stand in fields alone: texts, boxes, radio buttons, choices; one hidden, one on no page, a button."""
    name = pikepdf.Name
    document = page(
        (72, 760, "云栖花园诉求登记表"), (72, 730, "姓名："), (72, 705, "联系电话："), (72, 680, "房号："),
        (72, 655, "类别："), (125, 655, "电梯困人"), (215, 655, "燃气泄漏"), (305, 655, "绿化养护"),
        (72, 630, "是否有人受伤："), (180, 630, "是"), (230, 630, "否"),
        (72, 605, "紧急程度："), (72, 580, "情况说明："),
    )  # fmt: skip
    text, button, choice = name.Tx, name.Btn, name.Ch
    hurt = document.make_indirect(pikepdf.Dictionary(FT=button, Ff=1 << 15, T="是否有人受伤", V=name("/2")))
    kids = [
        widget(165, 628, 177, 640, Parent=hurt, AP=states(document, "1"), AS=name.Off),
        widget(215, 628, 227, 640, Parent=hurt, AP=states(document, "2"), AS=name("/2")),
    ]
    pairs = pikepdf.Array([pikepdf.Array(["1", "特急"]), pikepdf.Array(["2", "一般"])])
    annotations = [
        widget(150, 727, 400, 745, FT=text, T="姓名", V="顾南"),
        widget(150, 702, 400, 720, FT=text, T="phone", V="13900004321"),
        widget(150, 677, 400, 695, FT=text, T="room", V="9-2-603"),
        widget(110, 652, 122, 664, FT=button, T="a", V=name.Off, AS=name.Off),
        widget(200, 652, 212, 664, FT=button, T="b", V=name.Off),
        widget(290, 652, 302, 664, FT=button, T="c", V=name.Yes, AP=states(document, "Yes")),
        *kids,
        widget(150, 602, 300, 620, FT=choice, Ff=1 << 17, T="level", Opt=pairs, V="2"),
        widget(150, 530, 500, 594, FT=text, Ff=1 << 12, T="what", V="楼前的灌木半年没修剪，\r挡住了一楼的窗。"),
        widget(72, 480, 200, 498, FT=text, T="希望回访时间", V="周末上午"),
        widget(72, 400, 200, 418, FT=text, T="内部", V="疑似火情", F=2),
        widget(72, 360, 200, 380, FT=button, Ff=1 << 16, T="提交"),
    ]
    return saved(document, annotations, hurt, pikepdf.Dictionary(FT=text, T="补充诉求", V="请清走枝叶"))


def pdf_notes() -> bytes:
    """A printed form filled in by notes, as on a telephone; comments beside it, and something drawn by hand."""
    document = page((72, 730, "业主姓名："), (72, 705, "诉求："))
    rich = '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p>单元门<b>关不严</b>，请来修。</p></body>'
    annotations = [
        note("FreeText", 140, 727, 400, 745, Contents="顾南", DA="/Helv 12 Tf 0 g"),
        note("FreeText", 140, 702, 400, 720, RC=rich, DA="/Helv 12 Tf 0 g"),
        note("Text", 500, 727, 520, 745, Contents="电话13900004321", T="顾南"),
        note("Popup", 500, 600, 590, 700),
        note(
            "Highlight", 72, 703, 110, 718, Contents="另请检查闭门器", QuadPoints=[72, 718, 110, 718, 72, 703, 110, 703]
        ),
        note("Ink", 300, 300, 400, 350, InkList=[[300, 300, 350, 340]]),
    ]
    return saved(document, annotations)


def pdf_portfolio() -> bytes:
    """A cover, a mail and a text; one more text on the page."""
    document = page((72, 730, "要查看此文件包，请使用更新的程序打开。"))
    mail = "From: gu.nan@example.com\r\nSubject: =?utf-8?B?6Zeo56aB?=\r\n"
    mail += "Content-Type: text/plain; charset=utf-8\r\n\r\n单元门关不严。\r\n"
    for name, data in (("来信.eml", mail.encode()), ("补充.txt", "请周末来修。业主 顾南 13900004321".encode())):
        document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
    document.Root.Collection = pikepdf.Dictionary(View=pikepdf.Name.T)
    text = document.make_stream("门禁卡也刷不开。".encode())
    name = "门禁.txt"
    file = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=pikepdf.Dictionary(F=text))
    return saved(document, [note("FileAttachment", 72, 600, 90, 620, FS=file)])


def pdf_xfa() -> bytes:
    """A form that only one program shows: its values stand in a packet of XML."""
    document = page((72, 730, "请稍候。若本页不消失，请更新您的阅读程序。"))
    data = '<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form><姓名>顾南</姓名>'
    data += "<诉求>单元门关不严，请来修。</诉求></form></xfa:data></xfa:datasets>"
    packet = document.make_stream(data.encode())
    return saved(document, [], XFA=pikepdf.Array(["datasets", packet]))


def ofd_notes() -> bytes:
    """A printed form in OFD, filled in by annotations; a remark, a watermark, a file."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def words(x: float, y: float, text: str) -> str:
        return (
            f'<ofd:TextObject ID="9" Boundary="{x} {y} {len(text) * 4} 5" Font="1" Size="4">'
            f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
        )

    def typed(x: float, y: float, text: str, kind: str = "Stamp", remark: str = "") -> str:
        told = remark and f"<ofd:Remark>{remark}</ofd:Remark>"
        look = f'<ofd:Appearance Boundary="{x} {y} 60 5">{words(0, 0, text)}</ofd:Appearance>'
        return f'<ofd:Annot ID="7" Type="{kind}" Creator="x" LastModDate="2026-11-20">{told}{look}</ofd:Annot>'

    def root(name: str, content: str) -> bytes:
        return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} {space}>{content}</ofd:{name}>'.encode()

    page = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    beside = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    beside += "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
    printed = words(20, 40, "诉求：") + words(20, 30, "姓名：")
    notes = typed(60, 30, "顾南 13900004321") + typed(60, 40, "单元门关不严", remark="请周末来")
    return zipped(
        {
            "OFD.xml": root("OFD", "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"),
            "Doc_0/Document.xml": root("Document", page + beside),
            "Doc_0/Pages/Page_0/Content.xml": root(
                "Page", f'<ofd:Content><ofd:Layer ID="2">{printed}</ofd:Layer></ofd:Content>'
            ),
            "Doc_0/Annots/Annotations.xml": root(
                "Annotations", '<ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>'
            ),
            "Doc_0/Annots/Page_0/Annotation.xml": root("PageAnnot", notes + typed(0, 90, "样张", "Watermark")),
            "Doc_0/Attachs/Attachments.xml": root(
                "Attachments", '<ofd:Attachment ID="a" Name="补充"><ofd:FileLoc>more.txt</ofd:FileLoc></ofd:Attachment>'
            ),
            "Doc_0/Attachs/more.txt": "闭门器也松了。".encode(),
        }
    )


def samples() -> dict[str, bytes]:
    """Every sample by its file name."""
    return {
        "form-word-legacy.docx": word_legacy(),
        "form-word-controls.docx": word_controls(),
        "word-chunks.docx": word_chunks(),
        "file-flat-opc.doc": flat_opc(),
        "file-word-2003.xml": word_2003(),
        "file-excel-2003.xls": excel_2003(),
        "form-excel.xlsx": workbook(),
        "form-pdf-fields.pdf": pdf_fields(),
        "form-pdf-xfa.pdf": pdf_xfa(),
        "pdf-notes.pdf": pdf_notes(),
        "pdf-portfolio.pdf": pdf_portfolio(),
        "ofd-notes.ofd": ofd_notes(),
        "form-rtf.rtf": rtf_form(),
        "form-flat-odf.fodt": flat_odf(),
        "file-other.xml": other_xml(),
    }


if __name__ == "__main__":
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for name, data in samples().items():
        (Path(sys.argv[1]) / name).write_bytes(data)

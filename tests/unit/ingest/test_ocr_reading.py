"""Scans and photographs read from their pixels: turned, several in one file, sealed, written on by hand.

Covers ingest.ocr.cutting, ingest.ocr.hand, ingest.ocr.orientation and ingest.ocr.seals.
"""

import io
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from itertools import count
from random import Random

import numpy as np
import pytest
from paper import Page, blank, saved
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from domain.reading_codes import FieldName, Method
from domain.settings import Limits
from ingest import read
from ingest.ocr.allowance import Allowance
from ingest.ocr.engine import recognise
from ingest.ocr.ink import ink_of
from ingest.ocr.page import Kind, read_page
from ingest.ocr.sealed import second_look
from ingest.ocr.separator import is_separator, mark_picture
from ingest.read import read_letters

CARD = (1240, 620)
LIFT = "物业服务中心：\n我是9号楼2单元801室业主陈立群，单元电梯停运三天，\n老人无法下楼，请尽快修复并书面答复。"
LIGHT = "物业服务中心：\n3号楼楼道照明损坏已有两周，夜间漆黑，请派人更换。"


def card(text, **how):
    return Page(paper=CARD).write(text, **how)


def letters(data, name, limits=None):
    return read_letters(data, name=name, limits=limits or Limits())


def value(document, name):
    return next((field.value for field in document.fields if field.name is name), None)


def separator():
    sheet = Image.new("RGB", CARD, "white")
    sheet.paste(mark_picture(500), (400, 60))
    return sheet


@pytest.fixture(scope="module")
def tiff():
    """Two letters with a blank page between, the second upside down."""
    pages = [card(LIFT).image, Image.new("RGB", CARD, "white"), card(LIGHT).image.rotate(180)]
    return letters(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "扫描.tif")


def test_a_scan_of_two_letters_is_read_as_two(tiff):
    lift, light = tiff
    assert lift.text == LIFT.replace("，\n老人", "，老人")
    assert light.text == LIGHT
    assert [lift.index, light.index] == [0, 1]
    assert [part.page for document in tiff for part in document.parts] == [1, 3]


def test_household_details_are_found_in_what_was_read(tiff):
    assert value(tiff[0], FieldName.ROOM) == "801"
    assert tiff[0].confidence > 0.985
    assert not tiff[0].problems


def test_lines_are_kept_with_their_boxes_on_the_turned_page(tiff):
    (part,) = tiff[1].parts
    assert part.method is Method.OCR
    assert part.rotation == 180
    assert [line.text for line in part.lines] == LIGHT.split("\n")
    for line in part.lines:
        left, top, right, bottom = line.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom < 0.5


def test_a_scanned_pdf_is_divided_at_the_separator_sheet():
    pages = [
        card(LIFT).image,
        separator().rotate(182, fillcolor="white"),
        card(LIGHT).image.rotate(2, fillcolor="white"),
    ]
    lift, light = letters(saved(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150), "scan.pdf")
    assert "电梯停运" in lift.text
    assert light.text == LIGHT


def test_a_scanners_own_unseen_reading_is_not_trusted():
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(595, 298))
    canvas.drawInlineImage(card(LIGHT).image, 0, 0, 595, 298)
    layer = canvas.beginText(60, 200)
    layer.setTextRenderMode(3)
    layer.textLine("3 JEHR:EEMIR  iR-KCA  WE]  iAMAE:E#  J]I  %:  rEVFR  "[:40] * 3)
    canvas.drawText(layer)
    canvas.save()
    (document,) = letters(written.getvalue(), "scan.pdf")
    assert document.text == LIGHT
    assert document.parts[0].method is Method.OCR


def test_photos_of_one_letter_in_one_mail_are_its_pages_in_order():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "chen@example.com", "投诉信"
    mail.set_content("信见照片。")
    for number, text in ((11, "第二页：请书面答复。陈立群"), (9, "第一页：电梯停运三天，老人无法下楼")):
        photo = saved(Page(paper=(900, 300)).write(text).image, "JPEG")
        mail.add_attachment(photo, maintype="image", subtype="jpeg", filename=f"IMG_{number}.jpg")
    (document,) = letters(mail.as_bytes(), "m.eml")
    assert document.text == "信见照片。\n\n第一页：电梯停运三天，老人无法下楼\n第二页：请书面答复。陈立群"
    assert [(part.name, part.page) for part in document.parts[1:]] == [("IMG_9.jpg", 1), ("IMG_11.jpg", 2)]


def test_writing_under_a_red_seal_is_read():
    page = card("投诉人：陈立群\n联系电话：13900139000\n2026年11月5日", left=600).seal(760, 40)
    read = read_page(page.image)
    assert read.text == "投诉人：陈立群\n联系电话：13900139000\n2026年11月5日"
    assert not read.doubts


def test_a_number_under_a_seal_that_reads_otherwise_with_the_seal_left_on_is_a_doubt():
    page = np.asarray(card("联系电话：13900139000", left=600).seal(900, -60).image)[:, :, ::-1].copy()
    (line,) = recognise(np.repeat(page[:, :, 2:], 3, axis=2))[-1:]
    wrong = replace(line, text=line.text.replace("139000", "139001"), confidence=0.999)
    assert second_look([line], page, ink_of(page)) == (line,)
    assert second_look([wrong], page, ink_of(page))[0].confidence < 0.8


def test_a_number_away_from_every_seal_is_not_read_again():
    page = np.asarray(card("联系电话：13900139000").seal(960, 300).image)[:, :, ::-1].copy()
    wrong = replace(recognise(page)[0], text="联系电话：13900139001", confidence=0.999)
    assert second_look([wrong], page, ink_of(page)) == (wrong,)


def test_what_is_written_with_a_pen_is_put_before_a_person():
    read = read_page(card(LIGHT).write("已电话联系", left=300, ink=(45, 60, 165)).image)
    assert "手写" in read.doubts[0]
    assert read.confidence < 0.985


def test_a_page_that_does_not_keep_to_the_line_is_by_hand_whatever_its_colour():
    chance, text = Random(3), (LIFT + LIGHT).replace("\n", "")  # noqa: S311  # the same hand each time
    print_, hand = card(""), card("")
    for page, spread in ((print_, 0), (hand, 4)):
        for row in range(5):
            for column, character in enumerate(text[row * 15 :][:15]):
                page.top = 40 + 70 * row + chance.randint(-spread, spread)
                page.write(character, left=120 + 42 * column)
    assert not any("手写" in doubt for doubt in read_page(print_.image).doubts)
    read = read_page(hand.image)
    assert read.doubts[0] == "整页像是手写"
    assert read.confidence < 0.985


def test_a_blurred_page_is_put_before_a_person():
    (document,) = letters(saved(card(LIFT).image.filter(ImageFilter.GaussianBlur(7)), "PNG"), "模糊.png")
    assert document.confidence < 0.985
    assert document.problems
    assert document.problems[0].where == "模糊.png"


def test_strokes_that_are_no_print_are_not_passed_over():
    page, chance = card(LIGHT), Random(7)  # noqa: S311  # the same scrawl each time
    draw = ImageDraw.Draw(page.image)
    for left in range(200, 900, 55):
        points = [(left + chance.randrange(50), 420 + chance.randrange(60)) for _ in range(7)]
        draw.line(points, fill=(30, 30, 30), width=4)
    assert read_page(page.image).doubts


def test_boxes_on_a_scan_finer_than_the_engine_takes_are_in_its_own_dots():
    (line,) = recognise(np.asarray(Page(paper=(3400, 400), size=80).write("电梯停运三天", left=2400).image))
    assert line.text == "电梯停运三天"
    assert 2350 < line.quad[0][0] < 2450


def test_one_lost_line_of_a_full_page_is_a_doubt():
    page = card("\n".join((LIFT, LIGHT)))
    read, ink = recognise(np.asarray(page.image)), ink_of(np.asarray(page.image))
    boxes = [line.quad for line in read]
    assert ink.unread(boxes) == 0
    for lost in range(len(boxes)):
        assert ink.unread(boxes[:lost] + boxes[lost + 1 :]) > 0


def test_a_photograph_of_a_place_is_evidence_and_no_page():
    sky = Image.radial_gradient("L").resize((800, 600))
    scene = Image.merge("RGB", (sky, Image.effect_noise((800, 600), 80), Image.linear_gradient("L").resize((800, 600))))
    read = read_page(scene)
    assert read.kind is Kind.SCENE
    assert read.text == ""


def test_an_empty_page_is_known_before_anything_is_read():
    assert read_page(blank()).kind is Kind.BLANK
    assert is_separator(separator().rotate(90, expand=True))
    assert not is_separator(card(LIGHT).image)


def test_faint_writing_is_no_empty_page():
    faint = Page(paper=(496, 702), size=15).write(LIFT, ink=(193, 192, 190)).image
    grain = Image.effect_noise(faint.size, 6).convert("RGB")
    for page in (faint, ImageChops.add(faint, grain, offset=-128)):
        read = read_page(page)
        assert read.kind is Kind.WRITING
        assert read.doubts
        assert read.confidence < 0.985
    assert read_page(ImageChops.add(blank().resize(faint.size), grain, offset=-128)).kind is Kind.BLANK


def test_pages_beyond_the_time_are_named_and_leave_a_doubt(monkeypatch):
    # A clock that goes on by 0.7 s each time it is looked at: the second page would come too late.
    clock = partial(next, count(step=0.7))
    monkeypatch.setattr(read, "Allowance", partial(Allowance, clock=clock))
    page = card(LIGHT).image
    data = saved(page, "TIFF", save_all=True, append_images=[page, page])
    (document,) = letters(data, "长.tif", Limits(read_seconds=1, ocr_page_seconds=1, ocr_total_seconds=1))
    assert document.text == LIGHT
    assert "第2至3页" in document.problems[0].what
    assert document.confidence == 0


def test_a_page_box_of_five_metres_is_rendered_within_its_pixels():
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(14_400, 14_400))
    canvas.line(7_000, 7_000, 7_200, 7_200)
    canvas.save()
    (document,) = letters(written.getvalue(), "huge.pdf")
    assert document.problems

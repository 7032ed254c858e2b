"""Evidence at the desk: added with source and date, shown as a picture, handed out as a download, taken back.

Covers desk.routes.evidence and desk.views.evidence.
"""

import io

import pytest
from PIL import Image
from servers.letters_day import one_case

from domain.codes import Department, Role
from domain.staff import Grant
from store import events
from store import evidence as kept
from workers.correspondence.case_record import record_of


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (0, 90, 0)).save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def case(house):
    return one_case(house)


@pytest.fixture
def added(house, desk, clerk, case):
    """Whatever a clerk adds: the answer of the desk."""
    client = desk.client(clerk)

    def add(name, data, **about):
        page = f"/cases/{case.number}"
        return client, desk.post(client, page, f"{page}/evidence", about, files={"files": (name, data, "image/jpeg")})

    return add


def pieces(house, case):
    return house.ask(lambda session: kept.of_case(session, case.id))


def test_a_photo_is_kept_shown_and_handed_out(house, case, added):
    client, answer = added("门机.jpg", photo(), source="visit", dated="2026-03-01", note="门机处")
    assert answer.status_code == 303
    (row,) = pieces(house, case)
    page = client.get(f"/cases/{case.number}").text
    assert "门机.jpg" in page
    assert "现场查看 · 2026年3月1日（日） · 门机处" in page
    shown = client.get(f"/cases/{case.number}/evidence/{row.id}.png")
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)
    given = client.get(f"/cases/{case.number}/evidence/{row.id}/file")
    assert given.content == photo()
    assert given.headers["content-type"] == "application/octet-stream"


def test_the_record_form_names_it_with_source_and_date(house, case, added):
    added("门机.jpg", photo(), source="visit", dated="2026-03-01")
    day = house.services.now().date()
    record = house.ask(lambda session: record_of(house.services, session, case, day))
    assert record.evidence[-1] == "门机.jpg，现场查看，2026年3月1日"


def test_what_is_no_picture_is_said_and_stays_to_be_downloaded(house, case, added):
    client, _ = added("假.jpg", b"\xff\xd8\xff no picture at all", source="resident")
    (row,) = pieces(house, case)
    assert client.get(f"/cases/{case.number}/evidence/{row.id}.png").status_code == 409
    assert client.get(f"/cases/{case.number}/evidence/{row.id}/file").status_code == 200


def test_it_is_taken_back_with_a_reason(house, desk, case, added):
    client, _ = added("门机.jpg", photo(), source="visit")
    (row,) = pieces(house, case)
    page = f"/cases/{case.number}"
    desk.post(client, page, f"{page}/evidence/{row.id}/withdraw", {"reason": "另一案件的照片"})
    assert f"/evidence/{row.id}/file" not in client.get(page).text
    told = house.ask(lambda session: events.history(session, case.id))[-1]
    assert (told.what, told.payload["reason"]) == ("evidence_withdrawn", "另一案件的照片")


def test_the_list_begins_with_the_letters_and_what_came_with_them(house, desk, clerk, case):
    house.mail(
        f"Re: {case.number}",
        "昨天又停了，照片附上。",
        found="dmarc=pass header.from=example.com",
        attach=(("轿厢.jpg", photo(), "image/jpeg"), ("说明.txt", "轿厢异响。".encode(), "text/plain")),
    )
    house.work()
    page = desk.client(clerk).get(f"/cases/{case.number}").text
    listed = page[page.index('<h2 id="evidence">') : page.index('<h2 id="resident">')]
    places = [listed.index(words) for words in ("首次来信", "后续来信 1", "轿厢.jpg", "说明.txt")]
    assert places == sorted(places)
    assert listed.count("来件附件 · 2026年3月2日（一） 10:00") == 2
    (link,) = [part.split('"')[0] for part in listed.split('href="') if "轿厢.jpg</a>" in part]
    assert desk.client(clerk).get(link).content == photo()


def test_a_manager_takes_back_any_piece_a_department_its_own(house, desk, case, added):
    added("门机.jpg", photo(), source="visit")
    manager = desk.client(desk.person("wang", Role.MANAGER))
    fitter = desk.client(
        desk.person("tan", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING), name="谭勇")
    )
    page = f"/cases/{case.number}"
    desk.post(
        fitter, page, f"{page}/evidence", {"source": "department"}, files={"files": ("井道.jpg", b"x", "image/jpeg")}
    )
    first, own = (f"/evidence/{row.id}/withdraw" for row in pieces(house, case))
    assert (first in manager.get(page).text, own in manager.get(page).text) == (True, True)
    assert (first in fitter.get(page).text, own in fitter.get(page).text) == (False, True)
    assert "添加照片或文件" in manager.get(page).text


def test_taking_it_back_is_undone_by_one_click_offered_once(house, desk, case, added):
    client, _ = added("门机.jpg", photo(), source="visit")
    (row,) = pieces(house, case)
    page = f"/cases/{case.number}"
    desk.post(client, page, f"{page}/evidence/{row.id}/withdraw", {"reason": "看错了"})
    back = f"{page}/evidence/{row.id}/restore"
    assert f'action="{back}"' in client.get(page).text
    assert f'action="{back}"' not in client.get(page).text, "only right after"
    desk.post(client, page, back)
    desk.post(client, page, back)
    assert pieces(house, case)[0].stands
    assert house.events(case)[-2:] == ["evidence_withdrawn", "evidence_restored"]
    assert f"/evidence/{row.id}/file" in client.get(page).text


@pytest.mark.parametrize(("dated", "why"), [("x", "日期无效"), ("2027-01-01", "今天之后")])
def test_a_date_that_cannot_be_is_refused(house, case, added, dated, why):
    client, _ = added("门机.jpg", photo(), dated=dated)
    assert why in client.get(f"/cases/{case.number}").text
    assert pieces(house, case) == []


def test_a_piece_of_another_case_is_not_there(house, case, added):
    client, _ = added("门机.jpg", photo())
    other = one_case(house, subject="楼道灯", text="楼道灯坏了。阳光花园5栋1单元302", sender="zhao@example.com")
    (row,) = pieces(house, case)
    assert client.get(f"/cases/{other.number}/evidence/{row.id}/file").status_code == 404

"""What went wrong, on a page of the desk's own: in the person's language, with the way back to where they were."""

from servers.desk import Desk

from domain.codes import Role


def test_somebody_signed_in_is_told_in_their_own_language_with_the_desk_around(desk: Desk) -> None:
    client = desk.client(desk.person("smith", Role.CLERK, language="en"))
    page = client.get("/cases/TS-2026-999999", headers={"accept-language": "zh-CN"})
    assert page.status_code == 404
    assert 'lang="en"' in page.text
    assert 'href="/queue"' in page.text


def test_the_way_back_leads_to_our_own_page_before_and_to_no_other(desk: Desk, clerk) -> None:
    client = desk.client(clerk)
    back = client.get("/cases/none", headers={"referer": "http://desk.test/search?q=lift"})
    assert 'href="/search?q=lift"' in back.text
    elsewhere = client.get("/cases/none", headers={"referer": "http://evil.example/queue"})
    assert "evil.example" not in elsewhere.text


def test_what_was_to_be_said_waits_for_the_page_after(desk: Desk, clerk) -> None:
    client = desk.client(clerk)
    desk.post(client, "/me", "/me/choices", {"language": "zh", "digest": "1"})
    assert 'class="said' not in client.get("/cases/none").text
    assert 'class="said done"' in client.get("/me").text


def test_a_stranger_is_told_in_the_language_of_the_browser(desk: Desk) -> None:
    page = desk.visitor().get("/none", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert 'lang="en"' in page.text


def test_the_address_of_a_form_asked_for_as_a_page_leads_to_the_page_above(desk: Desk, clerk) -> None:
    """A page shown in answer to a form bears its address: what is refused next is said on the page above it."""
    client = desk.client(clerk)
    assert client.get("/me/choices").headers["location"] == "/me"
    assert "location" not in client.put("/me/choices").headers

"""What doctor says of authserv_id: the line to write, learnt from what the mailbox has received."""

from servers.house import House

from domain.settings import MailboxSettings, Security
from huihan.who_wrote import advice
from workers.intake.authserv import learn


def box(*names: str, host: str = "imap.wuye.example") -> MailboxSettings:
    return MailboxSettings(
        name="office",
        host=host,
        port=993,
        security=Security.TLS,
        user="kefu@wuye.example",
        authserv_ids=frozenset(names),
    )


def said(house: House, mailbox: MailboxSettings):
    return advice(mailbox, house.ask(lambda session: learn(session, house.services.archive, mailbox)))


def test_an_empty_mailbox_says_nothing_yet(house):
    assert "还没有收到邮件" in said(house, box()).what


def test_the_exact_line_is_proposed_once_mail_bears_the_name(house):
    for _ in range(3):
        house.mail(found="dmarc=pass")
    found = said(house, box())
    assert (found.ok, found.mend) == (True, '在这个 [[mailbox]] 里写：authserv_id = "mx.wuye.example"')
    assert "不是同一域名" not in found.what
    assert "不是同一域名" in said(house, box(host="imap.other.example")).what
    assert said(house, box("mx.wuye.example")).mend == ""


def test_a_name_that_stands_on_some_of_the_mail_is_not_proposed(house):
    house.mail(found="dmarc=pass")
    for _ in range(3):
        house.mail()
    found = said(house, box())
    assert "authserv_id = " not in found.mend
    assert "冒写" in found.what
    assert "冒写" in said(house, box("mx.wuye.example")).mend


def test_mail_without_results_leaves_the_sender_unknown(house):
    house.mail(Authentication_Results="mx.robber.example; dmarc=pass")  # below the From: the sender's own
    found = said(house, box())
    assert "没有收件服务器的验证结果" in found.what
    assert found.ok


def test_a_setting_that_fits_nothing_is_wrong_and_the_right_line_is_given(house):
    house.mail(found="dmarc=pass")
    found = said(house, box("mx.typo.example"))
    assert (found.ok, found.mend) == (False, '改为 authserv_id = "mx.wuye.example"')

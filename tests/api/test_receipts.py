"""Receipts by REST: as data, as a page one can keep, and by e-mail to the address on file."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from billing.principal import Role
from tests.delivery.mail_server import MailServer, serving_mail
from tests.house import Built, House, Json, Speaker, house_from


def paid(who: Speaker, bill: str = "HB-100") -> Json:
    """The receipt of a bill paid just now."""
    done = who.post(f"/quotes/{who.quote(bill)['id']}/approve")
    assert done.status_code == 200, done.text
    reply = who.get(f"/receipts/{done.json()['payments'][0]['receipt_id']}")
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


def words(pdf: bytes) -> str:
    with pdfplumber.open(BytesIO(pdf)) as opened:
        (page,) = opened.pages
        return page.extract_text()


def test_a_receipt_as_data_says_what_was_paid(house: House) -> None:
    receipt = paid(house.speaker())
    assert receipt["bill_number"] == "HB-100"
    assert receipt["amount"] == receipt["kept"]
    assert receipt["amount"] == {"amount_minor": 9740, "currency": "USD", "display": "$97.40"}
    assert (receipt["refunds"], receipt["bill_balance"]["amount_minor"]) == ([], 0)
    assert receipt["pdf"] == f"/api/v1/receipts/{receipt['id']}/pdf"
    assert house.staff().get(f"/receipts/{receipt['id']}").json()["number"] == receipt["number"]


def test_the_page_says_the_same_and_can_be_kept(house: House) -> None:
    nora = house.speaker()
    receipt = paid(nora)
    page = nora.get(f"/receipts/{receipt['id']}/pdf")
    assert (page.status_code, page.headers["content-type"]) == (200, "application/pdf")
    assert page.headers["content-disposition"] == f'attachment; filename="{receipt["number"]}.pdf"'
    text = words(page.content)
    for told in (receipt["number"], "HB-100", "$97.40", "4242"):
        assert told in text
    assert nora.get(f"/receipts/{receipt['id']}/pdf").content == page.content


def test_after_a_refund_both_say_what_went_back_and_what_stays(house: House) -> None:
    nora, finance = house.speaker(), house.staff(Role.FINANCE)
    receipt = paid(nora)
    refund = f"/payments/{receipt['payment_id']}/refund"
    assert finance.post(refund, {"amount_minor": 2000}).status_code == 201
    seen = nora.get(f"/receipts/{receipt['id']}").json()
    assert [each["amount"]["display"] for each in seen["refunds"]] == ["$20.00"]
    assert (seen["kept"]["display"], seen["amount"]) == ("$77.40", receipt["amount"])
    text = words(nora.get(f"/receipts/{receipt['id']}/pdf").content)
    assert "$20.00" in text
    assert "$77.40" in text


def test_anothers_receipt_does_not_exist(house: House) -> None:
    receipt = paid(house.speaker())
    strangers = (house.speaker("c-elena", "skylink"), house.staff(Role.ADMIN, "skylink"))
    for who in strangers:
        for path in (f"/receipts/{receipt['id']}", f"/receipts/{receipt['id']}/pdf"):
            assert who.get(path).status_code == 404
    assert house.speaker().get("/receipts/rcp_none").status_code == 404
    assert house.client.get(f"/api/v1/receipts/{receipt['id']}/pdf").status_code == 401


def test_without_a_mail_server_none_is_offered(house: House) -> None:
    nora = house.speaker()
    receipt = paid(nora)
    reply = nora.post(f"/receipts/{receipt['id']}/send")
    assert (reply.status_code, reply.json()["code"]) == (422, "not_offered")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving_mail(MailServer()) as running:
        yield running


@pytest.fixture
def mailing(built: Built, tmp_path: Path, server: MailServer) -> Iterator[House]:
    url = f"smtp://127.0.0.1:{server.port}"
    with house_from(built, tmp_path / "house", smtp_url=url, mail_from="b@harbor.example") as house:
        yield house


def test_who_pays_gets_the_receipt_by_mail_with_the_page(
    mailing: House, server: MailServer
) -> None:
    nora = mailing.speaker()
    receipt = paid(nora)
    mailing.work()
    (taken,) = server.taken
    mail = taken.message
    assert taken.to == [mail["To"]]
    assert receipt["number"] in mail["Subject"]
    (page,) = mail.iter_attachments()
    assert page.get_filename() == f"{receipt['number']}.pdf"
    assert page.get_content() == nora.get(f"/receipts/{receipt['id']}/pdf").content


def test_it_is_sent_again_on_demand_and_only_to_its_owner(
    mailing: House, server: MailServer
) -> None:
    nora = mailing.speaker()
    receipt = paid(nora)
    reply = nora.post(f"/receipts/{receipt['id']}/send", {"to": "thief@evil.example"})
    assert (reply.status_code, reply.json()["state"]) == (202, "waiting")
    mailing.work()
    first, second = server.taken
    assert first.to == second.to
    assert first.message["Message-ID"] != second.message["Message-ID"]
    stranger = mailing.speaker("c-elena", "skylink")
    assert stranger.post(f"/receipts/{receipt['id']}/send").status_code == 404
    codes = [nora.post(f"/receipts/{receipt['id']}/send").status_code for _ in range(6)]
    assert codes[-1] == 429

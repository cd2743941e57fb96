"""From an upload to "which invoice had the roaming charge?", and the page as a picture."""

import io

import pytest
from limits import parse
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from api.limits import BUDGETS
from billing.principal import Role
from ingestion.errors import Busy
from tests.flows.talk import Talk, talk
from tests.house import House, Json


def a_mobile_invoice(seller: str) -> bytes:
    """Two pages; the second speaks of roaming."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    rows = [
        ("Invoice number", "L-77"),
        ("Invoice date", "20 February 2026"),
        ("Mobile plan", "20.00 EUR"),
        ("Total", "32.50 EUR"),
    ]
    canvas.setFont("Helvetica", 16)
    canvas.drawString(60, 780, seller)
    canvas.setFont("Helvetica", 10)
    for at, (label, value) in enumerate(rows):
        canvas.drawString(60, 700 - 22 * at, label)
        canvas.drawString(300, 700 - 22 * at, value)
    canvas.showPage()
    canvas.drawString(60, 700, "Calls in detail")
    canvas.drawString(60, 680, "Roaming outside the EU    12.50 EUR")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def given(nora: Talk, seller: str = "Harbor Power & Water") -> Json:
    data = a_mobile_invoice(seller)
    reply = nora.speaker.call("POST", "/uploads", files={"file": ("a", data)})
    assert reply.status_code == 201, reply.text
    view: Json = reply.json()
    return view


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Which invoice had the roaming charge?", "Invoice L-77 has it, on page 2."),
        ("Welche Rechnung hatte die Roaminggebühr?", "Rechnung L-77, auf Seite 2."),
    ],
)
def test_the_document_and_its_page_are_found_for_its_customer_alone(
    house: House, asked: str, said: str
) -> None:
    nora = talk(house)
    given(nora)
    house.work()
    answer = nora.say(asked)
    assert said in answer["reply"]
    (card,) = [each for each in answer["cards"] if each["kind"] == "invoice_fields"]
    assert card["data"]["found_on_page"] == 2
    other = talk(house, "c-luis").say(asked)
    assert "L-77" not in str(other)


def test_the_card_has_the_pages_picture_and_where_the_values_stand(house: House) -> None:
    nora = talk(house)
    view = given(nora)
    (page,) = view["page_images"]
    assert page["href"] == f"/api/v1/uploads/{view['id']}/pages/1.png"
    total = next(box for box in page["boxes"] if box["field"] == "total_amount")
    left, top, right, bottom = total["bbox"]
    assert 0.45 < left < right < 0.65
    assert 0.2 < top < bottom < 0.3

    path = f"/uploads/{view['id']}/pages/1.png"
    picture = nora.speaker.call("GET", path)
    assert picture.status_code == 200
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "private, no-store"
    assert picture.headers["x-content-type-options"] == "nosniff"
    with Image.open(io.BytesIO(picture.content)) as image:
        assert image.format == "PNG"
        assert max(image.size) == 1400
    for number, status in ((2, 200), (3, 404), (0, 422), (201, 422)):
        where = f"/uploads/{view['id']}/pages/{number}.png"
        assert nora.speaker.call("GET", where).status_code == status
    assert house.staff(Role.SUPPORT).call("GET", path).status_code == 200
    assert house.speaker("c-luis").call("GET", path).status_code == 404
    assert house.client.get(f"/api/v1{path}").status_code == 401


def test_pictures_have_a_budget_of_their_own_and_say_when_they_are_busy(house: House) -> None:
    nora = talk(house)
    path = f"/uploads/{given(nora)['id']}/pages/1.png"

    def busy(_: bytes, __: int) -> bytes:
        raise Busy

    house.container.limits.budgets = BUDGETS | {"picture": parse("2/day")}
    house.container.picture = busy
    refused = nora.speaker.call("GET", path)
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert int(refused.headers["retry-after"]) > 0
    assert [nora.speaker.call("GET", path).status_code for _ in range(2)] == [503, 429]
    assert nora.speaker.call("GET", "/bills").status_code == 200
    assert BUDGETS["picture"].amount <= 30


def test_a_document_that_was_not_kept_has_no_picture_and_is_not_found(house: House) -> None:
    nora = talk(house)
    view = given(nora, "Lund Mobile AB")
    assert view["page_images"] == []
    picture = nora.speaker.call("GET", f"/uploads/{view['id']}/pages/1.png")
    assert picture.status_code == 404
    house.work()
    answer = nora.say("Which invoice had the roaming charge?")
    assert answer["cards"] == []

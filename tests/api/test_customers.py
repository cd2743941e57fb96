"""What staff see of one customer, who is named in the path."""

from billing.principal import Role
from tests.api.backs import paid
from tests.house import House


def test_staff_see_one_customers_payments(house: House) -> None:
    payment = paid(house)
    support = house.staff(Role.SUPPORT)
    page = support.get("/customers/c-nora/payments?limit=2").json()
    assert page["items"][0]["id"] == payment["id"]
    rest = support.get(f"/customers/c-nora/payments?limit=200&cursor={page['next_cursor']}").json()
    ids = [each["id"] for each in (*page["items"], *rest["items"])]
    mine = [each["id"] for each in house.speaker().get("/payments?limit=200").json()["items"]]
    assert ids == mine
    assert support.get("/customers/nobody/payments").status_code == 404
    assert house.staff(Role.SUPPORT, "skylink").get("/customers/c-nora/payments").status_code == 404
    assert house.speaker().get("/customers/c-nora/payments").status_code == 403

"""Adding a way to pay: the hosted page, the bank's challenge, set-up intents by the API."""

import pytest

from tests.payments.sandbox.pages import ASKS, SHOP, Person, problem, setup_session, types
from tests.payments.sandbox.world import Merchant, Process

SECRET_DIGITS = "4000000000009995"


def methods(shop: Merchant) -> list[str]:
    found = shop.get("payment_methods", customer="c1").json()["data"]
    return [method[method["type"]]["last4"] for method in found]


def test_a_typed_test_card_is_saved_and_the_person_returns_to_the_shop(shop: Merchant) -> None:
    session, person = setup_session(shop), Person(shop)
    shown = person.look(session["url"]).text
    assert "Add a way to pay" in shown
    assert "Sandbox: no real money" in shown
    assert f'href="{SHOP}/no"' in shown
    done = person.card(session["url"])
    assert done.headers["location"] == f"{SHOP}/done?session={session['id']}"
    assert methods(shop) == ["4242"]
    query = {"expand[]": "setup_intent.payment_method"}
    after = shop.get(f"checkout/sessions/{session['id']}", **query).json()
    assert (after["status"], after["url"]) == ("complete", None)
    assert after["setup_intent"]["status"] == "succeeded"
    assert after["setup_intent"]["metadata"] == {"reference": "m-1"}
    assert after["setup_intent"]["payment_method"]["card"]["exp_year"] == 2034
    assert types(shop) == [
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
        "checkout.session.completed",
    ]
    [setup] = shop.control("GET", "/setups")["setups"]
    assert (setup["status"], setup["session"]) == ("succeeded", session["id"])
    # A second press of the button changes nothing.
    assert person.card(session["url"]).headers["location"] == done.headers["location"]
    assert methods(shop) == ["4242"]


@pytest.mark.parametrize(
    ("number", "expiry", "cvc", "words"),
    [
        ("4111111111111111", "12/34", "123", "only the test cards"),
        ("", "12/34", "123", "only the test cards"),
        ("4242424242424242", "12/20", "123", "in the past"),
        ("4242424242424242", "soon", "123", "month and year"),
        ("4242424242424242", "12/34", "12", "3 digits"),
        ("378282246310005", "12/34", "123", "4 digits"),
    ],
)
def test_what_is_no_documented_test_card_is_refused_kindly(
    shop: Merchant, number: str, expiry: str, cvc: str, words: str
) -> None:
    url = setup_session(shop)["url"]
    reply = Person(shop).card(url, number, expiry=expiry, cvc=cvc)
    assert reply.status_code == 422
    assert words in problem(reply)
    assert "4111111111111111" not in reply.text
    assert methods(shop) == []


def test_a_typed_number_is_written_nowhere(own_process: Process) -> None:
    shop = Merchant(own_process)
    person = Person(shop)
    person.card(setup_session(shop)["url"])
    person.card(setup_session(shop)["url"], SECRET_DIGITS)
    own_process.kill()
    for path in own_process.data_file.parent.iterdir():
        content = path.read_bytes()
        assert b"4242424242424242" not in content, path
        assert SECRET_DIGITS.encode() not in content, path


@pytest.mark.parametrize(
    ("number", "words", "code"),
    [
        ("4000000000000002", "was declined", "card_declined"),
        ("4000000000009995", "insufficient funds", "card_declined"),
        ("4000000000000069", "expired", "expired_card"),
        ("4000000000000127", "security code is incorrect", "incorrect_cvc"),
        ("4000000000000119", "error occurred", "processing_error"),
        ("4000000000009987", "was declined", "card_declined"),
        ("4000000000009979", "was declined", "card_declined"),
    ],
)
def test_a_declining_card_cannot_be_saved_and_another_one_can(
    shop: Merchant, number: str, words: str, code: str
) -> None:
    session, person = setup_session(shop), Person(shop)
    reply = person.card(session["url"], number)
    assert reply.status_code == 402
    assert words in problem(reply).replace("&#x27;", "'")
    assert methods(shop) == []
    assert shop.control("GET", "/setups")["setups"][0]["error"] == code
    assert "setup_intent.setup_failed" in types(shop)
    assert person.card(session["url"]).status_code == 303
    assert methods(shop) == ["4242"]


@pytest.mark.parametrize("number", [ASKS, "4000002760003184"])
def test_a_card_with_3d_secure_is_saved_only_after_the_banks_yes(
    shop: Merchant, number: str
) -> None:
    session, person = setup_session(shop), Person(shop)
    bank = person.card(session["url"], number).headers["location"]
    assert methods(shop) == []
    back = person.answer(bank, "failed")
    assert back.startswith(session["url"])
    assert "unable to authenticate" in problem(person.look(back))
    assert methods(shop) == []
    bank = person.card(session["url"], number).headers["location"]
    end = person.look(person.answer(bank))
    assert end.headers["location"].startswith(SHOP + "/done")
    assert methods(shop) == [number[-4:]]


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        (ASKS, 200, None),  # was set up, so it may be charged without its owner
        ("4000002760003184", 402, "authentication_required"),
        ("4000003800000446", 200, None),
        ("4000008260003178", 402, "insufficient_funds"),
        ("4000000000000341", 402, "generic_decline"),
    ],
)
def test_a_saved_card_is_charged_later_as_documented(
    shop: Merchant, number: str, status: int, code: str | None
) -> None:
    session, person = setup_session(shop), Person(shop)
    reply = person.card(session["url"], number)
    if "/authenticate/" in reply.headers["location"]:
        person.answer(reply.headers["location"])
    [method] = shop.get("payment_methods", customer="c1").json()["data"]
    paid = shop.pay(method["id"], off_session="true")
    assert paid.status_code == status
    assert paid.json().get("error", {}).get("decline_code") == code


def test_a_bank_account_is_saved_and_its_debit_takes_days(own_shop: Merchant) -> None:
    session = setup_session(own_shop)
    Person(own_shop).bank(session["url"], "no_account")
    [method] = own_shop.get("payment_methods", customer="c1").json()["data"]
    intent = own_shop.pay(method["id"], "bill-1", off_session="true").json()
    assert intent["status"] == "processing"
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 3 * 86_400})
    assert [p["status"] for p in own_shop.payments()] == ["processing"]
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 86_401})
    ended = own_shop.get(f"payment_intents/{intent['id']}").json()
    assert ended["status"] == "requires_payment_method"
    assert ended["last_payment_error"]["code"] == "no_account"
    assert types(own_shop)[-3:-1] != ["payment_intent.succeeded"] * 2
    assert "payment_intent.payment_failed" in types(own_shop)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_usBankAccount_insufficientFunds", "insufficient_funds"),
        ("pm_usBankAccount_accountClosed", "account_closed"),
        ("pm_usBankAccount_debitNotAuthorized", "debit_not_authorized"),
        ("pm_usBankAccount_noAccount", "no_account"),
    ],
)
def test_a_bank_debit_comes_back_with_the_documented_code(
    own_shop: Merchant, token: str, code: str
) -> None:
    intent = own_shop.pay(token).json()
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 31})
    ended = own_shop.get(f"payment_intents/{intent['id']}").json()
    assert ended["last_payment_error"]["code"] == code
    assert own_shop.get(f"charges/{intent['latest_charge']}").json()["failure_code"] == code


def test_a_page_left_open_expires_after_a_day(own_shop: Merchant) -> None:
    session = setup_session(own_shop)
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 86_401})
    after = own_shop.get(f"checkout/sessions/{session['id']}").json()
    assert (after["status"], after["url"]) == ("expired", None)
    assert Person(own_shop).card(session["url"]).status_code == 410
    assert own_shop.get("payment_methods", customer="c1").json()["data"] == []
    assert types(own_shop)[-1] == "checkout.session.expired"


def test_a_page_can_be_expired_once(shop: Merchant) -> None:
    session = setup_session(shop)
    closing = f"checkout/sessions/{session['id']}/expire"
    assert shop.post(closing).json()["status"] == "expired"
    assert shop.post(closing).status_code == 400
    assert shop.get(f"setup_intents/{session['setup_intent']}").json()["status"] == "canceled"


def test_a_set_up_intent_walks_to_the_bank_and_back(shop: Merchant) -> None:
    made = shop.post("setup_intents", customer="c1", payment_method="pm_card_visa").json()
    assert made["status"] == "requires_confirmation"
    done = shop.post(f"setup_intents/{made['id']}/confirm").json()
    assert (done["status"], methods(shop)) == ("succeeded", ["4242"])
    asks = shop.post(
        "setup_intents",
        customer="c1",
        payment_method="pm_card_authenticationRequired",
        confirm="true",
        return_url=SHOP + "/back?a=1",
    ).json()
    assert asks["status"] == "requires_action"
    back = Person(shop).answer(asks["next_action"]["redirect_to_url"]["url"])
    assert back.startswith(f"{SHOP}/back?a=1&setup_intent={asks['id']}&")
    assert back.endswith("redirect_status=succeeded")
    listed = shop.get("setup_intents", customer="c1").json()["data"]
    assert [setup["status"] for setup in listed] == ["succeeded", "succeeded"]


def test_a_declined_set_up_is_402_with_the_intent(shop: Merchant) -> None:
    reply = shop.post(
        "setup_intents", customer="c1", payment_method="pm_card_chargeDeclined", confirm="true"
    )
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (402, "card_declined")
    assert error["setup_intent"]["status"] == "requires_payment_method"
    cancelled = shop.post(f"setup_intents/{error['setup_intent']['id']}/cancel").json()
    assert cancelled["status"] == "canceled"


def test_wrong_sessions_and_set_ups_are_400(shop: Merchant) -> None:
    good = {"mode": "setup", "currency": "usd", "success_url": SHOP}
    for change in (
        {"mode": "subscription"},
        {"success_url": "javascript:alert(1)"},
        {"success_url": ""},
        {"currency": ""},
        {"customer": "nobody"},
        {"expires_at": "5"},
        {"surprise": "1"},
    ):
        assert shop.post("checkout/sessions", **good | change).status_code == 400, change
    assert shop.post("setup_intents", usage="sometimes").status_code == 400
    assert shop.post("setup_intents", confirm="true").status_code == 400


def test_what_was_added_survives_kill_nine(own_process: Process) -> None:
    shop = Merchant(own_process)
    open_one, done = setup_session(shop), setup_session(shop)
    Person(shop).card(done["url"])
    own_process.kill()
    own_process.start()
    assert methods(shop) == ["4242"]
    assert shop.get(f"checkout/sessions/{done['id']}").json()["status"] == "complete"
    path = open_one["url"].split("/stripe/", 1)[1]
    assert Person(shop).card(f"{own_process.url}/stripe/{path}").status_code == 303
    assert methods(shop) == ["4242", "4242"]

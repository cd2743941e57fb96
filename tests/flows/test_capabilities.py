"""What each provider can do, as the chat says it, as offers list it and as the API does it.

Every expectation here is computed from what the adapter declares: the same rows as the matrix.
"""

import shutil
from collections.abc import Iterator, Mapping

import pytest

from billing.capabilities import Capabilities, PageKind, Reach, Refunding
from billing.ids import ConnectionId, CustomerId, MethodId, TenantId
from billing.methods import Method
from billing.principal import Principal, Role, system
from billing.use_cases.disable_connection import disable_connection
from billing.words import LANGUAGES, Words
from payments._registry import adapter, names
from tests.flows.talk import Talk, talk
from tests.house import House, build, house_from

NOBODY = "nobody"
"""A company whose only connection was switched off."""
PROVIDERS = names()
TYPES = ("bank_account", "card", "link", "paypal", "sepa_debit")
WAYS: Mapping[str, Mapping[str, str]] = {
    "card": {
        "en": "can I pay by card here?",
        "es": "¿puedo pagar con tarjeta aquí?",
        "de": "kann ich hier mit Karte zahlen?",
        "fr": "puis-je payer par carte ici ?",
    },
    "bank_account": {
        "en": "can I pay by bank here?",
        "es": "¿se puede pagar con cuenta bancaria?",
        "de": "kann man hier mit Bankkonto zahlen?",
        "fr": "peut-on payer avec un compte bancaire ?",
    },
    "paypal": {
        "en": "do you take PayPal?",
        "es": "¿aceptan PayPal?",
        "de": "nehmen Sie PayPal?",
        "fr": "acceptez-vous PayPal ?",
    },
    "sepa_debit": {
        "en": "can I pay by SEPA direct debit?",
        "es": "¿puedo pagar con domiciliación SEPA?",
        "de": "kann ich mit SEPA-Lastschrift zahlen?",
        "fr": "puis-je payer par prélèvement SEPA ?",
    },
    "check": {
        "en": "can I pay with a check?",
        "es": "¿puedo pagar con cheque?",
        "de": "kann ich mit Scheck zahlen?",
        "fr": "puis-je payer par chèque ?",
    },
}
LINKS = {
    "en": "do you have payment links?",
    "es": "¿tienen enlaces de pago?",
    "de": "haben Sie Zahlungslinks?",
    "fr": "avez-vous des liens de paiement ?",
}
SEND = {
    "en": "can you send me a payment link?",
    "es": "¿me puede enviar un enlace de pago?",
    "de": "können Sie mir einen Zahlungslink schicken?",
    "fr": "pouvez-vous m'envoyer un lien de paiement ?",
}
BACK = {
    "en": "can I get a refund to my card?",
    "es": "¿me pueden devolver el dinero a la tarjeta?",
    "de": "kann ich eine Erstattung auf meine Karte bekommen?",
    "fr": "puis-je avoir un remboursement sur ma carte ?",
}
ADD = {
    "en": "add a card",
    "es": "quiero agregar una tarjeta",
    "de": "ich möchte eine neue Karte hinzufügen",
    "fr": "je voudrais ajouter une carte",
}


def world() -> str:
    """One small company for each provider, with one customer who owes one bill."""
    tenants, customers, bills, connections = [], [], [], []
    for name in (*PROVIDERS, NOBODY):
        tenants.append(
            f"- {{id: {name}, name: Company {name}, kind: utility, currency: USD, country: US,"
            f" time_zone: UTC, languages: [{', '.join(LANGUAGES)}],"
            f" legal: {{name: Company {name}, ibans: []}}}}"
        )
        customers.append(
            f"- {{id: c-{name}, tenant: {name}, name: Pat Doe, email: p@{name}.example}}"
        )
        bills.append(
            f"- {{id: B-{name}, customer: c-{name}, category: water, description: Water,"
            ' issued: "2026-02-01", due_date: "2026-03-20", amount: "40.00", balance: "40.00",'
            ' currency: USD, status: open, lines: [[Water, "40.00"]]}'
        )
        provider = name if name in PROVIDERS else "stripe"
        connections.append(f"- {{id: main, tenant: {name}, provider: {provider}, mode: test}}")
    sections = {"tenants": tenants, "customers": customers, "bills": bills}
    sections["connections"] = connections
    parts = ["version: 1", 'as_of: "2026-03-02T09:00:00Z"']
    for title, rows in sections.items():
        parts += [f"{title}:", *rows]
    return "\n".join(parts) + "\n"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All the companies in one house; nothing in these stories is paid."""
    folder = tmp_path_factory.mktemp("street")
    built = build(folder / "built", world())
    with house_from(built, folder / "house") as running:
        ports = running.container.ports
        admin = Principal(TenantId(NOBODY), Role.ADMIN)
        disable_connection(ports, admin, ConnectionId("main"))
        for name in PROVIDERS:
            with ports.store.write(system(TenantId(name))) as tx:
                for kind in TYPES:
                    tx.methods.put(saved(name, kind))
        yield running
    shutil.rmtree(folder)


def saved(name: str, kind: str) -> Method:
    return Method(
        id=MethodId(f"pm-{kind}"),
        customer_id=CustomerId(f"c-{name}"),
        type=kind,
        last4="4242",
        connection_id=ConnectionId("main"),
        provider_ref=f"pm-{kind}",
        customer_ref=f"c-{name}",
    )


def speaker(street: House, name: str) -> Talk:
    return talk(street, f"c-{name}", name)


def declared(name: str) -> Capabilities | None:
    """What its adapter declares for a company that bills in US dollars, as these all do."""
    return adapter(name).capabilities.within({"USD"}) if name != NOBODY else None


def words(street: House, language: str) -> Words:
    return Words(language, street.container.formats)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [*PROVIDERS, NOBODY])
def test_a_way_to_pay_is_possible_in_the_chat_exactly_where_it_is_declared(
    street: House, name: str, way: str, language: str
) -> None:
    answer = speaker(street, name).say(WAYS[way][language])
    say, can = words(street, language).say, declared(name)
    assert answer["language"] == language
    assert answer["quote"] is None
    said, named = answer["reply"], say(f"type.{way}")
    reach = can.reach if can is not None else None
    payable = can.payable if can is not None else frozenset()
    assert (say("options.nothing") in said) is (can is None)
    assert (say("options.yes", type=named) in said) is (way in payable)
    no = reach is Reach.PAY_HERE and way not in payable
    assert (say("options.no", type=named) in said) is no
    assert (say("options.can_add") in said) is (can is not None and bool(can.savable))
    by_hand = say("options.by_hand", company=f"Company {name}")
    assert (by_hand in said) is (reach is Reach.RECORD_ONLY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PROVIDERS, NOBODY])
def test_links_and_refunds_are_promised_exactly_where_they_are_declared(
    street: House, name: str, language: str
) -> None:
    say, can = words(street, language).say, declared(name)
    link = can is not None and PageKind.PAYMENT_LINK in can.pages
    back = can is not None and can.refunds is not Refunding.NONE
    asked = speaker(street, name)
    assert asked.say(LINKS[language])["reply"] == say("options.link" if link else "options.no_link")
    answer = speaker(street, name).say(BACK[language])
    assert answer["reply"] == say("options.refunds" if back else "options.no_refunds")
    assert answer["ticket"] is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PROVIDERS, NOBODY])
def test_a_page_is_shown_exactly_where_there_is_one(
    street: House, name: str, language: str
) -> None:
    can = declared(name)
    answer = speaker(street, name).say(ADD[language])
    kinds = [each["kind"] for each in answer["cards"]]
    assert kinds == (["page"] if can is not None and "card" in can.savable else [])
    reply = speaker(street, name).speaker.post("/methods", {})
    assert reply.status_code == (201 if can is not None and can.savable else 422), reply.text


@pytest.mark.parametrize("name", [NOBODY])
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_are_no_links_none_is_opened(street: House, name: str, language: str) -> None:
    answer = speaker(street, name).say(SEND[language])
    assert all(each["kind"] == "bill_list" for each in answer["cards"])
    assert words(street, language).say("options.no_link") in answer["reply"]


@pytest.mark.parametrize("name", [each for each in PROVIDERS if adapter(each).capabilities.payable])
def test_an_offer_lists_what_the_connection_charges_and_takes_nothing_else(
    street: House, name: str
) -> None:
    can = declared(name)
    assert can is not None
    asked = speaker(street, name).speaker
    quote = asked.quote(f"B-{name}")
    assert {each["type"] for each in quote["methods"]} == set(TYPES) & can.payable
    assert quote["method"]["id"].removeprefix("pm-") in can.payable
    for kind in TYPES:
        body = {"bill_ids": [f"B-{name}"], "method_id": f"pm-{kind}"}
        status = asked.post("/payments", body).status_code
        assert (status == 201) is (kind in can.payable), (kind, status)


def test_with_every_connection_off_no_offer_is_made(street: House) -> None:
    asked = speaker(street, NOBODY).speaker
    assert asked.post("/payments", {"bill_ids": [f"B-{NOBODY}"]}).status_code == 422

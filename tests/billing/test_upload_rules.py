from dataclasses import replace

from billing.ids import BillId
from billing.tenants import CategoryRule, JsonValue, Tenant
from billing.upload_rules import Categorised, categorised
from billing.uploads import Category
from tests.builders import POLICY, tenant, upload


def _of(
    *rules: CategoryRule, ours: bool = False, company: Tenant | None = None, **fields: JsonValue
) -> Categorised:
    bill = BillId("HB-100") if ours else None
    document = replace(upload(), fields=fields, bill_id=bill)
    return categorised(document, company or tenant(replace(POLICY, upload_categories=rules)))


LINES: JsonValue = [{"description": "Büromiete Mai"}, {"description": None}]


def test_evidence_gives_the_category_and_its_certainty() -> None:
    found = _of(topics={"telecom": 62, "software": 20})
    assert (found.category, found.percent, found.by) == (Category.TELECOM, 62, "evidence")
    assert found.tags == (Category.TELECOM, Category.SOFTWARE)


def test_in_doubt_there_is_no_category_but_there_are_tags() -> None:
    found = _of(topics={"telecom": 40, "software": 35})
    assert (found.category, found.percent) == (None, 0)
    assert found.tags == (Category.TELECOM, Category.SOFTWARE)


def test_the_companys_rules_come_first() -> None:
    rule = CategoryRule("rent", seller="MÜLLER", line="miete")
    known: JsonValue = {"telecom": 90}
    found = _of(rule, seller_name="Mueller", topics=known, line_items=LINES)
    assert found.category is Category.TELECOM  # another spelling is another word
    found = _of(rule, seller_name="Hans Muller KG", topics=known, line_items=LINES)
    assert (found.category, found.percent, found.by) == (Category.RENT, 100, "rule")
    assert found.tags == (Category.RENT, Category.TELECOM)
    assert _of(rule, seller_name="Hans Muller KG").category is None  # both parts, or none


def test_the_first_rule_that_holds_counts_and_an_unknown_category_is_none() -> None:
    rules = (CategoryRule("other", line="miete"), CategoryRule("rent", line="miete"))
    assert _of(*rules, line_items=LINES).category is Category.OTHER
    assert _of(CategoryRule("rents", line="miete"), line_items=LINES).category is None
    assert _of(CategoryRule("rent"), line_items=LINES).category is None


def test_our_own_bill_is_of_our_own_trade() -> None:
    utility = replace(tenant(), kind="utility")
    found = _of(ours=True, company=utility, topics={"rent": 70})
    assert (found.category, found.by) == (Category.UTILITY, "ledger")
    assert _of(company=utility, topics={"rent": 70}).category is Category.RENT
    assert _of(ours=True, company=replace(utility, kind="circus")).category is None


def test_a_readers_nonsense_is_no_category() -> None:
    assert _of(topics={"weapons": 99, "rent": "70"}) == Categorised()
    assert _of(topics="rent") == Categorised()

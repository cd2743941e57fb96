"""The conformance kit can fail: for each of its tests an adapter that is wrong turns it red.

A check that cannot fail proves nothing, so every test of the kit is listed here with an adapter
that it must refuse; a new test of the kit without one fails this file.
"""

import inspect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from billing.capabilities import PageKind, Refunding
from billing.disputes import DisputeState
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.stores.keyring import Keyring
from payments.stripe import Adapter
from tests.fakes import FakeClock
from tests.payments.kit import (
    test_capabilities as capabilities,
)
from tests.payments.kit import (
    test_charging as charging,
)
from tests.payments.kit import (
    test_declines as declines,
)
from tests.payments.kit import (
    test_doubt as doubt,
)
from tests.payments.kit import (
    test_fees as fees,
)
from tests.payments.kit import (
    test_keys as keys,
)
from tests.payments.kit import (
    test_methods as methods,
)
from tests.payments.kit import (
    test_orders as orders,
)
from tests.payments.kit import (
    test_pages as pages,
)
from tests.payments.kit import (
    test_refunds as refunds,
)
from tests.payments.kit import (
    test_secrets as secrets,
)
from tests.payments.kit import (
    test_statement as statement,
)
from tests.payments.kit import (
    test_webhooks as webhooks,
)
from tests.payments.kit.rig_stripe import Rig
from tests.payments.rig import Sandbox
from tests.payments.spoiled import charging as wrong
from tests.payments.spoiled import refunding as wrong_back
from tests.payments.spoiled import telling as wrong_told

KIT = (
    capabilities, charging, declines, doubt, fees, keys, methods, pages, refunds, secrets,
    statement, webhooks,
)  # fmt: skip
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Bite:
    """A wrong adapter, the test of the kit that must refuse it, and that test's parameters."""

    spoiled: type[Adapter]
    test: Callable[..., None]
    given: dict[str, Any] = field(default_factory=dict)


LINK, ADD = {"kind": PageKind.PAYMENT_LINK}, {"kind": PageKind.ADD_METHOD}
COSTLY = wrong.declaring(fees=True)
BITES = (
    # what is declared
    Bite(
        wrong.declaring(refunds=Refunding.NONE),
        capabilities.test_a_verb_is_refused_exactly_when_it_is_not_declared,
        {"verb": "refund"},
    ),
    Bite(
        wrong.declaring(pages=frozenset()),
        capabilities.test_a_page_is_refused_exactly_when_it_is_not_declared,
        LINK,
    ),
    Bite(
        wrong_told.OffersWhatItLikes,
        capabilities.test_a_type_of_method_that_no_page_offers_is_refused,
    ),
    Bite(
        wrong_told.OffersWhatItLikes,
        capabilities.test_its_page_saves_each_type_that_is_declared_and_no_other,
    ),
    Bite(wrong.ClaimsAWindowWithoutKeys, capabilities.test_what_is_declared_makes_sense_together),
    Bite(
        wrong_told.BelievesEveryone,
        capabilities.test_signed_webhooks_are_declared_where_signatures_are_checked,
    ),
    Bite(wrong.ChecksByCharging, capabilities.test_credentials_are_checked_without_moving_money),
    Bite(
        wrong.ChangesItsMind,
        capabilities.test_the_capabilities_are_those_of_the_class_and_of_every_connection,
    ),
    # charging
    Bite(wrong.ChargesTwice, charging.test_a_charge_moves_the_money_once_and_echoes_it),
    Bite(wrong.NewKeyEachTime, charging.test_charging_twice_with_one_key_charges_once),
    Bite(wrong.NewKeyEachTime, charging.test_charging_at_once_with_one_key_charges_once),
    Bite(wrong.PendingIsPaid, charging.test_money_on_its_way_is_pending_until_it_arrives),
    Bite(wrong.NothingSentIsADoubt, charging.test_where_nobody_listens_nothing_was_sent),
    Bite(wrong.NothingSentIsADoubt, charging.test_a_name_that_does_not_resolve_is_unavailable),
    Bite(
        wrong.EchoesWhatItAsked,
        charging.test_another_amount_is_reported_as_the_provider_said_it,
        {"fault": "wrong_amount", "echo": Money(9840, "USD")},
    ),
    Bite(wrong.FindsWhatNobodyMade, charging.test_what_was_never_charged_is_definitely_absent),
    Bite(
        wrong.TakesAnyPaymentForOurs,
        charging.test_another_payment_is_never_reported_under_our_reference,
    ),
    Bite(
        wrong.NeverSendsToTheBank,
        charging.test_a_payment_that_the_bank_wants_confirmed_ends_as_the_customer_says,
        {"outcome": "succeeded", "state": PaymentState.SUCCEEDED},
    ),
    Bite(wrong.CancelsNothing, charging.test_a_payment_that_waits_is_cancelled_once_and_stays_so),
    Bite(wrong.CancelsNothing, charging.test_cancelling_too_late_reports_what_it_became),
    # fees: one that declares them and knows none
    Bite(COSTLY, fees.test_a_fee_is_told_before_and_taken_as_agreed),
    Bite(COSTLY, fees.test_another_fee_than_was_agreed_is_refused_and_nothing_is_charged),
    Bite(COSTLY, fees.test_asking_for_the_fee_moves_nothing),
    Bite(COSTLY, fees.test_a_fee_that_cannot_be_told_is_not_made_up, {"fault": "outage"}),
    Bite(COSTLY, fees.test_a_type_without_a_fee_of_its_own_is_no_free_one),
    Bite(wrong.ProvesWhatItLikes, fees.test_what_is_there_is_never_proven_to_have_taken_nothing),
    # declines
    Bite(
        wrong.DeclineIsAnError,
        declines.test_a_decline_is_a_value_and_is_found_again,
        {"behaviour": "decline_generic", "reason": DeclineReason.CARD_DECLINED},
    ),
    Bite(
        wrong.ForgetsWhy,
        declines.test_a_decline_is_a_value_and_is_found_again,
        {"behaviour": "decline_generic", "reason": DeclineReason.CARD_DECLINED},
    ),
    Bite(wrong.ForgetsWhy, declines.test_money_that_never_arrives_is_a_failure_with_its_reason),
    Bite(
        wrong.DeclineIsAnError, declines.test_a_method_that_is_not_there_fails_and_charges_nothing
    ),
    Bite(
        wrong.ForgetsWhy,
        declines.test_a_currency_the_method_cannot_pay_fails_and_charges_nothing,
    ),
    Bite(wrong.PendingIsPaid, declines.test_a_bank_debit_that_comes_back_days_later_says_why),
    # doubt
    Bite(
        wrong.DoubtHasFailed,
        doubt.test_after_a_lost_connection_the_same_key_settles_once,
        {"behaviour": "timeout_after_charge"},
    ),
    *(
        Bite(spoiled, doubt.test_any_doubt_is_outcome_unknown_and_settles_once, {"fault": fault})
        for spoiled, fault in (
            (wrong.DoubtHasFailed, "drop_reply_after_commit"),
            (wrong.SentMayBeNothing, "http_500_after_commit"),
            (wrong.NewKeyEachTime, "truncated_json"),
            (wrong.ChainsItsErrors, "hang"),
        )
    ),
    Bite(wrong.DoubtHasFailed, doubt.test_an_inner_error_stays_in_doubt_and_is_definitely_absent),
    Bite(wrong.NothingSentIsADoubt, doubt.test_too_many_requests_charged_nothing),
    Bite(
        wrong.SilenceIsAbsence,
        doubt.test_a_lookup_that_cannot_say_never_says_absent,
        {"fault": "http_429"},
    ),
    Bite(
        wrong.SilenceIsAbsence,
        doubt.test_an_outage_leaves_nothing_behind_and_nothing_decided,
        {"outage": "outage_503"},
    ),
    Bite(wrong.Impatient, doubt.test_a_slow_answer_is_an_answer),
    # keys
    Bite(wrong.FindsNothing, keys.test_a_charge_is_found_after_the_provider_forgot_the_key),
    Bite(wrong.ClaimsALongWindow, keys.test_within_the_declared_window_the_key_still_holds),
    Bite(
        wrong.FindsWhatNobodyMade,
        keys.test_after_the_window_a_doubt_is_looked_up_and_never_sent_again,
    ),
    # methods
    Bite(
        wrong_told.HidesTheNumbersEnd,
        methods.test_what_is_saved_is_shown_by_brand_and_last_four_only,
    ),
    Bite(
        wrong_told.CallsEverythingACard,
        methods.test_a_declared_type_is_listed_as_ours,
        {"kind": "link"},
    ),
    Bite(wrong_told.ReadsOnePage, methods.test_every_method_is_listed_however_many),
    Bite(
        wrong_told.RemovesNothing,
        methods.test_a_removed_method_is_gone_and_removing_it_again_is_no_error,
    ),
    Bite(wrong_told.PrefersAnything, methods.test_the_default_is_one_of_the_customers_own),
    Bite(wrong_told.MethodDoubtIsDone, methods.test_a_lost_answer_about_a_method_is_a_doubt),
    Bite(
        wrong_told.SilenceIsAnEmptyList, methods.test_a_list_that_cannot_be_read_is_not_an_empty_one
    ),
    Bite(wrong.ForgetsWhy, methods.test_a_method_that_ran_out_is_declined_with_that_reason),
    # pages
    Bite(wrong_told.NewPageEachTime, pages.test_the_same_key_again_is_the_same_page, LINK),
    Bite(wrong_told.EveryPageIsDone, pages.test_a_page_that_nobody_used_is_open, ADD),
    Bite(wrong_told.EveryPageIsOpen, pages.test_a_new_card_is_saved_for_its_customer_and_charged),
    Bite(
        wrong_told.NewCustomerEachTime,
        pages.test_a_second_card_goes_to_the_customer_that_is_known,
    ),
    Bite(wrong_told.EveryPageIsDone, pages.test_a_card_that_the_bank_refuses_is_not_saved),
    Bite(wrong_told.EveryPageIsOpen, pages.test_a_page_that_was_left_alone_ends_by_itself, ADD),
    Bite(
        wrong_told.EveryPageIsOpen,
        pages.test_what_a_customer_pays_on_a_page_is_found_by_our_key,
        LINK,
    ),
    Bite(
        wrong.RefusedOnAPageHasFailed,
        pages.test_a_refused_card_leaves_the_page_open_and_the_payment_waiting,
        LINK,
    ),
    Bite(wrong.CancelsNothing, pages.test_a_page_that_was_called_off_takes_no_money, LINK),
    Bite(wrong.CancelsNothing, pages.test_calling_off_a_page_that_was_paid_says_so, LINK),
    Bite(
        wrong_told.AsksForSomeAmount, pages.test_a_page_that_takes_a_payment_needs_an_amount, LINK
    ),
    Bite(wrong_told.EveryPageIsOpen, pages.test_a_page_of_nobodys_is_not_open),
    # refunds
    Bite(wrong_back.RefundsAPart, refunds.test_the_whole_payment_is_given_back_once),
    Bite(
        wrong_back.RefundsUnderANewKey, refunds.test_giving_back_twice_with_one_key_gives_back_once
    ),
    Bite(wrong_back.RefundsTheWhole, refunds.test_parts_are_given_back_up_to_what_was_paid),
    Bite(wrong_back.GivesALittleLess, refunds.test_more_than_is_left_is_a_definite_no),
    Bite(wrong_back.RefusalIsDone, refunds.test_what_is_given_back_already_is_not_given_twice),
    Bite(
        wrong_back.GivesALittleLess,
        refunds.test_refunds_at_the_same_time_never_exceed_the_payment,
    ),
    Bite(wrong_back.RefundsUnderANewKey, refunds.test_the_same_refund_at_the_same_time_is_one),
    Bite(
        wrong_back.RefundDoubtHasFailed,
        refunds.test_a_refund_in_doubt_is_settled_once,
        {"fault": "drop_reply_after_commit"},
    ),
    Bite(
        wrong_back.TakesAnyRefundForOurs,
        refunds.test_a_refund_that_was_never_made_is_definitely_absent,
    ),
    Bite(
        wrong_back.RefundSilenceIsAbsence,
        refunds.test_a_look_at_a_refund_that_cannot_say_never_says_absent,
        {"fault": "http_429"},
    ),
    Bite(wrong_back.KnowsOnlyItsOwnRefunds, refunds.test_a_refund_made_by_hand_is_read_by_its_id),
    Bite(
        wrong_back.TakesAnyRefundForOurs,
        refunds.test_a_refund_of_another_payment_is_not_taken_for_ours,
    ),
    Bite(wrong_back.RefusalIsDone, refunds.test_money_on_its_way_back_is_pending_until_it_arrives),
    Bite(
        wrong_back.RefundsNeverFail,
        refunds.test_a_refund_that_the_bank_sends_back_is_failed_in_the_end,
    ),
    Bite(wrong_back.RefusalIsDone, refunds.test_what_was_not_paid_is_not_given_back),
    # secrets
    Bite(
        wrong_told.LogsWhatItSends,
        secrets.test_no_error_and_no_log_shows_a_secret_or_a_name,
        {"fault": "http_429"},
    ),
    Bite(wrong.ChainsItsErrors, secrets.test_every_error_is_one_of_ours_and_carries_no_other),
    Bite(wrong_told.ShowsItsKey, secrets.test_an_adapter_shows_no_credential_of_its_own),
    Bite(wrong_told.ShowsItsKey, secrets.test_refused_credentials_say_so_and_never_show_themselves),
    Bite(wrong_told.RepeatsTheLetter, secrets.test_a_letter_that_is_refused_is_not_repeated),
    Bite(wrong_told.TakesAnyMode, secrets.test_test_credentials_do_not_serve_a_live_connection),
    Bite(
        wrong.PrintsTheAddress,
        secrets.test_the_address_of_a_page_is_not_in_a_report_that_is_printed,
    ),
    # the provider's own books
    Bite(
        wrong_told.ForgetsOurKeyInTheBooks,
        statement.test_every_charge_is_listed_with_our_key_and_what_came_of_it,
    ),
    Bite(wrong_told.ListsRefusedTries, statement.test_a_refused_try_took_nothing_and_is_not_listed),
    Bite(wrong_told.IgnoresTheSpan, statement.test_a_span_begins_and_ends_where_it_says),
    Bite(wrong_told.ReadsOnePage, statement.test_a_long_statement_is_read_to_its_end),
    Bite(
        wrong_told.SilenceIsAnEmptyList,
        statement.test_a_statement_that_breaks_off_says_so,
        {"fault": "truncated_json"},
    ),
    Bite(
        wrong_told.DisputesStayOpen,
        statement.test_a_dispute_is_told_as_it_stands,
        {"outcome": "lost", "state": DisputeState.LOST},
    ),
    Bite(wrong_told.MakesUpADispute, statement.test_a_dispute_of_nobodys_is_not_made_up),
    # webhooks
    Bite(
        wrong_told.NamesNoPayment,
        webhooks.test_what_the_sandbox_sends_is_read_and_names_our_payment,
    ),
    Bite(wrong_told.NewEventEachTime, webhooks.test_a_letter_that_comes_again_is_the_same_report),
    Bite(
        wrong_told.BelievesEveryone,
        webhooks.test_no_forgery_is_read_and_none_is_another_error,
        {"seed": 0},
    ),
    Bite(
        wrong_told.RaisesWhateverHappens,
        webhooks.test_no_forgery_is_read_and_none_is_another_error,
        {"seed": 0},
    ),
    Bite(wrong_told.HasNoClock, webhooks.test_a_letter_of_another_time_is_refused, {"minutes": 6}),
    Bite(
        wrong_told.RaisesWhateverHappens,
        webhooks.test_a_signed_body_that_says_nothing_is_refused,
        {"body": b'{"id": NaN}'},
    ),
    Bite(wrong_told.BelievesEveryone, webhooks.test_another_merchants_signature_is_refused),
    Bite(wrong_told.TakesTheFirstHeader, webhooks.test_a_repeated_signature_header_is_refused),
)


@pytest.mark.parametrize("bite", BITES, ids=lambda b: f"{b.spoiled.__name__}-{b.test.__name__[5:]}")
def test_the_kit_refuses_an_adapter_that_is_wrong(
    bite: Bite, sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    given = dict(bite.given)
    if "caplog" in inspect.signature(bite.test).parameters:
        given["caplog"] = request.getfixturevalue("caplog")

    assert verdict(bite.test, spoiled_rig(bite.spoiled, sandbox), given) == "red"


def test_the_same_tests_pass_the_adapter_that_is_right(sandbox: Sandbox) -> None:
    for bite in BITES[:3]:  # the whole kit does it for all of them; this guards the harness here
        assert verdict(bite.test, spoiled_rig(Adapter, sandbox), bite.given) == "green"


def test_every_test_of_the_kit_has_an_adapter_that_it_refuses() -> None:
    bitten = {bite.test.__name__ for bite in BITES}

    assert [name for module in KIT for name in stories_in(module) if name not in bitten] == []
    files = {path.stem for path in Path(__file__).parent.joinpath("kit").glob("test_*.py")}
    judged = {module.__name__.rpartition(".")[2] for module in (*KIT, orders)}
    # About the folder; about the application, whose saboteurs are planted in its own code; about
    # the core over an adapter: `test_kit_bites_core.py`; about an adapter that only records; about
    # what each adapter's page names, and what the provider's own description allows.
    elsewhere = {"test_rigs", "test_over_http", "test_core", "test_record_only"}
    assert files - judged == elsewhere | {"test_credentials", "test_requests"}


def test_the_orders_refuse_an_adapter_that_takes_refunds_for_payments(
    sandbox: Sandbox, sqlite_url: str, keyring: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    rig = spoiled_rig(wrong_told.TakesRefundsForPayments, sandbox)
    story = orders.told(rig, sqlite_url, keyring, clock)

    ends = orders.ends_of(story, [story.reports], tmp_path, keyring, clock)

    assert orders.TRUTH not in ends


@pytest.fixture(autouse=True)
def _healed(sandbox: Sandbox) -> Iterator[None]:
    yield
    sandbox.order("DELETE", "faults")


def spoiled_rig(spoiled: type[Adapter], sandbox: Sandbox) -> Rig:
    kind: type[Rig] = type("SpoiledRig", (Rig,), {"adapter": spoiled})
    return kind(sandbox, f"bite{next(_numbers)}")


def stories_in(module: ModuleType) -> list[str]:
    return [name for name in vars(module) if name.startswith("test_")]


def verdict(test: Callable[..., None], rig: Rig, given: dict[str, Any]) -> str:
    """What pytest would say of the test; a wrong call of it is an error of this file."""
    try:
        test(rig, **given)
    except (TypeError, NameError, AttributeError):
        raise
    except pytest.skip.Exception:
        return "skipped"
    except (Exception, pytest.fail.Exception):  # whatever it is, the kit is not green
        return "red"
    return "green"

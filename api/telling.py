"""Tells a conversation what became of a payment, a refund, a page or a document of it, once each.

What a page brings is told in every conversation the person has open: they may have gone on in
another one while the page was.

The duty is owed by whatever changed the payment: a webhook, the customer's return, the reconciler,
a human. The one who was asked and answered at once (the button, a typed yes) tells it too; whoever
is second finds it told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.wording import word_card
from api.answers import Answers, Spoken, Told
from billing.conversations import Message, Speaker
from billing.duties import Duty
from billing.errors import NotFound
from billing.facts_view import facts_view
from billing.ids import (
    ConversationId,
    CustomerId,
    MessageId,
    MethodId,
    PaymentId,
    PersonId,
    UploadId,
)
from billing.manual_payments import ManualState
from billing.manual_views import manual_sentence
from billing.payments import PaymentState
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.uploads import UploadState
from billing.use_cases._telling import (
    MANUAL,
    PAYMENT,
    REFUND,
    TOLD_REFUNDS,
    TOLD_STATES,
    UPLOAD,
    listener_of,
)
from billing.use_cases.payment_history import lines_of
from billing.views import Show, View, method_view, payment_view, upload_view
from billing.words import Words
from tools._tool import Card
from tools._uploads import why_unreadable

BUSY: Final = timedelta(seconds=1)
"""A turn is being taken in that conversation: its own words come first."""

TURN: Final = timedelta(seconds=30)
LOOKED_THROUGH: Final = 40
MOST_OPEN: Final = 6
OPEN_BEFORE: Final = timedelta(hours=1)
"""How long before a page was opened a conversation may have fallen silent and still be open."""

News = Callable[[Tx, Words, ConversationId], tuple[MessageId, Spoken] | None]
"""What there is to say in one conversation, under a name that says it once; None: nothing."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Handles the duty TELL_CONVERSATION."""

    answers: Answers

    def tell(self, ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
        """Say it if it was not said; True when nothing is left to say, a time to try again."""
        about, _, name = duty.subject.partition("/")
        try:
            if about == PAYMENT:
                return self._of_payment(ports, principal, PaymentId(name))
            if about == REFUND:
                return self._of_refund(ports, principal, name)
            if about == MANUAL:
                return self._of_manual(ports, principal, name)
            if about == UPLOAD:
                return self._of_upload(ports, principal, UploadId(name))
            token, _, method_id = name.partition("/")
            return self._of_page(ports, principal, token, method_id)
        except NotFound:
            return True

    def _of_payment(
        self, ports: Ports, principal: Principal, payment_id: PaymentId
    ) -> bool | timedelta:
        with ports.store.read(principal) as tx:
            listener = listener_of(tx, payment := tx.payments.get(payment_id))
        return self._say(
            ports,
            _listening(principal, payment.customer_id, listener),
            lambda tx, words, thread: self._news(tx, payment_id, words, thread),
            since=self._page_opened(ports, principal, payment_id),
        )

    def _of_refund(self, ports: Ports, principal: Principal, refund_id: str) -> bool | timedelta:
        with ports.store.read(principal) as tx:
            payment = tx.payments.get(tx.refunds.get(refund_id).payment_id)
            listener = listener_of(tx, payment)
        return self._say(
            ports,
            _listening(principal, payment.customer_id, listener),
            lambda tx, words, _: self._money_back(tx, refund_id, words),
        )

    def _money_back(self, tx: Tx, refund_id: str, words: Words) -> tuple[MessageId, Spoken] | None:
        refund = tx.refunds.get(refund_id)
        if refund.state not in TOLD_REFUNDS:
            return None
        (line,) = lines_of(tx, (tx.payments.get(refund.payment_id),))
        show = Show(words.language, self.answers.formats)
        data: View = {"payments": [payment_view(line, show)]}
        text = words.say(
            f"refund.{refund.state}",
            amount=refund.amount,
            bill=line.bill_number,
            method=line.method.label(words.language) if line.method is not None else "-",
        )
        if refund.state is PaymentState.SUCCEEDED and line.payment.fee_minor:
            text += " " + words.say("refund.fee_kept", fee=line.payment.fee)
        card = Card("payments", line.payment.id, data)
        facts = facts_view([(card.kind, card.data)])
        told = Spoken(text, (card,), facts, words.language)
        return MessageId(f"told-{refund.id}-{refund.state}"), told

    def _of_manual(self, ports: Ports, principal: Principal, manual_id: str) -> bool | timedelta:
        with ports.store.read(principal) as tx:
            manual = tx.manual_payments.get(manual_id)
        thread, person = manual.conversation_id, manual.person_id
        listener = (person, thread) if thread is not None and person is not None else None
        return self._say(
            ports,
            _listening(principal, manual.customer_id, listener),
            lambda tx, words, _: self._by_hand(tx, manual_id, words),
        )

    def _by_hand(self, tx: Tx, manual_id: str, words: Words) -> tuple[MessageId, Spoken] | None:
        manual = tx.manual_payments.get(manual_id)
        if manual.state is ManualState.ANNOUNCED:
            return None
        show = Show(words.language, self.answers.formats)
        lines = lines_of(tx, tuple(tx.payments.get(each) for each in manual.payment_ids))
        data: View = {"payments": [payment_view(line, show) for line in lines]}
        cards = (Card("payments", manual.id, data),) if lines else ()
        facts = facts_view([(card.kind, card.data) for card in cards])
        told = Spoken(manual_sentence(tx, manual, words), cards, facts, words.language)
        return MessageId(f"told-{manual.id}-{manual.state}"), told

    def _page_opened(
        self, ports: Ports, principal: Principal, payment_id: PaymentId
    ) -> datetime | None:
        """When the page was opened on which the payment is agreed to; None where none was."""
        with ports.store.read(principal) as tx:
            pages = tx.hosted_pages.of_subject(payment_id)
            return pages[0].created_at if pages and pages[0].url else None

    def _news(
        self, tx: Tx, payment_id: PaymentId, words: Words, thread: ConversationId
    ) -> tuple[MessageId, Spoken] | None:
        payment = tx.payments.get(payment_id)
        if payment.state not in TOLD_STATES:
            return None
        told = self.answers.told(tx, payment, words)
        if was_told(tx.conversations.tail(thread, LOOKED_THROUGH), told):
            return None
        return told.message_id, self.answers.kept(told, words)

    def _of_page(
        self, ports: Ports, principal: Principal, token: str, method_id: str
    ) -> bool | timedelta:
        with ports.store.read(principal) as tx:
            page = tx.hosted_pages.get(token)
        thread = page.conversation_id
        message_id = MessageId(f"told-{token}")
        return self._say(
            ports,
            _listening(principal, page.customer_id, (page.person_id, thread) if thread else None),
            lambda tx, words, _: (message_id, self._of_method(ports, tx, method_id, words)),
            since=page.created_at,
        )

    def _of_method(self, ports: Ports, tx: Tx, method_id: str, words: Words) -> Spoken:
        if not method_id:
            return Spoken(words.say("method.not_added"), (), {}, words.language)
        method = tx.methods.get(MethodId(method_id))
        today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
        key = "method.added_default" if method.is_default else "method.added"
        view = method_view(method, today=today, language=words.language)
        card = Card("methods", method.id, {"methods": [view]})
        return Spoken(
            words.say(key, method=method.label(words.language)), (card,), {}, words.language
        )

    def _of_upload(
        self, ports: Ports, principal: Principal, upload_id: UploadId
    ) -> bool | timedelta:
        with ports.store.read(principal) as tx:
            upload = tx.uploads.get(upload_id)
        thread = upload.conversation_id
        return self._say(
            ports,
            _listening(
                principal, upload.customer_id, (upload.person_id, thread) if thread else None
            ),
            lambda tx, words, _: self._read(tx, upload_id, words),
        )

    def _read(self, tx: Tx, upload_id: UploadId, words: Words) -> tuple[MessageId, Spoken] | None:
        upload = tx.uploads.get(upload_id)
        if upload.state is UploadState.PROCESSING:
            return None
        message_id = MessageId(f"told-{upload_id}-{upload.state}")
        if upload.state is UploadState.REFUSED:
            return message_id, Spoken(words.say(why_unreadable(upload)), (), {}, words.language)
        bill = tx.bills.get(upload.bill_id) if upload.bill_id is not None else None
        card = Card("invoice_fields", upload.id, upload_view(upload, bill))
        text = " ".join(word_card(card, words, tx.tenants.this().name))
        return message_id, Spoken(text, (card,), {}, words.language)

    def _say(
        self,
        ports: Ports,
        listening: tuple[Principal, ConversationId] | None,
        news: News,
        *,
        since: datetime | None = None,
    ) -> bool | timedelta:
        """Append what `news` finds to say where it was asked for, once in each conversation.

        `since`: the news of a page opened then, which may be waited for in any conversation that
        the person has been in lately. One where somebody takes a turn now is told in a moment.
        """
        if listening is None:
            return True
        who, thread = listening
        threads = [thread, *(_open_besides(ports, who, thread, since) if since else ())]
        told = [self._say_in(ports, who, each, news) for each in threads]
        return True if all(told) else BUSY

    def _say_in(self, ports: Ports, who: Principal, thread: ConversationId, news: News) -> bool:
        """False while a turn is taken there."""
        words = self.answers.words_in(who, thread)
        owner = ports.ids.new("turn")
        with ports.store.write(who) as tx:
            if not tx.conversations.take_turn(thread, owner, ports.clock.real_now() + TURN):
                tx.conversations.get(thread)  # gone, or busy?
                return False
            found = news(tx, words, thread)
            said = found is not None and self.answers.append(tx, thread, *found)
            tx.conversations.end_turn(thread, owner)
        if said:
            self.answers.nudge(who, thread)
        return True


def _open_besides(
    ports: Ports, who: Principal, thread: ConversationId, since: datetime
) -> tuple[ConversationId, ...]:
    """The person's other conversations in which anything was said about when the page was opened.

    `since` is real time, and what is said is dated in business time: both are told as ages.
    """
    age = ports.clock.real_now() - since + OPEN_BEFORE
    with ports.store.read(who) as tx:
        others = [each for each in tx.conversations.list(MOST_OPEN) if each.id != thread]
        last = {each.id: tx.conversations.tail(each.id, 1) for each in others}
    now = ports.clock.now()
    return tuple(name for name, said in last.items() if said and now - said[-1].at <= age)


def _listening(
    principal: Principal, customer: CustomerId, listener: tuple[PersonId, ConversationId] | None
) -> tuple[Principal, ConversationId] | None:
    """The listener as a principal who may be told, and where; None when nobody listens."""
    if listener is None:
        return None
    person, thread = listener
    role = Role.CUSTOMER_MEMBER
    return Principal(principal.tenant, role, customer, person, session="teller"), thread


def was_told(tail: tuple[Message, ...], told: Told) -> bool:
    """Whether the server itself showed this payment in this state, as after a typed yes."""
    return any(
        _shows(card, told)
        for message in tail
        if message.speaker is Speaker.SERVER
        for card in message.cards
    )


def _shows(card: object, told: Told) -> bool:
    if not isinstance(card, dict) or card.get("kind") != told.card.kind:
        return False
    if told.receipt is not None:
        return bool(card.get("id") == told.card.id)
    data = card.get("data")
    rows = data.get("payments") if isinstance(data, dict) else None
    reason = str(told.payment.reason) if told.payment.reason is not None else None
    now = (told.payment.id, str(told.payment.state), reason)
    return isinstance(rows, list) and any(
        isinstance(row, dict) and (row.get("id"), row.get("state"), row.get("reason")) == now
        for row in rows
    )

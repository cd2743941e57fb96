"""What a provider takes on top: asked outside of any transaction, put to the lines inside one."""

from dataclasses import dataclass, field, replace

from billing.errors import NotOffered, ProviderUnavailable
from billing.ids import ConnectionId
from billing.methods import Method
from billing.money import Money
from billing.payments import Payment
from billing.ports import PaymentProvider, Ports, Tx
from billing.quotes import QuoteLine
from billing.use_cases._provider import ask, provider_at


@dataclass(frozen=True, slots=True)
class FeeQuestion:
    """The amounts of which a provider must say what it takes on top of each, with such a method."""

    provider: PaymentProvider
    connection_id: ConnectionId
    method_type: str
    amounts: frozenset[Money]


@dataclass(slots=True)
class Fees:
    """What was asked so far, for one request: by connection, type of method and amount."""

    _known: dict[tuple[ConnectionId, str, Money], Money] = field(default_factory=dict)

    def added_to(
        self, ports: Ports, tx: Tx, method: Method, lines: tuple[QuoteLine, ...]
    ) -> tuple[QuoteLine, ...] | FeeQuestion:
        """The lines with their fees, or the question that must be asked before. Sends nothing.

        Raises `ProviderUnavailable` when the connection cannot work: then nobody knows its fee.
        """
        provider = provider_at(ports, tx, method.connection_id)
        if not provider.capabilities.fees:
            return lines
        place = method.connection_id, method.type
        unknown = frozenset(x.amount for x in lines if (*place, x.amount) not in self._known)
        if unknown:
            return FeeQuestion(provider, *place, unknown)
        return tuple(
            replace(line, fee_minor=self._known[*place, line.amount].amount_minor) for line in lines
        )

    def learn(self, question: FeeQuestion) -> None:
        """Ask the provider; never inside a transaction. Raises `ProviderUnavailable`."""
        place = question.connection_id, question.method_type
        for amount in sorted(question.amounts, key=lambda each: each.amount_minor):
            self._known[*place, amount] = _fee(question, amount)


def _fee(question: FeeQuestion, amount: Money) -> Money:
    try:
        fee = ask(lambda: question.provider.fee_for(amount, question.method_type))
    except NotOffered as lacking:
        # It says that it takes fees and does not say which: no total can be promised.
        raise ProviderUnavailable("the provider does not say its fee") from lacking
    if fee.currency != amount.currency or fee.amount_minor < 0:
        raise ProviderUnavailable("the provider's fee is not readable")
    return fee


def stated(payment: Payment, provider: PaymentProvider | None) -> Money | None:
    """The fee to state when the payment is sent; None where the provider takes none."""
    takes_fees = provider is not None and provider.capabilities.fees
    return payment.fee if takes_fees or payment.fee_minor else None

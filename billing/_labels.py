"""What a payment was made with, as a reader calls it: a saved method, or a check, wire or cash."""

from billing.manual_payments import ManualPayment
from billing.methods import Method
from billing.tenants import JsonValue
from billing.words import sentences, supported


def label_of(paid_with: Method | ManualPayment, language: str = "en") -> str:
    """`Visa •••• 4242`, `Check 1042`, in the reader's language."""
    if isinstance(paid_with, Method):
        return paid_with.label(language)
    words = sentences(supported(language))
    name = str(words[f"manual.{paid_with.kind}"])
    return f"{name} {paid_with.reference}".strip()


def label_view(
    paid_with: Method | ManualPayment | None, language: str = "en"
) -> dict[str, JsonValue] | None:
    """`{id, label}`, None where nothing is known."""
    if paid_with is None:
        return None
    return {"id": paid_with.id, "label": label_of(paid_with, language)}

"""Who bills are made out to: an offer with the new details, or the code of a new address."""

from pydantic import BaseModel, Field

from billing.errors import InvalidRequest, NotEligible
from billing.use_cases.confirm_email import confirm_email
from billing.use_cases.update_billing_details import (
    FIELDS,
    DetailsWish,
    update_billing_details,
)
from tools._acts import REFUSED, offered, refused
from tools._context import ToolContext
from tools._tool import Access, Arguments, AskAgain, Tool, ToolFailed, ToolResult


class UpdateBillingDetailsArguments(Arguments):
    """Only what the customer said, in their words; an empty text takes a detail away."""

    name: str | None = None
    company: str | None = None
    address: str | None = Field(None, max_length=300)
    email: str | None = Field(None, max_length=254)
    vat_id: str | None = Field(None, max_length=40)
    po_number: str | None = Field(None, max_length=60)
    invoice_recipient: str | None = Field(
        None, description="For whose attention invoices are: a person or a department"
    )
    code: str | None = Field(
        None, max_length=20, description="The code from our e-mail, when they tell one"
    )


class UpdateBillingDetails:
    """Our address changed; put PO 4711 on the invoices; the code is 1234 5678."""

    name = "update_billing_details"
    description = (
        "Prepares an offer to change name, company, address, e-mail, VAT ID, purchase order or "
        "recipient of bills; with `code` it makes a new e-mail address count. Not for methods."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = UpdateBillingDetailsArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The offer as a card, or that the address counts. Raises `ToolFailed`, `AskAgain`."""
        wanted = UpdateBillingDetailsArguments.model_validate(arguments)
        if wanted.code is not None:
            return _confirmed(context, wanted.code)
        given = wanted.model_dump(include=set(FIELDS), exclude_none=True)
        if not given:
            raise AskAgain("say which details the customer wants to change, or their code")
        wish = DetailsWish(given, context.conversation_id)
        try:
            made = update_billing_details(context.ports, context.principal, wish)
        except NotEligible as error:
            if error.why != "not_valid":
                raise refused(context, error) from None
            what = context.words.say(f"detail.{error.values['what']}")
            raise ToolFailed(context.words.say("act.no.not_valid", what=what)) from None
        except REFUSED as error:
            raise refused(context, error) from None
        return offered(context, made)


def _confirmed(context: ToolContext, code: str) -> ToolResult:
    say = context.words.say
    try:
        confirm_email(context.ports, context.principal, code)
    except NotEligible:
        raise ToolFailed(say("act.details.no_code")) from None
    except InvalidRequest:
        raise ToolFailed(say("act.details.wrong_code")) from None
    except REFUSED as error:
        raise refused(context, error) from None
    closing = say("act.details.confirmed")
    return ToolResult((), closing, closing=closing)


TOOL: Tool = UpdateBillingDetails()

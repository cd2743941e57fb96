"""Invoices, their lines and payments, subscriptions: every member present."""

from payments.sandbox._store import Json, new_id

INVOICE_NULLS = tuple(
    "account_name account_tax_ids application automatically_finalizes_at custom_fields"
    " customer_account customer_address customer_email customer_name customer_phone"
    " customer_shipping default_payment_method default_source description due_date effective_at"
    " ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error"
    " latest_revision next_payment_attempt number on_behalf_of parent receipt_number rendering"
    " shipping_cost shipping_details statement_descriptor subscription test_clock"
    " total_pretax_credit_amounts total_taxes webhooks_delivered_at".split()
)
SUBSCRIPTION_NULLS = tuple(
    "application application_fee_percent billing_cycle_anchor_config billing_schedules"
    " billing_thresholds cancel_at canceled_at customer_account days_until_due"
    " default_payment_method default_source description ended_at latest_invoice managed_payments"
    " next_pending_invoice_item_invoice on_behalf_of pause_collection"
    " pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock"
    " transfer_data trial_end trial_start".split()
)


def _unlimited(url: str, data: list[Json]) -> Json:
    return {"object": "list", "data": data, "has_more": False, "url": url}


def invoice(customer: Json, currency: str, created: int) -> Json:
    """A draft without lines for the customer; amounts in minor units."""
    invoice_id = new_id("in")
    amounts = (
        "amount_due amount_overpaid amount_paid amount_remaining amount_shipping"
        " post_payment_credit_notes_amount pre_payment_credit_notes_amount starting_balance"
        " subtotal subtotal_excluding_tax total total_excluding_tax attempt_count"
    )
    return (
        dict.fromkeys(INVOICE_NULLS)
        | dict.fromkeys(amounts.split(), 0)
        | {
            "id": invoice_id,
            "object": "invoice",
            "account_country": "US",
            "attempted": False,
            "auto_advance": False,
            "automatic_tax": {
                "disabled_reason": None,
                "enabled": False,
                "liability": None,
                "provider": None,
                "status": None,
            },
            "billing_reason": "manual",
            "collection_method": "charge_automatically",
            "created": created,
            "currency": currency,
            "customer": customer["id"],
            "customer_address": customer["address"],
            "customer_email": customer["email"],
            "customer_name": customer["name"],
            "customer_phone": customer["phone"],
            "customer_tax_exempt": "none",
            "customer_tax_ids": [],
            "default_tax_rates": [],
            "discounts": [],
            "issuer": {"type": "self"},
            "lines": _unlimited(f"/v1/invoices/{invoice_id}/lines", []),
            "livemode": False,
            "metadata": {},
            "payment_settings": {
                "default_mandate": None,
                "payment_method_options": None,
                "payment_method_types": None,
            },
            "period_end": created,
            "period_start": created,
            "status": "draft",
            "status_transitions": {
                "finalized_at": None,
                "marked_uncollectible_at": None,
                "paid_at": None,
                "voided_at": None,
            },
            "total_discount_amounts": [],
        }
    )


def invoice_item(customer: str, amount: int, currency: str, created: int) -> Json:
    """A charge that waits for the customer's next invoice."""
    return {
        "id": new_id("ii"),
        "object": "invoiceitem",
        "amount": amount,
        "currency": currency,
        "customer": customer,
        "customer_account": None,
        "date": created,
        "description": None,
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "net_amount": amount,
        "parent": None,
        "period": {"end": created, "start": created},
        "pricing": None,
        "proration": False,
        "quantity": 1,
        "quantity_decimal": "1",
        "tax_rates": [],
        "test_clock": None,
    }


def line(invoice_id: str, item: Json, parent: Json) -> Json:
    """An invoice's line for an invoice item or a subscription's item (same members)."""
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": item["amount"],
        "currency": item["currency"],
        "description": item["description"],
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": item["metadata"],
        "parent": parent,
        "period": item["period"],
        "pretax_credit_amounts": [],
        "pricing": item["pricing"],
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": None,
        "subtotal": item["amount"],
        "taxes": [],
    }


def invoice_payment(invoice_body: Json, intent: Json, created: int) -> Json:
    """The tie between an invoice and the payment intent that pays it."""
    return {
        "id": new_id("inpay"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice_body["amount_due"],
        "created": created,
        "currency": invoice_body["currency"],
        "invoice": invoice_body["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }


def subscription(customer: str, currency: str, created: int) -> Json:
    """A standing order for the items that the caller fills in."""
    subscription_id = new_id("sub")
    return dict.fromkeys(SUBSCRIPTION_NULLS) | {
        "id": subscription_id,
        "object": "subscription",
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": created,
        "billing_mode": {"flexible": None, "type": "classic"},
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": created,
        "currency": currency,
        "customer": customer,
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "items": _unlimited(f"/v1/subscription_items?subscription={subscription_id}", []),
        "livemode": False,
        "metadata": {},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": created,
        "status": "incomplete",
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }


def subscription_item(
    subscription_id: str, price: Json, quantity: int, period: tuple[int, int]
) -> Json:
    """One thing subscribed to, for the period (start, end) in virtual seconds."""
    return {
        "id": new_id("si", 14),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": period[0],
        "current_period_end": period[1],
        "current_period_start": period[0],
        "discounts": [],
        "metadata": {},
        "plan": _plan(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }


def _plan(price: Json) -> Json:
    """The price in the words of the older plan."""
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": price["recurring"]["interval_count"],
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }

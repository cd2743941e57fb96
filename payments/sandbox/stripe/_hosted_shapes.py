"""Set-ups, checkout sessions, payment links and what they sell, every member present."""

from payments.sandbox._store import Json, new_id

SESSION_NULLS = tuple(
    "after_expiration allow_promotion_codes amount_subtotal amount_total"
    " billing_address_collection cancel_url client_reference_id client_secret"
    " collected_information consent consent_collection currency currency_conversion customer"
    " customer_account customer_creation customer_details customer_email discounts"
    " integration_identifier invoice invoice_creation locale managed_payments origin_context"
    " payment_intent payment_link payment_method_collection payment_method_configuration_details"
    " permissions phone_number_collection recovered_from saved_payment_method_options setup_intent"
    " shipping_address_collection shipping_cost submit_type subscription success_url total_details"
    " ui_mode url wallet_options".split()
)
LINK_NULLS = tuple(
    "application application_fee_amount application_fee_percent consent_collection inactive_message"
    " invoice_creation managed_payments on_behalf_of payment_method_options payment_method_types"
    " restrictions shipping_address_collection subscription_data transfer_data".split()
)


def setup_intent(created: int) -> Json:
    """A plan to save a way to pay; status requires_payment_method until more is known."""
    setup_id = new_id("seti")
    return {
        "id": setup_id,
        "object": "setup_intent",
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": new_id(setup_id + "_secret", 25),
        "created": created,
        "customer": None,
        "description": None,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": "off_session",
    }


def session(mode: str, created: int, expires_at: int) -> Json:
    """A visit to the hosted page; mode is setup or payment."""
    return dict.fromkeys(SESSION_NULLS) | {
        "id": new_id("cs_test", 58),
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": created,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "expires_at": expires_at,
        "livemode": False,
        "metadata": {},
        "mode": mode,
        "payment_method_options": {},
        "payment_method_types": ["card", "us_bank_account"],
        "payment_status": "no_payment_required" if mode == "setup" else "unpaid",
        "shipping_options": [],
        "status": "open",
        "ui_mode": "hosted_page",
    }


def payment_link(currency: str) -> Json:
    """A page that anybody with its address can pay on."""
    return dict.fromkeys(LINK_NULLS) | {
        "id": new_id("plink"),
        "object": "payment_link",
        "active": True,
        "after_completion": {
            "hosted_confirmation": {"custom_message": None},
            "type": "hosted_confirmation",
        },
        "allow_promotion_codes": False,
        "automatic_tax": {"enabled": False, "liability": None},
        "billing_address_collection": "auto",
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_creation": "if_required",
        "livemode": False,
        "metadata": {},
        "payment_intent_data": None,
        "payment_method_collection": "always",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "submit_type": "auto",
        "tax_id_collection": {"enabled": False, "required": "never"},
        "url": None,
    }


def product(name: str, created: int) -> Json:
    return {
        "id": new_id("prod", 14),
        "object": "product",
        "active": True,
        "created": created,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": created,
        "url": None,
    }


def price(product_id: str, unit_amount: int, currency: str, created: int) -> Json:
    """What one unit of a product costs, in minor units."""
    return {
        "id": new_id("price"),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }


def recurring(interval: str, count: int) -> Json:
    return {
        "interval": interval,
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def item(price_body: Json, quantity: int, description: str) -> Json:
    """One line of a session or link."""
    total = price_body["unit_amount"] * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price_body["currency"],
        "description": description,
        "metadata": {},
        "price": price_body,
        "quantity": quantity,
    }

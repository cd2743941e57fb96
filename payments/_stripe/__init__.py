"""Stripe's machinery behind `payments/stripe.py`; may import `billing` and the protocol's files."""

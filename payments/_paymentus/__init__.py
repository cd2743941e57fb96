"""Paymentus's machinery behind `payments/paymentus.py`; may import `billing` and the protocol."""

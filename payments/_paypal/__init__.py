"""PayPal's machinery behind `payments/paypal.py`; may import `billing` and the protocol's files."""

"""Square's machinery behind `payments/square.py`; may import `billing` and the protocol's files."""

"""How the built-in model's weights are made from its sentences; only its command runs this."""

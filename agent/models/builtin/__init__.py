"""The built-in model: no network, no key; imports `agent`'s words and turn types, light until asked."""

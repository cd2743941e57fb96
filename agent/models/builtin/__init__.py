"""The built-in model: no network, no key; imports `agent`'s floor and the messages' types."""

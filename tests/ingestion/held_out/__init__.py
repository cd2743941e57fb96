"""Documents that nobody who improves the reader has looked at; only scores leave this folder."""

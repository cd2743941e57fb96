"""One file, one kind of field found on a printed page; extractors do not know each other."""

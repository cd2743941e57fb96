"""One file is one thing the assistant can do; imports billing and ingestion, never payments."""

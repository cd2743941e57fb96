"""One file, one way to read bytes (structured XML, printed words); imports `ingestion` only."""

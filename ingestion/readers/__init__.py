"""One file, one way to read bytes (structured XML, printed words); may import `ingestion`'s floor only."""

"""Bytes in, draft out: reads foreign documents into fields; may import `billing`, nothing else."""

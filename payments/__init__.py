"""Payment providers, one file each behind one protocol; may import `billing`, never each other."""

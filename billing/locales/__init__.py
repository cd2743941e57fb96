"""Customer-facing sentences and number words as data; imports nothing of ours."""

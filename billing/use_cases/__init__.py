"""What the product does, one verb a file; imports billing's nouns, rules and ports."""

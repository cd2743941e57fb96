"""Customers' sentences that nobody who improves the understanding has read; only scores leave it.

- `usual.jsonl`: English, the usual kinds of customers. `new_kind.jsonl`: English of another kind:
  indirect, story first, slang, elderly, dictated, second language, company buyers, sarcasm.
- `es.jsonl`, `de.jsonl`, `fr.jsonl`: both kinds, with regional words and typing errors.
- `slots.jsonl`: what a sentence names. A value is a text, or a list of texts of which any will do,
  null among them meaning "may be absent". Amounts are decimal strings ("45.00"), shares are
  fractions ("1/2"; "1" and "all" are the whole), everything else is the customer's own words or the
  English word for them, judged without case, accents and punctuation. `amount`, `fraction` and
  `method` that a line does not name must be null; the other slots are judged where named.

`python -m tests.agent.held_out` prints the scores. Who writes rules or training sentences does not
open these files: a sentence that was looked at measures nothing any more.
"""

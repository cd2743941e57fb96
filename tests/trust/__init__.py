"""Campaigns: seeded runs against the reliability goals, judged by an oracle that trusts nobody.

- `stage`: one database, one merchant at the provider sandbox, many customers; forking and dying.
- `campaign`: kill points (G1). A payer process dies by SIGKILL at a labelled line or at any moment,
  restarts recover, customers insist, webhooks arrive twice, recovering processes die too.
- `races`: many threads on one bill (G2).
- `planted`: one-line bugs that the tests must notice (G0).
- `oracle`: compares what the provider charged with what our ledger says. It reads the provider's
  own store through its control API and our tables through the store, and nothing of the payer's.

`python -m tests.trust` (`make trust`) runs the goals at full size and prints one line per goal with
N, seed, failures and seconds; goals that are not built are printed as `not run`. `TRUST_N` sets the
size, `TRUST_SEED` the seed: the same seed plans the same points. The tests run a small N of each.
A run with 0 failures in N independent points bounds the failure rate by 3/N (95 %).
"""

"""The provider sandbox: providers' wires over HTTP with a durable store; imports nothing of ours.

One process plays the payment provider. It is the ground truth of the tests: what it says was
charged was charged, whatever happened to the reply. So it shares no code with what it judges, not
even the webhook signature, and uses only the standard library, Starlette and uvicorn; PayPal's part
also `cryptography`, once it has a letter to sign.

Run it::

    python -m payments.sandbox --port 0 --data-file sandbox.db --die-with-parent

It prints one line, ``sandbox http://127.0.0.1:PORT``, when it answers. The API lives under
``/stripe/v1`` (hand ``http://127.0.0.1:PORT/stripe`` to the official SDK as its base address), the
control API under ``/_control``; ``docs/sandbox.md`` has the tables.

Promises:

* A reply leaves only after its effect is committed and synced (SQLite, WAL, ``synchronous=FULL``);
  a kill -9 at any point loses nothing that was answered and charges nothing twice.
* All writes happen in one thread, each request in one transaction: two refunds cannot both read the
  same remainder, 32 requests with one idempotency key make one charge.
* Faults are planned by the control API or by a method's behaviour, never by chance.
* Amounts are integers in the currency's minor unit. Card numbers do not exist here.
"""

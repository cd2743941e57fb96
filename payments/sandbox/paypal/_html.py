"""The approval pages' HTML: plain forms with labels, no script, readable on a phone."""

from payments.sandbox._html import esc, page

from ._behaviours import ACCOUNTS


def approval(heading: str, what: str, button: str, *, choose: bool) -> str:
    """The page that asks: agree, or cancel; with a choice of test wallets unless one is given."""
    parts = [f"<p>{esc(what)}</p>", '<form method="post">']
    if choose:
        options = "".join(
            f'<option value="{name}">{esc(words)}</option>' for name, words in ACCOUNTS.items()
        )
        parts.append(
            '<label for="account">Test wallet</label>'
            f'<select id="account" name="account">{options}</select>'
        )
    parts.append(
        f'<button name="outcome" value="approve">{esc(button)}</button>'
        '<button name="outcome" value="cancel">Cancel</button></form>'
    )
    return page(heading, "".join(parts))

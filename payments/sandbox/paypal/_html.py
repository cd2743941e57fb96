"""The approval pages' HTML: plain forms with labels, no script, readable on a phone."""

import html

from ._behaviours import ACCOUNTS

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 30rem; padding: 1rem }
.sandbox { background: #fde68a; color: #422006; padding: .5rem .75rem; border-radius: .4rem }
.problem { background: #fecaca; color: #450a0a; padding: .5rem .75rem; border-radius: .4rem }
label { display: block; margin: .5rem 0 }
select, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem;
  min-height: 2.75rem }
button { margin-top: .5rem; cursor: pointer }
"""


def esc(text: object) -> str:
    return html.escape(str(text), quote=True)


def page(heading: str, content: str) -> str:
    """A whole document around `content`, which is HTML already."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(heading)} - Sandbox</title><style>{STYLE}</style></head><body><main>"
        '<p class="sandbox"><strong>Sandbox: no real money.</strong> Test wallets only.</p>'
        f"<h1>{esc(heading)}</h1>{content}</main></body></html>"
    )


def note(heading: str, text: str) -> str:
    return page(heading, f"<p>{esc(text)}</p>")


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

"""The plain HTML of every hosted page: forms with labels, no script, readable on a phone."""

import html
from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 30rem; padding: 1rem }
.sandbox { background: #fde68a; color: #422006; padding: .5rem .75rem; border-radius: .4rem }
.problem { background: #fecaca; color: #450a0a; padding: .5rem .75rem; border-radius: .4rem }
fieldset { border: 1px solid #8888; border-radius: .4rem; margin: 1rem 0; padding: .75rem }
label { display: block; margin: .5rem 0 }
input, select, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem;
  min-height: 2.75rem }
button { margin-top: .5rem; cursor: pointer }
table { border-collapse: collapse; width: 100% }
td, th { padding: .25rem; text-align: left; border-bottom: 1px solid #8884 }
td.money { text-align: right; white-space: nowrap }
"""


def esc(text: object) -> str:
    return html.escape(str(text), quote=True)


def page(heading: str, content: str) -> str:
    """A whole document around `content`, which is HTML already."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(heading)} - Sandbox</title><style>{STYLE}</style></head><body><main>"
        '<p class="sandbox"><strong>Sandbox: no real money.</strong> Test methods only.</p>'
        f"<h1>{esc(heading)}</h1>{content}</main></body></html>"
    )


def note(heading: str, text: str) -> str:
    return page(heading, f"<p>{esc(text)}</p>")


def challenge(what: str) -> str:
    """The bank's page: two buttons."""
    forms = "".join(
        f'<form method="post" action="?outcome={outcome}"><button>{words}</button></form>'
        for outcome, words in (("succeeded", "Authenticate"), ("failed", "Refuse"))
    )
    return page("Sandbox bank", f"<p>Your bank asks: is it you? {esc(what)}</p>{forms}")

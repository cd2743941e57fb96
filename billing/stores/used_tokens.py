"""Tokens that were used, in SQL: once is once for every process, and after a restart."""

from datetime import datetime, timedelta
from typing import Final

from billing.stores.repository import Repository
from billing.stores.schema_people import USED_TOKENS

SPARED: Final = timedelta(hours=1)
"""How long a row outlives its token: clocks of two servers may differ, and neither is to forget
what the other still believes."""


class SqlUsedTokens(Repository):
    """`ports.UsedTokens`."""

    __slots__ = ()

    def use(self, token_print: str, ends_at: datetime) -> bool:
        return self._add(USED_TOKENS, {"print": token_print, "ends_at": ends_at})

    def sweep(self, now: datetime) -> int:
        return self._run(self._remove(USED_TOKENS).where(USED_TOKENS.c.ends_at < now - SPARED))

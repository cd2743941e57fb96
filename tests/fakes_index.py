"""An index of documents that keeps texts in memory and finds whole words; it may be away."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from billing.errors import IndexUnavailable
from billing.ids import CustomerId, TenantId, UploadId
from billing.uploads import PageHit


@dataclass(slots=True)
class FakeIndex:
    """`ports.PageIndex`. `leaks`: it forgets to filter by customer, as a broken one might."""

    kept: dict[tuple[TenantId, UploadId], tuple[CustomerId, tuple[str, ...]]] = field(
        default_factory=dict
    )
    away: bool = False
    leaks: bool = False
    is_outside: bool = False

    def put(
        self, tenant: TenantId, customer: CustomerId, upload: UploadId, pages: Sequence[str]
    ) -> None:
        self._require()
        self.kept[tenant, upload] = (customer, tuple(pages))

    def forget(self, tenant: TenantId, upload: UploadId) -> None:
        self._require()
        self.kept.pop((tenant, upload), None)

    def search(
        self, tenant: TenantId, customer: CustomerId, text: str, limit: int
    ) -> tuple[PageHit, ...]:
        self._require()
        asked = set(text.casefold().split())
        hits = [
            PageHit(upload, number, 1.0)
            for (of, upload), (owner, pages) in self.kept.items()
            for number, page in enumerate(pages, start=1)
            if of == tenant and (owner == customer or self.leaks)
            if asked & set(page.casefold().split())
        ]
        return tuple(hits[:limit])

    def _require(self) -> None:
        if self.away:
            raise IndexUnavailable

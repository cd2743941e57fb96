"""Articles: a tenant's help texts, by language."""

from dataclasses import dataclass

from billing.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Article:
    """One help text, plain."""

    id: ArticleId
    language: str
    title: str
    text: str

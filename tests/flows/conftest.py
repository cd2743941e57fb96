"""The house the whole-job stories happen in."""

from tests.api.conftest import built, house

__all__ = ["built", "house"]

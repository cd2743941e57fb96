"""No adapter without a rig: what the kit has not judged must not be used."""

from importlib.util import find_spec

import pytest

from billing.errors import InvalidRequest
from payments._registry import adapter, names
from tests.payments.kit.rig import rig_of


def test_every_adapter_has_a_rig_of_the_kit() -> None:
    bare = [name for name in names() if find_spec(f"tests.payments.kit.rig_{name}") is None]
    assert bare == [], "write tests/payments/kit/rig_<name>.py: see docs/writing-an-adapter.md"
    assert [rig_of(name).provider for name in names()] == list(names())


def test_every_adapter_bears_its_files_name() -> None:
    assert [adapter(name).name for name in names()] == list(names())


def test_a_wrong_name_is_told_which_exist() -> None:
    with pytest.raises(InvalidRequest, match="stripe"):
        adapter("strype")

"""What pip is told about where packages are, uv is told too."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

FILE = Path(__file__).parents[2] / "requirements" / "install.py"


def _settings_of() -> Callable[[str], dict[str, str]]:
    spec = importlib.util.spec_from_file_location("install", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], dict[str, str]] = module.settings_of
    return found


def test_a_mirror_and_folders_of_wheels_are_handed_on_to_uv() -> None:
    listing = (
        ":env:.find-links='/wheels /more'\n"
        "global.extra-index-url='https://one.example https://two.example'\n"
        "global.find-links='/elsewhere'\n"
        "global.index-url='https://mirror.example'\n"
        "global.timeout='180'\n"
    )
    assert _settings_of()(listing) == {
        "UV_DEFAULT_INDEX": "https://mirror.example",
        "UV_INDEX": "https://one.example https://two.example",
        "UV_FIND_LINKS": "/wheels,/more",
    }


def test_without_settings_uv_is_told_nothing() -> None:
    assert _settings_of()("") == {}

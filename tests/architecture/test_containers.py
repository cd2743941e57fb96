"""Dockerfile and compose.yaml agree with the program they start (no container engine is needed)."""

import re
from pathlib import Path

import yaml

from api.routes import health
from api.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
BY_COMPOSE = {"APP_PASSWORD", "POSTGRES_PASSWORD"}
"""Names that only compose.yaml itself puts together into addresses."""


def test_the_image_copies_every_package_and_runs_as_an_ordinary_user() -> None:
    copied = re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE)
    packages = [
        path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"
    ]
    assert sorted(copied) == sorted(package for package in packages if package != "bench")
    users = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["assistant"]
    assert DOCKERFILE.count("\nFROM ") == 2
    assert "--require-hashes" in DOCKERFILE


def test_the_health_check_asks_an_address_that_the_program_serves() -> None:
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", DOCKERFILE)
    assert asked is not None
    assert f"EXPOSE {asked[1]}" in DOCKERFILE
    assert f'"--port", "{asked[1]}"' in DOCKERFILE
    paths = {getattr(route, "path", "") for route in health.router.routes}
    assert asked[2] in paths


def test_compose_speaks_only_of_names_the_settings_know() -> None:
    known = {name.upper() for name in Settings.model_fields} | BY_COMPOSE
    for service in COMPOSE["services"].values():
        for variable in service.get("environment", {}):
            assert variable in known | {"POSTGRES_DB"}
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert used <= known


def test_compose_starts_app_worker_and_the_three_stores() -> None:
    services = COMPOSE["services"]
    assert {"app", "worker", "postgres", "redis", "chroma", "migrate"} <= set(services)
    assert services["app"]["command"][0] == "serve"
    assert services["worker"]["command"] == ["worker"]
    assert "DATABASE_ADMIN_URL" not in services["app"]["environment"]

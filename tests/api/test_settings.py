"""What the environment may say: a wrong value names its variable, and no secret prints."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings

WRONG = [
    ("MODEL", "gpt-6"),
    ("MODEL", "openai:"),
    ("MODEL", ""),
    ("BILLING_CLOCK", "2026-03-02T09:00:00"),
    ("BILLING_CLOCK", "next week"),
    ("LOG_LEVEL", "loud"),
    ("EMBEDDINGS", "zzz"),
    ("EMBEDDINGS", "openai:"),
    ("OCR", "magic"),
    ("CHROMA_URL", "chroma:8000"),
    ("TRUSTED_PROXIES", "our-proxy"),
    ("TRUSTED_PROXIES", "10.0.0.1/8"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"),
]
SECRETS = {
    "OPENAI_API_KEY": "sk-hidden-1",
    "SECRET_KEY": "hidden-2",
    "CREDENTIAL_KEYS": "k1:hidden-3",
    "SMTP_URL": "smtp://me:hidden-4@mail.example",
    "STRIPE_SECRET_KEY": "sk_live_hidden-5",
    "STRIPE_WEBHOOK_SECRET": "whsec_hidden-6",
    "DATABASE_URL": "postgresql+psycopg://app:hidden-7@db.example/billing",
    "DATABASE_ADMIN_URL": "postgresql+psycopg://owner:hidden-8@db.example/billing",
    "REDIS_URL": "redis://:hidden-9@cache.example/0",
}


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without `.env`, and none of our variables."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert [error["loc"] for error in wrong.value.errors()] == [(name.lower(),)]


def test_right_values_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MODEL", "openai:some-model")
    monkeypatch.setenv("BILLING_CLOCK", "2026-03-02T09:00:00Z")
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    (tmp_path / ".env").write_text("LOG_LEVEL=debug\nMODEL=builtin\nUNKNOWN=1\n")
    settings = Settings()
    assert (settings.model, settings.log_level) == ("openai:some-model", "debug")
    assert settings.billing_clock is not None
    assert settings.billing_clock.isoformat() == "2026-03-02T09:00:00+00:00"
    assert settings.database == "sqlite:///elsewhere/billing.db"
    assert Settings(data_dir=tmp_path).data_dir == tmp_path


def test_unset_is_the_embedded_default() -> None:
    settings = Settings()
    assert (settings.model, settings.embedded_database) == ("builtin", True)
    assert settings.database == "sqlite:///.data/billing.db"


def test_secrets_and_addresses_with_passwords_do_not_print(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == "hidden-2"
    assert settings.database == SECRETS["DATABASE_URL"]
    assert not settings.embedded_database
    for shown in (repr(settings), str(settings), f"{settings}", str(settings.secret_key)):
        assert "hidden" not in shown

"""What the environment (and `.env`) may say; everything unset has an embedded default."""

from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.model_prices import read_prices
from api.peer import networks


class Settings(BaseSettings):
    """The documented names, nothing else. Secrets print as stars.

    Providers' credentials are not among them: each adapter reads its own names (`from_env`).
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path(".data"), validation_alias=AliasChoices("data_dir", "DATA_DIR"))
    # Addresses may hold a password, so they do not print either.
    database_url: str | None = Field(None, repr=False)
    database_admin_url: str | None = Field(None, repr=False)
    redis_url: str | None = Field(None, repr=False)
    chroma_url: str | None = Field(None, repr=False)
    model: str = "builtin"
    model_prices: str | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    embeddings: str = "hashing"
    ocr: Literal["auto", "rapidocr", "tesseract"] = "auto"
    secret_key: SecretStr | None = None
    credential_keys: SecretStr | None = None
    billing_clock: datetime | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: str | None = None
    otel_exporter_otlp_endpoint: str | None = None
    sandbox_url: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("model")
    @classmethod
    def _known_model(cls, value: str) -> str:
        if not all(is_model(name) for name in value.split(",")):
            raise ValueError(
                "MODEL is `builtin` or `openai:NAME`, or several `openai:NAME` with commas"
            )
        return value

    @field_validator("model_prices")
    @classmethod
    def _prices(cls, value: str | None) -> str | None:
        read_prices(value or "")
        return value

    @field_validator("embeddings")
    @classmethod
    def _known_embeddings(cls, value: str) -> str:
        named = value.startswith("openai:") and len(value) > 7
        if value not in ("hashing", "onnx-minilm") and not named:
            raise ValueError("EMBEDDINGS is `hashing`, `onnx-minilm` or `openai:NAME`")
        return value

    @field_validator("chroma_url", "otel_exporter_otlp_endpoint")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value) if value else None
        if parts is not None and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("write an address like http://127.0.0.1:8000")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str | None) -> str | None:
        try:
            networks(value or "")
        except ValueError:
            raise ValueError("write addresses or networks like 10.0.0.0/8, 192.0.2.7") from None
        return value

    @field_validator("billing_clock")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("BILLING_CLOCK needs a time zone, like 2026-03-02T09:00:00Z")
        return value

    @property
    def models(self) -> tuple[str, ...]:
        """The models in the order they are asked; the built-in one always comes last."""
        return tuple(self.model.split(","))

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; the embedded default is a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'billing.db'}"

    @property
    def embedded_database(self) -> bool:
        return self.database_url is None or self.database_url.startswith("sqlite")


def is_model(name: str) -> bool:
    """Whether this names a model: `builtin`, or `openai:` and the server's own name for one."""
    return name == "builtin" or (name.startswith("openai:") and len(name) > 7)


def mail_sender(settings: Settings) -> str:
    """Who our e-mails are from: `MAIL_FROM`, else the mail server's user, else `billing@` us."""
    if settings.mail_from:
        return settings.mail_from
    smtp = settings.smtp_url.get_secret_value() if settings.smtp_url is not None else ""
    user = unquote(urlsplit(smtp).username or "")
    return user if "@" in user else f"billing@{urlsplit(settings.public_url).hostname}"

"""Every setting of Motcua, read from the environment once, at the start of a program.

Temporal's own settings (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*, …) keep their standard
names and are read by `temporalio.envconfig`; the rest begins with MOTCUA_. docs/settings.md is made from this module.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio.envconfig import ClientConfigProfile, ClientConnectConfig

from models.errors import InvalidInput
from models.proof import Authentication

__all__ = ["DEFAULT_NAMESPACE", "PREFIX", "Settings"]

PREFIX: Final = "MOTCUA_"
DEFAULT_NAMESPACE: Final = "motcua"

_OUTSIDE_TEMPORAL: Final = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")
"""Any of these means a Temporal of somebody else's; a configuration file that merely lies about does not."""

_POSTGRESQL_SCHEMES: Final = ("postgresql+psycopg://", "postgresql://", "postgres://")


class Settings(BaseSettings):
    """What an operator may decide. Unset, everything runs embedded under one data folder (design §2.1–2.3)."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(
        default=Path(".motcua"),
        validate_default=True,
        description="Data folder: embedded servers, keystore, papers, outbox. A relative path starts at the current "
        "folder. One embedded runtime runs per data folder.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL 15 or newer to use as the register (`postgresql://user:password@host/name`). "
        "Unset, an embedded PostgreSQL runs under the data folder.",
    )
    embedded: bool = Field(
        default=False,
        description="Use the data folder's own Temporal even though TEMPORAL_ADDRESS is set. `motcua env` sets it, so "
        "that the stock `temporal` program and ours can share one shell.",
    )
    officer: str | None = Field(
        default=None, description="The officer in whose name commands act where `--as` is not given."
    )
    retention_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days for which Temporal keeps closed runs. Histories are archived under the data folder besides.",
    )
    task_queue: str = Field(default="motcua", min_length=1, description="The shared task queue of the workers.")
    versioning: bool = Field(
        default=True,
        description="Say to Temporal which build a worker is (worker deployment versions), so that workers of two "
        "builds can stand side by side and open dossiers go to the current one. `0` for a Temporal without them.",
    )
    sandbox: bool = Field(
        default=False,
        description="Run workflow code in the SDK's sandbox too, at some 12 ms of CPU per dossier more. Workflows are "
        "kept pure by the architecture tests, and every test runs them in the sandbox that raises.",
    )
    proof_hours: int = Field(
        default=72, ge=1, le=24 * 30, description="Hours for which the proof of an act is valid from its issue."
    )
    least_identity: Authentication = Field(
        default=Authentication.ASSERTED,
        description="How an officer must at least be authenticated for an act that binds the agency towards the "
        "applicant (`approve`, `refuse_dossier`): `asserted` (believed on this machine), `oidc` or `key`. Pinned on a "
        "dossier when it is submitted.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server for letters (`smtp://user:password@host:587`, `smtps://…`). Unset, letters are "
        "spooled as files under the data folder.",
    )
    smtp_from: str | None = Field(default=None, description="Sender's address of letters sent by mail.")
    metrics_address: str | None = Field(
        default=None,
        pattern=r"^[^\s:]+:\d{1,5}$",
        description="`host:port` on which a worker serves Prometheus metrics. Unset, none are served.",
    )
    health_address: str | None = Field(
        default=None,
        pattern=r"^[^\s:]+:\d{1,5}$",
        description="`host:port` on which a worker answers `/healthz` and `/readyz`. Unset, neither is served.",
    )
    pulse_seconds: int = Field(
        default=15,
        ge=1,
        le=3600,
        description="How often a worker takes the promise's own measures (`motcua_…` metrics) from the register, "
        "where metrics are served.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least grave level that is logged to stderr."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="`json` lines, readable `text`, or by whether stderr is a terminal."
    )

    @field_validator("home", mode="after")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        # Absolute from here on: a later chdir, or a supervisor that lives in /, must mean the same folder.
        return Path(os.path.abspath(home.expanduser()))  # noqa: PTH100 - resolve() would follow links

    @field_validator("database_url", mode="after")
    @classmethod
    def _through_psycopg(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        for scheme in _POSTGRESQL_SCHEMES:
            if url.get_secret_value().startswith(scheme):
                return SecretStr(_POSTGRESQL_SCHEMES[0] + url.get_secret_value().removeprefix(scheme))
        raise ValueError("not a PostgreSQL URL")

    @classmethod
    def load(cls) -> Self:
        """Read the environment. Raises InvalidInput SETTING_INVALID naming the variables, never their values."""
        try:
            return cls()
        except ValidationError as error:
            names = sorted({PREFIX + str(problem["loc"][0]).upper() for problem in error.errors(include_input=False)})
            raise InvalidInput("SETTING_INVALID", settings=", ".join(names)) from None

    @property
    def temporal_is_outside(self) -> bool:
        """Whether a Temporal of somebody else's is to be used, and none started."""
        return not self.embedded and any(os.environ.get(name) for name in _OUTSIDE_TEMPORAL)

    @property
    def database_is_outside(self) -> bool:
        """Whether a PostgreSQL of somebody else's is to be used, and none started."""
        return self.database_url is not None

    def temporal_profile(self) -> ClientConnectConfig:
        """How to reach a Temporal of somebody else's: address, TLS, key, headers, as the standard variables say.

        Raises InvalidInput SETTING_INVALID when they contradict themselves or name no address.
        """
        try:
            profile = ClientConfigProfile.load().to_client_connect_config()
        except (RuntimeError, ValueError, OSError):
            raise InvalidInput("SETTING_INVALID", settings="TEMPORAL_*") from None
        if not profile.get("target_host"):
            raise InvalidInput("SETTING_INVALID", settings="TEMPORAL_ADDRESS")
        return profile

    @property
    def namespace(self) -> str:
        """The Temporal namespace: TEMPORAL_NAMESPACE (or the profile's), else `motcua`."""
        if self.temporal_is_outside:
            return self.temporal_profile().get("namespace") or DEFAULT_NAMESPACE
        return os.environ.get("TEMPORAL_NAMESPACE") or DEFAULT_NAMESPACE

    @classmethod
    def unknown_variables(cls) -> list[str]:
        """Variables that begin with MOTCUA_ and mean nothing here: most likely misspelt."""
        known = {PREFIX + name.upper() for name in cls.model_fields}
        return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)

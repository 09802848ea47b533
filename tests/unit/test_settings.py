"""Settings are read from the environment, told by name when wrong, and never shown when secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.errors import InvalidInput
from motcua.settings import Settings


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of ours and none of Temporal's variables is set."""
    for name in [name for name in os.environ if name.startswith(("MOTCUA_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)


def test_without_any_everything_is_embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing has to be set; the home starts at the current folder and stays there."""
    monkeypatch.chdir(tmp_path)
    settings = Settings.load()
    monkeypatch.chdir("/")
    assert settings.home == tmp_path / ".motcua"
    assert (settings.temporal_is_outside, settings.database_is_outside) == (False, False)
    assert settings.namespace == "motcua"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_postgresql_address_is_taken(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Whatever the scheme is called, it goes through the one driver."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"{scheme}://u:p@h/d")
    url = Settings.load().database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOTCUA_DATABASE_URL", "mysql://geheim"),
        ("MOTCUA_RETENTION_DAYS", "geheim"),
        ("MOTCUA_METRICS_ADDRESS", "geheim"),
    ],
)
def test_a_wrong_value_is_told_by_its_name_alone(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The value may be a password in the wrong place."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput) as refused:
        Settings.load()
    assert refused.value.facts == {"settings": name}
    assert "geheim" not in str(refused.value)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a log of the settings nor in a traceback."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql://u:geheim@h/d")
    monkeypatch.setenv("MOTCUA_SMTP_URL", "smtp://u:geheim@h")
    assert "geheim" not in repr(Settings.load())


def test_the_mark_of_env_keeps_us_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """`motcua env` sets both: the address is for the stock program."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:7233")
    assert Settings.load().temporal_is_outside
    monkeypatch.setenv("MOTCUA_EMBEDDED", "1")
    assert not Settings.load().temporal_is_outside


def test_temporals_own_variables_lead_to_an_outside_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Address, namespace and key are read as every Temporal program reads them."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "tinh-31")
    monkeypatch.setenv("TEMPORAL_API_KEY", "key")
    settings = Settings.load()
    assert settings.namespace == "tinh-31"
    profile = settings.temporal_profile()
    assert (profile.get("target_host"), profile.get("api_key")) == ("temporal.example:7233", "key")


def test_a_misspelt_variable_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would otherwise be passed over in silence."""
    misspelt = "MOTCUA_" + "HOEM"
    monkeypatch.setenv(misspelt, "/data")
    assert Settings.unknown_variables() == [misspelt]

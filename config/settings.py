"""The one list of settings, read from the environment with the prefix ``THEMASCAN_``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

PREFIX = "THEMASCAN_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """One or more settings are missing or wrong; ``faults`` has a line for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one installation; ``data_keys`` has the newest key first."""

    database_url: str
    public_url: str
    secret_key: str
    data_keys: tuple[str, ...]
    smtp_url: str | None = None
    log_level: str = "INFO"
    allow_private_hosts: tuple[str, ...] = ()
    metrics_hosts: tuple[str, ...] = ("127.0.0.1", "::1")
    trusted_proxies: int = 0

    @property
    def secure(self) -> bool:
        """Whether browsers reach the tool over TLS, so that cookies may be Secure."""
        host = urlsplit(self.public_url).hostname
        return self.public_url.startswith("https://") or host == "localhost"


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _needed(env: Mapping[str, str], name: str, hint: str, faults: list[str]) -> str:
    value = env.get(PREFIX + name, "").strip()
    if not value:
        faults.append(f"{PREFIX}{name} is missing: {hint}")
    return value


def _check_keys(keys: tuple[str, ...], faults: list[str]) -> None:
    for key in keys:
        try:
            Fernet(key.encode())
        except ValueError:
            faults.append(
                f"{PREFIX}DATA_KEYS has a key that is not a Fernet key: make one with "
                "`themascan key new` and put it first"
            )


def _check_url(url: str, faults: list[str]) -> None:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        faults.append(f"{PREFIX}PUBLIC_URL is not a web address: give the address people see")


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings; raises :class:`SettingsError` naming every fault at once."""
    faults: list[str] = []
    database = _needed(env, "DATABASE_URL", "for example sqlite:////var/lib/themascan/db", faults)
    public = _needed(env, "PUBLIC_URL", "for example https://scan.example.nl", faults).rstrip("/")
    secret = _needed(env, "SECRET_KEY", "a long random text", faults)
    keys = _split(_needed(env, "DATA_KEYS", "make one with `themascan key new`", faults))
    _check_keys(keys, faults)
    _check_url(public, faults)
    level = env.get(PREFIX + "LOG_LEVEL", "INFO").upper()
    if level not in LOG_LEVELS:
        faults.append(f"{PREFIX}LOG_LEVEL is {level}: choose one of {', '.join(LOG_LEVELS)}")
    proxies = env.get(PREFIX + "TRUSTED_PROXIES", "0")
    if not proxies.isdigit():
        faults.append(f"{PREFIX}TRUSTED_PROXIES is not a number: how many proxies stand in front")
    if faults:
        raise SettingsError(faults)
    return Settings(
        database_url=database,
        public_url=public,
        secret_key=secret,
        data_keys=keys,
        smtp_url=env.get(PREFIX + "SMTP_URL") or None,
        log_level=level,
        allow_private_hosts=_split(env.get(PREFIX + "ALLOW_PRIVATE_HOSTS", "")),
        metrics_hosts=_split(env.get(PREFIX + "METRICS_HOSTS", "127.0.0.1,::1")),
        trusted_proxies=int(proxies),
    )

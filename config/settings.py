"""The one list of settings, read from the environment with the prefix ``THEMASCAN_``."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from config.smtp import smtp_place

PREFIX = "THEMASCAN_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgresql+psycopg://")


class SettingsError(Exception):
    """One or more settings are missing or wrong; ``faults`` has a line for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one installation; ``data_keys`` has the newest key first.

    ``erasure_journal`` is a file that no backup of the database takes along, or empty for
    the one beside the SQLite file.
    """

    database_url: str
    public_url: str
    secret_key: str
    data_keys: tuple[str, ...]
    smtp_url: str | None = None
    log_level: str = "INFO"
    allow_private_hosts: tuple[str, ...] = ()
    metrics_hosts: tuple[str, ...] = ("127.0.0.1", "::1")
    trusted_proxies: int = 0
    erasure_journal: str = ""

    @property
    def erasure_journal_file(self) -> Path:
        """Where it is written down who had everything erased, for after a restore."""
        return Path(self.erasure_journal or self.database_url.removeprefix(SQLITE) + ".erasures")

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


def _database(env: Mapping[str, str], faults: list[str]) -> str:
    """The address; a relative SQLite file counts from the working directory."""
    url = _needed(env, "DATABASE_URL", "for example sqlite:////var/lib/themascan/db", faults)
    file = url.removeprefix(SQLITE)
    if url and not url.startswith(POSTGRESQL) and (file in (url, "") or file.startswith(":")):
        faults.append(
            f"{PREFIX}DATABASE_URL is no address that is known here: give "
            "sqlite:////path/to/file or postgresql://user:password@host/name"
        )
    return SQLITE + str(Path(file).absolute()) if url.startswith(SQLITE) else url


def _erasure_journal(env: Mapping[str, str]) -> str:
    """The file; when nothing is said, beside SQLite or where a PostgreSQL site is started."""
    file = env.get(PREFIX + "ERASURE_JOURNAL", "").strip()
    if not file and env.get(PREFIX + "DATABASE_URL", "").startswith(POSTGRESQL):
        file = "themascan.erasures"
    return str(Path(file).absolute()) if file else ""


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def _private_hosts(env: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    hosts = _split(env.get(PREFIX + "ALLOW_PRIVATE_HOSTS", ""))
    faults += [
        f"{PREFIX}ALLOW_PRIVATE_HOSTS has {host}: write host:port or a network like 10.1.0.0/16"
        for host in hosts
        if not re.fullmatch(r".+:[0-9]{1,5}", host) and not _is_network(host)
    ]
    return hosts


def _smtp(env: Mapping[str, str], faults: list[str]) -> str | None:
    """The mail server; without one no mail is made."""
    url = env.get(PREFIX + "SMTP_URL", "").strip()
    try:
        return url if url and smtp_place(url) else None
    except ValueError as fault:
        faults.append(f"{PREFIX}SMTP_URL {fault}")
        return None


def _log_level(env: Mapping[str, str], faults: list[str]) -> str:
    level = env.get(PREFIX + "LOG_LEVEL", "INFO").upper()
    if level not in LOG_LEVELS:
        faults.append(f"{PREFIX}LOG_LEVEL is {level}: choose one of {', '.join(LOG_LEVELS)}")
    return level


def _proxies(env: Mapping[str, str], faults: list[str]) -> int:
    given = env.get(PREFIX + "TRUSTED_PROXIES", "0")
    if not re.fullmatch(r"[0-9]{1,2}", given):
        faults.append(f"{PREFIX}TRUSTED_PROXIES is not a number: how many proxies stand in front")
        return 0
    return int(given)


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings; raises :class:`SettingsError` naming every fault at once."""
    faults: list[str] = []
    public = "for example https://scan.example.nl"
    read = Settings(
        database_url=_database(env, faults),
        public_url=_needed(env, "PUBLIC_URL", public, faults).rstrip("/"),
        secret_key=_needed(env, "SECRET_KEY", "a long random text", faults),
        data_keys=_split(_needed(env, "DATA_KEYS", "make one with `themascan key new`", faults)),
        smtp_url=_smtp(env, faults),
        log_level=_log_level(env, faults),
        allow_private_hosts=_private_hosts(env, faults),
        metrics_hosts=_split(env.get(PREFIX + "METRICS_HOSTS", "127.0.0.1,::1")),
        trusted_proxies=_proxies(env, faults),
        erasure_journal=_erasure_journal(env),
    )
    _check_keys(read.data_keys, faults)
    _check_url(read.public_url, faults)
    if faults:
        raise SettingsError(faults)
    return read

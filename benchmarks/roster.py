"""How long it takes to import a roster of 10,000 people, as a whole process.

Runs `themascan roster import` on a fresh SQLite database, with sealed names and mail
addresses, teams and managers: once where the file has the LMS's own ids, once where each
staff number must be looked up in a Moodle on a real socket, and once more over the same
people. The time is that of the process from start to end.

    python -m benchmarks.roster [--people 10000]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.fernet import Fernet

from adapters.fakes.moodle import FakeMoodle
from questionnaires.groups import template_groups

A_TEAM, A_DEPARTMENT = 12, 20
COLUMNS = "team;department;function_group;manages_team;first_name;email"
PLATFORM = {
    "issuer": "https://lms.example.nl",
    "client-id": "bench",
    "deployment-id": "1",
    "auth-login-url": "https://lms.example.nl/auth",
    "token-url": "https://lms.example.nl/token",
    "jwks-url": "https://lms.example.nl/jwks",
}


def rows(people: int, prefix: str) -> Iterator[str]:
    """A line per person; the first of each team leads it."""
    groups = [group.id for group in template_groups()]
    for number in range(1, people + 1):
        team = (number - 1) // A_TEAM
        leads = f"Team {team}" if number % A_TEAM == 1 else ""
        yield (
            f"{prefix}{number};Team {team};Afdeling {team // A_DEPARTMENT};"
            f"{groups[number % len(groups)]};{leads};Naam {number};p{number}@stad.example"
        )


def write(folder: str, key: str, people: int) -> str:
    """A roster whose people are known by one key; its path."""
    file = Path(folder) / f"{key}.csv"
    prefix = "P" if key == "idnumber" else ""
    file.write_text("\n".join([f"{key};{COLUMNS}", *rows(people, prefix)]), encoding="utf-8")
    return str(file)


def themascan(env: dict[str, str], *words: str) -> str:
    """Run a command; the last word that it prints."""
    command = [sys.executable, "-m", "lti_tool", *words]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def timed(env: dict[str, str], what: str, platform: str, file: str) -> None:
    """Import a roster and print what it took."""
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    themascan(env, "roster", "import", "--platform", platform, file)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    memory = after.ru_maxrss / 1024
    print(f"{what}: {wall:.1f} s ({cpu:.1f} s processor time, peak {memory:.0f} MB)")


def installation(folder: str) -> tuple[dict[str, str], str]:
    """Settings of a fresh installation with one platform, and the platform's id."""
    env = {
        **os.environ,
        "THEMASCAN_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite",
        "THEMASCAN_PUBLIC_URL": "http://localhost",
        "THEMASCAN_SECRET_KEY": "for this measurement only",
        "THEMASCAN_DATA_KEYS": Fernet.generate_key().decode(),
        "THEMASCAN_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
    }
    themascan(env, "db", "upgrade")
    organisation = themascan(env, "organisation", "add", "Meetstad")
    options = [word for name, value in PLATFORM.items() for word in (f"--{name}", value)]
    return env, themascan(env, "platform", "add", "--organisation", organisation, *options)


def with_look_ups(folder: str, people: int) -> None:
    """The roster is known by staff number, which only the LMS can tell."""
    env, platform = installation(folder)
    with FakeMoodle() as moodle:
        for number in range(1, people + 1):
            moodle.add_user(str(number + 100), idnumber=f"P{number}", function_field="beleid")
        token = Path(folder) / "token"
        token.write_text(moodle.token)
        way = ("--adapter", "moodle", "--url", moodle.url, "--token-file", str(token))
        themascan(env, "platform", "api", platform, *way)
        file = write(folder, "idnumber", people)
        timed(env, f"{people} people, looked up by idnumber", platform, file)
        print(f"  calls to the LMS: {len(moodle.calls)}")
        timed(env, "  the same again", platform, file)


def without_look_ups(folder: str, people: int) -> None:
    """The roster has the LMS's own ids."""
    env, platform = installation(folder)
    file = write(folder, "lms_user_id", people)
    timed(env, f"{people} people, by lms_user_id", platform, file)
    timed(env, "  the same again", platform, file)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    people = parser.parse_args().people
    for measure in (without_look_ups, with_look_ups):
        with tempfile.TemporaryDirectory() as folder:
            measure(folder, people)


if __name__ == "__main__":
    main()

"""An installation for the doctor to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_httpserver import HTTPServer
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from adapters.fakes.advantage import FakeAdvantage
from adapters.fakes.moodle import FakeMoodle
from lti_tool.models import SigningKey
from lti_tool.vault import Vault
from tests.cli.desk import Command, Database
from tests.cli.quarter import Quarter
from tests.keys import public_jwk, rsa_key

CLIENT = "c1"
COURSE, IDNUMBER, OFFER = "11", "TEAMS-VINDEN", "tm-ml-vinden"
OURS = ("doctor-now", "doctor-next")


class Clinic:
    """An installation that is well, with its LMS on real sockets.

    ``front`` stands where people reach the tool, ``lms`` has the keys of the LMS, whose clock
    runs ``lms_ahead``; ``advantage`` gives tokens.
    """

    def __init__(
        self, cli: Command, front: HTTPServer, lms: HTTPServer, moodle: FakeMoodle, folder: Path
    ):
        self.cli, self.front, self.lms, self.moodle = cli, front, lms, moodle
        self.database = Database(cli.env)
        self.token = folder / "token"
        self.lms_ahead = timedelta()
        self.advantage = FakeAdvantage(self.fetch_keys, CLIENT, self.lms_clock)
        self.office = self.advantage.office
        self.keys_out_of_reach = False

    def open(self, organisation: int) -> None:
        """Set everything up, so that all is well."""
        self.cli.env["THEMASCAN_PUBLIC_URL"] = self.front.url_for("").rstrip("/")
        keep_keys(self.cli.env)
        self.publish(*OURS)
        at = self.lms.url_for("").rstrip("/")
        options = {"--issuer": at, "--client-id": CLIENT, "--deployment-id": "1"}
        options |= {"--auth-login-url": f"{at}/auth", "--token-url": self.advantage.token_url}
        options["--jwks-url"] = f"{at}/jwks"
        words = [word for pair in options.items() for word in pair]
        made = self.cli.done("platform", "add", "--organisation", organisation, *words).made
        self.platform = int(made)
        self.serve("/jwks", 200, {"keys": [{"kid": "1"}]})
        self.reach()
        # The platform of the other fixtures leads to a host that does not exist.
        self.database.rows("DELETE FROM deployment WHERE platform_id <> ?", self.platform)
        self.database.rows("DELETE FROM platform WHERE id <> ?", self.platform)

    def publish(self, *names: str) -> None:
        """What stands at our own address from now on: keys of these names."""
        self.front.clear()
        document = {"keys": [public_jwk(name) for name in names]}
        self.front.expect_request("/lti/jwks.json").respond_with_json(document)

    def link_course(self, organisation: int) -> None:
        """Plan a cycle with one offer that leads to a course of the LMS."""
        quarter = Quarter(self.cli, organisation, opened=False)
        self.moodle.add_course(COURSE, IDNUMBER, "Vinden")
        self.cli.done("offer", "link", "--cycle", quarter.cycle, OFFER, f"idnumber:{IDNUMBER}")

    def serve(self, path: str, status: int = 200, document: object = None) -> None:
        """What the LMS answers under a path from now on."""
        self.lms.expect_request(path).respond_with_json(document, status=status)

    def lms_clock(self) -> datetime:
        """What the clock of the LMS says."""
        return datetime.now(UTC) + self.lms_ahead

    def fetch_keys(self) -> Mapping[str, Any]:
        """The LMS fetches our keys."""
        if self.keys_out_of_reach:
            raise OSError("blocked")
        return {"keys": [public_jwk(name) for name in OURS]}

    def good(self) -> list[str]:
        """What is well, when everything must be."""
        answer = self.cli.done("doctor")
        assert answer.err == ""
        said = answer.out.splitlines()
        assert all(line.startswith("ok     ") for line in said), said
        return [line.removeprefix("ok     ") for line in said]

    def wrong(self) -> list[str]:
        """What is not well; the rest was looked at all the same."""
        faults = self.cli.refused("doctor")
        assert all(fault.startswith("wrong  ") for fault in faults), faults
        return [fault.removeprefix("wrong  ") for fault in faults]

    def fault(self) -> str:
        """The one line about the LMS, without its beginning."""
        [fault] = self.wrong()
        name = f"platform {self.platform}: "
        assert fault.startswith(name), fault
        return fault.removeprefix(name)

    def reach(self, url: str = "", token: str = "") -> None:
        """Set how the REST API is reached."""
        self.token.write_text(token or self.moodle.token)
        way = ("--adapter", "moodle", "--url", url or self.moodle.url, "--token-file", self.token)
        self.cli.done("platform", "api", self.platform, *way)


def keep_keys(env: Mapping[str, str]) -> None:
    """Put keys of the tool in its database: making new ones for each test takes long."""
    vault = Vault([env["THEMASCAN_DATA_KEYS"]], env["THEMASCAN_SECRET_KEY"])
    now = datetime.now(UTC)
    engine = create_engine(env["THEMASCAN_DATABASE_URL"])
    with Session(engine) as session:
        for number, kid in enumerate(OURS):
            kept = SigningKey(
                kid=kid,
                private_sealed=vault.seal_text(pem_of(kid)),
                public_jwk=public_jwk(kid),
                created_at=now,
                signs_from=now + timedelta(days=90 * number),
            )
            session.add(kept)
        session.commit()
    engine.dispose()


def pem_of(kid: str) -> str:
    """A private key as it is kept."""
    return rsa_key(kid).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

"""LMSs as their admin sees them: who is connected, how its API is reached, whether it is well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.build import KINDS
from adapters.lms import CheckResult
from lti_tool.lti.keys import active_keys
from lti_tool.models import Deployment, Platform, db
from lti_tool.services.doctor_lms import examine_platform
from lti_tool.services.doctor_tools import Practice, door_of
from lti_tool.services.hand import Hand
from lti_tool.services.invitations import invite
from lti_tool.services.platforms import ApiAccess, lms_of, set_api
from lti_tool.toolbox import Toolbox
from lti_tool.vault import SealBroken, Vault


@dataclass(frozen=True, slots=True)
class Connected:
    """A registered LMS with the places in it that launch the tool."""

    platform: Platform
    deployments: Sequence[str]

    @property
    def has_token(self) -> bool:
        """Whether a token is kept that its adapter needs."""
        kind = KINDS.get(self.platform.api_adapter)
        return kind is not None and kind.token and self.platform.api_token_sealed is not None


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Since when the key signs that does, and from when the next will; None when there is none."""

    since: datetime | None
    following: datetime | None


def connected(session: Session, organisation_id: int) -> list[Connected]:
    """The LMSs of an organisation, in the order in which they came."""
    mine = Platform.organisation_id == organisation_id
    platforms = session.scalars(select(Platform).where(mine).order_by(Platform.id)).all()
    found: dict[int, list[str]] = {}
    names = (
        select(Deployment.platform_id, Deployment.deployment_id)
        .join(Platform, Platform.id == Deployment.platform_id)
        .where(mine)
        .order_by(Deployment.id)
    )
    for number, name in session.execute(names):
        found.setdefault(number, []).append(name)
    return [Connected(row, found.get(row.id, [])) for row in platforms]


def signing_keys(session: Session, now: datetime) -> SigningKeys:
    """How the tool's own keys stand; they change by themselves."""
    starts = [key.signs_from for key in active_keys(session)]
    return SigningKeys(
        max((start for start in starts if start <= now), default=None),
        min((start for start in starts if start > now), default=None),
    )


def new_address(session: Session, hand: Hand, public_url: str) -> str:
    """A one-time address with which an LMS registers itself; commits."""
    session.add(hand.line("registration address made"))
    code = invite(session, hand.organisation_id, hand.now)
    return f"{public_url}/lti/register/{code}"


def kept_token(vault: Vault, platform: Platform, adapter: str, url: str) -> str:
    """The token that is there, for the same adapter and address only; else empty.

    It goes to no other address: whoever may set one must not be able to read the token there.
    """
    same = (platform.api_adapter, platform.api_url) == (adapter, url.rstrip("/"))
    if not same or platform.api_token_sealed is None:
        return ""
    try:
        return vault.open_text(platform.api_token_sealed)
    except SealBroken:
        return ""


def give_access(
    session: Session, vault: Vault, hand: Hand, platform: Platform, access: ApiAccess
) -> None:
    """Store how the API is reached, with a line in the log; commits. Raises ``Faults``."""
    line = hand.line(f"platform {platform.id}: API access set")
    set_api(session, vault, platform.id, access)
    session.add(line)
    session.commit()


def options_of(text: str) -> Mapping[str, str] | None:
    """``name=value`` a line as a mapping; None when a line is something else."""
    pairs = [line.partition("=") for line in text.splitlines() if line.strip()]
    if not all(name.strip() and equals for name, equals, _value in pairs):
        return None
    return {name.strip(): value.strip() for name, _equals, value in pairs}


def check_connection(tools: Toolbox, platform_id: int) -> list[CheckResult]:
    """What the doctor finds at one LMS, now; each host gets a bounded time.

    In a session of its own, since the doctor lets go of every row before it asks an LMS.
    """
    door = door_of(tools.settings)
    with Session(db.engine, expire_on_commit=False) as session:
        platform = session.get_one(Platform, platform_id)
        session.expunge_all()
        session.rollback()
        practice = Practice(
            session=session,
            settings=tools.settings,
            vault=tools.vault,
            door=door,
            api_of=lambda row: lms_of(row, tools.vault, door),
            clock=tools.clock,
        )
        name = f"platform {platform_id}: "
        return [
            CheckResult(result.ok, result.what.removeprefix(name), result.advice)
            for result in examine_platform(practice, platform, ours=True)
        ]

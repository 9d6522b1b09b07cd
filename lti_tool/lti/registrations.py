"""Which registration a message belongs to: by issuer, client id and deployment."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.lti.login import Login
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import LONGEST_ID, is_plain
from lti_tool.models import Deployment, LoginRecord, Platform
from lti_tool.visits import digest

OF_DEPLOYMENT = (
    select(Platform, Deployment.id)
    .outerjoin(
        Deployment,
        and_(
            Deployment.platform_id == Platform.id,
            Deployment.deployment_id == bindparam("deployment"),
        ),
    )
    .where(Platform.issuer == bindparam("issuer"), Platform.client_id == bindparam("client"))
    .where(or_(Deployment.id.is_not(None), Platform.learns_deployments))
)


def addresses_of(session: Session, issuer: str, state: str) -> tuple[str, ...]:
    """Where the pages of the LMS are that a login or a launch speaks of; empty when unknown."""
    if state:
        known = select(LoginRecord.issuer).where(LoginRecord.state_hash == digest(state))
        issuer = session.scalar(known) or ""
    rows = session.execute(
        select(Platform.issuer, Platform.auth_login_url).where(Platform.issuer == issuer)
    )
    return tuple(url for row in rows for url in row)


def platform_of(session: Session, record: Login, deployment_id: object) -> Platform:
    """The platform of a deployment under the login's issuer and client; raises ``Refusal``.

    An LMS that registered itself without a deployment may bring a new one, as long as it is
    the only registration of that client: several would leave open whose it is.
    """
    if not is_plain(deployment_id, LONGEST_ID):
        raise Refusal("bad_claims")
    given = {"issuer": record.issuer, "client": record.client_id, "deployment": deployment_id}
    rows = session.execute(OF_DEPLOYMENT, given).all()
    session.commit()  # ends the reading; a rollback would forget the rows
    known = [platform for platform, deployment in rows if deployment is not None]
    if known:
        return known[0]
    if len(rows) != 1:
        raise Refusal("unknown_deployment")
    return rows[0][0]


def learn_deployment(session: Session, platform: Platform, deployment_id: str) -> None:
    """Remember the deployment of a message that the platform has signed; commits."""
    if not platform.learns_deployments:
        return
    ids = {"issuer": platform.issuer, "client_id": platform.client_id}
    known = select(Deployment.id).filter_by(**ids, deployment_id=deployment_id)
    if session.scalar(known) is not None:
        return
    session.add(Deployment(platform_id=platform.id, deployment_id=deployment_id, **ids))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # a launch beside this one brought the same

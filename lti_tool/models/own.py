"""What people ask for themselves: a talk, a look at what is kept, and that all of it goes."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Digest,
    Key,
    Moment,
    OrganisationKey,
    PersonKey,
    PlatformKey,
    Short,
)

LINK_KINDS = ("export", "erase")


class TalkRequest(Base):
    """Somebody would like a person of L&D to look along. It knows of no result.

    ``words_sealed`` has one length, with words or without; the row goes when it is done.
    """

    __tablename__ = "talk_request"
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    person_id: Mapped[PersonKey] = mapped_column(unique=True)
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]


class DataLink(Base):
    """A request on paper: where the person's next launch leads, once (DESIGN 6.8).

    The address that goes with it shows nothing by itself, whoever opens it.
    """

    __tablename__ = "data_link"
    id: Mapped[Key]
    person_id: Mapped[PersonKey]
    kind: Mapped[Short]
    code_hash: Mapped[Digest] = mapped_column(unique=True)
    expires_at: Mapped[Moment]


class Erasure(Base):
    """Somebody had everything erased: a keyed digest of who, for a roster to pass over.

    It names nobody, and is of use only while the cycle runs in which it happened.
    """

    __tablename__ = "erasure"
    id: Mapped[Key]
    platform_id: Mapped[PlatformKey]
    digest: Mapped[Digest] = mapped_column(index=True)
    erased_at: Mapped[Moment]

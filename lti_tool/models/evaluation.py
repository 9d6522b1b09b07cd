"""What people thought of a quarter, apart from who they are; and the lessons drawn from it."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, CycleKey, Short


class EvaluationAnswer(Base):
    """One form, of nobody: no person, no moment, and an id by chance, so no order either.

    Who is asked, answers and words are sealed together, at one length.
    """

    __tablename__ = "evaluation_answer"
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    cycle_id: Mapped[CycleKey]
    form_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class EvaluationDone(Base):
    """That somebody has filled in a form, so that nobody counts twice; not when, and not what."""

    __tablename__ = "evaluation_done"
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    audience: Mapped[Short] = mapped_column(primary_key=True)


class Lesson(Base):
    """What L&D learned from a cycle; it stands in the feedback and the next announcement."""

    __tablename__ = "lesson"
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    learned: Mapped[str] = mapped_column(Text, default="")
    change: Mapped[str] = mapped_column(Text, default="")

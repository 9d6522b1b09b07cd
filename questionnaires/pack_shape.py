"""The shape of a pack file: Dutch keys for its authors, English attributes for us."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

ID = validate.Regexp(r"^[a-z0-9][a-z0-9_-]{0,59}\Z", error="use small letters, digits and -")
LANGUAGE = validate.Regexp(r"[a-z]{2}\Z", error="write a language as two letters, such as en")
SHORT = validate.Regexp(r"(?s)(?=.*\S).{1,200}\Z", error="write 1 to 200 characters")
LONG = validate.Regexp(r"(?s)(?=.*\S).{1,2000}\Z", error="write 1 to 2000 characters")
KINDS = ("zelf", "kennis", "situatie")
ROLES = ("kern", "extra")
OFFERS = ("microlearning", "workshop", "tip", "inloop", "masterclass")


class Exact(fields.Field[Fraction]):
    """A number as an exact fraction."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise ValidationError("write a number")
        return Fraction(value)


class Shape(Schema):
    """Unknown keys are faults: a typing error must not be passed over."""

    class Meta:
        unknown = RAISE


def words(data_key: str, check: validate.Validator = LONG, **given: Any) -> fields.String:
    """A required text, unless ``load_default`` says otherwise."""
    given.setdefault("required", "load_default" not in given)
    return fields.String(data_key=data_key, validate=check, **given)


def whole(data_key: str, low: int, high: int, **given: Any) -> fields.Integer:
    """A whole number between two limits, both included."""
    given.setdefault("required", "load_default" not in given)
    limits = validate.Range(low, high, error=f"write a number from {low} to {high}")
    return fields.Integer(data_key=data_key, validate=limits, strict=True, **given)


class OptionShape(Shape):
    id = words("id", ID)
    text = words("tekst", SHORT)
    points = Exact(data_key="punten", required=True, allow_none=True)


class LevelShape(Shape):
    id = whole("id", 0, 3)
    name = words("naam", SHORT)
    description = words("omschrijving")


class SkillShape(Shape):
    id = words("id", ID)
    title = words("titel", SHORT)
    description = words("omschrijving")


class ItemShape(Shape):
    id = words("id", ID)
    skill = words("vaardigheid", ID)
    kind = words("soort", validate.OneOf(KINDS, error="choose zelf, kennis or situatie"))
    level = whole("niveau", 0, 3)
    role = words("rol", validate.OneOf(ROLES, error="choose kern or extra"))
    text = words("tekst")
    options = fields.List(fields.Nested(OptionShape), data_key="opties", load_default=None)
    option_set = words("optieset", load_default=None)
    explanation = words("uitleg")
    function_groups = fields.List(
        fields.String(validate=ID), data_key="functiegroepen", load_default=None
    )


class OfferShape(Shape):
    id = words("id", ID)
    kind = words("soort", validate.OneOf(OFFERS, error="choose " + ", ".join(OFFERS)))
    title = words("titel", SHORT)
    skills = fields.List(
        fields.String(validate=ID),
        data_key="vaardigheden",
        required=True,
        validate=validate.Length(min=1, error="name at least one skill"),
    )
    from_level = whole("van_niveau", 0, 3)
    to_level = whole("naar_niveau", 0, 3)
    minutes = whole("duur_minuten", 1, 480)
    suits_required = fields.Boolean(data_key="verplicht_geschikt", required=True)
    description = words("beschrijving")
    goals = fields.List(fields.String(validate=SHORT), data_key="leerdoelen", load_default=list)
    form = words("vorm", SHORT, load_default=None)
    capacity = whole("capaciteit", 1, 10_000, load_default=None, allow_none=True)
    url = fields.Url(data_key="link", load_default=None, schemes={"https"})


class WeightsShape(Shape):
    own = Exact(data_key="zelf", required=True)
    objective = Exact(data_key="objectief", required=True)


class ScoringShape(Shape):
    highest_minimum = whole("minimum_hoogste_niveau", 2, 2)
    margin = Exact(data_key="grensmarge", required=True)
    weights = fields.Nested(WeightsShape, data_key="weging", required=True)
    cuts = fields.Dict(
        keys=fields.Integer(strict=True), values=Exact(), data_key="drempels", required=True
    )
    dont_know = whole("weet_niet_punten", 0, 0)


class ProgrammeShape(Shape):
    title = words("titel", SHORT)
    url = fields.Url(data_key="link", load_default=None, schemes={"https"})


class TeamKitShape(Shape):
    minutes = whole("duur_minuten", 1, 60)
    goal = words("doel")
    questions = fields.List(
        fields.String(validate=SHORT),
        data_key="vragen",
        required=True,
        validate=validate.Length(min=1, error="ask at least one question"),
    )
    example = words("voorbeeld_leidinggevende")


class PackShape(Shape):
    """A whole pack file."""

    schema_name = fields.String(
        data_key="schema",
        required=True,
        validate=validate.Equal("ihart-thema/1", error="write ihart-thema/1"),
    )
    id = words("id", ID)
    version = words(
        "versie",
        validate.Regexp(
            r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}\Z", error="write it as 1.0.0, in quotes"
        ),
    )
    state = words("status", SHORT)
    language = words("taal", validate.OneOf(("nl", "en"), error="choose nl or en"))
    language_level = words("taalniveau", SHORT)
    license = words("licentie", SHORT)
    authors = fields.List(fields.String(validate=SHORT), data_key="auteurs", load_default=list)
    title = words("titel", SHORT)
    summary = words("korte_uitleg")
    why = words("waarom")
    programmes = fields.List(
        fields.Nested(ProgrammeShape), data_key="programmas", load_default=list
    )
    most_minutes = whole("tijd_maximum_minuten", 1, 10)
    levels = fields.List(fields.Nested(LevelShape), data_key="niveaus", required=True)
    shuffle = fields.Boolean(
        data_key="opties_schudden",
        load_default=True,
        validate=validate.Equal(True, error="options are always shuffled: write true"),
    )
    scoring = fields.Nested(ScoringShape, data_key="score", required=True)
    option_sets = fields.Dict(
        keys=fields.String(validate=ID),
        values=fields.List(fields.Nested(OptionShape)),
        data_key="optiesets",
        load_default=dict,
    )
    skills = fields.List(fields.Nested(SkillShape), data_key="vaardigheden", required=True)
    minima = fields.Dict(
        keys=fields.String(validate=ID),
        values=fields.Dict(
            keys=fields.String(),
            values=fields.Integer(
                strict=True,
                validate=validate.Range(0, 2, error="a minimum is 0, 1 or 2"),
            ),
        ),
        data_key="minima",
        required=True,
    )
    items = fields.List(fields.Nested(ItemShape), data_key="items", required=True)
    offers = fields.List(fields.Nested(OfferShape), data_key="aanbod", required=True)
    team_kit = fields.Nested(TeamKitShape, data_key="teamoverleg", required=True)
    # Checked against the texts of the pack itself, in pack_translation.
    translations = fields.Dict(
        keys=fields.String(validate=LANGUAGE),
        values=fields.Dict(),
        data_key="vertalingen",
        load_default=dict,
    )

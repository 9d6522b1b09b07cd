"""Skills are the same when they share questions, whatever anybody called them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires.model import ThemePack
from questionnaires.pack_kinship import like_skills
from questionnaires.packs import load_pack, shipped_packs

PACKS = [load_pack(text) for text in shipped_packs().values()]
PACK = PACKS[0]
OWN = {skill.id: (skill.id,) for skill in PACK.skills}


def named(pack: ThemePack, name: str, **skills: str) -> ThemePack:
    """The same questions under another name; ``skills`` are new ids."""
    new = {skill.id: skills.get(skill.id, skill.id) for skill in pack.skills}
    return replace(
        pack,
        id=name,
        skills=tuple(replace(skill, id=new[skill.id]) for skill in pack.skills),
        items=tuple(replace(item, skill=new[item.skill]) for item in pack.items),
    )


def test_a_pack_is_like_itself_and_like_its_copy() -> None:
    assert like_skills(PACK, PACK) == OWN
    assert like_skills(named(PACK, "onze-versie"), PACK) == OWN


@pytest.mark.parametrize("other", PACKS[1:], ids=lambda pack: pack.id)
def test_themes_that_share_no_question_have_nothing_to_do_with_each_other(
    other: ThemePack,
) -> None:
    assert like_skills(PACK, other) == {}


def test_a_skill_with_another_id_is_found_by_its_questions() -> None:
    first = PACK.skills[0].id
    assert like_skills(named(PACK, PACK.id, **{first: "anders"}), PACK) == {
        "anders" if skill == first else skill: names for skill, names in OWN.items()
    }


def test_skills_that_were_put_together_are_like_each_of_both() -> None:
    first, second, *others = (skill.id for skill in PACK.skills)
    items = tuple(
        replace(item, skill=first if item.skill == second else item.skill) for item in PACK.items
    )
    skills = tuple(skill for skill in PACK.skills if skill.id != second)
    joined = replace(PACK, id="samen", skills=skills, items=items)
    kept = {skill: (skill,) for skill in others}
    assert like_skills(joined, PACK) == {first: (first, second), **kept}
    assert like_skills(PACK, joined) == {first: (first,), second: (first,), **kept}


def reworded(pack: ThemePack, change: str) -> ThemePack:
    items = tuple(replace(item, text=change.format(item.text)) for item in pack.items)
    return replace(named(pack, "onze-versie"), items=items)


def test_a_few_other_words_leave_a_question_the_same_and_all_other_words_do_not() -> None:
    assert like_skills(reworded(PACK, "{} Denk even na!"), PACK) == OWN
    assert like_skills(reworded(PACK, "Iets heel anders"), PACK) == {}

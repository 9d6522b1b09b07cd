"""What each broken rule of a pack is called for the author of a file: what, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "shape": "{name}: {what}",
    "no_answers": "{item}: give either opties or optieset",
    "no_set": "{item}: there is no optieset {name}: add it",
    "id_twice": "{id} is an id twice: give each its own",
    "skill_count": "a theme has 3 or 4 skills: add or join some",
    "levels": "name the levels 0, 1, 2 and 3, in this order",
    "from_above_to": "van_niveau is above naar_niveau: exchange them",
    "for_nobody": "{item} is for nobody: leave the key out if it is for everybody",
    "group_without_minima": "{group} has no minima: add it there or take it out here",
    "no_skill": "{skill} is no skill of this pack: use an id of vaardigheden",
    "minimum_missing": "{skill} has no minimum: write 0, 1 or 2",
    "minimum_extra": "{skill} is no skill of this pack: remove it",
    "no_minima": "no function group has minima: add them",
    "cuts": "give rising cuts for 1, 2 and 3, between 0 and 100",
    "weight": "a weight is more than 0: change it",
    "margin": "the margin is from 0 up to the first cut: change it",
    "core_too_high": "{item} is kern of level {level}: use 2 at most",
    "few_core": "{skill} has {count} kern questions for {group}: it needs 3",
    "few_objective": "{skill} needs 2 kern questions of kennis or situatie for {group}",
    "few_always": (
        "{skill} stays unknown for {group} after nvt: keep 3 kern questions without nvt"
    ),
    "extra_count": "{skill} has {count} extra questions for {group}: it needs 1",
    "no_training": ("no microlearning brings {skill} from 0 to {minimum} for {group}: add one"),
    "option_twice": "an option has the id of another: give each its own",
    "no_dont_know": "weet_niet is missing: add it with 0 points",
    "few_answers": "there are fewer than two answers beside weet_niet: add one",
    "dont_know_points": "weet_niet gives points: make it 0",
    "nvt_points": "nvt has points: make it null",
    "points_range": "points are from 0 to 1: only nvt has none",
    "one_best": "exactly one option has 1 point: choose the best answer",
    "kennis_points": "a kennis question has one right answer: use 0 and 1 only",
    "situatie_points": "a situatie question gives 0, 0.5 or 1: use these",
    "too_long": "{before}the scan takes {took} for {group}: shorten it to {limit}:00",
    "long_sentence": "a sentence of {count} words: split it ({most} is plain)",
    "own_language": "{language} is the language of the pack itself: remove it here",
    "untranslated": "{language}: {key} is missing: translate it",
    "no_such_text": "{language}: {key} is no text of this pack: correct or remove it",
    "no_text": "{language}: {key} is no text: put it in quotes",
    "text_length": "{language}: {key}: write 1 to {most} characters",
}

"""Packs and outcomes survive as the JSON in which a cycle and a sealed blob keep them."""

from __future__ import annotations

import json

from hypothesis import given, settings

from questionnaires.grading import grade, outcome_document, outcome_from_document
from questionnaires.model import ThemePack
from questionnaires.pack_build import pack_document, pack_from_document
from tests.questionnaires.builders import GROUP
from tests.questionnaires.generated import Scan, packs, scans

many = settings(max_examples=100)


@many
@given(scans())
def test_an_outcome_survives_as_json(scan: Scan) -> None:
    pack, answers, minima = scan
    outcome = grade(pack, GROUP, answers, minima)
    document = json.loads(json.dumps(outcome_document(outcome)))
    assert outcome_from_document(document) == outcome


@many
@given(packs(("a", "b", "c")))
def test_a_pack_survives_as_json(pack: ThemePack) -> None:
    document = json.loads(json.dumps(pack_document(pack)))
    again = pack_from_document(document)
    assert again == pack
    assert pack_document(again) == document

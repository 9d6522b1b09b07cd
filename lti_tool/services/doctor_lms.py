"""The part of the doctor that looks at an LMS: its keys, its tokens, its REST API."""

from __future__ import annotations

import json
from collections.abc import Iterator

from adapters.lms import CheckResult
from lti_tool.models import Platform
from lti_tool.services.doctor_api import check_api
from lti_tool.services.doctor_tokens import check_tokens
from lti_tool.services.doctor_tools import Practice, StillAway, asked


def examine_platform(practice: Practice, platform: Platform, ours: bool) -> Iterator[CheckResult]:
    """Every check of one LMS; each result begins with which it is.

    ``ours`` says whether our own address is well. A host that is away is named once.
    """
    name = f"platform {platform.id}: "
    for check in (
        _key_set(practice, platform),
        check_tokens(practice, platform, ours),
        check_api(practice, platform),
    ):
        try:
            for result in check:
                yield CheckResult(result.ok, name + result.what, result.advice)
        except StillAway:
            continue


def _key_set(practice: Practice, platform: Platform) -> Iterator[CheckResult]:
    what = f"keys at {platform.jwks_url}"
    answer = asked(practice, what, "GET", platform.jwks_url)
    if isinstance(answer, CheckResult):
        yield answer
        return
    try:
        good = answer.status == 200 and bool(json.loads(answer.body)["keys"])
    except (ValueError, KeyError, TypeError, RecursionError):
        good = False
    yield CheckResult(good, what, "no key set is served there: copy the address from the LMS")

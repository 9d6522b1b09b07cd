"""With the same clicks and other answers, the line and the history of the browser look the same."""

from __future__ import annotations

from tests.browser import Reply
from tests.quarter import answers
from tests.town import Town, Walker
from tests.wire import Exchange, Wire

GROUP = "beleid"
STYLES = ("none", "one", "all", "worst", "mixed", "unknown")


def chosen(town: Town, walker: Walker, style: str) -> dict[str, str]:
    """The answers of a style to every question of the page in view."""
    if style == "unknown":
        return {item.id: "weet_niet" for item in walker.shown()}
    return answers(walker, GROUP, style)


def pages_of_visits(town: Town) -> list[str]:
    """The address of every page of a visit that is opened without a choice."""
    rules = [str(rule) for rule in town.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    start = "/v/<path_id>/"
    return sorted(
        rule.removeprefix(start)
        for rule in rules
        if rule.startswith(start) and rule.count("<") == 1
    )


class Seen:
    """Somebody who takes the scan and does a skill again, with a line that is watched."""

    def __init__(self, town: Town, style: str) -> None:
        town.add_person(style, GROUP)
        self.town, self.style = town, style
        self.walker = Walker(town, town.app.test_client())
        self.wire, self.extras = Wire(self.walker.client), 0
        self.home = self.walker.launch(style).url

    def answer_until_the_result(self) -> None:
        """Send page after page."""
        while 'data-page="result"' not in self.wire.text:
            page = Reply(200, {}, self.wire.text, self.home)
            self.walker.reply = page
            self.extras += len(self.walker.shown()) if "closing" in str(page.page) else 0
            self.wire.send(chosen(self.town, self.walker, self.style))

    def go_all_the_way(self) -> list[Exchange]:
        """The scan, every page that an employee can open, and the first skill once more."""
        self.wire.get(self.home)
        self.answer_until_the_result()
        for path in ("questions/1", *pages_of_visits(self.town), "again"):
            self.wire.get(self.home + path)
        self.wire.send({"skill": self.town.pack.skills[0].id})
        self.answer_until_the_result()
        return self.wire.seen


def by_style(town: Town) -> dict[str, list[Exchange]]:
    """What is seen of each; checked to differ in what is asked."""
    people = {style: Seen(town, style) for style in STYLES}
    found = {style: person.go_all_the_way() for style, person in people.items()}
    assert [people[style].extras for style in ("none", "one", "all")] == [0, 2, 4]
    return found


def test_with_other_answers_every_request_and_every_answer_looks_the_same(town: Town) -> None:
    seen = by_style(town)
    expected = seen["none"]
    assert sum(exchange.method == "POST" for exchange in expected) == 11
    assert len({exchange.sent for exchange in expected}) > 1
    assert any(exchange.path.startswith("/v/ID/closing") for exchange in expected)
    for style, exchanges in seen.items():
        for mine, theirs in zip(exchanges, expected, strict=True):
            assert mine == theirs, style

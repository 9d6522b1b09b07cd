"""The committed stylesheet: made from style/, complete, and nothing fetched from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STYLE = ROOT / "style"
SHEET = (ROOT / "lti_tool/static/themascan.css").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOT / "lti_tool/templates").glob("*.html"))
READABLE, VISIBLE = 4.5, 3.0


def sources() -> list[Path]:
    """What the build reads, in its order."""
    return [STYLE / "build.mjs", STYLE / "package-lock.json", *sorted((STYLE / "own").iterdir())]


def test_the_stylesheet_was_built_from_these_sources() -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources())).hexdigest()
    assert f"sources {digest}" in SHEET, "run `npm ci && npm run build` in style/"


def test_the_lock_file_names_no_host() -> None:
    packages = json.loads((STYLE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
    assert "@font-face" not in SHEET


def test_every_token_that_has_no_fallback_is_defined() -> None:
    defined = set(re.findall(r"(?:^|[{;])(--[\w-]+):", SHEET, re.M))
    ours = "".join(path.read_text(encoding="utf-8") for path in (STYLE / "own").iterdir())
    assert set(re.findall(r"var\((--[\w-]+)\)", ours)) - defined == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_class_on_a_page_has_a_rule(template: Path) -> None:
    text = re.sub(r"\{[{%].*?[%}]\}", " ", template.read_text(encoding="utf-8"))
    used = {name for names in re.findall(r'class="([^"]*)"', text) for name in names.split()}
    # What is left of `name--{{ variant }}` is the start of a name.
    unknown = {name for name in used if f".{name}" not in SHEET}
    assert unknown - GROUPING == set()


# Classes that only say what something is.
GROUPING = {"progress", "offer", "cycle"}


def scale(block: str) -> dict[str, str]:
    """The colours that a theme sets, by name."""
    return dict(re.findall(r"--themascan-([\w-]+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    """WCAG 2: from 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["10-theme.css", "15-dark.css"])
def test_the_theme_keeps_the_contrasts_that_the_guide_asks_for(name: str) -> None:
    colours = scale((STYLE / "own" / name).read_text(encoding="utf-8"))
    paper = colours["paper"]
    for text in ("text", "brand", "brand-strong"):
        assert contrast(colours[text], paper) >= READABLE, text
        assert contrast(colours[text], colours["brand-tint"]) >= READABLE, text
    assert contrast(colours["on-brand"], colours["brand"]) >= READABLE
    assert contrast(colours["on-brand"], colours["brand-strong"]) >= READABLE
    assert contrast(colours["focus"], paper) >= VISIBLE


def test_a_field_with_an_error_has_the_same_border_whatever_its_kind() -> None:
    rules = re.findall(r"^([^{\n]*aria-invalid[^{]*)\{([^}]*)\}", SHEET, re.M)
    (together,) = (
        look for fields, look in rules if {"utrecht-textbox", "utrecht-select"} <= kinds(fields)
    )
    assert "border-color:var(--basis-form-control-invalid-border-color)" in together
    assert "utrecht-textarea" in kinds(next(fields for fields, look in rules if look == together))


def kinds(selector: str) -> set[str]:
    """The fields that a rule is about."""
    return set(re.findall(r"\.(utrecht-(?:textbox|textarea|select))\b", selector))


def test_an_arrow_of_our_own_gives_way_to_the_colours_of_the_system() -> None:
    assert "background-image:conic-gradient(" in SHEET
    native = r"appearance:auto[^}]*background-image:none"
    assert re.search(r"\(forced-colors: active\)\{\n\.utrecht-select[^}]*" + native, SHEET)

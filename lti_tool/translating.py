"""For developers: `python -m lti_tool.translating` brings the catalogs up to the texts.

A text that is new stands in ``messages.po`` with an empty translation; one that is gone,
is gone there too. Whoever has filled in what is empty, runs it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from lti_tool.i18n import CATALOGS

ROOT = Path(__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
WIDTH = 100


def read_catalog(path: Path) -> Catalog:
    """The texts of a ``messages.po`` and what they are in its language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def extracted(root: Path = ROOT) -> Catalog:
    """Every text in the code and the templates below a folder."""
    found = Catalog()
    for name, _line, message, comments, context in extract_from_dir(str(root), METHODS):
        # Without line numbers: they would change with every other change.
        found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def brought_up(catalog: Catalog, texts: Catalog) -> Catalog:
    """The catalog with exactly these texts; what was translated before stays."""
    # Its date is not touched: only a change of texts changes the file.
    texts.creation_date = catalog.creation_date
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The file that people write in."""
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, include_lineno=False, sort_by_file=True)
    return written.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The file that is read at run time."""
    written = BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def untranslated(catalog: Catalog) -> Iterator[str]:
    """The texts that still need words."""
    for message in catalog:
        said = message.string or ""
        if message.id and not all([said] if isinstance(said, str) else said):
            yield message.id if isinstance(message.id, str) else message.id[0]


def refresh(catalogs: Path = CATALOGS) -> list[str]:
    """Write both files of every language anew; what is still to be translated."""
    texts, left = extracted(), []
    for path in sorted(catalogs.glob("*/LC_MESSAGES/messages.po")):
        catalog = brought_up(read_catalog(path), texts)
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(as_mo(catalog))
        left += [f"{path.parts[-3]}: {text}" for text in untranslated(catalog)]
    return left


if __name__ == "__main__":
    for line in refresh():
        print(line)

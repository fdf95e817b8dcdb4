"""Guards over the words: the glossary knows every table."""

from pathlib import Path

from portal import models
from portal.extensions import Base

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"


def test_the_glossary_lists_every_table() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    unnamed = [table for table in Base.metadata.tables if f"`{table}`" not in text]

    assert models.Provider.__tablename__ in Base.metadata.tables
    assert not unnamed, f"docs/glossary.md: name {unnamed}"

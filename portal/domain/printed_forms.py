"""Printed forms: which paper exists, on which template, in how many copies."""

from dataclasses import dataclass

from portal.domain.law import Citation

CONTRACT = "contract"
ACT = "act"
RECEIPT = "receipt"
MONTH = "month"
"""All papers of a month joined into one file for the printer; no region prints it otherwise."""


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A paper a region prints. ``template`` is looked up in the region's own folder first."""

    code: str
    title: str
    template: str
    copies: int
    citation: Citation

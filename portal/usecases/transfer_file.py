"""What lies in the personal file of a recipient who moves, line by line (AST-PDP-02)."""

from dataclasses import dataclass
from datetime import date

from portal.models import Transfer
from portal.regions.registry import Region
from portal.usecases.queries.checklist import document_checklist

PROGRAMME, CONTRACT = "programme", "contract"


@dataclass(frozen=True, slots=True)
class FilePaperLine:
    """A paper by its code, what it is called, and its number and day in words."""

    code: str
    title: str
    told: str


def file_papers(
    row: Transfer, region: Region, today: date, contract: str, programme: str
) -> tuple[FilePaperLine, ...]:
    """The programme, the contract and each paper of the region's list that was handed in.

    ``contract`` and ``programme`` are their numbers and days in words.
    """
    listed = document_checklist(row.provider_id, row.recipient_id, region, today, row.programme_id)
    handed_in = tuple(
        FilePaperLine(
            one.requirement.code,
            one.requirement.title,
            _told(one.submitted.number, one.submitted.issued_on),
        )
        for one in listed.rows
        if one.submitted is not None and one.requirement.code != PROGRAMME
    )
    return (
        FilePaperLine(PROGRAMME, "Индивидуальная программа", programme),
        FilePaperLine(CONTRACT, "Договор о предоставлении социальных услуг", contract),
        *handed_in,
    )


def _told(number: str | None, issued_on: date) -> str:
    return f"№ {number} от {issued_on:%d.%m.%Y}" if number else f"от {issued_on:%d.%m.%Y}"

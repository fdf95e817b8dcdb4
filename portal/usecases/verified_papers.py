"""A paper as everybody may see it who holds it: what it calls itself and whose contract it is of.

Nothing here names a person: numbers and days are those that the paper itself prints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.documents.page_marks import outline_of
from portal.domain.printed_forms import AMENDMENT, CONTRACT, ENDING_ORDER, MONTH, NOTICES
from portal.domain.violations import RulesBroken
from portal.models import Contract, Paper, Provider
from portal.regions.registry import Region
from portal.usecases.agreement_sheet import AGREEMENT_FORM
from portal.usecases.ending_cancellation_paper import CANCELLATION
from portal.usecases.ending_cancellation_paper import TITLE as CANCELLATION_TITLE
from portal.usecases.inventory_paper import INVENTORY
from portal.usecases.inventory_paper import TITLE as INVENTORY_TITLE
from portal.usecases.queries.paper_states import PaperState, paper_state
from portal.usecases.suspension_orders import ORDERS as SUSPENSION_ORDER
from portal.usecases.suspension_orders import RESUMED, RESUMPTIONS, WITHDRAWALS, WITHDRAWN
from portal.usecases.suspension_orders import TITLE as ORDER_TITLE
from portal.usecases.transfer_letter_forms import INDEX as FILE_INDEX
from portal.usecases.transfer_letter_forms import INDEX_TITLE
from portal.usecases.transfer_letter_words import TITLES as LETTER_TITLES
from portal.usecases.warning_papers import SUSPENSION_WARNING, TITLE

OWN_TITLES = {
    MONTH: "Акты и квитанции месяца",
    NOTICES: "Уведомления о новой плате",
    # The form's title says «к договору», and the number behind it would be read as the contract's.
    AMENDMENT: "Дополнительное соглашение",
    SUSPENSION_WARNING: TITLE,
    SUSPENSION_ORDER: ORDER_TITLE,
    RESUMPTIONS: RESUMED,
    WITHDRAWALS: WITHDRAWN,
    FILE_INDEX: INDEX_TITLE,
    INVENTORY: INVENTORY_TITLE,
    CANCELLATION: CANCELLATION_TITLE,
    AGREEMENT_FORM.code: AGREEMENT_FORM.title,
    **LETTER_TITLES,
}
"""Papers whose form no act gives, by what they call themselves."""
_NUMBERED = re.compile(r",? (?:договор )?№ ")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPaper:
    """A paper as everybody may see it who holds it; ``amount`` in rubles.

    ``number`` is the paper's own, empty where it has none; ``contract`` is the number and the day
    of the contract that it is about, empty for a contract itself.
    """

    provider: str
    inn: str
    title: str
    number: str
    day: date
    amount: Decimal | None
    issued_on: date
    pages: int
    state: PaperState
    code: str | None
    sha256: str
    contract: str = ""

    @property
    def name(self) -> str:
        """The paper in a line: «Дополнительное соглашение № 1 от … по договору № 14/2025 от …»."""
        number = f" № {self.number}" if self.number else ""
        contract = f" по договору {self.contract}" if self.contract else ""
        return f"{self.title}{number} от {self.day:%d.%m.%Y}{contract}"


def verified_paper(session: Session, paper: Paper, regions: Mapping[str, Region]) -> VerifiedPaper:
    """What is told of a frozen paper; how it stands is that of today."""
    provider = session.get_one(Provider, paper.provider_id)
    region = regions.get(provider.region_code)
    outline = outline_of(paper.inputs, paper.rules_day)
    return VerifiedPaper(
        provider=provider.name,
        inn=provider.inn,
        title=_title(paper, region),
        number=_own_number(paper, outline.number),
        day=outline.day,
        amount=outline.amount,
        issued_on=region.today(paper.issued_at) if region else paper.issued_at.date(),
        pages=paper.pages,
        state=paper_state(session, paper),
        code=paper.code,
        sha256=paper.sha256,
        contract=_contract(session, paper),
    )


def _own_number(paper: Paper, outlined: str) -> str:
    """Of a paper without a number of its own the outline tells that of its contract."""
    if paper.form_code == ENDING_ORDER and paper.inputs.get("order_number"):
        return str(paper.inputs["order_number"])
    own = any(paper.inputs.get(name) for name in ("number", "act_number"))
    return outlined if own else ""


def _contract(session: Session, paper: Paper) -> str:
    """By what the paper prints, else by whose it is."""
    if paper.form_code == CONTRACT:
        return ""
    number, day = paper.inputs.get("contract_number"), paper.inputs.get("contract_date")
    if number and day:
        return f"№ {number} от {date.fromisoformat(str(day)):%d.%m.%Y}"
    if paper.contract_id is None:
        return ""
    contract = session.get_one(Contract, paper.contract_id)
    return f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}"


def _title(paper: Paper, region: Region | None) -> str:
    """By its form; a paper whose form no act gives any more, by the title that it prints."""
    if paper.form_code in OWN_TITLES:
        return OWN_TITLES[paper.form_code]
    try:
        if region:
            return region.printed_form(paper.form_code, paper.rules_day).title
    except RulesBroken:
        # A paper outlives the form it was printed on.
        pass
    # The number is told apart from the title, and so is the contract.
    return _NUMBERED.split(str(paper.inputs.get("title") or "Документ"))[0]

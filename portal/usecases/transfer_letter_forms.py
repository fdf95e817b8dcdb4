"""Forms of a move filled in: application, petition, index of the file, act of handing it over.

The application, the petition and the act are the region's forms (AST-FRM-01, AST-FRM-05). No act
gives the form of the index: its words are the portal's, its clause is the file's (AST-PDP-02).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from portal.documents.facts import FormFacts
from portal.documents.gaps import BY_HAND
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.representation import SIGNERS
from portal.usecases.queries.blanks import known_values
from portal.usecases.transfer_case import RECIPIENT, rules_of
from portal.usecases.transfer_file import FilePaperLine, file_papers
from portal.usecases.transfer_letter_facts import DAY, Written, facts_of, line, package_lines
from portal.usecases.transfer_papers import APPLICATION, PETITION

HANDOVER = "handover_receipt"
INDEX = "personal_file_index"
INDEX_TITLE = "Опись личного дела"


def _application(about: Written) -> tuple[PrintedForm, FormFacts]:
    """Appendix 1, with a line for each further signature that the age asks for (AST-MIN-02)."""
    row, form = about.row, about.region.printed_form(APPLICATION, about.today)
    known = known_values(about.session, about.actor, about.case, about.region)
    if not about.represented:
        known = {code: text for code, text in known.items() if not code.startswith("represent")}
    values = known | {
        "addressee": about.region.identity.authority,
        "citizenship_residence": _joined(row.citizenship, known.get("address", "")),
        "preferred_provider": row.wish_name,
        "data_consent": "не согласен" if row.consent == "disagree" else "согласен",
        "filled_on": f"{row.applied_on:{DAY}}",
    }
    others = [code for code in row.applied_by.split(",") if code in SIGNERS and code != RECIPIENT]
    signs = tuple(
        line(f"second_signature_{place}", SIGNERS[code].capitalize(), FieldKind.SIGNATURE)
        for place, code in enumerate(others, 1)
    )
    return replace(form, fields=(*form.fields, *signs)), facts_of(form, values)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _petition(about: Written) -> tuple[PrintedForm, FormFacts]:
    """The provider's petition with the enclosures as they are registered (AST-FRM-05)."""
    row, form = about.row, about.region.printed_form(PETITION, about.today)
    values = {
        "ministry": about.region.identity.authority,
        "provider": f"{about.desk.provider.name}, {about.desk.provider.address}",
        "recipient": about.named,
        "programme": about.programme,
        "reason": f"{row.reason}; получатель просит перевести его к поставщику: {row.wish_name}",
        "date": f"{about.today:{DAY}}",
        "director_signature": about.desk.signatory.short_name,
    }
    rows = tuple((one.title, one.told, "") for one in package_lines(about) if one.code != PETITION)
    return form, facts_of(form, values, {"enclosures": rows})


def _index(about: Written) -> tuple[PrintedForm, FormFacts]:
    """What lies in the personal file, for each of its journeys (AST-PDP-02)."""
    route = about.region.rules.personal_data_rules.on(about.row.applied_on).file_route
    citation = route.path.citation if route else rules_of(about.row, about.region).procedure
    columns = ("№", "Документ", "Номер и дата", "Листов")
    rows = tuple(
        (str(place), one.title, one.told, "") for place, one in enumerate(listed_in_file(about), 1)
    )
    form = PrintedForm(
        INDEX,
        INDEX_TITLE,
        GENERIC,
        2,
        citation,
        (
            line("provider", "Учреждение"),
            line("recipient", "Личное дело получателя"),
            line("contract", "Договор"),
            line("day", "Составлена"),
            FormField("", "papers", "Бумаги дела", FieldKind.TABLE, Needed.NO, columns),
            line("made_by", "Опись составил", FieldKind.SIGNATURE),
        ),
    )
    values = {
        "provider": about.desk.provider.name,
        "recipient": about.named,
        "contract": about.contract,
        "day": f"{about.today:{DAY}}",
        "made_by": about.actor.name,
    }
    return form, facts_of(form, values, {"papers": rows})


def listed_in_file(about: Written) -> tuple[FilePaperLine, ...]:
    """What lies in the personal file: the recipient's papers, then those of the package."""
    of_card = file_papers(about.row, about.region, about.today, about.contract, about.programme)
    package = (one for one in package_lines(about) if one.code != "personal_file")
    return (*(_as_on_card(about, one) for one in of_card), *package)


def _as_on_card(about: Written, one: FilePaperLine) -> FilePaperLine:
    """The identity paper and the insurance number by their own numbers, not by the day of entry."""
    identity = about.desk.parties(about.row.contract_id).customer.identity
    known = {"identity_document": identity, "snils": about.case.recipient.snils}.get(one.code)
    return one if not known or known == BY_HAND else replace(one, told=known)


def _handover(about: Written) -> tuple[PrintedForm, FormFacts]:
    """The act of handing the file over to the provider that was chosen (AST-FRM-05)."""
    form = about.region.printed_form(HANDOVER, about.today)
    values = {
        "from_provider": about.desk.provider.name,
        "to_provider": about.row.chosen_name,
        "recipient": about.named,
        "date": f"{about.today:{DAY}}",
    }
    rows = tuple(
        (str(place), f"{one.title} {one.told}".strip(), "")
        for place, one in enumerate(listed_in_file(about), 1)
    )
    return form, facts_of(form, values, {"list_of_papers": rows})


FORMS: Mapping[str, Callable[[Written], tuple[PrintedForm, FormFacts]]] = {
    APPLICATION: _application,
    PETITION: _petition,
    HANDOVER: _handover,
    INDEX: _index,
}

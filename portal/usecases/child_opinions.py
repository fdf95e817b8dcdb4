"""A child in an application: an own appeal, an opinion on the parents', what a place rests on.

Rules: VLA-MIN-01 to VLA-MIN-03, FED-MIN-01.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import WHO_SIGNS
from portal.domain.minors import (
    ChildOpinion,
    OwnAppeal,
    check_application,
    check_opinion,
    check_own_appeal,
)
from portal.domain.people import SIGNS_WITH_CONSENT, age_on, birthday, is_minor
from portal.domain.violations import Violation, refuse
from portal.models import Application, Recipient
from portal.regions.registry import Region
from portal.usecases.facts import CaseFile, papers_list, submitted_papers

OWN, PARENTS = "citizen", "legal_representative"
_APPLICANTS = {OWN: "minor", PARENTS: "representative", "local_body": "local_government"}
"""The register's words for applicants in those of the department (VLA-MIN-01)."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the child has said, when and to whom, or why it does not count and the reason."""

    words: str = ""
    obtained_on: date | None = None
    obtained_by: str = ""
    exception: str | None = None
    reason: str = ""

    @property
    def recorded(self) -> tuple[str, ...]:
        """The fields of the law's record that are filled."""
        filled = {
            "opinion": bool(self.words.strip()),
            "obtained_on": self.obtained_on is not None,
            "obtained_by": bool(self.obtained_by.strip()),
        }
        return tuple(code for code, holds in filled.items() if holds)


NO_OPINION = Opinion()


def opinion_rule(region: Region, form: Form, day: date) -> ChildOpinion | None:
    """The rule of the department for children that serves in this form; None without one."""
    units = _units(region, form)
    minors = region.rules.representation_rules.on(day).minors
    return next((rule for rule in minors.opinions if rule.unit_code in units), None)


def check_child(
    region: Region, form: Form, applicant: str, born: date, applied_on: date, opinion: Opinion
) -> tuple[Violation, ...]:
    """What keeps an application about a child from being registered, by the age on its day.

    The codes are not_authorised for an appeal before the birthday that the law names, and
    child_opinion_missing for parents' one without the child's opinion.
    """
    if not is_minor(born, applied_on):
        return ()
    if applicant == OWN:
        rule = _appeal_rule(region, form, applied_on)
        return check_own_appeal(rule, born, applied_on) if rule else _too_young(born, applied_on)
    heard = opinion_rule(region, form, applied_on) if applicant == PARENTS else None
    if heard is None:
        return ()
    found = check_opinion(
        heard,
        age_on(born, applied_on),
        opinion.recorded,
        opinion.exception,
        reason=bool(opinion.reason.strip()),
    )
    if not found and opinion.obtained_on is not None and opinion.obtained_on > applied_on:
        text = "Мнение выслушали позже заявления? Проверьте день."
        citation = heard.record.fields.citation
        return (Violation("value_invalid", text, "opinion_on", citation),)
    return found


def _too_young(born: date, day: date) -> tuple[Violation, ...]:
    """Below fourteen a legal representative applies, as he signs (FED-MIN-01)."""
    if age_on(born, day) >= SIGNS_WITH_CONSENT:
        return ()
    text = (
        f"Ребёнку ещё нет {SIGNS_WITH_CONSENT} лет: заявление подаёт родитель, опекун или другой "
        "законный представитель. Выберите его и впишите имя."
    )
    return (Violation("not_authorised", text, "applicant", WHO_SIGNS),)


def check_place(
    region: Region, form: Form, applicant: str, day: date, *, programme_registered: bool
) -> tuple[Violation, ...]:
    """What keeps a child from a place of a department for children: no programme (VLA-MIN-01).

    Asked only where every department of this form is one for children.
    """
    units = _units(region, form)
    rules = region.rules.representation_rules.on(day).minors.applicants
    rule = next((one for one in rules if units == {one.unit_code}), None)
    if rule is None:
        return ()
    who = _APPLICANTS.get(applicant, applicant)
    return check_application(rule, who, programme_registered=programme_registered)


def demand_heard(
    session: Session, person: Recipient, form: Form, day: date, region: Region
) -> None:
    """An older child goes into a department for children on an application with its opinion.

    Raises child_opinion_missing without one in the register of applications (VLA-MIN-03).
    """
    rule = unheard(session, person, form, day, region)
    if rule is None:
        return
    refuse(
        rule.record.refusal,
        f"Ребёнку исполнилось {rule.from_age} лет, а его мнения о стационаре нигде нет. Сначала "
        "зарегистрируйте заявление родителя в разделе «Приём» с мнением ребёнка или причиной не "
        "учитывать его.",
        field="reason",
        citation=rule.record.fields.citation,
    )


def unheard_at_contract(session: Session, case: CaseFile, region: Region) -> ChildOpinion | None:
    """The rule by which a contract waits for an older child's opinion; None where it does not.

    It waits on the parents' application alone, by the age on its day (VLA-MIN-03). Nothing is asked
    where another ground stands beside it, or where the file does not tell the ground.
    """
    rule = unheard(session, case.recipient, case.form, case.day, region)
    if rule is None:
        return None
    applied = [one for one in case.documents if one.code == rule.paper]
    if not applied or _stands_on_another(case, rule, region):
        return None
    paper = max(applied, key=lambda one: (one.issued_on, one.id))
    return rule if age_on(case.recipient.born, paper.issued_on) >= rule.from_age else None


def demand_heard_at_contract(session: Session, case: CaseFile, region: Region) -> None:
    """Raises child_opinion_missing while a contract waits for the child's opinion (VLA-MIN-03)."""
    rule = unheard_at_contract(session, case, region)
    if rule is None:
        return
    refuse(
        rule.record.refusal,
        f"Ребёнка принимают по заявлению родителей, ему исполнилось {rule.from_age} лет, а его "
        "мнения нигде нет. Зарегистрируйте заявление в разделе «Приём» с мнением ребёнка или "
        "причиной не учитывать его.",
        field="documents",
        citation=rule.record.fields.citation,
        subject=f"recipient:{case.recipient.id}",
    )


def _stands_on_another(case: CaseFile, rule: ChildOpinion, region: Region) -> bool:
    """Whether another paper of the same requirement is in the file (VLA-DOC-06)."""
    papers = papers_list(case, region)
    valid = frozenset(one.code for one in submitted_papers(case) if one.valid_on(case.day))
    return any(
        requirement.met_by(valid - {rule.paper}, case.age)
        for requirement in (papers.requirements if papers else ())
        if rule.paper in {one.code for one in requirement.accepts}
    )


def unheard(
    session: Session, person: Recipient, form: Form, day: date, region: Region
) -> ChildOpinion | None:
    """The rule by which a child's opinion is still to be asked for; None where it is there.

    Only parents' application takes account of it: an own appeal says it, a body's does not ask.
    """
    rule = opinion_rule(region, form, day)
    if (
        rule is None
        or not rule.from_age <= age_on(person.born, day)
        or not is_minor(person.born, day)
    ):
        return None
    heard = select(Application.id).where(
        Application.provider_id == person.provider_id,
        Application.recipient_id == person.id,
        Application.form == form,
        Application.applied_on <= day,
        or_(
            Application.applied_on < birthday(person.born, rule.from_age),
            Application.opinion != "",
            Application.opinion_exception.is_not(None),
            Application.applicant != PARENTS,
        ),
    )
    return rule if session.scalar(heard.limit(1)) is None else None


def _appeal_rule(region: Region, form: Form, day: date) -> OwnAppeal | None:
    units = _units(region, form)
    minors = region.rules.representation_rules.on(day).minors
    return next((rule for rule in minors.own_appeals if rule.unit_code in units), None)


def _units(region: Region, form: Form) -> frozenset[str]:
    return frozenset(unit.code for unit in region.units if unit.form is form)

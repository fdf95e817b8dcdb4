"""Who asks for services these days: an application, the commission that comes, a draft programme.

The last two only where the region's procedure leaves them to the provider.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.demo.staffing import Office
from portal.domain.inspection import commission_of
from portal.models import Role
from portal.usecases.application_papers import BringPaper, application_papers, bring_paper
from portal.usecases.applications import RegisterApplication, register_application
from portal.usecases.inspections import OrderInspection, order_inspection
from portal.usecases.programme_drafts import StartDraft, start_draft

_APPLICANTS = {
    "klyazma": ("Ракитина Любовь Егоровна", "Ольховский Пётр Кузьмич"),
    "yauza": ("Ветлугина Раиса Матвеевна", "Лопухов Егор Степанович"),
    "volga": ("Камышев Борис Тимофеевич", "Тальникова Фаина Яковлевна"),
}
_ASKED_BEFORE = timedelta(days=2)
_DRAFT_DAYS = timedelta(days=4)


def apply(office: Office, ending_id: int, now: datetime) -> None:
    """One asked the day before yesterday, one an hour ago; one programme is drafted anew.

    ``ending_id`` is the recipient whose programme ends soon; ``now`` is UTC.
    """
    asked_at = now - _ASKED_BEFORE
    asked = office.region.today(asked_at)
    first, second = _APPLICANTS[office.house.river]
    application_id = _ask(office, first, asked_at)
    _ask(office, second, now - timedelta(hours=1))
    _bring(office, application_id, asked_at)
    rules = office.region.rules
    if (members := commission_of(rules.admission_rules.on(asked))) is not None:
        order = OrderInspection(
            application_id,
            f"{asked.day}-К",
            asked,
            "Ольшанская Вера Ильинична, заместитель директора",
            {member.code: f"{member.title}: представитель" for member in members.choices},
        )
        director = office.actor(Role.DIRECTOR)
        order_inspection(order, region=office.region, actor=director, now=asked_at)
    if rules.programme_rules.on(asked).drafting is not None:
        start = StartDraft(ending_id, f"{asked.day}-Р", asked, asked + _DRAFT_DAYS)
        head = office.actor(Role.HEAD_OF_DEPARTMENT)
        start_draft(start, region=office.region, actor=head, now=asked_at)


_FAR_AWAY = ("сын Ольшанский Игорь Петрович", "remoteness")


def _bring(office: Office, application_id: int, at: datetime) -> None:
    """What proves the need and what keeps the son from caring, where the region names papers."""
    head, day = office.actor(Role.HEAD_OF_DEPARTMENT), office.region.today(at)
    named = application_papers(head, application_id, office.region)
    for paper in (one for one in named.papers if one.proofs):
        about = _FAR_AWAY if paper.names_relative else ("", "")
        brought = BringPaper(application_id, paper.code, day, paper.proofs[0].code, *about)
        bring_paper(brought, region=office.region, actor=head, now=at)


def _ask(office: Office, citizen: str, at: datetime) -> int:
    command = RegisterApplication(
        applicant="citizen",
        channel="written",
        applied_on=office.region.today(at),
        form=office.house.form,
        citizen=citizen,
    )
    head = office.actor(Role.HEAD_OF_DEPARTMENT)
    return register_application(command, region=office.region, actor=head, now=at).id

"""What the pages of admission show: a queue, an application, a request, urgent help."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import FamilyRelation, Provider
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.applications import RegisterApplication, register_application
from portal.usecases.families import OpenFamily, open_family
from portal.usecases.family_members import AddFamilyMember, add_family_member
from portal.usecases.incidents import RecordIncident, record_incident
from portal.usecases.paper_requests import RequestPaper, request_paper
from portal.usecases.programme_reviews import ask_review
from portal.usecases.review_application import AskReview
from portal.usecases.urgent import (
    GivenService,
    OpenUrgentCase,
    draw_urgent_act,
    open_urgent_case,
)
from portal.usecases.waiting_list import JoinWaitingList, join_waiting_list
from tests.support.factories import (
    make_contract,
    make_council,
    make_department,
    make_inventory,
    make_programme,
    make_recipient,
)
from tests.usecases.procedures import BlankPress

DAY = date(2026, 4, 16)


def admit(
    session: Session,
    recipient_id: int,
    programme_id: int,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> dict[str, object]:
    """A full department somebody waits for, and one of everything else; the ids of their pages."""
    session.rollback()
    provider = session.get_one(Provider, actor.provider_id)
    provider.renders_urgent = True
    full = make_department(
        session,
        provider,
        unit_code="day_care",
        form=Form.SEMI_STATIONARY,
        name="Отделение дневного пребывания",
        places=0,
    )
    department_id = full.id
    comer = make_recipient(session, provider)
    days = {"form": Form.SEMI_STATIONARY, "unit_code": "day_care"}
    make_programme(session, comer, (("VLA-D-01", 8),), **days)
    join = JoinWaitingList(comer.id, department_id, DAY, obliged_relatives=False)
    application = RegisterApplication(
        "public_association", "written", DAY, Form.HOME, recipient_id, submitted_by="Совет"
    )
    request = RequestPaper(recipient_id, "income_certificates", "Социальный фонд", DAY)
    turn = join_waiting_list(join, region=region, actor=actor, now=now)
    line = register_application(application, region=region, actor=actor, now=now)
    asked = request_paper(request, region=region, actor=actor, now=now)
    review = AskReview(programme_id, "provider", DAY, "получатель больше не может ходить")
    ask_review(review, region=region, actor=actor, now=now)
    found = RecordIncident(region.local(now), "Журнал посещений оставили в автобусе")
    leak = record_incident(found, region=region, actor=actor, now=now)
    return {
        "department_id": department_id,
        "entry_id": turn.id,
        "application_id": line.id,
        "application_sheet": "application",
        "request_id": asked.id,
        "duty_id": leak,
        **_urgent(recipient_id, region=region, actor=actor, now=now),
        **_family(session, provider, region=region, actor=actor, now=now),
        **_children(session, provider, actor),
    }


def _family(
    session: Session, provider: Provider, *, region: Region, actor: Actor, now: datetime
) -> dict[str, object]:
    """A family the department has heard of, with a child; its first step and a blank."""
    make_department(session, provider, unit_code="minors_prevention", name="Отделение профилактики")
    message = OpenFamily("Орловы", DAY, "школа № 2", "ребёнок не ходит на занятия")
    family_id = open_family(message, region=region, actor=actor, now=now)
    child = AddFamilyMember(
        family_id, FamilyRelation.CHILD, "Орлов Олег", date(2008, 5, 12), "колледж"
    )
    add_family_member(child, region=region, actor=actor, now=now)
    blank, step = "living_conditions_act", "visit"
    return {"family_id": family_id, "family_blank": blank, "family_step": step}


def _children(session: Session, provider: Provider, actor: Actor) -> dict[str, object]:
    """A schoolchild on the way to a course, and a child who lives in the stationary unit."""
    found: dict[str, object] = {"norms": "clothing"}
    for name, unit, form in (
        ("pupil", "child_rehabilitation", Form.SEMI_STATIONARY),
        ("resident", "minors_stationary", Form.STATIONARY),
    ):
        department = make_department(session, provider, unit_code=unit, form=form, name=unit)
        child = make_recipient(session, provider, born=date(2015, 5, 5), surname="Орлов")
        programme = make_programme(session, child, form=form, unit_code=unit)
        contract = make_contract(session, programme, in_force_from=DAY)
        found |= {
            f"{name}_id": child.id,
            f"{name}_programme_id": programme.id,
            f"{name}_unit_id": department.id,
        }
        if name == "pupil":
            found["decision_id"] = make_council(session, programme, actor).id
            continue
        unsigned = make_inventory(session, contract, actor, signed_on=None)
        found["inventory_id"] = make_inventory(session, contract, actor).id
        found["unsigned_inventory_id"] = unsigned.id
    return found


def _urgent(recipient_id: int, *, region: Region, actor: Actor, now: datetime) -> dict[str, object]:
    """Help that is being given, and help whose act waits for a signature."""
    food = GivenService("VLA-U-01", DAY, conditions="на дому")
    case = OpenUrgentCase(recipient_id, "recipient_application", now, (food,))
    given, drawn = (
        open_urgent_case(case, region=region, actor=actor, now=now).id for _ in range(2)
    )
    draw_urgent_act(drawn, region=region, actor=actor, now=now, press=BlankPress())
    return {"urgent_id": given, "drawn_urgent_id": drawn}

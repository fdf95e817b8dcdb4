"""What «Сегодня», a contract's page and a recipient's page show of duties: who sees which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.domain.law import Citation
from portal.models import DutyKind
from portal.models.user import Role
from portal.usecases.queries.coming_of_age import (
    AgeTask,
    age_task,
    age_task_of,
    age_task_of_programme,
    coming_of_age,
)
from portal.usecases.queries.duties import DutyView, open_duties
from portal.usecases.queries.open_stays import OpenPlacement, open_placements
from portal.usecases.queries.provider_register import RegisterEntry, get_entry
from portal.web.access import actor, region
from portal.web.clock import today
from portal.web.duties import presenters
from portal.web.duties.presenters import Tag
from portal.web.duties.views import blueprint

_CARE = frozenset({DutyKind.PROGRAMME_DRAFT, DutyKind.INSPECTION})
KINDS_OF = {
    Role.DIRECTOR: frozenset(DutyKind),
    Role.HEAD_OF_DEPARTMENT: _CARE,
    Role.SOCIAL_WORKER: _CARE,
    Role.ACCOUNTANT: frozenset({DutyKind.PUBLICATION}),
    Role.ADMINISTRATOR: frozenset({DutyKind.INCIDENT}),
}
KNOWS_BIRTHDAYS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)


@dataclass(frozen=True, slots=True)
class Task:
    """One duty in the card."""

    title: str
    detail: str
    tag: Tag
    url: str


@dataclass(frozen=True, slots=True)
class DutiesToday:
    """The card: duties, birthdays, the clause where the register's entry is missing or over."""

    tasks: tuple[Task, ...]
    more: int
    ages: tuple[AgeTask, ...]
    unregistered: Citation | None
    outside: RegisterEntry | None
    placements: tuple[OpenPlacement, ...] = ()


@blueprint.app_context_processor
def functions() -> dict[str, Callable[..., object]]:
    """Asked only by the templates that show them."""
    return {
        "duties_today": duties_today,
        "age_of_contract": age_of_contract,
        "age_of_programme": age_of_programme,
        "age_of_recipient": age_of_recipient,
    }


def duties_today() -> DutiesToday:
    """The reader's duties with a due day."""
    role = actor().role
    found = open_duties(actor(), region(), today(), KINDS_OF.get(role, frozenset()))
    entry = get_entry(actor(), region(), today()) if role is Role.DIRECTOR else None
    return DutiesToday(
        tasks=tuple(_task(one) for one in found.rows),
        more=found.total - len(found.rows),
        ages=coming_of_age(actor(), region(), today()) if role in KNOWS_BIRTHDAYS else (),
        unregistered=entry.clause if entry and entry.registered_on is None else None,
        outside=entry if entry and entry.excluded(today()) else None,
        placements=open_placements(actor(), region(), today()) if role in KNOWS_BIRTHDAYS else (),
    )


def age_of_contract(contract_id: int) -> AgeTask | None:
    """The birthday that ends the work under a contract, when it is near."""
    return age_task(actor(), contract_id, region(), today())


def age_of_programme(programme_id: int) -> AgeTask | None:
    """The same on the programme's page and on the draft of its contract."""
    return age_task_of_programme(actor(), programme_id, region(), today())


def age_of_recipient(recipient_id: int) -> AgeTask | None:
    """The same on the recipient's page."""
    return age_task_of(actor(), recipient_id, region(), today())


def _task(duty: DutyView) -> Task:
    term = duty.next_term
    return Task(
        title=presenters.duty_title(duty),
        detail=f"{term.title}: {presenters.due_words(term)}" if term else "Ждём подписи и вручения",
        tag=presenters.duty_tag(duty) if term else Tag("", ""),
        url=presenters.duty_url(duty),
    )

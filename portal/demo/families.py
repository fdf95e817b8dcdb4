"""A family that the house of a region with such work goes on visiting: from a school's message on.

The programme has not come yet, so the family waits there, in sight of whoever opens the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial

from portal.demo.staffing import Office
from portal.domain.catalogue import Form
from portal.models import Department, FamilyRelation, Role
from portal.usecases.families import LeadFamily, OpenFamily, lead_family, open_family
from portal.usecases.family_members import AddFamilyMember, add_family_member
from portal.usecases.family_rules import Prevention, prevention_on
from portal.usecases.family_steps import FamilyTold, TakeFamilyStep, take_family_step
from portal.usecases.transaction import transaction

_TOLD, _VISITED, _DECIDED, _OPENED = (
    datetime.combine(date(2026, 10, day), time(hour, 20))
    for day, hour in ((12, 9), (14, 15), (15, 10), (16, 11))
)
_PEOPLE = (
    ("Рябинина Оксана Игоревна", FamilyRelation.PARENT, date(1988, 3, 17), "временно не работает"),
    ("Рябинин Глеб Денисович", FamilyRelation.CHILD, date(2014, 9, 2), "школа, 6 класс"),
    ("Рябинина Соня Денисовна", FamilyRelation.CHILD, date(2009, 1, 9), "колледж, 1 курс"),
)


@dataclass(slots=True)
class FamilyTale:
    """The family of one house; ``family_id`` once the message is written down."""

    office: Office
    rules: Prevention
    family_id: int = field(default=0)

    def events(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """What happens, each at its moment in UTC."""
        told = (
            (_VISITED, FamilyTold(papers=self._sheets, words="дома мать и оба ребёнка")),
            (_DECIDED, FamilyTold(ground=self._ground, help_needed=True)),
            (_OPENED, FamilyTold()),
        )
        steps = self.rules.work.workflow.steps
        yield self.office.region.utc(_TOLD), self._hear
        for step, (local, words) in zip(steps, told, strict=False):
            moment = self.office.region.utc(local)
            yield moment, partial(self._take, step.code, words, moment)

    @property
    def _sheets(self) -> tuple[tuple[str, date], ...]:
        """The papers the first step asks for."""
        demands = self.rules.work.demands(self.rules.work.workflow.steps[0].code)
        return tuple((one.code, _VISITED.date()) for one in demands)

    @property
    def _ground(self) -> str:
        return self.rules.grounds.grounds.codes[-1]

    def _hear(self) -> None:
        """The department, the message and the people it is about."""
        office, at = self.office, self.office.region.utc(_TOLD)
        with transaction() as session:
            session.add(
                Department(
                    provider_id=office.provider_id,
                    unit_code=self.rules.unit_code,
                    name="Отделение профилактики",
                    form=Form.HOME,
                )
            )
        head = office.actor(Role.HEAD_OF_DEPARTMENT)
        message = OpenFamily(
            name="Рябинины",
            received_on=_TOLD.date(),
            sender="школа № 2, социальный педагог",
            channel="письмом",
            circumstances="Мальчик третью неделю не ходит на занятия, дома нет отопления.",
            address="п. Красная Горбатка, ул. Лесная, д. 4",
        )
        self.family_id = open_family(message, region=office.region, actor=head, now=at)
        for name, relation, born, occupation in _PEOPLE:
            member = AddFamilyMember(self.family_id, relation, name, born, occupation)
            add_family_member(member, region=office.region, actor=head, now=at)
        worker = office.actor(Role.SOCIAL_WORKER)
        lead_family(LeadFamily(self.family_id, worker.membership_id), actor=head, now=at)

    def _take(self, code: str, told: FamilyTold, at: datetime) -> None:
        office = self.office
        step = TakeFamilyStep(self.family_id, code, office.region.today(at), told)
        head = office.actor(Role.HEAD_OF_DEPARTMENT)
        take_family_step(step, region=office.region, actor=head, now=at)


def family_tale(office: Office) -> FamilyTale | None:
    """The tale of a house; None where the region has no work with families."""
    rules = prevention_on(office.region, _TOLD.date())
    return FamilyTale(office, rules) if rules else None

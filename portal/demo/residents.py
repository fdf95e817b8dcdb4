"""One child who lives in a stationary department: the house whose region keeps such children.

A brother or sister of somebody whom the house serves at home: the contract, things given out, the
norms of food; where the child will live afterwards is not decided yet, so the page asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from portal.demo.admission import come_in, conclude, sign
from portal.demo.cases import Case
from portal.demo.children import CAME_AT, child_case, open_unit
from portal.demo.drawing import DrawingOffice
from portal.demo.staffing import Office
from portal.domain.catalogue import Form
from portal.domain.people import Sex, is_minor
from portal.models import Role
from portal.usecases.child_stays import IssueItem, issue_item, maintenance_of, stay_rule
from portal.usecases.unit_work import SetNorms, set_norms

_NAMES = {Sex.FEMALE: "Алиса", Sex.MALE: "Матвей"}
_THINGS = (("Куртка", "146", "зима"), ("Шапка", "54", "зима"))
_FOOD = ("Хлеб — 200 г в день", "Молоко — 300 мл в день", "Фрукты — 250 г в день")


def take_in_resident(
    office: Office, cases: Sequence[Case], drawing: DrawingOffice, today: date
) -> None:
    """Tell the first day, yesterday; nothing in a house without such a department."""
    came = datetime.combine(today - timedelta(days=1), CAME_AT)
    units = office.region.units
    unit = next((one for one in units if stay_rule(office.region, one.code, came.date())), None)
    minors = [one for one in cases if is_minor(one.born, came.date())]
    if unit is None or not minors:
        return
    at = office.region.utc(came)
    forms = (office.house.form, Form.SEMI_STATIONARY, unit.form)
    here = open_unit(office, unit, at, forms)
    sibling = minors[-1]
    case = child_case(here, sibling, came, _NAMES[sibling.name.sex], after=1)
    admitted = come_in(case, here)
    contract_id = conclude(case, here, admitted, drawing.press)
    sign(case, here, contract_id)
    _keep(here, unit.code, admitted.recipient_id, at + timedelta(hours=6))


def _keep(office: Office, unit_code: str, recipient_id: int, at: datetime) -> None:
    """Norms of what is not chosen by size, and things of what is."""
    day, head = office.region.today(at), office.actor(Role.HEAD_OF_DEPARTMENT)
    for rule in maintenance_of(office.region, unit_code, day):
        if not rule.criteria.choices:
            norms = SetNorms(rule.code, day, "приказ учреждения о нормах питания", _FOOD)
            set_norms(norms, region=office.region, actor=head, now=at)
            continue
        for title, size, season in _THINGS:
            thing = IssueItem(recipient_id, rule.items.codes[0], title, size, season, day)
            issue_item(thing, region=office.region, actor=head, now=at)

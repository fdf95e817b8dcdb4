"""People around a recipient: who acts, the end of it, the court's word, a death."""

from datetime import date

from flask import Blueprint, Response, flash, url_for

from portal.domain.choices import ChoiceList
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.capacity import record_capacity, record_death
from portal.usecases.missing_people import BY_FINDING, NotBegun, finding_told, record_missing
from portal.usecases.queries.people_around import (
    PeopleAround,
    PersonAround,
    authority_scan,
    people_around,
)
from portal.usecases.queries.signed_alone import VOID, SignedAlone
from portal.usecases.relatives import grant_relative_access
from portal.usecases.representatives import (
    add_representative,
    end_authority,
    record_identity,
)
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.signables import SignedKind
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.electronic.addresses import office_page
from portal.web.filters import plural
from portal.web.htmx import redirect, render
from portal.web.recipients.people_forms import (
    AccessForm,
    CapacityForm,
    DeathForm,
    EndForm,
    IdentityForm,
    MissingForm,
    RepresentativeForm,
)

BOTH = ["GET", "POST"]
SEES_ACTS = who_sees(Subject.ACTS)
KEEPS_STATUS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
"""Who records what a court or a registry said."""


def _around(recipient_id: int) -> PeopleAround:
    return people_around(actor(), recipient_id, region(), today())


def _back(recipient_id: int, text: str) -> Response:
    flash(text)
    return redirect(url_for("recipients.representatives", recipient_id=recipient_id))


@allow(*OFFICE)
def representatives(recipient_id: int) -> Response:
    return render(
        "recipients/representatives.html",
        around=_around(recipient_id),
        records=actor().role in KEEPS_STATUS,
        after_court=_after_court(),
        void=VOID,
        page_of=_page_of,
    )


def _page_of(paper: SignedAlone) -> str | None:
    """The page of a signed paper, None where it has none or the reader is not let in."""
    if paper.key is None:
        return None
    hidden = paper.key.kind is SignedKind.ACT and actor().role not in SEES_ACTS
    return None if hidden else office_page(paper.key)


@allow(*KEEPS_STATUS)
def add(recipient_id: int) -> Response:
    around = _around(recipient_id)
    form = RepresentativeForm(data={"since": today()})
    form.offer(around.bodies)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            add_representative(command, region=region(), actor=actor(), now=now())
            return _back(recipient_id, "Представитель записан.")
    return render("recipients/representative.html", status=form.status, around=around, form=form)


@allow(*KEEPS_STATUS)
def identity(recipient_id: int, representative_id: int) -> Response:
    """The paper and the address that a contract in this person's name prints."""
    around = _around(recipient_id)
    person = _acting(around, representative_id)
    form = IdentityForm(data=_identity_data(person))
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(representative_id)
            record_identity(command, region=region(), actor=actor(), now=now())
            return _back(recipient_id, "Документ и адрес представителя записаны.")
    return render(
        "recipients/representative_identity.html",
        status=form.status,
        around=around,
        person=person,
        form=form,
    )


def _identity_data(person: PersonAround) -> dict[str, object]:
    if person.identity is None:
        return {"address": person.address}
    paper = {name: getattr(person.identity, name) for name in person.identity.__dataclass_fields__}
    return {"identity": paper, "address": person.address}


@allow(*KEEPS_STATUS)
def end(recipient_id: int, representative_id: int) -> Response:
    around = _around(recipient_id)
    person = _acting(around, representative_id)
    form = EndForm(data={"day": today()})
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(representative_id)
            end_authority(command, region=region(), actor=actor(), now=now())
            return _back(recipient_id, "Полномочия прекращены. Подпись и доступ закрыты.")
    return render(
        "recipients/end_authority.html",
        status=form.status,
        around=around,
        person=person,
        form=form,
    )


def _acting(around: PeopleAround, representative_id: int) -> PersonAround:
    found = next((one for one in around.acting if one.id == representative_id), None)
    if found is None:
        raise NotFound
    return found


def _after_court() -> ChoiceList | None:
    """What follows where the court's word does not end the programme (MSK-IPP-08)."""
    ends = region().rules.programme_rules.on(today()).ends
    return None if ends is None or ends.ends_on_incapacity else ends.after_incapacity


@allow(*OFFICE)
def paper(recipient_id: int, representative_id: int) -> Response:
    """The scan of the paper that an authority rests on."""
    found = authority_scan(actor(), recipient_id, representative_id)
    return downloads.scan(found, name=f"authority-{representative_id}")


@allow(*KEEPS_STATUS)
def capacity(recipient_id: int) -> Response:
    around = _around(recipient_id)
    form = CapacityForm(data={"version": around.version})
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_capacity(command, region=region(), actor=actor(), now=now())
            since = len(_around(recipient_id).signed_alone)
            found = plural(since, "бумагу", "бумаги", "бумаг")
            text = f" После него получатель подписал {found}: список на этой странице."
            return _back(recipient_id, f"Решение суда записано.{text if since else ''}")
    return render(
        "recipients/capacity.html",
        status=form.status,
        around=around,
        form=form,
        after_court=_after_court(),
    )


@allow(*KEEPS_STATUS)
def death(recipient_id: int) -> Response:
    around = _around(recipient_id)
    shown = {"died_on": around.died_on, "basis": around.death_basis, "version": around.version}
    form = DeathForm(data=shown)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_death(command, region=region(), actor=actor(), now=now())
            text = "День смерти записан." if command.died_on else "Запись о смерти снята."
            return _back(recipient_id, text)
    return render("recipients/death.html", status=form.status, around=around, form=form)


@allow(*KEEPS_STATUS)
def missing(recipient_id: int) -> Response:
    around = _around(recipient_id)
    kept = ("since", "basis", "returned_on", "return_basis")
    columns = (around.missing_since, around.missing_basis, around.returned_on, around.return_basis)
    form = MissingForm(data=dict(zip(kept, columns, strict=True)) | {"version": around.version})
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_missing(command, region=region(), actor=actor(), now=now())
            text = "Возвращение записано." if command.returned_on else "Решение суда записано."
            return _back(recipient_id, text if command.since else "Запись снята.")
    return render(
        "recipients/missing.html", status=form.status, around=around, form=form, clause=BY_FINDING
    )


@allow(*KEEPS_STATUS)
def person_access(recipient_id: int, representative_id: int) -> Response:
    """A representative's own login: the code is shown once, printed and handed over."""
    around = _around(recipient_id)
    person = _acting(around, representative_id)
    form = AccessForm()
    granted = None
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(representative_id)
            granted = grant_relative_access(command, region=region(), actor=actor(), now=now())
    return render(
        "recipients/relative_access.html",
        status=200 if granted else form.status,
        around=around,
        person=person,
        form=form,
        granted=granted,
    )


def _finding_told(since: date, begun: str) -> str:
    """The refusal's words for the top of a form that a court's finding closes."""
    return finding_told(since, NotBegun(begun).label)


def join(blueprint: Blueprint) -> None:
    """Put these pages among those of the recipient."""
    root = "/<int:recipient_id>/people"
    one = f"{root}/<int:representative_id>"
    blueprint.app_context_processor(lambda: {"finding_told": _finding_told})
    blueprint.add_url_rule(root, view_func=representatives, endpoint="representatives")
    blueprint.add_url_rule(f"{root}/new", view_func=add, endpoint="add_person", methods=BOTH)
    blueprint.add_url_rule(
        f"{one}/identity", view_func=identity, endpoint="person_identity", methods=BOTH
    )
    blueprint.add_url_rule(f"{one}/end", view_func=end, endpoint="end_person", methods=BOTH)
    blueprint.add_url_rule(
        f"{one}/access", view_func=person_access, endpoint="person_access", methods=BOTH
    )
    blueprint.add_url_rule(f"{one}/paper", view_func=paper, endpoint="authority_paper")
    blueprint.add_url_rule(
        f"{root}/capacity", view_func=capacity, endpoint="capacity", methods=BOTH
    )
    blueprint.add_url_rule(f"{root}/death", view_func=death, endpoint="death", methods=BOTH)
    blueprint.add_url_rule(f"{root}/missing", view_func=missing, endpoint="missing", methods=BOTH)

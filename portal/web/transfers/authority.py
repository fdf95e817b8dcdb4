"""A move as the authority's officer meets it: the own queue, one case, the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Response, flash, request, url_for
from wtforms.validators import ValidationError

from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.queries import transfer_lists as lists
from portal.usecases.queries.officer_cases import OfficerView, get_officer_case
from portal.usecases.queries.transfer_lists import ProviderChoice
from portal.usecases.queries.transfer_package_files import package_file
from portal.usecases.queries.transfer_register import as_table, list_register
from portal.usecases.queries.transfer_tasks import queue_terms
from portal.usecases.queries.transfer_terms import term_steps
from portal.usecases.transfer_case import PREPARES
from portal.usecases.transfer_decisions import (
    DecideTransfer,
    Decision,
    Recommended,
    decide_transfer,
)
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Line, PortalForm, Radios, Required, Seen, Text
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.transfers import presenters
from portal.web.transfers.forms import Ticks
from portal.web.transfers.views import blueprint

WHOLE = 100_000
"""More lines than a register has."""


class OfficerForm(PortalForm):
    """The next arrow, and what goes with it."""

    outcome = Radios("Решение", validators=[Required("Отметьте решение")])
    recommended = Ticks("Кого рекомендовать")
    others = Text("Другие поставщики, каждый с новой строки", validators=[OPTIONAL])
    returned = Ticks("Что возвращаем с уведомлением")
    number = Line("Номер решения")
    reason = Text("Причина отказа")
    version = Seen()

    def offer(self, view: OfficerView, providers: Iterable[ProviderChoice]) -> None:
        """The arrows that are open, the providers of the region, the papers that came."""
        self.outcome.offer([(step.code, step.title) for step in view.open])
        others = [one for one in providers if one.id != view.provider_id]
        self.recommended.offer((str(one.id), one.name) for one in others)
        came = [row for row in view.papers if row.issued_on is not None]
        self.returned.offer((row.code, row.title) for row in came)
        if not self.is_submitted():
            self.version.data = view.version
            self.returned.data = [row.code for row in came]
            self.outcome.data = view.open[0].code if view.open else None

    def validate_recommended(self, field: Ticks) -> None:
        """A notification names somebody."""
        if self.outcome.data == Decision.NOTIFY and not (field.data or self.names):
            raise ValidationError("Отметьте хотя бы одного поставщика")

    def validate_number(self, field: Line) -> None:
        """A refusal is kept with its number (AST-TRN-12)."""
        if self.outcome.data == Decision.REFUSE and not (field.data or "").strip():
            raise ValidationError("Введите номер решения об отказе: его назовут получателю")

    def validate_reason(self, field: Text) -> None:
        """Nobody else knows why it was refused (AST-TRN-12)."""
        words = field.data or ""
        if self.outcome.data == Decision.REFUSE and not any(sign.isalpha() for sign in words):
            raise ValidationError("Напишите, почему отказано: получатель вправе знать причину")

    @property
    def names(self) -> list[str]:
        """Providers that do not work in the portal."""
        return [name.strip() for name in (self.others.data or "").splitlines() if name.strip()]

    def to_command(self, transfer_id: int) -> DecideTransfer:
        here = [Recommended(provider_id=int(one)) for one in self.recommended.data or ()]
        return DecideTransfer(
            transfer_id=transfer_id,
            steps=(Decision(self.outcome.data),),
            recommended=(*here, *(Recommended(name=name) for name in self.names)),
            returned=tuple(self.returned.data or ()),
            number=self.number.data or "",
            reason=self.reason.data or "",
            version=self.version.data,
        )

    def paths(self) -> Mapping[str, str]:
        return {"on": "outcome"}


@blueprint.get("/queue")
@allow(Role.OFFICER)
def queue() -> Response:
    """What waits for the authority, the earliest term first."""
    page = lists.list_queue(actor(), region(), page=page_number())
    return render(
        "transfers/queue.html",
        page=page,
        terms=queue_terms(actor(), today()),
        pages=pages_of(page),
        today=today(),
        tag_of=presenters.tag_of,
    )


@blueprint.route("/cases/<int:transfer_id>", methods=["GET", "POST"])
@allow(Role.OFFICER)
def case(transfer_id: int) -> Response:
    """One move at the authority, and the next decision."""
    view = get_officer_case(actor(), transfer_id, region())
    form = OfficerForm()
    form.offer(view, lists.list_providers(actor(), region()))
    if form.validate_on_submit():
        with form.refusals():
            done = decide_transfer(
                form.to_command(transfer_id), region=region(), actor=actor(), now=now()
            )
            flash(presenters.told("decide", done))
            return redirect(url_for("transfers.case", transfer_id=transfer_id))
    codes = {step.code for step in view.open}
    return render(
        "transfers/case.html",
        status=form.status,
        form=form,
        view=view,
        terms=term_steps(actor(), transfer_id, region()),
        today=today(),
        may_notify=Decision.NOTIFY in codes,
        may_refuse=Decision.REFUSE in codes,
        sent=request.method == "POST",
    )


@blueprint.get("/register/table")
@allow(*PREPARES, Role.OFFICER)
def register_table() -> Response:
    """The whole register of Appendix 3 as a table (AST-REG-01)."""
    spec = presenters.register_spec(region(), today())
    if spec is None:
        raise NotFound
    page = list_register(actor(), region(), size=WHOLE)
    return downloads.attachment(
        as_table(spec, page.rows),
        media_type="text/csv",
        name="transfers",
        title=f"{spec.title}.csv",
    )


@blueprint.get("/<int:transfer_id>/papers/<string:code>")
@allow(*PREPARES, Role.OFFICER)
def package_paper(transfer_id: int, code: str) -> Response:
    """A paper of the package: for who prepared it, and for the authority it was sent to."""
    found = package_file(actor(), transfer_id, code)
    name = f"transfer-{transfer_id}-paper"
    if not found.scanned:
        return downloads.paper(found.content, name=name, title=found.name)
    return downloads.attachment(
        found.content, media_type=found.media_type, name=name, title=found.name
    )

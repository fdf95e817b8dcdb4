"""Belongings of a resident: lists with their papers, signatures, what was given back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, Response, flash, request, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.inventories import (
    LONGEST_THING,
    DrawInventory,
    SignInventory,
    StrikeInventory,
    draw_inventory,
    sign_inventory,
    strike_inventory,
)
from portal.usecases.inventory_paper import TITLE, Thing
from portal.usecases.inventory_returns import ReturnThings, return_things
from portal.usecases.papers import paper_bytes
from portal.usecases.queries.inventories import (
    BelongingsView,
    InventoryView,
    belongings_of,
    belongings_view,
)
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.fields import Checkboxes
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Required,
    Text,
)
from portal.web.htmx import redirect, render

BOTH = ["GET", "POST"]
KEEPERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
ROWS = 8
HERSELF = "0"


class InventoryForm(PortalForm):
    """What is handed over, by whom, to which two of the staff."""

    contract = Choice("Договор", validators=[Required("Выберите договор")])
    drawn_on = DateField("Когда приняли", past=True, validators=[Required("Введите день")])
    handed_by = Choice("Кто сдал", validators=[Required("Выберите, кто сдал вещи")])
    accepted_by = Choice("Кто принял", validators=[Required("Выберите сотрудника")])
    witness = Choice("Второй сотрудник", validators=[Required("Выберите второго сотрудника")])
    more_names = ("thing-",)

    def begin(self, view: BelongingsView) -> None:
        """Empty lines; what there is to choose from."""
        typed = request.form if self.is_submitted() else None
        self.things = tuple(
            (
                self.add(f"thing-{number}-title", Line("Вещь", longest=LONGEST_THING), typed),
                self.add(f"thing-{number}-features", Line("Приметы", longest=LONGEST_THING), typed),
                self.add(f"thing-{number}-quantity", QuantityField("Сколько", whole=True), typed),
            )
            for number in range(ROWS)
        )
        people = [(str(one.id), one.name) for one in view.staff]
        self.contract.offer([(str(one.id), one.name) for one in view.contracts])
        self.accepted_by.offer([("", "—"), *people])
        self.witness.offer([("", "—"), *people])
        acting = [(str(one.id), f"{one.name}, представитель") for one in view.representatives]
        self.handed_by.offer([(HERSELF, view.recipient), *acting])
        if not self.is_submitted():
            self.drawn_on.data = self.drawn_on.data or today()

    def paths(self) -> Mapping[str, str]:
        return {"things": "thing-0-title", "signatures": "witness", "representative": "handed_by"}

    def to_command(self, recipient_id: int) -> DrawInventory:
        chosen = self.handed_by.data
        return DrawInventory(
            contract_id=int(self.contract.data),
            recipient_id=recipient_id,
            things=tuple(
                Thing(title.data or "", features.data or "", _whole(quantity.data))
                for title, features, quantity in self.things
                if title.data or features.data
            ),
            drawn_on=self.drawn_on.data,
            accepted_by_id=int(self.accepted_by.data),
            witness_id=int(self.witness.data),
            representative_id=None if chosen == HERSELF else int(chosen),
        )


class SignForm(PortalForm):
    """The day all who are named have signed."""

    signed_on = DateField("Когда подписали", past=True, validators=[Required("Введите день")])


class StrikeForm(PortalForm):
    """What is wrong with a list."""

    reason = Text("Что в описи неверно", validators=[Required("Напишите, что неверно")])


class ReturnForm(PortalForm):
    """Which things were given back, to whom."""

    items = Checkboxes("Что отдали", validate_choice=False)
    returned_on = DateField("Когда отдали", past=True, validators=[Required("Введите день")])
    returned_to = Line("Кому отдали", validators=[Required("Напишите, кому отдали")])
    paper = Line("Документ", validators=[OPTIONAL])

    def begin(self, view: BelongingsView, one: InventoryView) -> None:
        """Everything that is still kept, ticked; today; the recipient while alive."""
        self.items.choices = [
            SelectChoice(str(thing.id), f"{thing.title}, {thing.quantity}") for thing in one.kept
        ]
        if not self.is_submitted():
            self.items.data = [str(thing.id) for thing in one.kept]
            self.returned_on.data = today()
            self.returned_to.data = "" if view.died else view.recipient


def _whole(quantity: Decimal | None) -> int:
    """A line without a number is one thing; a part of a thing is refused as none."""
    if quantity is None:
        return 1
    return int(quantity) if quantity == int(quantity) else 0


@allow(*KEEPERS)
def belongings(recipient_id: int) -> Response:
    """The lists of a recipient, and a form for a new one."""
    view = belongings_view(actor(), recipient_id, region(), today())
    form = InventoryForm()
    form.begin(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            draw_inventory(command, region=region(), actor=actor(), now=now(), press=press())
            flash("Опись составлена. Напечатайте её, подпишите и запишите день подписей.")
            return redirect(url_for("recipients.belongings", recipient_id=recipient_id))
    return render("recipients/belongings.html", status=form.status, view=view, form=form)


@allow(*KEEPERS)
def inventory_paper(recipient_id: int, inventory_id: int) -> Response:
    """The list as it was drawn up."""
    _view, one = _named(recipient_id, inventory_id)
    content = paper_bytes(actor().provider_id, one.paper_id)
    return downloads.paper(content, name=f"inventory-{one.id}", title=TITLE)


@allow(*KEEPERS)
def inventory_signed(recipient_id: int, inventory_id: int) -> Response:
    """The day the list was signed, or why it never will be."""
    view, one = _named(recipient_id, inventory_id)
    form, strike = SignForm(), StrikeForm(formdata=None)
    if request.form.get("strike") == "1":
        form, strike = SignForm(formdata=None), StrikeForm()
        if strike.validate_on_submit():
            with strike.refusals():
                wrong = StrikeInventory(one.id, recipient_id, strike.reason.data or "")
                strike_inventory(wrong, region=region(), actor=actor(), now=now())
                flash("Опись отменена. Составьте новую.")
                return redirect(url_for("recipients.belongings", recipient_id=recipient_id))
    elif form.validate_on_submit():
        with form.refusals():
            signed = SignInventory(one.id, recipient_id, form.signed_on.data)
            sign_inventory(signed, region=region(), actor=actor(), now=now())
            flash("Подписи записаны.")
            return redirect(url_for("recipients.belongings", recipient_id=recipient_id))
    status = strike.status if strike.errors or strike.general else form.status
    return render(
        "recipients/inventory_signed.html",
        status=status,
        view=view,
        one=one,
        form=form,
        strike=strike,
    )


@allow(*KEEPERS)
def inventory_returned(recipient_id: int, inventory_id: int) -> Response:
    """What was given back of one list."""
    view, one = _named(recipient_id, inventory_id)
    form = ReturnForm()
    form.begin(view, one)
    if form.validate_on_submit():
        with form.refusals():
            items = tuple(int(key) for key in form.items.data or () if key.isdigit())
            command = ReturnThings(
                one.id,
                recipient_id,
                items,
                form.returned_on.data,
                form.returned_to.data or "",
                form.paper.data or "",
            )
            return_things(command, region=region(), actor=actor(), now=now())
            flash("Записано, что отдали.")
            return redirect(url_for("recipients.belongings", recipient_id=recipient_id))
    return render(
        "recipients/inventory_returned.html", status=form.status, view=view, one=one, form=form
    )


def _named(recipient_id: int, inventory_id: int) -> tuple[BelongingsView, InventoryView]:
    view = belongings_view(actor(), recipient_id, region(), today())
    one = next((one for one in view.lists if one.id == inventory_id), None)
    if one is None:
        raise NotFound
    return view, one


def _card(recipient_id: int) -> object:
    """The line of a card, for those whose work belongings are."""
    if actor().role not in KEEPERS:
        return None
    return belongings_of(actor(), recipient_id, region(), today())


def join(blueprint: Blueprint) -> None:
    """Put these pages among those of the recipient, and the line on the cards."""
    root = "/<int:recipient_id>/belongings"
    one = f"{root}/<int:inventory_id>"
    blueprint.add_url_rule(root, view_func=belongings, methods=BOTH)
    blueprint.add_url_rule(f"{one}/paper.pdf", view_func=inventory_paper)
    blueprint.add_url_rule(f"{one}/signed", view_func=inventory_signed, methods=BOTH)
    blueprint.add_url_rule(f"{one}/returned", view_func=inventory_returned, methods=BOTH)
    blueprint.app_context_processor(lambda: {"belongings_of": _card})

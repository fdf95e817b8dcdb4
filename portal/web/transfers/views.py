"""A move as the provider that is left prepares it, follows it and ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.authorities import Capacity
from portal.domain.people import is_minor
from portal.domain.transfer import Mark
from portal.domain.violations import NotAllowed, NotFound, Violation
from portal.models.recipient import RepresentativeKind
from portal.models.user import Role
from portal.usecases.envelope_acts import draw_last_acts
from portal.usecases.envelopes import send_envelope
from portal.usecases.queries import transfer_lists as lists
from portal.usecases.queries import transfer_sides as sides
from portal.usecases.queries import transfers as queries
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.envelope_files import later_of, routes_of, unscanned_of
from portal.usecases.queries.own_moves import waiting_requests
from portal.usecases.queries.transfer_destination import destination
from portal.usecases.queries.transfer_letters import file_lines, letters_of
from portal.usecases.queries.transfer_register import OWN_COLUMNS, list_register
from portal.usecases.queries.transfer_tasks import MoveTask, move_tasks
from portal.usecases.queries.transfer_terms import term_steps
from portal.usecases.transfer_case import CHOSEN, TransferDone
from portal.usecases.transfer_choice import choose_provider, withdraw_transfer
from portal.usecases.transfer_completion import complete_transfer, vouch_for
from portal.usecases.transfer_decisions import decide_transfer
from portal.usecases.transfer_file_return import return_file
from portal.usecases.transfer_handover import send_file
from portal.usecases.transfer_letters import PrintLetter, hand_over, letter_paper, print_letter
from portal.usecases.transfer_papers import PETITION, takes_more
from portal.usecases.transfers import add_paper, prepare_package, request_transfer, submit_transfer
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.auth.signing import confirm_password
from portal.web.clock import now, today
from portal.web.forms import PortalForm
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.transfers import presenters
from portal.web.transfers.forms import (
    ChooseForm,
    CompleteForm,
    DecideForm,
    EnvelopeForm,
    FileForm,
    PaperForm,
    ReadyForm,
    ReturnForm,
    SubmitForm,
    VouchForm,
    WithdrawForm,
)
from portal.web.transfers.letter_forms import HandForm, PrintForm
from portal.web.transfers.request_form import RequestForm

blueprint = Blueprint("transfers", __name__, url_prefix="/transfers")

STAFF = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
KINDS: Mapping[str, type[PortalForm]] = {
    "paper": PaperForm,
    "ready": ReadyForm,
    "submit": SubmitForm,
    "decide": DecideForm,
    "choose": ChooseForm,
    "envelope": EnvelopeForm,
    "file": FileForm,
    "return": ReturnForm,
    "vouch": VouchForm,
    "complete": CompleteForm,
    "withdraw": WithdrawForm,
    "print": PrintForm,
    "hand": HandForm,
}
DIRECTORS_OWN = frozenset({"submit", "decide", "vouch", "complete"})
Forms = Mapping[str, Any]


@blueprint.app_context_processor
def _asked() -> dict[str, Callable[..., object]]:
    """For the links to these pages: a region whose moves nobody agrees to has none of them."""
    return {
        "moves_are_agreed": moves_are_agreed,
        "moves_today": moves_today,
        "service_titles": service_titles,
        "agent_kinds": agent_kinds,
        "minor_today": minor_today,
        "capacity_words": capacity_words,
        "unscanned_papers": lambda facts: unscanned_of(facts, region(), today()),
        "break_days": presenters.break_days,
        "special_routes": lambda facts: routes_of(facts, actor(), region(), today()),
    }


def service_titles() -> Mapping[str, str]:
    """The services of the region by their codes, for what an envelope lists."""
    return {item.code: item.title for item in region().rules.service_catalogue.on(today()).items}


def agent_kinds() -> Mapping[str, str]:
    """Who may act for a person, by the codes that an envelope writes."""
    return {one.value: one.label for one in RepresentativeKind}


def capacity_words(code: str) -> str:
    """What a court said of the person's capacity, by the code that an envelope writes."""
    return Capacity(code).label if code in set(Capacity) else code


def minor_today(born: date) -> bool:
    """Whether somebody is to act for whom an envelope tells of."""
    return is_minor(born, today())


def moves_today() -> tuple[MoveTask, ...]:
    """What moves ask of the reader's provider; nothing where nobody agrees to them."""
    return move_tasks(actor(), region(), today()) if moves_are_agreed() else ()


def moves_are_agreed() -> bool:
    """Whether an authority of the region has to agree to a move (AST-TRN-02)."""
    return region().rules.transfer_rules.on(today()).agreement is not None


def _demand_procedure() -> None:
    """Other regions know no such procedure: its words would mislead there (VLA-TRN-01)."""
    if not moves_are_agreed():
        raise NotFound


@blueprint.get("")
@allow(*STAFF)
def index() -> Response:
    """The moves from here, and those to here; NotFound where no authority agrees to them."""
    _demand_procedure()
    page = lists.list_own(actor(), region(), page=page_number())
    return render(
        "transfers/index.html",
        page=page,
        pages=pages_of(page),
        incoming=lists.list_incoming(actor(), region()),
        today=today(),
        tag_of=presenters.tag_of,
    )


@blueprint.route("/new/<int:contract_id>", methods=["GET", "POST"])
@allow(*STAFF)
def new(contract_id: int) -> Response:
    """The application of a recipient who wants to move."""
    contract = get_contract(actor(), contract_id, today())
    _demand_procedure()
    form = RequestForm()
    marks = _marks()
    providers = lists.list_providers(actor(), region())
    form.offer(
        providers,
        [(mark.code, mark.title) for mark in marks] + presenters.placement_marks(region(), today()),
        presenters.orphan_signers(region(), today(), contract.born, contract.concluded_on),
        today(),
        queries.citizenship_before(actor(), contract_id),
    )
    asked = waiting_requests(actor(), region(), today(), contract_id)
    form.take_over(next(iter(asked), None), providers, region())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = request_transfer(command, region=region(), actor=actor(), now=now())
            flash("Заявление записано. Соберите пакет документов.")
            return redirect(url_for("transfers.show", transfer_id=done.id))
    return render(
        "transfers/new.html",
        status=form.status,
        form=form,
        contract=contract,
        marks=marks,
        procedure=region().rules.transfer_rules.on(today()).procedure,
    )


def _marks() -> tuple[Mark, ...]:
    return region().rules.transfer_rules.on(today()).marks


@blueprint.route("/<int:transfer_id>", methods=["GET", "POST"])
@allow(*STAFF)
def show(transfer_id: int) -> Response:
    """One move: where it stands, its package, what comes next and who does it."""
    head = queries.get_case(actor(), transfer_id, region())
    package = sides.get_package(actor(), transfer_id, region(), today())
    forms = _forms(head, package)
    if head.row.state == CHOSEN:
        forms["file"].offer(today(), file_lines(actor(), transfer_id, region(), today()))
    step = request.form.get("step", "")
    form = forms.get(step)
    if form is not None and form.validate_on_submit() and _may_sign(form):
        with form.refusals():
            flash(_carry_out(step, form, transfer_id))
            return redirect(url_for("transfers.show", transfer_id=transfer_id))
    return render(
        "transfers/show.html",
        status=form.status if form else 200,
        form=form or forms["ready"],
        forms=forms,
        sent=step,
        head=head,
        row=head.row,
        package=package,
        takes_more=_takes_more(head),
        with_consent=queries.needs_consent(actor(), transfer_id, region(), today()),
        **_envelope(transfer_id),
        letters=letters_of(actor(), transfer_id, region(), today()),
        terms=term_steps(actor(), transfer_id, region()),
        told_by=presenters.told_by(region(), head.applied_on),
        there=destination(actor(), transfer_id) if head.row.state == CHOSEN else None,
        money=sides.get_settlement(actor(), transfer_id, today()),
        path=presenters.path_of(head, region()),
        tag=presenters.tag_of(head.row, today()),
        due=presenters.due_text(head.row, today()),
        today=today(),
        is_director=actor().role is Role.DIRECTOR,
        sees_money=actor().role is Role.DIRECTOR,
    )


def _envelope(transfer_id: int) -> dict[str, Any]:
    """The newest envelope, with what came after it."""
    kept = sides.get_sent_envelope(actor(), transfer_id)
    news = sides.get_envelope_news(actor(), transfer_id, today())
    later = later_of(news.papers, kept.facts, actor(), region(), today()) if kept else ()
    return {"envelope": kept, "news": news, "later": later}


def _takes_more(head: queries.CaseHead) -> bool:
    return takes_more(region(), head.applied_on, head.marks, manual=head.row.manual)


def _forms(head: queries.CaseHead, package: sides.PackageView) -> Forms:
    """The forms of the page; only the one that was sent reads what was typed."""
    step = request.form.get("step", "")
    found: dict[str, Any] = {
        name: kind() if name == step else kind(formdata=None) for name, kind in KINDS.items()
    }
    providers = lists.list_providers(actor(), region())
    sent = head.row.received_on is not None
    found["paper"].offer(package, more=_takes_more(head), sent=sent)
    found["decide"].offer(presenters.outcomes(head), today())
    found["choose"].offer(providers)
    found["hand"].offer(today())
    found["vouch"].offer(presenters.vouchable(head))
    found["complete"].offer(_moves_on(head), elsewhere=bool(head.chosen) and not head.chosen_here)
    found["withdraw"].offer()
    for name, form in found.items():
        form.step.data = name
        if form.version.data is None:
            form.version.data = head.version
    return found


def _moves_on(head: queries.CaseHead) -> date:
    """The day of the move as the receiver has it ready, else today."""
    there = destination(actor(), head.row.id) if head.row.state == CHOSEN else None
    return (there.first_day if there else None) or today()


def _may_sign(form: PortalForm) -> bool:
    """Whether the director's own password stands under what only the director does."""
    secret = getattr(form, "password", None) or getattr(form, "own_password", None)
    return secret is None or confirm_password(secret)


def _carry_out(step: str, form: Any, transfer_id: int) -> str:
    """Do what the form says; returns the sentence for the next page."""
    if step in DIRECTORS_OWN and actor().role is not Role.DIRECTOR:
        raise NotAllowed
    if step == "envelope":
        mark = presenters.marker(press())
        contract_id = queries.get_case(actor(), transfer_id, region()).contract_id
        draw_last_acts(contract_id, region=region(), actor=actor(), now=now(), press=press())
        told = form.despite.data or ""
        send_envelope(
            transfer_id, marker=mark, region=region(), actor=actor(), now=now(), despite=told
        )
        return presenters.DONE[step]
    if step == "submit":
        _draw_petition(transfer_id)
    command = form.to_command(transfer_id)
    if step in _ACTS:
        done = _ACTS[step](command, region=region(), actor=actor(), now=now())
        return presenters.told(step, done)
    said: Sequence[Violation] = ()
    if step == "vouch":
        said = vouch_for(command, region=region(), actor=actor(), now=now())
    elif step == "complete":
        return presenters.completed(
            complete_transfer(command, region=region(), actor=actor(), now=now(), press=press())
        )
    elif step == "print":
        print_letter(command, region=region(), actor=actor(), now=now(), press=press())
    else:
        _NOTES[step](command, region=region(), actor=actor(), now=now())
    receipted = step == "file" and form.person.data
    outcome = presenters.DONE["receipt" if receipted else step]
    return " ".join([outcome, *(one.text for one in said)])


def _draw_petition(transfer_id: int) -> None:
    """What the director signs is on paper and stays readable for the authority (AST-TRN-03).

    One printed before the package was whole names fewer enclosures: it is drawn anew (AST-FRM-05).
    """
    printed = letters_of(actor(), transfer_id, region(), today())
    if PETITION in {code for code, _title in printed.offered}:
        wanted = PrintLetter(transfer_id, PETITION, unless_same=True)
        print_letter(wanted, region=region(), actor=actor(), now=now(), press=press())


_NOTES: Mapping[str, Callable[..., None]] = {
    "hand": hand_over,
    "file": send_file,
    "return": return_file,
}
_ACTS: Mapping[str, Callable[..., TransferDone]] = {
    "paper": add_paper,
    "ready": prepare_package,
    "submit": submit_transfer,
    "decide": decide_transfer,
    "choose": choose_provider,
    "withdraw": withdraw_transfer,
}


@blueprint.get("/<int:transfer_id>/letters/<int:letter_id>/letter.pdf")
@allow(*STAFF)
def letter(transfer_id: int, letter_id: int) -> Response:
    """A paper of the move, as it was printed."""
    content, title = letter_paper(actor(), transfer_id, letter_id)
    return downloads.paper(content, name=f"transfer-{letter_id}", title=title)


@blueprint.get("/register")
@allow(*STAFF, Role.OFFICER)
def register() -> Response:
    """The register of Appendix 3; a provider reads the mirror of its own lines."""
    _demand_procedure()
    page = list_register(actor(), region(), page=page_number())
    return render(
        "transfers/register.html",
        own_columns=OWN_COLUMNS,
        page=page,
        pages=pages_of(page),
        spec=presenters.register_spec(region(), today()),
        mirror=actor().role is not Role.OFFICER,
        year=today().year,
    )

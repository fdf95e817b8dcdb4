"""Contracts: the list, one contract, its draft, its two signatures."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.documents.press import content_policy
from portal.domain.contract import WHO_SIGNS, ContractState, Party
from portal.domain.endings import COURT_FINDING, REFUSAL
from portal.domain.people import MINORITY_ENDS
from portal.domain.printed_forms import CONTRACT
from portal.models.user import Role
from portal.usecases.contract_previews import contract_preview
from portal.usecases.contracts import conclude_contract, sign_contract
from portal.usecases.early_texts import place_of_text
from portal.usecases.intake import UNTOLD_HEALTH
from portal.usecases.later_contracts import succession
from portal.usecases.papers import paper_bytes
from portal.usecases.provider_papers import shown_papers
from portal.usecases.queries import amendments as amendment_queries
from portal.usecases.queries import contract_lists
from portal.usecases.queries import contracts as queries
from portal.usecases.queries.awaited_hands import paper_hands
from portal.usecases.queries.break_readiness import BreakTask
from portal.usecases.queries.coming_breaks import coming_breaks
from portal.usecases.queries.consents import consent_absent
from portal.usecases.queries.contacts import RecipientContacts, contacts_of
from portal.usecases.queries.contract_drafts import DraftView, get_draft
from portal.usecases.queries.contract_refusals import standing_refusal
from portal.usecases.queries.contract_timeline import contract_timeline
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.courses_astray import course_astray
from portal.usecases.queries.earlier_answers import earlier_answers
from portal.usecases.queries.electronic import get_seal
from portal.usecases.queries.ended_courses import ended_course
from portal.usecases.queries.ending_desk import ending_source
from portal.usecases.queries.gone_elsewhere import gone_elsewhere
from portal.usecases.queries.lost_capacity import capacity_task
from portal.usecases.queries.outgrown_plans import outgrown_plan
from portal.usecases.queries.paper_copies import contract_copies
from portal.usecases.queries.programme_content import get_content
from portal.usecases.queries.programme_grounds import named_by
from portal.usecases.queries.provider_register import outside_register
from portal.usecases.queries.stopped_contracts import stopped_by_refusal
from portal.usecases.queries.suspensions import break_to_look_at
from portal.usecases.queries.terminations import EndingRow, standing_ending
from portal.usecases.queries.threshold_left import threshold_left, threshold_left_on_draft
from portal.usecases.queries.waiting_list import place_of_draft
from portal.usecases.reviewed_programmes import replacement_of
from portal.usecases.role_access import Subject, sees, who_sees
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.signatories import Side
from portal.usecases.unit_contracts import contract_need_of
from portal.usecases.visit_plans import PLANS_VISITS
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.contracts import presenters
from portal.web.contracts.break_calendar import READERS
from portal.web.contracts.break_events import TELLS
from portal.web.contracts.changes import terms_lines
from portal.web.contracts.forms import (
    DraftForm,
    PaperSignatureForm,
    SignForm,
)
from portal.web.contracts.timeline import entries
from portal.web.electronic.card import signing_card
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.sealing import sealer
from portal.web.signing.presenters import contract_state

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")

READS_CONTRACTS = who_sees(Subject.CONTRACT)
"""Who may read the contract's text, and with it the fee and the income behind it."""
ORDERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who prepares orders on suspension."""
CHANGES = (Role.DIRECTOR, Role.ACCOUNTANT)
"""Who prepares changes of a contract."""


@blueprint.get("")
@allow(*OFFICE)
def index() -> Response:
    wanted = contract_lists.ContractFilter(_state(), request.args.get("q", "").strip())
    page = contract_lists.list_contracts(actor(), wanted, page=page_number(), day=today())
    return render(
        "contracts/index.html",
        part="contracts/_list.html",
        sees_terms=sees(actor(), Subject.CONTRACT),
        rows=page.rows,
        total=page.total,
        pages=pages_of(page),
        wanted=wanted,
        states=presenters.LISTED,
        state_tag=presenters.state_tag,
        coming=coming_breaks(actor(), [row.id for row in page.rows], today()),
        stopped=stopped_by_refusal([row.id for row in page.rows]),
    )


def _state() -> ContractState | None:
    chosen = request.args.get("state", "")
    return ContractState(chosen) if chosen in presenters.LISTED else None


@blueprint.get("/<int:contract_id>")
@allow(*OFFICE)
def show(contract_id: int) -> Response:
    contract = queries.get_contract(actor(), contract_id, today())
    page = _page(contract)
    return render(
        "contracts/show.html",
        **(page | contract_state(contract)),
        **_changes(contract),
        **_life(contract, page["ending"]),
        needs_guardian=capacity_task(actor(), contract_id, today()),
        outgrown_schedule=outgrown_plan(actor(), contract_id, today()),
        course_over=ended_course(actor(), contract_id, region(), today()),
        by_refusal=REFUSAL,
        course_astray=course_astray(actor(), contract_id, region(), today()),
        succession=succession(actor(), contract_id),
        signing=signing_card(
            SignedKey(SignedKind.CONTRACT, contract_id), contract.paper.id, contract.signatures
        ),
    )


def _changes(contract: ContractView) -> dict[str, Any]:
    """The terms by their days, and what is billed where it is not what is written."""
    sees_terms = sees(actor(), Subject.CONTRACT)
    amendments = amendment_queries.list_amendments(actor(), contract.id)
    terms = amendment_queries.list_terms(actor(), contract.id)
    billed = amendment_queries.billed_today(actor(), contract.id, region(), today())
    known = contract.terms.fee_known
    differs = known and billed is not None and billed.monthly_fee != contract.terms.monthly_fee
    return {
        "terms_lines": terms_lines(amendments, terms, sees_fee=sees_terms),
        "billed": billed if differs and sees_terms else None,
        "tariffs": amendment_queries.tariffs_on(
            [one.code for one in contract.services], region(), today()
        ),
        "may_change": actor().role in CHANGES,
        "outgrown": threshold_left(actor(), contract.id, region(), today()) if sees_terms else None,
    }


def _life(contract: ContractView, ending: EndingRow | None) -> dict[str, Any]:
    """What happened so far, by pages, and what may happen from here."""
    told = contract_timeline(actor(), contract.id, page=page_number())
    return {
        "entries": entries(told, contract, sees_terms=sees(actor(), Subject.CONTRACT)),
        "entries_total": told.page.total,
        "pages": pages_of(told.page),
        "possible": presenters.possible(
            contract, ending, ending_source(actor(), contract.id, region(), today())
        ),
    }


def _page(contract: ContractView) -> dict[str, Any]:
    programme, waits = contract.programme, contract.state is ContractState.AWAITING_SIGNATURE
    gone = gone_elsewhere(actor(), programme.id, region(), today()) if waits else None
    early = None if gone else place_of_text(actor(), contract.id)
    void = gone is not None or early is not None
    needs, stay = named_by(programme.circumstances, programme.stay_mode, region(), today())
    return {
        "contract": contract,
        "needs": needs if sees(actor(), Subject.SERVICES) else (),
        "stay": stay,
        "tag": presenters.page_tag(contract, void=void),
        "last_day_comes": presenters.last_day_comes(contract),
        "kilobytes": presenters.kilobytes,
        "fingerprint": presenters.fingerprint,
        "due_at": presenters.local_due(contract),
        "signed_late": presenters.signed_late(contract),
        "overdue": "" if void else presenters.overdue(contract, now()),
        "knows_income": sees(actor(), Subject.INCOME),
        "sees_terms": sees(actor(), Subject.CONTRACT),
        "sees_payments": sees(actor(), Subject.PAYMENTS),
        "payment": presenters.payment(
            region().rules.contract_rules.on(contract.rules_day), contract
        ),
        "contacts": _contacts(contract),
        "may_sign": actor().role is Role.DIRECTOR,
        "may_order": actor().role in ORDERS,
        "may_see_breaks": actor().role in READERS,
        "running_break": contract.running_break(today()) if actor().role in TELLS else None,
        "proposed": _proposed(contract),
        "may_resume": contract.may_resume(today()),
        "may_plan": actor().role in PLANS_VISITS,
        "gone": gone,
        "instead": replacement_of(actor(), programme.id) if waits else None,
        "kept_from": early,
        "ending": standing_ending(actor(), contract.id),
        "by_finding": COURT_FINDING,
    }


def _proposed(contract: ContractView) -> BreakTask | None:
    """The break that may end or is open for too long, for whoever gives the order."""
    if contract.state is not ContractState.SUSPENDED or actor().role not in ORDERS:
        return None
    return break_to_look_at(actor(), contract.id, region(), today())


def _contacts(contract: ContractView) -> RecipientContacts | None:
    """Where the recipient lives and by what number to call, to whom the job takes there."""
    if not sees(actor(), Subject.PHONE):
        return None
    return contacts_of(actor(), contract.recipient_id)


@blueprint.route("/draft/<int:programme_id>", methods=["GET", "POST"])
@allow(*READS_CONTRACTS)
def draft(programme_id: int) -> Response:
    shown = get_draft(actor(), programme_id, region(), today())
    form = _draft_form(shown)
    if form.validate_on_submit():
        with form.refusals():
            done = conclude_contract(
                form.to_command(programme_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash(f"Договор № {done.number} составлен. Теперь его подписывает директор.")
            return redirect(url_for("contracts.show", contract_id=done.id))
    return _draft_page(shown, form)


@blueprint.route("/draft/<int:programme_id>/text", methods=["GET", "POST"])
@allow(*READS_CONTRACTS)
def draft_text(programme_id: int) -> Response:
    """The text as it would be drawn for what the form says; nothing is kept."""
    shown = get_draft(actor(), programme_id, region(), today())
    form = _draft_form(shown)
    if not form.is_submitted() or form.validate():
        with form.refusals():
            found = contract_preview(
                form.to_command(programme_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            return _text_page(found.html)
    return _draft_page(shown, form)


def _draft_form(shown: DraftView) -> DraftForm:
    form = DraftForm()
    alone, consent = shown.side is Side.RECIPIENT, shown.side is Side.BOTH
    form.offer(shown.recipient, shown.representatives, alone=alone, consent=consent)
    form.ask_of_mode(shown.modes)
    form.offer_grounds(shown.grounds)
    form.ask_genitives(shown.names, request.form if form.is_submitted() else None)
    form.ask_of_term(shown.terms.temporary_until)
    form.propose_start(shown.terms.starts_on)
    form.ask_of_application(shown.older_income)
    form.propose_course(shown.terms.course, shown.terms.course_first)
    form.begin_with(earlier_answers(actor(), shown.programme.id, region(), today()))
    return form


def _draft_page(shown: DraftView, form: DraftForm) -> Response:
    programme_id = shown.programme.id
    return render(
        "contracts/draft.html",
        status=form.status,
        form=form,
        draft=shown,
        refusal=standing_refusal(actor(), programme_id),
        gone=gone_elsewhere(actor(), programme_id, region(), today()),
        replaced=replacement_of(actor(), programme_id),
        content=get_content(actor(), programme_id, region(), today()),
        clause=WHO_SIGNS,
        may_plan=actor().role in PLANS_VISITS,
        place=place_of_draft(actor(), programme_id, region(), today()),
        consent=consent_absent(actor(), shown.recipient_id, region(), today()),
        outside=outside_register(actor(), region(), shown.form, today()),
        need=contract_need_of(actor(), programme_id, region(), today()),
        asked_for=shown_papers(actor(), region(), today()),
        minority_ends=MINORITY_ENDS,
        outgrown=threshold_left_on_draft(actor(), programme_id, region(), today()),
        sees_health=sees(actor(), Subject.MEDICAL),
        untold=UNTOLD_HEALTH,
    )


def _text_page(html: str) -> Response:
    """A contract's text to be read on a screen, under a policy of its own."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = content_policy(html)
    return response


@blueprint.get("/<int:contract_id>/paper.pdf")
@allow(*READS_CONTRACTS)
def paper(contract_id: int) -> Response:
    contract = queries.get_contract(actor(), contract_id)
    content = paper_bytes(actor().provider_id, contract.paper.id)
    name, title = presenters.paper_name(contract), presenters.paper_title(contract)
    return downloads.paper(content, name=name, title=title)


@blueprint.get("/<int:contract_id>/texts/<int:paper_id>/paper.pdf")
@allow(*READS_CONTRACTS)
def earlier_text(contract_id: int, paper_id: int) -> Response:
    """A text of the contract as it was frozen, one that another has replaced too."""
    contract = queries.get_contract(actor(), contract_id)
    queries.demand_text(actor(), contract_id, paper_id)
    number = contract.number.replace("/", "-")
    return downloads.paper(
        paper_bytes(actor().provider_id, paper_id),
        name=f"contract-{number}-text-{paper_id}",
        title=f"Прежний текст, договор {number}",
    )


@blueprint.get("/<int:contract_id>/paper")
@allow(*READS_CONTRACTS)
def paper_page(contract_id: int) -> Response:
    contract = queries.get_contract(actor(), contract_id)
    facts = queries.contract_facts(actor(), contract.paper.id)
    form = region().printed_form(CONTRACT, contract.rules_day)
    return _text_page(press().screen(form, region().code, facts))


@blueprint.get("/<int:contract_id>/scans/<int:file_id>")
@allow(*READS_CONTRACTS)
def scan(contract_id: int, file_id: int) -> Response:
    found = queries.get_scan(actor(), contract_id, file_id)
    return downloads.attachment(
        found.content, media_type=found.media_type, name=f"scan-{file_id}", title=found.name
    )


@blueprint.route("/<int:contract_id>/sign", methods=["GET", "POST"])
@allow(Role.DIRECTOR)
def sign(contract_id: int) -> Response:
    contract = queries.get_contract(actor(), contract_id)
    form = SignForm(version=contract.version, paper_sha256=contract.paper.sha256)
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            sign_contract(
                form.to_command(contract_id, today()),
                region=region(),
                actor=actor(),
                now=now(),
                sealer=sealer(),
            )
            return redirect(url_for("contracts.signed", contract_id=contract_id))
    return render(
        "contracts/sign.html",
        part="contracts/_sign_form.html",
        status=form.status,
        form=form,
        outside=outside_register(actor(), region(), contract.form, today()),
        **(_page(contract) | contract_state(contract)),
    )


@blueprint.get("/<int:contract_id>/signed")
@allow(Role.DIRECTOR)
def signed(contract_id: int) -> Response:
    contract = queries.get_contract(actor(), contract_id)
    mine = [one for one in contract.signatures if one.party is Party.PROVIDER]
    if not mine:
        return redirect(url_for("contracts.sign", contract_id=contract_id))
    sealed = get_seal(actor(), contract.paper.id) is not None
    return render("contracts/signed.html", signature=mine[-1], sealed=sealed, **_page(contract))


@blueprint.route("/<int:contract_id>/paper-signature", methods=["GET", "POST"])
@allow(*OFFICE)
def paper_signature(contract_id: int) -> Response:
    contract = queries.get_contract(actor(), contract_id, today())
    form = PaperSignatureForm()
    hands = paper_hands(actor(), SignedKey(SignedKind.CONTRACT, contract_id), today())
    signed = {one.party for one in contract.signatures}
    form.offer(contract.recipient, contract.representative, side=hands.side, signed=signed)
    form.offer_copies(contract_copies(actor(), contract_id))
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract)
            done = sign_contract(command, region=region(), actor=actor(), now=now())
            flash(presenters.signed_words(done))
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return render(
        "contracts/paper_signature.html", status=form.status, form=form, **_page(contract)
    )

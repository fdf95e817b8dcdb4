"""Codes on paper from the office, and a signature by a code in the cabinet."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, flash, request

from portal.domain.cabinet import Part
from portal.domain.e_signatures import Signer
from portal.models import CodeChannel, Role
from portal.usecases.code_signatures import confirm_by_code
from portal.usecases.one_time_codes import CodeIssued, IssueCode, issue_code
from portal.usecases.queries.awaited_hands import (
    AwaitedHand,
    awaited_hands,
    code_refusal_of,
    paper_hands,
)
from portal.usecases.queries.signed_papers import SignedPaper, get_signed_paper
from portal.usecases.queries.signing_codes import get_agreement, has_live_code
from portal.usecases.signables import SignedKey, SignedKind
from portal.web.access import OFFICE, actor, allow, demand_parts, region
from portal.web.clock import now, today
from portal.web.electronic import agreements
from portal.web.electronic.addresses import (
    BOTH_SIGN,
    for_kinds,
    key_of,
    link,
    office_page,
    own_page,
    own_paper,
)
from portal.web.electronic.forms import CodeForm, SlipForm
from portal.web.electronic.own_words import done_words, own_words
from portal.web.htmx import redirect, render
from portal.web.sealing import channels, vault

blueprint = agreements.blueprint
SHOWS = {SignedKind.ACT: frozenset({Part.ACTS})}
"""What a representative must be shown to sign a paper; the rest belongs to the contract."""


@for_kinds(blueprint, "", "/paper", kinds=BOTH_SIGN, methods=("GET", "POST"))
@allow(*OFFICE)
def code_on_paper(kind: SignedKind, **numbers: int) -> Response:
    """A slip with a code, printed and handed over in person to whoever signs."""
    thing = get_signed_paper(actor(), key_of(kind, numbers))
    page = office_page(thing.key)
    form = SlipForm()
    hands = awaited_hands(actor(), thing.key, region(), now())
    if form.validate_on_submit():
        with form.refusals():
            issued = _issue(thing.key, CodeChannel.PAPER, form.representative_id)
            return render(
                "electronic/code_slip.html",
                thing=thing,
                page=page,
                code=issued.code,
                until=region().local(issued.expires_at),
                name=_slip_name(hands, form.representative_id),
            )
    return render(
        "electronic/code_on_paper.html",
        status=form.status,
        form=form,
        thing=thing,
        page=page,
        action=link("signing_codes.code_on_paper", thing.key),
        hands=hands,
    )


def _slip_name(hands: Iterable[AwaitedHand], representative_id: int | None) -> str:
    found = (one.name for one in hands if one.signer.representative_id == representative_id)
    return next(found, "")


def _issue(
    key: SignedKey, channel: CodeChannel, representative_id: int | None = None
) -> CodeIssued:
    return issue_code(
        IssueCode(key, channel, representative_id),
        vault=vault(),
        channels=channels(),
        region=region(),
        actor=actor(),
        now=now(),
    )


def _own_thing(kind: SignedKind, numbers: dict[str, int]) -> SignedPaper:
    """The paper of the cabinet that is read, where its part is shown to the reader."""
    demand_parts(SHOWS.get(kind, frozenset({Part.CONTRACT})))
    return get_signed_paper(actor(), key_of(kind, numbers))


@for_kinds(blueprint, "/own", "", kinds=BOTH_SIGN, methods=("GET", "POST"))
@allow(Role.RECIPIENT, parts=frozenset())
def sign(kind: SignedKind, **numbers: int) -> Response:
    """The page of the recipient or of who acts for one: read, ask for a code, type it."""
    thing = _own_thing(kind, numbers)
    form = CodeForm(paper_sha256=thing.paper.sha256 if thing.paper else "")
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(thing.key)
            confirm_by_code(command, vault=vault(), region=region(), actor=actor(), now=now())
            flash(done_words(thing.key))
            return redirect(own_page(thing.key))
    return _own_page(thing, form)


@for_kinds(blueprint, "/own", "/code", kinds=BOTH_SIGN, methods=("GET", "POST"))
@allow(Role.RECIPIENT, parts=frozenset())
def send_code(kind: SignedKind, **numbers: int) -> Response:
    """Send a code; the address itself, opened again, leads back to the page."""
    thing = _own_thing(kind, numbers)
    if request.method == "GET":
        return redirect(link("signing_codes.sign", thing.key))
    form = CodeForm(formdata=None, paper_sha256=thing.paper.sha256 if thing.paper else "")
    with form.refusals():
        other = request.form.get("channel") == CodeChannel.OTHER.value
        _issue(thing.key, CodeChannel.OTHER if other else CodeChannel.EMAIL)
        where = "на телефон" if other else "на почту"
        flash(f"Код отправлен вам {where}. Он действует десять минут.")
        return redirect(link("signing_codes.sign", thing.key))
    return _own_page(thing, form)


def _own_page(thing: SignedPaper, form: CodeForm) -> Response:
    signer = Signer(thing.recipient_id, actor().relative)
    found = get_agreement(actor(), thing.recipient_id, today(), signer.representative_id)
    sha256 = thing.paper.sha256 if thing.paper else ""
    return render(
        "electronic/sign_by_code.html",
        status=form.status,
        form=form,
        thing=thing,
        signed=signer.party in thing.signed or (thing.customer_signed and not thing.waits),
        words=own_words(thing.key),
        page=own_page(thing.key),
        paper=own_paper(thing.key),
        action=link("signing_codes.sign", thing.key),
        send=link("signing_codes.send_code", thing.key),
        agreement=found,
        outlived=paper_hands(actor(), thing.key, today()).ended,
        refusal=code_refusal_of(actor(), thing.key, region(), now()),
        live=has_live_code(actor(), signer, sha256, now()),
        by_phone=signer.representative_id is None and channels().offers(CodeChannel.OTHER.value),
        by_mail=bool(found and found.email) and channels().offers(CodeChannel.EMAIL.value),
    )

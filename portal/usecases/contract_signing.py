"""Signing a contract: the director first, then the recipient's side, on the frozen bytes."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.authorities import BY_DEATH
from portal.domain.contract import ContractRules, ContractState, Party, in_force_from
from portal.domain.contract_life import LifeStep, state_after
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import Contract, Paper, Role, Signature, SignatureMethod
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.briefings import demand_briefing
from portal.usecases.child_files import open_child_file
from portal.usecases.consent_sheets import demand_consent
from portal.usecases.contract_demands import demand_not_gone
from portal.usecases.contract_gaps import demand_complete, demand_signatory
from portal.usecases.early_texts import demand_text_of_place
from portal.usecases.facts import own
from portal.usecases.later_contracts import demand_not_followed
from portal.usecases.meanwhile import demand_contract_seen
from portal.usecases.missing_people import demand_not_missing
from portal.usecases.paper_copies import note_signed_copies
from portal.usecases.paper_signatures import (
    Put,
    demand_customer,
    demand_customer_method,
    demand_named_acts,
    demand_not_signed,
    record_signature,
    signing_of,
)
from portal.usecases.papers_at_signature import lacking_to_sign
from portal.usecases.provider_register import demand_in_register
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.signatories import Signing, side_has_signed
from portal.usecases.signing_returns import demand_not_sent_back
from portal.usecases.transaction import EDITED_MEANWHILE, transaction
from portal.usecases.uploads import Upload

_CLOSE = " Этот договор закройте без подписи на его странице."


@dataclass(frozen=True, slots=True)
class SignContract:
    """A party's signature.

    ``paper_sha256`` and ``version`` are what the signer saw; given, they must still hold.
    ``copies`` are the numbers of the copies that were signed by hand, all of them unless named.
    """

    contract_id: int
    party: Party
    method: SignatureMethod
    signed_on: date
    paper_sha256: str | None = None
    version: int | None = None
    scan: Upload | None = None
    copies: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ContractSigned:
    """Where the contract stands; ``signed_copies`` is 0 until everybody has signed every copy."""

    state: ContractState
    signed_copies: int
    in_force_from: date | None


def sign_contract(
    command: SignContract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    sealer: Sealer | None = None,
) -> ContractSigned:
    """Record a signature on the frozen bytes; the last one puts the contract into force.

    With a ``sealer`` the director's password also seals the file, where the provider has a
    certificate. A code signs only through ``confirm_by_code``, which has it in hand.
    """
    if command.method is SignatureMethod.CODE:
        raise NotAllowed
    with transaction() as session:
        return put_signature(session, command, region=region, actor=actor, now=now, sealer=sealer)


def put_signature(
    session: Session,
    command: SignContract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    sealer: Sealer | None = None,
) -> ContractSigned:
    """What every way of signing does within its transaction: check, record, put into force.

    Refused as not_authorised when the provider was outside the register that day (FED-REG-01).
    """
    contract, signing = _opened(session, command, actor)
    paper = _demand_what_was_seen(session, contract, command)
    _demand_open(contract, command.party)
    signer = _demand_signable(
        session,
        contract,
        command,
        paper,
        signing,
        region=region,
        actor=actor,
        today=region.today(now),
    )
    signature = Signature(contract_id=contract.id)
    put = Put(command.party, signer, command.method, command.signed_on, command.scan)
    record_signature(session, signature, put, paper.id, actor=actor, now=now)
    if command.method is SignatureMethod.PAPER:
        note_signed_copies(session, paper, put, command.copies, actor=actor, now=now)
    before = {"state": contract.state.value}
    done = _put_into_force(contract, [*contract.signatures, signature], signing)
    if done:
        open_child_file(session, contract, region=region, actor=actor, now=now)
    # A signature is news to whoever holds the contract open, so its version moves on.
    flag_modified(contract, "state")
    session.flush()
    if command.method is SignatureMethod.PASSWORD:
        reason = f"Договор № {contract.number}"
        seal_paper(session, paper, sealer, reason, actor=actor, now=now)
    after = _summary(contract, paper, command)
    audit.record(session, actor, now, "contract_signed", "contract", contract.id, before, after)
    return ContractSigned(
        state=contract.state,
        signed_copies=region.rules.contract_rules.on(contract.rules_day).copies if done else 0,
        in_force_from=contract.in_force_from,
    )


def _demand_signable(  # noqa: PLR0913 - what is signed, as it was seen, by whom and under which law
    session: Session,
    contract: Contract,
    command: SignContract,
    paper: Paper,
    signing: Signing,
    *,
    region: Region,
    actor: Actor,
    today: date,
) -> str:
    """The name of who signs; refused where the contract is not to be signed so, or not yet."""
    rules = region.rules.contract_rules.on(contract.rules_day)
    _demand_alive(contract, signing)
    asked = f"договор № {contract.number} не подписывают"
    demand_not_missing(signing.recipient, signing.day, field="party", asked=asked)
    demand_not_sent_back(session, contract)
    first = contract.starts_on or command.signed_on
    demand_not_gone(session, contract.programme, region, first, field="party", then=_CLOSE)
    demand_not_followed(session, contract, first, field="party", then=_CLOSE)
    demand_text_of_place(session, contract, region, first, actor=actor)
    if command.party is Party.PROVIDER:
        demand_complete(paper, rules.terms)
        if actor.role is Role.DIRECTOR:
            demand_signatory(paper.inputs, actor.name, rules.signatories)
    _demand_day(contract, command, today)
    demand_consent(session, contract, region, command.signed_on)
    demand_in_register(session, contract.provider_id, contract.form, command.signed_on, region)
    signer = _demand_signer(
        contract, command, signing=signing, rules=rules, region=region, actor=actor
    )
    demand_briefing(session, contract.programme, region, contract.rules_day)
    if command.party is not Party.PROVIDER:
        lacking = lacking_to_sign(session, contract, region, command.signed_on)
        if lacking is not None:
            lacking.refuse("тогда подпись можно будет записать")
    return signer


def _opened(session: Session, command: SignContract, actor: Actor) -> tuple[Contract, Signing]:
    """The contract, locked, and who may sign for the recipient on the day of the signature."""
    contract = own(
        session,
        Contract,
        command.contract_id,
        actor.provider_id,
        selectinload(Contract.signatures),
        selectinload(Contract.programme),
        lock=True,
    )
    return contract, signing_of(session, contract, command.signed_on)


def _summary(contract: Contract, paper: Paper, command: SignContract) -> dict[str, object]:
    return {
        "state": contract.state.value,
        "party": command.party.value,
        "method": command.method.value,
        "signed_on": command.signed_on,
        "paper": paper.sha256,
    }


def _demand_what_was_seen(session: Session, contract: Contract, command: SignContract) -> Paper:
    """The signer signs the bytes that were shown, and nothing that changed since."""
    if command.version is not None:
        if command.version != contract.version:
            _tell_who_signed(contract, command.party)
        demand_contract_seen(session, contract, command.version)
    if contract.paper_id is None:
        refuse("signature_missing", "У договора нет текста. Составьте договор заново.")
    paper = own(session, Paper, contract.paper_id, contract.provider_id)
    if command.paper_sha256 is not None and command.paper_sha256 != paper.sha256:
        raise Conflict(replace(EDITED_MEANWHILE, field="paper_sha256"))
    return paper


def _tell_who_signed(contract: Contract, party: Party) -> None:
    """Raise Conflict with the name of whoever signed for the same side while the text was read."""
    for one in contract.signatures:
        if one.party is party:
            text = (
                f"Договор № {contract.number} уже подписан, пока вы его читали: {one.signer}, "
                f"{one.signed_on:%d.%m.%Y}. Подписывать второй раз не нужно."
            )
            raise Conflict(Violation("conflict", text))


def _demand_open(contract: Contract, party: Party) -> None:
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        refuse(
            "transition_not_allowed",
            f"Договор № {contract.number} подписи не ждёт: {contract.state.label.lower()}. "
            "Ничего не изменено.",
        )
    demand_not_signed(party, {signature.party for signature in contract.signatures})


def _demand_alive(contract: Contract, signing: Signing) -> None:
    """Nobody signs from the day of death on, neither side: the contract is closed instead."""
    if not signing.alive:
        refuse(
            "not_authorised",
            f"Получатель умер {signing.recipient.died_on:%d.%m.%Y}: с этого дня договор "
            f"№ {contract.number} не подписывают. Закройте его без подписи на странице договора.",
            field="party",
            citation=BY_DEATH,
        )


def _demand_day(contract: Contract, command: SignContract, today: date) -> None:
    """Not in the future, not before the text existed, not before the provider's own signature."""
    earliest = max(
        [contract.concluded_on, *(signature.signed_on for signature in contract.signatures)]
        if command.party is not Party.PROVIDER
        else [contract.concluded_on]
    )
    if command.signed_on > today:
        text = "Дата подписи ещё не наступила. Введите день, когда договор подписан."
    elif command.signed_on < earliest:
        text = (
            f"Подпись не может быть раньше {earliest:%d.%m.%Y}: тогда договора с подписью "
            "поставщика ещё не было. Проверьте дату."
        )
    elif command.signed_on > contract.valid_until:
        text = (
            f"Срок договора закончился {contract.valid_until:%d.%m.%Y}. Проверьте дату или "
            "составьте новый договор."
        )
    else:
        return
    refuse("value_invalid", text, field="signed_on")


def _demand_signer(
    contract: Contract,
    command: SignContract,
    *,
    signing: Signing,
    rules: ContractRules,
    region: Region,
    actor: Actor,
) -> str:
    """The name of who signs; refused where it is not theirs to sign, or not their turn."""
    if actor.role is Role.RECIPIENT and command.method is not SignatureMethod.CODE:
        raise NotAllowed
    if command.party is Party.PROVIDER:
        if actor.role is not Role.DIRECTOR:
            refuse(
                "not_authorised",
                "За поставщика договор подписывает директор. Передайте договор ему на подпись.",
                field="party",
                citation=rules.signatories,
            )
        demand_named_acts(signing, contract.representative_id, rules, field=None)
        return actor.name
    signed = {signature.party for signature in contract.signatures}
    if Party.PROVIDER not in signed:
        refuse(
            "signature_missing",
            "Первым договор подписывает директор. Подпись получателя можно записать после этого.",
            field="party",
            citation=rules.copies_citation,
        )
    demand_customer_method(command.method)
    return demand_customer(
        command.party,
        named_id=contract.representative_id,
        signed=signed,
        signing=signing,
        rules=rules,
        region=region,
    )


def _put_into_force(contract: Contract, signatures: list[Signature], signing: Signing) -> bool:
    """Active once both sides have signed, from that day or a later one it names (FED-CON-06)."""
    parties = frozenset(signature.party for signature in signatures)
    if Party.PROVIDER not in parties or not side_has_signed(signing, parties):
        return False
    contract.state = state_after(contract.state, LifeStep.COME_INTO_FORCE)
    contract.in_force_from = in_force_from(
        tuple(one.signed_on for one in signatures), contract.starts_on
    )
    return True

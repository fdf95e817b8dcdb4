"""Questions about the contract and its people: CON here, SCH, CAP, RGT, PDP and MIN in modules."""

from collections.abc import Mapping
from datetime import date, timedelta

from portal.domain.amendments import (
    PROVIDER,
    RECIPIENT,
    ProposedAmendment,
    amendment_number,
    check_amendment,
    takes_effect,
)
from portal.domain.catalogue import Form
from portal.domain.contract import (
    ContractRules,
    ContractState,
    Party,
    SignerFacts,
    check_end,
    check_provider_signer,
    check_signer,
    check_single,
    check_worker,
    in_force_from,
)
from portal.domain.contract_due import approach_until, contract_due
from portal.domain.contract_terms import (
    TermsFacts,
    check_essential,
    check_groups,
    check_payment,
    contract_need,
)
from portal.domain.deadlines import due
from portal.domain.demands import demand_all
from portal.domain.money import ZERO
from portal.domain.programme import ENDS
from portal.domain.violations import refuse
from portal.explain.answers import Answer, flat_steps
from portal.explain.question import Question
from portal.explain.questions import family, planning, rights
from portal.explain.shapes import (
    Object,
    choice,
    day,
    flag,
    left_out,
    moment,
    money,
    only,
    text,
    texts,
    whole,
)
from portal.explain.verdicts import demand
from portal.regions.registry import Region


def _rules(case: Object, region: Region, key: str = "day") -> ContractRules:
    return region.rules.contract_rules.on(day(case, key))


def _due(case: Object, region: Region) -> Answer:
    """By when the contract is due, by the provider's setting where two acts differ."""
    only(case, frozenset({"programme_presented_at", "setting", "signed_at", "unit"}))
    presented = moment(case, "programme_presented_at")
    every = region.rules.contract_rules.on(presented.date())
    rules = every.for_unit(left_out(case, "unit", text))
    setting, strict = left_out(case, "setting", text), rules.strict_conclusion
    if setting is not None and rules.conclusion_setting is not None:
        rules.conclusion_setting.choice(setting, field="setting")
    chosen = strict is not None and setting == strict.code
    found = contract_due(rules, presented, region.calendar, strict=chosen)
    signed, federal = left_out(case, "signed_at", moment), found.shorter_federal
    by_federal_law = due(rules.federal_conclusion, presented, region.calendar)
    return {
        "contract_due": found.due.at.isoformat(),
        "contract_due_rule": found.due.rule.citation.rule,
        "counts_from": found.due.rule.counts_from,
        "federal_due": federal.at.isoformat() if federal else None,
        "by_federal_law": by_federal_law.at.isoformat(),
        "starting_papers": list(rules.starting_papers),
        "overdue": signed is not None and signed > found.due.at,
        "federal_overdue": signed is not None and federal is not None and signed > federal.at,
        "steps": flat_steps(found.steps),
    }


def _approach(case: Object, region: Region) -> Answer:
    """Until when a person may come with a programme; a region without a window has its end only."""
    only(case, frozenset({"decision_date", "valid_from", "valid_until", "presented"}))
    decided, until = day(case, "decision_date"), day(case, "valid_until")
    window = region.rules.contract_rules.on(decided).approach_window
    last = approach_until(window, decided, day(case, "valid_from"), until) if window else until
    presented = left_out(case, "presented", day)
    if presented is not None and presented > last:
        refuse(
            "approach_window_closed" if window else "programme_expired",
            f"Обратиться с этой программой можно было до {last:%d.%m.%Y}. Нужна новая программа.",
            field="presented",
            citation=window.citation if window else ENDS,
        )
    return {
        "accepted": True,
        "window": window is not None,
        "last_day": last.isoformat(),
        "warned_from": (last - timedelta(days=window.warn_days)).isoformat() if window else None,
        "rule": window.citation.rule if window else ENDS.rule,
    }


def _signer(case: Object, region: Region) -> Answer:
    """Whether a person may sign for the recipient."""
    keys = {"born", "signed_on", "by", "kind", "incapable", "consent", "power_until"}
    only(case, frozenset(keys | {"attorney_incapable"}))
    rules = _rules(case, region, "signed_on")
    facts = SignerFacts(
        born=day(case, "born"),
        capable=not flag(case, "incapable"),
        signed_on=day(case, "signed_on"),
        party=choice(case, "by", Party),
        representative_kind=left_out(case, "kind", text),
        consent_given=flag(case, "consent"),
        power_until=left_out(case, "power_until", day),
        attorney_capable=not flag(case, "attorney_incapable"),
    )
    demand(check_signer(facts, rules))
    record = rules.signing.attorney_record
    return {
        "allowed": True,
        "record": [item.code for item in record.must] if record else [],
        "rule": rules.signatories.rule,
    }


def _provider_signer(case: Object, region: Region) -> Answer:
    """Whether somebody of the provider may sign a contract."""
    only(case, frozenset({"day", "by", "basis"}))
    rules = _rules(case, region)
    demand(check_provider_signer(rules, text(case, "by"), left_out(case, "basis", text)))
    return {"allowed": True, "rule": rules.signing.provider.citation.rule}


def _terms(case: Object, region: Region) -> Answer:
    """Whether a contract names what it must; ``clauses`` stands for another text than ours."""
    keys = {"day", "services", "free", "fee", "free_ground", "period", "due_relative_to"}
    only(case, frozenset(keys | {"due_day", "method", "clauses"}))
    rules = _rules(case, region)
    facts = TermsFacts(
        services=whole(case, "services"),
        free=flag(case, "free"),
        fee=left_out(case, "fee", money),
        free_ground=left_out(case, "free_ground", text),
        period=left_out(case, "period", text),
        due_relative_to=left_out(case, "due_relative_to", text),
        due_day=left_out(case, "due_day", whole),
        method=left_out(case, "method", text),
    )
    own = tuple(clause.code for clause in rules.clauses)
    clauses = texts(case, "clauses") if "clauses" in case else own
    demand(check_essential(rules.terms, facts))
    demand(check_payment(rules.terms, facts))
    demand(check_groups(rules.terms, clauses))
    return {
        "allowed": True,
        "groups": [group.code for group in rules.terms.groups],
        "annexes": list(rules.terms.annexes.codes),
    }


def _signed_on(case: Object) -> dict[str, date]:
    keys = {PROVIDER: "provider_signed_on", RECIPIENT: "recipient_signed_on"}
    found = {party: left_out(case, key, day) for party, key in keys.items()}
    return {party: signed for party, signed in found.items() if signed is not None}


def _copies(case: Object, region: Region) -> Answer:
    """Where a contract stands after its signatures, how many copies there are and whose."""
    only(case, frozenset({"day", "provider_signed_on", "recipient_signed_on", "starts_on"}))
    rules, signed = _rules(case, region), _signed_on(case)
    named = left_out(case, "starts_on", day)
    both = len(signed) == len((PROVIDER, RECIPIENT))
    return {
        "state": ContractState.ACTIVE if both else ContractState.AWAITING_SIGNATURE,
        "signed_copies": rules.copies if both else 0,
        "copies": rules.copies,
        "holders": list(rules.holders),
        "in_force_from": in_force_from(tuple(signed.values()), named).isoformat() if both else None,
        "rule": rules.copies_citation.rule,
    }


def _end(case: Object, region: Region) -> Answer:
    """Whether a contract may end on a day, and from when the portal warns of its end."""
    only(case, frozenset({"day", "programme_valid_until", "valid_until"}))
    rules, end = _rules(case, region), day(case, "valid_until")
    demand(check_end(rules, end, day(case, "programme_valid_until")))
    warned_from = end - timedelta(days=rules.warn_days)
    return {"allowed": True, "warned_from": warned_from.isoformat(), "rule": rules.term.rule}


def _amendment(case: Object, region: Region) -> Answer:
    """Whether a contract may be changed: whose change it is, its number, from when it holds."""
    keys = {"day", "initiator", "reason", "subject", "written_consent", "existing", "since"}
    only(case, frozenset(keys | {"provider_signed_on", "recipient_signed_on"}))
    rules = _rules(case, region).amendments
    proposed = ProposedAmendment(
        text(case, "initiator"),
        text(case, "reason"),
        left_out(case, "subject", text),
        flag(case, "written_consent"),
    )
    found = check_amendment(rules, proposed)
    signed = _signed_on(case)
    days = [signed[party] for party in found.signatures if party in signed]
    complete = len(days) == len(found.signatures)
    since = takes_effect(left_out(case, "since", day) or min(days), days) if complete else None
    return {
        "number": amendment_number(left_out(case, "existing", whole) or 0),
        "counts_as": found.counts_as,
        "signatures": list(found.signatures),
        "effective_from": since.isoformat() if since else None,
        "copies": rules.copies,
        "part_of_contract": rules.integral,
        "rule": found.citation.rule,
    }


def _worker(case: Object, region: Region) -> Answer:
    """Whether a service may be recorded with a worker."""
    only(case, frozenset({"day", "own_worker"}))
    rules = _rules(case, region)
    demand(check_worker(rules, own=flag(case, "own_worker")))
    return {"allowed": True, "rule": rules.own_workers.rule}


def _draft(case: Object, region: Region) -> Answer:
    """Whether a contract may be drafted in a state of its programme."""
    only(case, frozenset({"day", "facts"}))
    draft = _rules(case, region).draft
    if draft is not None:
        demand_all((draft,), frozenset(texts(case, "facts")))
    return {"allowed": True, "rule": draft.citation.rule if draft else None}


def _single(case: Object, region: Region) -> Answer:
    """Whether a recipient may have another contract with the provider."""
    only(case, frozenset({"day", "standing_contract"}))
    rules = _rules(case, region)
    demand(check_single(rules, left_out(case, "standing_contract", text)))
    return {"allowed": True, "rule": rules.single.rule if rules.single else None}


def _on_request(case: Object, region: Region) -> Answer:
    """Which papers that a person may ask to see the provider has not uploaded."""
    only(case, frozenset({"day", "uploaded"}))
    papers = _rules(case, region).on_request
    missing = papers.without(texts(case, "uploaded")) if papers else ()
    return {
        "documents": list(papers.codes) if papers else [],
        "missing": [item.code for item in missing],
        "warning": "papers_not_uploaded" if missing else None,
        "rule": papers.citation.rule if papers else None,
    }


def _needed(case: Object, region: Region) -> Answer:
    """Whether a department concludes a contract, and whether the region's text says so."""
    only(case, frozenset({"day", "unit", "form", "switched_off"}))
    unit = text(case, "unit")
    known = {item.code: item.form for item in region.units}
    form = choice(case, "form", Form) if "form" in case else known.get(unit, Form.URGENT)
    off = texts(case, "switched_off")
    found = contract_need(_rules(case, region).units, form, unit, off)
    return {
        "contract_required": found.required,
        "monthly_fee": f"{ZERO:.2f}" if found.free else None,
        "warning": "contract_not_in_regional_text" if found.silent else None,
        "rule": found.citation.rule if found.citation else None,
    }


QUESTIONS: Mapping[str, Question] = {
    "contract_due": _due,
    "approach": _approach,
    "contract_signer": _signer,
    "provider_signer": _provider_signer,
    "contract_terms": _terms,
    "contract_copies": _copies,
    "contract_end": _end,
    "amendment": _amendment,
    "worker": _worker,
    "contract_draft": _draft,
    "second_contract": _single,
    "papers_on_request": _on_request,
    "contract_needed": _needed,
    **planning.QUESTIONS,
    **rights.QUESTIONS,
    **family.QUESTIONS,
}

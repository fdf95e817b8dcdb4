"""Questions about acts and payments: what is accepted, charged, paid and owed (ACT, PAY)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from portal.domain.acts import (
    ActFacts,
    ActRules,
    DeliveredService,
    check_act_day,
    check_additional,
    demand_turn,
    draft_act,
    parts_at_transfer,
)
from portal.domain.calendar import last_day
from portal.domain.catalogue import Form, Kind, ServiceItem
from portal.domain.payment_code import PaymentDetails, PaymentRequest, payment_payload
from portal.domain.payments import (
    Channel,
    Charge,
    PaymentRules,
    allocate_payment,
    arrears,
    check_channel,
    check_charge,
    check_payment_terms,
    check_receipt,
    payment_warnings,
    penalty,
    with_channels,
)
from portal.domain.records import check_record
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.explain.answers import Answer, flat_steps
from portal.explain.question import Question
from portal.explain.shapes import (
    Misshapen,
    Object,
    choice,
    day,
    each,
    flag,
    left_out,
    money,
    month,
    number,
    only,
    text,
)
from portal.regions.registry import Region


def _act_rules(case: Object, region: Region) -> Answer:
    """How acts are made: copies, who signs first, which form, and the clause of each."""
    only(case, frozenset({"day"}))
    rules = _acts(case, region)
    return {
        "copies": rules.copies,
        "provider_signs_first": rules.provider_signs_first,
        "form_rule": rules.form.rule,
        "form_note": rules.form.note,
        "cadence_rule": rules.cadence.rule,
        "additional_rule": rules.additional.rule,
        "part_month_rule": rules.part_month.rule,
    }


def _act(case: Object, region: Region) -> Answer:
    """The act of a month from the services recorded in it."""
    only(
        case,
        frozenset({"month", "deliveries", "free", "free_ground", "fee_cap", "cap_used"}),
    )
    of = month(case, "month")
    deliveries = each(case, "deliveries", _delivered)
    if not deliveries:
        refuse("value_invalid", "Услуг не записано: акта не будет.", field="deliveries")
    rules = region.rules.act_rules.on(last_day(of))
    facts = ActFacts(
        month=of,
        deliveries=deliveries,
        items={item.code: _item(item.code, rules) for item in deliveries},
        allowed={},
        free=flag(case, "free"),
        free_ground_title=left_out(case, "free_ground", text),
        fee_cap=left_out(case, "fee_cap", money),
        cap_used=left_out(case, "cap_used", money) or Decimal("0.00"),
        used_by=rules.part_month,
    )
    draft = draft_act(facts, rules)
    return {
        "cost_at_tariffs": str(draft.cost_at_tariffs),
        "additional_due": str(draft.additional_cost),
        "monthly_fee": str(draft.payable - draft.additional_cost),
        "payable": str(draft.payable),
        "lines": [
            f"{line.code} {line.quantity.normalize():f} × {line.tariff} = {line.amount}"
            for line in draft.lines
        ],
        "steps": flat_steps(draft.steps),
    }


def _item(code: str, rules: ActRules) -> ServiceItem:
    return ServiceItem(code, code, Kind.SOCIAL_DOMESTIC, Form.HOME, "раз", rules.cadence)


def _delivered(item: Object) -> DeliveredService:
    only(item, frozenset({"day", "code", "quantity", "tariff", "additional"}))
    return DeliveredService(
        day(item, "day"),
        text(item, "code"),
        number(item, "quantity"),
        money(item, "tariff"),
        flag(item, "additional"),
    )


def _act_signature(case: Object, region: Region) -> Answer:
    """Whether it is this party's turn to sign an act."""
    only(case, frozenset({"day", "by", "provider_signed"}))
    demand_turn(
        _acts(case, region),
        provider=text(case, "by") == "provider",
        provider_signed=flag(case, "provider_signed"),
    )
    return {"allowed": True}


def _act_day(case: Object, region: Region) -> Answer:
    """Whether a service of a day may stand in an act."""
    only(case, frozenset({"day", "serves_from", "serves_until", "pauses"}))
    served = (day(case, "serves_from"), day(case, "serves_until"))
    pauses = each(case, "pauses", _pause)
    _raise(check_act_day(_acts(case, region), day(case, "day"), served, pauses))
    return {"allowed": True}


def _pause(item: Object) -> tuple[date, date]:
    only(item, frozenset({"from", "until"}))
    return day(item, "from"), day(item, "until")


def _additional_service(case: Object, region: Region) -> Answer:
    """Whether a service beyond the programme may be given."""
    only(case, frozenset({"day", "requested_in_writing"}))
    rules = _acts(case, region)
    _raise(check_additional(rules, requested_in_writing=flag(case, "requested_in_writing")))
    return {"allowed": True, "rule": rules.additional.rule}


def _service_record(case: Object, region: Region) -> Answer:
    """Whether a record of a service given holds what acts are built from."""
    only(case, frozenset({"day", "filled"}))
    spec = _acts(case, region).record
    if spec is not None:
        _raise(check_record(spec, _words(case, "filled")))
    return {"recorded": True}


def _transfer_acts(case: Object, region: Region) -> Answer:
    """The part of a month that each provider makes an act of."""
    only(case, frozenset({"month", "transfer_on"}))
    of, moved = month(case, "month"), day(case, "transfer_on")
    rules = region.rules.act_rules.on(last_day(of))
    former, receiving = parts_at_transfer(rules, of, moved)
    return {
        "former_from": former[0].isoformat(),
        "former_until": former[1].isoformat(),
        "receiving_from": receiving[0].isoformat(),
        "receiving_until": receiving[1].isoformat(),
        "rule": rules.at_transfer.rule if rules.at_transfer else None,
    }


def _payment_rules(case: Object, region: Region) -> Answer:
    """Which ways of paying are open, and what is asked of each."""
    only(case, frozenset({"day"}))
    rules = _payments(case, region)
    return {
        "channels": [channel.value for channel in rules.channels],
        "openable": [channel.value for channel in rules.openable],
        "fiscal_channels": [channel.value for channel in rules.fiscal_channels],
        "receipt_required": rules.receipt_required,
        "penalty_percent": rules.penalty_percent,
        "receipt_fields": list(rules.receipt.required) if rules.receipt else [],
        "channels_rule": rules.channels_citation.rule,
        "due_rule": rules.due_citation.rule,
        "receipt_rule": rules.receipt_citation.rule,
        "debt_rule": rules.debt.rule,
    }


def _payment(case: Object, region: Region) -> Answer:
    """Whether a payment may be recorded, and what it is recorded with."""
    only(case, frozenset({"day", "channel", "opened", "receipt_number", "filled"}))
    rules = with_channels(_payments(case, region), left_out(case, "opened", _words) or ())
    channel = choice(case, "channel", Channel)
    receipt = left_out(case, "receipt_number", text)
    _raise(check_channel(rules, channel, receipt))
    if "filled" in case:
        _raise(check_receipt(rules, _words(case, "filled"), channel))
    warnings = payment_warnings(rules, channel, receipt)
    return {"recorded": True, "warnings": len(warnings)}


def _payment_terms(case: Object, region: Region) -> Answer:
    """Whether a contract says about paying what it must."""
    only(case, frozenset({"day", "paid", "given"}))
    rules = _payments(case, region)
    _raise(check_payment_terms(rules, _words(case, "given"), paid=flag(case, "paid")))
    return {"complete": True, "rule": rules.in_contract.citation.rule}


def _charge(case: Object, region: Region) -> Answer:
    """Whether a sum may be charged that is not the agreed one."""
    only(case, frozenset({"day", "charged", "agreed"}))
    rules = _payments(case, region)
    _raise(check_charge(rules, money(case, "charged"), money(case, "agreed")))
    return {"charged": str(money(case, "charged"))}


def _allocation(case: Object, _region: Region) -> Answer:
    """Which months a payment pays, and what is owed afterwards on a day."""
    only(case, frozenset({"amount", "charges", "month", "day"}))
    charges = each(case, "charges", _charged)
    parts = allocate_payment(money(case, "amount"), charges, left_out(case, "month", month))
    paid = {part.month: part.amount for part in parts}
    after = [
        Charge(item.month, item.amount, item.due_on, item.paid + paid.get(item.month, Decimal(0)))
        for item in charges
    ]
    return {
        "allocated": [
            {"month": f"{part.month:%Y-%m}" if part.month else None, "amount": str(part.amount)}
            for part in parts
        ],
        "debt": str(arrears(after, day(case, "day"))),
    }


def _debt(case: Object, region: Region) -> Answer:
    """What is owed on a day, and the penalty the region charges for it."""
    only(case, frozenset({"charges", "day"}))
    charges, asked_on = each(case, "charges", _charged), day(case, "day")
    rules = _payments(case, region)
    return {
        "debt": str(arrears(charges, asked_on)),
        "penalty": str(penalty(rules, charges, asked_on)),
        "rule": rules.debt.rule,
    }


def _charged(item: Object) -> Charge:
    only(item, frozenset({"month", "amount", "due", "paid"}))
    return Charge(
        month(item, "month"),
        money(item, "amount"),
        day(item, "due"),
        left_out(item, "paid", money) or Decimal("0.00"),
    )


def _payment_code(case: Object, _region: Region) -> Answer:
    """The text of the code on a receipt, as header, keys in their order, and the sum."""
    only(case, frozenset({"name", "account", "bank", "bic", "correspondent", "amount", "purpose"}))
    details = PaymentDetails(
        text(case, "name"),
        text(case, "account"),
        text(case, "bank"),
        text(case, "bic"),
        text(case, "correspondent"),
    )
    request = PaymentRequest(
        money(case, "amount"), text(case, "purpose"), "", "", "", "", "", date(2026, 3, 1), ""
    )
    header, *pairs = payment_payload(details, request).split("|")
    values = dict(pair.split("=", 1) for pair in pairs)
    return {
        "header": header,
        "keys": list(values)[:5],
        "sum": values["Sum"],
        "purpose_length": len(values["Purpose"]),
        "name_length": len(values["Name"]),
    }


def _words(case: Object, key: str) -> tuple[str, ...]:
    value = case.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Misshapen(key, f"«{key}» — список слов в квадратных скобках.")
    return tuple(value)


def _raise(broken: Iterable[Violation]) -> None:
    found = tuple(broken)
    if found:
        raise RulesBroken(*found)


def _acts(case: Object, region: Region) -> ActRules:
    return region.rules.act_rules.on(day(case, "day"))


def _payments(case: Object, region: Region) -> PaymentRules:
    return region.rules.payment_rules.on(day(case, "day"))


QUESTIONS: Mapping[str, Question] = {
    "act_rules": _act_rules,
    "act": _act,
    "act_signature": _act_signature,
    "act_day": _act_day,
    "additional_service": _additional_service,
    "service_record": _service_record,
    "transfer_month_acts": _transfer_acts,
    "payment_rules": _payment_rules,
    "payment": _payment,
    "payment_terms": _payment_terms,
    "charge": _charge,
    "payment_allocation": _allocation,
    "debt": _debt,
    "payment_code": _payment_code,
}

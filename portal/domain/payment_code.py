"""The payment code on a receipt (GOST R 56042-2014, FED-PAY-03) and the personal code."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation

HEADER = "ST00012"
SEPARATOR = "|"
GOST = Citation("FED-PAY-03", "GOST-56042", "ГОСТ Р 56042-2014")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """Where the money goes; treasury payees add personal account, CBC and OKTMO."""

    name: str
    account: str
    bank_name: str
    bic: str
    correspondent_account: str
    inn: str = ""
    kpp: str = ""
    personal_account: str = ""
    cbc: str = ""
    oktmo: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What is asked for: ``amount`` rubles for a month under a contract, by a person."""

    amount: Decimal
    purpose: str
    surname: str
    name: str
    patronymic: str
    address: str
    personal_code: str
    month: date
    contract: str


def check_details(details: PaymentDetails) -> tuple[Violation, ...]:
    """The lengths the standard demands; a receipt is not printed until they are right."""
    demands = (
        ("account", details.account, (20,), "Расчётный счёт — 20 цифр"),
        ("bic", details.bic, (9,), "БИК — 9 цифр"),
        (
            "correspondent_account",
            details.correspondent_account,
            (1, 20),
            "Корр. счёт — 20 цифр или 0",
        ),
        ("inn", details.inn, (0, 10, 12), "ИНН — 10 или 12 цифр"),
        ("kpp", details.kpp, (0, 9), "КПП — 9 цифр"),
    )
    found = [
        Violation("value_invalid", f"{words}. Исправьте реквизиты поставщика.", field, GOST)
        for field, value, lengths, words in demands
        if len(value) not in lengths or (value and not _DIGITS.fullmatch(value))
    ]
    if not details.name or not details.bank_name:
        text = "Нет наименования получателя или банка. Исправьте реквизиты поставщика."
        found.append(Violation("value_invalid", text, "name", GOST))
    return tuple(found)


def payment_payload(details: PaymentDetails, request: PaymentRequest) -> str:
    """The exact text of the code: header, five required keys in order, the rest; kopecks.

    Raises RulesBroken when the payee's details fail the standard's lengths.
    """
    broken = check_details(details)
    if broken:
        raise RulesBroken(*broken)
    kopecks = int(request.amount * 100)
    pairs = (
        ("Name", _value(details.name, 160)),
        ("PersonalAcc", details.account),
        ("BankName", _value(details.bank_name, 45)),
        ("BIC", details.bic),
        ("CorrespAcc", details.correspondent_account),
        ("PayeeINN", details.inn),
        ("KPP", details.kpp),
        ("PersonalAccount", details.personal_account),
        ("CBC", details.cbc),
        ("OKTMO", details.oktmo),
        ("Sum", str(kopecks)),
        ("Purpose", _value(request.purpose, 210)),
        ("LastName", _value(request.surname, 60)),
        ("FirstName", _value(request.name, 60)),
        ("MiddleName", _value(request.patronymic, 60)),
        ("PayerAddress", _value(request.address, 120)),
        ("PersAcc", request.personal_code),
        ("PaymPeriod", f"{request.month:%m%Y}"),
        ("Contract", _value(request.contract, 30)),
    )
    return SEPARATOR.join((HEADER, *(f"{key}={value}" for key, value in pairs if value)))


def _value(text: str, longest: int) -> str:
    return " ".join(text.replace(SEPARATOR, " ").split())[:longest].rstrip()


def personal_code(sequence: int) -> str:
    """A short account code with a check digit (Luhn), such as 0000174: survives typing."""
    body = f"{sequence:06d}"
    return body + str(_luhn(body))


def _luhn(body: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(body)):
        # A doubled digit counts as the sum of its own digits.
        total += sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
    return -total % 10


def with_sum(payload: str, amount: Decimal) -> str:
    """The same payment for another sum (FED-PAY-03): a part of it may be paid already."""
    sums = f"Sum={int(amount * 100)}"
    return "|".join(sums if part.startswith("Sum=") else part for part in payload.split("|"))

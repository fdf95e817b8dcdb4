"""What several papers print: the parties, the programme, the calculation and the schedule."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDetails:
    """The provider with the bank details that contract, act and receipt print."""

    name: str
    short_name: str
    address: str
    phone: str
    inn: str
    kpp: str
    bank_name: str
    bic: str
    account: str
    correspondent_account: str
    personal_account: str | None = None
    cbc: str | None = None
    oktmo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs for the provider; `basis` in the genitive ("Устава")."""

    name: str
    short_name: str
    position: str
    name_genitive: str
    position_genitive: str
    basis: str
    sex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """The recipient as the form's «Заказчик»; `identity` is the identity paper in one line.

    Of a recipient who has died by `died_on` nobody signs, and the paper says so (FED-MIN-01).
    """

    name: str
    short_name: str
    sex: str
    identity: str
    address: str
    phone: str = ""
    died_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRepresentative:
    """Who signs for the recipient; `basis` in the genitive ("акта об опеке от … № …").

    `legal` is false for somebody who acts by a power of attorney; `beside` is true where the
    recipient signs and this person agrees: then `kind` names the right in the nominative and in the
    genitive («попечитель», «попечителя»).
    """

    name: str
    short_name: str
    name_genitive: str
    sex: str
    identity: str
    basis: str
    address: str
    legal: bool = True
    beside: bool = False
    kind: str = ""
    kind_genitive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDetails:
    """The individual programme that contract and act rest on."""

    number: str
    issued_on: date
    valid_from: date
    valid_until: date
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculationStep:
    """One step of «Как рассчитана плата»: text, its sum, the clause and the rule it follows.

    `edition` is the act in its edition, where the derivation first names it.
    """

    text: str
    value: str = ""
    citation: str = ""
    rule: str = ""
    edition: str = ""
    children: tuple["CalculationStep", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledService:
    """A line of the schedule: how often by the programme, on which days the parties agreed.

    `days` are empty where no plan of visits was made; `term` are the service's own days.
    """

    title: str
    frequency: str = ""
    days: str = ""
    term: str = ""

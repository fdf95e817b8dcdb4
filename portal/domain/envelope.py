"""What goes from one provider to the next with a person: never more than a move needs (AST-TRN-11).

Plain values, so that the same envelope is read in this installation and in another one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PassportFacts:
    """A paper that proves identity."""

    kind: str
    series: str
    number: str
    issued_by: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category of citizens, by the region's code; ``until`` is the first day without it."""

    code: str
    proved: bool
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CapacityFacts:
    """What a court said of the person's capacity, by its code (FED-MIN-01)."""

    capacity: str
    since: date
    basis: str


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """The paper that somebody's right to act rests on; ``until`` is its last day."""

    number: str = ""
    issued_on: date | None = None
    issued_by: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """Who may act for the person, on what ground and from when; on ``until`` no more (FED-MIN-01).

    ``body`` is the code of a body that acts in a parent's place, ``body_name`` its name.
    """

    kind: str
    surname: str
    name: str
    patronymic: str | None
    basis: str
    capable: bool
    passport: PassportFacts | None = None
    address: str = ""
    since: date | None = None
    until: date | None = None
    paper: AuthorityFacts | None = None
    body: str = ""
    body_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The person as the card shows them; ``sex`` by its code.

    ``citizenship`` in the words of the application for the move, empty where it has none.
    """

    surname: str
    name: str
    patronymic: str | None
    born: date
    sex: str
    snils: str | None
    address: str
    phone: str
    passports: tuple[PassportFacts, ...]
    categories: tuple[CategoryFacts, ...]
    agents: tuple[AgentFacts, ...]
    citizenship: str = ""
    capacity: CapacityFacts | None = None


@dataclass(frozen=True, slots=True)
class PrescribedService:
    """A service of the programme, its volume in a month, and how often it is given by its code."""

    code: str
    quantity_per_month: Decimal
    since: date | None
    until: date | None
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class CompletionMark:
    """Whether a service of the programme was fulfilled so far, by its code, and why not."""

    code: str
    mark: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """The individual programme, which a move leaves in force (AST-TRN-08); ``form`` by its code.

    ``marks`` are those of its completion (FED-TRN-01); ``circumstances`` None where nobody asked.
    ``review_asked_on``: since when the outcome of a review is awaited; the receiver gets the new
    programme and asks for no second one.
    """

    number: str
    issued_on: date
    decision_date: date | None
    form: str
    valid_from: date
    valid_until: date
    conditions: str
    issuer: str
    services: tuple[PrescribedService, ...]
    marks: tuple[CompletionMark, ...] = ()
    circumstances: tuple[str, ...] | None = None
    care_leaver: bool = False
    stay_mode: str | None = None
    issuer_kind: str | None = None
    first_contract_on: date | None = None
    review_asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActFacts:
    """An act that was issued; ``payable`` in rubles; ``file`` names it in the envelope."""

    month: date
    number: str
    payable: Decimal
    file: str | None


@dataclass(frozen=True, slots=True)
class FilePaper:
    """A paper of the personal file; ``file`` names its scan in the envelope.

    ``contraindications``: a medical conclusion names some.
    """

    code: str
    number: str
    issued_on: date
    expires_on: date | None
    file: str | None
    issuer: str = ""
    contraindications: bool = False


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """A circumstance that leads a move off the general path, by the region's code and in words."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class BreakDays:
    """Days without services, never their ground; ``until`` is the first served day again.

    ``until`` is None while nobody knows it (FED-SUS-04).
    """

    since: date
    until: date | None = None

    def concerns(self, day: date, first: date | None) -> bool:
        """Whether it runs on a day or begins later, up to and on the first day elsewhere."""
        over = self.until is not None and self.until <= max(day, self.since)
        return not over and (first is None or self.since <= max(day, first))


@dataclass(frozen=True, slots=True)
class EnvelopeFacts:
    """Everything an envelope says; ``balance`` in rubles stays between the old parties.

    ``package`` are the papers on which the authority agreed: they enter nobody's personal file.
    ``routes`` are the special ways of the move (AST-TRN-09, AST-TRN-10, AST-MIN-01).
    ``breaks`` run on ``drawn_on`` or are ordered and begin up to the first day at the receiver;
    ``suspended_since`` is the first day of the one that runs: earlier portals write and read no
    more of them.
    ``addressee_inn`` is empty for a receiver that works elsewhere: only its name is known.
    """

    sender: str
    sender_inn: str
    contract_number: str
    drawn_on: date
    person: PersonFacts
    programme: ProgrammeFacts
    balance: Decimal
    acts: tuple[ActFacts, ...]
    papers: tuple[FilePaper, ...]
    addressee: str = ""
    addressee_inn: str = ""
    package: tuple[FilePaper, ...] = ()
    routes: tuple[RouteFacts, ...] = ()
    suspended_since: date | None = None
    breaks: tuple[BreakDays, ...] = ()

    @property
    def told_breaks(self) -> tuple[BreakDays, ...]:
        """The breaks that it tells of, also where an earlier portal made it."""
        if self.breaks or self.suspended_since is None:
            return self.breaks
        return (BreakDays(self.suspended_since),)

    @property
    def name(self) -> str:
        """The person's full name."""
        parts = (self.person.surname, self.person.name, self.person.patronymic)
        return " ".join(part for part in parts if part)

    @property
    def without_file(self) -> tuple[FilePaper, ...]:
        """The papers whose scan the sender does not have: they come with the paper file."""
        return tuple(paper for paper in (*self.papers, *self.package) if paper.file is None)

"""Forms about the papers and grounds of a contract's end. Whether it is lawful, the law says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from portal.domain.choices import ChoiceList
from portal.domain.demands import Demand
from portal.domain.endings import (
    CLAIM,
    COURSE_COMPLETED,
    COURT_DECISION,
    COURT_FINDING,
    COURT_SENTENCE,
    DEATH,
    FULLY_NAMED,
    IN_WORDS,
    CourtFinding,
    paper_title,
)
from portal.domain.termination import Initiator, LastDay
from portal.domain.transfer import old_contract_ends
from portal.usecases.completed_courses import CourseToComplete
from portal.usecases.contract_refusals import RefuseContract
from portal.usecases.ending_text import BasisPaper
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.queries.ending_desk import OfferedGround
from portal.usecases.refusal_authors import APPLICATION, BY_RECIPIENT
from portal.usecases.waivers import WaiveServices
from portal.web.fields import LONGEST_NUMBER, LONGEST_TITLE
from portal.web.forms import (
    OPTIONAL,
    Checkboxes,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Text,
    parse_day,
)

CERTIFICATE = "death_certificate"
REREAD = "Откройте страницу заново"
_TOLD = {
    "breach_record": "Что нарушено и когда",
    "refusal_application": "Что в нём сказано",
    CLAIM: "Что нарушено или почему",
    COURT_DECISION: "Какой суд",
    COURT_SENTENCE: "Какой суд",
    "transfer_application": "Что в нём сказано",
}


class PapersForm(PortalForm):
    """A form that asks for the papers behind a ground: the day, the number, who issued it."""

    more_names = ("issued", "number", "words", "valid", "against")
    codes: tuple[str, ...] = ()

    def ask(self, codes: Iterable[str], typed: Any) -> None:
        """Three fields for each paper; what is told in words has no number.

        A medical conclusion has two more: until when it holds, and that it names contraindications.
        """
        self.codes = tuple(dict.fromkeys(codes))
        for code in self.codes:
            words = _TOLD.get(code, "Что в нём сказано" if code in IN_WORDS else "Кем выдан")
            self.add(f"issued-{code}", DateField("Дата", validators=[OPTIONAL]), typed)
            self.add(f"number-{code}", Line("Номер", longest=LONGEST_NUMBER), typed)
            self.add(f"words-{code}", Line(words, longest=LONGEST_TITLE), typed)
            if code in FULLY_NAMED:
                self.add(f"valid-{code}", DateField("Действует до", validators=[OPTIONAL]), typed)
                self.add(f"against-{code}", BooleanField("В нём названы противопоказания"), typed)

    def paper(self, code: str) -> tuple[Any, Any, Any]:
        """The fields of a paper: its day, its number, its words."""
        return self[f"issued-{code}"], self[f"number-{code}"], self[f"words-{code}"]

    def conclusion(self, code: str) -> tuple[Any, Any] | None:
        """What else a medical conclusion says: its last day, its contraindications."""
        return (self[f"valid-{code}"], self[f"against-{code}"]) if code in FULLY_NAMED else None

    def papers(self) -> tuple[BasisPaper, ...]:
        """What was entered."""
        found = []
        for code in self.codes:
            issued, number, words = self.paper(code)
            paper = BasisPaper(code, issued.data, number.data or "", words.data or "")
            if more := self.conclusion(code):
                valid, against = more
                paper = replace(paper, valid_until=valid.data, contraindicated=bool(against.data))
            found.append(paper)
        return tuple(found)

    def paths(self) -> Mapping[str, str]:
        known = {code: _first_field(code) for code in self.codes}
        named = (code for code in self.codes if code in FULLY_NAMED)
        parts = ("number", "words", "valid", "against")
        own = {f"{part}.{code}": f"{part}-{code}" for code in named for part in parts}
        return {**known, **own, **{f"papers.{code}": name for code, name in known.items()}}


def _first_field(code: str) -> str:
    return f"words-{code}" if code == "contract_clause" else f"issued-{code}"


class RefusalForm(PapersForm):
    """Papers among which a written refusal may be: somebody entitled signed it."""

    author = Choice("Кто подписал заявление")
    scope = Radios("От чего отказ", validators=[Required("Отметьте, от чего отказ")])
    asks_scope = False

    def ask_scope(self, scopes: ChoiceList | None, *, needed: bool = True) -> None:
        """What a refusal covers, in the region's words; nothing where the region does not ask."""
        if scopes is None:
            del self.scope
            return
        self.asks_scope = True
        if not needed:
            self.scope.validators, self.scope.flags.required = [OPTIONAL], False
        self.scope.offer((one.code, one.title) for one in scopes.choices)

    def know_way(self, scope: str | None) -> None:
        """What the refusal covers by the way that the recipient is on; asked all the same."""
        if self.asks_scope and scope and not self.is_submitted():
            self.scope.data = scope

    @property
    def scope_chosen(self) -> str | None:
        """The code of what the refusal covers."""
        return (self.scope.data or None) if self.asks_scope else None

    def name_authors(self, authors: Iterable[tuple[int | None, str]]) -> None:
        """Those who may sign; the empty value is the recipient, or nobody."""
        found = [("" if key is None else str(key), words) for key, words in authors]
        self.author.offer(found or [("", "Подписать некому: внесите представителя в карточку")])

    @property
    def author_id(self) -> int | None:
        """The representative chosen; None for the recipient."""
        return int(self.author.data) if self.author.data else None

    def paths(self) -> Mapping[str, str]:
        return {**super().paths(), "representative_id": "author"}


class EndForm(RefusalForm):
    """The day and the papers of an end on a chosen ground."""

    day = DateField("День", validators=[OPTIONAL])
    moved_to = Line("Куда переезжает, если в другой регион", longest=LONGEST_TITLE)
    note = Line("Примечание для учреждения", longest=LONGEST_TITLE)
    finding = Radios("Что решил суд", validators=[Required("Отметьте, что решил суд")])
    course: CourseToComplete | None = None

    def offer(self, offered: OfferedGround, typed: Any) -> None:
        """The fields of the ground; ``hint`` says what the day means."""
        self.offered = offered
        if offered.ground.code == COURT_FINDING:
            self.finding.offer((one.value, one.label.capitalize()) for one in CourtFinding)
        else:
            del self.finding
        self.day.label.text, self.hint = _day_words(offered)
        self.ask([code for one in offered.asked for code in (one.code, *one.alternatives)], typed)

    def start_with(self, known: Mapping[str, str]) -> None:
        """What the address knows of the end: the first day elsewhere of a way, and the region."""
        if self.is_submitted() or self.restored:
            return
        self.moved_to.data = self.moved_to.data or known.get("moved_to", "")
        try:
            first_day = parse_day(known.get("moves_on", ""))
        except ValueError:
            return
        asks_last = self.offered.ground.last_day not in _FIRST_DAY_ASKED
        self.day.data = old_contract_ends(first_day) if asks_last else first_day

    def know_death(self, died_on: date | None, basis: str | None) -> None:
        """Begin an end by death with the day and the certificate of the card."""
        if self.is_submitted() or self.restored or self.offered.ground.code != DEATH:
            return
        if died_on is None:
            return
        self.day.data = died_on
        if CERTIFICATE in self.codes:
            issued, number, words = self.paper(CERTIFICATE)
            issued.data, number.data, words.data = certificate_of(basis or "")

    def know_finding(self, since: date | None) -> None:
        """Begin an end by a court's finding with the day of the card."""
        if self.is_submitted() or self.restored or self.offered.ground.code != COURT_FINDING:
            return
        if since is not None:
            self.day.data, self.finding.data = since, CourtFinding.MISSING.value

    def know_course(self, course: CourseToComplete | None) -> None:
        """Begin an end with the course with the day that the council has fixed."""
        if self.offered.ground.code != COURSE_COMPLETED or course is None:
            return
        self.course, self.hint = course, "Не раньше конца курса"
        if not (self.is_submitted() or self.restored):
            self.day.data = self.day.data or course.last

    def paths(self) -> Mapping[str, str]:
        return {**super().paths(), "stop_date": "day", "stop_on": "day"}

    def to_command(self, contract_id: int) -> TerminateContract:
        by_application = self.offered.ground.last_day in (
            LastDay.APPLICATION,
            LastDay.APPLICATION_OR_REGISTRATION,
        )
        return TerminateContract(
            contract_id=contract_id,
            ground=self.offered.ground.code,
            day=None if by_application else self.day.data,
            stop_on=self.day.data if by_application else None,
            papers=self.papers(),
            moved_to=self.moved_to.data or "",
            note=self.note.data or "",
            author_id=self.author_id,
            scope=self.scope_chosen,
            finding=CourtFinding(self.finding.data)
            if self.offered.ground.code == COURT_FINDING
            else None,
        )

    @property
    def names_author(self) -> bool:
        """Whether a paper is among those asked for that the recipient's side signs."""
        return not BY_RECIPIENT.isdisjoint(self.codes)


def certificate_of(basis: str) -> tuple[date | None, str, str]:
    """Day, number and issuer out of the card's line about a death; what is not there stays empty.

    The line is «свидетельство II-НВ № 512 от 21.11.2026, ЗАГС …» or any other order of these; a
    number with a series may stand without its sign.
    """
    number = re.search(r"[IVXLC]+-[А-ЯЁ]{2}\s*№?\s*\d[\w/-]*|№\s*[\w/-]+", basis)
    day = re.search(r"\d\d\.\d\d\.\d{4}", basis)
    rest = basis
    for found in (number, day):
        rest = rest.replace(found.group(), "") if found else rest
    rest = re.sub(r"(?i)свидетельство( о смерти)?|выдано?|\bот\b", "", rest).strip(" ,.;")
    try:
        issued = parse_day(day.group()) if day else None
    except ValueError:
        issued = None
    return issued, number.group() if number else "", " ".join(rest.split())


_FIRST_DAY_ASKED = frozenset(
    {LastDay.APPLICATION, LastDay.APPLICATION_OR_REGISTRATION, LastDay.BEFORE_TRANSFER}
)
_EVENTS = {
    "death": ("День смерти", "По свидетельству. Это и есть последний день услуг"),
    "missing_or_declared_dead": (
        "День, когда решение суда вступило в силу",
        "Это и есть последний день услуг",
    ),
    "imprisonment": (
        "День, когда приговор вступил в силу",
        "Это и есть последний день услуг",
    ),
}


def _day_words(offered: OfferedGround) -> tuple[str, str]:
    match offered.ground.last_day:
        case LastDay.APPLICATION:
            paper = "соглашении" if Initiator.BOTH in offered.ground.initiators else "заявлении"
            return "Первый день без услуг", f"Как в {paper}. Например, 20.11.2026"
        case LastDay.APPLICATION_OR_REGISTRATION:
            hint = "Как в заявлении. Если он не назван, услуги заканчиваются в день заявления"
            return "Первый день без услуг", hint
        case LastDay.NOTICE:
            hint = "Если договор называет другой срок; иначе это день вручения уведомления"
            return "Последний день услуг по договору", hint
        case LastDay.BEFORE_TRANSFER:
            return "День перевода", "Последний день услуг — накануне"
    return _EVENTS.get(
        offered.ground.code, ("Последний день услуг", "День, который стоит в документе")
    )


class WaiverForm(RefusalForm):
    """What the recipient gives up, from when, by which application."""

    services = Checkboxes("От каких услуг отказ", validators=[Required("Отметьте услуги")])
    first_day = DateField(
        "Первый день без этих услуг", validators=[Required("Введите первый день без услуг")]
    )
    reason = Text("Причины, если получатель их назвал", validators=[OPTIONAL])

    def offer(self, services: Iterable[tuple[str, str]], typed: Any) -> None:
        """The services of the contract, and the application."""
        self.services.choices = list(services)
        self.ask([APPLICATION], typed)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        everything = all(option[2] for option in self.services.iter_choices())
        if fine and self.asks_scope and everything and not self.scope.data:
            self.scope.errors = ["Отмечены все услуги. Отметьте, от чего отказ"]
            return False
        return fine

    def paths(self) -> Mapping[str, str]:
        return {
            **super().paths(),
            "since": "first_day",
            "day": "first_day",
            "stop_date": "first_day",
        }

    def to_command(self, contract_id: int) -> WaiveServices:
        return WaiveServices(
            contract_id=contract_id,
            services=tuple(self.services.data or ()),
            first_day=self.first_day.data,
            application=self.papers()[0],
            reason=self.reason.data or "",
            author_id=self.author_id,
            scope=self.scope_chosen,
        )


class RefuseForm(PapersForm):
    """On which ground no contract is concluded; the director's own password."""

    ground = HiddenField(validators=[InputRequired(REREAD)])
    note = Text("Что ещё сказать человеку", validators=[OPTIONAL])
    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])

    def offer(self, demands: Iterable[Demand], typed: Any) -> None:
        """The papers the ground asks for."""
        self.ask([one.code for one in demands], typed)

    def to_command(self, programme_id: int) -> RefuseContract:
        return RefuseContract(
            programme_id, self.ground.data or "", self.papers(), self.note.data or ""
        )


def titles(codes: Iterable[str]) -> Mapping[str, str]:
    """Papers as people call them."""
    return {code: paper_title(code) for code in codes}

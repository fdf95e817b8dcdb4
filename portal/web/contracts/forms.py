"""Forms of the contract pages. Whether a signature is lawful, the law says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired

from portal.domain.contract import Party
from portal.domain.fee_decision import ModeConfirmed
from portal.models import Representative, SignatureMethod
from portal.usecases.contracts import ConcludeContract, SignContract
from portal.usecases.course_ends import CourseEnd
from portal.usecases.name_forms import Declined
from portal.usecases.queries.contract_drafts import GroundsToName, ModesDiffer
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.earlier_answers import EarlierAnswers
from portal.usecases.queries.older_income import OlderIncome
from portal.usecases.queries.paper_copies import CopiesView
from portal.usecases.signatories import Side
from portal.usecases.uploads import Upload
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Seen,
    Text,
)

ITSELF = "0"
_NUMBERS = frozenset("123456789")
_WHOSE = {Party.RECIPIENT: "получателя", Party.PROVIDER: "учреждения"}
CALCULATED, DECIDED = "calculated", "decided"
PERMANENT, TEMPORARY = "permanent", "temporary"


class DraftForm(PortalForm):
    """Who will sign for the recipient, when there is somebody who may.

    ``mode`` is asked where the authority's decision and the calculation differ (MSK-FEE-01),
    ``grounds`` of a suspension where the region leaves them to the contract (MSK-SUS-02),
    ``temporary`` where the region tells temporary home service from permanent (MSK-SCH-03).
    """

    representative = Choice("Кто подпишет договор за заказчика", default=ITSELF)
    mode = Radios("Что берём в договор", default=CALCULATED)
    mode_reason = Text("Почему", validators=[OPTIONAL])
    grounds = SelectMultipleField("Основания приостановления", validate_choice=False)
    asks_grounds = False
    more_names = ("genitive",)
    starts_on = DateField("Первый день обслуживания", validators=[OPTIONAL])
    course_start = DateField("Первый день курса", validators=[OPTIONAL])
    until_course = BooleanField("Договор кончается вместе с курсом")
    temporary = Radios("На какой срок обслуживание", default=PERMANENT)
    same_application = BooleanField("Этот договор по тому же обращению")
    asks_application = False

    def offer(
        self,
        recipient: str,
        representatives: Sequence[Representative],
        *,
        alone: bool,
        consent: bool = False,
    ) -> None:
        """Fill the list; the recipient stands in it, first, when the law lets him sign alone.

        Where the law asks for ``consent``, the recipient signs and the list says who agrees.
        """
        if consent:
            self.representative.label.text = "Кто даёт письменное согласие на договор"
        itself = [(ITSELF, f"{recipient}, получатель лично")] if alone else []
        self.representative.choices = [
            *itself,
            *(
                (str(one.id), f"{one.surname} {one.name}, {one.kind.label}, {one.basis}")
                for one in representatives
            ),
        ]
        if not self.is_submitted() and self.representative.choices:
            self.representative.data = self.representative.choices[0][0]

    def ask_of_mode(self, differing: ModesDiffer | None) -> None:
        """Offer the calculation, and the decision where it may be followed."""
        words = f": {differing.calculated}" if differing else ""
        offered = [(CALCULATED, f"По расчёту{words}")]
        if differing and differing.may_follow:
            offered.append((DECIDED, f"По решению органа соцзащиты: {differing.decided}"))
        self.mode.offer(offered)

    def ask_of_term(self, last: date | None) -> None:
        """Temporary or permanent, where the region tells them apart (MSK-SCH-03)."""
        until = f", до {last:%d.%m.%Y} самое позднее" if last else ""
        self.temporary.offer(
            [(PERMANENT, "Постоянное, до конца программы"), (TEMPORARY, f"Временное{until}")]
        )

    def propose_start(self, proposed: date | None) -> None:
        """The first day that follows from the record; nobody has to keep it (FED-CON-06)."""
        if not self.is_submitted():
            self.starts_on.data = proposed

    def propose_course(self, ends: CourseEnd | None, first: date | None) -> None:
        """A contract ends with its course where it holds one only; ``first``: its first day."""
        if not self.is_submitted():
            self.until_course.data = ends is not None and ends.only
            self.course_start.data = first

    def ask_of_application(self, older: OlderIncome | None) -> None:
        """Whether income that another contract rests on is this one's too (FED-FEE-02)."""
        self.asks_application = older is not None
        if older is not None:
            day = f"{older.applied_on:%d.%m.%Y}"
            self.same_application.label.text = f"Этот договор по тому же обращению, от {day}"

    def offer_grounds(self, grounds: GroundsToName | None) -> None:
        """The grounds that the contract may name or leave out; all of them until somebody does."""
        if grounds is None:
            return
        self.asks_grounds = True
        self.grounds.choices = [(one.code, one.title) for one in grounds.optional]
        if not self.is_submitted():
            self.grounds.data = [one.code for one in grounds.optional]

    def begin_with(self, earlier: EarlierAnswers | None) -> None:
        """What the contract that is drawn up anew has answered, where the form still offers it."""
        if earlier is None or self.is_submitted():
            return
        signer = str(earlier.representative_id or ITSELF)
        if signer in {one[0] for one in self.representative.iter_choices()}:
            self.representative.data = signer
        self.starts_on.data = earlier.starts_on or self.starts_on.data
        proposed = self.course_start.data if earlier.until_course else None
        self.course_start.data = earlier.course_start or proposed
        self.until_course.data = earlier.until_course
        self.temporary.data = TEMPORARY if earlier.temporary else PERMANENT
        if self.asks_grounds and earlier.grounds is not None:
            named = set(earlier.grounds)
            offered = [one[0] for one in self.grounds.iter_choices()]
            self.grounds.data = [code for code in offered if code in named]

    def ask_genitives(self, names: Sequence[Declined], typed: Any) -> None:
        """A field for each name that the text declines, filled with what it would print."""
        self._names = tuple(names)
        for place, one in enumerate(names):
            label = f"{one.nominative}: {one.asked}"
            field = self.add(f"genitive-{place}", Line(label, validators=[OPTIONAL]), typed)
            if typed is None:
                field.data = one.printed

    @property
    def genitives(self) -> tuple[tuple[Any, Declined], ...]:
        """The fields of the names, each with what the inflector proposed."""
        return tuple((self[f"genitive-{place}"], one) for place, one in enumerate(self._names))

    def paths(self) -> Mapping[str, str]:
        return {
            f"genitives.{one.nominative}": f"genitive-{place}"
            for place, one in enumerate(self._names)
        }

    def _corrected(self) -> dict[str, str]:
        """What differs from what would be printed; the inflector's own words need no keeping."""
        found = {}
        for field, one in self.genitives:
            words = " ".join((field.data or "").split())
            if words != one.printed:
                found[one.nominative] = "" if words == one.proposed else words
        return found

    def to_command(self, programme_id: int) -> ConcludeContract:
        chosen = int(self.representative.data or ITSELF)
        reason = (self.mode_reason.data or "").strip()
        return ConcludeContract(
            programme_id=programme_id,
            representative_id=chosen or None,
            mode=ModeConfirmed(reason, self.mode.data == DECIDED) if reason else None,
            suspension_grounds=tuple(self.grounds.data or ()) if self.asks_grounds else None,
            course_start=self.course_start.data,
            until_course=bool(self.until_course.data),
            starts_on=self.starts_on.data,
            genitives=self._corrected(),
            temporary=self.temporary.data == TEMPORARY,
            same_application=bool(self.same_application.data) if self.asks_application else None,
        )


class SignForm(PortalForm):
    """The director's own password, and what the check page showed."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    paper_sha256 = HiddenField(validators=[InputRequired("Откройте страницу проверки заново")])
    version = Seen()

    def to_command(self, contract_id: int, today: date) -> SignContract:
        return SignContract(
            contract_id=contract_id,
            party=Party.PROVIDER,
            method=SignatureMethod.PASSWORD,
            signed_on=today,
            paper_sha256=self.paper_sha256.data,
            version=self.version.data,
            scan=None,
        )


def upload_of(file: FileStorage | None) -> Upload | None:
    """The file that came with a form; an untouched field is no file."""
    if file is None or not file.filename:
        return None
    return Upload(name=file.filename, content=file.read(), media_type=file.mimetype or "")


def ask_party(
    form: PortalForm, choices: Sequence[tuple[str, str]], signed: Collection[Party]
) -> None:
    """Ask of those who have not signed yet, the first one marked; of all once everybody has."""
    left = [one for one in choices if Party(one[0]) not in signed] or list(choices)
    field = form["party"]
    field.choices = left
    if left and not form.is_submitted() and field.data is None:
        field.data = left[0][0]


class PaperSignatureForm(PortalForm):
    """The customer's signature on paper: whose, when, and the scan of the signed page."""

    party = RadioField("Кто подписал", validators=[InputRequired("Отметьте, кто подписал")])
    signed_on = DateField("Когда подписан", validators=[Required("Введите дату подписи")])
    copies = SelectMultipleField("Какие экземпляры подписаны", validate_choice=False)
    scan = FileField("Скан подписанного экземпляра, если он есть")

    def offer_copies(self, copies: CopiesView) -> None:
        """The copies of the text; all of them are signed at one sitting as a rule."""
        self.copies.choices = [
            (str(one.number), f"Экземпляр {one.number}, {_WHOSE[one.holder]}")
            for one in copies.copies
        ]
        if not self.is_submitted():
            self.copies.data = [str(one.number) for one in copies.copies]

    def offer(
        self,
        recipient: str,
        representative: str | None,
        *,
        side: Side,
        signed: Collection[Party] = (),
    ) -> None:
        """Who may have signed: the representative named in the paper, and the recipient by law.

        Whoever has ``signed`` is asked no more while somebody else is to sign.

        A text in the name of somebody whom the recipient has sent is signed by that person alone;
        one in the recipient's own name may have been signed before the capacity was lost.
        """
        choices = [(Party.RECIPIENT.value, f"{recipient}, получатель")]
        if representative and side is not Side.BOTH:
            choices = []
        if representative:
            choices = [(Party.REPRESENTATIVE.value, f"{representative}, представитель"), *choices]
        ask_party(self, choices, signed)

    def to_command(self, contract: ContractView) -> SignContract:
        return SignContract(
            contract_id=contract.id,
            party=Party(self.party.data),
            method=SignatureMethod.PAPER,
            signed_on=self.signed_on.data,
            paper_sha256=contract.paper.sha256,
            version=None,
            scan=upload_of(self.scan.data),
            copies=tuple(int(one) for one in self.copies.data or () if one in _NUMBERS),
        )

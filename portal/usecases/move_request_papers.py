"""The application that a recipient writes in the cabinet about a move, as a paper.

No act gives its form: the words are the portal's, the clause is that of the way. Rules: FED-TRN-01,
FED-TRN-03, AST-TRN-13.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.domain.law import Citation
from portal.domain.moves import MoveKind, MoveWish
from portal.domain.people import full_name, short_name
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.models import Contract, MoveRequest, Paper, Provider, Recipient, Representative
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.papers import (
    freeze_for,
)

FORM = "move_request"
TITLES = {
    MoveWish.GO: "Заявление о переходе",
    MoveWish.STAY: "Заявление об отказе от перехода",
}
_WANTS = {
    MoveKind.PROVIDER: "оформить переход к другому поставщику социальных услуг",
    MoveKind.REGION: "прекратить договор в связи с переездом в другой регион",
    MoveKind.DEPARTMENT: "перевести в другое отделение",
    MoveKind.RESIDENTIAL: "оформить переход на обслуживание в стационаре",
}
_STAYS = (
    "Прошу прекратить переход, о котором сказано ниже, и не рассматривать прежнее заявление. "
    "Договор прошу исполнять как раньше."
)


def draw_request(  # noqa: PLR0913 - the application, its clause, and who writes it by which rules
    session: Session,
    row: MoveRequest,
    contract: Contract,
    source: Citation,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
) -> Paper:
    """The application drawn and frozen within a transaction."""
    today = region.today(now)
    provider = session.get_one(Provider, actor.provider_id)
    person = own(session, Recipient, contract.recipient_id, contract.provider_id)
    applicant, signs = _applicant(session, person, actor)
    values = {
        "to": f"{provider.name}, {provider.address}",
        "customer": person.full_name,
        "applicant": applicant,
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "way": row.kind.label,
        "destination": row.destination or "определит учреждение",
        "reason": row.reason,
        "day": f"{today:%d.%m.%Y}",
        "signature": signs,
    }
    form = _form(row, source)
    return freeze_for(
        session,
        contract,
        press,
        form,
        region,
        FormFacts(title=form.title, values=values, tables={}),
        rules_day=today,
        now=now,
    )


def _form(row: MoveRequest, source: Citation) -> PrintedForm:
    says = _STAYS if row.wish is MoveWish.STAY else f"Прошу {_WANTS[row.kind]}."
    fields = (
        _line("to", "Поставщик"),
        _line("customer", "Получатель социальных услуг"),
        _line("applicant", "Заявитель"),
        _line("contract", "Договор"),
        FormField("", "clause", says, FieldKind.CLAUSE, Needed.NO),
        _line("way", "Переход"),
        _line("destination", "Куда"),
        _line("reason", "Почему"),
        _line("day", "Дата"),
        FormField("", "signature", "Подпись заявителя", FieldKind.SIGNATURE, Needed.NO),
    )
    return PrintedForm(FORM, TITLES[row.wish], GENERIC, 1, source, fields)


def _applicant(session: Session, recipient: Recipient, actor: Actor) -> tuple[str, str]:
    """Who writes, in full and as the signature line has it: the recipient or a representative."""
    if actor.relative is None:
        return "получатель", short_name(recipient.surname, recipient.name, recipient.patronymic)
    person = own(session, Representative, actor.relative, recipient.provider_id)
    named = (person.surname, person.name, person.patronymic)
    return f"{full_name(*named)}, представитель", short_name(*named)


def _line(code: str, title: str) -> FormField:
    return FormField("", code, title, FieldKind.TEXT, Needed.NO)

"""The genitive of names and positions: proposed by the inflector, corrected by people, kept.

No library declines every name rightly, so a correction stands for its words from then on, in every
paper of the provider that prints them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.words import genitive, phrase_genitive, same_words
from portal.domain.violations import RulesBroken, Violation
from portal.models import NameForm
from portal.usecases import audit
from portal.usecases.actor import Actor

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Declined:
    """Words as they are written, as the inflector declines them, and as they are printed.

    ``asked`` is the question of the text that they answer.
    """

    nominative: str
    proposed: str
    printed: str
    asked: str = "в лице кого?"

    @property
    def corrected(self) -> bool:
        """Whether somebody has put the inflector right."""
        return self.printed != self.proposed


def kept_genitives(session: Session, provider_id: int) -> Mapping[str, str]:
    """Every correction of a provider by its nominative, read at once.

    One that names somebody or something else is left out: no paper may print it.
    """
    rows = session.execute(
        select(NameForm.nominative, NameForm.genitive).where(NameForm.provider_id == provider_id)
    )
    return {
        row.nominative: row.genitive for row in rows if same_words(row.nominative, row.genitive)
    }


def as_typed(kept: Mapping[str, str], typed: Mapping[str, str]) -> Mapping[str, str]:
    """The corrections as they would be kept with those ``typed``; an empty one is nobody's."""
    both = {**kept, **typed}
    return {nominative: words for nominative, words in both.items() if words}


def declined_name(name: str, sex: str, kept: Mapping[str, str]) -> Declined:
    """A person's full name in the genitive, corrected where somebody did."""
    proposed = genitive(name, sex)
    return Declined(name, proposed, kept.get(name, proposed))


def declined_phrase(phrase: str, kept: Mapping[str, str]) -> Declined:
    """A position in the genitive, corrected where somebody did."""
    proposed = phrase_genitive(phrase)
    return Declined(phrase, proposed, kept.get(phrase, proposed))


def declined_basis(basis: str, kept: Mapping[str, str]) -> Declined:
    """The paper behind an authority as it follows «на основании», corrected where somebody did."""
    proposed = phrase_genitive(basis)
    return Declined(basis, proposed, kept.get(basis, proposed), "на основании чего?")


def keep_genitives(
    session: Session, wanted: Mapping[str, str], *, actor: Actor, now: datetime
) -> None:
    """Keep corrections by their nominative; an empty one goes back to the inflector's.

    Refused: a genitive with other than letters, so that nobody prints a note in a name's place,
    and one of other words: the paper would name somebody who did not act (FED-CON-02).
    """
    if found := check_genitives(wanted):
        raise RulesBroken(*found)
    for nominative, words in wanted.items():
        _keep(session, nominative, " ".join(words.split()), actor=actor, now=now)


def check_genitives(wanted: Mapping[str, str]) -> tuple[Violation, ...]:
    """What is no genitive of its nominative: other signs than of words, or other words."""
    return (
        *(_violation(name, form) for name, form in wanted.items() if not _is_name(form)),
        *(_another(name, form) for name, form in wanted.items() if _names_another(name, form)),
    )


def _is_name(words: str) -> bool:
    return len(words) <= LONGEST and all(
        sign.isalpha() or sign in " -.,/№()«»’'" or sign.isdecimal() for sign in words
    )


def _violation(nominative: str, words: str) -> Violation:
    text = (
        f"«{words[:60]}» не похоже на имя, должность или документ. Введите только слова в "
        "родительном падеже или сотрите строку, и портал просклоняет сам."
    )
    return Violation("value_invalid", text, f"genitives.{nominative}")


def _names_another(nominative: str, words: str) -> bool:
    return bool(words.strip()) and _is_name(words) and not same_words(nominative, words)


def _another(nominative: str, words: str) -> Violation:
    text = (
        f"«{words[:60]}» — другие слова, не «{nominative[:60]}» в родительном падеже: договор "
        "назвал бы не того, кто его подписывает. Исправьте только окончания. Если неверно само "
        "имя, должность или документ, исправьте их там, где они записаны."
    )
    return Violation("value_invalid", text, f"genitives.{nominative}")


def _keep(session: Session, nominative: str, words: str, *, actor: Actor, now: datetime) -> None:
    row = session.scalars(
        select(NameForm).where(
            NameForm.provider_id == actor.provider_id, NameForm.nominative == nominative
        )
    ).one_or_none()
    before = row.genitive if row else ""
    if words == before:
        return
    if not words and row is not None:
        session.delete(row)
    elif row is not None:
        row.genitive, row.kept_at, row.kept_by_id = words, now, actor.membership_id
    else:
        row = NameForm(
            provider_id=actor.provider_id,
            nominative=nominative,
            genitive=words,
            kept_at=now,
            kept_by_id=actor.membership_id,
        )
        session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        "name_declined",
        "provider",
        actor.provider_id,
        {"genitive": before, "nominative": nominative},
        {"genitive": words, "nominative": nominative},
    )

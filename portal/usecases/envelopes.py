"""The envelope of a move: made at the provider that is left, read at the one that receives.

In one installation the receiver reads it at once; elsewhere it is brought as a file, whose key
somebody has to compare with the sender. Rules: AST-TRN-11, AST-PDP-02, FED-TRN-03.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.page_marks import Marker
from portal.domain.envelope import EnvelopeFacts
from portal.domain.violations import NotFound, refuse
from portal.models import Provider, StatementKey, Transfer, TransferEnvelope
from portal.models.types import JsonList, JsonObject
from portal.regions.registry import Region
from portal.signing.envelopes import FACTS, EnvelopeDamaged, IndexLine, Opened, pack, signed, unpack
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.envelope_disclosure import Disclosure, demand_reason, record_disclosure
from portal.usecases.envelope_facts import Leaving, collected
from portal.usecases.envelope_origin import demand_from_elsewhere
from portal.usecases.envelope_package import NOTHING, FromTransfer, from_transfer
from portal.usecases.envelope_person import Settled, settle_person
from portal.usecases.facts import as_data, own
from portal.usecases.papers import keep_key
from portal.usecases.transaction import reading, transaction
from portal.usecases.transfer_case import (
    NOTHING_CAME,
    NOTIFIED,
    SHOWN_TO_RECEIVER,
    case_of,
    demand_role,
    rules_of,
    same_name,
)
from portal.usecases.transfer_reception import RECEIVES, TAKES_OVER, envelope_for
from portal.usecases.uploads import Upload


@dataclass(frozen=True, slots=True)
class EnvelopeMade:
    """An envelope as it is kept; ``lines`` are its index."""

    id: int
    sha256: str
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True, slots=True)
class ImportEnvelope:
    """A file from elsewhere; ``key_compared``: somebody has compared the key with the sender.

    ``ours_because``: why a file under another name than the provider's own is meant for it.
    """

    file: Upload
    key_compared: bool = False
    ours_because: str = ""


def send_envelope(
    transfer_id: int,
    *,
    marker: Marker,
    region: Region,
    actor: Actor,
    now: datetime,
    despite: str = "",
) -> EnvelopeMade:
    """Make the signed package of a move; a newer one takes the place of an older one.

    ``despite``: why the director lets it go though the recipient disagreed (AST-PDP-01). Raises
    transition_not_allowed before the authority's notification, where one is needed, and once the
    move is over; value_invalid for a disagreement without that reason.
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        row = case_of(session, transfer_id, actor)
        _demand_open(row, region)
        reason = demand_reason(row, despite, region=region, actor=actor)
        facts, content = packed(
            session,
            row,
            marker,
            _addressee(row),
            more=from_transfer(session, row, region, region.today(now)),
            region=region,
            now=now,
        )
        kept = _kept(session, row, content)
        if kept is not None:
            return kept
        made = _row(unpack(content), facts, content, actor=actor, now=now)
        made.transfer_id, made.came_in = row.id, False
        session.add(made)
        session.flush()
        told = Disclosure(facts.addressee, made.sha256, reason)
        record_disclosure(session, row, told, actor=actor, now=now)
        return EnvelopeMade(made.id, made.sha256, lines_of(made))


def import_envelope(command: ImportEnvelope, *, actor: Actor, now: datetime) -> EnvelopeMade:
    """Keep a file that came from elsewhere; nobody is entered before ``take_over``.

    Raises envelope_damaged naming the file that was changed, key_unknown for a key that nobody has
    compared, duplicate for a file that is here already, addressee_unlike for one that names
    somebody else without a reason (AST-TRN-11).
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        made = keep_incoming(
            session,
            command.file.content,
            key_compared=command.key_compared,
            ours_because=command.ours_because,
            actor=actor,
            now=now,
        )
        return EnvelopeMade(made.id, made.sha256, lines_of(made))


def keep_incoming(
    session: Session,
    content: bytes,
    *,
    key_compared: bool,
    ours_because: str = "",
    actor: Actor,
    now: datetime,
) -> TransferEnvelope:
    """The envelope as a row of the receiver's own, within a transaction that has its bytes."""
    opened, facts = _checked(content)
    _demand_ours(session.get_one(Provider, actor.provider_id), facts, ours_because)
    sha256 = hashlib.sha256(content).hexdigest()
    if _here(session, actor, sha256):
        refuse("duplicate", "Этот конверт уже принят. Второй раз не нужно.", field="file")
    if not key_compared and not key_known(session, opened.public_key):
        refuse(
            "key_unknown",
            f"Ключ отправителя порталу не знаком: {opened.public_key}. Позвоните отправителю "
            f"({facts.sender}), сравните ключ и отметьте, что он совпал.",
            field="key_compared",
        )
    made = _row(opened, facts, content, actor=actor, now=now)
    made.came_in = True
    session.add(made)
    session.flush()
    subject = ("envelope_imported", "transfer_envelope", made.id)
    after = {"sha256": sha256, "sender": facts.sender, "key": opened.public_key}
    audit.record(session, actor, now, *subject, after=after, reason=ours_because.strip())
    return made


def _demand_ours(provider: Provider, facts: EnvelopeFacts, because: str) -> None:
    """The addressee is the reader's provider: by its tax number, else by its name or a reason."""
    if facts.addressee_inn not in ("", provider.inn):
        text = f"Конверт адресован другому учреждению: {facts.addressee}. Попросите отправителя"
        refuse("value_invalid", f"{text} ({facts.sender}) собрать конверт для вас.", field="file")
    named = not facts.addressee or same_name(facts.addressee, (provider.short_name, provider.name))
    if facts.addressee_inn or named or any(sign.isalpha() for sign in because):
        return
    refuse(
        "addressee_unlike",
        f"На конверте другое название: {facts.addressee}. Если это вы, напишите, почему название "
        f"другое; если нет, верните файл отправителю ({facts.sender}).",
        field="ours_because",
    )


def take_over(envelope_id: int, *, region: Region, actor: Actor, now: datetime) -> Settled:
    """Enter the person of an imported envelope; raises duplicate when that was done.

    Raises transition_not_allowed for a move of this portal: it has its own page (AST-TRN-11).
    """
    demand_role(actor, *TAKES_OVER)
    with transaction() as session:
        envelope = own(session, TransferEnvelope, envelope_id, actor.provider_id, lock=True)
        if not envelope.came_in:
            raise NotFound
        if envelope.recipient_id is not None:
            text = "Получатель по этому конверту уже принят. Откройте его карточку."
            refuse("duplicate", text, subject=f"recipient:{envelope.recipient_id}")
        demand_from_elsewhere(session, envelope)
        settled = settle_person(session, envelope, region=region, actor=actor, now=now)
        envelope.recipient_id = settled.recipient_id
        session.flush()
        return settled


def packed(  # noqa: PLR0913 - the case, its addressee, and by whose key it is signed
    session: Session,
    row: Leaving,
    marker: Marker,
    to: tuple[int | None, str],
    *,
    more: FromTransfer = NOTHING,
    region: Region,
    now: datetime,
) -> tuple[EnvelopeFacts, bytes]:
    """The facts of a case and the whole file, signed with the provider's key."""
    keep_key(session, marker, row.provider_id, now)
    facts, files = collected(session, row, region.today(now), more.first_day)
    receiver = session.get(Provider, to[0]) if to[0] else None
    inn = receiver.inn if receiver else ""
    person = replace(facts.person, citizenship=more.citizenship)
    facts = replace(
        facts,
        person=person,
        addressee=to[1],
        addressee_inn=inn,
        package=more.papers,
        routes=more.routes,
    )
    content = pack(
        {**files, **more.files, FACTS: facts_text(facts)},
        facts.sender,
        marker.public_key(row.provider_id),
        lambda index: marker.sign(row.provider_id, signed(index)),
    )
    return facts, content


def facts_text(facts: EnvelopeFacts) -> bytes:
    """The facts as the envelope's own file holds them."""
    return json.dumps(as_data(facts), ensure_ascii=False, indent=1, sort_keys=True).encode()


def facts_of_envelope(envelope: TransferEnvelope) -> EnvelopeFacts:
    """The facts as they were when the envelope was made or came."""
    return read_facts(EnvelopeFacts, envelope.facts)


def lines_of(envelope: TransferEnvelope) -> tuple[IndexLine, ...]:
    """The index of a kept envelope."""
    return tuple(read_facts(IndexLine, line) for line in envelope.index)


def envelope_bytes(envelope_id: int, *, actor: Actor) -> bytes:
    """The whole file of an envelope of the actor's own provider; raises NotFound.

    Nobody carries the file of a move that came to nothing (AST-PDP-01).
    """
    demand_role(actor, *RECEIVES)
    with reading() as session:
        kept = own(session, TransferEnvelope, envelope_id, actor.provider_id)
        if not is_carried(session, kept):
            raise NotFound
        return kept.content


def is_carried(session: Session, envelope: TransferEnvelope) -> bool:
    """Whether the file may still go out: its move has come to nothing neither way (AST-PDP-01)."""
    move = session.get(Transfer, envelope.transfer_id) if envelope.transfer_id else None
    return move is None or move.state not in NOTHING_CAME


def key_known(session: Session, public_key: str) -> bool:
    """Whether a provider of this installation signs with the key."""
    found = select(StatementKey.id).where(StatementKey.public_key == public_key)
    return session.scalar(found.limit(1)) is not None


def _addressee(row: Transfer) -> tuple[int | None, str]:
    """Whom the recipient has chosen, until then whom the application names."""
    if row.chosen_name:
        return row.chosen_provider_id, row.chosen_name
    return row.wish_provider_id, row.wish_name


def _demand_open(row: Transfer, region: Region) -> None:
    waits = rules_of(row, region).agreement is not None and row.state not in SHOWN_TO_RECEIVER
    if row.closed_on is not None or waits:
        state = rules_of(row, region).workflow.state(row.state).title
        notice = rules_of(row, region).workflow.state(NOTIFIED).title if waits else ""
        text = f"Сейчас состояние «{state}»: конверт собирают, пока перевод не завершён"
        refuse("transition_not_allowed", f"{text} и когда {notice}." if notice else f"{text}.")


def _checked(content: bytes) -> tuple[Opened, EnvelopeFacts]:
    """The opened file and its facts; a refusal names the file that was changed."""
    try:
        opened = unpack(content)
        return opened, read_facts(EnvelopeFacts, json.loads(opened.files[FACTS]))
    except EnvelopeDamaged as error:
        named = f"{error.file}: " if error.file else ""
        text = f"{named}{error} Попросите отправителя прислать конверт заново."
        refuse("envelope_damaged", text, field="file")
    except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError, RecursionError):
        text = f"{FACTS}: сведения записаны не так, как их читает портал. Обновите портал."
        refuse("envelope_damaged", text, field="file")


def _here(session: Session, actor: Actor, sha256: str) -> bool:
    found = select(TransferEnvelope.id).where(
        TransferEnvelope.provider_id == actor.provider_id,
        TransferEnvelope.sha256 == sha256,
        TransferEnvelope.came_in.is_(True),
    )
    return session.scalar(found) is not None


def _kept(session: Session, row: Transfer, content: bytes) -> EnvelopeMade | None:
    """The envelope of the same bytes, when nothing has changed since it was made."""
    last = envelope_for(session, row)
    if last is None or last.sha256 != hashlib.sha256(content).hexdigest():
        return None
    return EnvelopeMade(last.id, last.sha256, lines_of(last))


def _row(
    opened: Opened, facts: EnvelopeFacts, content: bytes, *, actor: Actor, now: datetime
) -> TransferEnvelope:
    return TransferEnvelope(
        provider_id=actor.provider_id,
        sender=opened.sender,
        person=facts.name,
        public_key=opened.public_key,
        sha256=hashlib.sha256(content).hexdigest(),
        index=cast("JsonList", as_data(opened.lines)),
        facts=cast("JsonObject", as_data(facts)),
        content=content,
        made_at=now,
        made_by_id=actor.membership_id,
    )

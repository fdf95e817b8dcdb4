"""What an envelope holds and lacks for who receives it (AST-TRN-11, FED-PDP-01).

Acts and scans are opened one by one, out of the signed file, never out of the sender's own rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from portal.domain.authorities import Authority, Capacity, Principal, capacity_on
from portal.domain.envelope import EnvelopeFacts, FilePaper, PersonFacts, RouteFacts
from portal.domain.law import Citation
from portal.domain.package import PackagePaper
from portal.domain.people import is_minor
from portal.domain.representation import placement_papers
from portal.domain.violations import NotAllowed, NotFound
from portal.models import Transfer, TransferEnvelope
from portal.regions.registry import Region
from portal.signing.envelopes import unpack
from portal.usecases.actor import Actor
from portal.usecases.envelopes import facts_of_envelope
from portal.usecases.facts import own
from portal.usecases.role_access import Subject, sees, subject_of_paper
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import is_receiver
from portal.usecases.transfer_papers import MADE_FOR_THE_MOVE
from portal.usecases.transfer_reception import envelope_for

PDF = "application/pdf"
_MEDIA = {".pdf": PDF, ".jpg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class EnvelopeFile:
    """A file of an envelope: ``code`` stands in its address, ``act`` is one that we have printed.

    ``open``: the reader's job needs it; the others only know that it is there (FED-PDP-04).
    """

    code: str
    name: str
    title: str
    act: bool
    open: bool


@dataclass(frozen=True, slots=True)
class SpecialRoute:
    """A special way of a move; ``text``, ``citation`` and ``lacking`` where the region knows it.

    ``title`` is empty for who does not read of health (FED-PDP-04); ``lacking`` are the papers
    that its checklist begins with and the envelope does not name.
    """

    title: str
    text: str = ""
    citation: Citation | None = None
    lacking: tuple[str, ...] = ()


def routes_of(
    facts: EnvelopeFacts, actor: Actor, region: Region, day: date
) -> tuple[SpecialRoute, ...]:
    """The special ways of the move (AST-TRN-09, AST-TRN-10, AST-MIN-01), to be known beforehand."""
    if not sees(actor, Subject.MEDICAL):
        return (SpecialRoute(""),) if facts.routes else ()
    return tuple(_route(one, facts, region, day) for one in facts.routes)


def _route(route: RouteFacts, facts: EnvelopeFacts, region: Region, day: date) -> SpecialRoute:
    marks = region.rules.transfer_rules.on(day).marks_of(frozenset({route.code}))
    if not marks:
        placement = region.rules.representation_rules.on(day).placement
        if placement is None or route.code not in placement.statuses.codes:
            return SpecialRoute(route.title)
        asked = placement_papers(placement, (route.code,))
        clause = placement.statuses.citation
        return SpecialRoute(route.title, "", clause, _lacking(asked, facts))
    incapable = _capacity(facts.person, day) is Capacity.INCAPABLE
    asked = tuple(one for one in marks[0].papers if incapable or not one.for_incapable)
    return SpecialRoute(route.title, marks[0].text, marks[0].citation, _lacking(asked, facts))


def _lacking(asked: Iterable[PackagePaper], facts: EnvelopeFacts) -> tuple[str, ...]:
    there = {one.code for one in facts.package}
    return tuple(one.title for one in asked if one.code not in there)


def _capacity(person: PersonFacts, day: date) -> Capacity:
    """As the card will have it: the court's word, else what the kind of authority implies."""
    told = person.capacity
    principal = Principal(
        person.born,
        capacity=Capacity(told.capacity) if told and told.capacity in set(Capacity) else None,
        capacity_since=told.since if told else None,
    )
    acting = [Authority(one.kind, one.since or day, one.until) for one in person.agents]
    return capacity_on(principal, acting, day)


def unscanned_of(facts: EnvelopeFacts, region: Region, day: date) -> tuple[str, ...]:
    """The names of the papers whose scan the envelope does not hold: they come on paper."""
    titles = {**_file_titles(region, day), **_package_titles(facts, region, day)}
    return tuple(_title(one, titles, day) for one in facts.without_file)


def later_of(
    papers: Iterable[FilePaper], facts: EnvelopeFacts, actor: Actor, region: Region, day: date
) -> tuple[str, ...]:
    """The names of papers of the package that came after the envelope; "" for what is not shown."""
    titles = _package_titles(facts, region, day)
    return tuple(_title(one, titles, day) if _may_read(one, actor) else "" for one in papers)


def files_of(
    facts: EnvelopeFacts, actor: Actor, region: Region, day: date
) -> tuple[EnvelopeFile, ...]:
    """The acts and the scans that an envelope holds, with what the reader may open."""
    return tuple(_files(facts, actor, region, day))


def received_file(
    actor: Actor, transfer_id: int, code: str, region: Region, day: date
) -> tuple[EnvelopeFile, bytes, str]:
    """A file of the newest envelope of a move to the reader's provider, and its media type.

    Raises NotFound for a move that is not to it or is not notified yet, and for no such file;
    NotAllowed for what the reader's job does not need.
    """
    with reading() as session:
        row = session.get(Transfer, transfer_id)
        if row is None or not is_receiver(session, row, actor.provider_id):
            raise NotFound
        envelope = envelope_for(session, row)
        if envelope is None:
            raise NotFound
        return _opened(envelope, actor, code, region, day)


def carried_file(
    actor: Actor, envelope_id: int, code: str, region: Region, day: date
) -> tuple[EnvelopeFile, bytes, str]:
    """A file of an envelope of the reader's own provider; raises as ``received_file``."""
    with reading() as session:
        envelope = own(session, TransferEnvelope, envelope_id, actor.provider_id)
        return _opened(envelope, actor, code, region, day)


def _opened(
    envelope: TransferEnvelope, actor: Actor, code: str, region: Region, day: date
) -> tuple[EnvelopeFile, bytes, str]:
    files = _files(facts_of_envelope(envelope), actor, region, day)
    found = next((one for one in files if one.code == code), None)
    if found is None:
        raise NotFound
    if not found.open:
        raise NotAllowed
    content = unpack(envelope.content).files.get(found.name)
    if content is None:
        raise NotFound
    return found, content, _MEDIA.get(PurePosixPath(found.name).suffix, PDF)


def _files(facts: EnvelopeFacts, actor: Actor, region: Region, day: date) -> Iterator[EnvelopeFile]:
    for act in facts.acts:
        if act.file is not None:
            title = f"Акт № {act.number} за {act.month:%m.%Y}"
            shown = sees(actor, Subject.ACTS)
            yield EnvelopeFile(_code(act.file), act.file, title, act=True, open=shown)
    titles = _file_titles(region, day)
    for paper in facts.papers:
        shown = sees(actor, subject_of_paper(paper.code))
        yield from _scan(paper, titles, day, shown=shown)
    titles = {**titles, **_package_titles(facts, region, day)}
    for paper in facts.package:
        yield from _scan(paper, titles, day, shown=_may_read(paper, actor))


def _may_read(paper: FilePaper, actor: Actor) -> bool:
    """Beside what was written for the move the papers of a package tell of health (FED-PDP-04)."""
    told = Subject.IDENTITY if paper.code in MADE_FOR_THE_MOVE else Subject.MEDICAL
    return sees(actor, told)


def _scan(
    paper: FilePaper, titles: Mapping[str, str], day: date, *, shown: bool
) -> Iterator[EnvelopeFile]:
    if paper.file is not None:
        title = _title(paper, titles, day)
        yield EnvelopeFile(_code(paper.file), paper.file, title, act=False, open=shown)


def _title(paper: FilePaper, titles: Mapping[str, str], day: date) -> str:
    """The paper by its name, and whether it has run out by the day of reading."""
    number = f" № {paper.number}" if paper.number else ""
    last = f", действует по {paper.expires_on:%d.%m.%Y}" if paper.expires_on else ""
    if paper.expires_on is not None and paper.expires_on < day:
        last = f"{last}: срок истёк"
    return f"{titles.get(paper.code, paper.code)}{number} от {paper.issued_on:%d.%m.%Y}{last}"


def _file_titles(region: Region, day: date) -> Mapping[str, str]:
    """The papers of a personal file by their codes."""
    return {
        one.code: one.title
        for papers in region.rules.required_documents.on(day)
        for one in papers.requirements
    }


def _package_titles(facts: EnvelopeFacts, region: Region, day: date) -> Mapping[str, str]:
    """The papers of a move's package by their codes, as the person's age names them."""
    rules = region.rules.transfer_rules.on(day)
    minor = is_minor(facts.person.born, facts.drawn_on)
    packages = [one.papers for one in rules.packages if one.minor is minor]
    placement = region.rules.representation_rules.on(day).placement
    referred = placement_papers(placement, [one.code for one in facts.routes])
    listed = [*packages, *(one.papers for one in rules.marks), referred]
    return {one.code: one.title for papers in listed for one in papers}


def _code(name: str) -> str:
    """The name of a file without its folder and ending."""
    return PurePosixPath(name).stem

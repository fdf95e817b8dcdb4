"""Where sums, days and refusals come from, as pages show it: clause, rule, act in its edition.

A stored derivation keeps the editions of its day; anything else is asked of the acts that the
regions declare, the reader's own first.
"""

from collections.abc import Iterable, Iterator

from flask import Flask, g

from portal.domain.explanation import Step, editions, rule_caption
from portal.domain.law import Citation, LegalAct, edition_of
from portal.web.access import regions


def init_app(app: Flask) -> None:
    """Let the templates name rules and editions."""
    app.jinja_env.filters.update(rule_caption=rule_caption)
    app.jinja_env.globals.update(editions_of=editions_of, sources_of=sources_of)


def editions_of(steps: Iterable[Step]) -> tuple[str, ...]:
    """The acts behind a tree with their editions, each once."""
    return editions(steps, tuple(_acts()))


def sources_of(items: Iterable[object]) -> tuple[tuple[Citation, str], ...]:
    """The citations of violations, missing papers or grounds, each once with its act's edition.

    What rests on no clause is left out.
    """
    acts = tuple(_acts())
    found = (getattr(item, "citation", None) for item in items)
    cited = dict.fromkeys(one for one in found if isinstance(one, Citation))
    return tuple((citation, edition_of(citation, acts)) for citation in cited)


def _acts() -> Iterator[LegalAct]:
    own = g.get("region")
    if own is not None:
        yield from own.identity.acts
    for region in regions().values():
        yield from region.identity.acts

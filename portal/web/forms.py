"""Forms check shape; the law checks meaning, and its refusals come back into the same form.

Every form of the portal is a ``PortalForm``. A view reads::

    if form.validate_on_submit():
        with form.refusals():
            done = use_case(form.to_command(), region=region(), actor=actor(), now=now())
            return redirect(url_for(...))
    return render("…/page.html", part="…/_form.html", form=form, status=form.status)

CSRF is checked once for every POST by ``CSRFProtect``; the macro ``csrf()`` puts the token in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import Field, FormField, SelectField
from wtforms.fields import FieldList

from portal.domain.law import Citation
from portal.domain.violations import Conflict, RulesBroken, Violation
from portal.usecases.sessions import TooManyAttempts
from portal.web.fields import (
    LONGEST_DEED_NUMBER,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_TITLE,
    OPTIONAL,
    Checkboxes,
    Choice,
    DateField,
    Line,
    MoneyField,
    Offered,
    PhoneField,
    QuantityField,
    Radios,
    Required,
    Secret,
    Seen,
    SnilsField,
    Text,
    parse_day,
    parse_sum,
)

__all__ = [
    "LONGEST_DEED_NUMBER",
    "LONGEST_NAME",
    "LONGEST_NUMBER",
    "LONGEST_TITLE",
    "OPTIONAL",
    "UNPROCESSABLE",
    "Checkboxes",
    "Choice",
    "DateField",
    "Line",
    "MoneyField",
    "PhoneField",
    "PortalForm",
    "QuantityField",
    "Radios",
    "Refusal",
    "Required",
    "Secret",
    "Seen",
    "SnilsField",
    "Text",
    "drafted",
    "drafted_for",
    "field_at",
    "parse_day",
    "parse_sum",
    "violations_into",
]

UNPROCESSABLE = 422
CONFLICT = 409
_PATH = re.compile(r"\[([0-9]+)\]\.?|\.")


class Refusal(str):
    """A message under a field with the clause behind it and a link to what it collides with."""

    citation: Citation | None
    subject: str | None

    def __new__(cls, violation: Violation) -> Refusal:
        message = super().__new__(cls, violation.text)
        message.citation = violation.citation
        message.subject = violation.subject
        return message


class PortalForm(FlaskForm):
    """The base of every form: Russian messages, no second CSRF check, refusals under the fields."""

    class Meta:
        csrf = False
        locales = ("ru",)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted; on a page opened after signing in again, the draft typed there."""
            typed = super().wrap_formdata(form, formdata)  # type: ignore[misc]
            if formdata is _Auto and typed is None and (draft := drafted_for(form)):
                form.restored = True
                return draft
            return typed

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Bind a field; WTForms' own lists name what may be chosen, as ours do."""
            field = super().bind_field(form, unbound_field, options)  # type: ignore[misc]
            if isinstance(field, SelectField) and field.validate_choice:
                field.validate_choice = False
                field.validators = [*field.validators, Offered()]
            return field

    more_names: tuple[str, ...] = ()
    """Beginnings of the names of fields that are added when the page is made."""
    restored = False
    """Whether the form shows a draft that was typed before signing in again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.general: list[str] = []
        self.outdated = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape; when it is wrong somewhere, what the law says of the rest comes with it."""
        fine = bool(super().validate(extra_validators))
        if not fine:
            self._add_meaning()
        return fine

    def meaning(self) -> Iterable[Violation]:
        """What the use case would refuse without asking the database.

        Asked only when some fields could not be read: whatever stands in for them, violations of a
        field that is refused already are not shown.
        """
        return ()

    def _add_meaning(self) -> None:
        names = self.paths()
        for violation in tuple(self.meaning()):
            path = violation.field or ""
            field = field_at(self, names.get(path, path))
            if field is None or not field.errors:
                violations_into(self, RulesBroken(violation), names=names)

    @property
    def status(self) -> int:
        """The answer's status: 422 for a form sent back, 409 when somebody was quicker."""
        if self.outdated:
            return CONFLICT
        return UNPROCESSABLE if self.is_submitted() else 200

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Catch RulesBroken into the form.

        An edit over somebody else's edit has a page of its own: what the form was filled from is
        no longer true. Guessing a password is answered with 429.
        """
        try:
            yield
        except RulesBroken as error:
            outdated = isinstance(error, Conflict) and error.code == "conflict"
            if outdated:
                # For the page of the conflict: what was typed is not lost.
                g.outdated_form = self
            if outdated or isinstance(error, TooManyAttempts):
                raise
            violations_into(self, error, names=self.paths())

    @contextmanager
    def conflicts(self) -> Iterator[None]:
        """Keep what was typed when somebody else has changed the thing meanwhile.

        The view then shows both: what is recorded now and the reader's own input.
        """
        try:
            yield
        except Conflict as error:
            if error.code != "conflict":
                raise
            self.outdated = True

    def add(self, name: str, unbound: Any, typed: Any) -> Field:
        """One more field, where how many there are is known only when the page is made."""
        options = {"name": name, "prefix": "", "translations": self.meta.get_translations(self)}
        field: Field = self.meta.bind_field(self, unbound, options)
        field.process(self.meta.wrap_formdata(self, typed))
        self._fields[name] = field
        return field

    def paths(self) -> Mapping[str, str]:
        """Paths of the command that have another name in this form."""
        return {}

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Every message with the id of its field, in reading order, for the summary."""
        found: list[tuple[str | None, str]] = [(None, text) for text in self.general]
        for field in self:
            found.extend(_problems_of(field))
        return found


def drafted() -> MultiDict[str, str] | None:
    """What the reader typed on this page before her session ended, once, after signing in."""
    found: MultiDict[str, str] | None = g.get("draft")
    return found


def drafted_for(form: PortalForm) -> MultiDict[str, str] | None:
    """The draft when each of its fields is the form's own: a page may hold several forms."""
    draft = drafted()
    known = {*form._fields, *form.more_names, "op"}
    if draft is None or any(name.partition("-")[0] not in known for name in draft):
        return None
    return draft


def violations_into(
    form: PortalForm, error: RulesBroken, *, names: Mapping[str, str] | None = None
) -> None:
    """Put each violation under its field, with its citation; the others on top of the form.

    Rules that refuse the same in the same words are told once. ``names`` maps field paths of the
    command to names of the form where they differ.
    """
    for violation in error.violations:
        path = violation.field or ""
        path = (names or {}).get(path, path)
        field = field_at(form, path)
        if violation.text in (form.general if field is None else field.errors):
            continue
        if field is None:
            form.general.append(Refusal(violation))
        else:
            field.errors = [*field.errors, Refusal(violation)]


def field_at(form: PortalForm, path: str) -> Field | None:
    """The form's field for a command's path: ``household[0].born`` is ``household-0-born``."""
    name = _PATH.sub(lambda found: f"-{found[1]}-" if found[1] else "-", path).rstrip("-")
    return next((field for field in _leaves(form) if field.name == name), None)


def _leaves(fields: Any) -> Iterator[Field]:
    for field in fields:
        yield field
        if isinstance(field, FieldList | FormField):
            yield from _leaves(field)


def _problems_of(field: Field) -> Iterator[tuple[str | None, str]]:
    if isinstance(field, FieldList | FormField):
        for inner in field:
            yield from _problems_of(inner)
        return
    for message in field.errors:
        yield field.id, message

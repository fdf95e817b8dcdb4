"""The paper of a refusal to contract, for its recipient."""

from flask import Blueprint, Response

from portal.domain.cabinet import Part
from portal.models.user import Role
from portal.usecases.queries.own_refusals import own_refusal_paper
from portal.web import downloads
from portal.web.access import actor, allow


@allow(Role.RECIPIENT, parts=frozenset({Part.CONTRACT}))
def refusal_file(refusal_id: int) -> Response:
    """The paper of an own refusal."""
    number, content = own_refusal_paper(actor(), refusal_id)
    number = number.replace("/", "-")
    return downloads.paper(content, name=f"refusal-{number}", title=f"Отказ {number}")


def join(blueprint: Blueprint) -> None:
    """Add the address to the cabinet's."""
    blueprint.add_url_rule("/refusals/<int:refusal_id>/refusal.pdf", "refusal_file", refusal_file)

"""The papers about a break in the service, for its recipient."""

from flask import Blueprint, Response

from portal.domain.cabinet import Part
from portal.models.user import Role
from portal.usecases.queries.own_breaks import own_break_order, own_break_warning
from portal.usecases.suspension_orders import TITLE as ORDER
from portal.usecases.warning_papers import TITLE as WARNING
from portal.web import downloads
from portal.web.access import actor, allow

CONTRACT = frozenset({Part.CONTRACT})


@allow(Role.RECIPIENT, parts=CONTRACT)
def break_order(order_id: int) -> Response:
    """An order about an own break."""
    content = own_break_order(actor(), order_id)
    return downloads.paper(content, name=f"break-order-{order_id}", title=ORDER)


@allow(Role.RECIPIENT, parts=CONTRACT)
def break_warning(warning_id: int) -> Response:
    """The written warning that an own break follows (MSK-SUS-01)."""
    content = own_break_warning(actor(), warning_id)
    return downloads.paper(content, name=f"warning-{warning_id}", title=WARNING)


def join(blueprint: Blueprint) -> None:
    """Add the addresses to the cabinet's."""
    blueprint.add_url_rule("/breaks/<int:order_id>/order.pdf", "break_order", break_order)
    blueprint.add_url_rule("/breaks/<int:warning_id>/warning.pdf", "break_warning", break_warning)

"""Addresses of whatever is signed: one page for every kind, each kind under its own number's name.

``/electronic/acts/7/sealed.pdf`` and ``/electronic/contracts/7/sealed.pdf`` are one view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, url_for

from portal.usecases.signables import SignedKey, SignedKind

View = TypeVar("View", bound=Callable[..., Any])

_NUMBERS = {
    SignedKind.CONTRACT: ("contracts", "contract_id"),
    SignedKind.AMENDMENT: ("amendments", "amendment_id"),
    SignedKind.ACT: ("acts", "act_id"),
    SignedKind.ENDING: ("endings", "termination_id"),
    SignedKind.ORDER: ("orders", "termination_id"),
    SignedKind.NOTICE: ("ending-notices", "termination_id"),
    SignedKind.MOVE: ("move-requests", "move_request_id"),
}
ALONE = frozenset({SignedKind.ORDER, SignedKind.NOTICE})
"""What the director signs alone."""
BOTH_SIGN = tuple(kind for kind in SignedKind if kind not in ALONE)
"""What a recipient signs too."""
SEALED = tuple(kind for kind in SignedKind if kind is not SignedKind.MOVE)
"""What the provider signs."""

_OFFICE_PAGES = {
    SignedKind.CONTRACT: "contracts.show",
    SignedKind.AMENDMENT: "amendments.show",
    SignedKind.ACT: "acts.show",
    SignedKind.ENDING: "terminations.show",
    SignedKind.ORDER: "terminations.show",
    SignedKind.NOTICE: "terminations.show",
    SignedKind.MOVE: "moves.index",
}
_OFFICE_PAPERS = {
    SignedKind.CONTRACT: "contracts.paper",
    SignedKind.AMENDMENT: "amendments.paper",
    SignedKind.ACT: "acts.paper",
    SignedKind.ENDING: "terminations.agreement",
    SignedKind.ORDER: "terminations.order",
    SignedKind.NOTICE: "terminations.notice_paper",
    SignedKind.MOVE: "moves.application",
}
_SCANS = {
    SignedKind.AMENDMENT: "amendments.scan",
    SignedKind.ACT: "acts.scan",
    SignedKind.ENDING: "terminations.scan",
}
_OWN_PAPERS = {
    SignedKind.CONTRACT: "cabinet.contract_paper",
    SignedKind.AMENDMENT: "cabinet.amendment_file",
    SignedKind.ACT: "cabinet.act_file",
    SignedKind.ENDING: "cabinet.ending_file",
    SignedKind.MOVE: "cabinet.way_application",
}


def for_kinds(
    blueprint: Blueprint,
    before: str,
    after: str,
    *,
    kinds: Iterable[SignedKind] = SEALED,
    methods: tuple[str, ...] = ("GET",),
) -> Callable[[View], View]:
    """Give a view an address and an endpoint of each kind, such as ``electronic.sealed_act``.

    The view takes the kind and the number by its own name.
    """

    def register(view: View) -> View:
        for kind in kinds:
            folder, number = _NUMBERS[kind]
            blueprint.add_url_rule(
                f"{before}/{folder}/<int:{number}>{after}",
                endpoint=f"{view.__name__}_{kind}",
                view_func=_of(kind, view),
                methods=list(methods),
            )
        return view

    return register


def _of(kind: SignedKind, view: Callable[..., Any]) -> Callable[..., Any]:
    # What ``allow`` has noted on the view goes with it.
    @wraps(view)
    def answer(**numbers: int) -> Any:
        return view(kind=kind, **numbers)

    return answer


def key_of(kind: SignedKind, numbers: dict[str, int]) -> SignedKey:
    """What an address speaks of."""
    return SignedKey(kind, numbers[_NUMBERS[kind][1]])


def link(endpoint: str, key: SignedKey, **more: int) -> str:
    """The address of a view for a thing."""
    numbers: dict[str, Any] = {_NUMBERS[key.kind][1]: key.id, **more}
    return url_for(f"{endpoint}_{key.kind}", **numbers)


def office_page(key: SignedKey) -> str:
    """Where the office looks at the thing."""
    return _plain(_OFFICE_PAGES[key.kind], key)


def office_paper(key: SignedKey) -> str:
    """The paper as the office opens it."""
    return _plain(_OFFICE_PAPERS[key.kind], key)


def own_paper(key: SignedKey) -> str:
    """The paper as the recipient opens it."""
    return _plain(_OWN_PAPERS[key.kind], key)


def scan(key: SignedKey, file_id: int) -> str | None:
    """The scan behind a signature; a contract's stand in its own history."""
    endpoint = _SCANS.get(key.kind)
    return _plain(endpoint, key, file_id=file_id) if endpoint else None


def own_page(key: SignedKey) -> str:
    """Where the recipient came from."""
    if key.kind is SignedKind.ACT:
        return _plain("cabinet.act", key)
    if key.kind is SignedKind.MOVE:
        return url_for("cabinet.ways")
    return url_for("cabinet.contract")


def _plain(endpoint: str, key: SignedKey, **more: int) -> str:
    numbers: dict[str, Any] = {_NUMBERS[key.kind][1]: key.id, **more}
    return url_for(endpoint, **numbers)

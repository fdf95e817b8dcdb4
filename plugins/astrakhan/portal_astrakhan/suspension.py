"""Приостановление: перевод его не вызывает, остальное федеральное (AST-SUS-01)."""

from portal.regions.api import (
    FEDERAL_SUSPENSIONS,
    Choice,
    ChoiceList,
    Citation,
    SuspensionRules,
    replace,
)

_NONE = Citation(
    "AST-SUS-01",
    "ast-11",
    "постановление № 11 приостановления не содержит",
    note="областных оснований нет: действуют общие",
    verify=True,
)
_NOT_GROUNDS = ChoiceList(
    "not_suspension_grounds",
    "Что не приостанавливает обслуживание",
    (
        Choice(
            "transfer_pending",
            "Перевод не приостанавливает обслуживание: услуги идут у прежнего поставщика до "
            "завершения перевода. Выберите другое основание.",
        ),
    ),
    _NONE,
)


def _in_astrakhan(federal: SuspensionRules) -> SuspensionRules:
    return replace(federal, source=_NONE, not_grounds=_NOT_GROUNDS)


SUSPENSIONS = FEDERAL_SUSPENSIONS.changed(_in_astrakhan)

"""Прекращение: к федеральным основаниям добавлен перевод (AST-TER-01)."""

from portal.regions.api import (
    FEDERAL_TERMINATION,
    Citation,
    Demand,
    Form,
    LastDay,
    TerminationGround,
    Timeline,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE

_TRANSFER = Citation(
    "AST-TER-01",
    "ast-11",
    "постановление № 11 оснований прекращения не называет",
    note="прежний договор кончается накануне перевода, чтобы день не оплачивался дважды",
    verify=True,
)
TRANSFER_GROUND = TerminationGround(
    "transfer",
    "перевод к другому поставщику",
    _TRANSFER,
    frozenset({Form.STATIONARY}),
    demands=(
        Demand(
            "transfer_application",
            "documents_missing",
            "Нужно заявление получателя о переводе. Зарегистрируйте его.",
            _TRANSFER,
        ),
        Demand(
            "ministry_notification",
            "agreement_missing",
            "До уведомления министерства договор по этому основанию не прекращают. Дождитесь "
            "уведомления и внесите его.",
            _TRANSFER,
        ),
    ),
    last_day=LastDay.BEFORE_TRANSFER,
)

TERMINATION = Timeline(
    Version(
        IN_FORCE,
        replace(FEDERAL_TERMINATION, grounds=(*FEDERAL_TERMINATION.grounds, TRANSFER_GROUND)),
        _TRANSFER,
    )
)

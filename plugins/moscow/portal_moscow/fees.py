"""Плата: предел дохода, условия и предел из решения, изменение платы (MSK-FEE-01 … MSK-FEE-10)."""

from portal.regions.api import (
    FEDERAL_FEE,
    Choice,
    ChoiceList,
    Citation,
    FeeRules,
    Form,
    Norm,
    Place,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_THRESHOLD = Citation(
    "MSK-FEE-03",
    "442-FZ",
    "ч. 5 ст. 31 442-ФЗ",
    note="памятка говорит об одном прожиточном минимуме, закон — не менее чем о полутора; "
    "московский закон не прочитан",
    verify=True,
)
_DECISION = Citation("MSK-FEE-07", "1171", "п. 2 приложения 4 к приказу № 1171")
_GUIDE = "раздел 6 Порядка № 829-ПП"
_MODES = Citation("MSK-FEE-01", "829-PP", "п. 6.1 Порядка № 829-ПП")
_FREE = Citation(
    "MSK-FEE-02",
    "829-PP",
    _GUIDE,
    note="раздел известен из памятки; она называет две категории, с 2023 года в законе "
    "их восемь; своих категорий города в источнике нет",
    verify=True,
)
_RELATIVES = Citation(
    "MSK-FEE-05",
    "829-PP",
    _GUIDE,
    note="раздел известен из памятки; закон такого основания не знает, а взрослые дети "
    "с 2025 года в семью не входят",
)
_ALONE = Citation(
    "MSK-FEE-08",
    "829-PP",
    "п. 7.1 Порядка № 829-ПП",
    note="в примерном договоре два основания, тарифы добавляет город",
)
_OLD_WINDOW = Citation(
    "MSK-FEE-09",
    "829-PP",
    "п. 2.2 Порядка № 829-ПП",
    note="пункт известен из памятки; с 2025 года считаем по Правилам № 1873",
)
_SINCE_2015 = Citation("MSK-FEE-10", "1171", "п. 1, 8 приказа № 1171")
# The form of the decision is the district office's, so residential care is left out.
_DECIDED_FORMS = frozenset({Form.HOME, Form.SEMI_STATIONARY})

# Retold so that whoever reads the guide knows why the sum is another: nothing follows from it.
FEE_NORMS = (
    Norm(
        "relatives_at_home",
        "Проживание с трудоспособными родственниками",
        "Памятка говорит, что пожилой человек (женщина с 55 лет, мужчина с 60) или инвалид, "
        "живущий с трудоспособными родственниками, платит. Это устарело, портал этого не "
        "применяет: плата зависит "
        "только от дохода. Родственники нужны, чтобы решить, нуждается ли человек в помощи.",
        (Place.INCOME,),
        _RELATIVES,
        forms=(Form.HOME, Form.SEMI_STATIONARY),
    ),
)


FEE_RULES = replace(
    FEDERAL_FEE,
    further_categories=_FREE,
    # Until the new decree the guide and federal law asked for the same twelve months.
    income=Timeline(
        Version(
            IN_FORCE,
            replace(FEDERAL_FEE.income.on(IN_FORCE), window_citation=_OLD_WINDOW),
            _OLD_WINDOW,
        ),
        *FEDERAL_FEE.income.versions[1:],
    ),
    legacy=replace(
        FEDERAL_FEE.legacy,
        citation=_SINCE_2015,
        federal=FEDERAL_FEE.legacy.citation,
        forms=frozenset({Form.HOME, Form.SEMI_STATIONARY}),
    ),
    modes=replace(FEDERAL_FEE.modes, citation=_MODES),
    mode_in_decision=_MODES,
    change_grounds=ChoiceList(
        "fee_change_grounds",
        "основания изменить плату без соглашения",
        (
            Choice("tariff_changed", "утверждённые тарифы"),
            Choice("subsistence_minimum_changed", "прожиточный минимум"),
            Choice("average_income_changed", "среднедушевой доход получателя"),
        ),
        _ALONE,
    ),
    caps=tuple(
        replace(cap, decision=_DECISION) if cap.form in _DECIDED_FORMS else cap
        for cap in FEDERAL_FEE.caps
    ),
    threshold=_THRESHOLD,
)

FEES: Timeline[FeeRules] = Timeline(Version(IN_FORCE, FEE_RULES, _THRESHOLD))

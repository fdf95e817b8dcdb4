"""График: недельные сетки месяца, точные дни, временное обслуживание, нормы времени (MSK-SCH)."""

from portal.regions.api import (
    FEDERAL_SCHEDULE,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    Form,
    ScheduleForm,
    TermUnit,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_FORM = Citation(
    "MSK-SCH-01",
    "1171",
    "приложение 6 к приказу № 1171",
    note="в источнике четыре недели, календарю нужно до шести",
)
_EXACT = Citation("MSK-SCH-02", "1171", "п. 19 приложения 7 к приказу № 1171")
_TEMPORARY = Citation("MSK-SCH-03", "829-PP", "шаг 6 памятки к Порядку № 829-ПП")
_NORMS = Citation(
    "MSK-SCH-04",
    "1171",
    "п. 19 приложения 7 к приказу № 1171",
    note="сверка с длиной визита — наша",
)

SCHEDULES = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_SCHEDULE,
            form=ScheduleForm(
                period="month",
                fewest_weeks=4,
                most_weeks=6,
                cell=ChoiceList(
                    "schedule_cell",
                    "что стоит в клетке графика",
                    (Choice("service_code", "код услуги"), Choice("time", "время")),
                    _FORM,
                ),
                totals=ChoiceList(
                    "schedule_totals",
                    "итоги графика",
                    (
                        Choice("units_by_code", "услуг по каждому коду"),
                        Choice("home_visits", "посещений на дому"),
                    ),
                    _FORM,
                ),
                citation=_FORM,
            ),
            exact_days=_EXACT,
            exact_forms=(Form.HOME, Form.SEMI_STATIONARY),
            temporary=DeadlineRule(
                "temporary_home_care",
                6,
                TermUnit.MONTH,
                "service_start",
                _TEMPORARY,
                counts_first_day=True,
            ),
            norms=_NORMS,
        ),
        _FORM,
    )
)

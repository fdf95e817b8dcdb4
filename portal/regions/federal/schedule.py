"""The federal baseline: how the terms of services are planned."""

from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.schedule import ScheduleRules

ANNEX = Citation("FED-SCH-01", "874n", "п. 3 примерной формы договора")

FEDERAL_SCHEDULE = ScheduleRules(
    sources=ChoiceList(
        "schedule_sources",
        "из чего следуют сроки и условия услуг",
        (
            Choice("programme_frequency", "периодичность по программе"),
            Choice("programme_period", "срок по программе"),
        ),
        ANNEX,
    ),
    volume=Citation(
        "FED-SCH-02",
        "442-FZ",
        "ч. 1 ст. 16 442-ФЗ, п. 3 примерной формы договора",
        note="сверка плана с программой — наш вывод",
        verify=True,
    ),
)

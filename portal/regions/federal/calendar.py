"""Days off and moved working days of the federal calendar, each year by its decree (FED-CAL-01).

The table is ours so that an edition of a package can never move a deadline; a test holds it against
the ``holidays`` package and the decrees' totals of working days. 2027 is there because terms that
start in December end in January.
"""

from datetime import date

from portal.domain.calendar import Decree, WorkCalendar
from portal.domain.law import Citation

HOLIDAYS = Citation("FED-CAL-01", "TK", "ст. 112 ТК РФ")

_DAYS_OFF = {
    2024: "01-01 01-02 01-03 01-04 01-05 01-08 02-23 03-08 04-29 04-30 05-01 05-09 05-10 06-12 "
    "11-04 12-30 12-31",
    2025: "01-01 01-02 01-03 01-06 01-07 01-08 05-01 05-02 05-08 05-09 06-12 06-13 11-03 11-04 "
    "12-31",
    2026: "01-01 01-02 01-05 01-06 01-07 01-08 01-09 02-23 03-09 05-01 05-11 06-12 11-04 12-31",
    2027: "01-01 01-04 01-05 01-06 01-07 01-08 02-22 02-23 03-08 05-03 05-10 06-14 11-04 11-05 "
    "12-31",
}
_WORKING_WEEKENDS = {
    2024: "04-27 11-02 12-28",
    2025: "11-01",
    2026: "",
    2027: "02-20",
}
# By art. 95: the day before a holiday, and the weekend that was swapped with such a day.
_SHORTENED = {
    2024: "02-22 03-07 05-08 06-11 11-02",
    2025: "03-07 04-30 06-11 11-01",
    2026: "04-30 05-08 06-11 11-03",
    2027: "02-20 04-30 06-11 11-03",
}
WORKING_DAYS_BY_DECREE = {2024: 248, 2025: 247, 2026: 247, 2027: 247}

DECREES = (
    Decree(
        2024,
        Citation(
            "FED-CAL-01",
            "TK",
            "ст. 112 ТК РФ, постановление Правительства РФ от 10.08.2023 № 1314",
            note="2024 год: сверить с текстом постановления о переносе выходных дней",
            verify=True,
        ),
    ),
    Decree(
        2025,
        Citation(
            "FED-CAL-01",
            "TK",
            "ст. 112 ТК РФ, постановление Правительства РФ от 04.10.2024 № 1335",
            note="2025 год: сверить с текстом постановления о переносе выходных дней",
            verify=True,
        ),
    ),
    Decree(
        2026,
        Citation(
            "FED-CAL-01",
            "TK",
            "ст. 112 ТК РФ, постановление Правительства РФ от 24.09.2025 № 1466",
        ),
    ),
    Decree(
        2027,
        Citation(
            "FED-CAL-01",
            "TK",
            "ст. 112 ТК РФ, постановление Правительства РФ о переносе выходных дней в 2027 году",
            note="2027 год взят из справочного производственного календаря; номер постановления "
            "и дни сверить с его текстом",
            verify=True,
        ),
    ),
)


def _days(table: dict[int, str]) -> frozenset[date]:
    return frozenset(
        date.fromisoformat(f"{year}-{day}") for year, days in table.items() for day in days.split()
    )


FEDERAL_CALENDAR = WorkCalendar(
    years=frozenset(_DAYS_OFF),
    days_off=_days(_DAYS_OFF),
    working_weekends=_days(_WORKING_WEEKENDS),
    citation=HOLIDAYS,
    shortened=_days(_SHORTENED),
    decrees=DECREES,
)

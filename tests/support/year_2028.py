"""The special days of 2028 as a table, invented: a year that is shipped with nothing."""

from portal.usecases.uploads import Upload

YEAR = 2028
ACT = "постановление от 20.09.2027 № 1400"
OFF = (
    "03.01.2028", "04.01.2028", "05.01.2028", "06.01.2028", "07.01.2028", "10.01.2028",
    "23.02.2028", "08.03.2028", "01.05.2028", "09.05.2028", "12.06.2028",
)  # fmt: skip
ROWS = (
    "дата;вид",
    *(f"{day};выходной" for day in OFF),
    "11.03.2028;рабочий",
    "22.02.2028;сокращённый",
)
TABLE = "\n".join(ROWS)
WORKING_DAYS = 250
"""Of 260 weekdays eleven are off and one Saturday is worked."""


def table_with(*more: str, without: str = "") -> str:
    return "\n".join((*(row for row in ROWS if not without or without not in row), *more))


def as_upload(table: str = TABLE, encoding: str = "utf-8") -> Upload:
    return Upload("2028.csv", table.encode(encoding))

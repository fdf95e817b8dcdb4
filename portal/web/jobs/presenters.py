"""Words for long work: what it is, how far it is, where its result lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import url_for

from portal.domain.calendar import month_title
from portal.domain.money import rubles, rubles_text
from portal.models import JobState
from portal.usecases.queries.jobs import JobView
from portal.web.filters import month_genitive, plural, plural_word
from portal.web.months.addresses import month_text, parse_month
from portal.web.tariff_days.presenters import what_is_left

QUARTERS = 4
SIGNING = "sign_acts"
QUEUE = "sign_queue"
_TITLES = {
    ("close_month", False): "Закрываем месяц",
    ("close_month", True): "Месяц не закрыт",
    ("print_month_papers", False): "Печатаем акты и квитанции",
    ("print_month_papers", True): "Акты и квитанции не напечатаны",
    ("rehearse_tariff_day", False): "Считаем плату по новым тарифам",
    ("rehearse_tariff_day", True): "Плата по новым тарифам не посчитана",
    ("set_tariff_day", False): "Назначаем день тарифов",
    ("set_tariff_day", True): "День тарифов не назначен",
    ("print_notices", False): "Печатаем уведомления о плате",
    ("print_notices", True): "Уведомления о плате не напечатаны",
    ("sign_acts", False): "Подписываем акты",
    ("sign_acts", True): "Акты не подписаны",
    ("sign_queue", False): "Подписываем бумаги",
    ("sign_queue", True): "Бумаги не подписаны",
}
"""What a job is called while it goes on and when it has failed."""


@dataclass(frozen=True, slots=True)
class PaperResult:
    """What came of one paper of the director's queue."""

    title: str
    url: str
    tag: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as its page shows it. ``quarter`` is what is read aloud: each 25 %, not each step."""

    title: str
    text: str
    quarter: int
    next_url: str
    next_text: str
    failed: tuple[str, ...] = ()
    back_text: str = "Вернуться к месяцу"
    signed: tuple[str, ...] = ()
    failed_title: str = "Не напечатано"
    papers: tuple[PaperResult, ...] = ()
    done_title: str = "Готово"


def progress_of(job: JobView) -> Progress:
    """The words of a job."""
    month = parse_month(str(job.arguments.get("month", ""))[:7])
    of_month = f" за {month_title(month)}" if month else ""
    title = _TITLES.get((job.kind, job.state is JobState.FAILED), "Работаем")
    if job.kind == SIGNING:
        return _signing(job, month, title + of_month)
    if job.kind == QUEUE:
        return _queue(job, title)
    url = url_for("months.show", month=month) if month else url_for("months.index")
    next_text = f"Открыть итоги {month_genitive(month)}" if month else "К списку месяцев"
    back_text = "Вернуться к месяцу"
    if "tariff_day_id" in job.arguments:
        url, next_text = _tariff_day(job)
        back_text = "Вернуться ко дню тарифов"
    return Progress(
        title=title + of_month,
        text=_text(job),
        quarter=_quarter(job),
        next_url=url,
        next_text=next_text,
        failed=_failed(job),
        back_text=back_text,
    )


def _tariff_day(job: JobView) -> tuple[str, str]:
    """Where the result of a tariff day's work lies."""
    day_id = int(str(job.arguments["tariff_day_id"]))
    if job.kind == "print_notices" or (job.kind == "set_tariff_day" and job.state is JobState.DONE):
        return url_for("tariff_days.notices", tariff_day_id=day_id), "Открыть уведомления"
    return url_for("tariff_days.show", tariff_day_id=day_id), "Открыть день тарифов"


def _signing(job: JobView, month: date | None, title: str) -> Progress:
    """The director's signatures lead back to the list of the month's acts."""
    month_of_acts = month_text(month) if month else None
    return Progress(
        title=title,
        text=_text(job),
        quarter=_quarter(job),
        next_url=url_for("acts.index", month=month_of_acts),
        next_text="Открыть список актов",
        back_text="Вернуться к актам",
        signed=_told(job, "signed"),
        failed_title="Не подписано",
        failed=_told(job, "failed"),
        done_title=_done_title(len(_told(job, "signed"))),
    )


_PAGES = {
    "contract": ("contracts.show", "contract_id"),
    "amendment": ("amendments.show", "amendment_id"),
    "act": ("acts.show", "act_id"),
    "ending": ("terminations.show", "termination_id"),
    "fee": ("contracts.show", "contract_id"),
}
_OUTCOMES = {
    "signed": ("Подписано", "ok"),
    "refused": ("Не подписано", "bad"),
    "changed": ("Изменилось", "warn"),
}


def _queue(job: JobView, title: str) -> Progress:
    """The director's queue: what came of each paper."""
    papers = _papers(job)
    signed = sum(one.kind == "ok" for one in papers)
    if job.state is JobState.DONE:
        text = _signed_papers(signed)
        if len(papers) > signed:
            text += f" Не подписано: {len(papers) - signed}, причины ниже."
    else:
        text = _text(job)
    if job.state is JobState.FAILED and signed:
        asked = cast("list[object]", job.arguments["papers"])
        title = "Подписано не всё"
        text += f" {_signed_papers(signed)}"
        if len(asked) > len(papers):
            text += (
                f" О других, их {len(asked) - len(papers)}, портал записать не успел: "
                "что не подписано, осталось в очереди."
            )
    return Progress(
        title=title,
        text=text,
        quarter=_quarter(job),
        next_url=url_for("signing.queue"),
        next_text="Что ещё ждёт подписи",
        back_text="Вернуться к бумагам",
        papers=papers,
        done_title=_done_title(signed),
    )


def _done_title(signed: int) -> str:
    """Work that has signed nothing came to its end, but the papers are not done."""
    return "Готово" if signed else "Не подписано"


def _signed_papers(signed: int) -> str:
    verb = plural_word(signed, "Подписана", "Подписаны", "Подписано")
    count = plural(signed, "бумага", "бумаги", "бумаг")
    return f"{verb} {count}." if signed else "Ничего не подписано."


def _papers(job: JobView) -> tuple[PaperResult, ...]:
    """Each paper with its outcome; those that are not signed stand first."""
    told = (job.result or {}).get("papers")
    found = [_paper(one) for one in told] if isinstance(told, list) else []
    return tuple(sorted(found, key=lambda one: one.kind == "ok"))


def _paper(told: Mapping[str, object]) -> PaperResult:
    endpoint, name = _PAGES[str(told["kind"])]
    tag, kind = _OUTCOMES[str(told["outcome"])]
    values: dict[str, Any] = {name: told["id"]}
    url = url_for(endpoint, **values)
    return PaperResult(str(told["title"]), url, tag, kind, str(told["text"]))


def _failed(job: JobView) -> tuple[str, ...]:
    """The papers that could not be drawn, each with its cause."""
    return _told(job, "failed")


def _told(job: JobView, name: str) -> tuple[str, ...]:
    told = (job.result or {}).get(name)
    return tuple(str(text) for text in told) if isinstance(told, list) else ()


def _quarter(job: JobView) -> int:
    if not job.waits:
        return QUARTERS
    return job.done * QUARTERS // job.total if job.total else 0


def _text(job: JobView) -> str:
    if job.state is JobState.QUEUED:
        return "Работа в очереди. Страницу можно закрыть: результат сохранится."
    if job.state is JobState.RUNNING:
        done = f"Готово {job.done} из {job.total}. " if job.total else "Считаем. "
        return done + "Страницу можно закрыть: результат сохранится."
    if job.state is JobState.FAILED:
        return job.message or "Не получилось. Данные не изменились."
    return _result(job)


def _result(job: JobView) -> str:
    result = job.result or {}
    if job.kind == "close_month":
        count = int(str(result.get("acts", 0)))
        acts = plural(count, "акт", "акта", "актов")
        verb = plural_word(count, "Выставлен", "Выставлены", "Выставлено")
        total = rubles_text(rubles(str(result.get("total_due", "0.00"))))
        warnings = result.get("warnings")
        more = "".join(f" {text}" for text in warnings) if isinstance(warnings, list) else ""
        return f"Месяц закрыт. {verb} {acts} на {total}.{more}"
    if job.kind == "rehearse_tariff_day":
        count = int(str(result.get("contracts", 0)))
        return f"Готово: {plural(count, 'договор', 'договора', 'договоров')}."
    if job.kind == "set_tariff_day":
        notices, agreements = (int(str(result.get(name, 0))) for name in ("notices", "agreements"))
        return f"День назначен. {what_is_left(notices, agreements)}"
    if job.kind == SIGNING:
        return _signed_text(len(_told(job, "signed")), len(_told(job, "failed")))
    papers = plural(int(str(result.get("papers", 0))), "документ", "документа", "документов")
    failed = len(_failed(job))
    return f"Готово: {papers}." + (f" Не напечатано: {failed}." if failed else "")


def _signed_text(signed: int, failed: int) -> str:
    verb = plural_word(signed, "Подписан", "Подписаны", "Подписано")
    text = f"{verb} {plural(signed, 'акт', 'акта', 'актов')}." if signed else "Ничего не подписано."
    return text + (f" Не подписано: {failed}." if failed else " Теперь их подписывают получатели.")

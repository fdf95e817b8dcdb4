"""Where the recipient's move stands, in words that need no lawyer."""

from collections.abc import Callable, Mapping

from portal.regions.registry import Region
from portal.usecases.queries.own_transfer import OwnMove
from portal.usecases.way_over import recorded_by
from portal.web.clock import today
from portal.web.filters import day_words


def state_words(move: OwnMove, region: Region) -> str:
    """One or two sentences: what has happened, who does what next, by when."""
    return _WORDS[move.state](move, region.identity.authority)


def _until(move: OwnMove, words: str) -> str:
    return f" {words} до {day_words(move.due, year=True)}." if move.due else ""


def _submitted(move: OwnMove, authority: str) -> str:
    return f"Документы у органа, который решает: {authority}." + _until(move, "Их зарегистрируют")


def _completed(move: OwnMove, _authority: str) -> str:
    day = f" {day_words(move.moved_on, year=True)}" if move.moved_on else ""
    ahead = move.moved_on is not None and move.moved_on > today()
    moved, ended = ("переезжаете", "кончится") if ahead else ("переехали", "окончен")
    return f"Вы {moved}{day} к поставщику: {move.chosen}. Прежний договор {ended} накануне."


def _refused(move: OwnMove, _authority: str) -> str:
    why = f" Причина: {move.refusal.rstrip('.')}." if move.refusal else ""
    return f"В переводе отказано.{why} Ваш договор действует, заявление можно подать снова."


def _withdrawn(move: OwnMove, _authority: str) -> str:
    day = f" {day_words(move.over_on, year=True)}" if move.over_on else ""
    return f"Заявление отозвано{day}{recorded_by(move.closed_by)} Ваш договор действует как прежде."


_WORDS: Mapping[str, Callable[[OwnMove, str], str]] = {
    "draft": lambda _move, _who: "Заявление записано. Учреждение собирает документы.",
    "package_ready": lambda _move, who: (
        f"Документы собраны. Директор подпишет ходатайство и направит его: {who}."
    ),
    "submitted": _submitted,
    "registered": lambda move, _who: (
        "Заявление зарегистрировано, его рассматривают." + _until(move, "Решение примут")
    ),
    "agreed": lambda move, _who: (
        "Перевод согласован." + _until(move, "Поставщиков, к которым можно перейти, назовут")
    ),
    "notified": lambda _move, _who: "Перевод согласован. Выберите, к кому вы переходите.",
    "provider_chosen": lambda move, _who: (
        f"Вы переходите к поставщику: {move.chosen}. Учреждения передают документы и готовят "
        "новый договор. До переезда действует прежний."
    ),
    "completed": _completed,
    "refused": _refused,
    "withdrawn": _withdrawn,
}

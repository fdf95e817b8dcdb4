"""Согласие в заявлении о переводе, движение личного дела (AST-PDP-01, AST-PDP-02)."""

from portal.regions.api import (
    FEDERAL_PERSONAL_DATA_EDITIONS,
    Choice,
    ChoiceList,
    Citation,
    ConsentMark,
    FileRoute,
    PersonalDataRules,
    RecordSpec,
    replace,
)

_MARK = Citation(
    "AST-PDP-01",
    "ast-11",
    "приложение 1 постановления № 11",
    note="что следует за несогласием, в тексте не сказано; с 01.09.2025 нужен и отдельный лист",
)
_FILE = Citation(
    "AST-PDP-02",
    "ast-11",
    "п. 5, 6 постановления № 11",
    note="о передаче дела принимающему поставщику в тексте не сказано",
)

_CONSENT = ConsentMark(
    values=ChoiceList(
        "consent_mark",
        "отметка о согласии на обработку данных",
        (Choice("agree", "согласен"), Choice("disagree", "не согласен")),
        _MARK,
    ),
    disagreement="disagree",
    shared_with=ChoiceList(
        "data_shared_with",
        "кому передают данные при переводе",
        (
            Choice("authority", "уполномоченный орган"),
            Choice("receiving_provider", "принимающий поставщик"),
        ),
        _MARK,
    ),
)
_ROUTE = FileRoute(
    path=ChoiceList(
        "personal_file_path",
        "путь личного дела",
        (
            Choice("current_provider", "поставщик"),
            Choice("authority", "министерство, с ходатайством"),
            Choice("returned_to_provider", "снова поставщик, с уведомлением"),
            Choice("receiving_provider", "принимающий поставщик"),
        ),
        _FILE,
    ),
    move=RecordSpec(
        ChoiceList(
            "personal_file_move",
            "передача личного дела",
            (
                Choice("moved_on", "день"),
                Choice("from", "от кого"),
                Choice("to", "кому"),
                Choice("person", "кто принял"),
                Choice("list_of_papers", "перечень документов"),
            ),
            _FILE,
        ),
        required=("moved_on", "from", "to", "person", "list_of_papers"),
    ),
    returned_by="notified",
    paper="personal_file",
)


def _in_astrakhan(federal: PersonalDataRules) -> PersonalDataRules:
    return replace(federal, mark=_CONSENT, file_route=_ROUTE)


PERSONAL_DATA = FEDERAL_PERSONAL_DATA_EDITIONS.changed(_in_astrakhan)

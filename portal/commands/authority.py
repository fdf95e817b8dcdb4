"""``portal authority``: open the authority of a region, whose officers agree to moves."""

from __future__ import annotations

from portal.commands.answers import Status, error_object, error_of, fail, write, write_text
from portal.commands.application import opened_app
from portal.domain.people import Sex
from portal.domain.violations import RulesBroken
from portal.usecases.authorities import OpenAuthority, open_authority

PARTS_OF_A_NAME = (2, 3)


def open_in(region: str, *, as_json: bool, administrator: str, sex: str, **details: str) -> None:
    """Open it and print the administrator's login with the one-time code, shown only here."""
    names = administrator.split()
    if len(names) not in PARTS_OF_A_NAME:
        message = "Напишите фамилию, имя и отчество администратора через пробел."
        fail(error_object("value_invalid", "administrator", message), Status.WRONG_INPUT)
    with opened_app() as app:
        found = app.extensions["regions"].get(region)
        if found is None:
            known = ", ".join(sorted(app.extensions["regions"]))
            message = f"Региона «{region[:40]}» нет. Есть: {known}."
            fail(error_object("value_invalid", "region", message), Status.WRONG_INPUT)
        surname, given_name, *patronymic = names
        command = OpenAuthority(
            surname=surname,
            given_name=given_name,
            patronymic=patronymic[0] if patronymic else None,
            sex=Sex(sex),
            **details,
        )
        try:
            done = open_authority(command, region=found, now=app.extensions["clock"].now())
        except RulesBroken as refusal:
            fail(error_of(refusal), Status.REFUSED)
    if as_json:
        write({"login": done.login, "code": done.code})
        return
    write_text(f"Орган открыт. Логин администратора: {done.login}, одноразовый код: {done.code}")
    write_text("Код действует неделю. Специалистов администратор добавит в разделе «Сотрудники».")

"""Forms of signing in and of passwords."""

from typing import Any

from wtforms import HiddenField

from portal.usecases.sessions import SignIn
from portal.web.forms import Line, PortalForm, Required, Secret


class SignInForm(PortalForm):
    """Login and password; ``next`` is the page that was asked for."""

    login = Line("Логин", validators=[Required("Введите логин")])
    password = Secret("Пароль", validators=[Required("Введите пароль")])
    next = HiddenField()

    def to_command(self, address: str) -> SignIn:
        return SignIn(self.login.data, self.password.data, address)


class ActivationForm(PortalForm):
    """The login and the one-time code from the recipient's slip of paper."""

    login = Line("Логин", validators=[Required("Введите логин с листка")])
    code = Line("Одноразовый код", validators=[Required("Введите код с листка")])

    def to_command(self, address: str) -> SignIn:
        return SignIn(self.login.data, self.code.data, address, by_code=True)


class PasswordForm(PortalForm):
    """A new password, twice; the present one first, unless it was a one-time code."""

    current = Secret("Нынешний пароль")
    new = Secret("Новый пароль", validators=[Required("Придумайте новый пароль")])
    repeat = Secret("Новый пароль ещё раз", validators=[Required("Повторите пароль")])

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and self.new.data != self.repeat.data:
            self.repeat.errors = ["Пароли не совпали. Введите новый пароль ещё раз"]
            return False
        return fine

"""The ``portal`` command: our own commands, and Flask's beside them (``run``, ``db upgrade``).

Here stands how each command is called; what it does is in ``portal.commands``, imported when it is
called, so that a calculation does not wait for the whole application.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import FlaskGroup

if TYPE_CHECKING:
    from flask import Flask


def _create_app() -> Flask:
    from portal.app import create_app

    return create_app()


class PortalGroup(FlaskGroup):
    """Flask's group that looks at our commands first: most of them need no application."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.commands:
            self._load_plugin_commands()
        return click.Group.get_command(self, ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load_plugin_commands()
        return click.Group.list_commands(self, ctx)

    def _load_plugin_commands(self) -> None:
        super()._load_plugin_commands()
        # Flask-Migrate hangs its group on an application; its type stubs do not know the module.
        self.add_command(import_module("flask_migrate.cli").db)


@click.group(cls=PortalGroup, create_app=_create_app, add_version_option=False)
@click.version_option(package_name="portal", message="portal %(version)s")
def main() -> None:
    """The portal of social service providers."""


@main.group(cls=click.Group)
def regions() -> None:
    """The installed regions."""


@regions.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_regions(*, as_json: bool) -> None:
    """Show every installed region."""
    from portal.commands.regions import list_regions as listed

    click.echo(listed(as_json=as_json), nl=False)


@regions.command("explain")
@click.argument("code")
@click.option("--day", metavar="DAY", help="Such as 2026-03-16; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def explain_region(code: str, day: str | None, *, as_json: bool) -> None:
    """Tell the whole procedure of a region, every value with its clause."""
    from portal.commands.regions import explain_region as explained

    explained(code, day, as_json=as_json)


@regions.command("check")
@click.argument("code")
@click.option("--quick", is_flag=True, help="Leave out the mutation check.")
@click.option("--write", "save", is_flag=True, help="Store its result in the region's package.")
def check_region(code: str, *, quick: bool, save: bool) -> None:
    """Run the conformance kit on a region and print its passport."""
    from portal.commands.regions import check_region as checked

    checked(code, quick=quick, save=save)


@regions.command("new")
@click.argument("code")
@click.option("--name", required=True, help="Such as «Тверская область».")
@click.option("--genitive", help="Such as «Тверской области»; made from the name when left out.")
@click.option(
    "--dir", "folder", default=".", type=click.Path(path_type=Path), help="Where its folder goes."
)
def new_region(code: str, name: str, genitive: str | None, folder: Path) -> None:
    """Write the distribution of a new region."""
    from portal.commands.new_region import new_region as written

    written(code, name, genitive, folder)


@main.group(cls=click.Group)
def documents() -> None:
    """Issued papers."""


@documents.command("verify")
@click.argument("what", metavar="FILE|CODE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify_document(what: str, *, as_json: bool) -> None:
    """Say whether a file, a page's code or the text of its QR code is ours."""
    from portal.commands.documents import verify

    verify(what, as_json=as_json)


@main.group(cls=click.Group)
def rules() -> None:
    """The rulebook and what is made of it."""


@rules.command("coverage")
@click.option(
    "--rulebook", required=True, type=click.Path(path_type=Path), help="The folder of its files."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule.")
def rules_coverage(rulebook: Path, *, as_json: bool) -> None:
    """Tell of each rule which object carries it and which example shows it."""
    from portal.commands.rules import show_coverage

    show_coverage(rulebook, as_json=as_json)


@main.group(cls=click.Group)
def explain() -> None:
    """Calculate one thing and say how: JSON in, JSON out."""


@explain.command("fee")
@click.option("--lines", is_flag=True, help="One JSON object a line in, one a line out.")
def explain_fee(*, lines: bool) -> None:
    """The monthly fee, its steps and their clauses."""
    from portal.commands.explain import run_fee

    run_fee(lines=lines)


@explain.command("deadline")
@click.option("--lines", is_flag=True, help="One JSON object a line in, one a line out.")
def explain_deadline(*, lines: bool) -> None:
    """The moment something is due, its steps and their clauses."""
    from portal.commands.explain import run_deadline

    run_deadline(lines=lines)


@main.group(cls=click.Group)
def scenario() -> None:
    """The law, told as examples that run."""


@scenario.command("run")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a scenario.")
def run_scenarios(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Play the scenarios of these files and folders."""
    from portal.commands.scenario import run

    run(paths, as_json=as_json)


def _of_month(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both month commands take."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
        click.option("--month", required=True, metavar="MONTH", help="Such as 2026-03."),
        click.option("--provider", required=True, metavar="CODE", help="The provider's code."),
    ):
        command = option(command)
    return command


@main.group(cls=click.Group)
def month() -> None:
    """A provider's month."""


@month.command("rehearse")
@_of_month
def rehearse_month(provider: str, month: str, *, as_json: bool) -> None:
    """Show every act of the month before it exists; nothing is written."""
    from portal.commands.month import rehearse

    rehearse(provider, month, as_json=as_json)


@month.command("close")
@_of_month
def close_month(provider: str, month: str, *, as_json: bool) -> None:
    """Issue every act of the month, in the name of the accountant in office."""
    from portal.commands.month import close

    close(provider, month, as_json=as_json)


@main.group(cls=click.Group)
def authority() -> None:
    """The organisation of a region whose officers agree to moves."""


@authority.command("open")
@click.option("--region", required=True, metavar="CODE")
@click.option("--code", required=True, help="A short name in Latin letters, of your choice.")
@click.option("--short-name", required=True)
@click.option("--name", required=True, help="As papers print it.")
@click.option("--address", required=True)
@click.option("--phone", required=True)
@click.option("--inn", required=True)
@click.option("--login", required=True, help="The administrator's.")
@click.option("--administrator", required=True, help="Surname, name and patronymic.")
@click.option("--sex", required=True, type=click.Choice(["f", "m"]), help="The administrator's.")
@click.option("--json", "as_json", is_flag=True)
def open_authority(region: str, *, as_json: bool, **details: str) -> None:
    """Open the authority once; its administrator adds the officers in «Сотрудники»."""
    from portal.commands.authority import open_in

    open_in(region, as_json=as_json, **details)


@main.command(with_appcontext=False)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--fresh", is_flag=True, help="Throw the sample data away and make them anew.")
def demo(*, port: int, fresh: bool) -> None:
    """Serve sample data of three providers on this machine."""
    from portal.commands.demo import serve

    serve(port=port, fresh=fresh)


@main.command(with_appcontext=False)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16))
def worker(*, workers: int) -> None:
    """Run queued jobs until stopped."""
    from portal.commands.worker import work

    work(workers=workers)


if __name__ == "__main__":
    main()

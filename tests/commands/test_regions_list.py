import subprocess
import sys

from portal.regions.registry import discover
from tests.commands.conftest import Portal


def test_every_installed_region_is_listed(portal: Portal) -> None:
    done = portal("regions", "list")

    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(discover())


def test_json_has_one_region_a_line(portal: Portal) -> None:
    answers = portal("regions", "list", "--json").answers

    for answer, region in zip(answers, discover().values(), strict=True):
        assert answer == {
            "code": region.code,
            "name": region.identity.name,
            "authority": region.identity.authority,
            "acts": len(region.identity.acts),
        }


def test_an_unknown_command_is_a_wrong_call(portal: Portal) -> None:
    done = portal("dance")

    assert (done.status, done.out) == (2, "")


def test_flasks_own_commands_ride_along(portal: Portal) -> None:
    done = portal("--help")

    assert done.status == 0
    assert {"run", "db", "explain", "regions"} <= {
        line.split()[0] for line in done.out.splitlines() if line.split()
    }


def test_a_calculation_does_not_load_the_application() -> None:
    program = (
        "import sys; from portal.commands import explain; from portal import cli; "
        "print(*sorted({'sqlalchemy', 'portal.app', 'xhtml2pdf'} & sys.modules.keys()))"
    )

    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own

    assert done.stdout.split() == []

"""A house at work, and a contract of it in force; a file that needs another kind says so."""

import pytest
from sqlalchemy.orm import Session

from tests.usecases.procedures import House, contract_in_force, make_house


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session)


@pytest.fixture
def contract_id(house: House) -> int:
    return contract_in_force(house)

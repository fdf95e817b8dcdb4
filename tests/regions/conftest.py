"""Regions the conformance suite runs over: every installed one and a minimal fake one."""

import pytest

from portal.regions.registry import Region, build, discover
from tests.regions.fake_region import CODE, make_plugin

REGIONS = {**discover(), CODE: build(CODE, make_plugin())}


@pytest.fixture(params=sorted(REGIONS))
def region(request: pytest.FixtureRequest) -> Region:
    """Each region in turn."""
    return REGIONS[request.param]

"""What a question is: given values and a region in, plain values out."""

from collections.abc import Callable

from portal.explain.answers import Answer
from portal.explain.shapes import Object
from portal.regions.registry import Region

Question = Callable[[Object, Region], Answer]

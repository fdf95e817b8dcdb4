"""How a file that somebody brings differs from one that was issued."""

_STEP = 4096
_BLOCK = 64


def first_difference(content: bytes, ours: bytes) -> int:
    """The number of the first byte that differs, from one."""
    start = next(
        (
            place
            for place in range(0, len(ours) + _STEP, _STEP)
            if content[place : place + _STEP] != ours[place : place + _STEP]
        ),
        0,
    )
    pairs = zip(content[start : start + _STEP], ours[start : start + _STEP], strict=False)
    common = next((place for place, (left, right) in enumerate(pairs) if left != right), None)
    shorter = min(len(content), len(ours), start + _STEP)
    return (shorter if common is None else start + common) + 1


def carries_seal(content: bytes, sealed: bytes, size: int) -> bool:
    """Whether behind the first ``size`` bytes stands the seal of ``sealed``, damaged or cut.

    It is that seal when half of its different pieces are there; another signature shares only
    the empty room and the words of the format.
    """
    if len(content) > size and sealed.startswith(content):
        return True
    seal, behind = sealed[size:], content[size : size + 2 * (len(sealed) - size)]
    pieces = {seal[place : place + _BLOCK] for place in range(0, len(seal), _BLOCK)}
    return 2 * sum(piece in behind for piece in pieces) >= len(pieces)

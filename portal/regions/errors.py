"""What stops the application from starting: a region that does not fit together."""


class RegionError(Exception):
    """Names the region, the hook, the file and the row at fault, in that order of usefulness."""

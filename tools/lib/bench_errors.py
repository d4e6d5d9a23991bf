"""What ends tools/bench."""


class Refused(Exception):
    """The call or the build is no use: exit code 2."""


class Failed(Exception):
    """A program that is measured failed: exit code 1."""

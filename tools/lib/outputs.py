"""What a tool may write over, and writing that is complete or not at all."""

import os
import stat
from pathlib import Path

HEAD = 4096  # bytes by which a file is recognised


class BadUsage(Exception):
    """The command asks for what cannot be done; the message says what can."""


def replaceable(name, is_own, tool):
    """The file behind a name, if writing it loses nothing but an earlier one of the same sort: `is_own` of how it begins."""
    path = Path(os.path.realpath(name))
    try:
        status = path.lstat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise OSError(f"{name}: the folder {path.parent} does not exist") from None
        return path
    except OSError as error:
        raise BadUsage(f"{name}: {error.strerror}") from None
    require_writable(name, path, status)
    with path.open("rb") as file:
        found = file.read(HEAD)
    if found and not is_own(found):
        raise BadUsage(f"{name}: exists and was not written by {tool}; remove it, or give another name")
    return path


def require_writable(name, path, status):
    if not stat.S_ISREG(status.st_mode):
        raise BadUsage(f"{name}: exists and is not a regular file; give another name")
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise BadUsage(f"{name}: is write-protected; allow writing (chmod u+w), or give another name")


def save(path, write):
    """`write` into a temporary name beside it, then rename."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)

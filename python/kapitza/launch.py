"""The environment in which ranks are started: open_mpi.env beside this file, where the caller has not set a variable."""

import os
from pathlib import Path


def environment():
    lines = Path(__file__).with_name("open_mpi.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line[:1].isupper()) | os.environ

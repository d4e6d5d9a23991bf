"""The blocks of code of a document, and a tree to run them in as a reader would.

    ```sh                     is run by bash, and has to succeed
    ```python                 is run by the Python of the tests, with the package kapitza at hand
    ```toml NAME              is the file NAME
    ```text                   are lines of what the block before it has printed
    ```sh not-run: REASON     is not run, but the files that it names have to be there
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from harness import KAPITZA, ROOT

BLOCK = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.M | re.S)
THERE = ("tools", "input", "jobs", "python", "docs", "examples")


class Failed(Exception):
    """A block is not what it says."""


def blocks(document):
    """(language, what follows it, text, number of the line) of each block."""
    text = (ROOT / document).read_text()
    if text.count("\n```") % 2:
        raise Failed(f"{document}: a block is not closed")
    return [(language, note or "", body, text[: found.start()].count("\n") + 1)
            for found in BLOCK.finditer(text) for language, note, body in [found.groups()]]  # fmt: skip


def tree(folder):
    """The root of a project in which everything is built."""
    for name in THERE:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    (folder / "build").mkdir()
    (folder / "build/kapitza").symlink_to(KAPITZA)


class Reader:
    """Follows a document line by line."""

    def __init__(self, folder, document):
        self.folder, self.document, self.printed, self.seconds = folder, document, "", {}
        self.environment = {**os.environ, "KAPITZA_PROGRAM": KAPITZA, "PYTHONPATH": str(ROOT / "python"), "MPLBACKEND": "agg"}

    def follow(self, language, note, body, line):
        place, start = f"{self.document}, line {line}", time.monotonic()
        if note.startswith("not-run"):
            self.look(note, body, place)
        elif language == "sh":
            self.run(["bash", "-euo", "pipefail", "-c", body], place)
        elif language == "python":
            self.run([sys.executable, "-B", "-c", body], place)
        elif language == "toml" and note:
            (self.folder / note).write_text(body)
        elif language == "text":
            missing = [wanted for wanted in body.splitlines() if wanted not in self.printed]
            if missing:
                raise Failed(f"{place}: not printed:\n" + "\n".join(missing) + f"\nbut:\n{self.printed}")
        else:
            raise Failed(f"{place}: a block of '{language} {note}'; allowed: sh, python, toml NAME, text, sh not-run: REASON")
        self.seconds[line] = time.monotonic() - start

    def run(self, command, place):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=1200)  # fmt: skip
        self.printed = done.stdout
        if done.returncode:
            raise Failed(f"{place}: exit code {done.returncode}\n{command[-1]}\n{done.stdout}")

    def look(self, note, body, place):
        if not re.fullmatch(r"not-run: \w.{10,}", note):
            raise Failed(f"{place}: not-run without a reason")
        for name in re.findall(r"(?:^|[\s=])((?:tools|jobs|input|build|docs|examples)/[\w./-]+)", body, re.M):
            if name != "build/kapitza" and not (ROOT / name).exists():
                raise Failed(f"{place}: {name} does not exist")

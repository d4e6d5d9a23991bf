"""The blocks of code of a document, and a tree to run them in as a reader would.

    ```sh                     is run by bash, and has to succeed
    ```python                 is run by the Python of the tests, with the package kapitza at hand
    ```toml NAME              is the file NAME
    ```text                   are lines of what the block before it has printed
    ```LANGUAGE not-run: REASON   is not run, but the files that it names have to be there

There is no other code: what is indented by four, or fenced without a language, nobody would run.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from harness import KAPITZA, ROOT, of_the_user

BLOCK = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.M | re.S)
INDENTED, ITEM = re.compile(r" {4}|\t"), re.compile(r"\s*([-*+]|\d+[.)]) ")
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


def stray(text):
    """The numbers of the lines at which code begins that is in none of the blocks: fences that are none of theirs, and text indented by four that
    does not go on from an item of a list."""
    lines = re.sub(BLOCK, lambda block: "\n" * (block[0].count("\n")), text).split("\n")
    found, outer = [], ""  # the last line that is not indented
    for number, line in enumerate(lines, 1):
        if re.match(r"\s*(```|~~~)", line):
            found.append(number)
        elif line.strip() and not INDENTED.match(line):
            outer = line
        elif line.strip() and not lines[number - 2].strip() and not ITEM.match(outer):
            found.append(number)
    return found


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
        self.environment = {**of_the_user(), "KAPITZA_PROGRAM": KAPITZA, "PYTHONPATH": str(ROOT / "python"), "MPLBACKEND": "agg"}

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
            raise Failed(f"{place}: a block of '{language} {note}'; allowed: sh, python, toml NAME, text, and any with not-run: REASON")
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
        for name in re.findall(r"(?:^|[\s=])((?:tools|jobs|input|build|docs|examples|packaging)/[\w./-]+)", body, re.M):
            if name != "build/kapitza" and not (ROOT / name).exists():
                raise Failed(f"{place}: {name} does not exist")

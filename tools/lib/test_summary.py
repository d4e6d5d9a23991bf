"""The last lines of tools/test, from the report of ctest: how many passed, failed and were skipped, and what was skipped and why.

A test program of ctest may hold many tests. One that skips a few of them and passes the others is passed, and what it skipped
is counted and named all the same. It says so in lines `SKIPPED name: reason`, or, if it is a GoogleTest, in those of GoogleTest.
"""

import re
import sys
import xml.etree.ElementTree as xml

# What GoogleTest prints: the place and the reason, then the name.
GOOGLE_REASON = re.compile(r"^\S+: Skipped\n(.*)$", re.M)
GOOGLE_SKIPPED = re.compile(r"^\[  SKIPPED \] (\S+) \(\d+ ms\)$", re.M)
OURS = re.compile(r"^SKIPPED ?([^:\n]*): (.*)$", re.M)
UNNAMED = re.compile(r"^\w+ \(.*skipped=(\d+).*\)$", re.M)  # of unittest, which names none


def skipped_parts(output):
    """(name, reason) of what a program says that it skipped."""
    parts = [match.groups() for match in OURS.finditer(output)]
    at = 0
    for match in GOOGLE_SKIPPED.finditer(output):
        reason = GOOGLE_REASON.search(output, at, match.start())
        parts.append((match[1], (reason and reason[1]) or "no reason given"))
        at = match.end()
    if not parts and (match := UNNAMED.search(output)):
        parts = [("(not named)", "no reason given")] * int(match[1])
    return parts


def summary(report):
    passed, failed, lines = 0, 0, []
    for case in xml.parse(report).getroot().iter("testcase"):
        parts = skipped_parts(case.findtext("system-out") or "")
        whole = case.find("skipped") is not None or case.get("status") in ("notrun", "disabled")
        if case.find("failure") is not None:
            failed += 1
        elif not whole:
            passed += 1
        elif not parts:
            parts = [("", (case.find("skipped").get("message") if case.find("skipped") is not None else None) or "not run")]
        lines += [f"  skipped: {case.get('name')}{' ' + name if name else ''}: {reason}" for name, reason in parts]
    return "\n".join([f"{passed} passed, {failed} failed, {len(lines)} skipped", *lines])


if __name__ == "__main__":
    print(summary(sys.argv[1]))

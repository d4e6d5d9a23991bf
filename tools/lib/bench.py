"""tools/bench: pairs of measurements in turns, A B A B ..., and their ratios as a table in Markdown and CSV."""

import argparse
import csv
import io
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import tempfile

from bench_errors import Failed, Refused
from outputs import BadUsage, replaceable, require_writable, save
from kapitza import launch
import bench_rows

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUSY = 0.5  # load per core above which times are doubtful
COLUMNS = ["row", "A", "B", "unit", "median A", "median B", "ratio", "least", "greatest", "rounds"]


class Bench:
    """Where the programs are, and how they are run."""

    def __init__(self, build, before, folder, quick):
        self.build, self.before, self.folder, self.quick = build, before, folder, quick
        self.program = build / "kapitza"
        self.environment = launch.environment() | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def run(self, command, ranks=1, **environment):
        """(what it printed, its wall seconds, processor seconds of all ranks, bytes of the largest rank)."""
        command = [str(word) for word in command]
        if ranks > 1:
            command = ["mpirun", "-n", str(ranks), *command]
        with tempfile.TemporaryFile() as output:
            start = os.times().elapsed
            child = subprocess.Popen(command, cwd=self.folder, env=self.environment | environment, stdin=subprocess.DEVNULL,
                                     stdout=output, stderr=subprocess.STDOUT)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            wall = os.times().elapsed - start
            output.seek(0)
            text = output.read().decode(errors="replace")
        if child.returncode != 0:
            raise Failed(f"{shlex.join(command)} ended with {child.returncode}:\n{text}")
        return text, wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024.0

    def solve(self, case, settings=(), ranks=1, program=None, options=(), **environment):
        """Runs the case; the result is in result.h5. An older program may not know --overwrite."""
        (self.folder / "result.h5").unlink(missing_ok=True)
        overrides = [word for setting in settings for word in ("--set", setting)]
        command = [program or self.program, "run", case, *overrides, "--quiet", "-o", self.folder / "result.h5"]
        return self.run([*command, *(["--", *options] if options else [])], ranks, **environment)

    def input(self, name):
        return ROOT / "input" / name

    def case(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


# --- The table ---------------------------------------------------------------------------------------------------------------


def line_of(row, samples):
    """What the table says of a row. Each ratio is that of one round, in which A and B met the same machine."""
    ratios = [sample.ratio for sample in samples]
    return dict(zip(COLUMNS, [row.name, row.A, row.B, row.unit, statistics.median(s.A for s in samples),
                              statistics.median(s.B for s in samples), statistics.median(ratios), min(ratios), max(ratios),
                              len(samples)]))


def written(value):
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def markdown(lines, left_out):
    rows = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    rows += ["| " + " | ".join(written(line[column]).replace("|", "\\|") for column in COLUMNS) + " |" for line in lines]
    if left_out:
        rows += ["", *(f"Left out: {name}: {reason}" for name, reason in left_out)]
    return "\n".join(rows) + "\n"


def comma_separated(lines):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


class Outputs:
    """Where the table goes besides standard output. Nothing is measured before it is known that nothing is lost."""

    def __init__(self, given):
        self.part = "model" if given.model else "bench"
        self.begin, self.end = (f"<!-- {self.part}: {word} -->" for word in ("begin", "end"))
        if given.model and given.csv:
            raise Refused("--csv: found with --model; allowed: --markdown, --document")
        header = ",".join(COLUMNS).encode()
        self.csv = self.file("--csv", given.csv, lambda found: found.startswith(header))
        self.markdown = self.file("--markdown", given.markdown, lambda found: re.match(rb"[^\n]*\d+ cores, load \d", found))
        self.named = given.document
        self.document = given.document and pathlib.Path(os.path.realpath(given.document))
        if self.document:
            require_writable(given.document, self.document, self.document.stat())
            self.divided()

    @staticmethod
    def file(option, name, is_own):
        if name is None:
            return None
        if not name:
            raise Refused(f"{option}: found ''; allowed: the name of a file (is a variable of the shell unset?)")
        return replaceable(name, is_own, f"tools/bench {option}")

    def divided(self):
        """What stands in the document before and behind the table, which is between two marks."""
        text = self.document.read_text()
        if text.count(self.begin) != 1 or text.count(self.end) != 1:
            raise Refused(f"{self.named} needs the lines {self.begin} and {self.end} exactly once")
        before, rest = text.split(self.begin)
        return before, rest.split(self.end)[1]

    def write(self, table, lines):
        if self.csv:
            save(self.csv, lambda part: part.write_text(comma_separated(lines)))
        if self.markdown:
            save(self.markdown, lambda part: part.write_text(table))
        if self.document:
            before, behind = self.divided()
            save(self.document, lambda part: part.write_text(f"{before}{self.begin}\n\n{table}\n{self.end}{behind}"))


# --- The machine -------------------------------------------------------------------------------------------------------------


def cores():
    return len(os.sched_getaffinity(0))


def machine():
    try:
        model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())[1]
    except (OSError, TypeError):
        model = "unknown processor"
    return f"{model}, {cores()} cores, load {os.getloadavg()[0]:.2f}"


def warn_of_load():
    load = os.getloadavg()[0] / cores()
    if load > BUSY:
        print(f"bench: warning: load {load:.2f} per core, above {BUSY:g}: ratios of wall times mean nothing, and those of "
              f"processor times little below 20 %", file=sys.stderr)


def require_optimised(build):
    """Times of a build for debugging answer no question."""
    try:
        cache = dict(re.findall(r"^(\w+):\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.M))
    except OSError as error:
        raise Refused(f"{build} is no build folder: {error.strerror}: {error.filename} (build it with tools/setup)") from error
    kind = cache.get("CMAKE_BUILD_TYPE") or "none"
    if kind not in ("Release", "RelWithDebInfo"):
        raise Refused(f"{build} is of type {kind}; allowed are Release and RelWithDebInfo (tools/setup --preset release)")
    if cache.get("KAPITZA_SANITIZE"):
        raise Refused(f"{build} has sanitizers ({cache['KAPITZA_SANITIZE']}), which take most of the time")


def build_targets(rows, further):
    targets = sorted({"kapitza", *further, *(target for row in rows for target in row.targets)})
    command = [str(ROOT / "tools/setup"), *(word for target in targets for word in ("--target", target))]
    if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode != 0:
        raise Failed(f"{shlex.join(command)} failed")


# --- The command line ----------------------------------------------------------------------------------------------------------


def arguments(all_rows):
    names = "\n".join(f"  {row.name:<26}{row.A} / {row.B}, {row.unit}{'' if row.quick else '  (not --quick)'}" for row in all_rows)
    parser = argparse.ArgumentParser(
        prog="tools/bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Runs the benchmarks and writes a table of ratios A / B. The two of a pair are measured in turns, A B A B ...;\n"
                    "a row has the median of each and of their ratio, with the least and the greatest ratio of a round. What it\n"
                    "needs is built first.",
        epilog=f"rows (a name that ends with a point or is the beginning of several means all of them):\n{names}\n\n"
               "docs/scaling.md explains each. Ends with 0, with 1 if a program failed, with 2 for wrong usage.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to measure (default: all of them)")
    parser.add_argument("--quick", action="store_true", help="about a minute: small cases, one round, fewer rows")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of A and B (default 5; with --quick 1)")
    parser.add_argument("--before", type=pathlib.Path, metavar="DIR", help="build folder of an older revision to compare with")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR", help="build folder to measure as it is (default: build/, "
                        "brought up to date)")
    parser.add_argument("--csv", metavar="FILE", help="also write the table as CSV")
    parser.add_argument("--markdown", metavar="FILE", help="also write the table as Markdown")
    parser.add_argument("--document", type=pathlib.Path, metavar="FILE", help="also put the table between its marks in this "
                        "file, such as docs/scaling.md")
    parser.add_argument("--model", action="store_true", help="in place of rows: time and memory to 10^4 ranks by the model of "
                        "docs/scaling.md, with kernels measured now")
    parser.add_argument("--list", action="store_true", help="print the names of the rows and end")
    return parser, parser.parse_args()


def chosen(all_rows, names, quick):
    """The rows that the names mean, in the order of the table."""
    for name in names:
        if not any(row.is_meant_by(name) for row in all_rows):
            raise Refused(f"no row '{name}'; there are {', '.join(row.name for row in all_rows)}")
    if names:
        return [row for row in all_rows if any(row.is_meant_by(name) for name in names)]
    return [row for row in all_rows if row.quick or not quick]


def measure(bench, rows, rounds):
    lines, left_out = [], []
    for row in rows:
        if reason := row.lacks(bench):
            left_out.append((row.name, reason))
            print(f"bench: left out: {row.name}: {reason}", file=sys.stderr)
            continue
        samples = []
        for number in range(1, rounds + 1):
            print(f"bench: {row.name}, round {number} of {rounds}", file=sys.stderr)
            samples.append(row.measure(bench))
        lines.append(line_of(row, samples))
    return lines, left_out


def main():
    all_rows = bench_rows.rows()
    parser, given = arguments(all_rows)
    if given.list:
        print("\n".join(row.name for row in all_rows))
        return
    if given.rounds is not None and given.rounds < 1:
        parser.error(f"--rounds: found {given.rounds}, at least 1 is needed")
    outputs = Outputs(given)
    rows = [] if given.model else chosen(all_rows, given.rows, given.quick)
    if not given.build:
        build_targets(rows, ["bench_collision"] if given.model else [])
    build = (given.build or ROOT / "build").resolve()
    for folder in filter(None, (build, given.before and given.before.resolve())):
        require_optimised(folder)
        if not os.access(folder / "kapitza", os.X_OK):
            raise Refused(f"{folder} holds no program kapitza")
    print(f"bench: {machine()}", file=sys.stderr)
    warn_of_load()
    with tempfile.TemporaryDirectory(prefix="kapitza_bench_") as folder:
        bench = Bench(build, given.before and given.before.resolve(), pathlib.Path(folder), given.quick)
        about = f"{bench_rows.version(bench)}; {machine()}{'; --quick' if given.quick else ''}\n\n"
        if given.model:
            lines, table = [], about + bench_rows.model_table(bench)
        else:
            lines, left_out = measure(bench, rows, given.rounds or (1 if given.quick else 5))
            table = about + markdown(lines, left_out)
    print(table, end="")
    outputs.write(table, lines)


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        print(f"bench: error: {error}", file=sys.stderr)
        sys.exit(1)
    except (Refused, BadUsage) as error:
        print(f"bench: error: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"bench: error: {error}", file=sys.stderr)
        sys.exit(3)
    except KeyboardInterrupt:
        sys.exit(130)

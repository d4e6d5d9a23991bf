"""Merge the results of an array of jobs into one."""

import argparse
import sys
from pathlib import Path

import merge_lists
import merge_study
from merged_file import merged_file
from parts import differing_key, joined, opened, require_same_program
from results import BadResult

DESCRIPTION = """\
Merge results that differ in one key of their input into the result of a single run:

  boltzmann  defect.Lambda   the states of all parts
             space.points    (scheme = "upwind", one N in each part) extrapolated to 1/N -> 0, and a table over N
  linear     defect.Lambda, scan.mu
  both       momentum.points, space.cells, space.nodes, collision.accuracy, collision.tau_max
                             the part of the highest resolution, and a table of all

Tables are printed, and kept in the group /study of the file. Parts that differ in anything else are refused.
Exit codes: 0 done, 1 the extrapolation is unphysical, 2 bad usage or parts that do not fit together, 3 input/output failure.
"""

# By kind and key: the coordinate along which the parts are joined.
LISTS = {("boltzmann", "defect.Lambda"): "Lambda", ("linear", "defect.Lambda"): "Lambda", ("linear", "scan.mu"): "scan/mu"}
STUDIES = ("momentum.points", "space.points", "space.cells", "space.nodes", "collision.accuracy", "collision.tau_max")
KINDS = ("boltzmann", "linear")


def merge(paths, file, any_revision):
    """What there is to tell of the merged file."""
    with opened(paths) as parts:
        require_same_program(parts, any_revision)
        kind = parts[0].kind
        if kind not in KINDS:
            raise BadResult(f"results of kind '{kind}' cannot be merged (known: {', '.join(KINDS)})")
        key = differing_key(parts)
        if (kind, key) not in LISTS and key not in STUDIES:
            allowed = [name for one, name in LISTS if one == kind] + list(STUDIES)
            raise BadResult(f"the parts differ in {key} ({joined(parts, lambda p: p.keys.get(key, 'not set'))}), which cannot "
                            f"be merged; allowed: {', '.join(allowed)}")
        with merged_file(file) as output:
            if (kind, key) in LISTS:
                return merge_lists.merge(output, parts, key, LISTS[kind, key])
            return merge_study.merge(output, parts, key)


def main():
    parser = argparse.ArgumentParser(prog="merge", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", metavar="PART.h5", nargs="+", help="results of `kapitza run`, two at least")
    parser.add_argument("-o", "--output", metavar="FILE.h5", required=True, help="the merged result")
    parser.add_argument("--any-revision", action="store_true", help="allow parts of different versions of the program")
    arguments = parser.parse_args()
    try:
        paths = [Path(part).resolve() for part in arguments.parts]
        if len(paths) < 2 or len(set(paths)) < len(paths):
            raise BadResult("two or more different files are needed")
        if Path(arguments.output).resolve() in paths:
            raise BadResult(f"{arguments.output}: the merged result must not replace a part")
        print(merge(arguments.parts, arguments.output, arguments.any_revision))
        print(f"merged into {arguments.output}")
    except BadResult as error:
        print(f"merge: error: {error}", file=sys.stderr)
        return 2
    except merge_study.NotPositive as error:
        print(f"merge: error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"merge: error: {arguments.output}: {error.strerror or error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

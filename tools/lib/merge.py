"""Merge the results of an array of jobs into one."""

import argparse
import sys
from pathlib import Path

import merge_cases
import merge_ensemble
import merge_lists
import merge_study
from merged_file import merged_file
from parts import differing_keys, opened, require_same_program, told_apart
from results import BadResult

DESCRIPTION = """\
Merge results whose inputs differ in one key into the result of the single run:

  boltzmann  defect.Lambda   the states of all parts
             space.points    (scheme = "upwind", one N in each part) extrapolated to 1/N -> 0, and a table over N
  linear     defect.Lambda, scan.mu
  both       momentum.points, space.cells, space.nodes, collision.accuracy, collision.tau_max
                             the part of the highest resolution, and a table of all
  micro      ensemble.first (with ensemble.realisations)
                             the ensemble of all realisations, which must follow each other without a gap
             defect.Lambda, defect.lambda, defect.renormalised, defect.length (with lattice.sites)
                             all cases, one of each part, along the axis /case

Tables are printed, and kept in the group /study of the file. Parts that differ in anything else are refused.
Exit codes: 0 done, 1 the extrapolation is unphysical, 2 bad usage or parts that do not fit together, 3 input/output failure.
"""

STUDIES = {name: merge_study.merge for name in ("momentum.points", "space.points", "space.cells", "space.nodes",
                                                "collision.accuracy", "collision.tau_max")}
# By kind and key: what merges parts that differ in it and, besides, in the keys that may go with it.
METHODS = {
    "boltzmann": {"defect.Lambda": merge_lists.along("Lambda"), **STUDIES},
    "linear": {"defect.Lambda": merge_lists.along("Lambda"), "scan.mu": merge_lists.along("scan/mu"), **STUDIES},
    "micro": {"ensemble.first": merge_ensemble.merge,
              **{f"defect.{name}": merge_cases.merge for name in ("Lambda", "lambda", "renormalised", "length")}},
}
COMPANIONS = {"ensemble.first": {"ensemble.realisations"}, "defect.length": {"lattice.sites"}}


def merged_key(parts, methods):
    """The key to merge by; all that differs besides must go with it."""
    different = differing_keys(parts)
    for key in different:
        if key in methods and {*different} <= {key, *COMPANIONS.get(key, ())}:
            return key
    more = "more than one key" if len(different) > 1 else "a key that cannot be merged"
    raise BadResult(f"the parts differ in {more}: {told_apart(parts, different)}; allowed is one of {', '.join(methods)}")


def merge(paths, file, any_revision):
    """What there is to tell of the merged file."""
    with opened(paths) as parts:
        require_same_program(parts, any_revision)
        kind = parts[0].kind
        if kind not in METHODS:
            raise BadResult(f"results of kind '{kind}' cannot be merged (known: {', '.join(METHODS)})")
        key = merged_key(parts, METHODS[kind])
        with merged_file(file) as output:
            return METHODS[kind][key](output, parts, key)


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

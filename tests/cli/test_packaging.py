"""The recipes in packaging/ name what tools/setup installs, and those of the two containers do the same."""

import ast
import re

from harness import ROOT, Program, main

PACKAGING = ROOT / "packaging"
# What Spack chooses a provider for, by its name in the table of tools/setup.
PROVIDED = {"gcc": "cxx", "openmpi": "mpi", "openblas": "lapack", "pkgconf": "pkgconfig"}
NOT_BUILT = {"benchmark"}
# What conda calls differently; the small libraries come by KAPITZA_FETCH.
CONDA = {"gcc": "cxx-compiler", "openblas": "liblapack", "pkgconf": "pkg-config", "googletest": "gmock"}


def in_tools_setup():
    """The names that the table of tools/setup gives for Spack, without variants."""
    table = re.search(r"^other_systems='\n(.*?)^'$", (ROOT / "tools/setup").read_text(), re.M | re.S)[1]
    column = " ".join(line.split("|")[-1] for line in table.splitlines())
    return {re.match("[a-z0-9-]+", name)[0].removeprefix("py-") for name in column.split()} - NOT_BUILT


class Recipes(Program):
    def test_for_spack_name_every_library(self):
        tree = ast.parse((PACKAGING / "spack/spack_repo/kapitza/packages/kapitza/package.py").read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "depends_on"]
        named = {re.match("[a-z0-9-]+", call.args[0].value)[0].removeprefix("py-") for call in calls}
        self.assertEqual({PROVIDED.get(name, name) for name in in_tools_setup()} - named, set())

    def test_for_conda_name_every_library_that_is_not_fetched(self):
        environment = (PACKAGING / "environment.yml").read_text()
        named = set(re.findall(r"^  - ([a-z0-9-]+)", environment, re.M)) | {"matplotlib"} & set(re.findall("matplotlib", environment))
        fetched = {name.replace("_", "-") for name in re.findall(r'^  "([a-z0-9_]+) *\|', (ROOT / "cmake/KapitzaFetch.cmake").read_text(), re.M)}
        self.assertTrue(fetched)
        self.assertEqual({CONDA.get(name, name) for name in in_tools_setup() - fetched} - named, set())

    def test_for_containers_run_the_same_commands(self):
        docker = re.search(r"^RUN (.*?[^\\])\n", (PACKAGING / "Dockerfile").read_text(), re.M | re.S)[1]
        apptainer = re.search(r"^%post\n    set -e\n    cd /src\n(.*?)\n\n", (PACKAGING / "kapitza.def").read_text(), re.M | re.S)[1]
        commands = [part.strip() for part in docker.replace("\\\n", "").split("&&")]
        self.assertGreater(len(commands), 3)
        self.assertEqual(commands, [line.strip().removeprefix("cd / && ") for line in apptainer.splitlines()])


if __name__ == "__main__":
    main()

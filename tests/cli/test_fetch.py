"""The program with -DKAPITZA_FETCH=ON and no way out: the small libraries from the system's source packages, unpacked. At length."""

import os
import shutil
import subprocess
import unittest
from pathlib import Path

import h5py
from harness import ROOT, TINY, Program

CMAKE = os.environ["KAPITZA_CMAKE"]
CXX = os.environ["KAPITZA_CXX"]

# Names in cmake/KapitzaFetch.cmake: source package of Debian, and of those that are headers only the folder that is installed.
LIBRARIES = {
    "FMT": ("fmtlib", None),
    "SPDLOG": ("spdlog", None),
    "MUPARSER": ("muparser", None),
    "TOMLPLUSPLUS": ("tomlplusplus", "toml++"),
    "CLI11": ("cli11", "CLI"),
    "RANDOM123": ("librandom123", "Random123"),
    "NLOHMANN_JSON": ("nlohmann-json3", "nlohmann"),
    "XXHASH": ("xxhash", None),
    "EIGEN": ("eigen3", None),
}
# Nothing of what the system has may stand in for them.
HIDDEN = ["fmt", "spdlog", "CLI11", "tomlplusplus", "nlohmann_json", "Eigen3", "GTest", "benchmark"]


class Sources:
    """Unpacked source packages, by a private copy of apt's lists of where packages come from; the system's stay as they are."""

    def __init__(self, folder):
        self.folder = folder
        for name in "parts", "lists/partial", "cache/archives/partial":
            (folder / name).mkdir(parents=True)
        for place in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
            if place.suffix in (".list", ".sources") and place.exists():
                lines = place.read_text().splitlines()
                lines = [("deb-src " + line[4:] if line.startswith("deb ") else line).replace("Types: deb", "Types: deb-src") for line in lines]
                (folder / "parts" / place.name).write_text("\n".join(line.replace("deb-src-src", "deb-src") for line in lines) + "\n")
        settings = {"Dir::Etc::SourceList": "/dev/null", "Dir::Etc::SourceParts": folder / "parts", "Dir::State::Lists": folder / "lists",
                    "Dir::Cache": folder / "cache", "APT::Sandbox::User": "root"}  # fmt: skip
        self.options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
        self.apt("update")

    def apt(self, *arguments):
        return subprocess.run(["apt-get", "-qq", *self.options, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=300)

    def unpacked(self, package, headers):
        """Where the package was unpacked; of headers also a folder that holds what is installed, where the source cannot be had."""
        self.apt("source", package)
        found = [place for place in self.folder.glob(f"{package}-*") if place.is_dir()]
        if found:
            return found[0]
        installed = Path("/usr/include") / headers if headers else None
        if installed is None or not installed.exists():
            return None
        place = self.folder / f"installed-{headers}"
        shutil.copytree(installed, place / "include" / headers)
        print(f"{package}: no source package here, its installed headers instead")
        return place


class Fetch(Program):
    def skip(self, reason):
        print(f"KAPITZA_FETCH cannot be tested here: {reason}")
        self.skipTest(reason)

    def test_program_of_local_sources_solves_a_case(self):
        if not shutil.which("apt-get") or not shutil.which("dpkg-source"):
            self.skip("no apt-get or no dpkg-source here")
        (self.folder / "sources").mkdir()
        sources = Sources(self.folder / "sources")
        places = {name: sources.unpacked(*package) for name, package in LIBRARIES.items()}
        if absent := [name for name, place in places.items() if place is None]:
            self.skip(f"none to be had of {', '.join(absent)}")
        build = self.start([CMAKE, "-G", "Ninja", "-S", ROOT, "-B", "built", "-DCMAKE_BUILD_TYPE=Debug", f"-DCMAKE_CXX_COMPILER={CXX}",
                            "-DKAPITZA_FETCH=ON", "-DFETCHCONTENT_FULLY_DISCONNECTED=ON", "-DKAPITZA_TESTS=OFF", "-DKAPITZA_BENCH=OFF",
                            *(f"-DFETCHCONTENT_SOURCE_DIR_{name}={place}" for name, place in places.items()),
                            *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in HIDDEN)], timeout=300)  # fmt: skip
        self.assert_done(build)
        self.assert_done(self.start([CMAKE, "--build", "built"], timeout=3000))
        linked = self.start(["ldd", "built/kapitza"]).stdout
        for library in "libfmt", "libspdlog", "libmuparser", "libxxhash":
            self.assertNotIn(library, linked)
        read = {line.strip() for line in self.start(["ninja", "-C", "built", "-t", "deps"]).stdout.splitlines()}
        self.assertTrue([path for path in read if path.endswith("/Random123/philox.h")])
        own = tuple(f"/usr/include/{name}" for name in ("fmt/", "spdlog/", "muParser", "toml++/", "CLI/", "Random123/", "nlohmann/", "xxhash", "eigen3/"))
        self.assertEqual(sorted(path for path in read if path.startswith(own)), [])
        self.write("case.toml", TINY)
        self.assert_done(self.start(["built/kapitza", "run", "case.toml", "-q"], timeout=600))
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual(file.attrs["status"], "complete")

        # What was fetched is installed with the package, where its users find it.
        self.assert_done(self.start([CMAKE, "--install", "built", "--prefix", self.folder / "installed"]))
        self.assert_done(self.start([CMAKE, "-S", ROOT / "examples", "-B", "example", f"-DCMAKE_CXX_COMPILER={CXX}",
                                     f"-DKapitza_ROOT={self.folder}/installed"]))  # fmt: skip
        self.assert_done(self.start([CMAKE, "--build", "example"], timeout=600))
        self.assertIn("boundary resistance  6.6", self.start(["example/two_beams"], timeout=600).stdout)


if __name__ == "__main__":
    unittest.main()

"""The include graph of src/ and include/kapitza/: no arrow points up, or sideways to where the tables below do not let it.

A room is a folder of src/ together with the one of the same name in include/kapitza/.
"""

import os
import re
import unittest
from fnmatch import fnmatchcase
from pathlib import Path

ENGINES = "boltzmann linear micro micro/*"

# room, or one file of it | rooms that it may include, besides itself. A pattern serves where no row has the name itself.
ROOMS = {
    "base": "",
    "model": "base",
    "collision": "model base",
    "boltzmann": "collision model base",
    "linear": "collision model base",
    "micro": "collision model base",
    "micro/transform": "micro model base",
    "micro/noise": "micro/transform micro model base",
    "micro/stepping": "micro/noise micro/transform micro model base",
    "micro/measuring": "micro/noise micro/transform micro model base",
    "micro/relaxing": "micro/measuring micro/stepping micro/noise micro/transform micro model base",
    "micro/quench": "micro/measuring micro/stepping micro/noise micro/transform micro model base",
    "micro/ensemble": "micro/measuring micro/stepping micro/noise micro/transform micro model base",
    "config": "model base",
    "io": "base",
    "kinds": f"config io {ENGINES} collision model base",
    "kinds/merging": f"kinds config io {ENGINES} collision model base",
    "kinds/*": f"kinds kinds/merging config io {ENGINES} collision model base",
    "kinds/registry.cpp": "kinds/*",
    "app": "kinds config io base",
    "app/processor": "",
}

# header of a library | rooms whose files may reach it, by themselves or through what they include. Others are free.
EVERYWHERE_BUT_PHYSICS = "base io config kinds kinds/* app"
LIBRARIES = {
    "mpi.h": f"{EVERYWHERE_BUT_PHYSICS} boltzmann micro micro/*",
    "petsc*.h": f"{EVERYWHERE_BUT_PHYSICS} boltzmann",
    "hdf5*.h": EVERYWHERE_BUT_PHYSICS,
    "toml++/*": "config",
    "muParser.h": "config",
    "CLI/*": "app",
    "nlohmann/*": "base app",
    "Random123/*": "micro micro/noise",
    "fftw3-mpi.h": "micro micro/*",
}
GENERATED = {"kapitza/base/revision.hpp"}  # by CMake, in the build folder

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


def allows(names, room):
    return any(fnmatchcase(room, name) for name in names.split())


def place(file):
    """Its path below src/ or include/kapitza/."""
    return file.removeprefix("src/").removeprefix("include/kapitza/")


def room_of(file):
    return os.path.dirname(place(file))


class Tree:
    def __init__(self, files):
        """Of files: path from the root -> text."""
        self.files = files
        self.wrong = []
        self.arrows = {file: list(self.arrows_of(file)) for file in sorted(files)}

    def arrows_of(self, file):
        """(line, name, the file of the project or None) of each include."""
        text = self.files[file]
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start(match.lastindex)) + 1
            name = match[1] or match[2]
            found = None
            if match[1]:
                # A private header stands in the folder of the file, or is named from there.
                beside = os.path.normpath(os.path.join(os.path.dirname(file), name))
                found = next((path for path in (beside, f"include/{name}") if path in self.files), None)
                if found is None and name not in GENERATED:
                    self.say(file, line, f'includes "{name}", which is neither beside it nor in include/')
            yield line, name, found

    def say(self, file, line, words):
        self.wrong.append(f"{file}:{line}: {words}")

    def row(self, file):
        """What the file may include; None if its room is in no table."""
        room = room_of(file)
        names = ROOMS.get(room) or next((names for key, names in ROOMS.items() if fnmatchcase(room, key)), None)
        extra = ROOMS.get(place(file))
        return f"{names} {extra}" if extra else names

    def check_rooms(self):
        for file, arrows in self.arrows.items():
            room, allowed = room_of(file), self.row(file)
            if allowed is None:
                self.say(file, 1, f"the room {room} has no row in {Path(__file__).name}")
                continue
            for line, name, target in arrows:
                if target and room_of(target) != room and not allows(allowed, room_of(target)):
                    self.say(file, line, f'{room} may not include "{name}" of {room_of(target)}; allowed: {allowed or "no room"}')

    def check_libraries(self):
        """By breadth first, so that the message names the shortest way."""
        for file, arrows in self.arrows.items():
            room = room_of(file)
            seen, ways = {file}, [(line, [name], target) for line, name, target in arrows]
            for line, way, target in ways:
                if target is None:
                    for header, rooms in LIBRARIES.items():
                        if fnmatchcase(way[-1], header) and not allows(rooms, room):
                            self.say(file, line, f"{room} may not reach <{way[-1]}>, here by {' -> '.join(way)}; allowed: {rooms}")
                elif target not in seen:
                    seen.add(target)
                    ways += [(line, [*way, name], further) for _, name, further in self.arrows[target]]


def wrong_arrows(files):
    tree = Tree(files)
    tree.check_rooms()
    tree.check_libraries()
    return tree.wrong


class Arrows(unittest.TestCase):
    def test_of_this_tree(self):
        root = Path(__file__).resolve().parents[3]
        paths = [*root.glob("src/**/*.[ch]pp"), *root.glob("include/kapitza/**/*.hpp")]
        self.assertGreater(len(paths), 100)
        wrong = wrong_arrows({path.relative_to(root).as_posix(): path.read_text() for path in paths})
        self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def wrong_in(self, files):
        """Of a tree of these files: name -> what it includes."""
        return wrong_arrows({name: "#pragma once\n" + "".join(f"#include {file}\n" for file in its) for name, its in files.items()})

    def test_that_point_down_are_right(self):
        self.assertEqual(self.wrong_in(SOUND), [])

    def test_that_are_planted_are_found(self):
        for name, include, *words in PLANTED:
            with self.subTest(name=name, include=include):
                found = self.wrong_in({**SOUND, name: [*SOUND.get(name, []), include]})
                place = f"{name}:{2 + len(SOUND.get(name, []))}: "
                self.assertTrue(any(line.startswith(place) and all(word in line for word in words) for line in found), found)

    def test_a_room_without_a_row_is_found(self):
        (found,) = self.wrong_in({**SOUND, "src/cooking/pot.cpp": []})
        self.assertIn("src/cooking/pot.cpp:1: the room cooking has no row", found)


# A small house, to which the arrows below are added one at a time.
SOUND = {
    "include/kapitza/base/error.hpp": ["<string>"],
    "include/kapitza/base/hdf5.hpp": ["<hdf5.h>", "<mpi.h>"],
    "include/kapitza/model/grid.hpp": ['"kapitza/base/error.hpp"'],
    "include/kapitza/collision/settings.hpp": ['"kapitza/model/grid.hpp"'],
    "include/kapitza/boltzmann/engine.hpp": ['"kapitza/collision/settings.hpp"', "<petscts.h>"],
    "include/kapitza/linear/modes.hpp": ['"kapitza/collision/settings.hpp"'],
    "include/kapitza/micro/system.hpp": ['"kapitza/model/grid.hpp"'],
    "include/kapitza/micro/noise/noise.hpp": ['"kapitza/micro/system.hpp"'],
    "src/micro/noise/philox.cpp": ['"kapitza/micro/noise/noise.hpp"', '"block.hpp"', "<Random123/philox.h>"],
    "src/micro/noise/block.hpp": ['"../system_private.hpp"'],
    "src/micro/system_private.hpp": [],
    "include/kapitza/micro/stepping/stepper.hpp": ['"kapitza/micro/noise/noise.hpp"'],
    "include/kapitza/micro/measuring/moments.hpp": ['"kapitza/micro/system.hpp"'],
    "include/kapitza/micro/ensemble/ensemble.hpp": ['"kapitza/micro/stepping/stepper.hpp"', '"kapitza/micro/measuring/moments.hpp"'],
    "include/kapitza/config/key.hpp": ['"kapitza/base/error.hpp"'],
    "src/config/document.cpp": ['"kapitza/config/key.hpp"', "<toml++/toml.h>"],
    "include/kapitza/io/result_file.hpp": ['"kapitza/base/hdf5.hpp"'],
    "include/kapitza/kinds/kind.hpp": ['"kapitza/config/key.hpp"', '"kapitza/io/result_file.hpp"'],
    "include/kapitza/kinds/micro/case.hpp": ['"kapitza/kinds/kind.hpp"', '"kapitza/micro/ensemble/ensemble.hpp"'],
    "include/kapitza/kinds/linear/case.hpp": ['"kapitza/kinds/kind.hpp"', '"kapitza/linear/modes.hpp"'],
    "src/kinds/registry.cpp": ['"kapitza/kinds/micro/case.hpp"', '"kapitza/kinds/linear/case.hpp"', '"kapitza/io/result_file.hpp"'],
    "src/kinds/run_control.cpp": ['"kapitza/kinds/kind.hpp"'],
    "src/app/run.cpp": ['"kapitza/kinds/kind.hpp"', "<CLI/CLI.hpp>"],
}

# (file, what it includes besides, words of the message)
PLANTED = [
    ("include/kapitza/base/error.hpp", '"kapitza/model/grid.hpp"', "base may not include", "of model", "no room"),
    ("include/kapitza/model/grid.hpp", '"kapitza/collision/settings.hpp"', "model may not", "of collision"),
    ("include/kapitza/collision/settings.hpp", '"kapitza/linear/modes.hpp"', "collision may not", "of linear"),
    ("include/kapitza/boltzmann/engine.hpp", '"kapitza/linear/modes.hpp"', "boltzmann may not", "of linear"),
    ("include/kapitza/linear/modes.hpp", '"kapitza/io/result_file.hpp"', "linear may not", "of io"),
    ("include/kapitza/micro/system.hpp", '"kapitza/micro/noise/noise.hpp"', "micro may not", "of micro/noise"),
    ("src/micro/noise/philox.cpp", '"kapitza/micro/stepping/stepper.hpp"', "micro/noise may not", "of micro/stepping"),
    ("include/kapitza/micro/stepping/stepper.hpp", '"kapitza/micro/measuring/moments.hpp"', "of micro/measuring"),
    ("include/kapitza/micro/measuring/moments.hpp", '"kapitza/micro/ensemble/ensemble.hpp"', "of micro/ensemble"),
    ("src/micro/noise/block.hpp", '"../../io/private.hpp"', "neither beside it nor in include/"),
    ("src/micro/system_private.hpp", '"noise/block.hpp"', "micro may not", "of micro/noise"),
    ("src/config/document.cpp", '"kapitza/kinds/kind.hpp"', "config may not", "of kinds"),
    ("src/config/document.cpp", '"kapitza/io/result_file.hpp"', "config may not", "of io"),
    ("include/kapitza/io/result_file.hpp", '"kapitza/model/grid.hpp"', "io may not", "of model"),
    ("include/kapitza/kinds/kind.hpp", '"kapitza/kinds/micro/case.hpp"', "kinds may not", "of kinds/micro"),
    ("src/kinds/run_control.cpp", '"kapitza/kinds/linear/case.hpp"', "kinds may not", "of kinds/linear"),
    ("include/kapitza/kinds/micro/case.hpp", '"kapitza/kinds/linear/case.hpp"', "kinds/micro may not", "of kinds/linear"),
    ("src/kinds/run_control.cpp", '"../app/commands.hpp"', "neither beside it nor in include/"),
    ("src/kinds/registry.cpp", '"../app/run.cpp"', "kinds may not", "of app"),
    ("src/app/run.cpp", '"kapitza/kinds/micro/case.hpp"', "app may not", "of kinds/micro"),
    ("src/app/run.cpp", '"kapitza/linear/modes.hpp"', "app may not", "of linear"),
    ("include/kapitza/model/grid.hpp", "<mpi.h>", "model may not reach <mpi.h>"),
    ("include/kapitza/collision/settings.hpp", '"kapitza/base/hdf5.hpp"', "collision may not reach <mpi.h>", "hdf5.hpp -> mpi.h"),
    ("include/kapitza/boltzmann/engine.hpp", '"kapitza/base/hdf5.hpp"', "boltzmann may not reach <hdf5.h>"),
    ("src/kinds/run_control.cpp", "<toml++/toml.h>", "kinds may not reach <toml++/toml.h>"),
    ("src/kinds/run_control.cpp", "<CLI/CLI.hpp>", "kinds may not reach <CLI/CLI.hpp>"),
    ("include/kapitza/linear/modes.hpp", "<petscksp.h>", "linear may not reach <petscksp.h>"),
    ("include/kapitza/micro/system.hpp", "<petscts.h>", "micro may not reach <petscts.h>"),
]


if __name__ == "__main__":
    unittest.main()

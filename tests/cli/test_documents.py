"""The documents are followed line by line: every block of README and guide is run, links lead somewhere, and the lists of the guide are
those of the program."""

import re

from documents import BLOCK, Failed, Reader, blocks, stray, tree
from harness import KAPITZA, ROOT, Program, main

FOLLOWED = {"README.md": ["quickstart.png"], "docs/results.md": ["figures"],  # with what is there at their end
            "docs/guide.md": ["quickstart.png", "small_temperature.csv", "all.h5", "N.h5", "setup.png", "field.png", "stopped.h5"]}  # fmt: skip
FOLDERS = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith((".", "build", "results"))]
DOCUMENTS = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in folder.rglob("*.md"))])


def anchors(text):
    """Of the headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", re.sub(BLOCK, "", text), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


class Documents(Program):
    def follow(self, document):
        tree(self.folder)
        reader = Reader(self.folder, document)
        for block in blocks(document):
            with self.subTest(line=block[3]):
                reader.follow(*block)
        print(f"{document}: {sum(reader.seconds.values()):.0f} s, longest at line {max(reader.seconds, key=reader.seconds.get)}")
        lines = (ROOT / document).read_text().splitlines()
        heads = [i for i, line in enumerate(lines, 1) if line.startswith("## ")]
        for head, end in zip(heads, [*heads[1:], len(lines) + 1]):
            print(f"{sum(s for line, s in reader.seconds.items() if head < line < end):7.1f} s: {lines[head - 1][3:]}")
        for name in FOLLOWED[document]:
            self.assertIn(name, self.files())

    def test_guide(self):
        self.follow("docs/guide.md")

    def test_readme(self):
        self.follow("README.md")

    def test_results(self):
        self.follow("docs/results.md")

    def test_all_code_is_run_or_says_why_not(self):
        for document in DOCUMENTS:
            with self.subTest(document=document):
                self.assertEqual(stray((ROOT / document).read_text()), [], "lines with code in no block")
                for language, note, body, line in blocks(document) if document not in FOLLOWED else ():
                    self.assertTrue(note.startswith("not-run"), f"{document}, line {line}: a block of '{language}' that nobody runs; "
                                    "allowed: a reason, ```LANGUAGE not-run: REASON, or a test of the document here")  # fmt: skip
                    Reader(self.folder, document).follow(language, note, body, line)

    def test_links_lead_somewhere(self):
        for document in DOCUMENTS:
            text = (ROOT / document).read_text()
            for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(BLOCK, "", text)):
                if link.startswith("http"):
                    continue
                name, _, anchor = link.partition("#")
                target = (ROOT / document).parent / name if name else ROOT / document
                with self.subTest(document=document, link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target.read_text()))

    def test_every_document_is_in_the_index(self):
        index = (ROOT / "docs/README.md").read_text()
        for path in (ROOT / "docs").glob("*.md"):
            self.assertTrue(path.name == "README.md" or f"]({path.name})" in index, path.name)

    def test_guide_names_all_that_a_formula_knows(self):
        guide = (ROOT / "docs/guide.md").read_text()
        rows = dict(re.findall(r"^\| (operators|functions|numbers and constants) \| (.*) \|$", guide, re.M))
        written = {name: re.findall(r"`([^`]+)`", row.replace(r"\|", "|")) for name, row in rows.items()}
        functions, operators = written["functions"], written["operators"]
        # What the program itself says that it knows.
        self.assertEqual(sorted(functions), self.known("cot(k)", "functions are"))
        self.assertEqual(sorted(word for word in written["numbers and constants"] if word[0].isalpha() or word[0] == "_"), self.known("cot(k)", "constants are"))
        self.assertEqual(sorted(["?", ":", "(", ")", *(word for word in operators if word != "(a ? b : c)")]), self.known("k $ 2", "operators are"))
        several = {"atan2": "(k, 2)", "min": "(k, 1)", "max": "(k, 1)", "sum": "(k, 1)", "avg": "(k, 1)", "acosh": "(1 + k^2)", "asin": "(k/9)",
                   "acos": "(k/9)", "atanh": "(k/9)"}  # fmt: skip
        terms = [f"abs({name}{several.get(name, '(abs(k) + 0.1)')})" for name in functions]
        for operator in operators:
            terms.append({"(a ? b : c)": "(k > 1 ? 1 : 2)", "&&": "(k > 1 && k < 2)", "||": "(k > 1 || k < 2)"}.get(operator, f"abs(k {operator} 2.5)"))
        # All of them together.
        self.assert_done(self.check(" + ".join(terms + written["numbers and constants"])))

    def known(self, formula, of_what):
        """What is listed where a formula is refused."""
        refused = self.check(formula)
        self.assertEqual(refused.returncode, 2, refused.stdout)
        return sorted(re.search(rf"{of_what} ([^,\n]*)", refused.stderr)[1].split())

    def check(self, formula):
        return self.start([KAPITZA, "check", "case.toml", "--set", f'injection.left="{formula}"'])


class WhatIsCode(Program):
    """Is found wherever it stands."""

    def test_in_blocks_alone(self):
        for text, lines in [
            ("a\n\n```sh\nb\n```\n", []),
            ("a\n\n    b\n    c\n\n    d\n\ne\n", [3, 6]),
            ("a\n    goes on\n", []),
            ("- a\n\n    more of the item\n\nb\n\n    c\n", [7]),
            ("1. a\n\n\tmore of the item\n", []),
            ("```\na\n```\n", [1, 3]),
            ("```sh\na\n```\n\n~~~sh\nb\n~~~\n", [5, 7]),
            ("- a\n  ```sh\n  b\n  ```\n", [2, 4]),
            ("```sh\n    a\n\n    b\n```\n\n    c\n", [7]),
        ]:
            with self.subTest(text=text):
                self.assertEqual(stray(text), lines)


class TheReaderItself(Program):
    """Notices what is wrong with a document."""

    def refused(self, *block, printed=""):
        tree(self.folder)
        reader = Reader(self.folder, "a.md")
        reader.printed = printed
        with self.assertRaises(Failed) as caught:
            reader.follow(*block, 7)
        return str(caught.exception)

    def test_notices_what_fails_and_leaves_no_file(self):
        self.assertIn("a.md, line 7: exit code 3", self.refused("sh", "", "true\nexit 3\n"))
        self.assertEqual(self.files(), ["build", "case.toml", "docs", "examples", "input", "jobs", "python", "tools"])

    def test_notices_a_pipe_that_breaks(self):
        self.assertIn("exit code 1", self.refused("sh", "", "false | cat\n"))

    def test_notices_an_exception(self):
        self.assertIn("ZeroDivisionError", self.refused("python", "", "1/0"))

    def test_notices_what_was_not_printed(self):
        self.assertIn("not printed:\nb", self.refused("text", "", "a\nb\n", printed="a\n"))

    def test_notices_what_is_not_there(self):
        self.assertIn("jobs/none.sbatch does not exist", self.refused("sh", "not-run: needs SLURM here", "sbatch jobs/none.sbatch\n"))

    def test_wants_a_reason(self):
        self.assertIn("without a reason", self.refused("sh", "not-run", "true\n"))

    def test_knows_no_other_language(self):
        self.assertIn("allowed: sh", self.refused("fortran", "", "end\n"))


if __name__ == "__main__":
    main()

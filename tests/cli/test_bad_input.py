"""Whatever is wrong with the input is said once, with its place, before any work and without leaving a file."""

from harness import TINY, Program, main


class BadInput(Program):
    def refuse(self, old, new, *parts, ranks=1):
        self.assertIn(old, TINY)
        self.write("case.toml", TINY.replace(old, new))
        self.assert_refused(self.kapitza("run", "case.toml", ranks=ranks), 2, *parts)

    def test_unknown_key(self):
        self.refuse("cells = 3", "cells = 3\ncolour = 1", "case.toml:22:", "space.colour")

    def test_unknown_table(self):
        self.refuse("[space]", "[spice]", "case.toml:", "spice", 'did you mean "space"?')

    def test_misspelt_key_names_the_nearest(self):
        self.refuse("points = 32", "pionts = 32", "case.toml:4:1", "pionts", 'did you mean "points"?')

    def test_wrong_type(self):
        self.refuse("points = 32", 'points = "many"', "case.toml:4:", "momentum.points")

    def test_syntax(self):
        self.refuse("points = 32", "points = = 32", "case.toml:4:")

    def test_odd_and_too_few_momenta(self):
        self.refuse("points = 32", "points = 33", "case.toml:4:", "33", "even")
        self.refuse("points = 32", "points = 6", "case.toml:4:", "6", "8")

    def test_empty_and_negative_Lambda(self):
        self.refuse("[0.1, 1]", "[]", "case.toml:17:", "defect.Lambda")
        self.refuse("[0.1, 1]", "[0.1, -1]", "case.toml:17:", "-1")

    def test_formula_that_does_not_parse(self):
        self.refuse('left = "0.15 + 1.6*exp(', 'left = "0.15 + 1.6*expo(', "case.toml:13:", "injection.left: position 12")

    def test_decimal_commas_and_left_out_asterisks_get_their_hint(self):
        for formula in "1,5", "exp(-1,5)", "0.5 + exp(-1,5*k^2)":
            self.refuse('left = "0.15', f'left = "{formula} + 0.15', "case.toml:13:", "decimals follow a point")
        for formula in "2k", "2(1 + k)", "k(1 + k)", "(1 + k)(1 + k)":
            self.refuse('left = "0.15', f'left = "{formula} + 0.15', "case.toml:13:", "a product is written with *")
        self.assertNotIn("expression position", self.kapitza("check", "case.toml", "--set", "injection.left=exp(1,2)").stderr)

    def test_occupation_that_is_not_a_number(self):
        self.refuse('left = "0.15', 'left = "sqrt(-k^2) + 0.15', "case.toml:13:", "injection.left")

    def test_occupation_that_is_not_positive(self):
        self.refuse('left = "0.15', 'left = "-5', "case.toml:13:", "injection.left")

    def test_thermal_state_without_gap(self):
        self.refuse('right = "mirror"', "right = {thermal = {beta = 1.0, mu = 0.5}}", "case.toml:14:", "right.thermal.mu: found 0.5")

    def test_missing_table(self):
        self.refuse('right = "mirror"', 'right = {file = "none.h5", dataset = "/n"}', "case.toml:14:", "none.h5")

    def test_all_findings_at_once(self):
        self.write("case.toml", TINY.replace("points = 32", "points = 7").replace("[0.1, 1]", "[-1]"))
        done = self.kapitza("run", "case.toml")
        self.assert_refused(done, 2, "case.toml:4:", "case.toml:17:")

    def test_one_message_from_several_ranks(self):
        self.refuse("points = 32", "points = 33", "case.toml:4:", ranks=2)
        self.refuse('left = "0.15', 'left = "-5', "case.toml:13:", ranks=2)

    def test_missing_case(self):
        self.assert_refused(self.kapitza("run", "none.toml"), 2, "none.toml")
        self.assert_refused(self.kapitza("check", "none.toml"), 2, "none.toml")

    def test_bad_override(self):
        self.assert_refused(self.kapitza("run", "case.toml", "--set", "space.cells=-3"), 2, "space.cells")
        self.assert_refused(self.kapitza("check", "case.toml", "--set", "nonsense"), 2, "nonsense")


class BadUsage(Program):
    def test_unknown_words(self):
        self.assert_refused(self.kapitza(), 2, "sub-command")
        self.assert_refused(self.kapitza("jump"), 2, "jump")
        self.assert_refused(self.kapitza("run", "case.toml", "--fast"), 2, "--fast")
        self.assert_refused(self.kapitza("run"), 2, "CASE.toml")
        self.assert_refused(self.kapitza("keys", "cooking"), 2, "cooking")

    def test_one_message_from_several_ranks(self):
        self.assert_refused(self.kapitza("run", "case.toml", "--fast", ranks=2), 2, "--fast")

    def test_petsc_options_that_nothing_asks_for(self):
        done = self.kapitza("run", "case.toml", "--", "-kapitza_no_such_option", "1", ranks=2)
        self.assert_refused(done, 2, "kapitza_no_such_option")

    def test_petsc_options_where_there_is_no_solver(self):
        self.assert_refused(self.kapitza("check", "case.toml", "--", "-ts_monitor"), 2, "PETSc")

    def test_word_that_is_no_option(self):
        self.assert_refused(self.kapitza("run", "case.toml", "--", "fast"), 2, "found 'fast' where an option")

    def test_output_of_an_unset_variable(self):
        for arguments in (["run", "case.toml", "-o", ""], ["merge", "a.h5", "b.h5", "-o", ""]):
            done = self.kapitza(*arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("-o: found ''; allowed: the name of a file", done.stderr)
            self.assertEqual(self.files(), ["case.toml"])

    def test_input_of_an_unset_variable(self):
        for option in "--extend", "--restart":
            self.assert_refused(self.kapitza("run", "case.toml", option, ""), 2, f"{option}: found ''; allowed: the name of a file")

    def test_files_that_cannot_be_shown(self):
        self.assert_refused(self.kapitza("show", "none.h5"), 2, "none.h5")
        self.assert_refused(self.kapitza("show", "case.toml"), 3, "case.toml", "not an HDF5 file")


if __name__ == "__main__":
    main()

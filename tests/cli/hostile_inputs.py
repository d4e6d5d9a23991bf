"""The hostile inputs, one row each: what is wrong with a case, and the words of the message that say so.

`python3 hostile_inputs.py FOLDER` writes each as FOLDER/NAME.toml, for what reads files: the fuzzer and the property tests.
"""

import os
import sys
from pathlib import Path

BOLTZMANN = """\
kind = "boltzmann"
[momentum]
points = 32
[interaction]
coefficients = { "3" = 6.0 }
[injection]
left = "1/(k^2 + 1)"
[defect]
Lambda = 1
"""

LINEAR = """\
kind = "linear"
[momentum]
points = 32
[interaction]
coefficients = { "3" = 6.0 }
[background]
thermal = { beta = 1.0, mu = -1.0 }
[perturbation]
left = "sin(k)"
[defect]
Lambda = 1
"""

# The part of BOLTZMANN that is replaced; nothing: at the end is added
#       (name, by what, the message behind the name of the file)
OF_BOLTZMANN = {
    'kind = "boltzmann"': [
        ("kind_given_in_a_table", '[kind]\nname = "boltzmann"', ":1:1: kind: found a table"),
        ("kind_in_capitals", 'kind = "Boltzmann"', ':1:8: kind: found "Boltzmann"'),
        ("kind_is_a_list", 'kind = ["boltzmann"]', ":1:8: kind: found a list"),
        ("kind_is_a_number", "kind = 1", ":1:8: kind: found 1"),
    ],
    'kind = "boltzmann"\n': [
        ("kind_is_missing", "", ": kind: missing"),
    ],
    "[momentum]": [
        ("table_header_without_end", "[momentum", ":2:10: Error while parsing table header"),
        ("table_is_a_list", "[[momentum]]", ":2:1: momentum: found a list"),
    ],
    "[momentum]\npoints = 32": [
        ("table_is_a_number", "momentum = 32", ":2:12: momentum: found 32"),
    ],
    "points = 32": [
        ("key_given_twice", "points = 32\npoints = 64", ":4:10: Error while parsing key-value pair"),
        ("key_holds_a_line_break", 'points = 32\n"a\\nkapitza: error: b" = 1', r":4:1: momentum.a\x0Akapitza: error: b: unknown key"),
        ("key_holds_format_specifiers", 'points = 32\n"%n%s{}{0}" = 1', ":4:1: momentum.%n%s{}{0}: unknown key"),
        ("key_holds_terminal_escapes", 'points = 32\n"\\u001b[2J\\u0007" = 1', r":4:1: momentum.\x1B[2J\x07: unknown key"),
        ("key_holds_controls_of_latin1", 'points = 32\n"\u009b2J\u202e" = 1', ":4:1: momentum.\\xC2\\x9B2J\u202e: unknown key"),
        ("key_above_ascii", "points = 32\nλ = 1", ":4:1: byte 0xCE; outside strings and comments ASCII is allowed"),
        ("key_above_ascii_quoted", 'points = 32\n"λ" = 1', ":4:1: momentum.λ: unknown key"),
        ("key_inside_a_number", "points = 32\npoints.deep = 1", ":4:1: Error while parsing key-value pair"),
        ("key_is_empty", 'points = 32\n"" = 1', ":4:1: momentum.: unknown key"),
        ("key_too_deep", "points.of.the.grid = 32", ":3:1: momentum.points: found a table"),
        ("key_without_value", "points =", ":3:9: Error while parsing key-value pair"),
        ("points_a_date", "points = 1979-05-27T07:32:00Z", ":3:10: momentum.points: found a date or time"),
        ("points_beyond_64_bits", "points = 9223372036854775808", ":3:29: Error while parsing decimal integer"),
        ("points_hexadecimal_and_odd", "points = 0x21", ":3:10: momentum.points: found 33"),
        ("points_infinite", "points = +inf", ":3:10: momentum.points: found inf"),
        ("points_largest_of_64_bits", "points = 9223372036854775807", ":3:10: momentum.points: found 9223372036854775807"),
        ("points_not_a_number", "points = nan", ":3:10: momentum.points: found nan"),
        ("points_real", "points = 32.5", ":3:10: momentum.points: found 32.5"),
        ("points_smallest_of_64_bits", "points = -9223372036854775808", ":3:10: momentum.points: found -9223372036854775808"),
        ("points_that_wrap_to_32", "points = 4294967328", ":3:10: momentum.points: found 4294967328"),
        ("points_true", "points = true", ":3:10: momentum.points: found true"),
        ("value_without_key", "= 32", ":3:1: Error while parsing root table"),
    ],
    'coefficients = { "3" = 6.0 }': [
        ("coefficients_a_list", "coefficients = [0, 0, 6.0]", ":5:16: interaction.coefficients: found a list"),
        ("coefficients_empty", "coefficients = {}", ":5:16: interaction.coefficients: found an empty table"),
        ("coefficients_not_a_number", 'coefficients = { "3" = nan }', ":5:24: interaction.coefficients: found nan"),
        ("coefficients_order_nine", 'coefficients = { "9" = 1.0 }', ':5:18: interaction.coefficients: found order "9"'),
        ("coefficients_order_overflows", 'coefficients = { "99999999999999999999" = 6.0 }',
         ':5:18: interaction.coefficients: found order "99999999999999999999"'),
        ("coefficients_order_padded", 'coefficients = { "03" = 6.0 }', ':5:18: interaction.coefficients: found order "03"'),
        ("coefficients_order_zero", 'coefficients = { "0" = 1.0, "3" = 6.0 }', ':5:18: interaction.coefficients: found order "0"'),
        ("coefficients_text", 'coefficients = { "3" = "6" }', ':5:24: interaction.coefficients: found "6"'),
        ("coefficients_without_interaction", 'coefficients = { "1" = 6.0 }',
         ":5:16: interaction.coefficients: no interaction coefficient of order 2 or more differs from zero"),
        ("inline_table_without_end", 'coefficients = { "3" = 6.0', ":5:27: Error while parsing inline table"),
    ],
    'left = "1/(k^2 + 1)"': [
        ("character_above_ascii_in_formula", 'left = "1/(k² + 1)"',
         ':7:8: injection.left: position 5 of the formula "1/(k² + 1)": \'²\' is no part of a formula; write powers with ^'),
        ("character_above_ascii_is_one_column", 'left = "λΛ" "', ":7:13: Error while parsing key-value pair"),
        ("utf8_beyond_unicode", 'left = "\udcf4\udc90\udc80\udc80"', ":7:9: byte 0xF4; allowed is UTF-8 text"),
        ("utf8_continuation_alone", "left = '\udc80'", ":7:9: byte 0x80; allowed is UTF-8 text"),
        ("utf8_cut_by_the_quote", 'left = "Ψ\udce2\udc82"', ":7:10: byte 0xE2; allowed is UTF-8 text"),
        ("utf8_latin1_in_comment", 'left = "1" # caf\udce9', ":7:17: byte 0xE9; allowed is UTF-8 text"),
        ("utf8_latin1_in_string", 'left = "caf\udce9"', ":7:12: byte 0xE9; allowed is UTF-8 text"),
        ("utf8_overlong_quote", 'left = "\udcc0\udca2', ":7:9: byte 0xC0; allowed is UTF-8 text"),
        ("utf8_overlong_slash", 'left = """\udce0\udc80\udcaf"""', ":7:11: byte 0xE0; allowed is UTF-8 text"),
        ("utf8_surrogate", "left = \'\'\'\udced\udca0\udc80\'\'\'", ":7:11: byte 0xED; allowed is UTF-8 text"),
        ("utf8_typographic_quotes", "left = “1”", ":7:8: byte 0xE2; outside strings and comments ASCII is allowed"),
        ("formula_a_list", 'left = ["1"]', ":7:8: injection.left: found a list"),
        ("formula_a_number", "left = 1", ":7:8: injection.left: found 1"),
        ("formula_assigns", 'left = "k = 2"', ':7:8: injection.left: position 3 of the formula "k = 2": \'=\' assigns'),
        ("formula_bars", 'left = "1/(|k| + 1)"',
         ':7:8: injection.left: position 4 of the formula "1/(|k| + 1)": \'|\' is not an operator; write the absolute value as abs(...)'),
        ("formula_blank", r'left = " \t "', r':7:8: injection.left: position 1 of the formula " \x09 ": it is empty'),
        ("formula_empty", 'left = ""', ':7:8: injection.left: position 1 of the formula "": it is empty'),
        ("formula_escaped_unicode", r'left = "1/(k\u00b2 + 1)"',
         ':7:8: injection.left: position 5 of the formula "1/(k² + 1)": \'²\' is no part of a formula'),
        ("formula_format_specifiers", 'left = "%s%n{}"',
         ':7:8: injection.left: position 1 of the formula "%s%n{}": Unexpected token "%s%n{} " found'),
        ("formula_half_a_choice", 'left = "k > 0 ? 1"',
         ':7:8: injection.left: position 1 of the formula "k > 0 ? 1": If-then-else operator is missing an else clause'),
        ("formula_mirror_on_the_left", 'left = "mirror"', ':7:8: injection.left: found "mirror"'),
        ("formula_negative_somewhere", 'left = "k^2 - 1"', ":7:8: injection.left: the occupation is n = -"),
        ("formula_nul", r'left = "1 + \u0000k"', r":7:8: \u0000 in a string"),
        ("formula_only_an_operator", 'left = "+"', ':7:8: injection.left: position 2 of the formula "+": an operand is missing'),
        ("formula_overflows", 'left = "exp(exp(exp(9)))"', ":7:8: injection.left: the occupation is n = inf"),
        ("formula_pole_everywhere", 'left = "1/(k - k)"', ":7:8: injection.left: the occupation is n = inf"),
        ("formula_python", 'left = "1/(k**2 + 1)"',
         ':7:8: injection.left: position 5 of the formula "1/(k**2 + 1)": write powers with ^ instead of **'),
        ("formula_quoted", r'left = "\"1\""',
         ':7:8: injection.left: position 4 of the formula ""1"": Strings must only be used as function arguments!'),
        ("formula_root_of_minus_one", 'left = "sqrt(-1)"', ":7:8: injection.left: the occupation is n = nan"),
        ("formula_shell", 'left = "$(touch hacked)"',
         ':7:8: injection.left: position 1 of the formula "$(touch hacked)": Unexpected token "$(touch hacked) " found'),
        ("formula_two_values", 'left = "1, 2"',
         ':7:8: injection.left: position 2 of the formula "1, 2": a formula has one value, this one has several (decimals'),
        ("formula_unbalanced", 'left = "((k"', ':7:8: injection.left: position 4 of the formula "((k": Missing parenthesis'),
        ("formula_unknown_variable", 'left = "1/(x^2 + 1)"',
         ':7:8: injection.left: position 4 of the formula "1/(x^2 + 1)": Unexpected token "x" found'),
        ("formula_without_arguments", 'left = "sin()"',
         ':7:8: injection.left: position 5 of the formula "sin()": Too few parameters for function "sin"; the variable is k'),
        ("injection_dataset_alone", 'left = { dataset = "/n" }', ":7:8: injection.left: found no such form"),
        ("injection_empty_table", "left = {}", ":7:8: injection.left: found no such form"),
        ("injection_file_a_number", "left = { file = 1 }", ":7:17: injection.left.file: found 1"),
        ("injection_file_empty", 'left = { file = "" }', ':7:17: injection.left.file: found ""'),
        ("injection_thermal_a_number", "left = { thermal = 1 }", ":7:20: injection.left.thermal: found 1"),
        ("injection_thermal_and_file", 'left = { thermal = { beta = 1, mu = -1 }, file = "n.h5" }',
         ":7:8: injection.left: found both a thermal state and a file"),
        ("injection_thermal_beta_infinite", "left = { thermal = { beta = inf, mu = -1 } }",
         ":7:29: injection.left.thermal.beta: found inf"),
        ("injection_thermal_beta_zero", "left = { thermal = { beta = 0, mu = -1 } }", ":7:29: injection.left.thermal.beta: found 0"),
        ("injection_thermal_with_more", "left = { thermal = { beta = 1, mu = -1, T = 1 } }",
         ":7:41: injection.left.thermal.T: unknown key"),
        ("injection_thermal_without_mu", "left = { thermal = { beta = 1 } }", ":7:20: injection.left.thermal.mu: missing"),
        ("literal_string_without_end", "left = '1/(k^2 + 1)", ":7:20: Error while parsing literal string"),
        ("multiline_string_without_end", 'left = """1/(k^2 + 1)', ":9:12: Error while parsing string"),
        ("string_beyond_unicode", r'left = "\UFFFFFFFF"', ":7:19: Error while parsing unicode scalar sequence"),
        ("string_with_surrogate", r'left = "\uD800"', ":7:15: Error while parsing unicode scalar sequence"),
        ("string_with_unknown_escape", r'left = "1 \q"', ":7:12: Error while parsing string"),
        ("string_without_end", 'left = "1/(k^2 + 1)', ":7:20: Error while parsing string"),
        ("table_given_twice", 'left = "1/(k^2 + 1)"\n[momentum]', ":8:1: Error while parsing table header"),
    ],
    "Lambda = 1": [
        ("Lambda_a_table", "Lambda = { from = 1, to = 2 }", ":9:10: defect.Lambda: found a table"),
        ("Lambda_infinite", "Lambda = [1, inf]", ":9:14: defect.Lambda: found inf"),
        ("Lambda_minus_zero", "Lambda = -0.0", ":9:10: defect.Lambda: found -0.0"),
        ("Lambda_mixed", 'Lambda = [1, "2"]', ':9:14: defect.Lambda: found "2"'),
        ("Lambda_nested", "Lambda = [[1]]", ":9:11: defect.Lambda: found a list"),
        ("Lambda_not_a_number", "Lambda = nan", ":9:10: defect.Lambda: found nan"),
        ("Lambda_overflows", "Lambda = 1e400", ":9:15: Error while parsing floating-point"),
        ("Lambda_twice", "Lambda = [1, 2.0, 1.0]", ":9:10: defect.Lambda: found 1 twice"),
        ("list_without_end", "Lambda = [1, 2", ":9:16: Error while parsing array"),
    ],
    "": [
        ("collision_accuracy_zero", "[collision]\naccuracy = 0.0\n", ":11:12: collision.accuracy: found 0.0"),
        ("collision_band_above_lattice", '[collision]\nscheme = "paper"\nlattice = 64\nband = 128\n'
         '[space]\nscheme = "upwind"\npoints = 3\n[steady]\nmethod = "march"\n',
         ":13:8: collision.band: found 128"),
        ("collision_paper_with_pseudo", '[collision]\nscheme = "paper"\n[space]\nscheme = "upwind"\npoints = 11\n',
         ': steady.method: "pseudo" needs the exact linearisation'),
        ("collision_step_above_maximum", "[collision]\ntau_max = 1.0\ntau_step = 2.0\n",
         ":12:12: collision.tau_step: found tau_step = 2 and tau_max = 1"),
        ("keys_of_another_kind", "[scan]\nmu = -1.0\n", ":10:2: scan: unknown table or key"),
        ("output_blank", '[output]\nfile = "  "\n', ':11:8: output.file: found "  "'),
        ("output_empty", '[output]\nfile = ""\n', ':11:8: output.file: found ""'),
        ("space_dg_with_points", "[space]\npoints = 11\n", ':11:10: space.points: belongs to scheme = "upwind"; here "dg" is in force'),
        ("space_nodes_beyond_rule", "[space]\nnodes = 9\n", ":11:9: space.nodes: found 9"),
        ("space_points_descend", '[space]\nscheme = "upwind"\npoints = [21, 11]\n',
         ":12:10: space.points: found a list that does not ascend"),
        ("space_upwind_without_points", '[space]\nscheme = "upwind"\n', ': space.points: missing; scheme = "upwind" needs N'),
        ("steady_max_steps_zero", "[steady]\nmax_steps = 0\n", ":11:13: steady.max_steps: found 0"),
        ("steady_tolerance_negative", "[steady]\ntolerance = -1e-10\n", ":11:13: steady.tolerance: found -1e-10"),
    ],
}

# The same in LINEAR.
OF_LINEAR = {
    "[background]\nthermal = { beta = 1.0, mu = -1.0 }\n": [
        ("linear_background_missing", "", ": background.thermal: missing"),
    ],
    "thermal = { beta = 1.0, mu = -1.0 }": [
        ("linear_mu_positive", "thermal = { beta = 1.0, mu = 1.0 }", ":7:30: background.thermal.mu: found 1.0"),
    ],
    'left = "sin(k)"\n': [
        ("linear_left_missing", "", ": perturbation.left: missing"),
    ],
    'left = "sin(k)"': [
        ("linear_left_pole", 'left = "1/(k - k)"', ":9:8: perturbation.left: the perturbation is inf at k"),
        ("linear_left_thermal", "left = { thermal = { beta = 1, mu = -1 } }", ":9:8: perturbation.left: found no such form"),
        ("linear_one_profile_point", 'left = "sin(k)"\n[space]\nprofile_points = 1', ":11:18: space.profile_points: found 1"),
        ("linear_scan_twice", 'left = "sin(k)"\n[scan]\nmu = [-1, -1.0]', ":11:6: scan.mu: found -1 twice"),
        ("linear_scan_zero", 'left = "sin(k)"\n[scan]\nmu = [-1, 0]', ":11:6: scan.mu: found 0"),
        ("linear_with_steady", 'left = "sin(k)"\n[steady]\nmethod = "march"', ":10:2: steady: unknown table or key"),
    ],
}

# (name, the whole text, the message)
NO_CASES = [
    ("json", '{"kind": "boltzmann", "momentum": {"points": 32}}\n', ":1:1: Error while parsing root table"),
    ("only_a_comment", '# kind = "boltzmann"\n', ": kind: missing"),
    ("only_blanks", " \t\r\n\n", ": kind: missing"),
    ("shell", '#!/bin/sh\nexport kind="boltzmann"; exec rm -rf "$HOME"\n', ":2:8: Error while parsing key-value pair"),
    ("utf8_cut_by_the_end", 'kind = "boltzmann\udcf0\udc9f\udc98', ":1:18: byte 0xF0; allowed is UTF-8 text"),
    ("yaml", "kind: boltzmann\nmomentum:\n  points: 32\n", ":1:5: Error while parsing key-value pair"),
]


def replaced(base, part, by):
    if not part:
        return base + by
    if base.count(part) != 1:
        raise ValueError(f"{part!r} stands {base.count(part)} times in the case, and not once")
    return base.replace(part, by)


def table():
    """Rows (name, text, words); bytes that are no UTF-8 stand as os.fsdecode() gives them."""
    rows = [
        (name, replaced(base, part, by), words)
        for base, changes in ((BOLTZMANN, OF_BOLTZMANN), (LINEAR, OF_LINEAR))
        for part, its_rows in changes.items()
        for name, by, words in its_rows
    ] + NO_CASES
    names = [name for name, _, _ in rows]
    if len(set(names)) != len(names):
        raise ValueError(f"a name stands twice: {sorted(name for name in names if names.count(name) > 1)}")
    return rows


def write(folder):
    """What else lies there goes: a row that is gone leaves no file."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.toml"):
        file.unlink()
    for name, text, _ in table():
        (folder / f"{name}.toml").write_bytes(os.fsencode(text))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: hostile_inputs.py FOLDER")
    write(sys.argv[1])

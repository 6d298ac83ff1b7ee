"""What the plugin costs when compiling: `./x bench compile`.

Three questions, each answered by processor time (user and system, the least of several runs, taken in turn):
  header    an empty file, with and without <retrograd/autodiff.h>
  plugin    thirty small annotated functions: compiled with the plugin, and without it with their derivatives pasted in
  length    one annotated function of more and more statements: the time that the plugin adds, by statement
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

# One function for each, numbered; what people differentiate: sums, recurrences, branches, calls, arrays.
SHAPES = [
    """[[autodiff]] double polynomial{i}(double x, double y) {{
  const double p = x * x * y + {i}.5 * x - y;
  return p * p + std::sin(p) / (1 + y * y);
}}
""",
    """[[autodiff]] double norm{i}(const double* x, int n) {{
  double sum = {i};
  for (int k = 0; k < n; ++k) sum += x[k] * x[k];
  return std::sqrt(sum);
}}
""",
    """[[autodiff]] double decay{i}(double rate, double x, int steps) {{
  for (int k = 0; k < steps; ++k) x += 0.01 * rate * x * ({i} - x);
  return x;
}}
""",
    """[[autodiff]] double hinge{i}(const double* w, const double* x, int n, double label) {{
  double score = 0;
  for (int k = 0; k < n; ++k) score += w[k] * x[k];
  const double margin = {i} - label * score;
  return margin > 0 ? margin * margin : 0;
}}
""",
    """static double layer{i}(const double* w, const double* x, double* y, int n) {{
  for (int k = 0; k < n; ++k) y[k] = std::tanh(w[k] * x[k] + w[n + k]);
  return y[0];
}}
[[autodiff]] double network{i}(const double* w, const double* x, int n) {{
  double h[16], out[16];
  layer{i}(w, x, h, n);
  layer{i}(w + 32, h, out, n);
  return out[0] * {i} + out[n - 1];
}}
""",
]
INCLUDES = "#include <retrograd/autodiff.h>\n#include <cmath>\n"


def small_functions(count):
    return INCLUDES + "".join(SHAPES[i % len(SHAPES)].format(i=i + 1) for i in range(count))


def long_function(statements):
    lines = ["  double a = x, b = y;"]
    steps = ["a = a * 0.5 + b * {c};", "b += a * b * {c};", "a -= std::sin(b) * {c};", "b = b / (1 + a * a) + {c};"]
    lines += ["  " + steps[i % 4].format(c=1 / (i + 3)) for i in range(statements - 2)]
    return INCLUDES + "[[autodiff]] double f(double x, double y) {\n" + "\n".join(lines) + "\n  return a + b;\n}\n"


def processor_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"compile_time.py: {' '.join(command)}\n{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(commands, runs):
    """The least time of each command, all taken in turn."""
    times = [[] for _ in commands]
    for _ in range(runs):
        for command, taken in zip(commands, times):
            taken.append(processor_time(command))
    return [min(taken) for taken in times]


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.clang = [options.clang, "-std=c++20", "-w", "-I", options.include]
        self.plugin = [f"-fplugin={options.build}/lib/libretrograd.so"]

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def compile(self, source, *flags):
        return self.clang + [*flags, "-c", source, "-o", os.path.join(self.folder, "out.o")]

    def derivatives_of(self, source):
        tool = [f"{self.options.build}/bin/retrograd", source, "--", "-std=c++20", "-I", self.options.include]
        return subprocess.run(tool, capture_output=True, text=True, check=True).stdout

    def header(self):
        empty = self.write("empty.cpp", "")
        included = self.write("included.cpp", "#include <retrograd/autodiff.h>\n")
        without, given = least([self.compile(empty), self.compile(included)], self.options.runs)
        return {"empty_s": without, "with_header_s": given, "header_s": given - without, "goal_s": 0.15}

    def functions(self):
        text = small_functions(30)
        source = self.write("functions.cpp", text)
        pasted = self.write("pasted.cpp", text + self.derivatives_of(source))
        with_plugin, by_hand = least([self.compile(source, "-O2", *self.plugin), self.compile(pasted, "-O2")],
                                     self.options.runs)
        return {"plugin_s": with_plugin, "pasted_s": by_hand, "more": with_plugin / by_hand - 1, "goal": 0.15}

    def lengths(self):
        rows = []
        for statements in (625, 1250, 2500, 5000):
            source = self.write(f"long{statements}.cpp", long_function(statements))
            plain, derived = least([self.compile(source, "-fsyntax-only"),
                                    self.compile(source, "-fsyntax-only", *self.plugin)], 3)
            rows.append({"statements": statements, "added_s": derived - plain,
                         "per_statement_us": (derived - plain) / statements * 1e6})
        return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--include", required=True)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", help="also write the figures there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        header, functions, lengths = bench.header(), bench.functions(), bench.lengths()
    print(f"header    {header['header_s']:.3f} s more than an empty file (goal: {header['goal_s']})")
    print(f"plugin    {functions['plugin_s']:.3f} s for 30 functions, {functions['pasted_s']:.3f} s with derivatives "
          f"pasted in: {functions['more'] * 100:+.0f} % (goal: {functions['goal'] * 100:+.0f} %)")
    for row in lengths:
        print(f"length    {row['statements']:5} statements: {row['added_s']:.3f} s added, "
              f"{row['per_statement_us']:.0f} us for each")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"header": header, "plugin": functions, "length": lengths}, file, indent=1)


main()

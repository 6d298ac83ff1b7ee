#!/usr/bin/env python3
"""Random programs, at IR level (retrograd_fuzz) and as C++ source (batches, compiled at -O0 with sanitizers and at -O3).

  fuzz.py --build BUILD [--seconds N] [--seed S] [--count N] [--level ir|cpp|both] [--batch N] [--jobs N]
          [--failures N] [--twins PERCENT] [--print SEED]

--count limits the programs of each level; --print shows one C++ program and ends. Each C++ program is checked against
dual numbers on its own text; some, or --twins percent of them, have a twin that must agree with them: a subexpression
that is named, a loop that is unrolled or a while, a pointer for a reference. What fails is reduced and printed as a file of test/run/corpus. Ctrl-C stops with the count.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from batch import Builder, judge
from generate import as_case, generate
from reduce import reduce


def ir_level(options, seconds):
    """Processes with seeds of their own; (right, wrong)."""
    share = 1 << 32
    count = -(-options.count // options.jobs) if options.count else None
    commands = [[options.build / "bin/retrograd_fuzz", "--seconds", str(int(seconds)), "--seed", str(options.seed + i * share),
                 "--failures", str(options.failures), *(["--count", str(count)] if count else [])]
                for i in range(options.jobs)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    right = wrong = 0
    for process in processes:
        for line in process.stdout:  # a process that ends early leaves its output in the pipe
            counts = re.match(r"(\d+) programs right, \d+ refused, \d+ skipped, (\d+) wrong", line)
            if counts:
                right, wrong = right + int(counts.group(1)), wrong + int(counts.group(2))
            elif not line.startswith("// refused"):
                print(line, end="", flush=True)
        process.wait()
        if process.returncode not in (0, 1):
            print(f"{commands[0][0]} ended with {process.returncode}")
            wrong += 1
    return right, wrong


def report(builder, program, outcome):
    print(f"// FAILED: seed {program.seed} ({outcome.what})\n// {outcome.detail.strip()[:2000]}", flush=True)
    smaller, detail = reduce(builder, program, outcome)
    text = as_case(smaller)
    if shutil.which("clang-format-19"):
        text = subprocess.run(["clang-format-19", "--style=file", "--assume-filename=" + str(pathlib.Path(__file__))[:-3] + ".h"],
                              input=text, capture_output=True, text=True).stdout or text
    print(f"// reduced: {detail.strip()[:1000]}\n// again: ./x fuzz --level cpp --seed {program.seed} --count 1\n{text}", flush=True)


def cpp_level(options, seconds):
    builder = Builder(options.clang, options.plugin or options.build / "lib/libretrograd.so", options.work)
    builder.prepare()
    start, seed, counts, refusals, wrong = time.time(), options.seed, collections.Counter(), collections.Counter(), 0
    last = 0.0
    try:
        while wrong < options.failures and (time.time() - start + last <= seconds or (options.count and not counts)):
            size = min(options.batch, options.count - sum(counts.values())) if options.count else options.batch
            if size <= 0:
                break
            began = time.time()
            programs = [generate(n, f"f{n}", options.twins) for n in range(seed, seed + size)]
            seed += size
            outcomes = judge(builder, programs)
            last = time.time() - began
            for program, outcome in outcomes.items():
                counts[outcome.kind] += 1
                if outcome.kind == "refused":
                    refusals[outcome.what] += 1
                if outcome.kind == "wrong":
                    wrong += 1
                    if wrong <= options.failures:
                        report(builder, program, outcome)
    except KeyboardInterrupt:
        print("// interrupted")
    for what, count in refusals.most_common():
        print(f"// refused {count} times: {what}")
    return counts, wrong, seed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--clang", default="clang++-19")
    parser.add_argument("--plugin", type=pathlib.Path, help="another than the build's")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--level", choices=["ir", "cpp", "both"], default="both")
    for name, value in (("seconds", 60), ("seed", 1), ("count", 0), ("batch", 40), ("failures", 3),
                        ("jobs", os.cpu_count()), ("twins", 25), ("print", None)):
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    options.build = options.build.resolve()
    if options.print is not None:
        print(as_case(generate(options.print, f"f{options.print}", options.twins)))
        return 0
    if not options.work:
        options.work = options.build / "test/fuzz/cpp"
    wrong = 0
    share = options.seconds / 2 if options.level == "both" else options.seconds
    if options.level != "cpp":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the processes stop, and say how far they came
        right, failed = ir_level(options, share)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        wrong += failed
        print(f"IR level: {right} programs right, {failed} wrong", flush=True)
    if options.level != "ir":
        counts, failed, end = cpp_level(options, share)
        wrong += failed
        print(f"C++ level: {counts['right']} programs right, {counts['refused']} refused, {counts['skipped']} skipped, "
              f"{failed} wrong (seeds {options.seed} to {end})", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

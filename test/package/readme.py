#!/usr/bin/env python3
"""Checks that README.md and docs/ tell the truth: does what they say, compares with what they show.

A fenced block's first word is its language, the next say what it is:
  ```cpp f.cpp                 a file, written to the document's working folder
  ```sh run                    commands; must succeed and print nothing to stderr
  ```sh run fails              commands; must fail, and what counts is what they print to stderr
  ```cpp output                what the last commands printed, exactly
  ```cpp output NAME…          of that, the functions and structs of these names
  ```cpp from PATH             consecutive lines of a file of the repository, whatever their white space
Other blocks are only shown. $RETROGRAD is where Retrograd is installed, its bin/ is in PATH.

In all documents, paths of the repository in backticks and relative links must exist. (What the tables of
docs/semantics.md and docs/language.md promise is checked by test/contract.py.)

  readme.py --build BUILD --work FOLDER --clang CLANG --cxx GCC [--update] [DOCUMENT…]     --update rewrites `output` blocks
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
fence = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.M | re.S)
repository_path = re.compile(r"^(bench|cmake|compiler|docs|examples|include|runtime|test)/[\w./*-]*$")


class Failure(Exception):
    pass


def lines_of(text):
    return [" ".join(line.split()) for line in text.strip("\n").split("\n")]


def contains(whole, part):
    whole, part = lines_of(whole), lines_of(part)
    return any(whole[i:i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def definition(text, name):
    match = re.search(rf"^(?!RETROGRAD_GENERATED)(?:\S[^\n]*[ &*])?{name}(?:\(| \{{).*?^}}.*?\n", text, re.M | re.S)
    if not match:
        raise Failure(f"the output has no {name}:\n{text}")
    return match.group(0)


class Document:
    def __init__(self, path, options):
        self.path, self.options = path, options
        self.text = path.read_text(encoding="utf-8")
        self.folder = options.work / path.stem
        self.last_output = None

    def run(self, commands, must_fail):
        self.last_output = None
        commands = re.sub(r"\bclang\+\+-19\b", self.options.clang, commands)
        commands = re.sub(r"(?<![\w+])g\+\+(?![\w+])", self.options.cxx, commands)
        prefix = self.options.work / "prefix"
        environment = dict(os.environ, RETROGRAD=str(prefix), PATH=f"{prefix}/bin:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=self.folder, env=environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if (done.returncode != 0) != must_fail or (done.stderr and not must_fail):
            raise Failure(f"exit code {done.returncode} from:\n{commands}{done.stdout}{done.stderr}")
        self.last_output = done.stderr if must_fail else done.stdout

    def compare(self, shown, names):
        if self.last_output is None:
            raise Failure("shows the output of commands that failed")
        output = self.last_output.strip("\n") + "\n"
        if names:
            output = "\n".join(definition(output, name) for name in names)
        if self.options.update or shown == output:
            return output
        raise Failure(f"shows\n{shown}but the output is\n{output}")

    def block(self, match):
        language, words, body = match.group(1), match.group(2).split(), match.group(3)
        try:
            if words[:1] == ["run"]:
                self.run(body, must_fail=words[1:] == ["fails"])
            elif words[:1] == ["output"]:
                body = self.compare(body, words[1:])
            elif words[:1] == ["from"]:
                if not contains((root / words[1]).read_text(encoding="utf-8"), body):
                    raise Failure(f"shows lines that {words[1]} doesn't have:\n{body}")
            elif words:
                (self.folder / words[0]).write_text(body, encoding="utf-8")
        except Failure as failure:
            line = self.text.count("\n", 0, match.start()) + 1
            self.options.failures.append(f"{self.path.relative_to(root)}:{line}: {failure}")
        return f"```{language}{match.group(2)}\n{body}```"

    def check_blocks(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        changed = fence.sub(self.block, self.text)
        if changed != self.text:
            self.path.write_text(changed, encoding="utf-8")

    def fail_line(self, number, text):
        self.options.failures.append(f"{self.path.relative_to(root)}:{number}: {text}")

    def check_paths(self):
        prose = fence.sub(lambda match: "\n" * match.group(0).count("\n"), self.text)
        for number, line in enumerate(prose.split("\n"), 1):
            for word in re.findall(r"`([^`]+)`", line):
                if repository_path.match(word) and not any(root.glob(word.rstrip("/"))):
                    self.fail_line(number, f"there is no {word}")
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", re.sub(r"`[^`]*`", "", line)):
                if not (self.path.parent / link).exists():
                    self.fail_line(number, f"links to {link}, which is not there")


def main():
    parser = argparse.ArgumentParser()
    for name in ("build", "work"):
        parser.add_argument("--" + name, type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("documents", nargs="*", type=lambda path: pathlib.Path(path).resolve())
    options = parser.parse_args()
    options.failures = []
    options.work.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(options.work / "prefix", ignore_errors=True)
    subprocess.run(["cmake", "--install", options.build, "--prefix", options.work / "prefix"], check=True,
                   stdout=subprocess.DEVNULL)
    every = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))]
    for path in options.documents or every:
        document = Document(path, options)
        document.check_blocks()
        document.check_paths()
    print("\n".join(options.failures) or "README.md and docs/ say what is so.")
    return 1 if options.failures else 0


sys.exit(main())

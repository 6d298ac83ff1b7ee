#!/usr/bin/env python3
"""Checks that every message of the compiler has a test: a row of compiler/diag/messages.def without one fails.

A row is covered if a test's CHECK line has its text: each piece between the holes {0}, {1}, … that has a letter, in
order, where the CHECK line may hold a regular expression {{…}} in place of any of them but the longest. A row whose
comment says `untested: why` needs none.

  messages.py
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[1]
row_pattern = re.compile(r'^MESSAGE\((\w+), (\w+), "(.*)"\)(.*)$', re.M)
check_pattern = re.compile(r"(?://|;|#|^)\s*[A-Z][A-Z_-]*(?:-DAG|-NEXT|-SAME)?: (.*)$", re.M)


def expected_lines():
    """What tests expect to be printed: CHECK lines, where '{{\\[\\[}}' stands for '[['."""
    for folder in ("refuse", "cpp", "pass", "ir"):
        for path in sorted((root / "test" / folder).rglob("*")):
            if path.suffix in (".cpp", ".ir", ".test", ".h"):
                for line in check_pattern.findall(path.read_text(encoding="utf-8")):
                    yield re.sub(r"\{\{((?:\\\W)+)\}\}", lambda m: m.group(1).replace("\\", ""), line)


def main():
    lines = list(expected_lines())
    failures = []
    text = (root / "compiler/diag/messages.def").read_text(encoding="utf-8")
    for name, _, message, comment in row_pattern.findall(text):
        pieces = [piece for piece in re.split(r"\{\d\}", message) if re.search(r"[a-z]", piece)]
        longest = max(pieces, key=len, default="").strip()
        tested = any(longest in line for line in lines) if longest else False
        excused = re.search(r"// untested: \w+", comment)
        if not tested and not excused:
            failures.append(f"compiler/diag/messages.def: no test expects {name}: \"{message}\"")
        if tested and excused:
            failures.append(f"compiler/diag/messages.def: {name} is tested; remove `untested`")
    print("\n".join(failures) or "Every message has a test.")
    return 1 if failures else 0


sys.exit(main())

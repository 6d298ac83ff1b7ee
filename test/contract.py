#!/usr/bin/env python3
"""Checks what the documents promise against the tests; each promise must name one.

  messages    every row of compiler/diag/messages.def is expected by a CHECK line of a test, by the longest piece of its
              text between {0}, {1}, …; a row whose comment says `untested: why` needs none
  rows        in the tables of docs/language.md and docs/semantics.md the last cell names test files; the words in
              backticks beside them are functions there. Of a row that says `refused`, each function's test expects an
              error in it; a function of test/run/corpus/ has a CASE
  kinks       the table of kinks in docs/semantics.md is that of compiler/rules/math.def

  contract.py
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[1]
message_row = re.compile(r'^MESSAGE\((\w+), (\w+), "(.*)"\)(.*)$', re.M)
check_line = re.compile(r"(?://|;|#|^)\s*[A-Z][A-Z_-]*(?:-DAG|-NEXT|-SAME)?: (.*)$", re.M)
failures = []


def read(path):
    return (root / path).read_text(encoding="utf-8")


def expected_lines():
    """What tests expect to be printed: CHECK lines, where '{{\\[\\[}}' stands for '[['."""
    for folder in ("refuse", "cpp", "pass", "ir"):
        for path in sorted((root / "test" / folder).rglob("*")):
            if path.suffix in (".cpp", ".ir", ".test", ".h"):
                for line in check_line.findall(path.read_text(encoding="utf-8")):
                    yield re.sub(r"\{\{((?:\\\W)+)\}\}", lambda m: m.group(1).replace("\\", ""), line)


def check_messages():
    path = "compiler/diag/messages.def"
    lines = list(expected_lines())
    for name, _, message, comment in message_row.findall(read(path)):
        pieces = [piece.strip() for piece in re.split(r"\{\d\}", message) if re.search(r"[a-z]", piece)]
        longest = max(pieces, key=len, default="")
        tested = bool(longest) and any(longest in line for line in lines)
        excused = "// untested: " in comment
        if not tested and not excused:
            failures.append(f'{path}: no test expects {name}: "{message}"')
        if tested and excused:
            failures.append(f"{path}: {name} is tested; remove `untested`")


def rows(path):
    """(line number, cells) of each row of each table, without heads; what is in fenced blocks is none."""
    text = re.sub(r"^```.*?^```$", lambda m: "\n" * m.group(0).count("\n"), read(path), flags=re.M | re.S)
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        head = number < len(lines) and re.match(r"^\|[\s|:-]+$", lines[number])
        if line.startswith("|") and not head and not re.match(r"^\|[\s|:-]+$", line):
            yield number, [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def function_text(text, word):
    """The function's lines, with the comments before it; None if there is no such function."""
    match = re.search(rf"^((?:[ \t]*//.*\n)*)(?![ \t]*//)[^\n;=]*\b{word}(?:\(|\b.*\[\[?autodiff)", text, re.M)
    if not match:
        return None
    head = text[match.start():].find("\n", match.end() - match.start())
    head = len(text) if head < 0 else match.start() + head
    end = -1 if text[:head].rstrip().endswith("}") else text.find("\n}", head)
    return text[match.start():end if end >= 0 else head]


def check_word(file, text, word, refused):
    if file.startswith("test/run/corpus/"):
        return None if f"CASE({word}," in text or f"CASE({word})" in text else "has no CASE"
    body = function_text(text, word)
    if body is None:
        return None if re.search(rf"\b{word}\b", text) and not refused else "is not a function there"
    if refused and not re.search(r"CHECK.*error", body):
        return "expects no error"
    return None


def check_rows(path):
    for number, cells in rows(path):
        words = re.findall(r"`([^`]+)`", cells[-1])
        files = [word for word in words if "/" in word and (root / word).is_file()]
        refused = cells[1].startswith("refused")
        if not files:
            failures.append(f"{path}:{number}: the row names no test file")
        texts = {file: read(file) for file in files}
        for word in words:
            if "/" in word:
                continue
            problems = [check_word(file, text, word, refused and "refuse" in file) for file, text in texts.items()]
            if None not in problems:
                failures.append(f"{path}:{number}: '{word}' {problems[0] if problems else 'has no file'}")
        if refused and not any(re.search(r"RUN:.*\bnot\b", text) for text in texts.values()):
            failures.append(f"{path}:{number}: no test expects a refusal")


def check_kinks():
    def normal(text):
        return re.sub(r"\s+", "", text).replace("INFINITY", "∞").replace("NAN", "NaN")

    pattern = r"^KINK\((\w+), \(([^)]*)\), \(([^)]*)\)\)"
    wanted = [tuple(map(normal, row)) for row in re.findall(pattern, read("compiler/rules/math.def"), re.M)]
    path = "docs/semantics.md"
    table = read(path).partition("## Kinks")[2].partition("\n## ")[0]
    shown = [tuple(map(normal, row)) for row in re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|", table, re.M)]
    for row in wanted:
        if row not in shown:
            failures.append(f"{path}: the kink {row} of math.def is missing")
    for row in shown:
        if row not in wanted:
            failures.append(f"{path}: math.def has no kink {row}")


check_messages()
check_rows("docs/language.md")
check_rows("docs/semantics.md")
check_kinks()
print("\n".join(failures) or "Messages, rows and kinks have their tests.")
sys.exit(1 if failures else 0)

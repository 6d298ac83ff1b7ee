"""Compiles and runs many programs at once; says what became of each."""
import pathlib
import re
import resource
import subprocess
from concurrent.futures import ThreadPoolExecutor

from generate import roots_header, texts

here = pathlib.Path(__file__).resolve().parent
source = here.parents[2]

SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"]
# How a batch is compiled.
VARIANTS = {"O0": ["-O0", *SANITIZERS], "O3": ["-O3"]}
# Clang computes atan2f(0.5f, 1.5f) itself, and rounds it otherwise than the library does.
VARIANTS["O3"] += [f"-fno-builtin-{function}f" for function in
                   ("atan", "atan2", "cos", "erf", "exp", "hypot", "log", "sin", "tanh")]
COMPILE_SECONDS, RUN_SECONDS = 200, 60  # of the processor


class Outcome:
    """kind: "right", "skipped", "refused", "wrong"; `what`: the message, with its numbers and names taken out."""

    def __init__(self, kind, what="", detail=""):
        self.kind, self.what, self.detail = kind, what, detail


def generalized(message):
    message = re.sub(r"'[^']*'", "'…'", message)
    message = re.sub(r"\bf\d+\w*", "f", message)
    return re.sub(r"\[?-?\d[\w.+-]*\]?", "N", message)


def limited(seconds):
    """A process must not use the processor for longer."""
    return lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


class Builder:
    def __init__(self, clang, plugin, work):
        self.clang, self.plugin, self.work = str(clang), pathlib.Path(plugin), pathlib.Path(work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.flags = ["-std=c++20", "-ffp-contract=off", "-Wno-everything", "-ferror-limit=0", f"-I{here}", f"-I{self.work}",
                      f"-I{source}/include", f"-I{source}/test/run"]

    def command(self, *flags):
        return [self.clang, *self.flags, *map(str, flags)]

    def prepare(self):
        """The harness, which is the same for every batch."""
        header = self.work / "roots.h"
        if not header.exists() or header.read_text() != roots_header():
            header.write_text(roots_header())
        self.harness = []
        newest = max(path.stat().st_mtime for folder in (here, source / "test/run") for path in folder.glob("*.[hc]*"))
        for file in (source / "test/run/checks.cpp", source / "test/run/subject.cpp", here / "check_programs.cpp"):
            object = self.work / f"{file.stem}.o"
            self.harness.append(object)
            if not object.exists() or object.stat().st_mtime < max(newest, header.stat().st_mtime):
                subprocess.run(self.command("-O0", "-c", file, "-o", object), check=True)

    def build(self, programs, variants, name):
        """Executables by variant; where one can't be built, the errors: (…, "")  or (None, errors)."""
        header, table = self.work / f"{name}.h", self.work / f"{name}.table.h"
        header.write_text(texts(programs))
        table.write_text("".join(f"ENTRY({entry}, {program.root}, {program.tolerance})\n" for program in programs for entry in program.names))
        defined = [f'-DPROGRAMS="{header}"', f'-DENTRIES="{table}"']
        jobs = {"dual": ["-O0", here / "dual.cpp"]}
        for variant in variants:
            jobs[variant] = [*VARIANTS[variant], f"-fplugin={self.plugin}", here / "real.cpp"]
        with ThreadPoolExecutor(len(jobs)) as pool:
            errors = list(pool.map(lambda job: self.compile(*defined, *jobs[job], "-c", "-o", self.work / f"{name}_{job}.o"),
                                   jobs))
        for job, error in zip(jobs, errors):
            if error:
                return None, error if job != "dual" else "error: the generator's: " + error
        executables = {}
        for variant in variants:
            executables[variant] = self.work / f"{name}_{variant}"
            error = self.compile(*VARIANTS[variant], *self.harness, self.work / f"{name}_dual.o",
                                 self.work / f"{name}_{variant}.o", "-o", executables[variant])
            if error:
                return None, error
        return executables, ""

    def compile(self, *flags):
        """What went wrong."""
        done = subprocess.run(self.command(*flags), capture_output=True, text=True, errors="replace",
                              preexec_fn=limited(COMPILE_SECONDS))
        if done.returncode == 0:
            return ""
        if "error:" in done.stderr and "PLEASE submit a bug report" not in done.stderr:
            return done.stderr
        return f"error: the compiler crashes or hangs\n{done.stderr}"

    def run(self, program, names=()):
        done = subprocess.run([program, *names], capture_output=True, text=True, errors="replace",
                              preexec_fn=limited(RUN_SECONDS))
        return done.stdout, done.stderr or f"ended by signal {-done.returncode}"


# ---- what the compiler says

def blame(errors, text):
    """{function: message}; a message that belongs to none is under None."""
    owner, current = {}, None
    for number, line in enumerate(text.split("\n"), 1):
        found = re.match(r"(?:\S.*)?\b(f\d+)\w*\(.*\{$", line)
        current = found.group(1) if found and not line.startswith(" ") else current
        owner[number] = current
    found = {}
    for line in errors.split("\n"):
        match = re.match(r"(.*?):?(\d+)?:?(\d+)?:? ?(?:fatal )?error: (.*)", line)
        if not match:
            continue
        place, number, _, message = match.groups()
        named = re.search(r"\b(f\d+)", message) or re.search(r"\b(f\d+)", line)
        function = owner.get(int(number)) if number and place.endswith(".h") and number else None
        function = function or (named.group(1) if named else None)
        found.setdefault(function, message)
    return found


def is_refusal(message):
    """An error of ours that says what isn't supported, as opposed to one about text that we wrote."""
    return "internal error" not in message and any(
        words in message for words in ("cannot differentiate", "carries a derivative", "active memory", "is passed twice",
                                       "which is gone when", "active data", "on active data", "pointer loaded from",
                                       "changes its size"))


def judge_run(output, errors):
    """{name: Outcome} from what the program printed."""
    outcomes, current = {}, None
    for line in output.split("\n"):
        if line.startswith("? "):
            current = line[2:].removesuffix("_twin")
            outcomes.setdefault(current, Outcome("right"))
        elif line.startswith("skipped "):
            if outcomes[current].kind == "right":
                outcomes[current] = Outcome("skipped")
        elif line.startswith("FAIL ") and current and outcomes[current].kind != "wrong":
            message = re.sub(r"^FAIL \w+: ", "", line)
            outcomes[current] = Outcome("wrong", generalized(re.sub(r" = .*", "", message)), message)
    if not output.rstrip().endswith("done") and current:
        found = re.search(r"(runtime error: .*|ERROR: AddressSanitizer: \S+)", errors)
        what = found.group(1) if found else errors.strip()[:200] or "ended by a signal"
        outcomes[current] = Outcome("wrong", "run: " + generalized(what), what)
    return outcomes


# ---- batches

def judge(builder, programs, variants=tuple(VARIANTS), name="batch"):
    """{program: Outcome}."""
    outcomes, left = {}, list(programs)
    while left:  # what is refused goes; the rest is compiled again
        executables, errors = builder.build(left, variants, name)
        if executables:
            break
        blamed = blame(errors, texts(left))
        guilty = [program for program in left if program.name in blamed]
        if not guilty and len(left) > 1:  # a crash: by halves
            half = len(left) // 2
            for part in (left[:half], left[half:]):
                outcomes.update(judge(builder, part, variants, name))
            return outcomes
        for program in guilty or left[:1]:
            message = blamed.get(program.name) or next(iter(blamed.values()))
            refused = is_refusal(message)
            outcomes[program] = Outcome("refused" if refused else "wrong", ("" if refused else "compile: ") +
                                        generalized(message), message if refused else errors[:3000])
            left.remove(program)
    for variant in variants if left else ():
        run_all(builder, executables[variant], variant, {program.name: program for program in left}, outcomes)
    return outcomes


def run_all(builder, executable, variant, programs, outcomes):
    wanted = dict(programs)
    while wanted:  # a crash ends the run: on with the rest
        output, errors = builder.run(executable, [name for program in wanted.values() for name in program.names])
        found = judge_run(output, errors)
        for name, outcome in found.items():
            program = wanted.pop(name)
            if program not in outcomes or outcomes[program].kind == "right":
                outcome.what = f"{variant}: {outcome.what}" if outcome.kind == "wrong" else outcome.what
                outcomes[program] = outcome
        if not found:
            raise RuntimeError(f"the batch {executable} says nothing: {errors}")

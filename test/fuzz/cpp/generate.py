"""Random C++ functions: typed, differentiable, free of undefined behaviour.

    program = generate(seed, name)      # program.text(), program.cases(), program.twin …

Each is what a user might write: references, pointers, records, loops of every kind with break, continue and return,
switch, side effects in operands, calls, recursion, templates. Subscripts are in bounds, loops end, divisors stay away
from zero; few programs have calls whose arguments overlap. Values in loops are kept moderate: a large derivative proves nothing.
"""
import pathlib
import random

from classes import FORMS, OwnClass, define
from expressions import CONTAINERS, WRITING
from statements import Statements
from tree import Name, Node, block

RECORDS = (pathlib.Path(__file__).parent / "records.h").read_text()

LENGTH = 6  # elements that the roots' pointers lead to

# (result, parameters as (type, name, how), inputs of the case). Few: each costs the harness templates.
ROOTS = [
    ("double", [("double", "x", "value"), ("double", "y", "value"), ("int", "n", "value")],
     "between(-1.5, 1.5), between(-1.5, 1.5), Input(4)"),
    ("double", [("double", "a", "const pointer"), ("double", "x", "value"), ("int", "n", "value")],
     f"array({LENGTH}, -1.5, 1.5), between(-1.5, 1.5), Input({LENGTH})"),
    ("double", [("double", "a", "pointer"), ("double", "b", "const pointer"), ("int", "n", "value")],
     f"array({LENGTH}, -1.5, 1.5), array({LENGTH}, -1.5, 1.5), Input({LENGTH})"),
    ("void", [("double", "a", "pointer"), ("double", "r", "reference"), ("double", "x", "value")],
     f"array({LENGTH}, -1.5, 1.5), between(-1.5, 1.5), between(-1.5, 1.5)"),
    ("float", [("float", "x", "value"), ("double", "y", "value"), ("float", "a", "const pointer")],
     f"between(-1.5, 1.5), between(-1.5, 1.5), array({LENGTH}, -1.5, 1.5)"),
    ("double", [("Pair", "p", "const reference"), ("double", "x", "value")],
     "between(-1.5, 1.5), between(-1.5, 1.5)"),
    ("Pair", [("Pair", "p", "value"), ("double", "x", "value"), ("int", "n", "value")],
     "between(-1.5, 1.5), between(-1.5, 1.5), Input(4)"),
    ("double", [("Nest", "q", "reference"), ("double", "tape", "value")],
     "between(0.5, 1.5), between(-1.5, 1.5)"),
    ("double", [("double", "v", "vector const reference"), ("double", "x", "value"), ("int", "n", "value")],
     f"array({LENGTH}, -1.5, 1.5), between(-1.5, 1.5), Input(4)"),
    ("double", [("double", "v", "growing value"), ("double", "w", "vector reference"), ("double", "x", "value")],
     f"array({LENGTH}, -1.5, 1.5), array({LENGTH}, -1.5, 1.5), between(-1.5, 1.5)"),
    ("double", [("double", "s", "array reference"), ("double", "r", "array value")],
     f"between(-1.5, 1.5), between(-1.5, 1.5)"),
]

FEATURES = ("loops whiles switches branches calls recursion templates pointers references arrays records floats "
            "operands returns shadows swaps exits selects integers lists lambdas containers algorithms classes").split()


class Program:
    """One root with its helpers."""

    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.functions = []  # nodes, the root last
        self.inputs = ""
        self.twin = False
        self.own = None  # its class

    def text(self, twin=False):
        names = {self.name: self.name + "_twin"} if twin else {}
        return "\n".join(function.text(twin, names) for function in self.functions)

    def cases(self, twin=False):
        return f"CASE({self.name}{'_twin' if twin else ''}, {self.inputs}).within({self.tolerance});\n"

    @property
    def tolerance(self):
        """In epsilons of the narrowest type of the signature; float inside costs as much as there."""
        if not any(word in self.text() for word in ("float", "Nest", ".w")):
            return "1e5"
        return "3e3" if any(word in str(ROOTS[self.root]) for word in ("float", "Nest")) else "1.6e12"

    @property
    def names(self):
        return [self.name, self.name + "_twin"] if self.twin else [self.name]


def texts(programs):
    """The functions of a batch."""
    out = []
    for program in programs:
        out.append(program.text())
        if program.twin:
            out.append(program.text(twin=True))
    return "\n".join(out)


def as_case(program):
    """As a test: a file of test/run/corpus."""
    return (f"#ifndef CORPUS_CASES\n{RECORDS}\n{texts([program])}\n#else\n{program.cases()}"
            f"{program.cases(twin=True) if program.twin else ''}#endif\n")


def roots_header():
    """The roots' types, and what to call them with, for the harness: included in namespaces, then for the inputs."""
    lines = ["#ifndef ROOT_INPUTS"]
    for index, (result, parameters, _) in enumerate(ROOTS):
        lines.append(f"using Root{index} = {result}({', '.join(declarator(*parameter) for parameter in parameters)});")
    return "\n".join(lines + ["#else"] + [f"ROOT({i}, {inputs})" for i, (_, _, inputs) in enumerate(ROOTS)] + ["#endif\n"])


class Helper:
    def __init__(self, name, result, parameters, depth, template):
        self.name, self.result, self.parameters, self.depth, self.template = name, result, parameters, depth, template

    @property
    def pure(self):
        return not any(how in WRITING for _, _, how, _ in self.parameters)


HELPER_PARAMETERS = [("double", "value", 1), ("double", "value", 1), ("double", "reference", 1),
                     ("double", "const reference", 1), ("double", "pointer", 2), ("double", "pointer", 3),
                     ("double", "const pointer", 3), ("double", "const pointer reference", 3), ("int", "value", 1), ("Pair", "value", 1),
                     ("Pair", "reference", 1), ("Pair", "const reference", 1), ("float", "value", 1),
                     ("Triple", "value", 1), ("Triple", "reference", 1), ("Triple", "const reference", 1),
                     ("double", "vector value", 2), ("double", "growing value", 2), ("double", "vector reference", 3),
                     ("double", "vector const reference", 3), ("double", "growing reference", 2),
                     ("double", "array value", 3), ("double", "array const reference", 2), ("double", "array reference", 3)]


def make_helper(rng, features, program, index):
    template = "templates" in features and rng.random() < 0.25
    names = rng.sample(["x", "y", "z", "w", "u", "v", "x_bar", "x_dot", "s"], 4)
    parameters = []
    for name in names[:rng.randint(1, 3)]:
        kinds = [k for k in HELPER_PARAMETERS
                 if ("records" in features or k[0] != "Pair") and ("classes" in features or k[0] != "Triple")
                 and ("containers" in features or k[1].split()[0] not in CONTAINERS) and ("pointers" in features or "pointer" not in k[1])
                 and ("references" in features or "reference" not in k[1]) 
                 and ("floats" in features or k[0] != "float")]
        type, how, length = rng.choice(kinds)
        deduced = how.split()[0] not in CONTAINERS and how != "const pointer reference"  # not from an array
        if template and type == "double" and deduced:
            type = "T"
        parameters.append((type, name, how, length))
    if template and not any(type == "T" and how == "value" for type, _, how, _ in parameters):
        parameters.append(("T", names[3], "value", 1))
    results = {"double": 70, "void": 12, "Pair": 10 if "records" in features else 0, "float": 8 if "floats" in features else 0,
               "Triple": 8 if "classes" in features else 0, "std::vector<double>": 10 if "containers" in features else 0}
    result = rng.choices(list(results), list(results.values()))[0]
    depth = "recursion" in features and rng.random() < 0.4
    return Helper(Node("text", [Name(program.name), f"_g{index}"]), result, parameters, depth, template)


def declarator(type, name, how, length=LENGTH):
    kind, *passed = how.split()
    if kind in CONTAINERS:
        type = f"std::array<double, {length}>" if kind == "array" else "std::vector<double>"
        return f"{'const ' if 'const' in passed else ''}{type}{'& ' if 'reference' in passed else ' '}{name}"
    text = {"value": "{0} {1}", "pointer": "{0}* {1}", "const pointer": "const {0}* {1}", "reference": "{0}& {1}",
            "const pointer reference": "const {0}* const& {1}", "const reference": "const {0}& {1}"}[how]
    return text.format(type, name)


def function(rng, features, program, name, result, parameters, depth, template, helpers, budget, root):
    head = []
    if template:
        head.append("template <class T>\n")
    elif not root:
        head.append(rng.choice(["", "static ", "inline "]))
    if root:
        head.append("DIFFERENTIATE ")
    body = Statements(rng, features, helpers, result, budget)
    body.own = program.own
    listed = [declarator(*parameter) for parameter in parameters]
    for type, parameter, how, length in parameters:
        body.add_parameter("double" if type == "T" else type, parameter, how, length)
    if depth:
        listed.append("int depth")
        body.recursion(Helper(name, result, parameters, depth, template))
    statements = body.function_body(depth)
    return Node("function", head + [result + " ", name, "(" + ", ".join(listed) + ") {\n", block(statements), "}\n"])


def generate(seed, name, twins=25):
    rng = random.Random(seed * 1000003 + 12345)
    program = Program(name, seed)
    density = rng.uniform(0.3, 0.95)
    features = {feature for feature in FEATURES if rng.random() < density}
    if rng.random() < 0.6:
        features.discard("floats")
    if rng.random() < 0.15:  # arguments of one call that are the same memory
        features.add("overlaps")
    program.root = rng.randrange(len(ROOTS))
    result, parameters, program.inputs = ROOTS[program.root]
    if any(type == "float" or type == "Nest" for type, _, _ in parameters):
        features.add("floats")
    if any(type in ("Pair", "Nest") for type, _, _ in parameters) or result == "Pair":
        features.add("records")
    if "classes" in features and rng.random() < 0.6:
        program.own = OwnClass(name, rng.choice(FORMS))
        inside = features - {"returns", "overlaps", "floats"}
        program.functions.append(define(lambda result, budget: Statements(rng, inside, [], result, budget), rng, program.own))
    helpers = []
    for index in range(rng.randint(1, 3) if "calls" in features else 0):
        helper = make_helper(rng, features, program, index)
        program.functions.append(function(rng, features, program, helper.name, helper.result, helper.parameters,
                                          helper.depth, helper.template, list(helpers), rng.randint(1, 5), False))
        helpers.append(helper)
    lengths = [(type, parameter, how, 1 if how in ("value", "reference", "const reference") else LENGTH)
               for type, parameter, how in parameters]
    program.functions.append(function(rng, features, program, Node("text", [Name(name)]), result, lengths, False, False,
                                      helpers, rng.randint(2, 9), True))
    program.twin = rng.random() < twins / 100
    return program

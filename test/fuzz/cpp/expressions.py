"""Expressions over what is in scope."""
from tree import Name, Node, Referred, expression

FLOATING = ("double", "float", "LongDouble")
CONTAINERS = ("array", "vector", "growing")  # how a variable of several doubles is a container: see containers.py


# How a helper's parameters are passed so that it may write what is passed.
WRITING = ("pointer", "reference", "vector reference", "array reference", "growing reference")

# Results of helpers that are parts of expressions.
CALLED = ("double", "Pair", "Triple", "std::vector<double>")


class Variable:
    """`length`: elements that an array has or a pointer surely leads to; none for scalars. `roots`: the memory that
    this may be part of. `high`: an integer's largest value, where it is known; integers are never negative."""

    def __init__(self, name, type, how="value", length=None, writable=True, roots=None, high=None, rows=None):
        self.name, self.type, self.how, self.length, self.writable = name, type, how, length, writable
        self.roots = frozenset(roots or {id(self)})
        self.high, self.rows = high, rows

    @property
    def spelled(self):
        if self.how == "reference":
            return Referred(self.name)
        return Name(self.name) if self.how == "counter" else self.name


class Expressions:
    def __init__(self, rng, features, helpers):
        self.rng, self.features, self.helpers = rng, features, helpers
        self.scope = []
        self.hidden = set()  # roots that this full expression may not mention: it changes them
        self.loops = 0
        self.calls = 0

    def has(self, feature):
        return feature in self.features

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, weighted):
        """weighted: {callable: weight}"""
        return self.rng.choices(list(weighted), list(weighted.values()))[0]

    # ---- what is in scope

    def visible(self):
        """The innermost of each name, unless hidden."""
        found = {}
        for variable in self.scope:
            found[variable.name] = variable
        return [v for v in found.values() if not v.roots & self.hidden]

    def places(self, type, written=False):
        """(node, roots, variable) of every scalar of that type, subscripts chosen."""
        result = []
        for v in self.visible():
            if written and not v.writable:
                continue
            result += [(Node("place", parts, type), v.roots, v) for parts in self.parts_of(v, type)]
        return result

    def parts_of(self, v, type):
        if v.type == type:
            if v.rows:
                return [[v.name, "[", self.index(v.rows), "][", self.index(v.length), "]"]]
            if v.length is None:
                return [[v.spelled]]
            if v.how == "pointer" and self.chance(0.2):
                return [["*", v.name]]
            return [[v.name, "[", self.index(v.length), "]"]]
        if v.type == "Pair" and type == "double":
            base = [v.spelled] if v.length is None else [v.name, "[", self.index(v.length), "]"]
            if v.how == "pointer" and v.length == 1:
                return [[v.name, "->", self.rng.choice("ab")]]
            return [base + [".", self.rng.choice("ab")]]
        if v.type == "Triple" and type == "double" and v.length is None:
            return [[v.spelled, "[", self.index(3), "]"]]
        if v.type == "Own" and type == "double" and v.length is None:
            return [[v.name, ".", field] for field in self.own.fields]
        if v.type == "Nest" and v.length is None:
            return {"double": [[v.name, ".pair.", self.rng.choice("ab")], [v.name, ".v[", self.index(3), "]"]],
                    "float": [[v.name, ".w"]], "Pair": [[v.name, ".pair"]], "int": []}.get(type, [])
        return []

    def place(self, type, written=False):
        places = self.places(type, written)
        return self.rng.choice(places) if places else None

    # ---- integers

    def index(self, length):
        if length == 1:
            return "0"
        options = [self.spelled_number(self.rng.randrange(length))]
        for v in self.visible():
            if v.type != "int" or v.length is not None:
                continue
            if v.high is not None and v.high < length:
                options += [v.spelled] * 3
            options.append(expression("index", v.spelled, f" % {length}"))
            options.append(expression("index", "(", v.spelled, f" + {self.rng.randint(1, 3)}) % {length}"))
        floats = [v for v in self.visible() if v.type == "double" and v.length is None]
        if floats and self.chance(0.1):
            v = self.rng.choice(floats)
            options = [expression("index", "static_cast<int>(3 + 2 * std::sin(", v.spelled, f")) % {length}")]
        return expression("index", self.rng.choice(options))

    def spelled_number(self, value):
        """A number from 0 to 5 as people write it: mostly its digit, but it may have a name, a suffix or another base."""
        if self.chance(0.6):
            return str(value)
        return self.rng.choice([f"0b{value:b}", f"0x{value:x}", f"0{value:o}", f"{value}u", f"{value}L", f"Place{value}",
                                f"Axis{value}", f"static_cast<int>(Axis{value})", f"Place0 + {value}"])

    def integer(self):
        values = [v for v in self.visible() if v.type == "int" and v.length is None]
        if values and self.chance(0.7):
            v = self.rng.choice(values)
            return expression("int", v.spelled)
        number = self.rng.randint(0, 3)
        return expression("int", self.rng.choice([str(number), str(number), f"Place{number}", f"0b{number:b}"]))

    # ---- conditions

    def condition(self, depth=1):
        roll = self.rng.random()
        if depth > 0 and roll < 0.2:
            return expression("bool", "(", self.condition(depth - 1), self.rng.choice([" && ", " || "]),
                              self.condition(depth - 1), ")")
        if roll < 0.27:
            return expression("bool", "!(", self.condition(0), ")")
        if roll < 0.45:
            return expression("bool", "(", self.integer(), f" + {self.rng.randint(0, 2)}) % 3 ",
                              self.rng.choice(["== 1", "!= 0", "> 0", "< 2"]))
        booleans = [v for v in self.visible() if v.type == "bool"]
        if booleans and roll < 0.55:
            return expression("bool", self.rng.choice(booleans).name)
        right = self.leaf("double") if self.chance(0.4) else expression("double", self.number())
        return expression("bool", self.leaf("double"), self.rng.choice([" < ", " > ", " <= ", " >= "]), right)

    # ---- numbers

    def number(self):
        return self.rng.choice(["0.5", "0.25", "1.5", "0.75", "0.3", "-0.4", "1.1", "2.0", "0.0", "1.0"])

    def literal(self, type):
        return expression(type, self.number() + {"float": "f", "LongDouble": "L"}.get(type, ""))

    def leaf(self, type):
        place = self.place(type) if self.chance(0.85) else None
        if place:
            return expression(type, place[0])
        other = "float" if type == "double" and self.has("floats") and self.chance(0.3) else None
        place = self.place(other) if other else None
        if place:  # a double, for the sake of ?:
            return expression(type, self.rng.choice(["static_cast<double>(", "(1.0 * ", "(0.5 + "]), place[0], ")")
        if type == "double" and self.chance(0.1):
            return expression(type, "third")
        return self.literal(type)

    def real(self, type, depth):
        if depth <= 0:
            return self.leaf(type)
        if type != "double":
            chosen = self.pick({self.leaf: 2, self.negated: 1, self.binary: 6, self.math: 2})
            return chosen(type) if chosen == self.leaf else chosen(type, depth)
        choices = {self.leaf: 3, self.binary: 9, self.math: 4, self.quotient: 1, self.negated: 1, self.with_integer: 1}
        if self.has("selects"):
            choices.update({self.select: 1.5, self.extremum: 1})
        if self.has("floats"):
            choices[self.cast] = 1.5
        if any(h.pure and h.result in CALLED for h in self.helpers) and self.calls < 4 and self.loops < 2:
            choices[self.call] = 2
        if self.has("records"):
            choices[self.dotted] = 0.5
        if self.has("calls"):
            choices[self.overloaded] = 0.7
        if self.has("lambdas"):
            choices[self.passed_lambda] = 0.5
            if any(v.type == "lambda" for v in self.visible()):
                choices[self.called_lambda] = 1.5
        if self.has("algorithms"):
            choices[self.algorithm_value] = 1
        if self.has("classes"):
            choices[self.triple_value] = 0.7
            if self.objects():
                choices[self.object_value] = 1.5
        chosen = self.pick(choices)
        return chosen(type) if chosen == self.leaf else chosen(type, depth)

    def binary(self, type, depth):
        operator = self.rng.choice([" + ", " - ", " * ", " * "])
        return expression(type, "(", self.real(type, depth - 1), operator, self.real(type, depth - 1), ")")

    def negated(self, type, depth):
        return expression(type, "-(", self.real(type, depth - 1), ")")

    def with_integer(self, type, depth):
        return expression(type, "(", self.integer(), self.rng.choice([" * ", " + ", " - "]), self.real(type, depth - 1),
                          ")")

    def quotient(self, type, depth):
        below = self.real(type, depth - 1)
        suffix = "f" if type == "float" else ""
        if self.chance(0.5):
            return expression(type, "(", self.real(type, depth - 1), f" / (1.5{suffix} + std::fabs(", below, ")))")
        leaf = self.leaf(type)
        return expression(type, "(", self.real(type, depth - 1), f" / (1.2{suffix} + ", leaf, " * ", leaf, "))")

    def math(self, type, depth):
        inner = self.real(type, depth - 1)
        suffix = "f" if type == "float" else ""
        form = self.rng.choice(["std::sin({0})", "std::cos({0})", "std::tanh({0})", "std::exp(-std::fabs({0}))",
                                "std::sqrt(1.1{1} + std::fabs({0}))", "std::log(1.3{1} + std::fabs({0}))",
                                "std::atan({0})", "std::fabs({0})", "std::pow(1.2{1} + std::fabs({0}), {2})",
                                "std::hypot({0}, 0.7{1})", "std::erf({0})", "std::atan2({0}, 1.5{1})", "std::sin({0})"])
        if type != "double" and "{2}" in form:
            form = "std::sin({0})"
        before, after = form.split("{0}")
        exponent = self.rng.choice(["2", "0.5", "1.7", "-1.5", "3"])
        return expression(type, before.format(None, suffix, exponent), inner, after.format(None, suffix, exponent))

    def select(self, type, depth):
        return expression(type, "(", self.condition(), " ? ", self.real(type, depth - 1), " : ",
                          self.real(type, depth - 1), ")")

    def extremum(self, type, depth):
        if self.chance(0.3):
            return expression(type, "std::clamp<double>(", self.real(type, depth - 1), ", -0.9, 1.1)")
        name = self.rng.choice(["std::max<double>", "std::min<double>", "std::fmax", "std::fmin"])
        return expression(type, name, "(", self.real(type, depth - 1), ", ", self.real(type, depth - 1), ")")

    def narrowed(self, depth):
        """Never a number's own copy: what is left of their difference is rounding, which no tolerance fits."""
        return expression("float", "static_cast<float>(0.9 * ", self.real("double", depth), " + 0.07)")

    def cast(self, type, depth):
        return expression(type, "static_cast<double>(", self.narrowed(depth - 1), ")")

    def dotted(self, type, depth):
        p, q = self.record(), self.record()
        return expression(type, "dot(", p, ", ", q, ")")

    def called_lambda(self, type, depth):
        name = self.rng.choice([v.name for v in self.visible() if v.type == "lambda"])
        return expression(type, name, "(", self.real("double", min(depth - 1, 1)), ")")

    def overloaded(self, type, depth):
        if self.has("records") and self.chance(0.3):
            return expression(type, "blend(", self.record(), ", ", self.real("double", depth - 1), ")")
        first = expression("double", "static_cast<double>(", self.real("double", depth - 1), ")")
        if self.chance(0.5):
            return expression(type, "blend(", first, ")")
        return expression(type, "blend(", first, ", ", self.real("double", depth - 1), ")")

    def record(self, depth=1):
        """A Pair."""
        place = self.place("Pair") if self.chance(0.6) else None
        if place:
            return expression("Pair", place[0])
        if depth > 0 and self.chance(0.3):
            return expression("Pair", "(", self.record(depth - 1), " + ", self.record(depth - 1), ")")
        if depth > 0 and self.chance(0.3):
            return expression("Pair", "(", self.leaf("double"), " * ", self.record(depth - 1), ")")
        return expression("Pair", "Pair{", self.leaf("double"), ", ", self.leaf("double"), "}")

    # ---- calls

    def call(self, type, depth):
        helper = self.rng.choice([h for h in self.helpers if h.pure and h.result in CALLED])
        node = self.call_of(helper, self.depth_argument(helper), depth - 1)
        if node is None:
            return self.leaf(type)
        part = {"Pair": "." + self.rng.choice("ab"), "Triple": ".sum()", "std::vector<double>": ".front()"}.get(helper.result)
        return expression(type, node, part) if part else expression(type, node)

    def depth_argument(self, helper):
        return str(self.rng.randint(0, 3)) if helper.depth else None

    def call_of(self, helper, depth_argument, depth):
        """None where no arguments fit: what is passed by reference or pointer must not overlap what is written."""
        self.calls += 1
        self.may_overlap = not helper.depth and helper is not self.self_helper
        written, read, arguments = set(), set(), []
        for type, _, how, length in helper.parameters:
            argument = self.argument(type, how, length, written, read, depth)
            if argument is None:
                return None
            arguments += [", ", argument]
        if depth_argument is not None:
            arguments += [", ", depth_argument]
        return Node("call", [helper.name, "("] + arguments[1:] + [")"])

    def argument(self, type, how, length, written, read, depth):
        if how.endswith("value") and how.split()[0] in CONTAINERS and self.chance(0.3):
            elements = [part for _ in range(length) for part in (", ", self.leaf("double"))]
            kind = f"std::array<double, {length}>{{" if how.startswith("array") else "std::vector<double>{"
            return Node("text", [kind, *elements[1:], "}"])
        if how == "value" or (how == "const reference" and self.chance(0.3)):
            return self.value_argument(type, min(depth, 1))
        writes = how in WRITING
        type = "double" if type == "T" else type
        if how.split()[0] in CONTAINERS:
            candidates = self.whole_containers(how, length, writes)
        elif "pointer" in how:
            candidates = self.pointers(type, length, writes)
        else:
            candidates = [(node, roots) for node, roots, _ in self.places(type, writes)]
        apart = [(node, roots) for node, roots in candidates
                 if not roots & written and not (writes and roots & read)]
        if self.has("overlaps") and self.may_overlap and self.chance(0.5):
            apart = candidates
        if not apart:
            return None
        node, roots = self.rng.choice(apart)
        (written if writes else read).update(roots)
        return node

    def value_argument(self, type, depth):
        if type == "int":
            return self.integer()
        if type == "Pair":
            return self.record()
        if type == "Triple":
            return self.triple()
        if type == "T":  # it is deduced
            return expression("double", "static_cast<double>(", self.real("double", depth), ")")
        if type == "float":
            return self.narrowed(depth)
        return self.real(type, depth)

    def whole_containers(self, how, length, writes):
        kind = how.split()[0]
        found = []
        for v in self.visible():
            fits = v.how == kind if kind != "vector" or writes else v.how in ("vector", "growing")
            enough = v.length == length if kind == "array" else (v.length or 0) >= length
            if v.how in CONTAINERS and fits and enough and not v.rows and (v.writable or not writes):
                if not (kind == "growing" and v.roots & self.iterated):
                    found.append((Node("place", [v.name]), v.roots))
        return found

    def pointers(self, type, length, writes):
        """What leads to at least `length` elements."""
        found = []
        for v in self.visible():
            if v.type != type or (writes and not v.writable) or v.rows or v.how == "growing":
                continue
            if v.length is None:
                if length == 1:
                    found.append((Node("place", ["&", v.spelled]), v.roots))
            elif v.length >= length:
                first = v.name + ".data()" if v.how in CONTAINERS else v.name
                found.append((Node("place", [first]), v.roots))
                if v.length > length:
                    found.append((Node("place", [first, f" + {self.rng.randint(0, v.length - length)}"]), v.roots))
                    found.append((Node("place", ["&", v.name, f"[{self.rng.randint(0, v.length - length)}]"]), v.roots))
        return found

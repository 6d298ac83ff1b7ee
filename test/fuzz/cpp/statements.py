"""Statements: a function's body."""
from classes import Classes
from containers import Containers
from expressions import CONTAINERS, Expressions, Variable
from loops import Loops
from tree import Node, block, expression, statement

NAMES = ["t", "s", "u", "v", "w", "acc", "x_bar", "x_dot", "tape", "result_bar", "value", "q0", "old", "f_adjoint",
         "i_bar", "z", "record", "forward"]


class Statements(Loops, Containers, Classes, Expressions):
    def __init__(self, rng, features, helpers, result, budget):
        super().__init__(rng, features, helpers)
        self.result = "double" if result == "T" else result
        self.budget = budget
        self.blocks = 0
        self.jumps = []  # "loop" or "switch", innermost last
        self.used = set()
        self.self_helper = None

    # ---- variables

    def add(self, variable):
        self.scope.append(variable)
        self.used.add(variable.name)
        return variable

    def add_parameter(self, type, name, how, length):
        is_const = how.startswith("const") or " const" in how
        if how.split()[0] in CONTAINERS:
            return self.add(Variable(name, type, how.split()[0], length, writable=not is_const))
        if type == "int":
            return self.add(Variable(name, type, writable=False))
        self.add(Variable(name, type, "pointer" if "pointer" in how else "value", length if "pointer" in how else None,
                          writable=not is_const))

    def fresh(self, shadows=True):
        """A name for a new variable; now and then one that hides another."""
        if shadows and self.has("shadows") and self.blocks and self.chance(0.15):
            outer = [v for v in self.scope[:self.block_starts[-1]] if v.name not in self.names_in_block()]
            if outer:
                return self.rng.choice(outer).name
        free = [name for name in NAMES if name not in self.used]
        name = self.rng.choice(free) if free else f"r{len(self.used)}"
        self.used.add(name)
        return name

    def names_in_block(self):
        return {v.name for v in self.scope[self.block_starts[-1]:]}

    def recursion(self, helper):
        self.self_helper = helper
        self.add(Variable("depth", "int", writable=False, high=3))

    # ---- blocks

    block_starts = (0,)

    def in_block(self, fill):
        """Statements in braces."""
        start = len(self.scope)
        self.block_starts = self.block_starts + (start,)
        self.blocks += 1
        statements = fill()
        self.blocks -= 1
        self.block_starts = self.block_starts[:-1]
        del self.scope[start:]
        return block(statements)

    def some(self, most):
        def fill():
            result = []
            for _ in range(self.rng.randint(1, most)):
                result += self.statement()
            return result
        return self.in_block(fill)

    def function_body(self, depth):
        statements = []
        if depth:
            statements.append(statement("if (depth <= 0) ", self.return_statement()))
        if self.self_helper:
            statements += self.recurse()
        while self.budget > 0:
            statements += self.statement()
        if self.self_helper and self.chance(0.3):
            statements += self.recurse()
        statements.append(self.return_statement(last=True))
        return [s for s in statements if s]

    def return_statement(self, last=False):
        if self.result == "void":
            return "" if last else statement("return;\n")
        if self.result == "Pair":
            return statement("return ", self.record(), ";\n")
        if self.result == "Triple":
            return statement("return ", self.triple(), ";\n")
        if self.result.startswith("std::vector"):
            return statement("return ", self.returned_vector(), ";\n")
        parts = ["return ", self.real(self.result, 1)]
        if last:  # what was computed is to be seen
            seen = [v for v in self.visible() if v.type == self.result and self.chance(0.6)]
            for v in seen[:6]:
                parts += [" + ", expression(self.result, *self.parts_of(v, self.result)[0])]
        return statement(*parts, ";\n")

    def statement(self):
        self.budget -= 1
        choices = {self.assign: 9, self.declare: 5, self.compound: 3, self.choice: 2.5 if self.loops else 0.3}
        if self.has("arrays"):
            choices[self.declare_array] = 1.5
        if self.has("records"):
            choices[self.declare_record] = 1.5
        if self.has("integers"):
            choices[self.integers] = 1.5
        if self.has("operands"):
            choices.update({self.operands: 2.5, self.chained: 0.7})
        if self.has("swaps"):
            choices[self.swap] = 0.7
        if self.has("lambdas"):
            choices.update({self.declare_lambda: 1, self.call_lambda: 1.5})
        if self.has("references"):
            choices[self.declare_reference] = 1.5
        if self.has("pointers"):
            choices[self.declare_pointer] = 1.5
        self.add_containers(choices)
        self.add_classes(choices)
        if self.helpers and self.calls < 5 and self.loops < 2:
            choices[self.call_statement] = 3
        if self.blocks < 4 and self.budget > 0:
            self.add_blocks(choices)
        if self.jumps and self.has("exits"):
            choices[self.jump] = 1.5
        if self.has("returns") and self.blocks:
            choices[self.early_return] = 0.7
        return self.pick(choices)() or self.assign()

    def add_blocks(self, choices):
        if self.has("branches"):
            choices[self.branch] = 3
        if self.has("switches"):
            choices[self.switch] = 1
        if self.has("shadows"):
            choices[self.scoped] = 1
        if self.loops < 3:
            if self.has("loops"):
                choices.update({self.counted: 3, self.odd_loop: 1.5, self.sweep: 1.5})
            if self.has("lists"):
                choices[self.range_for] = 1
            if self.has("whiles"):
                choices.update({self.while_loop: 1.5, self.do_loop: 0.7})

    # ---- values that are stored

    def value(self, type, target=None):
        """What a variable gets: moderate where a loop might let it grow. `target`: what it replaces."""
        if not self.loops and not self.self_helper:
            return self.real(type, self.rng.randint(1, 3))
        suffix = "f" if type == "float" else ""
        roll = self.rng.random()
        if target is None or roll < 0.4:
            return expression(type, self.rng.choice(["std::sin(", "std::cos(", "std::tanh("]),
                              self.real(type, self.rng.randint(1, 2)), ")")
        if roll < 0.7:
            return expression(type, f"0.5{suffix} * ", target, f" + 0.25{suffix} * ", self.real(type, 1))
        if roll < 0.85:
            return expression(type, target, " * std::cos(", self.real(type, 1), ")")
        other = self.leaf(type)
        return expression(type, self.real(type, 1), f" / (1.5{suffix} + ", other, " * ", other, ")")

    def target(self, type=None):
        type = type or ("float" if self.has("floats") and self.chance(0.2) else "double")
        place = self.place(type, written=True)
        return place or self.place("double", written=True)

    def assign(self):
        found = self.target()
        if not found:
            return self.declare()
        place, _, variable = found
        return [self.named_twin(lambda value: [place, " = ", value, ";\n"], self.value(place.type, place))]

    def named_twin(self, parts, value):
        """The value as it stands, or as a variable of its own first: a twin."""
        name = f"named{self.rng.randrange(1000)}"
        return statement(*parts(value), twin=[f"{{\nconst {value.type} {name} = ", value, ";\n", *parts(name), "}\n"])

    def choice(self):
        """The largest so far, or another that a condition chooses."""
        found = self.target()
        if not found:
            return self.declare()
        place, _, _ = found
        value = self.value(place.type, place)
        form = self.rng.choice(["larger", "if", "condition", "max", "kept"])
        if form == "max":
            cast = f"static_cast<{place.type}>("
            return [statement(place, f" = std::{self.rng.choice(['max', 'min'])}(", cast, value, "), ", cast, place, "));\n")]
        if form == "larger":
            return [statement("if (", value, " > ", place, ") ", place, " = ", value, ";\n")]
        condition = self.condition(0)
        if form == "if":
            return [statement("if (", condition, ") ", place, " = ", value, ";\n")]
        arms = [place, " : ", value] if form == "kept" else [value, " : ", place]
        return [statement(place, " = ", condition, " ? ", *arms, ";\n")]

    def compound(self):
        found = self.target()
        if not found:
            return self.declare()
        place, _, _ = found
        suffix = "f" if place.type == "float" else ""
        inner = self.real(place.type, 1 if self.loops else 2)
        if not self.loops and self.chance(0.6):
            return [statement(place, self.rng.choice([" += ", " -= ", " *= "]), inner, ";\n")]
        form = self.rng.choice([f" += 0.3{suffix} * ", f" -= 0.2{suffix} * ", " *= std::cos(", " /= 1.5%s + std::fabs(" % suffix,
                                " += std::sin("])
        return [statement(place, form, inner, ")" if form.endswith("(") else "", ";\n")]

    def declare(self):
        type = "float" if self.has("floats") and self.chance(0.2) else "double"
        value = self.value(type)
        name = self.fresh()
        self.hidden = {r for v in self.scope if v.name == name for r in v.roots}
        if self.hidden:
            value = self.value(type)
        roll = self.rng.random()
        if roll > 0.97 and not self.hidden:
            self.add(Variable(name, "double", "value", 3, writable=False))
            return [statement(f"static const double {name}[3] = {{0.3, -0.75, 1.1}};\n")]
        if roll > 0.93 and not self.hidden:
            self.add(Variable(name, "double", writable=False))
            return [statement(f"static const double {name} = {self.rng.choice(['0.3', '2 * third', '-0.75'])};\n")]
        if roll < 0.15 and not self.hidden:
            return self.declare_two(type, name, value)
        if roll < 0.25 and self.has("branches"):
            return self.declare_late(type, name)
        self.hidden = set()
        constant = self.chance(0.3)
        self.add(Variable(name, type, writable=not constant))
        return [statement(f"{'const ' if constant else ''}{type} {name} = ", value, ";\n")]

    def declare_two(self, type, name, value):
        self.add(Variable(name, type))
        second = self.fresh(shadows=False)
        more = self.value(type)
        self.add(Variable(second, type))
        return [statement(f"{type} {name} = ", value, f", {second} = {name} * ", more, ";\n")]

    def declare_late(self, type, name):
        parts = [f"{type} {name};\nif (", self.condition(), f") {{\n{name} = ", self.value(type), ";\n} else {\n",
                 f"{name} = ", self.value(type), ";\n}\n"]
        self.hidden = set()
        self.add(Variable(name, type))
        return [statement(*parts)]

    def declare_array(self):
        name = self.fresh(shadows=False)
        length = self.rng.randint(2, 5)
        if self.chance(0.25):
            rows = self.rng.randint(2, 3)
            self.add(Variable(name, "double", "value", length, rows=rows))
            return [statement(f"double {name}[{rows}][{length}] = {{}};\n")]
        values = []
        for _ in range(self.rng.randint(0, length)):
            values += [", ", self.value("double")]
        self.add(Variable(name, "double", "value", length))
        return [statement(f"double {name}[{length}] = {{", *values[1:], "};\n")]

    def declare_record(self):
        name = self.fresh(shadows=False)
        roll = self.rng.random()
        if roll < 0.2:
            second = f"{name}_b"
            value = self.record()
            self.add(Variable(name, "double", writable=False))
            self.add(Variable(second, "double", writable=False))
            return [statement(f"auto [{name}, {second}] = ", value, ";\n")]
        if roll < 0.4:
            found = self.place("Pair", written=True)
            if found:
                return [statement(found[0], " = ", self.record(), ";\n")]
        if roll < 0.55:
            length = self.rng.randint(2, 3)
            values = [self.record() for _ in range(length)]
            self.add(Variable(name, "Pair", "value", length))
            parts = [part for value in values for part in (", ", value)][1:]
            return [statement(f"Pair {name}[{length}] = {{", *parts, "};\n")]
        if roll < 0.7:
            value, number = self.record(), self.value("double")
            self.add(Variable(name, "Nest"))
            return [statement(f"Nest {name} = {{", value, ", {0.5, ", number, "}, 1, 0.5f};\n")]
        value = self.record()
        self.add(Variable(name, "Pair"))
        return [statement(f"Pair {name} = ", value, ";\n")]

    def integers(self):
        values = [v for v in self.visible() if v.type == "int" and v.writable and v.length is None]
        if values and self.chance(0.6):
            v = self.rng.choice(values)
            form = self.rng.choice(["{0} = ({0} * 3 + 2) % 5;\n", "++{0};\n", "{0} += 2;\n", "{0} = ({0} + 1) % 4;\n"])
            return [statement(form.format(v.name))]
        name = self.fresh(shadows=False)
        if self.chance(0.3):
            condition = self.condition()
            self.add(Variable(name, "bool", writable=False))
            return [statement(f"const bool {name} = ", condition, ";\n")]
        value = expression("int", self.integer(), " % 4")
        self.add(Variable(name, "int"))
        return [statement(f"int {name} = ", value, ";\n")]

    # ---- side effects in operands: what one operand changes, no other mentions

    def changed(self):
        """A scalar that an operand changes, hidden from then on."""
        found = [v for v in self.visible() if v.type == "double" and v.length is None and v.writable and v.how != "reference"]
        if not found:
            return None
        v = self.rng.choice(found)
        self.hidden = self.hidden | v.roots
        return v.name

    def operands(self):
        parts = self.operand_parts()
        self.hidden = set()
        return [statement(*parts)] if parts else None

    def operand_parts(self):
        first, second = self.changed(), self.changed()
        if not first:
            return None
        target = self.place("double", written=True)
        if not target:
            return None
        target = target[0]
        counters = [v for v in self.visible() if v.type == "int" and v.writable and v.length is None]
        arrays = [v for v in self.visible() if v.type == "double" and v.length and not v.rows]
        if counters and arrays and self.chance(0.4):
            k, a = self.rng.choice(counters), self.rng.choice(arrays)
            self.hidden = self.hidden | k.roots
            # The target may mention k, too.
            return [f"{first} += {a.name}[{k.name}++ % {a.length}] * ", self.leaf("double"), ";\n"]
        roll = self.rng.random()
        scale = "0.1 * " if self.loops else ""
        if second and roll < 0.3:
            return [target, f" = {scale}std::sin(({first}++) * (++{second}));\n"]
        if roll < 0.5:
            return [f"if ((", self.condition(0), f") && ({first} = ", self.value("double"), ") > 0.1) ", target,
                    " += 0.5;\n"]
        if roll < 0.7:
            return [target, f" = 0.5 * ({first} += ", self.value("double"), ") * ", self.leaf("double"), ";\n"]
        if roll < 0.85:
            return [target, f" = ({first} = ", self.value("double"), f", {first} * 0.5);\n"]
        return [target, " = ", self.condition(0), f" ? ({first} *= 0.5) : ", self.leaf("double"), ";\n"]

    def chained(self):
        left = self.place("double", written=True)
        if not left:
            return None
        v = self.changed()
        if not v or v == left[2].name:
            self.hidden = set()
            return None
        value = self.value("double")
        self.hidden = set()
        if self.chance(0.3):
            return [statement(f"{v} = ", value, ", ", left[0], f" = {v} * 0.5;\n")]
        return [statement(left[0], f" = {v} = ", value, ";\n")]

    def swap(self):
        type = "Pair" if self.has("records") and self.chance(0.2) else "double"
        places = self.places(type, written=True)
        if len(places) < 2:
            return None
        first, second = self.rng.sample(places, 2)
        if first[1] & second[1]:
            return None
        return [statement("std::swap(", first[0], ", ", second[0], ");\n")]

    # ---- lambdas

    def declare_lambda(self):
        """One that returns a value, or one that changes what it captures."""
        name, parameter = self.fresh(shadows=False), self.fresh(shadows=False)
        captured = frozenset(root for v in self.visible() for root in v.roots)
        writes = self.chance(0.4)
        refers = any(v.how == "reference" for v in self.visible())
        capture = "&" if writes or refers or self.chance(0.6) else "="
        start = len(self.scope)
        target = self.place("double", written=True) if writes else None
        self.add(Variable(parameter, "double", writable=False))
        value = self.real("double", 2)
        del self.scope[start:]
        how = self.rng.choice(["double", "const double&"])
        if target:
            self.add(Variable(name, "changing lambda", roots=captured | {id(name)}))
            return [statement(f"auto {name} = [&]({how} {parameter}) {{\n", target[0], " = 0.5 * ", target[0], " + std::sin(",
                              value, ");\n};\n")]
        if writes:
            return None
        self.add(Variable(name, "lambda", roots=captured | {id(name)}))
        return [statement(f"const auto {name} = [{capture}]({how} {parameter}) {{ return std::cos(", value, "); };\n")]

    def call_lambda(self):
        found = [v for v in self.visible() if v.type == "changing lambda"]
        if not found:
            return None
        return [statement(self.rng.choice(found).name, "(", self.real("double", 1), ");\n")]

    # ---- references, pointers: what they lead to is theirs, too

    def declare_reference(self):
        writes = self.chance(0.7)
        type = "Pair" if self.has("records") and self.chance(0.25) else "double"
        if self.has("classes") and self.chance(0.15):
            type = "Triple"
        steady = [p for p in self.places(type, writes) if p[2].how != "growing"]
        if not steady:
            return None
        node, roots, whole = self.rng.choice(steady)
        name = self.fresh(shadows=False)
        if self.has("selects") and self.chance(0.25):
            scalars = [p for p in self.places(type, written=writes) if p[2].length is None]
            if len(scalars) > 1:
                one, two = self.rng.sample(scalars, 2)
                condition = self.condition(0)
                self.add(Variable(name, type, writable=writes, roots=one[1] | two[1]))
                return [statement(f"{type}& {name} = " if writes else f"const {type}& {name} = ", condition, " ? ",
                                  one[0], " : ", two[0], ";\n")]
        self.add(Variable(name, type, "reference", writable=writes, roots=roots))
        constant = "" if writes else "const "
        is_value = whole.type == "Triple" and type == "double" and not writes  # a const one's subscript gives no place
        twin = None if is_value else [f"{constant}{type}* const {name} = &", node, ";\n"]
        return [statement(f"{constant}{type}& {name} = ", node, ";\n", twin=twin)]

    def declare_pointer(self):
        if self.chance(0.35):
            return self.walk()
        if self.has("swaps") and self.chance(0.15):
            return self.swapped_table()
        writes = self.chance(0.7)
        type = "Pair" if self.has("records") and self.chance(0.15) else "double"
        length = self.rng.randint(1, 3)
        found = self.pointers(type, length, writes)
        movable = [v for v in self.visible() if v.how == "moving" and v.type == type]
        if not found:
            return None
        node, roots = self.rng.choice(found)
        name = self.fresh(shadows=False)
        parts = [f"{'' if writes else 'const '}{type}* {name} = "]
        if self.has("selects") and len(found) > 1 and self.chance(0.3):
            other, more = self.rng.choice(found)
            parts += [self.condition(0), " ? ", node, " : ", other]
            roots = roots | more
        else:
            parts.append(node)
        self.add(Variable(name, type, "pointer", length, writable=writes, roots=roots))
        return [statement(*parts, ";\n")]

    def swapped_table(self):
        """A table of pointers that change places, parts of what they lead to being passed on."""
        found = self.pointers("double", 2, False)
        target = self.place("double", written=True)
        if len(found) < 2 or not target:
            return None
        (first, _), (second, _) = self.rng.choice(found), self.rng.choice(found)
        name = self.fresh(shadows=False)
        return [statement(f"{{\nconst double* {name}[2] = {{", first, ", ", second,
                          f"}};\nfor (int turn = 0; turn < {self.rng.randint(1, 3)}; ++turn) {{\n", target[0], " = 0.5 * ",
                          target[0], f" + 0.25 * swept(&{name}[{self.rng.choice(['0', '1', 'turn % 2'])}]"
                          f"[{self.rng.randint(0, 1)}], 1);\nstd::swap({name}[0], {name}[1]);\n}}\n}}\n")]

    def walk(self):
        """A pointer that moves over some elements."""
        writes = self.chance(0.5)
        length = self.rng.randint(2, 4)
        found = self.pointers("double", length, writes)
        target = self.place("double", written=True)
        if not found or not target:
            return None
        node, roots = self.rng.choice(found)
        name = self.fresh(shadows=False)
        head = [f"{{\n{'' if writes else 'const '}double* {name} = ", node,
                f";\nfor (int step = 0; step < {length}; ++step) "]
        if writes:
            self.hidden = set(roots)
            value = self.real("double", 1)
            self.hidden = set()
            form = self.rng.choice([[f"*{name}++ = std::sin(", value, ");\n"], [f"*{name}++ += 0.5 * (", value, ");\n"],
                                    [f"{{\n*{name} = 0.5 * *{name} + ", value, f";\n++{name};\n}}\n"]])
        else:
            form = self.rng.choice([["{\n", target[0], f" += 0.5 * *{name};\n{name}++;\n}}\n"],
                                    ["{\n", target[0], f" = std::sin(", target[0], f" * {name}[0]);\n{name} += 1;\n}}\n"]])
            if not target[1] & roots and self.chance(0.5):
                form = [target[0], f" += 0.5 * *{name}++;\n"]
        return [statement(*head, *form, "}\n")]

    # ---- calls

    def call_statement(self):
        helper = self.rng.choice(self.helpers)
        node = self.call_of(helper, self.depth_argument(helper), 1)
        return self.with_result(helper, node) if node else None

    def recurse(self):
        node = self.call_of(self.self_helper, "depth - 1", 1)
        return self.with_result(self.self_helper, node, damped=True) if node else []

    def with_result(self, helper, node, damped=False):
        result = "double" if helper.result == "T" else helper.result
        if result == "void" or self.chance(0.05):
            return [statement(node, ";\n")]
        if result.startswith("std::vector"):
            name = self.fresh(shadows=False)
            self.add(Variable(name, "double", self.rng.choice(["vector", "growing"]), 2))
            return [statement(f"std::vector<double> {name} = ", node, ";\n")]
        place = self.place(result, written=True)
        scale = {"double": "0.5 * ", "float": "0.5f * "}.get(result, "") if damped or self.loops else ""
        if place and self.chance(0.6):
            operator = " += " if result != "Pair" and helper.pure and self.chance(0.3) else " = "
            return [statement(place[0], operator + scale, node, ";\n")]
        name = self.fresh(shadows=False)
        self.add(Variable(name, result))
        return [statement(f"{result} {name} = {scale}", node, ";\n")]

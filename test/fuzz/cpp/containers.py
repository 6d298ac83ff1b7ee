"""std::array and std::vector, algorithms on them, lambdas that are passed on.

A vector of how "vector" keeps its size, so that pointers and references to its elements are good; one of how "growing"
has at least `length` elements, and may get more.
"""
from expressions import CONTAINERS, Variable
from tree import Node, expression, statement


def spelled(how, length, rows=None):
    """The type of a container of doubles."""
    if how == "array":
        return f"std::array<double, {length}>"
    return "std::vector<std::vector<double>>" if rows else "std::vector<double>"


class Containers:
    iterated = frozenset()  # roots whose size must stay

    def containers(self, hows=CONTAINERS, written=False):
        return [v for v in self.visible() if v.how in hows and not v.rows and (v.writable or not written)]

    def add_containers(self, choices):
        if self.has("containers"):
            choices.update({self.declare_vector: 2.5, self.declare_std_array: 1, self.whole: 1, self.change_size: 5})
        if self.has("algorithms"):
            choices[self.algorithm] = 2.5
        if self.has("lambdas"):
            choices[self.pass_lambda] = 1

    # ---- declarations

    def declare_vector(self):
        name = self.fresh(shadows=False)
        length = self.rng.randint(2, 4)
        how = "growing" if self.chance(0.55) else "vector"
        if self.chance(0.2):
            rows = self.rng.randint(2, 3)
            made = [f"std::vector<std::vector<double>> {name}({rows}, std::vector<double>({length}"]
            made += [", ", self.typed(self.value("double"))] if self.chance(0.5) else []
            self.add(Variable(name, "double", "vector", length, rows=rows))
            return [statement(*made, "));\n")]
        parts = [f"std::vector<double> {name}"] + self.made(length)
        self.add(Variable(name, "double", how, length))
        return [statement(*parts, ";\n")]

    def made(self, length):
        """What stands behind the name: at least that many elements."""
        others = [v for v in self.containers(("vector", "growing")) if v.length >= length]
        found = self.pointers("double", length, False)
        roll = self.rng.random()
        if others and roll < 0.2:
            return [f" = {self.rng.choice(others).name}"]
        if found and roll < 0.4:
            node = self.rng.choice(found)[0]
            return ["(", node, ", ", node, f" + {length})"]
        if roll < 0.6:
            return [f"({length}, ", self.typed(self.value("double")), ")"]
        if roll < 0.7:
            return [f"({length})"]
        values = [part for _ in range(length) for part in (", ", self.typed(self.value("double")))]
        return [" = {", *values[1:], "}"]

    def returned_vector(self):
        """At least two elements."""
        found = [v for v in self.containers(("vector", "growing")) if v.length >= 2]
        if found and self.chance(0.7):
            return expression("vector", self.rng.choice(found).name)
        return expression("vector", "std::vector<double>{", self.typed(self.leaf("double")), ", ", self.typed(self.leaf("double")), "}")

    def typed(self, node):
        """A double also where its text is compiled over other numbers."""
        return expression("double", "static_cast<double>(", node, ")")

    def declare_std_array(self):
        name = self.fresh(shadows=False)
        length = self.rng.randint(2, 4)
        others = [v for v in self.containers(("array",)) if v.length == length]
        values = [part for _ in range(self.rng.randint(0, length)) for part in (", ", self.value("double"))]
        init = [f" = {self.rng.choice(others).name}"] if others and self.chance(0.4) else ["{", *values[1:], "}"]
        self.add(Variable(name, "double", "array", length))
        return [statement(f"std::array<double, {length}> {name}", *init, ";\n")]

    # ---- as a whole

    def whole(self):
        """Assigned, exchanged, filled."""
        found = self.containers(written=True)
        if not found:
            return None
        v = self.rng.choice(found)
        others = [o for o in self.containers() if not o.roots & v.roots and (o.how == "array") == (v.how == "array")
                  and (o.length == v.length if v.how != "growing" else o.length >= v.length)]
        same = [o for o in others if o.how == v.how and o.writable and o.length == v.length]
        if v.roots & self.iterated:
            return None
        if same and self.chance(0.4):
            other = self.rng.choice(same)
            if not other.roots & self.iterated:
                return [statement(self.rng.choice([f"std::swap({v.name}, {other.name});\n", f"{v.name}.swap({other.name});\n"]))]
        if others and v.how != "vector" and self.chance(0.6):
            return [statement(f"{v.name} = {self.rng.choice(others).name};\n")]
        if v.how == "array":
            return [statement(f"{v.name}.fill(", self.typed(self.value("double")), ");\n")]
        place = self.rng.choice([".front()", ".back()"])
        target = Node("place", [v.name, place], "double")
        return [statement(target, " = ", self.value("double", target), ";\n")]

    def change_size(self):
        found = [v for v in self.containers(("growing",), written=True) if not v.roots & self.iterated]
        if not found:
            return None
        v = self.rng.choice(found)
        roll = self.rng.random()
        if roll < 0.5:
            return [statement(f"{v.name}.push_back(", self.typed(self.value("double")), ");\n")]
        if roll < 0.65:
            return [statement(f"if ({v.name}.size() > {v.length}) {v.name}.pop_back();\n")]
        if roll < 0.75:
            size = [str(v.length), " + ", self.integer()]
            more = [", ", self.typed(self.value("double"))] if self.chance(0.5) else []
            return [statement(f"{v.name}.resize(", *size, *more, ");\n")]
        if roll < 0.85:
            return [statement(f"{v.name}.assign({v.length} + ", self.integer(), ", ", self.typed(self.value("double")), ");\n")]
        self.hidden = set(v.roots)  # what is cleared has no elements
        value = self.typed(self.value("double"))
        self.hidden = set()
        k = self.fresh(shadows=False)
        return [statement(f"{{\n{v.name}.clear();\nfor (int {k} = 0; {k} < {v.length + 1}; ++{k}) {v.name}.push_back(", value, f" * ({k} + 1));\n}}\n")]

    # ---- algorithms

    def range(self, written=False, apart=frozenset()):
        """(first, last, roots, elements) of a container or an array."""
        found = [v for v in self.visible() if v.type == "double" and v.length and v.length > 1 and not v.rows
                 and (v.writable or not written) and not v.roots & apart]
        if not found:
            return None
        v = self.rng.choice(found)
        if v.how in CONTAINERS and self.chance(0.6):
            return [f"{v.name}.begin()"], [f"{v.name}.end()" if v.how != "growing" else f"{v.name}.begin() + {v.length}"], v.roots, v.length
        first = v.name + (".data()" if v.how in CONTAINERS else "")
        begin = self.rng.randint(0, v.length - 2)
        return [first, f" + {begin}"] if begin else [first], [first, f" + {v.length}"], v.roots, v.length - begin

    @staticmethod
    def limited(found):
        """The same with as many elements as are known: a parameter may have more."""
        first, _, roots, length = found
        return first, [*first, f" + {length}"], roots, length

    def algorithm_value(self, type, depth):
        found = self.range()
        if not found:
            return self.leaf(type)
        first, last, _, length = found
        start = self.typed(self.leaf("double"))
        if self.chance(0.25):
            return expression(type, self.rng.choice(["spread(", "walked(", "walked_back("]), *first, ", ", *last, ")")
        roll = self.rng.random()
        if roll < 0.3:
            return expression(type, "std::accumulate(", *first, ", ", *last, ", ", start, ")")
        if roll < 0.5:
            form = self.rng.choice(["a * std::cos(b)", "0.5 * a + b * b", "a + b * a"])
            return expression(type, "std::accumulate(", *first, ", ", *last, ", ", start,
                              f", [](double a, double b) {{ return {form}; }})")
        if roll < 0.7:
            other = self.range()
            if other and other[3] >= length:
                return expression(type, "std::inner_product(", *first, ", ", *self.limited(found)[1], ", ", *other[0], ", ", start, ")")
        if roll < 0.85:
            return expression(type, self.rng.choice(["*std::max_element(", "*std::min_element("]), *first, ", ", *last, ")")
        condition = self.rng.choice(["t > 0.2", "t * t < 0.5", "t < 0"])
        return expression(type, "static_cast<double>(std::count_if(", *first, ", ", *last,
                          f", [](double t) {{ return {condition}; }}))")

    def algorithm(self):
        found = self.range(written=True)
        if not found:
            return None
        first, last, roots, length = found
        if self.chance(0.25):
            return [statement(self.rng.choice(["smoothed(", "shifted_in("]), *first, ", ", *last, ", ", self.typed(self.value("double")), ");\n")]
        roll = self.rng.random()
        if roll < 0.15:
            return [statement("std::fill(", *first, ", ", *last, ", ", self.typed(self.value("double")), ");\n")]
        source = self.range(apart=roots)
        source = self.limited(source) if source else None
        if source and source[3] <= length and roll < 0.6:
            other = [*source[0], ", ", *source[1]]
            if roll < 0.25:
                return [statement("std::copy(", *other, ", ", *first, ");\n")]
            if roll < 0.35:
                return [statement("std::partial_sum(", *other, ", ", *first, ");\n")]
            if roll < 0.5:
                form, capture = self.mapped(["t"], roots)
                return [statement("std::transform(", *other, ", ", *first, f", [{capture}](double t) {{ return ", form, "; });\n")]
            return [statement("std::transform(", *other, ", ", *first, ", ", *first,
                              ", [](double t, double u) { return 0.5 * t + std::sin(u) * t; });\n")]
        if roll < 0.75:
            form, capture = self.mapped(["t"], roots)
            return [statement("std::transform(", *first, ", ", *last, ", ", *first, f", [{capture}](double t) {{ return ", form, "; });\n")]
        if roll < 0.85:
            return [statement("std::reverse(", *first, ", ", *last, ");\n")]
        if roll < 0.92:
            form, capture = self.mapped(["t"], roots)
            return [statement("std::for_each(", *first, ", ", *last, f", [{capture}](double& t) {{ t = ", form, "; });\n")]
        return [statement("std::swap_ranges(", *source[0], ", ", *source[1], ", ", *first, ");\n")] if source and source[3] <= length and \
            self.range_is_writable(source) else None

    def range_is_writable(self, found):
        return all(v.writable for v in self.visible() if v.roots & found[2])

    def mapped(self, parameters, hidden):
        """(an expression over the parameters and what is in scope, what it captures), moderate."""
        start, before = len(self.scope), self.hidden
        self.hidden = self.hidden | hidden
        for name in parameters:
            self.add(Variable(name, "double", writable=False))
        value = self.real("double", 2)
        del self.scope[start:]
        self.hidden = before
        return expression("double", self.rng.choice(["std::sin(", "0.5 * std::cos("]), value, ")"), "&"

    # ---- lambdas that are passed on: records.h has what takes them

    def passed_lambda(self, type, depth):
        body, capture = self.mapped(["t"], frozenset())
        function = self.rng.choice(["applied_twice", "summed"])
        last = self.real("double", 1) if function == "applied_twice" else self.integer()
        return expression(type, f"{function}([{capture}](double t) {{ return ", body, "; }, ", last, ")")

    def pass_lambda(self):
        """One that changes what it captures."""
        target = self.place("double", written=True)
        if not target or target[2].roots & self.iterated:
            return None
        body, _ = self.mapped(["each"], frozenset())  # a name that hides nothing: the target was chosen outside
        call = self.rng.choice(["for_some(3, ", "for_some(2, "])
        return [statement(call, "[&](double each) {\n", target[0], " = 0.5 * ", target[0], " + ", body, ";\n});\n")]

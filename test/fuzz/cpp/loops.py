"""Branches, switches, loops and ways out of them."""
from expressions import CONTAINERS, Variable
from tree import Name, Repeated, block, expression, nodes, statement

COUNTERS = ["i", "j", "k", "l", "m"]


class Loops:
    def branch(self):
        head = ["if ("]
        if self.chance(0.2):
            name, value = self.fresh(shadows=False), self.value("double")
            head += [f"const double {name} = ", value, f"; {name} > 0.2"]
        else:
            head.append(self.condition())
        parts = head + [") {\n", self.some(3), "}"]
        if self.chance(0.3):
            parts += [" else if (", self.condition(0), ") {\n", self.some(2), "}"]
        if self.chance(0.5):
            parts += [" else {\n", self.some(2), "}"]
        return [statement(*parts, "\n")]

    def scoped(self):
        return [statement("{\n", self.some(3), "}\n")]

    def switch(self):
        parts = ["switch ((", self.integer(), ") % 4) {\n"]
        self.jumps.append("switch")
        for case in self.rng.sample(range(4), self.rng.randint(1, 3)):
            parts += [f"case {case}: {{\n", self.some(2), "}\n"]
            if self.chance(0.6):
                parts.append("break;\n")
            else:
                parts.append("[[fallthrough]];\n")
        if parts[-1].startswith("[["):
            parts[-1] = "break;\n"
        if self.chance(0.5):
            parts += ["default: {\n", self.some(2), "}\n"]
        self.jumps.pop()
        return [statement(*parts, "}\n")]

    def jump(self):
        jump = self.rng.choice(["break;\n", "continue;\n"])
        if jump.startswith("continue") and "loop" not in self.jumps:
            jump = "break;\n"
        self.exits = True
        return [statement("if (", self.condition(), ") ", jump)]

    def early_return(self):
        self.exits = True
        returned = self.return_statement()
        return [statement("if (", self.condition(), ") ", returned)]

    # ---- loops

    exits = False

    def body(self, counter, most=3):
        """A loop's body; is there a way out of it?"""
        outside = self.exits
        self.exits = False
        self.loops += 1
        self.jumps.append("loop")

        def fill():
            if counter:
                self.add(counter)
            result = []
            for _ in range(self.rng.randint(1, most)):
                result += self.statement()
            return result
        inner = self.in_block(fill)
        self.jumps.pop()
        self.loops -= 1
        leaves = self.exits
        self.exits = self.exits or outside
        return inner, leaves

    def counter(self):
        free = [name for name in COUNTERS if name not in {v.name for v in self.scope}]
        return self.rng.choice(free) if free else None

    def counted(self):
        name = self.counter()
        if not name:
            return None
        trips = self.rng.randint(0, 5) if self.loops == 0 else self.rng.randint(1, 3)
        bounds = [v for v in self.visible() if v.name == "n" and v.type == "int"]
        limit = "n" if bounds and self.chance(0.5) else str(trips)
        down = self.chance(0.2)
        high = 5 if limit == "n" else max(trips - 1, 0)
        inner, leaves = self.body(Variable(name, "int", "counter", writable=False, high=high))
        if down:
            return [statement(f"for (int {name} = {limit} - 1; {name} >= 0; --{name}) {{\n", inner, "}\n")]
        head = f"for (int {name} = 0; {name} < {limit}; ++{name}) {{\n"
        if leaves:
            return [statement(head, inner, "}\n")]
        if limit != "n" and self.chance(0.5):
            return [statement(head, inner, "}\n", twin=[Repeated(name, range(trips), inner)])]
        return [statement(head, inner, "}\n", twin=[f"{{\nint {name} = 0;\nwhile ({name} < {limit}) {{\n", inner,
                                                    f"++{name};\n}}\n}}\n"])]

    def odd_loop(self):
        """Strides, two counters, a bound computed on the way, a counter that the body changes, a floating counter."""
        name = self.counter()
        if not name:
            return None
        form = self.rng.choice(["for (int {0} = 1; {0} < 6; {0} += 2) {{\n", "for (int {0} = 0, end = 5; {0} < end; ++{0}, --end) {{\n",
                                "for (int {0} = 5; {0}-- > 1;) {{\n", "for (int {0} = 0; {0} <= 3; {0}++) {{\n",
                                "bound", "inner", "float", "unsigned"])
        high = 5
        if form == "bound":
            form = "for (int {0} = 0; {0} < (BOUND) % 5; ++{0}) {{\n"
            before, after = form.split("BOUND")
            integer = self.integer()
            inner, _ = self.body(Variable(name, "int", "counter", writable=False, high=high))
            return [statement(before.format(name), integer, after.format(name), inner, "}\n")]
        if form == "inner":
            inner, leaves = self.body(Variable(name, "int", "counter", writable=False, high=8))
            return [statement(f"for (int {name} = 0; {name} < 6; ++{name}) {{\n{{\n", inner, "}\nif (", self.condition(0),
                              f") ++{name};\n}}\n")]
        if form == "unsigned":
            return self.unsigned_loop(name)
        if form == "float":
            counter = self.fresh(shadows=False)
            inner, _ = self.body(Variable(counter, "double", writable=False))
            return [statement(f"for (double {counter} = 0.25; {counter} < 1.0; {counter} += 0.25) {{\n", inner, "}\n")]
        inner, _ = self.body(Variable(name, "int", "counter", writable=False, high=high))
        return [statement(form.format(name), inner, "}\n")]

    def unsigned_loop(self, name):
        """From a number, or an outer counter's, to one known when it runs, which may be smaller: no trips then."""
        type = self.rng.choice(["unsigned", "unsigned", "std::size_t", "unsigned long", "long"])
        first, integer = self.rng.choice([0, 0, 1, 2]), self.integer()
        inner, _ = self.body(Variable(name, "int", "counter", writable=False, high=first + 4))
        count, relation = self.fresh(shadows=False), self.rng.choice(["<", "<", "<", "!="])
        begin = f"{count} - {count}" if relation == "!=" else str(first)
        if self.chance(0.4):  # downwards
            form = self.rng.choice(["{0} > {2}; --{0}", "{0} >= {2} + 1; {0}--", "{0}-- > {2};", "{0} > {2} + 1; {0} -= 2"])
            return [statement(f"for ({type} {name} = static_cast<{type}>((", integer, f") % 5) + {first}; ",
                              form.format(name, count, first), ") {\n", inner, "}\n")]
        return [statement(f"{{\nconst {type} {count} = static_cast<{type}>((", integer, ") % 5);\n",
                          f"for ({type} {name} = {begin}; {name} {relation} {count}; ++{name}) {{\n", inner, "}\n}\n")]

    def sweep(self):
        """a[i] = … a[i - 1] …, upwards and downwards, over counters of every type."""
        name = self.counter()
        arrays = [v for v in self.visible() if v.type == "double" and v.writable and not v.rows and (v.length or 0) >= 3 and
                  v.how in ("value", "pointer", "array", "vector")]
        if not name or not arrays:
            return None
        array, type = self.rng.choice(arrays), self.rng.choice(["int", "unsigned", "std::size_t", "long"])
        last = array.length - 2
        head = self.rng.choice(["= 1; {0} + 1 < {2}; ++{0}", "= 1; {0} <= {1}; {0} += 2", "= {1}; {0} > 0; --{0}",
                                "= {1}; {0} >= 1; {0}--", "= {2} - 1; {0}-- > 1;", "= {1}; {0} > 1; {0} -= 2"])

        def at():
            return f"{array.name}[{name}{self.rng.choice(['', '', ' - 1', ' + 1'])}]"
        parts = [f"for ({type} {name} ", head.format(name, last, array.length), ") {\n"]
        for _ in range(self.rng.randint(1, 3)):
            sum = self.place("double", written=True)
            if sum and self.chance(0.4):
                parts += [sum[0], " = 0.5 * ", sum[0], f" + 0.3 * {at()} * {at()};\n"]
            elif self.chance(0.3):
                parts += [f"{at()} = ", self.typed_leaf(), ";\n"]
            else:
                parts.append(f"{at()} = 0.4 * {at()} + 0.3 * std::sin({at()} * {at()});\n")
        return [statement(*parts, "}\n")]

    def range_for(self):
        name = self.fresh(shadows=False)
        arrays = [v for v in self.visible() if v.type == "double" and v.how in ("value", *CONTAINERS) and v.length and not v.rows]
        if arrays and self.chance(0.6):
            array = self.rng.choice(arrays)
            writes = array.writable and array.how != "growing" and self.chance(0.5)
            form = f"double& {name}" if writes else self.rng.choice([f"const double {name}", f"double {name}", f"const double& {name}"])
            is_reference = "&" in form
            outside, self.iterated = self.iterated, self.iterated | array.roots
            inner, _ = self.body(Variable(name, "double", writable=not form.startswith("const"),
                                          roots=array.roots if is_reference else None))
            self.iterated = outside
            return [statement(f"for ({form} : {array.name}) {{\n", inner, "}\n")]
        values = [self.typed_leaf() for _ in range(self.rng.randint(1, 3))]
        inner, _ = self.body(Variable(name, "double", writable=False))
        parts = [part for value in values for part in (", ", value)][1:]
        return [statement(f"for (const double {name} : {{", *parts, "}) {\n", inner, "}\n")]

    def typed_leaf(self):
        return expression("double", "static_cast<double>(", self.leaf("double"), ")")

    def while_loop(self):
        name = self.counter()
        if not name:
            return None
        start = self.rng.randint(0, 4)
        condition = self.condition(0) if self.chance(0.5) else None
        head = f"{{\nint {name} = {start};\nwhile ("
        if condition is None:
            test = [self.rng.choice([f"{name} > 0", f"{name}-- > 0"])]
        else:
            test = [f"{name}-- > 0 && ", condition]
        decrement = "" if "--" in test[0] else f"--{name};\n"
        inner, _ = self.body(Variable(name, "int", "counter", writable=False, high=4))
        return [statement(head, *test, f") {{\n{decrement}", inner, "}\n}\n")]

    def do_loop(self):
        name = self.counter()
        if not name:
            return None
        trips = self.rng.randint(1, 4)
        inner, leaves = self.body(Variable(name, "int", "counter", writable=False, high=trips + 1))
        condition = [" && ", self.condition(0)] if self.chance(0.5) else []
        return [statement(f"{{\nint {name} = 0;\ndo {{\n++{name};\n", inner, f"}} while ({name} < {trips}", *condition,
                          ");\n}\n")]

"""Classes: of records.h (Triple, Track), and one of the program's own, with members, constructor, methods and a base."""
from expressions import Variable
from tree import Name, Node, block, expression, statement

FORMS = ["struct", "class", "derived"]


class OwnClass:
    """What a program's own class is called, and which of its members can be named outside."""

    def __init__(self, program_name, form):
        self.form, self.prefix = form, program_name
        self.fields = ["p_"] if form != "class" else []

    def name(self, suffix):
        return Node("text", [Name(self.prefix), suffix])


def define(make_statements, rng, own):
    """make_statements(result, budget) gives a Statements with nothing in scope."""
    type, parts = own.name("_C"), []
    derived, hidden = own.form == "derived", own.form == "class"
    if derived:
        parts += ["struct ", own.name("_B"), " {\ndouble b_;\nexplicit ", own.name("_B"), "(double b) : b_(b) {\n}\n",
                  "double ", own.name("_based"), "(double x) const {\nreturn b_ * std::sin(x);\n}\n};\n"]
    parts += ["class " if hidden else "struct ", type, " : public " if derived else "", own.name("_B") if derived else "",
              " {\npublic:\n"]
    members = ["p_", "q_"] + (["b_"] if derived else [])

    def method(head, result, budget, changes, parameters=("x",), last=None):
        body = make_statements(result, budget)
        for member in members:
            body.add(Variable(member, "double", writable=changes))
        body.add(Variable("a_", "double", "value", 3, writable=changes))
        for parameter in parameters:
            body.add(Variable(parameter, "double"))
        statements = body.function_body(False)
        if last:
            statements.append(statement(last))
        return Node("function", [*head, block(statements), "}\n"])

    parts += [type, "(double p, double q) : ", own.name("_B") if derived else "", "(p * q), " if derived else "",
              "p_(", rng.choice(["p", "0.5 * p", "std::sin(p)"]), "), q_(", rng.choice(["q", "q - p", "p_ * q"]), "), a_{q, p_} {\n",
              rng.choice(["", "a_[2] = p * a_[1];\n", "for (double& e : a_) e += 0.25 * q_;\n", "q_ = q_ * a_[0];\np_ += q;\n"]), "}\n"]
    parts.append(method(["double ", own.name("_value"), "(double x) const {\n"], "double", rng.randint(1, 3), False))
    parts.append(method(["void ", own.name("_change"), "(double x) {\n"], "void", rng.randint(1, 3), True))
    parts.append(method([type, "& ", own.name("_chain"), "(double x) {\n"], "void", 1, True, last="return *this;\n"))
    parts.append(method(["double operator()(double x) const {\n"], "double", 1, False))
    parts += [type, "& operator+=(const ", type, "& o) {\np_ += o.p_;\na_[1] *= o.q_;\nreturn *this;\n}\n"]
    parts += ["friend ", type, " operator*(", type, " c, double k) {\nc.p_ *= k;\nc.a_[0] = k;\nreturn c;\n}\n"]
    parts += ["double p() const {\nreturn p_;\n}\ndouble& element(int i) {\nreturn a_[i];\n}\n"]
    parts += ["private:\n" if hidden else "", "double p_, q_;\ndouble a_[3];\n};\n"]
    return Node("function", parts)


class Classes:
    own = None  # this program's class

    def objects(self, written=False):
        return [v for v in self.visible() if v.type == "Own" and v.length is None and (v.writable or not written)]

    def add_classes(self, choices):
        if self.has("classes"):
            choices.update({self.declare_triple: 1.5, self.change_triple: 1.5})
            if self.own:
                choices.update({self.declare_object: 2, self.change_object: 2})

    def declare_triple(self):
        name = self.fresh(shadows=False)
        value = self.triple()
        constant = "const " if self.chance(0.2) else ""
        self.add(Variable(name, "Triple", writable=not constant))
        return [statement(f"{constant}Triple {name} = ", value, ";\n")]

    def triple(self, depth=1):
        place = self.place("Triple") if self.chance(0.6) else None
        if place:
            return expression("Triple", place[0])
        if depth > 0 and self.chance(0.4):
            return expression("Triple", "(", self.triple(depth - 1), self.rng.choice([" + ", " - "]), self.triple(depth - 1), ")")
        if depth > 0 and self.chance(0.4):
            return expression("Triple", "(", self.triple(depth - 1), self.rng.choice([".scaled(", " * ("]), self.leaf("double"), "))")
        return expression("Triple", "Triple(", self.leaf("double"), ", ", self.leaf("double"), ", ", self.leaf("double"), ")")

    def triple_value(self, type, depth):
        object = self.triple()
        roll = self.rng.random()
        if roll < 0.4:
            return expression(type, object, ".dot(", self.triple(), ")")
        if roll < 0.7:
            return expression(type, object, self.rng.choice([".norm()", ".sum()"]))
        return expression(type, "largest(", object, ")")

    def change_triple(self):
        place = self.place("Triple", written=True)
        if not place:
            return None
        node, roots, _ = place
        self.hidden = set(roots)
        other, number = self.triple(), self.value("double")
        self.hidden = set()
        roll = self.rng.random()
        scale = "0.5 * " if self.loops or self.self_helper else ""
        if roll < 0.3:
            return [statement(node, " += ", other, ";\n")] if not scale else [statement(node, " = ", other, ";\n")]
        if roll < 0.6:
            return [statement(node, f".shift({scale}", number, ").scale(std::cos(", self.leaf("double"), "));\n")]
        if roll < 0.8:
            return [statement(node, " = ", self.triple(), ";\n")]
        return [statement(node, f" *= {scale}", number, ";\n")] if not self.loops else None

    # ---- the program's own

    def declare_object(self):
        name = self.fresh(shadows=False)
        type = self.own.name("_C")
        found = self.objects()
        if found and self.chance(0.4):
            other = self.rng.choice(found).name
            copied = [other] if self.chance(0.5) else [other, " * ", self.leaf("double")]
            self.add(Variable(name, "Own"))
            return [statement(type, f" {name} = ", *copied, ";\n")]
        first, second = self.value("double"), self.value("double")
        self.add(Variable(name, "Own"))
        return [statement(type, f" {name}(", first, ", ", second, ");\n")]

    def change_object(self):
        found = self.objects(written=True)
        if not found:
            return None
        v = self.rng.choice(found)
        self.hidden = set(v.roots)
        number, other = self.value("double"), [o for o in self.objects() if o is not v]
        self.hidden = set()
        roll = self.rng.random()
        if roll < 0.4:
            return [statement(v.name, ".", self.own.name("_change"), "(", number, ");\n")]
        if roll < 0.6:
            return [statement(v.name, ".", self.own.name("_chain"), "(", number, ").", self.own.name("_chain"), "(0.5);\n")]
        if roll < 0.8 and other and not self.loops:
            return [statement(f"{v.name} += {self.rng.choice(other).name};\n")]
        return [statement(f"{v.name}.element(", self.index(3), ") = ", number, ";\n")]

    def object_value(self, type, depth):
        v = self.rng.choice(self.objects())
        roll = self.rng.random()
        if roll < 0.4:
            return expression(type, v.name, ".", self.own.name("_value"), "(", self.real("double", min(depth - 1, 1)), ")")
        if roll < 0.6:
            return expression(type, v.name, "(", self.leaf("double"), ")")
        if roll < 0.7 and self.own.form == "derived":
            return expression(type, v.name, ".", self.own.name("_based"), "(", self.leaf("double"), ")")
        return expression(type, v.name, ".p()")

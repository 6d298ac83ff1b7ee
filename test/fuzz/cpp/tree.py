"""A program as a tree of text, so that it can be printed in two forms (twins) and made smaller.

A node's parts are strings and nodes. `twin`: other parts for the same meaning. A `Name` prints what the context says
(a loop's counter is a number where its twin is unrolled).
"""


class Node:
    """kind: "program", "function", "block", "statement", "expression"; `type`: an expression's."""

    __slots__ = ("kind", "type", "parts", "twin")

    def __init__(self, kind, parts, type=None, twin=None):
        self.kind, self.parts, self.type, self.twin = kind, list(parts), type, twin

    def text(self, twin=False, names=None):
        out = []
        self.print(out, twin, names or {})
        return "".join(out)

    def print(self, out, twin, names):
        for part in self.twin if twin and self.twin is not None else self.parts:
            if isinstance(part, str):
                out.append(part)
            else:
                part.print(out, twin, names)


class Name:
    """A counter: its name, or the number that stands for it in an unrolled twin."""

    def __init__(self, name):
        self.name = name

    def print(self, out, twin, names):
        out.append(names.get(self.name, self.name))


class Referred:
    """A reference, which is a pointer in the twin."""

    def __init__(self, name):
        self.name = name

    def print(self, out, twin, names):
        out.append(f"(*{self.name})" if twin else self.name)


class Repeated:
    """A loop's body, once for each value of its counter."""

    def __init__(self, name, values, body):
        self.name, self.values, self.body = name, values, body

    def print(self, out, twin, names):
        for value in self.values:
            out.append("{\n")
            self.body.print(out, twin, {**names, self.name: str(value)})
            out.append("}\n")


def nodes(node):
    """Every node below, outermost first."""
    yield node
    for part in node.parts:
        if isinstance(part, Node):
            yield from nodes(part)


def statement(*parts, twin=None):
    return Node("statement", parts, twin=twin)


def block(statements):
    return Node("block", statements)


def expression(type, *parts, twin=None):
    return Node("expression", parts, type, twin)

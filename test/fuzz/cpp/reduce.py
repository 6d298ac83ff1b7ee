"""Makes a program smaller as long as it fails in the same way."""
import copy

from batch import VARIANTS, judge
from tree import Node, nodes


def reduce(builder, program, outcome, variants=None):
    """(the smallest program found, what it says)."""
    variants = variants or tuple(v for v in VARIANTS if outcome.what.startswith(v)) or ("O0",)
    best, detail = copy.deepcopy(program), outcome.detail

    def fails(candidate):
        nonlocal best, detail
        found = judge(builder, [candidate], variants, "reduced")[candidate]
        if found.kind != outcome.kind or family(found.what) != family(outcome.what):
            return False
        best, detail = candidate, found.detail
        return True

    if best.twin and "twins" not in outcome.what:
        candidate = copy.deepcopy(best)
        candidate.twin = False
        fails(candidate)
    while any([remove_statements(lambda: best, fails), unwrap(lambda: best, fails), simplify(lambda: best, fails)]):
        pass
    return best, detail


def family(what):
    """Tangent and adjoint of one fault count as one; a smaller text that isn't C++ is another fault."""
    if "run: " in what:
        return what
    for word in ("the generator's", "internal error", "compile: ", "twins"):
        if word in what:
            return word
    return "value" if "value" in what else "derivative"


def blocks(program):
    for function in program.functions:
        for node in nodes(function):
            if node.kind == "block":
                yield node


def remove_statements(current, fails):
    """Runs of statements in each block, longest first; functions."""
    changed, index = False, 0
    while index < len(current().functions) - 1:
        candidate = copy.deepcopy(current())
        del candidate.functions[index]
        if fails(candidate):
            changed = True
        else:
            index += 1
    number = 0
    while number < sum(1 for _ in blocks(current())):
        length = len(list(blocks(current()))[number].parts)
        while length:
            start = 0
            while start + length <= len(list(blocks(current()))[number].parts):
                candidate = copy.deepcopy(current())
                del list(blocks(candidate))[number].parts[start:start + length]
                if fails(candidate):
                    changed = True
                    if number >= sum(1 for _ in blocks(current())):
                        return changed
                else:
                    start += length
            length //= 2
        number += 1
    return changed


def each(current, fails, kind, variations):
    """Tries the variations of every node of that kind: functions that change it in place, or return False."""
    changed, number = False, 0
    while True:
        found = [node for function in current().functions for node in nodes(function) if node.kind == kind]
        if number >= len(found):
            return changed
        for variation in variations:
            candidate = copy.deepcopy(current())
            node = [n for function in candidate.functions for n in nodes(function) if n.kind == kind][number]
            if variation(node) is not False and fails(candidate):
                changed = True
                break
        else:
            number += 1


def become(node, other):
    node.kind, node.type, node.parts, node.twin = other.kind, other.type, list(other.parts), other.twin


def child(number):
    """An expression becomes one of its operands."""
    def change(node):
        same = [part for part in node.parts if isinstance(part, Node) and part.kind == "expression" and part.type == node.type]
        if number >= len(same):
            return False
        become(node, same[number])
        return True
    return change


def constant(node):
    number = {"double": "1.0", "float": "1.0f", "int": "1", "index": "0", "bool": "true"}.get(node.type)
    if number is None or node.parts == [number]:
        return False
    node.parts, node.twin = [number], None
    return True


def simplify(current, fails):
    return each(current, fails, "expression", [constant, child(0), child(1), child(2)])


def unwrap(current, fails):
    """A loop or branch becomes what stands in it."""
    def change(number):
        def inner(node):
            found = [part for part in node.parts if isinstance(part, Node) and part.kind == "block"]
            if number >= len(found):
                return False
            if len(node.parts) == 1:
                return False
            # First with braces: names may clash.
            node.parts, node.twin = ["{\n", found[number], "}\n"] if len(node.parts) > 3 else [found[number]], None
            return True
        return inner
    return each(current, fails, "statement", [change(0), change(1)])

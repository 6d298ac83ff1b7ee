// Pointer locals of the generator: into arrays, moved, selected, swapped.
#include "generate.h"
#include "ir/build.h"

#include <algorithm>

namespace retrograd::fuzz {

using namespace ir;

void FunctionGenerator::declarePointer(Block& out) {
  const Type* element = chance(20) && programs_.has(Feature::Records) ? programs_.records[0] : real();
  const unsigned length = 1u << random_.below(2);
  const bool written = chance(70);
  const auto pointed = pointerTo(element, length, written, true);
  if (!pointed) return assign(out);
  Variable* variable = fresh("p", types_.pointerTo(element, !written || pointed->pointer->type->constElement));
  out.push_back(declare(variable, pointed->pointer));
  Known& known = add(variable);
  known.length = length;
  known.roots = pointed->roots;
  known.writable = pointed->writable && !variable->type->constElement;
}

// A pointer local is set to lead elsewhere.
void FunctionGenerator::setPointer(Block& out) {
  std::vector<std::size_t> locals;
  for (std::size_t i = 0; i < known_.size(); ++i)
    if (known_[i].variable->type->isPointer() && known_[i].variable->role == VariableRole::Local &&
        known_[i].assignable)
      locals.push_back(i);
  if (locals.empty()) return declarePointer(out);
  const std::size_t chosen = locals[random_.below(static_cast<unsigned>(locals.size()))];
  const Type* type = known_[chosen].variable->type;
  const auto pointed = pointerTo(type->element, known_[chosen].length, !type->constElement, true);
  if (!pointed || (pointed->pointer->type->constElement && !type->constElement)) return assign(out);
  // A call earlier in the loop counts on where it leads.
  const std::set<const Variable*>& before = known_[chosen].roots;
  if (loops_ && programs_.has(Feature::Calls) &&
      !std::includes(before.begin(), before.end(), pointed->roots.begin(), pointed->roots.end()))
    return assign(out);
  // It must not lead to what goes out of scope before it.
  for (const Variable* root : pointed->roots)
    for (std::size_t i = chosen + 1; i < known_.size(); ++i)
      if (known_[i].variable == root) return assign(out);
  out.push_back(ir::assign(place(known_[chosen].variable), pointed->pointer));
  // What it may be in a loop's next iteration or behind a branch: all of them.
  for (const Variable* root : pointed->roots)
    for (Known& known : known_)
      if (known.roots.count(known_[chosen].variable) || &known == &known_[chosen] ||
          (known.variable->type->isPointer() && known.variable->role == VariableRole::Local))
        known.roots.insert(root);
}

// const double* p = a; for (…) { … *p …; p = p + 1; }
void FunctionGenerator::movingPointer(Block& out) {
  const Type* element = real();
  const bool written = chance(60);
  const unsigned length = 2 + random_.below(3);
  const auto pointed = pointerTo(element, length, written, false);
  if (!pointed) return assign(out);
  Variable* variable = fresh("p", types_.pointerTo(element, !written || pointed->pointer->type->constElement));
  out.push_back(declare(variable, pointed->pointer));
  Known known;
  known.variable = variable;
  known.roots = pointed->roots;
  known.assignable = false;
  known.writable = !variable->type->constElement && pointed->writable;
  const bool jumps = chance(20);
  loopOver(out, jumps ? length / 2 : length, [&](Variable*, Block& body) {
    known_.push_back(known);
    const bool before = chance(30);
    if (!before) fill(body, 1 + random_.below(2));
    if (known.writable && chance(70)) body.push_back(ir::assign(deref(place(variable)), bounded(element, 2)));
    if (auto target = findPlace(element, true); target && chance(60))
      body.push_back(accumulate(*target, product(read(deref(place(variable))), expression(element, 1))));
    body.push_back(ir::assign(
        place(variable), operation(OperationKind::PointerAdd, variable->type, {read(variable), whole(jumps ? 2 : 1)})));
    known_.erase(std::find_if(known_.begin(), known_.end(), [&](const Known& k) { return k.variable == variable; }));
    if (before) fill(body, 1);
  });
}

// double* ends[2] = …; while (p < ends[which]) { … *p …; ends[…] = …; p = p + 1; } … p - cells …
void FunctionGenerator::walkToEnd(Block& out) {
  const Type *element = real(), *pointer = types_.pointerTo(element);
  const int length = random_.between(2, 5);
  Variable* cells = fresh("cells", types_.arrayOf(element, length + 1));
  out.push_back(declareZero(cells));
  loopOver(out, static_cast<unsigned>(length), [&](Variable* i, Block& body) {
    body.push_back(ir::assign(ir::element(place(cells), read(i)), bounded(element, 1)));
  });
  add(cells);
  auto at = [&](int index) { return ir::addressOf(ir::element(place(cells), whole(index)), pointer); };
  auto somewhere = [&] { return at(random_.between(chance(10) ? 0 : 1, length)); };
  Variable *walker = fresh("p", pointer), *ends = fresh("ends", types_.arrayOf(pointer, 2));
  Variable* which = fresh("which", types_.intType());
  out.push_back(declare(walker, at(0)));
  out.push_back(declareZero(ends));
  for (int side = 0; side < 2; ++side) out.push_back(ir::assign(ir::element(place(ends), whole(side)), somewhere()));
  out.push_back(declare(which, operation(OperationKind::BitAnd, types_.intType(), {integer(1), whole(1)})));
  const ExpressionPtr end = read(ir::element(place(ends), chance(70) ? read(which) : whole(0)));
  While loop;
  loop.condition = operation(OperationKind::Less, types_.boolType(), {read(walker), end});
  ++loops_;
  inBlock([&] {
    Known& known = add(walker);
    known.roots = {cells};
    known.assignable = false;
    fill(loop.body, 1 + random_.below(2));
    if (chance(60)) loop.body.push_back(ir::assign(deref(place(walker)), bounded(element, 2)));
    Block changes;
    if (chance(35)) changes.push_back(ir::assign(ir::element(place(ends), whole(chance(50))), somewhere()));
    if (chance(25))
      changes.push_back(
          ir::assign(place(which), operation(OperationKind::Subtract, types_.intType(), {whole(1), read(which)})));
    if (chance(50)) {
      Branch branch;
      branch.condition = condition(1);
      branch.then = std::move(changes);
      loop.body.push_back({std::move(branch), {}});
    } else {
      for (Statement& change : changes) loop.body.push_back(std::move(change));
    }
    loop.body.push_back(
        ir::assign(place(walker), operation(OperationKind::PointerAdd, pointer, {read(walker), whole(1)})));
  });
  --loops_;
  out.push_back({std::move(loop), {}});
  // How far it went: a number, a subscript, a condition.
  Variable* steps = fresh("steps", types_.longType());
  out.push_back(declare(steps, operation(OperationKind::PointerDifference, types_.longType(), {read(walker), at(0)})));
  const ExpressionPtr last = read(ir::element(place(cells), read(steps)));
  if (auto target = findPlace(element, true); target && chance(70)) {
    const ExpressionPtr factor = operation(OperationKind::Cast, element, {read(steps)});
    out.push_back(accumulate(*target, chance(50) ? last : product(product(number(element, 0.1), factor), last)));
  }
}

// Two buffers that change roles in every iteration.
void FunctionGenerator::swapBuffers(Block& out) {
  const Type* element = real();
  const Type* pointer = types_.pointerTo(element);
  Variable* buffers[2];
  Variable* pointers[2];
  const char* names[2] = {"current", "next"};
  for (int side = 0; side < 2; ++side) {
    buffers[side] = fresh("buffer", types_.arrayOf(element, 3));
    out.push_back(declareZero(buffers[side]));
    loopOver(out, 3, [&](Variable* i, Block& body) {
      body.push_back(ir::assign(ir::element(place(buffers[side]), read(i)), bounded(element, 1)));
    });
    add(buffers[side]);
    pointers[side] = fresh(names[side], pointer);
    out.push_back(declare(pointers[side], ir::addressOf(ir::element(place(buffers[side]), whole(0)), pointer)));
  }
  for (Variable* p : pointers) {
    Known& known = add(p);
    known.length = 3;
    known.roots = {buffers[0], buffers[1]};
    known.assignable = false;
  }
  loopOver(out, 1 + random_.below(3), [&](Variable*, Block& body) {
    loopOver(body, 3, [&](Variable* i, Block& inner) {
      const ExpressionPtr before =
          operation(OperationKind::Remainder, types_.intType(),
                    {operation(OperationKind::Add, types_.intType(), {read(i), whole(2)}), whole(3)});
      const ExpressionPtr a = read(ir::element(place(pointers[0]), read(i))),
                          b = read(ir::element(place(pointers[0]), before));
      const ExpressionPtr mixed = sum(product(a, chance(50) ? b : expression(element, 1)), math("sin", element, {b}));
      inner.push_back(ir::assign(ir::element(place(pointers[1]), read(i)), math("tanh", element, {mixed})));
    });
    if (chance(40)) fill(body, 1);
    Variable* swapped = fresh("swapped", pointer);
    body.push_back(declare(swapped, read(pointers[0])));
    if (chance(20)) {
      Branch branch;
      branch.condition = condition(1);
      branch.then.push_back(ir::assign(place(pointers[0]), read(pointers[1])));
      branch.then.push_back(ir::assign(place(pointers[1]), read(swapped)));
      return body.push_back({std::move(branch), {}});
    }
    body.push_back(ir::assign(place(pointers[0]), read(pointers[1])));
    body.push_back(ir::assign(place(pointers[1]), read(swapped)));
  });
}

}  // namespace retrograd::fuzz

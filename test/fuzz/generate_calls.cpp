// Calls of the generator: arguments that don't overlap where one is written, unless the compiler must see it.
#include "generate.h"
#include "ir/build.h"

#include <algorithm>

namespace retrograd::fuzz {

using namespace ir;

bool FunctionGenerator::clashes(const Used& candidate, const std::vector<Used>& used) const {
  for (const Used& other : used) {
    if (!candidate.writes && !other.writes) continue;
    if (overlaps_ && !(candidate.moves && other.moves)) continue;
    // Halves of one array.
    if (programs_.has(Feature::Halves) && candidate.base && candidate.base == other.base &&
        (candidate.to <= other.from || other.to <= candidate.from))
      continue;
    for (const Variable* root : candidate.roots)
      if (other.roots.count(root)) return true;
  }
  return false;
}

std::optional<Argument> FunctionGenerator::pointerArgument(const Variable* parameter, unsigned length,
                                                           std::vector<Used>& used) {
  const Type* type = parameter->type;
  if (parameter->markedPassive) {
    for (const Known& known : known_)
      if (known.variable->markedPassive && known.variable->type == type && known.length >= length)
        return Argument{read(known.variable), std::nullopt};
    return std::nullopt;
  }
  for (int attempt = 0; attempt < 4; ++attempt) {
    const auto pointed = pointerTo(type->element, length, !type->constElement, attempt == 0);
    if (!pointed || (pointed->pointer->type->constElement && !type->constElement)) continue;
    Used candidate{pointed->roots, !type->constElement, pointed->base, pointed->from, pointed->to, pointed->moves};
    if (clashes(candidate, used)) continue;
    used.push_back(candidate);
    return Argument{pointed->pointer, std::nullopt};
  }
  return std::nullopt;
}

std::optional<Argument> FunctionGenerator::referenceArgument(const Variable* parameter, std::vector<Used>& used) {
  const Type* type = parameter->type->element;
  const bool writes = !parameter->type->constElement;
  if (parameter->markedPassive)
    return type->isFloat() ? std::optional(Argument{passive(type), std::nullopt}) : std::nullopt;
  if (!writes && type->isFloat() && chance(25)) return Argument{expression(type, 2), std::nullopt};
  for (int attempt = 0; attempt < 4; ++attempt) {
    const auto found = findPlace(type, writes);
    if (!found) return std::nullopt;
    if (found->root->markedPassive) continue;
    const auto known =
        std::find_if(known_.begin(), known_.end(), [&](const Known& k) { return k.variable == found->root; });
    Used candidate{known->roots, writes};
    candidate.moves = found->root->type->isPointer() && found->root->role == VariableRole::Local;
    if (clashes(candidate, used)) continue;
    used.push_back(candidate);
    return Argument{nullptr, *found};
  }
  return std::nullopt;
}

std::optional<Argument> FunctionGenerator::argumentFor(const Variable* parameter, unsigned length,
                                                       std::vector<Used>& used) {
  const Type* type = parameter->type;
  if (programs_.view && (type == programs_.view || (type->isReference() && type->element == programs_.view)))
    return viewArgument(parameter, length, used);
  if (type->isPointer()) return pointerArgument(parameter, length, used);
  if (type->isReference()) return referenceArgument(parameter, used);
  if (parameter->markedPassive && type->isFloat()) return Argument{passive(type), std::nullopt};
  if (parameter->markedPassive) return std::nullopt;
  if (type->isFloat()) return Argument{expression(type, 2), std::nullopt};
  if (type->kind == TypeKind::Integer)
    return Argument{operation(OperationKind::BitAnd, type, {integer(1), whole(3)}), std::nullopt};
  if (auto found = findPlace(type, false)) return Argument{read(*found), std::nullopt};
  return std::nullopt;
}

bool FunctionGenerator::callOf(const Signature& signature, const ExpressionPtr& depth, Block& out) {
  const Function& callee = *signature.function;
  Call call;
  call.callee = signature.function;
  std::vector<Used> used;
  // Recursive functions can't be inlined.
  overlaps_ = programs_.has(Feature::Overlaps) && !programs_.has(Feature::Recursion) && chance(50);
  for (std::size_t i = 0; i < callee.parameters.size(); ++i) {
    if (signature.bounded && i + 1 == callee.parameters.size()) {
      call.arguments.push_back({depth, std::nullopt});
      continue;
    }
    auto argument = argumentFor(callee.parameters[i], signature.lengths[i], used);
    if (!argument) return false;
    call.arguments.push_back(*argument);
  }
  const Type* type = callee.result;
  if (type->kind == TypeKind::Void || chance(5)) return out.push_back({std::move(call), {}}), true;
  Variable* declared = nullptr;
  if (programs_.has(Feature::ResultReused) && chance(50)) {
    call.result = findPlace(type, true);
    // Its subscripts must not depend on when it is looked at.
    if (call.result && !call.result->isVariable()) call.result = std::nullopt;
  }
  if (!call.result) {
    declared = fresh("got", type);
    call.result = place(declared);
    call.declares = true;
  }
  out.push_back({std::move(call), {}});
  if (declared) add(declared);
  return true;
}

void FunctionGenerator::call(Block& out) {
  if (index_ == 0) return assign(out);
  const Signature& signature = programs_.signatures[random_.below(static_cast<unsigned>(index_))];
  if (signature.bounded && signature_.bounded) return assign(out);  // might never end
  const ExpressionPtr depth = whole(random_.between(0, 3));
  if (!callOf(signature, depth, out)) return assign(out);
  if (!chance(25)) return;
  // What the callee saw changes behind the call.
  assign(out);
  if (chance(50) && loops_ == 0) callOf(signature, depth, out);
}

// if (depth > 0) { got = g(…, depth - 1); … }
void FunctionGenerator::selfCall(Block& out) {
  ++calls_;
  const Type* type = types_.intType();
  Variable* depth = function_.parameters.back();
  Branch branch;
  branch.condition = operation(OperationKind::Greater, types_.boolType(), {read(depth), whole(0)});
  bool done = false;
  inBlock([&] {
    if (chance(30)) assign(branch.then);
    std::size_t callee = index_;
    // Another recursive function that calls back.
    if (programs_.has(Feature::DeepCalls))
      for (std::size_t i = 0; i < programs_.signatures.size(); ++i)
        if (programs_.signatures[i].bounded && chance(40)) callee = i;
    done = callOf(programs_.signatures[callee], operation(OperationKind::Subtract, type, {read(depth), whole(1)}),
                  branch.then);
    assign(branch.then);
  });
  if (done) out.push_back({std::move(branch), {}});
}

}  // namespace retrograd::fuzz

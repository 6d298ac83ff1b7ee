#include "transform/prepare.h"

#include "analysis/memory.h"
#include "backend/names.h"
#include "ir/build.h"
#include "rules/math.h"
#include "transform/algebra.h"
#include "transform/count_loops.h"
#include "transform/forward_pointers.h"
#include "transform/index_pointers.h"
#include "transform/split_arrays.h"
#include "transform/split_records.h"
#include "transform/vector_sizes.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;

namespace {
// Calls `visit` on every block, inner blocks first.
void forEachBlock(Block& block, const std::function<void(Block&)>& visit) {
  for (Statement& statement : block) {
    if (auto* node = statement.as<Loop>()) forEachBlock(node->body, visit);
    if (auto* node = statement.as<While>()) forEachBlock(node->body, visit);
    if (auto* node = statement.as<Scope>()) forEachBlock(node->body, visit);
    if (auto* node = statement.as<Branch>()) {
      forEachBlock(node->then, visit);
      forEachBlock(node->otherwise, visit);
    }
  }
  visit(block);
}

void flattenScopes(Block& block) {
  Block flat;
  for (Statement& statement : block) {
    auto* scope = statement.as<Scope>();
    if (!scope)
      flat.push_back(std::move(statement));
    else
      for (Statement& inner : scope->body) flat.push_back(std::move(inner));
  }
  block = std::move(flat);
}

void nameResult(Function& function) {
  if (function.body.empty()) return;
  auto* last = function.body.back().as<Return>();
  if (!last || !last->value || !last->value->type->canBeActive() || last->value->type->isPointer()) return;
  const bool named = last->value->kind == ExpressionKind::Read && last->value->place.isVariable() &&
                     last->value->place.root->role == VariableRole::Local;
  if (named) return;
  Variable* result = function.newVariable(backend::resultName(), last->value->type);
  Statement declaration = declare(result, last->value);
  declaration.location = function.body.back().location;
  last->value = read(result);
  function.body.insert(function.body.end() - 1, std::move(declaration));
}

std::string nameFor(const Expression& call) {
  const ExpressionPtr& argument = call.operands[0];
  const bool plain = argument->kind == ExpressionKind::Read && argument->place.isVariable();
  return call.function + "_" + (plain ? argument->place.root->name : "value");
}

// Names the expensive calls inside `expression` that a partial will want again. `wanted`: is the value of this
// expression a factor of another operand's partial? Calls in an operand that may not be evaluated stay.
ExpressionPtr nameCalls(Function& function, const ExpressionPtr& expression, bool root, bool wanted, Block& before) {
  if (expression->kind != ExpressionKind::Operation || !expression->type->isFloat()) return expression;
  const OperationKind kind = expression->operation;
  if (kind == OperationKind::Select) return expression;
  const bool product = kind == OperationKind::Multiply || kind == OperationKind::Divide ||
                       kind == OperationKind::StrongMultiply || kind == OperationKind::Math;
  Expression copy = *expression;
  for (ExpressionPtr& operand : copy.operands) operand = nameCalls(function, operand, false, product, before);
  const auto result = std::make_shared<const Expression>(std::move(copy));
  const rules::MathFunction* math = kind == OperationKind::Math ? rules::findMath(expression->function) : nullptr;
  if (root || !math || !math->expensive) return result;
  if (!rules::usesResult(*math) && !wanted) return result;
  Variable* name = function.newVariable(nameFor(*result), result->type);
  name->isConst = true;
  before.push_back(declare(name, result));
  before.back().location = expression->location;
  return read(name);
}

void nameExpensiveCalls(Function& function, Block& block) {
  Block named;
  for (Statement& statement : block) {
    Block before;
    if (auto* node = statement.as<Declare>(); node && node->init)
      node->init = nameCalls(function, node->init, true, false, before);
    if (auto* node = statement.as<Assign>())
      node->value = nameCalls(function, node->value, !node->accumulate, false, before);
    for (Statement& inserted : before) named.push_back(std::move(inserted));
    named.push_back(std::move(statement));
  }
  block = std::move(named);
}
// Variables that a callee might change.
std::set<const Variable*> reachable(const Function& function) {
  std::set<const Variable*> result;
  forEachStatement(function.body, [&](const Statement& statement) {
    if (const auto* call = statement.as<Call>())
      for (const Argument& argument : call->arguments)
        if (argument.reference) result.insert(argument.reference->root);
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::AddressOf) result.insert(e.place.root);
      });
    });
  });
  return result;
}

// Is it the same place whatever a callee does?
bool isFixed(const Place& place, const std::set<const Variable*>& reachable) {
  if (!place.path.empty() && place.root->type->isPointer() && reachable.count(place.root)) return false;
  bool fixed = true;
  for (std::size_t i = 0; i < place.path.size(); ++i) {
    const Step& step = place.path[i];
    const Place before{place.root, {place.path.begin(), place.path.begin() + static_cast<std::ptrdiff_t>(i)}};
    if (i > 0 && before.type()->isPointer()) return false;
    if (step.kind == StepKind::Index)
      forEachExpression(step.index, [&](const Expression& e) {
        if (e.kind == ExpressionKind::Read) fixed &= e.place.isVariable() && !reachable.count(e.place.root);
      });
  }
  return fixed;
}

// g(&rows[i][1])  =>  double* address = &rows[i][1]; g(address): the reverse sweep keeps what pointers it needs again,
// as the values of variables.
void nameAddresses(Function& function, TypeTable& types) {
  const analysis::Memory memory(function);
  forEachBlock(function.body, [&](Block& block) {
    Block named;
    auto name = [&](const ExpressionPtr& address, Location location) {
      Variable* variable = function.newVariable("address", address->type);
      named.push_back(declare(variable, address));
      named.back().location = location;
      return variable;
    };
    for (Statement& statement : block) {
      auto* call = statement.as<Call>();
      for (std::size_t i = 0; call && i < call->arguments.size(); ++i) {
        Argument& argument = call->arguments[i];
        bool loads = argument.reference && memory.loadsPointer(*argument.reference);
        forEachExpression(
            argument.value && argument.value->type->isPointer() ? argument.value : nullptr,
            [&](const Expression& e) { loads |= e.kind == ExpressionKind::AddressOf && memory.loadsPointer(e.place); });
        if (!loads) continue;
        const bool isConst = argument.reference && call->callee->parameters[i]->type->constElement;
        if (argument.value)
          argument.value = read(name(argument.value, statement.location));
        else
          argument.reference =
              deref(place(name(addressOf(*argument.reference, types.pointerTo(argument.reference->type(), isConst)),
                               statement.location)));
      }
      named.push_back(std::move(statement));
    }
    block = std::move(named);
  });
}

bool isRecordWithVectors(const Type* type) { return type->kind == TypeKind::Record && type->holdsVector(); }

void nameStoredResults(Function& function) {
  const std::set<const Variable*> changeable = reachable(function);
  forEachBlock(function.body, [&](Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      auto* call = block[i].as<Call>();
      if (!call || !call->result || call->declares) continue;
      if (isFixed(*call->result, changeable) && !isRecordWithVectors(call->result->type())) continue;
      const Place target = *call->result;
      Variable* name = function.newVariable(call->callee->name + "_result", target.type());
      call->result = place(name);
      call->declares = true;
      Statement stored = assign(target, read(name));
      stored.location = block[i].location;
      block.insert(block.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(stored));
    }
  });
}
bool holdsBareArray(const Type* type) {
  return type->isBareArray() ||
         (isRecordWithVectors(type) && std::any_of(type->fields.begin(), type->fields.end(),
                                                   [](const Field& field) { return holdsBareArray(field.type); }));
}

void assignMembers(const Place& target, const Place& source, Location location, Block& out) {
  for (const Field& field : target.type()->fields) {
    const Place to = member(target, field.name), from = member(source, field.name);
    if (isRecordWithVectors(field.type)) {
      assignMembers(to, from, location, out);
    } else {
      out.push_back(assign(to, read(from)));
      out.back().location = location;
    }
  }
}

// A record with vectors is assigned member by member: the reverse sweep follows the size of each vector.
void splitAssignments(Function& function) {
  const std::set<const Variable*> changeable = reachable(function);
  forEachBlock(function.body, [&](Block& block) {
    Block out;
    for (Statement& statement : block) {
      const auto* node = statement.as<Assign>();
      const bool splits = node && isRecordWithVectors(node->target.type()) && !holdsBareArray(node->target.type()) &&
                          node->value->kind == ExpressionKind::Read && isFixed(node->target, changeable) &&
                          isFixed(node->value->place, changeable);
      if (splits)
        assignMembers(node->target, node->value->place, statement.location, out);
      else
        out.push_back(std::move(statement));
    }
    block = std::move(out);
  });
}
}  // namespace

void prepare(Function& function, TypeTable& types) {
  forEachBlock(function.body, flattenScopes);
  // Records may hold pointers to records, arrays arrays.
  for (bool changed = true; changed;) {
    changed = splitRecords(function, types);
    changed |= splitArrays(function);
    changed |= forwardPointers(function);
    changed |= indexPointers(function, types);
  }
  countLoops(function, types);
  nameAddresses(function, types);
  nameVectorSizes(function, types);
  nameStoredResults(function);
  splitAssignments(function);
  nameResult(function);
  forEachBlock(function.body, [&](Block& block) { nameExpensiveCalls(function, block); });
}

std::map<const Expression*, Variable*> countTrips(Function& function, TypeTable& types) {
  std::map<const Expression*, Variable*> counts;
  forEachBlock(function.body, [&](Block& block) {
    Block counted;
    for (Statement& statement : block) {
      if (auto* loop = statement.as<While>()) {
        Variable* count = function.newVariable(backend::countName("loop"), types.longType());
        // A condition that is shared between loops must not be: its address is the key.
        loop->condition = std::make_shared<const Expression>(*loop->condition);
        counts[loop->condition.get()] = count;
        counted.push_back(declare(count, literal(0, types.longType())));
        loop->body.push_back(accumulate(place(count), literal(1, types.longType())));
      }
      counted.push_back(std::move(statement));
    }
    block = std::move(counted);
  });
  return counts;
}

}  // namespace retrograd::transform

#include "backend/usage.h"

#include "ir/build.h"

namespace retrograd::backend {

using namespace ir;

namespace {

// A store that reaches the place goes through a pointer: the root itself is only read.
bool throughPointer(const Place& place) {
  const Type* type = place.root->type;
  if (type->isReference()) type = type->element;
  for (const Step& step : place.path) {
    if (type->isPointer()) return true;
    type = step.kind == StepKind::Field ? type->field(step.field)->type : type->element;
  }
  return false;
}

}  // namespace

Usage::Usage(const Function& function) {
  forEachStatement(function.body, [&](const Statement& statement) { visit(statement); });
}

const VariableUsage& Usage::of(const Variable* variable) const {
  static const VariableUsage none;
  auto it = usage_.find(variable);
  return it == usage_.end() ? none : it->second;
}

void Usage::visitExpression(const Expression& expression) {
  if (expression.kind != ExpressionKind::Read && expression.kind != ExpressionKind::AddressOf) return;
  VariableUsage& usage = usage_[expression.place.root];
  ++usage.reads;
  ++usage.mentions;
  // Whoever holds the address may store through it, unless it points to const.
  if (expression.kind == ExpressionKind::AddressOf && !throughPointer(expression.place) &&
      !expression.type->constElement)
    ++usage.changes;
  // An array's name as a value is its address.
  if (expression.kind == ExpressionKind::Read && expression.place.type() && expression.place.type()->isBareArray())
    ++usage.changes;
}

void Usage::visitTarget(const Place& place, bool read) {
  VariableUsage& usage = usage_[place.root];
  ++usage.mentions;
  if (!throughPointer(place)) ++usage.changes;
  if (read || throughPointer(place) || place.root->type->isReference()) ++usage.reads;
}

void Usage::visitArgument(const Argument& argument, const Type* parameter) {
  if (!argument.reference) return;
  VariableUsage& usage = usage_[argument.reference->root];
  ++usage.reads;
  ++usage.mentions;
  const bool constant = parameter && parameter->isReference() && parameter->constElement;
  if (!constant && !throughPointer(*argument.reference)) ++usage.changes;
}

void Usage::visit(const Statement& statement) {
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    if (operand) forEachExpression(operand, [&](const Expression& e) { visitExpression(e); });
  });
  if (const auto* node = statement.as<Assign>()) visitTarget(node->target, false);
  if (const auto* node = statement.as<Call>()) {
    for (std::size_t i = 0; i < node->arguments.size(); ++i)
      visitArgument(node->arguments[i],
                    i < node->callee->parameters.size() ? node->callee->parameters[i]->type : nullptr);
    if (node->result && node->declares) ++usage_[node->result->root].mentions;
    if (node->result && !node->declares) visitTarget(*node->result, false);
  }
  if (const auto* node = statement.as<TapeOperation>()) {
    VariableUsage& tape = usage_[node->tape];
    ++tape.reads, ++tape.mentions, ++tape.changes;
    VariableUsage& value = usage_[node->variable];
    ++value.mentions;
    node->kind == TapeOperation::Push ? ++value.reads : ++value.changes;
  }
  if (const auto* node = statement.as<Verbatim>()) {
    for (const Variable* v : node->reads) ++usage_[v].reads, ++usage_[v].mentions;
    for (const Variable* v : node->writes) ++usage_[v].reads, ++usage_[v].mentions, ++usage_[v].changes;
  }
}

bool storesInto(const Block& block, const Variable* variable) {
  bool found = false;
  forEachStatement(block, [&](const Statement& statement) {
    if (const auto* node = statement.as<Assign>()) found |= node->target.root == variable;
    if (const auto* node = statement.as<Call>()) {
      found |= node->result && node->result->root == variable;
      for (const Argument& argument : node->arguments)
        found |= argument.reference && argument.reference->root == variable;
    }
    if (const auto* node = statement.as<TapeOperation>()) found |= node->variable == variable;
    if (const auto* node = statement.as<Verbatim>())
      for (const Variable* v : node->writes) found |= v == variable;
    // Its address may leave the expression, and a store come through it.
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      if (operand)
        forEachExpression(operand, [&](const Expression& e) {
          found |= e.kind == ExpressionKind::AddressOf && e.place.root == variable;
        });
    });
  });
  return found;
}

bool storesIntoMemory(const Block& block) {
  bool found = false;
  forEachStatement(block, [&](const Statement& statement) {
    if (const auto* node = statement.as<Assign>())
      found |= !node->target.path.empty() || node->target.root->type->isReference();
    found |= statement.as<Call>() || statement.as<Verbatim>();
  });
  return found;
}

}  // namespace retrograd::backend

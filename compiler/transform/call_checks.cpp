#include "transform/call_checks.h"

#include "backend/names.h"
#include "ir/build.h"

#include <optional>

namespace retrograd::transform {

using namespace ir;

namespace {
std::string parameterText(const Type* type, const std::string& name) { return type->spelling + " " + name; }

// The signature of the adjoint rule that would make the call differentiable.
std::string ruleSignature(const Function& callee) {
  std::string text = "[[autodiff::rule]] void " + backend::adjointName(callee.name) + "(";
  for (const Variable* parameter : callee.parameters) {
    const Type* type = parameter->type;
    text += parameterText(type, parameter->name) + ", ";
    if (!type->canBeActive() || parameter->markedPassive) continue;
    const Type* value = type->isPointer() || type->isReference() ? type->element : type;
    text += value->spelling + "* " + backend::barName(parameter->name) + ", ";
  }
  if (callee.result->canBeActive()) text += parameterText(callee.result, backend::barName("result")) + ", ";
  if (text.ends_with(", ")) text.resize(text.size() - 2);
  return text + ");";
}

const Place* addressed(const Argument& argument) {
  if (argument.reference) return &*argument.reference;
  const Expression* e = argument.value.get();
  while (e && e->kind == ExpressionKind::Operation && e->operation == OperationKind::PointerAdd) e = e->operands[0].get();
  if (!e || !e->type->isPointer() || e->kind == ExpressionKind::Constant) return nullptr;
  return e->kind == ExpressionKind::Operation ? nullptr : &e->place;
}

// The whole of what the root leads to, from its start: `v`, `&v[0]`, not `v + k` or `v[i]`.
bool isWhole(const Argument& argument) {
  return argument.value && argument.value->kind == ExpressionKind::Read && argument.value->place.isVariable();
}

bool sameArgument(const Argument& a, const Argument& b) {
  if (a.value && b.value) return sameExpression(*a.value, *b.value);
  return a.reference && b.reference && samePlace(*a.reference, *b.reference);
}
}  // namespace

bool checkCallee(const Call& call, Location location, diag::Sink& sink) {
  if (call.callee->hasBody) return true;
  sink.report(diag::Message::UnknownCallee, location, {call.callee->name},
              {{diag::Message::WriteRule, {}, {ruleSignature(*call.callee)}}});
  return false;
}

bool checkOverlap(const Call& call, const analysis::Memory& memory, Location location, diag::Sink& sink) {
  const auto& parameters = call.callee->parameters;
  // What the callee really writes, where its body is there.
  std::optional<analysis::Memory> inside;
  if (call.callee->hasBody) inside.emplace(*call.callee);
  auto leadsToMemory = [&](std::size_t i) { return parameters[i]->type->isPointer() || parameters[i]->type->isReference(); };
  for (std::size_t i = 0; i < parameters.size(); ++i)
    for (std::size_t j = 0; j < parameters.size(); ++j) {
      if (i == j || !leadsToMemory(i) || !leadsToMemory(j)) continue;
      if (memory.reachable(call.arguments[i], parameters[i], true).empty()) continue;
      if (inside && !inside->isWritten({parameters[i], true})) continue;
      const Place *a = addressed(call.arguments[i]), *b = addressed(call.arguments[j]);
      if (!a || !b || a->root != b->root) continue;
      const bool overlap = sameArgument(call.arguments[i], call.arguments[j]) || isWhole(call.arguments[i]) ||
                           isWhole(call.arguments[j]);
      if (!overlap) continue;
      sink.report(diag::Message::OverlappingArguments, location, {a->root->name, call.callee->name},
                  {{diag::Message::CopyArgument, {}, {}}});
      return false;
    }
  return true;
}

Function* ruleFunction(Module& module, const Rule& rule) {
  // Two overloads of one rule name differ in their parameters.
  std::string key = rule.calledName + "(";
  for (const Type* type : rule.types) key += type->spelling + ",";
  key += ")";
  if (Function* known = module.find(key)) return known;
  Function* function = module.newFunction(key);
  function->qualifiedName = rule.calledName;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    function->parameters.push_back(
        function->newVariable(rule.parameters[i], rule.types[i], VariableRole::Parameter));
  return function;
}

}  // namespace retrograd::transform

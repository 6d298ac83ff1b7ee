#include "transform/call_checks.h"

#include "backend/names.h"
#include "ir/build.h"
#include "transform/algebra.h"

#include <optional>

namespace retrograd::transform {

using namespace ir;

namespace {
// As the user calls it.
std::string displayName(const Function& function) {
  return function.qualifiedName.empty() ? function.name : function.qualifiedName;
}

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

// Where an argument's memory begins: the variable that leads to it, looked through pointer locals that always point to
// the same, and how far behind that: at its start (`v`, `&v[0]`), a known number of elements (`v + 1`), a number that
// isn't known (`v + k`, `v[i]`), or in a member (`s.x`).
enum class Distance { Start, Known, Unknown, Member };
struct Base {
  const Variable* root = nullptr;
  Distance distance = Distance::Start;
};

Distance distanceOf(const ExpressionPtr& index) {
  if (isLiteral(index, 0)) return Distance::Start;
  return index->kind == ExpressionKind::Constant ? Distance::Known : Distance::Unknown;
}

Base baseOf(const ExpressionPtr& pointer, const analysis::Memory& memory);

Base baseOf(const Place& place, const analysis::Memory& memory) {
  Base base{place.root, Distance::Start};
  const ExpressionPtr fixed = place.root->type->isPointer() ? memory.fixedPointer(place.root) : nullptr;
  if (fixed) base = baseOf(fixed, memory);
  for (const Step& step : place.path) {
    if (step.kind == StepKind::Field) base.distance = Distance::Member;
    if (step.index) base.distance = std::max(base.distance, distanceOf(step.index));
  }
  return base;
}

Base baseOf(const ExpressionPtr& pointer, const analysis::Memory& memory) {
  if (pointer->kind == ExpressionKind::Read || pointer->kind == ExpressionKind::AddressOf)
    return baseOf(pointer->place, memory);
  if (pointer->kind != ExpressionKind::Operation) return {};
  Base base = baseOf(pointer->operands[0], memory);
  if (pointer->operation == OperationKind::Cast) return base;
  if (pointer->operation != OperationKind::PointerAdd) return {};
  base.distance = std::max(base.distance, distanceOf(pointer->operands[1]));
  return base;
}

Base baseOf(const Argument& argument, const analysis::Memory& memory) {
  if (argument.reference) return baseOf(*argument.reference, memory);
  return argument.value->type->isPointer() ? baseOf(argument.value, memory) : Base{};
}

// `whole` begins where the variable does; the other is visibly inside.
bool isInside(const Base& whole, const Base& part, const Argument& argument) {
  if (whole.distance != Distance::Start) return false;
  return part.distance == Distance::Member || (part.distance == Distance::Unknown && argument.reference);
}

bool sameArgument(const Argument& a, const Argument& b) {
  if (a.value && b.value) return sameExpression(*a.value, *b.value);
  return a.reference && b.reference && samePlace(*a.reference, *b.reference);
}

// The number of the element, where it is written as a literal.
std::optional<unsigned long> literalIndex(const Step& step) {
  if (step.kind == StepKind::Deref) return 0;
  if (!step.index || step.index->kind != ExpressionKind::Constant) return std::nullopt;
  const std::string& text = step.index->text;
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoul(text);
}

// Two references to elements or members that the text tells apart: `x[0]` and `x[1]`, `s.a` and `s.b`.
bool areApart(const Argument& a, const Argument& b) {
  if (!a.reference || !b.reference || a.reference->root != b.reference->root) return false;
  const auto &p = a.reference->path, &q = b.reference->path;
  for (std::size_t i = 0; i < p.size() && i < q.size(); ++i) {
    // Pointers in memory may be equal, whatever their places.
    if (i > 0 && Place{a.reference->root, {p.begin(), p.begin() + static_cast<std::ptrdiff_t>(i)}}.type()->isPointer())
      return false;
    if (p[i].kind == StepKind::Field && q[i].kind == StepKind::Field && p[i].field != q[i].field) return true;
    const auto x = literalIndex(p[i]), y = literalIndex(q[i]);
    if (x && y && *x != *y) return true;
  }
  return false;
}

// Does the callee read or write what the parameter leads to? The end of a range, say, it only compares.
bool isAccessed(const Function& callee, const Variable* parameter, const analysis::Memory& inside, unsigned depth = 0) {
  const analysis::Object object{parameter, true};
  bool accessed = false;
  for (const analysis::Write& write : inside.writes())
    accessed |= !write.statement->as<Call>() && write.objects.count(object) != 0;
  auto look = [&](const Place& place) {
    accessed |= analysis::crossesPointer(place) && inside.objectsOf(place).count(object) != 0;
  };
  forEachStatement(callee.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::Read) look(e.place);
      });
    });
    const auto* call = statement.as<Call>();
    if (!call) return;
    for (std::size_t i = 0; i < call->arguments.size() && !accessed; ++i) {
      if (!inside.reachable(call->arguments[i], nullptr, false).count(object)) continue;
      const bool known = call->callee->hasBody && i < call->callee->parameters.size() && depth < 8;
      accessed |= !known || isAccessed(*call->callee, call->callee->parameters[i], analysis::Memory(*call->callee), depth + 1);
    }
  });
  return accessed;
}
}  // namespace

bool checkCallee(const Call& call, Location location, diag::Sink& sink) {
  if (call.callee->hasBody) return true;
  sink.report(diag::Message::UnknownCallee, location, {displayName(*call.callee)},
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
      const bool harmless = inside && !(inside->isWritten({parameters[i], true}) &&
                                        isAccessed(*call.callee, parameters[i], *inside) &&
                                        isAccessed(*call.callee, parameters[j], *inside));
      if (harmless) continue;
      const Base a = baseOf(call.arguments[i], memory), b = baseOf(call.arguments[j], memory);
      if (!a.root || a.root != b.root) continue;
      const bool near = a.distance <= Distance::Known && b.distance <= Distance::Known;
      const bool overlap = near || sameArgument(call.arguments[i], call.arguments[j]) ||
                           isInside(a, b, call.arguments[j]) || isInside(b, a, call.arguments[i]);
      if (!overlap || areApart(call.arguments[i], call.arguments[j])) continue;
      sink.report(diag::Message::OverlappingArguments, location, {a.root->name, displayName(*call.callee)},
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

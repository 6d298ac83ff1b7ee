#include "transform/call_checks.h"

#include "analysis/explain.h"
#include "backend/names.h"
#include "ir/build.h"
#include "transform/algebra.h"

#include <algorithm>
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

// A pointer local that may lead here and there.
bool isMoving(const Variable* variable, const analysis::Memory& memory) {
  return variable && variable->type->isPointer() && variable->role == VariableRole::Local &&
         !memory.fixedPointer(variable);
}

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
  const bool record = argument.value->kind == ExpressionKind::Read && argument.value->type->kind == TypeKind::Record;
  return record || argument.value->type->isPointer() ? baseOf(argument.value, memory) : Base{};
}

// `whole` begins where the variable does; the other is visibly inside.
bool isInside(const Base& whole, const Base& part, const Argument& argument) {
  if (whole.distance != Distance::Start) return false;
  return part.distance == Distance::Member || (part.distance == Distance::Unknown && argument.reference);
}

// A subscript as something and a number: `i + 1`, `i - 1`, `3`.
struct Offset {
  ExpressionPtr from;  // null: counted from 0
  long number = 0;
};

Offset offsetOf(const Step& step) {
  if (!step.index) return {};
  if (const auto number = integerLiteral(*step.index)) return {nullptr, *number};
  const bool sum = step.index->kind == ExpressionKind::Operation && step.index->operation == OperationKind::Add;
  const bool difference =
      step.index->kind == ExpressionKind::Operation && step.index->operation == OperationKind::Subtract;
  const auto number = sum || difference ? integerLiteral(*step.index->operands[1]) : std::nullopt;
  if (!number) return {step.index, 0};
  return {step.index->operands[0], sum ? *number : -*number};
}

bool areDifferent(const Offset& a, const Offset& b) {
  if (a.number == b.number || !a.from != !b.from) return false;
  return !a.from || sameExpression(*a.from, *b.from);
}

const Place* placeOf(const Argument& argument) {
  if (argument.reference) return &*argument.reference;
  return argument.value->kind == ExpressionKind::AddressOf ? &argument.value->place : nullptr;
}

// Elements or members that the text tells apart: `x[0]` and `x[1]`, `x[i]` and `x[i + 1]`, `s.a` and `s.b`; of pointers
// into arrays, only what stands before the last subscript counts.
bool areApart(const Argument& a, const Argument& b) {
  const Place *first = placeOf(a), *second = placeOf(b);
  if (!first || !second || first->root != second->root) return false;
  const auto &p = first->path, &q = second->path;
  const std::size_t ranges = a.reference && b.reference ? 0 : 1;
  for (std::size_t i = 0; i < p.size() && i < q.size(); ++i) {
    // Pointers in memory may be equal, whatever their places.
    if (i > 0 && Place{first->root, {p.begin(), p.begin() + static_cast<std::ptrdiff_t>(i)}}.type()->isPointer())
      return false;
    const bool members = p[i].kind == StepKind::Field && q[i].kind == StepKind::Field && p[i].field != q[i].field;
    const bool elements = p[i].kind != StepKind::Field && q[i].kind != StepKind::Field;
    const bool counts = i + ranges < p.size() && i + ranges < q.size();
    if (members || (elements && counts && areDifferent(offsetOf(p[i]), offsetOf(q[i]))))
      return !analysis::leadsOn(*first, i) && !analysis::leadsOn(*second, i);
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
      accessed |=
          !known || isAccessed(*call->callee, call->callee->parameters[i], analysis::Memory(*call->callee), depth + 1);
    }
  });
  return accessed;
}
}  // namespace

bool sameArgument(const Argument& a, const Argument& b) {
  if (a.value && b.value) return sameExpression(*a.value, *b.value);
  return a.reference && b.reference && samePlace(*a.reference, *b.reference);
}

std::string displayName(const Function& function) {
  return function.qualifiedName.empty() ? function.name : function.qualifiedName;
}

// What ruleFunction() made, named by its types and from no place in the source.
static bool isRule(const Function& function) { return function.name.ends_with(")") && !function.location.raw; }

bool checkCallee(const Function& caller, const Statement& call, const analysis::Activity& activity, diag::Sink& sink) {
  const Function& callee = *call.as<Call>()->callee;
  if (callee.hasBody) return true;
  if (isRule(callee)) {
    std::vector<diag::Note> reasons = analysis::whyActive(caller, activity, call);
    reasons.push_back({diag::Message::UseFirstDerivatives, {}, {}});
    sink.report(diag::Message::NoSecondDerivative, call.location, {displayName(callee)}, reasons);
    return false;
  }
  const bool unnamed = std::any_of(callee.parameters.begin(), callee.parameters.end(),
                                   [](const Variable* parameter) { return parameter->base.empty(); });
  std::vector<diag::Note> notes = analysis::whyActive(caller, activity, call);
  const diag::Message wayOut = unnamed            ? diag::Message::NameParametersAndWriteRule
                               : callee.annotated ? diag::Message::DifferentiatedElsewhere
                                                  : diag::Message::WriteRule;
  notes.push_back({wayOut, {}, {ruleSignature(callee)}});
  sink.report(diag::Message::UnknownCallee, call.location, {displayName(callee)}, notes);
  return false;
}

// Something that lies where the other may lead, over pointers that are chosen, that move, or are stored. Two that move
// are taken for distinct: buffers that are swapped.
static Overlap mayMeet(const Argument& a, const Base& first, const Argument& b, const Base& second,
                       const analysis::Memory& memory) {
  if (isMoving(first.root, memory) && isMoving(second.root, memory)) return {};
  const analysis::Objects other = memory.reachable(b, nullptr, false);
  for (const analysis::Object& object : memory.reachable(a, nullptr, false))
    if (other.count(object)) return {Overlap::Possible, object.variable, a.reference && b.reference};
  return {};
}

static Overlap overlapOf(const Argument& a, const Argument& b, const analysis::Memory& memory) {
  const Base first = baseOf(a, memory), second = baseOf(b, memory);
  if (first.root != second.root || !first.root) return mayMeet(a, first, b, second, memory);
  if (areApart(a, b)) return {};
  const bool near = first.distance <= Distance::Known && second.distance <= Distance::Known;
  const bool visible = near || sameArgument(a, b) || isInside(first, second, b) || isInside(second, first, a);
  return {visible ? Overlap::Visible : Overlap::Possible, first.root, a.reference && b.reference};
}

Overlap overlapOf(const Call& call, const analysis::Memory& memory) {
  const auto& parameters = call.callee->parameters;
  // What the callee really writes, where its body is there.
  std::optional<analysis::Memory> inside;
  Overlap worst;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    for (std::size_t j = 0; j < parameters.size(); ++j) {
      if (i == j || parameters[i]->type->isScalar() || parameters[j]->type->isScalar()) continue;
      const Overlap found = overlapOf(call.arguments[i], call.arguments[j], memory);
      if (found.degree <= worst.degree || memory.reachable(call.arguments[i], parameters[i], true).empty() ||
          memory.reachable(call.arguments[j], parameters[j], false).empty())
        continue;
      if (call.callee->hasBody && !inside) inside.emplace(*call.callee);
      const bool harmless =
          inside && !(inside->isWritten({parameters[i], true}) && isAccessed(*call.callee, parameters[i], *inside) &&
                      isAccessed(*call.callee, parameters[j], *inside));
      if (!harmless) worst = found;
    }
  return worst;
}

bool checkOverlap(const Call& call, const analysis::Memory& memory, Location location, diag::Sink& sink) {
  const Overlap overlap = overlapOf(call, memory);
  // Ranges that begin at different places of one array are taken for distinct: recursive functions split their input.
  if (overlap.degree == Overlap::None || (overlap.degree == Overlap::Possible && !overlap.ofElements)) return true;
  sink.report(diag::Message::OverlappingArguments, location, {overlap.root->name, displayName(*call.callee)},
              {{diag::Message::CopyArgument, {}, {}}});
  return false;
}

static bool listsResult(const std::optional<Rule>& rule) {
  return rule && std::any_of(rule->parameters.begin(), rule->parameters.end(), [](const std::string& name) {
           const std::string result = backend::resultName();
           return name == result || name == backend::barName(result) || name == backend::dotName(result);
         });
}

void nameResultsForRules(Function& function) {
  forEachStatement(function.body, [&](Statement& statement) {
    auto* call = statement.as<Call>();
    if (!call || call->result || call->callee->result->kind == TypeKind::Void) return;
    if (!listsResult(call->callee->adjointRule) && !listsResult(call->callee->tangentRule)) return;
    call->result = place(function.newVariable(call->callee->name + "_result", call->callee->result));
    call->declares = true;
  });
}

bool worksInPlace(const Rule& rule, const Function& function) {
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const Type* type = rule.types[i];
    if ((!type->isPointer() && !type->isReference()) || type->constElement) continue;
    for (const Variable* parameter : function.parameters)
      if (rule.parameters[i] == parameter->name) return true;
  }
  return false;
}

bool isChangedBy(const Statement& call, const Argument& argument, const analysis::Memory& memory) {
  analysis::Objects changed;  // the result apart: it is stored when the function is done
  for (const analysis::Write& write : memory.writes())
    if (write.statement == &call && !write.place) changed.insert(write.objects.begin(), write.objects.end());
  if (changed.empty()) return false;
  bool found = false;
  const auto lookAt = [&](const Place& where) {
    found |= memory.loadsPointer(where) || (analysis::crossesPointer(where) && changed.count({where.root, false}) != 0);
  };
  const auto look = [&](const Expression& e) {
    if (e.kind == ExpressionKind::Read) found |= analysis::intersect(memory.objectsOf(e.place), changed);
    if (e.kind == ExpressionKind::AddressOf) lookAt(e.place);
  };
  if (argument.value) forEachExpression(argument.value, look);
  if (!argument.reference) return found;
  lookAt(*argument.reference);
  for (const Step& step : argument.reference->path)
    if (step.index) forEachExpression(step.index, look);
  return found;
}

Function* ruleFunction(Module& module, const Rule& rule, const Function& primal, const Type* result) {
  if (rule.function) return rule.function;
  // Two overloads of one rule name differ in their parameters.
  std::string key = rule.calledName + "(";
  for (const Type* type : rule.types) key += type->spelling + ",";
  key += ")";
  if (Function* known = module.find(key)) return known;
  Function* function = module.newFunction(key);
  function->qualifiedName = rule.calledName;
  function->chosenByConst = primal.chosenByConst;
  if (result) function->result = result;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    function->parameters.push_back(function->newVariable(rule.parameters[i], rule.types[i], VariableRole::Parameter));
  return function;
}

}  // namespace retrograd::transform

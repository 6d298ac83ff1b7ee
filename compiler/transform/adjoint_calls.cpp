// Calls in the adjoint: the callee's reverse half, or a hand-written rule.
#include "backend/names.h"
#include "ir/build.h"
#include "ir/print.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"
#include "transform/call_checks.h"
#include "transform/leaves.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

// g(x, &x): the callee adds to the adjoint of its value and replaces the adjoint of its memory.
bool AdjointBuilder::isWrittenByCall(const Place& place, const Call& call) const {
  const Objects objects = memory_->objectsOf(place);
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    if (intersect(objects, memory_->reachable(call.arguments[i], call.callee->parameters[i], true))) return true;
  return false;
}

// g(rate), where g reads its parameter and sets the global `rate`.
bool AdjointBuilder::changesGlobalOf(const Objects& objects, const Statement& call) const {
  return std::any_of(memory_->writes().begin(), memory_->writes().end(), [&](const Write& write) {
    return write.statement == &call && std::any_of(objects.begin(), objects.end(), [&](const Object& object) {
             return object.variable->role == VariableRole::Global && write.objects.count(object);
           });
  });
}

Variant AdjointBuilder::variantOf(const Statement& statement) const {
  const Call& call = *statement.as<Call>();
  Variant variant;
  variant.resultActive = call.result && activity_->isActive(*call.result);
  // x = g(&x): the result is stored when the callee is done.
  const Objects result = call.result ? memory_->objectsOf(*call.result) : Objects();
  for (std::size_t i = 0; i < call.callee->parameters.size(); ++i) {
    const Variable* parameter = call.callee->parameters[i];
    const Argument& argument = call.arguments[i];
    variant.active.push_back(parameter->type->canBeActive() && !parameter->markedPassive &&
                             activity_->isActive(argument));
    const bool keptRegister =
        argument.reference && argument.reference->isVariable() && memory_->isRegister(argument.reference->root);
    Objects reached = memory_->reachable(argument, parameter, false);
    if (keptRegister) reached.erase({argument.reference->root, false});  // but not what a pointer leads to
    const bool memory = parameter->type->isPointer() || parameter->type->isReference() || !reached.empty();
    variant.unstable.push_back(memory && (!keptRegister || !reached.empty()) &&
                               (overwrites_->overwrittenBehind(reached, statement) || intersect(reached, result) ||
                                changesGlobalOf(reached, statement)));
  }
  return variant;
}

// Storage that ended with its block or with the forward half; or may have: what a pointer parameter leads to that
// changes.
bool AdjointBuilder::isGone(const Place& place) const {
  for (const Object& object : memory_->objectsOf(place)) {
    if (object.pointee && object.variable->type->isPointer() && changing_.count(object.variable)) return true;
    const Region* declared = object.pointee ? nullptr : values_->declaredIn(object.variable);
    if (declared && declared != overwrites_->fused() && (split_ || declared->kind != RegionKind::Body)) return true;
  }
  return false;
}

Argument AdjointBuilder::primalArgument(const Argument& argument, const Statement& statement, Block& before) {
  if (argument.value) return {plan_->obtain(argument.value, statement), std::nullopt};
  if (!argument.reference->isVariable() || !memory_->isRegister(argument.reference->root))
    return {nullptr, plan_->obtain(*argument.reference, statement)};
  const ExpressionPtr value = plan_->obtain(read(*argument.reference), statement);
  if (value->kind == ExpressionKind::Read) return {nullptr, value->place};
  Variable* temporary = scratch_.newVariable("argument", value->type);
  temporary->isConst = true;
  before.push_back(declare(temporary, value));
  return {nullptr, place(temporary)};
}

// What is gone is never read there (it is unstable): anything of that type will do.
Argument AdjointBuilder::reverseHalfArgument(const Argument& argument, const Statement& statement, Block& before) {
  const bool isRegister =
      argument.reference && argument.reference->isVariable() && memory_->isRegister(argument.reference->root);
  if (!argument.reference || isRegister || !isGone(*argument.reference))
    return primalArgument(argument, statement, before);
  Variable* unread = scratch_.newVariable("unread", argument.reference->type());
  before.push_back(declareZero(unread));
  return {nullptr, place(unread)};
}

// Where the callee adds the argument's adjoint: straight to the adjoint of the place that was passed, or to a temporary
// whose adjoint is handed on to what the argument was computed from.
Argument AdjointBuilder::barArgument(const Argument& argument, const Statement& statement, Block& before,
                                     Block& after) {
  if (argument.reference) return {nullptr, barOf(*argument.reference, statement)};
  const ExpressionPtr& value = argument.value;
  if (value->type->isPointer()) {
    forEachExpression(value, [&](const Expression& e) {
      if (e.kind == ExpressionKind::AddressOf && !crossesPointer(e.place)) usedCompanions_.insert(e.place.root);
    });
    return {plan_->obtain(companions_.pointer(value, false), statement), std::nullopt};
  }
  const bool reads = value->kind == ExpressionKind::Read;
  if (reads && !isWrittenByCall(value->place, *statement.as<Call>())) return {nullptr, barOf(value->place, statement)};
  Variable* temporary = scratch_.newVariable(backend::barName("argument"), value->type);
  if (value->type->holdsVector()) {
    const ExpressionPtr like = read(barOf(value->place, statement));
    before.push_back(declare(temporary, operation(OperationKind::ZeroLike, value->type, {like})));
  } else {
    before.push_back(declareZero(temporary));
  }
  if (reads)
    forEachLeaf(scratch_, module_.types, {barOf(value->place, statement), place(temporary)}, after,
                [](const std::vector<Place>& leaf, Block& b) { b.push_back(accumulate(leaf[0], read(leaf[1]))); });
  else
    propagate(value, read(temporary), {statement, nullptr, after});
  return {nullptr, place(temporary)};
}

static bool isNull(const ExpressionPtr& pointer) {
  return pointer && pointer->kind == ExpressionKind::Constant && pointer->type->isPointer() &&
         pointer->text == "nullptr";
}

void AdjointBuilder::reverseCall(const Statement& statement, Block& out) {
  const Call& call = *statement.as<Call>();
  if (!activity_->isActive(call)) {
    // A passive result in an active variable.
    if (call.result && !call.declares && activity_->isActive(*call.result))
      zeroBefore(*call.result, barOf(*call.result, statement), statement, out);
    return;
  }
  if (!checkCall(statement)) return;
  Block before, after;
  std::optional<Place> resultBar;
  if (call.result && activity_->isActive(*call.result)) {
    resultBar = barOf(*call.result, statement);
    const bool opaque = resultBar->type()->kind == TypeKind::Opaque;
    if (!call.declares && !opaque) {
      // x = g(x): the result's adjoint is taken away before the argument's is added.
      Variable* seed = scratch_.newVariable("seed", resultBar->type());
      before.push_back(declare(seed, read(*resultBar)));
      zero(scratch_, module_.types, *resultBar, before);
      resultBar = place(seed);
    }
  }
  if (call.callee->adjointRule) {
    out.insert(out.end(), before.begin(), before.end());
    reverseRule(statement, *call.callee->adjointRule, resultBar, out);
    const bool isTaken = !before.empty();
    if (resultBar && !call.declares && !isTaken) zeroBefore(*call.result, *resultBar, statement, out);
    return;
  }
  const diag::Context calledHere(derivatives_.sink(),
                                 {diag::Message::CalledActively, statement.location, {displayName(*call.callee)}});
  const SplitAdjoint* split = derivatives_.split(*call.callee, variantOf(statement));
  if (!split) return;
  callees_[&statement] = split;
  if (split->usesTape) plan_->setUsesTape();
  for (const Source& source : split->forward.sources)
    if (source.kind == Source::Companion && split->usesTape) {
      const Argument& argument = call.arguments[source.index];
      if (argument.reference && !crossesPointer(*argument.reference))
        companions_.markPointedTo(argument.reference->root);
      if (argument.value && argument.value->type->isPointer()) companions_.pointer(argument.value);
    }
  Call reversed;
  reversed.callee = split->reverse.function;
  for (const Source& source : split->reverse.sources) {
    switch (source.kind) {
    case Source::Primal:
      reversed.arguments.push_back(reverseHalfArgument(call.arguments[source.index], statement, before));
      break;
    case Source::Companion: {
      const Argument bar = barArgument(call.arguments[source.index], statement, before, after);
      // Nothing is read through a pointer into what is gone, but it may be moved: within the companion.
      const bool follows = &source != split->reverse.sources.data() && (&source)[-1].kind == Source::Primal &&
                           (&source)[-1].index == source.index;
      if (follows && isNull(reversed.arguments.back().value)) reversed.arguments.back().value = bar.value;
      reversed.arguments.push_back(bar);
      break;
    }
    case Source::Result: reversed.arguments.push_back({read(*resultBar), std::nullopt}); break;
    case Source::Tape: reversed.arguments.push_back({nullptr, place(plan_->tape())}); break;
    }
  }
  for (Block* part : {&before}) out.insert(out.end(), part->begin(), part->end());
  out.push_back({std::move(reversed), statement.location});
  out.insert(out.end(), after.begin(), after.end());
}

void AdjointBuilder::callForwardHalf(const Statement& original, Statement& copy) {
  auto found = callees_.find(&original);
  if (found == callees_.end() || !found->second->usesTape) return;
  Call& call = *copy.as<Call>();
  const std::vector<Argument> arguments = std::move(call.arguments);
  call.arguments.clear();
  call.callee = found->second->forward.function;
  const bool keeps = keepsPointers(original);
  for (const Source& source : found->second->forward.sources) {
    const Argument* argument = source.index < arguments.size() ? &arguments[source.index] : nullptr;
    if (source.kind == Source::Companion && keeps)
      checkKept(memory_->reachable(*argument, nullptr, false), original.as<Call>()->callee->parameters[source.index],
                original.location);
    if (source.kind == Source::Primal)
      call.arguments.push_back(*argument);
    else if (source.kind == Source::Tape)
      call.arguments.push_back({nullptr, place(plan_->tape())});
    else if (argument->reference)
      call.arguments.push_back({nullptr, companions_.place(*argument->reference)});
    else if (argument->value->type->isPointer())
      call.arguments.push_back({companions_.pointer(argument->value), std::nullopt});
    else {  // a value: its adjoint is a temporary of the reverse sweep
      unread_.push_back(scratch_.newVariable("unread", argument->value->type));
      call.arguments.push_back({nullptr, place(unread_.back())});
    }
  }
}

Argument AdjointBuilder::ruleArgument(const Call& call, const std::string& name, const Type* type,
                                      const std::optional<Place>& resultBar, const Statement& statement, Block& before,
                                      Block& after) {
  auto asParameter = [&](const Place& source) -> Argument {
    if (type->isReference()) return {nullptr, source};
    return {read(source), std::nullopt};
  };
  for (std::size_t i = 0; i < call.callee->parameters.size(); ++i) {
    const Argument& argument = call.arguments[i];
    if (name == call.callee->parameters[i]->name) {
      if (!plan_->isCollecting()) checkReadByRule(statement, i);
      Argument primal = primalArgument(argument, statement, before);
      if (primal.reference && !type->isReference()) return {read(*primal.reference), std::nullopt};
      return primal;
    }
    if (name != backend::barName(call.callee->parameters[i]->name)) continue;
    if (call.callee->parameters[i]->markedPassive || !activity_->isActive(argument))
      return {operation(OperationKind::Cast, type, {constant("nullptr", type)}), std::nullopt};
    const Argument bar = barArgument(argument, statement, before, after);
    return bar.reference ? Argument{addressOf(*bar.reference, type), std::nullopt} : bar;
  }
  if (name == backend::barName(backend::resultName()) && resultBar) return asParameter(*resultBar);
  if (name == backend::resultName()) {
    const ExpressionPtr value = plan_->stored(*call.result, statement);
    return type->isReference() && value->kind == ExpressionKind::Read ? Argument{nullptr, value->place}
                                                                      : Argument{value, std::nullopt};
  }
  // The derivative of a result that nothing active comes from.
  const Type* value = call.result->type();
  if (value->isFloat() && (!type->isReference() || type->constElement)) return {literal(0, value), std::nullopt};
  Variable* none = scratch_.newVariable(backend::barName(backend::resultName()), value);
  if (value->kind == TypeKind::Opaque || value->holdsVector())
    before.push_back(
        declare(none, operation(OperationKind::ZeroLike, value, {plan_->stored(*call.result, statement)})));
  else
    before.push_back(declareZero(none));
  return asParameter(place(none));
}

// A rule looks at memory where it stands when the reverse sweep comes to the call.
void AdjointBuilder::checkReadByRule(const Statement& statement, std::size_t parameter) {
  const Function& callee = *statement.as<Call>()->callee;
  if (!variantOf(statement).unstable[parameter]) return;
  const std::string name = displayName(callee);
  const std::optional<Place>& place = statement.as<Call>()->arguments[parameter].reference;
  const bool isOpaquePart = place && !place->isVariable() && place->type()->kind == TypeKind::Opaque;
  const diag::Note wayOut = isOpaquePart ? diag::Note{diag::Message::KeepOpaqueApart, {}, {print(*place)}}
                                         : diag::Note{diag::Message::KeepForRule, {}, {name}};
  derivatives_.sink().report(diag::Message::ReadByRule, statement.location, {callee.parameters[parameter]->name, name},
                             {wayOut});
}

void AdjointBuilder::reverseRule(const Statement& statement, const Rule& rule, const std::optional<Place>& resultBar,
                                 Block& out) {
  const Call& call = *statement.as<Call>();
  Block before, after;
  Call reversed;
  reversed.callee = ruleFunction(module_, rule, *call.callee);
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    reversed.arguments.push_back(
        ruleArgument(call, rule.parameters[i], rule.types[i], resultBar, statement, before, after));
  out.insert(out.end(), before.begin(), before.end());
  out.push_back({std::move(reversed), statement.location});
  out.insert(out.end(), after.begin(), after.end());
}

bool AdjointBuilder::checkCall(const Statement& statement) {
  const Call& call = *statement.as<Call>();
  return (call.callee->adjointRule || checkCallee(scratch_, statement, *activity_, derivatives_.sink())) &&
         checkOverlap(call, *memory_, statement.location, derivatives_.sink());
}

}  // namespace retrograd::transform

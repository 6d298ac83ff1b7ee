// Before: a primal.  After: f_tangent: every statement on active data preceded or followed by its derivative.
#include "analysis/explain.h"
#include "analysis/finite.h"
#include "analysis/memory.h"
#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "ir/verify.h"
#include "transform/algebra.h"
#include "transform/call_checks.h"
#include "transform/cleanup.h"
#include "transform/companions.h"
#include "transform/derivatives.h"
#include "transform/leaves.h"
#include "transform/meaning.h"
#include "transform/prepare.h"
#include "transform/tangent_expressions.h"
#include "transform/vector_sizes.h"

#include <algorithm>
#include <memory>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {
// Numbers that a derivative of the type has room for, though no statement ever gives them one.
bool hasPassiveNumbers(const Type* type) {
  if (type->kind == TypeKind::Array) return hasPassiveNumbers(type->element);
  if (type->kind != TypeKind::Record) return false;
  return std::any_of(type->fields.begin(), type->fields.end(), [](const Field& field) {
    return hasPassiveNumbers(field.type) || (field.passive && !field.type->isPointer() && field.type->canBeActive());
  });
}

class TangentBuilder {
public:
  TangentBuilder(Derivatives& derivatives, Function& primal, const Variant& variant)
      : derivatives_(derivatives),
        module_(derivatives.module()),
        primal_(primal),
        variant_(variant),
        companions_(scratch_, derivatives.module().types, Direction::Tangent) {
    cloneInto(primal, scratch_);
    derivatives.guards().checkOverlap(scratch_, primal);
  }

  bool build(Derivative& result);

private:
  bool analyse();
  void finish(Derivative& result);
  Block derive(const Block& block);
  void derive(const Statement& statement, Block& out);
  void deriveDeclare(const Statement& statement, Block& out);
  void deriveAssign(const Statement& statement, Block& out);
  void deriveResize(const Statement& statement, Block& out);
  void deriveCall(const Statement& statement, Block& out);
  void deriveActiveCall(const Statement& statement, const Call& call, bool givesActive, Block& out);
  static ExpressionPtr likeZero(const Place& place);
  void zeroResult(Block& out);
  void setZero(const Place& dot, const Place& primal, Block& out);
  void callTangent(const Statement& statement, const Call& call, const Derivative& callee, Block& out);
  void callRule(const Statement& statement, const Call& call, Block& out);
  Argument ruleArgument(const Call& call, const Call& kept, const std::string& name, const Type* type, Block& before,
                        Block& behind);
  Argument keep(const Argument& argument, Block& out);
  Argument asParameter(const Argument& argument, const Type* parameter, Block& out);
  Argument dotArgument(const Argument& argument, const Type* parameter, Block& out);
  Argument zeroArgument(const Argument& argument, const Type* parameter, Block& out);
  ExpressionPtr dot(const ExpressionPtr& e, const Place* stored) { return expressions_->derivative(e, stored); }
  bool isActive(const Variable* v) const { return activity_->isActive(place(const_cast<Variable*>(v))); }

  Derivatives& derivatives_;
  Module& module_;
  Function& primal_;
  Variant variant_;
  Function scratch_;
  Companions companions_;
  std::unique_ptr<Memory> memory_;
  std::unique_ptr<Activity> activity_;
  std::unique_ptr<Finite> finite_;
  std::unique_ptr<TangentExpressions> expressions_;
  Variable* resultDot_ = nullptr;
};

bool TangentBuilder::analyse() {
  if (!derivatives_.passes().before(scratch_, module_.types)) return false;
  nameResultsForRules(scratch_);
  std::set<const Variable*> active;
  for (std::size_t i = 0; i < scratch_.parameters.size(); ++i)
    if (variant_.active[i]) {
      companions_.addParameter(scratch_.parameters[i]);
      active.insert(scratch_.parameters[i]);
    }
  if (variant_.resultActive && primal_.result->canBeActive())
    resultDot_ = scratch_.newVariable(backend::dotName(backend::resultName()),
                                      module_.types.referenceTo(primal_.result), VariableRole::Parameter);
  const unsigned errors = derivatives_.sink().errorCount();
  {
    const Memory memory(scratch_);
    const Activity activity(scratch_, memory, active, resultDot_ != nullptr);
    companions_.addPointerLocals(activity, memory, derivatives_.sink());
  }
  memory_ = std::make_unique<Memory>(scratch_);
  activity_ = std::make_unique<Activity>(scratch_, *memory_, active, resultDot_ != nullptr);
  finite_ = std::make_unique<Finite>(scratch_, *memory_);
  expressions_ = std::make_unique<TangentExpressions>(module_.types, companions_, *activity_, *finite_,
                                                      derivatives_.strict(), derivatives_.sink());
  checkMeaning(scratch_, *memory_, *activity_, derivatives_.sink());
  return derivatives_.sink().errorCount() == errors;
}

bool TangentBuilder::build(Derivative& result) {
  if (!analyse()) return false;
  const unsigned errors = derivatives_.sink().errorCount();
  scratch_.body = derive(scratch_.body);
  if (derivatives_.sink().errorCount() != errors) return false;
  finish(result);
  return derivatives_.passes().check("tangent", *result.function) &&
         derivatives_.passes().after(*result.function, module_.types);
}

void TangentBuilder::finish(Derivative& result) {
  Function& target = *result.function;
  target.hasBody = true;
  VariableMap map;
  for (std::size_t i = 0; i < result.sources.size(); ++i) {
    const Source& source = result.sources[i];
    const Variable* original = source.kind == Source::Result ? resultDot_ : scratch_.parameters[source.index];
    map[source.kind == Source::Companion ? companions_.find(original) : original] = target.parameters[i];
  }
  adopt(scratch_, scratch_.body, target, map);
}

Block TangentBuilder::derive(const Block& block) {
  Block out;
  for (const Statement& statement : block) derive(statement, out);
  return out;
}

void TangentBuilder::derive(const Statement& statement, Block& out) {
  Statement copy{Comment{}, statement.location};
  if (statement.as<Declare>()) return deriveDeclare(statement, out);
  if (statement.as<Assign>()) return deriveAssign(statement, out);
  if (statement.as<Call>()) return deriveCall(statement, out);
  if (const auto* node = statement.as<Loop>()) {
    copy.node = Loop{node->counter, node->begin, node->end, node->step, node->relation, derive(node->body)};
  } else if (const auto* node = statement.as<While>()) {
    copy.node = While{node->condition, derive(node->body)};
  } else if (const auto* node = statement.as<Branch>()) {
    copy.node = Branch{node->condition, derive(node->then), derive(node->otherwise)};
  } else {
    copy = statement;
  }
  if (const auto* node = statement.as<Return>(); node && resultDot_ && node->value) {
    const ExpressionPtr value = dot(node->value, nullptr);
    if (value)
      out.push_back(assign(place(resultDot_), value));
    else if (node->value->type->holdsVector())
      setZero(place(resultDot_), node->value->place, out);
    else
      zeroResult(out);
  }
  out.push_back(std::move(copy));
}

void TangentBuilder::deriveDeclare(const Statement& statement, Block& out) {
  const auto& node = *statement.as<Declare>();
  out.push_back(statement);
  const Type* type = node.variable->type;
  if (type->isPointer() || (type->kind == TypeKind::Array && type->element->isPointer())) return;
  const bool active = isActive(node.variable);
  // A pointer may lead there, though nothing active is ever stored.
  if (!active && !companions_.pointedTo().count(node.variable)) return;
  Variable* companion = companions_.of(node.variable);
  if (!active)
    return out.push_back(type->holdsVector() ? declare(companion, likeZero(place(node.variable)))
                                             : declareZero(companion));
  if (!node.init) {
    out.push_back({Declare{companion, nullptr, node.zero || hasPassiveNumbers(type)}, statement.location});
    return;
  }
  const Place target = place(node.variable);
  if (node.init->kind == ExpressionKind::Operation && node.init->operation == OperationKind::Sized)
    return out.push_back(declare(companion, node.init));
  ExpressionPtr value = dot(node.init, &target);
  if (!value && (type->kind == TypeKind::Opaque || type->holdsVector()))
    value = operation(OperationKind::ZeroLike, type, {node.init});
  out.push_back(value ? declare(companion, value) : declareZero(companion));
}

void TangentBuilder::deriveAssign(const Statement& statement, Block& out) {
  const auto& node = *statement.as<Assign>();
  if (isVectorSize(node.target)) return deriveResize(statement, out);
  if (node.value->type->isPointer() || !activity_->isActive(node.target)) {
    out.push_back(statement);
    return;
  }
  const Place target = companions_.place(node.target);
  if (node.target.type()->holdsVector() && node.value->kind == ExpressionKind::Operation) {
    out.push_back(statement);
    return out.push_back({Assign{target, node.value, false}, statement.location});
  }
  const Objects written = memory_->objectsOf(node.target);
  bool readsTarget = false;  // in the value, or in the target's subscripts
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    forEachExpression(operand, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read)
        for (const Object& object : memory_->objectsOf(e.place)) readsTarget |= written.count(object) != 0;
    });
  });
  const bool behind = !readsTarget && !node.accumulate;
  if (behind) out.push_back(statement);
  const ExpressionPtr given = behind ? node.value : nameResult(node.value, scratch_, out);
  const Place* named = given != node.value ? &given->place : nullptr;
  const ExpressionPtr value = dot(node.value, behind ? &node.target : named);
  if (value)
    out.push_back({Assign{target, value, node.accumulate}, statement.location});
  else if (!node.accumulate)
    setZero(target, node.target, out);
  if (!behind) out.push_back({Assign{node.target, given, node.accumulate}, statement.location});
}

// The tangent changes its size with the vector.
void TangentBuilder::deriveResize(const Statement& statement, Block& out) {
  const auto& node = *statement.as<Assign>();
  const Place vector{node.target.root, {node.target.path.begin(), node.target.path.end() - 1}};
  const bool follows =
      activity_->isActive(vector) || (!crossesPointer(vector) && companions_.pointedTo().count(vector.root));
  // The new size may be computed from the old one, or from elements.
  ExpressionPtr value = node.value;
  if (follows && !node.accumulate && value->kind != ExpressionKind::Constant) {
    Variable* size = scratch_.newVariable(vector.root->name + "_size", value->type);
    size->isConst = true;
    out.push_back(declare(size, value));
    value = read(size);
  }
  out.push_back({Assign{node.target, value, node.accumulate}, statement.location});
  if (follows)
    out.push_back({Assign{vectorSize(companions_.place(vector)), value, node.accumulate}, statement.location});
}

ExpressionPtr TangentBuilder::likeZero(const Place& place) {
  return operation(OperationKind::ZeroLike, place.type(), {read(place)});
}

// dot = 0, shaped like the primal's place.
void TangentBuilder::setZero(const Place& dot, const Place& primal, Block& out) {
  if (dot.type()->holdsVector())
    out.push_back(assign(dot, likeZero(primal)));
  else
    zero(scratch_, module_.types, dot, out);
}

// As a whole where members are passive: the caller may not have set those.
void TangentBuilder::zeroResult(Block& out) {
  if (!hasPassiveNumbers(primal_.result)) return zero(scratch_, module_.types, place(resultDot_), out);
  Variable* none = scratch_.newVariable(backend::dotName("none"), primal_.result);
  out.push_back(declareZero(none));
  out.push_back(assign(place(resultDot_), read(none)));
}

Argument TangentBuilder::dotArgument(const Argument& argument, const Type* parameter, Block& out) {
  if (argument.reference) return {nullptr, companions_.place(*argument.reference)};
  if (argument.value->type->isPointer()) return {companions_.pointer(argument.value, false), std::nullopt};
  ExpressionPtr value = dot(argument.value, nullptr);
  if (value) return {value, std::nullopt};
  if (parameter->isFloat()) return {literal(0, parameter), std::nullopt};
  Variable* none = scratch_.newVariable(backend::dotName("argument"), parameter);
  const bool isShaped = argument.value->type->holdsVector() && argument.value->kind == ExpressionKind::Read;
  out.push_back(isShaped ? declare(none, likeZero(argument.value->place)) : declareZero(none));
  return {read(none), std::nullopt};
}

void TangentBuilder::deriveCall(const Statement& statement, Block& out) {
  const Call& call = *statement.as<Call>();
  const bool givesActive = call.result && activity_->isActive(*call.result);
  // A pointer may lead to the result, though nothing active is ever stored there.
  const bool isLedTo = call.declares && !givesActive && companions_.pointedTo().count(call.result->root);
  if (isLedTo && !call.result->type()->holdsVector()) out.push_back(declareZero(companions_.of(call.result->root)));
  if (isLedTo && call.result->type()->holdsVector()) {
    deriveActiveCall(statement, call, givesActive, out);
    return out.push_back(declare(companions_.of(call.result->root), likeZero(*call.result)));
  }
  deriveActiveCall(statement, call, givesActive, out);
}

void TangentBuilder::deriveActiveCall(const Statement& statement, const Call& call, bool givesActive, Block& out) {
  if (!activity_->isActive(call)) {
    out.push_back(statement);
    // A passive result in an active variable.
    if (givesActive) {
      const Place target = companions_.place(*call.result);
      if (!call.declares)
        setZero(target, *call.result, out);
      else if (target.type()->holdsVector())
        out.push_back(declare(target.root, likeZero(*call.result)));
      else
        out.push_back(declareZero(target.root));
    }
    return;
  }
  const std::optional<Rule>& rule = call.callee->tangentRule;
  if (!rule && !call.callee->hasBody && call.callee->adjointRule) {
    derivatives_.sink().report(diag::Message::MissingTangentRule, statement.location, {displayName(*call.callee)},
                               whyActive(scratch_, *activity_, statement));
    return;
  }
  if ((!rule && !checkCallee(scratch_, statement, *activity_, derivatives_.sink())) ||
      !checkOverlap(call, *memory_, statement.location, derivatives_.sink()))
    return;
  if (rule) return callRule(statement, call, out);
  Variant variant;
  variant.resultActive = givesActive;
  for (std::size_t i = 0; i < call.callee->parameters.size(); ++i) {
    const Variable* parameter = call.callee->parameters[i];
    variant.active.push_back(parameter->type->canBeActive() && !parameter->markedPassive &&
                             activity_->isActive(call.arguments[i]));
    variant.unstable.push_back(false);
  }
  const diag::Context calledHere(derivatives_.sink(),
                                 {diag::Message::CalledActively, statement.location, {displayName(*call.callee)}});
  const Derivative* callee = derivatives_.tangent(*call.callee, variant);
  if (callee) callTangent(statement, call, *callee, out);
}

void TangentBuilder::callTangent(const Statement& statement, const Call& call, const Derivative& callee, Block& out) {
  Call tangent = call;
  tangent.callee = callee.function;
  tangent.arguments.clear();
  // x = g(x): the tangent of the result goes to a variable of its own, as the argument's is still being read.
  std::optional<Place> resultDot;
  Variable* temporary = nullptr;
  if (call.result && activity_->isActive(*call.result)) {
    resultDot = companions_.place(*call.result);
    if (call.declares) {
      out.push_back(declare(resultDot->root));
    } else {
      temporary = scratch_.newVariable(resultDot->root->base, resultDot->type());
      out.push_back(declare(temporary));
    }
  }
  for (const Source& source : callee.sources) {
    if (source.kind == Source::Primal)
      tangent.arguments.push_back(call.arguments[source.index]);
    else if (source.kind == Source::Companion)
      tangent.arguments.push_back(
          dotArgument(call.arguments[source.index], call.callee->parameters[source.index]->type, out));
    else
      tangent.arguments.push_back({nullptr, temporary ? place(temporary) : *resultDot});
  }
  out.push_back({std::move(tangent), statement.location});
  if (temporary) out.push_back(assign(*resultDot, read(temporary)));
}

// What a rule gets as the tangent of an argument that has none: null, 0, or a zero of the argument's shape.
Argument TangentBuilder::zeroArgument(const Argument& argument, const Type* parameter, Block& out) {
  if (parameter->isPointer())
    return {operation(OperationKind::Cast, parameter, {constant("nullptr", parameter)}), std::nullopt};
  const Type* type = parameter->isReference() ? parameter->element : parameter;
  if (type->isFloat() && !parameter->isReference()) return {literal(0, type), std::nullopt};
  Variable* zero = scratch_.newVariable(backend::dotName("argument"), type);
  if ((type->kind == TypeKind::Opaque || type->holdsVector()) && argument.reference)
    out.push_back(declare(zero, likeZero(*argument.reference)));
  else
    out.push_back(declareZero(zero));
  if (parameter->isReference()) return {nullptr, place(zero)};
  return {read(zero), std::nullopt};
}

// The argument as it is now: its value, or where it refers to.
Argument TangentBuilder::keep(const Argument& argument, Block& out) {
  if (argument.value) {
    Variable* value = scratch_.newVariable("argument", argument.value->type);
    out.push_back(declare(value, argument.value));
    return {read(value), std::nullopt};
  }
  const Type* type = module_.types.pointerTo(argument.reference->type(), isConstPlace(*argument.reference));
  Variable* where = scratch_.newVariable("where", type);
  out.push_back(declare(where, addressOf(*argument.reference, type)));
  return {nullptr, deref(place(where))};
}

// A rule may take by value what the function takes by reference, and the other way round.
Argument TangentBuilder::asParameter(const Argument& argument, const Type* parameter, Block& out) {
  if (argument.reference && !parameter->isReference()) {
    const bool byAddress = parameter->isPointer() && !argument.reference->type()->isPointer();
    return {byAddress ? addressOf(*argument.reference, parameter) : read(*argument.reference), std::nullopt};
  }
  if (argument.value && parameter->isReference() && !parameter->constElement)
    return {nullptr, keep(argument, out).value->place};
  return argument;
}

// `before`: in front of the function, whose arguments are `kept`; `behind`: where the rule is called.
Argument TangentBuilder::ruleArgument(const Call& call, const Call& kept, const std::string& name, const Type* type,
                                      Block& before, Block& behind) {
  for (std::size_t k = 0; k < call.callee->parameters.size(); ++k) {
    const Variable* parameter = call.callee->parameters[k];
    if (name == parameter->name) return asParameter(kept.arguments[k], type, behind);
    if (name != backend::dotName(parameter->name)) continue;
    const Argument& argument = call.arguments[k];
    if (!activity_->isActive(argument)) return zeroArgument(kept.arguments[k], type, behind);
    const bool isKept = !sameArgument(argument, kept.arguments[k]);
    const Argument tangent = dotArgument(argument, parameter->type, isKept ? before : behind);
    return asParameter(isKept ? keep(tangent, before) : tangent, type, behind);
  }
  return {nullptr, std::nullopt};
}

void TangentBuilder::callRule(const Statement& statement, const Call& call, Block& out) {
  const Rule& rule = *call.callee->tangentRule;
  const bool isInPlace = worksInPlace(rule, *call.callee);
  Call primal = call, tangent;
  tangent.callee = ruleFunction(module_, rule, *call.callee, call.callee->result);
  // x = g(x): the rule reads what the result overwrites, so the result and its tangent are variables of their own
  // first.
  const bool isApart = call.result && !call.declares, isActive = call.result && activity_->isActive(*call.result);
  if (isApart) primal.result = place(scratch_.newVariable(call.result->root->base, call.result->type()));
  primal.declares |= isApart;
  Variable* resultDot = !call.result ? nullptr
                        : isActive && !isApart
                            ? companions_.of(call.result->root)
                            : scratch_.newVariable(backend::dotName(primal.result->root->base), call.result->type());
  const bool isOpaque = resultDot && resultDot->type->kind == TypeKind::Opaque;  // its zero has the result's shape
  if (isOpaque && isInPlace)
    return derivatives_.sink().report(diag::Message::OpaqueInPlace, statement.location, {displayName(*call.callee)},
                                      {{diag::Message::ReturnApart, {}, {}}});
  for (Argument& argument : primal.arguments)
    if (!isInPlace && isChangedBy(statement, argument, *memory_)) argument = keep(argument, out);
  Block behind;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const Type* type = rule.types[i];
    Argument argument = ruleArgument(call, primal, rule.parameters[i], type, out, behind);
    const bool isFound = argument.value || argument.reference;
    if (!isFound && rule.parameters[i] == backend::resultName())
      argument = asParameter({nullptr, *primal.result}, type, behind);
    if (!isFound && rule.parameters[i] == backend::dotName(backend::resultName()))
      argument = asParameter({nullptr, place(resultDot)}, type, behind);
    tangent.arguments.push_back(std::move(argument));
  }
  if (isInPlace) {
    tangent.result = primal.result;
    tangent.declares = primal.declares;
  } else {
    out.push_back({primal, statement.location});
  }
  if (isOpaque)
    out.push_back(declare(resultDot, operation(OperationKind::ZeroLike, resultDot->type, {read(*primal.result)})));
  else if (resultDot)
    out.push_back(declareZero(resultDot));
  out.insert(out.end(), behind.begin(), behind.end());
  out.push_back({std::move(tangent), statement.location});
  if (!isApart) return;
  out.push_back(assign(*call.result, read(*primal.result)));
  if (isActive) out.push_back(assign(companions_.place(*call.result), read(resultDot)));
}
}  // namespace

// The companions that users give, against their parameters.
void addShapeChecks(Derivatives& derivatives, const Function& primal, Derivative& derivative) {
  if (!primal.annotated) return;
  Block checks;
  for (std::size_t i = 1; i < derivative.sources.size(); ++i)
    // The adjoint of what changes its size comes in for what the call leaves.
    if (derivative.sources[i].kind == Source::Companion &&
        !mayResize(primal, primal.parameters[derivative.sources[i].index]))
      derivatives.guards().checkShape(primal.parameters[derivative.sources[i].index],
                                      derivative.function->parameters[i - 1], derivative.function->parameters[i],
                                      checks);
  Block& body = derivative.function->body;
  body.insert(body.begin(), checks.begin(), checks.end());
}

bool makeTangent(Derivatives& derivatives, Function& primal, const Variant& variant, Derivative& result) {
  result.sources = allSources(primal, variant);
  result.function->result = primal.result;
  declareParameters(result, primal, Direction::Tangent, derivatives.module().types);
  TangentBuilder builder(derivatives, primal, variant);
  if (!builder.build(result)) return false;
  addShapeChecks(derivatives, primal, result);
  return true;
}

}  // namespace retrograd::transform

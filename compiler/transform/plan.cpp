// Questions and decisions; plan_emit.cpp has the answers as statements.
#include "transform/plan.h"

#include "backend/names.h"
#include "ir/build.h"
#include "rules/math.h"
#include "transform/algebra.h"
#include "transform/guarded.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {
// What recomputing may cost, in additions. A value at function level costs one local to keep; one in a loop costs
// memory traffic in each iteration, which is less than a call of exp or sin.
constexpr int budgetAtFunctionLevel = 6, budgetInLoop = 19, budgetOfIndices = 100, costOfCall = 20;

int costOf(const Expression& e) {
  if (e.kind != ExpressionKind::Operation) return e.kind == ExpressionKind::Read && !e.place.isVariable() ? 2 : 0;
  if (e.operation == OperationKind::Divide && e.type->isFloat()) return 5;
  if (e.operation != OperationKind::Math) return 1;
  const rules::MathFunction* function = rules::findMath(e.function);
  return function && !function->expensive ? 2 : costOfCall;
}
}  // namespace

Plan::Plan(Function& function, TypeTable& types, const Memory& memory, const Values& values,
           const Overwrites& overwrites, bool split, const std::string& primalName)
    : function_(function),
      types_(types),
      memory_(memory),
      values_(values),
      overwrites_(overwrites),
      split_(split),
      primalName_(primalName) {}

Plan::Need& Plan::needOf(const Value* value) {
  Need*& need = byValue_[value];
  if (!need) {
    need = &needs_.emplace_back();
    need->value = value;
  }
  return *need;
}

Plan::Need& Plan::loadOf(const Place& place, const Statement& statement, bool behind) {
  for (Need& need : needs_)
    if (need.statement == &statement && !need.condition && !need.whole && need.behind == behind &&
        samePlace(need.place, place))
      return need;
  Need& need = needs_.emplace_back();
  need.statement = &statement;
  need.place = place;
  need.behind = behind;
  return need;
}

ExpressionPtr Plan::use(const Value* value) {
  Need& need = needOf(value);
  if (collecting_) return nullptr;
  if (!need.decided) decideValue(need);
  return need.held;
}

void Plan::fuse(const Statement& loop) {
  fusedLoop_ = &loop;
  fused_ = values_.regionOf(loop, RegionKind::LoopBody);
}

void Plan::setFusedParts(Block before, Block inside) {
  beforeFused_ = std::move(before);
  insideFused_ = std::move(inside);
}

bool Plan::isBehind(const Statement& statement) const {
  return fusedLoop_ && !isInside(statement) && values_.order(statement) > values_.order(*fusedLoop_);
}

// The reverse of what follows the fused loop runs before it: what it reads must be there.
void Plan::checkBeforeFused(const Place& place, const Statement& statement) {
  if (memory_.isRegister(place.root)) {
    const Value* value = values_.at(statement, place.root);
    const bool counts = value && value->kind == ValueKind::Counter;
    if (value && !counts && value->statement && values_.order(*value->statement) >= values_.order(*fusedLoop_))
      fusionHolds_ = false;
  }
  if (place.isVariable() && memory_.isRegister(place.root)) return;
  const Objects objects = memory_.objectsOf(place);
  for (const Write& write : memory_.writes())
    if (values_.order(*write.statement) > values_.order(*fusedLoop_))
      for (const Object& object : write.objects) fusionHolds_ &= !objects.count(object);
}

ExpressionPtr Plan::beforeFused(const ExpressionPtr& expression, const Statement& statement) {
  return rewrite(expression, [&](const ExpressionPtr& e) -> ExpressionPtr {
    if (e->kind != ExpressionKind::Read) return nullptr;
    checkBeforeFused(e->place, statement);
    if (!e->place.isVariable() || !memory_.isRegister(e->place.root)) return nullptr;
    const Value* value = values_.at(statement, e->place.root);
    const bool counts = value && value->kind == ValueKind::Counter;
    return counts ? read(reverseCounter(*value->statement)) : nullptr;
  });
}

bool Plan::isOverwritten(const Expression& read, const Statement& statement) const {
  return overwrites_.overwrittenLater(read.place, statement) || overwrites_.pathChanges(read.place, statement);
}

ExpressionPtr Plan::useLoad(const Expression& readNode, const Statement& statement) {
  if (!isOverwritten(readNode, statement)) {
    if (!collecting_) live_.emplace_back(&statement, readNode.place);
    return read(through(readNode.place, statement));
  }
  Need& need = loadOf(readNode.place, statement, false);
  ++need.uses;
  if (collecting_) return nullptr;
  if (!need.decided || need.isUnused) decideLoad(need);
  return need.held;
}

// The place with its root pointer's value and its subscripts obtained.
Place Plan::through(Place place, const Statement& statement) {
  if (isBehind(statement)) {
    for (Step& step : place.path)
      if (step.index) step.index = beforeFused(step.index, statement);
    if (memory_.isRegister(place.root) && place.root->type->isPointer())
      checkBeforeFused(ir::place(place.root), statement);
    return place;
  }
  for (Step& step : place.path)
    if (step.index) step.index = obtain(step.index, statement);
  if (!memory_.isRegister(place.root)) return place;
  const Value* value = values_.at(statement, place.root);
  if (isInside(statement) && value && !isInside(value->region)) return place;
  const ExpressionPtr root = value ? use(value) : nullptr;
  if (!root) return place;
  if (root->kind == ExpressionKind::Read) {
    Place result = root->place;
    result.path.insert(result.path.end(), place.path.begin(), place.path.end());
    return result;
  }
  return place;
}

Place Plan::obtain(const Place& place, const Statement& statement) { return through(place, statement); }

ExpressionPtr Plan::obtain(const ExpressionPtr& expression, const Statement& statement) {
  if (!expression) return nullptr;
  if (Need* whole = wholeOf(expression, statement)) {
    if (whole->decided) return whole->held;
    ++whole->uses;
  }
  return obtainParts(expression, statement);
}

bool Plan::isGonePointer(const ExpressionPtr& pointer) const {
  return pointer->kind == ExpressionKind::AddressOf && isGone(pointer->place);
}

// Local storage that isn't there when the statement is reversed.
bool Plan::isGone(const Place& place) const {
  const Region* declared = crossesPointer(place) ? nullptr : values_.declaredIn(place.root);
  const bool isThere = declared == fused_ || (declared && declared->kind == RegionKind::Body && !split_);
  return declared && !isThere;
}

ExpressionPtr Plan::obtainParts(const ExpressionPtr& expression, const Statement& statement) {
  if (expression->kind == ExpressionKind::Constant) return expression;
  if (isBehind(statement)) return beforeFused(expression, statement);
  if (expression->kind == ExpressionKind::Read) {
    const Place& place = expression->place;
    if (memory_.isRegister(place.root) && place.isVariable()) {
      const Value* value = values_.at(statement, place.root);
      if (isInside(statement) && value && !isInside(value->region)) return expression;
      const ExpressionPtr held = value ? use(value) : expression;
      return held ? held : expression;
    }
    const ExpressionPtr held = useLoad(*expression, statement);
    return held ? held : expression;
  }
  if (expression->kind == ExpressionKind::AddressOf) {
    // Nothing reads it through this pointer (its loads are recorded).
    if (isGone(expression->place)) return constant("nullptr", expression->type);
    return addressOf(through(expression->place, statement), expression->type);
  }
  if (isLostNumber(*expression, statement)) return keepNumber(expression, statement);
  Expression copy = *expression;
  for (ExpressionPtr& operand : copy.operands) operand = obtainParts(operand, statement);
  const bool isMoved = copy.operation == OperationKind::PointerAdd;
  if (isMoved && isGonePointer(expression->operands[0])) return constant("nullptr", copy.type);
  return std::make_shared<const Expression>(std::move(copy));
}

ExpressionPtr Plan::stored(const Place& target, const Statement& statement) {
  if (isBehind(statement)) {
    fusionHolds_ = false;
    return read(target);
  }
  if (const Value* value = values_.definedBy(statement)) {
    const ExpressionPtr held = use(value);
    return held ? held : read(target);
  }
  if (!overwrites_.overwrittenLater(target, statement, true) && !overwrites_.pathChanges(target, statement))
    return read(through(target, statement));
  Need& need = loadOf(target, statement, true);
  if (collecting_) return read(target);
  if (!need.decided) decideLoad(need);
  return need.held;
}

ExpressionPtr Plan::storedBy(const Statement& other, const Statement& statement) {
  if (isBehind(statement) || isBehind(other) || isInside(statement) != isInside(other)) return nullptr;
  const Value* value = values_.definedBy(other);
  return stored(place(const_cast<Variable*>(value->variable)), other);
}

ExpressionPtr Plan::condition(const Statement& branch) {
  const ExpressionPtr& condition = branch.as<Branch>()->condition;
  if (isBehind(branch)) return beforeFused(condition, branch);
  for (Need& need : needs_)
    if (need.statement == &branch && need.condition) {
      if (!collecting_ && !need.decided) decideCondition(need);
      return collecting_ ? condition : need.held;
    }
  Need& need = needs_.emplace_back();
  need.statement = &branch;
  need.condition = condition;
  if (collecting_) return condition;
  decideCondition(need);
  return need.held;
}

ExpressionPtr Plan::valueBehind(const Statement& loop, Variable* count) {
  const Value* value = values_.behind(loop, count);
  if (isBehind(loop)) {
    fusionHolds_ = false;
    return read(count);
  }
  const ExpressionPtr held = use(value);
  return held ? held : read(count);
}

ExpressionPtr Plan::valueAtEnd(const Region* region, Variable* variable) {
  const Value* value = memory_.isRegister(variable) ? values_.atEnd(region, variable) : nullptr;
  const ExpressionPtr held = value ? use(value) : nullptr;
  return held ? held : read(variable);
}

Variable* Plan::reverseCounter(const Statement& loop) {
  Variable*& counter = counters_[&loop];
  if (&loop == fusedLoop_) return loop.as<Loop>()->counter;
  if (!counter) {
    const auto* counted = loop.as<Loop>();
    counter = counted ? function_.newVariable(counted->counter->name, counted->counter->type)
                      : function_.newVariable("k", types_.longType());
  }
  return counter;
}

unsigned Plan::orderOf(const Need& need) const {
  const Statement* statement = need.value ? need.value->statement : need.statement;
  return statement ? values_.order(*statement) : 0;
}

void Plan::decide() {
  collecting_ = false;
  counters_.clear();
  for (Need& need : needs_)
    if (need.whole) decideWhole(need);
  // Earlier values first: later ones may then be recomputed from them. Conditions last, from all of them.
  std::multimap<std::pair<bool, unsigned>, Need*> ordered;
  for (Need& need : needs_) ordered.insert({{need.condition != nullptr, orderOf(need)}, &need});
  for (auto& [order, need] : ordered) {
    if (need->decided || need->whole) continue;
    if (need->value)
      decideValue(*need);
    else if (need->condition)
      decideCondition(*need);
    else
      decideLoad(*need);
  }
}

bool Plan::isLive(const Value* value) const {
  const Variable* variable = value->variable;
  if (value->kind == ValueKind::Entry && variable->role == VariableRole::Parameter) {
    const Value* end = values_.atEnd(const_cast<Values&>(values_).body(), variable);
    return split_ || end == value;
  }
  const Region* declared = values_.declaredIn(variable);
  const Region* region = value->region;
  const bool inside = isInside(region);
  if (split_ || !declared || (inside ? declared != fused_ : declared->kind != RegionKind::Body)) return false;
  if (values_.atEnd(region, variable) != value) return false;
  if (inside ? region == fused_ : region->kind == RegionKind::Body) return true;
  if (region->isLoop()) return false;
  const Value* join = values_.behind(*region->owner, variable);
  return join && isLive(join);
}

// The expression that gave the value, as its statement sees it; null if a statement can't be evaluated again.
ExpressionPtr Plan::definition(const Value* value) const {
  if (value->kind != ValueKind::Definition || value->variable->type->kind == TypeKind::Opaque) return nullptr;
  if (const auto* node = value->statement->as<Declare>())
    return node->init ? node->init : value->variable->type->isPointer() ? nullptr : literal(0, value->variable->type);
  const auto* node = value->statement->as<Assign>();
  if (!node) return nullptr;
  if (!node->accumulate) return node->value;
  const bool pointer = value->variable->type->isPointer();
  return operation(pointer ? OperationKind::PointerAdd : OperationKind::Add, value->variable->type,
                   {read(const_cast<Variable*>(value->variable)), node->value});
}

bool Plan::isAvailable(const ExpressionPtr& expression, const Statement& statement, int& budget) {
  bool available = true;
  std::function<void(const Expression&)> check = [&](const Expression& e) {
    budget -= costOf(e);
    available &= !isLostNumber(e, statement);
    if (!available || budget < 0) return;
    if (e.kind != ExpressionKind::Read && e.kind != ExpressionKind::AddressOf) return;
    const bool isRegister = memory_.isRegister(e.place.root);
    const bool loads = e.kind == ExpressionKind::Read && !(isRegister && e.place.isVariable());
    if (loads && (overwrites_.overwrittenLater(e.place, statement) || overwrites_.pathChanges(e.place, statement))) {
      const Need& need = loadOf(e.place, statement, false);
      if (!need.decided || need.isUnused) available = false;
    }
    // An address needs no load but those of the pointers on the way to it.
    if (e.kind == ExpressionKind::AddressOf && !isRegister &&
        (crossesPointer(e.place) ? overwrites_.pathChanges(e.place, statement)
                                 : values_.declaredIn(e.place.root) != nullptr))
      available = false;
    if (!isRegister) return;
    const Value* value = values_.at(statement, e.place.root);
    if (!value) return;
    const Need& need = needOf(value);
    if (need.decided || value->kind == ValueKind::Counter || isLive(value)) return;
    if (isInside(statement) && !isInside(value->region)) return;
    if (!canRecompute(value, budget)) available = false;
  };
  forEachExpression(expression, check);
  return available && budget >= 0;
}

bool Plan::canRecompute(const Value* value, int& budget) {
  if (growth(value)) return true;
  const ExpressionPtr expression = definition(value);
  return expression && isAvailable(expression, *value->statement, budget);
}

bool Plan::isKept(const Variable* pointer) const {
  return std::any_of(needs_.begin(), needs_.end(), [&](const Need& need) {
    return need.decided && need.choice == Choice::Record && need.value && need.value->variable == pointer;
  });
}

int Plan::budgetOf(const Value* value) const {
  if (!value->variable->type->isFloat()) return budgetOfIndices;
  return isRecorded(scopeOf(value->region)) ? budgetInLoop : budgetAtFunctionLevel;
}

bool Plan::isCostly(const Statement& loop) {
  const Region* body = values_.regionOf(loop, RegionKind::LoopBody);
  for (std::size_t i = 0; i < needs_.size(); ++i) {
    const Need& need = needs_[i];
    if (need.condition || need.whole) continue;
    if (!body->encloses(need.value ? need.value->region : values_.regionOf(*need.statement))) continue;
    if (!need.value) return true;
    const bool given = need.value->kind == ValueKind::Counter || need.value->kind == ValueKind::Undefined;
    int budget = std::min(budgetOf(need.value), costOfCall - 1);
    if (!given && !isLive(need.value) && !canRecompute(need.value, budget)) return true;
  }
  return false;
}

void Plan::decideValue(Need& need) {
  need.decided = true;
  const Value* value = need.value;
  Variable* variable = const_cast<Variable*>(value->variable);
  if (value->kind == ValueKind::Counter) {
    need.held = read(reverseCounter(*value->statement));
  } else if (value->kind == ValueKind::Undefined) {
    need.held = variable->type->isPointer() ? constant("nullptr", variable->type) : literal(0, variable->type);
  } else if (isLive(value)) {
    need.held = read(variable);
  } else {
    if (growth(value)) return recomputeFromCount(need);
    int budget = budgetOf(value);
    const bool isCheap = canRecompute(value, budget);
    need.cost = budgetOf(value) - budget;
    if (isCheap) return recompute(need);
    need.choice = Choice::Record;
    const bool atStart = value->kind == ValueKind::Phi || value->kind == ValueKind::Entry;
    keep(need, variable->name, variable->type, read(variable), value->region,
         atStart              ? atStart_[value->region]
         : isKeptAtEnd(value) ? atEnd_[value->region]
                              : after_[value->statement]);
  }
}

// A value that is costly to copy goes into its record when nothing else will read it: it can be moved there.
bool Plan::isKeptAtEnd(const Value* value) const {
  const Region* region = value->region;
  return value->variable->type->kind == TypeKind::Opaque && isRecorded(region) &&
         (region->isLoop() || region->kind == RegionKind::Body) && values_.declaredIn(value->variable) == region &&
         values_.atEnd(region, value->variable) == value;
}

void Plan::recompute(Need& need) {
  need.choice = Choice::Recompute;
  const Value* value = need.value;
  Variable* again = function_.newVariable(value->variable->name, value->variable->type);
  again->isConst = true;
  need.held = read(again);
  const ExpressionPtr expression = obtain(definition(value), *value->statement);
  auto& recomputed = values_.isCompanion(value->variable) ? recomputedPointers_ : recomputed_;
  recomputed[value->region].emplace(value->id, declare(again, expression));
}

namespace {
constexpr std::uint64_t largestArray = 2048;  // elements of a local array that a record takes as a whole

// Elements of an array (of arrays) of floating-point numbers; 0 for others.
std::uint64_t elementsOf(const Type* type) {
  if (type->isFloat()) return 1;
  return type->kind == TypeKind::Array ? type->extent * elementsOf(type->element) : 0;
}
}  // namespace

// A local array of a loop's body that keeps what was read until the iteration ends is kept as a whole.
bool Plan::recordArray(Need& need) {
  const Variable* array = need.place.root;
  const Region* declared = values_.declaredIn(array);
  if (!declared || !declared->isLoop() || declared == fused_ || array->type->kind != TypeKind::Array) return false;
  const std::uint64_t elements = elementsOf(array->type);
  if (elements == 0 || elements > largestArray) return false;
  if (scopeOf(values_.regionOf(*need.statement)) == declared && !arrays_.count(array)) return false;
  bool isNamed = false;  // in text that is kept as it is
  forEachStatement(function_.body, [&](const Statement& s) {
    if (const auto* text = s.as<Verbatim>())
      for (const auto* names : {&text->reads, &text->writes})
        isNamed |= std::find(names->begin(), names->end(), array) != names->end();
  });
  if (isNamed) return false;
  if (overwrites_.overwrittenIn(declared, need.place, *need.statement, need.behind)) return false;
  auto [found, isNew] = arrays_.try_emplace(array);
  if (isNew) {
    Record& record = recordOf(const_cast<Region*>(declared));
    const std::string field = addField(record, array->name, array->type);
    found->second = {member(place(record.forward), field), member(place(record.reverse), field)};
  }
  Place held = found->second.second;
  const Place at = through(need.place, *need.statement);
  held.path.insert(held.path.end(), at.path.begin(), at.path.end());
  need.held = read(held);
  return true;
}

void Plan::decideLoad(Need& need) {
  need.decided = true;
  need.isUnused = false;
  need.choice = Choice::Record;
  if (recordArray(need)) return;
  const Type* type = need.place.type();
  // A global's name is qualified, and may have template arguments.
  std::string name = backend::identifier(backend::unqualified(need.place.root->name));
  for (const Step& step : need.place.path)
    if (step.kind == StepKind::Field) name += "_" + step.field;
  const ExpressionPtr value = read(need.place);
  keep(need, name + "_value", type, need.behind ? value : guarded(value, *need.statement, types_),
       values_.regionOf(*need.statement), (need.behind ? after_ : before_)[need.statement]);
}

void Plan::decideCondition(Need& need) {
  need.decided = true;
  int budget = budgetOfIndices;
  if (isAvailable(need.condition, *need.statement, budget)) {
    need.choice = Choice::Recompute;
    need.held = obtain(need.condition, *need.statement);
    return;
  }
  need.choice = Choice::Record;
  Variable* taken = function_.newVariable("taken", types_.boolType());
  taken->isConst = true;
  takenBranches_[need.statement] = taken;
  keep(need, "taken", types_.boolType(), read(taken), values_.regionOf(*need.statement), before_[need.statement]);
}

}  // namespace retrograd::transform

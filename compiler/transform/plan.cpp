// Questions and decisions; plan_emit.cpp has the answers as statements.
#include "transform/plan.h"

#include "backend/names.h"
#include "ir/build.h"
#include "rules/math.h"
#include "transform/algebra.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {
// What recomputing may cost, in additions. A value at function level costs one local to keep; one in a loop costs
// memory traffic in each iteration, which one call of exp or sin is about worth.
constexpr int budgetAtFunctionLevel = 6, budgetInLoop = 30, budgetOfIndices = 100;

int costOf(const Expression& e) {
  if (e.kind != ExpressionKind::Operation) return e.kind == ExpressionKind::Read && !e.place.isVariable() ? 2 : 0;
  if (e.operation == OperationKind::Divide && e.type->isFloat()) return 5;
  if (e.operation != OperationKind::Math) return 1;
  const rules::MathFunction* function = rules::findMath(e.function);
  return function && !function->expensive ? 2 : 20;
}
}  // namespace

Plan::Plan(Function& function, TypeTable& types, const Memory& memory, const Values& values,
           const Overwrites& overwrites, bool split, const std::string& primalName)
    : function_(function), types_(types), memory_(memory), values_(values), overwrites_(overwrites), split_(split),
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
    if (need.statement == &statement && !need.condition && need.behind == behind && samePlace(need.place, place))
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

ExpressionPtr Plan::useLoad(const Expression& readNode, const Statement& statement) {
  const bool live = !overwrites_.overwrittenLater(readNode.place, statement) &&
                    !overwrites_.pathChanges(readNode.place, statement);
  if (live) return read(through(readNode.place, statement));
  Need& need = loadOf(readNode.place, statement, false);
  if (collecting_) return nullptr;
  if (!need.decided) decideLoad(need);
  return need.held;
}

// The place with its root pointer's value and its subscripts obtained.
Place Plan::through(Place place, const Statement& statement) {
  for (Step& step : place.path)
    if (step.index) step.index = obtain(step.index, statement);
  if (!memory_.isRegister(place.root)) return place;
  const Value* value = values_.at(statement, place.root);
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
  if (expression->kind == ExpressionKind::Constant) return expression;
  if (expression->kind == ExpressionKind::Read) {
    const Place& place = expression->place;
    if (memory_.isRegister(place.root) && place.isVariable()) {
      const Value* value = values_.at(statement, place.root);
      const ExpressionPtr held = value ? use(value) : expression;
      return held ? held : expression;
    }
    const ExpressionPtr held = useLoad(*expression, statement);
    return held ? held : expression;
  }
  if (expression->kind == ExpressionKind::AddressOf) {
    const Region* declared = crossesPointer(expression->place) ? nullptr : values_.declaredIn(expression->place.root);
    // Storage that is gone by then: nothing reads it through this pointer (its loads are recorded).
    if (declared && (split_ || declared->kind != RegionKind::Body)) return constant("nullptr", expression->type);
    return addressOf(through(expression->place, statement), expression->type);
  }
  Expression copy = *expression;
  for (ExpressionPtr& operand : copy.operands) operand = obtain(operand, statement);
  return std::make_shared<const Expression>(std::move(copy));
}

ExpressionPtr Plan::stored(const Place& target, const Statement& statement) {
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

ExpressionPtr Plan::condition(const Statement& branch) {
  const ExpressionPtr& condition = branch.as<Branch>()->condition;
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
  // Earlier values first: later ones may then be recomputed from them. Conditions last, from all of them.
  std::multimap<std::pair<bool, unsigned>, Need*> ordered;
  for (Need& need : needs_) ordered.insert({{need.condition != nullptr, orderOf(need)}, &need});
  for (auto& [order, need] : ordered) {
    if (need->decided) continue;
    if (need->value) decideValue(*need);
    else if (need->condition) decideCondition(*need);
    else decideLoad(*need);
  }
}

bool Plan::isLive(const Value* value) const {
  const Variable* variable = value->variable;
  if (value->kind == ValueKind::Entry && variable->role == VariableRole::Parameter) {
    const Value* end = values_.atEnd(const_cast<Values&>(values_).body(), variable);
    return split_ || end == value;
  }
  const Region* declared = values_.declaredIn(variable);
  if (split_ || !declared || declared->kind != RegionKind::Body) return false;
  const Region* region = value->region;
  if (values_.atEnd(region, variable) != value || region->isLoop()) return false;
  if (region->kind == RegionKind::Body) return true;
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
    if (!available || budget < 0) return;
    if (e.kind != ExpressionKind::Read && e.kind != ExpressionKind::AddressOf) return;
    const bool isRegister = memory_.isRegister(e.place.root);
    const bool loads = e.kind == ExpressionKind::Read && !(isRegister && e.place.isVariable());
    if (loads && (overwrites_.overwrittenLater(e.place, statement) || overwrites_.pathChanges(e.place, statement))) {
      const Need& need = loadOf(e.place, statement, false);
      if (!need.decided) available = false;
    }
    if (!loads && e.kind == ExpressionKind::AddressOf && !isRegister && !crossesPointer(e.place) &&
        values_.declaredIn(e.place.root))
      available = false;
    if (!isRegister) return;
    const Value* value = values_.at(statement, e.place.root);
    if (!value) return;
    const Need& need = needOf(value);
    if (need.decided || value->kind == ValueKind::Counter || isLive(value)) return;
    if (!canRecompute(value, budget)) available = false;
  };
  forEachExpression(expression, check);
  return available && budget >= 0;
}

bool Plan::canRecompute(const Value* value, int& budget) {
  const ExpressionPtr expression = definition(value);
  return expression && isAvailable(expression, *value->statement, budget);
}

bool Plan::isKept(const Variable* pointer) const {
  return std::any_of(needs_.begin(), needs_.end(), [&](const Need& need) {
    return need.decided && need.choice == Choice::Record && need.value && need.value->variable == pointer;
  });
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
    const bool inLoop = scopeOf(value->region)->isLoop() || split_;
    int budget = !variable->type->isFloat() ? budgetOfIndices : inLoop ? budgetInLoop : budgetAtFunctionLevel;
    if (canRecompute(value, budget)) return recompute(need);
    need.choice = Choice::Record;
    const bool atStart = value->kind == ValueKind::Phi || value->kind == ValueKind::Entry;
    keep(need, variable->name, variable->type, read(variable), value->region, nullptr,
         atStart ? nullptr : value->statement, atStart ? value->region : nullptr);
  }
}

void Plan::recompute(Need& need) {
  need.choice = Choice::Recompute;
  const Value* value = need.value;
  Variable* again = function_.newVariable(value->variable->name, value->variable->type);
  again->isConst = true;
  need.held = read(again);
  const ExpressionPtr expression = obtain(definition(value), *value->statement);
  recomputed_[value->region].emplace(value->id, declare(again, expression));
}

void Plan::decideLoad(Need& need) {
  need.decided = true;
  need.choice = Choice::Record;
  const Type* type = need.place.type();
  // A global's name is qualified.
  const std::string& root = need.place.root->name;
  const auto scope = root.rfind("::");
  std::string name = scope == std::string::npos ? root : root.substr(scope + 2);
  for (const Step& step : need.place.path)
    if (step.kind == StepKind::Field) name += "_" + step.field;
  keep(need, name + "_value", type, read(need.place), values_.regionOf(*need.statement),
       need.behind ? nullptr : need.statement, need.behind ? need.statement : nullptr, nullptr);
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
  keep(need, "taken", types_.boolType(), read(taken), values_.regionOf(*need.statement), need.statement, nullptr,
       nullptr);
}

}  // namespace retrograd::transform

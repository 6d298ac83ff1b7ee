#include "transform/count_loops.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/vector_sizes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace retrograd::transform {

using namespace ir;
using analysis::Memory;

namespace {

constexpr long largestStep = 1'000'000;

bool isReadOf(const ExpressionPtr& e, const Variable* variable) {
  return e->kind == ExpressionKind::Read && e->place.isVariable() && e->place.root == variable;
}
bool isFlag(const ExpressionPtr& e, const char* value) {
  return e->kind == ExpressionKind::Constant && e->text == value;
}
bool mentions(const ExpressionPtr& e, const Variable* variable) {
  bool found = false;
  forEachExpression(e, [&](const Expression& n) { found |= n.place.root == variable; });
  return found;
}

// What the statement adds to the variable; null if it doesn't.
ExpressionPtr stepIn(const Statement& statement, const Variable* variable) {
  const auto* node = statement.as<Assign>();
  if (!node || !node->target.isVariable() || node->target.root != variable) return nullptr;
  if (node->accumulate) return mentions(node->value, variable) ? nullptr : node->value;
  const bool isSum = isOperation(node->value, OperationKind::Add),
             isDifference = isOperation(node->value, OperationKind::Subtract);
  if ((!isSum && !isDifference) || !isReadOf(node->value->operands[0], variable)) return nullptr;
  const ExpressionPtr& by = node->value->operands[1];
  if (mentions(by, variable)) return nullptr;
  return isSum ? by : negate(by);
}

std::optional<long> number(const ExpressionPtr& e) {
  if (isOperation(e, OperationKind::Negate)) {
    const std::optional<long> opposite = integerLiteral(*e->operands[0]);
    return opposite ? std::optional(-*opposite) : std::nullopt;
  }
  return integerLiteral(*e);
}

// The opposite of `relation`'s sides: a < b is b > a.
OperationKind exchanged(OperationKind relation) {
  switch (relation) {
  case OperationKind::Less: return OperationKind::Greater;
  case OperationKind::LessEqual: return OperationKind::GreaterEqual;
  case OperationKind::Greater: return OperationKind::Less;
  case OperationKind::GreaterEqual: return OperationKind::LessEqual;
  default: return relation;
  }
}

// counter RELATION end, step by step.
struct Count {
  Variable* counter = nullptr;
  OperationKind relation = OperationKind::Less;
  ExpressionPtr end;
  long step = 0;
  std::size_t at = 0;  // the step's place in the body
};

class LoopCounter {
public:
  LoopCounter(Function& function, TypeTable& types) : function_(function), types_(types), memory_(function) {
    for (const auto& [object, statement] : resizedObjects(function, memory_)) resized_.insert(object);
  }

  bool run() {
    walk(function_.body);
    return changed_;
  }

private:
  void walk(Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      forEachNestedBlock(block[i], [&](Block& nested) { walk(nested); });
      if (block[i].as<While>()) rotate(block, i);
      if (block[i].as<While>()) countWhile(block, i);
      if (block[i].as<Loop>()) replaceInductions(block, i);
    }
  }

  // ---- what the body of a loop changes

  struct Changes {
    std::map<const Variable*, unsigned> writes;  // of registers
    std::set<const Variable*> named;             // in text, or declared inside
  };
  static Changes changesIn(const Block& body) {
    Changes changes;
    forEachStatement(body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Assign>(); node && node->target.isVariable())
        ++changes.writes[node->target.root];
      if (const auto* node = statement.as<Call>(); node && node->result && node->result->isVariable())
        ++changes.writes[node->result->root];
      if (const auto* node = statement.as<TapeOperation>()) changes.named.insert(node->variable);
      if (const auto* node = statement.as<Declare>()) changes.named.insert(node->variable);
      if (const auto* node = statement.as<Loop>()) changes.named.insert(node->counter);
      if (statement.as<Verbatim>())
        forEachMention(statement, [&](const Variable* variable) { changes.named.insert(variable); });
    });
    return changes;
  }

  // Is the value the same before each iteration and behind the last?
  bool stays(const ExpressionPtr& e, const Changes& changes) const {
    bool constant = true;
    forEachExpression(e, [&](const Expression& n) {
      if (n.place.root && memory_.loadsPointer(n.place)) constant = false;
      if (n.place.root && n.place.root->type->isPointer()) constant &= staysItself(n.place.root, changes);
      if (n.kind == ExpressionKind::Read) constant &= staysAt(n.place, changes);
    });
    return constant;
  }
  bool staysItself(const Variable* variable, const Changes& changes) const {
    return memory_.isRegister(variable) && !changes.writes.count(variable) && !changes.named.count(variable);
  }
  bool staysAt(const Place& place, const Changes& changes) const {
    if (place.isVariable() && memory_.isRegister(place.root)) return staysItself(place.root, changes);
    if (place.root->role == VariableRole::Global) return place.root->isConst;
    const analysis::Objects objects = memory_.objectsOf(place);
    return !objects.empty() && std::none_of(objects.begin(), objects.end(), [&](const analysis::Object& object) {
      return isVectorSize(place) ? resized_.count(object) != 0 : memory_.isWritten(object);
    });
  }

  // A register that the body steps once in each iteration: where; none otherwise.
  std::optional<std::size_t> stepAt(const Block& body, const Variable* variable, const Changes& changes) const {
    const auto writes = changes.writes.find(variable);
    if (writes == changes.writes.end() || writes->second != 1 || changes.named.count(variable)) return std::nullopt;
    if (variable->type->kind != TypeKind::Integer || variable->type->bits < 32 || !memory_.isRegister(variable))
      return std::nullopt;
    for (std::size_t i = 0; i < body.size(); ++i)
      if (stepIn(body[i], variable)) return i;
    return std::nullopt;
  }

  // ---- while

  // stop = false; while (!stop) { i += 1; if (c) {…} else { stop = true; } }  =>  i += 1; while (c) {…; i += 1; }
  // as `while (++i != end)` is imported.
  void rotate(Block& block, std::size_t& i) {
    While& loop = *block[i].as<While>();
    const Variable* stop =
        isOperation(loop.condition, OperationKind::LogicalNot) ? variableIn(loop.condition->operands[0]) : nullptr;
    const std::optional<std::size_t> start = stop ? startOf(block, i, stop) : std::nullopt;
    if (!start || !endsHere(block, i, stop) || loop.body.empty()) return;
    const auto* branch = loop.body.back().as<Branch>();
    if (!branch || branch->otherwise.size() != 1 || mentions(branch->condition, stop)) return;
    const auto* stopped = branch->otherwise[0].as<Assign>();
    if (!stopped || !stopped->target.isVariable() || stopped->target.root != stop || stopped->accumulate ||
        !isFlag(stopped->value, "true"))
      return;
    for (const Statement& inner : branch->then)
      if (mentionsAnywhere(inner, stop)) return;
    Block steps(loop.body.begin(), loop.body.end() - 1);
    if (steps.size() > 2 || !std::all_of(steps.begin(), steps.end(), [&](const Statement& s) { return isStep(s); }))
      return;
    Block body = branch->then;
    body.insert(body.end(), steps.begin(), steps.end());
    loop.condition = branch->condition;
    loop.body = std::move(body);
    block.insert(block.begin() + static_cast<std::ptrdiff_t>(i), steps.begin(), steps.end());
    i += steps.size();
    erase(block, *start, i);
    changed_ = true;
  }
  static const Variable* variableIn(const ExpressionPtr& e) {
    return e->kind == ExpressionKind::Read && e->place.isVariable() ? e->place.root : nullptr;
  }
  // Does it only count a register of its own?
  bool isStep(const Statement& statement) const {
    const auto* node = statement.as<Assign>();
    if (!node || !node->target.isVariable() || !memory_.isRegister(node->target.root)) return false;
    const ExpressionPtr by = stepIn(statement, node->target.root);
    return by && number(by);
  }
  std::optional<Count> countOf(const While& loop) const {
    ExpressionPtr condition = loop.condition;
    const bool isNot = isOperation(condition, OperationKind::LogicalNot);
    if (isNot) condition = condition->operands[0];
    if (condition->kind != ExpressionKind::Operation || condition->operands.size() != 2) return std::nullopt;
    OperationKind relation = condition->operation;
    if (isNot && relation != OperationKind::Equal) return std::nullopt;
    if (isNot) relation = OperationKind::NotEqual;
    const Changes changes = changesIn(loop.body);
    const ExpressionPtr &left = condition->operands[0], &right = condition->operands[1];
    std::optional<Count> count = countOf(loop, left, right, relation, changes);
    return count ? count : countOf(loop, right, left, exchanged(relation), changes);
  }

  std::optional<Count> countOf(const While& loop, const ExpressionPtr& side, const ExpressionPtr& other,
                               OperationKind relation, const Changes& changes) const {
    if (!stays(other, changes)) return std::nullopt;
    Count count;
    count.end = other;
    ExpressionPtr counter = side;
    // first + i != last
    if (isOperation(side, OperationKind::PointerAdd)) {
      if (!stays(side->operands[0], changes)) return std::nullopt;
      counter = side->operands[1];
      count.end = operation(OperationKind::PointerDifference, counter->type, {other, side->operands[0]});
    }
    if (counter->kind != ExpressionKind::Read || !counter->place.isVariable()) return std::nullopt;
    count.counter = counter->place.root;
    const std::optional<std::size_t> at = stepAt(loop.body, count.counter, changes);
    const std::optional<long> step = at ? number(stepIn(loop.body[*at], count.counter)) : std::nullopt;
    if (!step || *step == 0 || std::abs(*step) > largestStep || count.end->type != counter->type) return std::nullopt;
    count.at = *at;
    count.step = *step;
    const bool fits = fitRelation(count, relation);
    return fits ? std::optional(count) : std::nullopt;
  }

  // Counting as a counted loop does never wraps around, and ends where the loop did.
  static bool fitRelation(Count& count, OperationKind relation) {
    const bool isUp = count.step > 0, isSigned = count.counter->type->isSigned;
    const bool isByOne = count.step == 1 || count.step == -1;
    count.relation = relation;
    switch (relation) {
    // Past the end it would overflow, which is undefined.
    case OperationKind::NotEqual:
      count.relation = isUp ? OperationKind::Less : OperationKind::Greater;
      return isByOne && isSigned;
    case OperationKind::Less: return isUp && (isSigned || isByOne);
    case OperationKind::Greater: return !isUp && (isSigned || isByOne);
    case OperationKind::LessEqual: return isUp && isSigned;
    case OperationKind::GreaterEqual: return !isUp && isSigned;
    default: return false;
    }
  }

  void countWhile(Block& block, std::size_t& i) {
    const std::optional<Count> count = countOf(*block[i].as<While>());
    if (!count) return;
    Variable* old = count->counter;
    const bool isDead = endsHere(block, i, old);
    if (!isDead && std::abs(count->step) != 1) return;
    changed_ = true;
    const std::optional<std::size_t> start = startOf(block, i, old);
    Variable* counter = start && isDead ? old : function_.newVariable(old->base, old->type);
    counter->location = old->location;
    Loop loop;
    loop.counter = counter;
    loop.begin = counter == old ? block[*start].as<Declare>()->init : read(old);
    loop.end = count->end;
    loop.step = literal(static_cast<double>(count->step), old->type);
    loop.relation = count->relation;
    loop.body = std::move(block[i].as<While>()->body);
    replaceSteps(loop.body, count->at, old, read(counter), loop.step);
    const Location location = block[i].location;
    block[i].node = std::move(loop);
    if (!isDead) insertBehind(block, i, assign(place(old), behind(*count, old)), location);
    if (counter == old) erase(block, *start, i);
  }

  // The value that the counter has behind the loop.
  ExpressionPtr behind(const Count& count, Variable* counter) const {
    ExpressionPtr last = count.end;
    if (count.relation == OperationKind::LessEqual) last = moved(last, 1);
    if (count.relation == OperationKind::GreaterEqual) last = moved(last, -1);
    const ExpressionPtr runs = operation(count.relation, types_.boolType(), {read(counter), count.end});
    return operation(OperationKind::Select, counter->type, {runs, last, read(counter)});
  }

  // Is the variable declared in the block, and not looked at behind the loop?
  static bool endsHere(const Block& block, std::size_t loop, const Variable* variable) {
    for (std::size_t i = loop + 1; i < block.size(); ++i)
      if (mentionsAnywhere(block[i], variable)) return false;
    for (std::size_t i = 0; i < loop; ++i)
      if (const auto* node = block[i].as<Declare>(); node && node->variable == variable) return true;
    return false;
  }

  // Where the variable is declared with a number, or as false, and not mentioned from there to the loop.
  static std::optional<std::size_t> startOf(const Block& block, std::size_t loop, const Variable* variable) {
    for (std::size_t i = loop; i-- > 0;) {
      if (!mentionsAnywhere(block[i], variable)) continue;
      const auto* node = block[i].as<Declare>();
      const bool isGiven = node && node->variable == variable && node->init &&
                           (integerLiteral(*node->init) || isFlag(node->init, "false"));
      return isGiven ? std::optional(i) : std::nullopt;
    }
    return std::nullopt;
  }

  void insertBehind(Block& block, std::size_t i, Statement statement, Location location) {
    statement.location = location;
    block.insert(block.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(statement));
  }

  // Of a statement before the loop.
  static void erase(Block& block, std::size_t at, std::size_t& loop) {
    block.erase(block.begin() + static_cast<std::ptrdiff_t>(at));
    --loop;
  }

  // Before the step at `at` the variable is `value`, behind it one step more; the step goes.
  static void replaceSteps(Block& body, std::size_t at, const Variable* variable, const ExpressionPtr& value,
                           const ExpressionPtr& step) {
    const std::optional<long> by = number(step);
    const ExpressionPtr next = by ? moved(value, *by) : add(value, step);
    const auto replace = [&](Statement& statement, const ExpressionPtr& now) {
      const auto one = [&](const ExpressionPtr& e) { return isReadOf(e, variable) ? now : nullptr; };
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return rewrite(e, one); },
          [&](const Place& target) { return rewrite(target, one); });
    };
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (i == at) continue;
      const ExpressionPtr& now = i < at ? value : next;
      replace(body[i], now);
      forEachNestedBlock(body[i], [&](Block& nested) {
        forEachStatement(nested, [&](Statement& statement) { replace(statement, now); });
      });
    }
    body.erase(body.begin() + static_cast<std::ptrdiff_t>(at));
  }

  // ---- what else is counted

  void replaceInductions(Block& block, std::size_t& i) {
    for (bool found = true; found;) {
      found = false;
      const Loop& loop = *block[i].as<Loop>();
      const std::optional<long> step = number(loop.step);
      if (!step || std::abs(*step) != 1) return;
      const Changes changes = changesIn(loop.body);
      if (!stays(loop.begin, changes)) return;
      for (const auto& [variable, writes] : changes.writes)
        if ((found = replaceInduction(block, i, const_cast<Variable*>(variable), changes))) break;
    }
  }

  bool replaceInduction(Block& block, std::size_t& i, Variable* variable, const Changes& changes) {
    Loop& loop = *block[i].as<Loop>();
    const std::optional<std::size_t> at = stepAt(loop.body, variable, changes);
    if (!at) return false;
    const ExpressionPtr by = stepIn(loop.body[*at], variable);
    const std::optional<long> amount = number(by);
    if (!amount || *amount == 0 || std::abs(*amount) > largestStep || !cannotOverflow(loop, variable, *amount))
      return false;
    const bool isDead = endsHere(block, i, variable);
    if (!isDead && !stays(loop.end, changes)) return false;
    changed_ = true;
    const std::optional<std::size_t> start = isDead ? startOf(block, i, variable) : std::nullopt;
    const ExpressionPtr before = start ? block[*start].as<Declare>()->init : read(variable);
    const ExpressionPtr value = sum(before, scaled(distance(loop, variable->type), *amount));
    replaceSteps(loop.body, *at, variable, value, literal(static_cast<double>(*amount), variable->type));
    if (!isDead)
      insertBehind(block, i, accumulate(place(variable), scaled(trips(loop, variable->type), *amount)),
                   block[i].location);
    if (start && !mentionsAnywhere(block[i], variable)) erase(block, *start, i);
    return true;
  }

  // In 32 bits, only where the sum is a value that the variable had.
  static bool cannotOverflow(const Loop& loop, const Variable* variable, long amount) {
    if (variable->type->bits > 32) return true;
    const std::optional<long> begin = integerLiteral(*loop.begin);
    return begin && *begin >= 0 && std::abs(amount) == 1 && loop.relation == OperationKind::Less &&
           loop.counter->type->bits == 32;
  }

  static bool isUp(const Loop& loop) {
    return loop.relation == OperationKind::Less || loop.relation == OperationKind::LessEqual;
  }

  // Iterations so far.
  static ExpressionPtr distance(const Loop& loop, const Type* type) {
    const ExpressionPtr counter = convert(read(loop.counter), type), begin = inType(loop.begin, type);
    if (isLiteral(begin, 0)) return isUp(loop) ? counter : negate(counter);
    return isUp(loop) ? subtract(counter, begin) : subtract(begin, counter);
  }

  // All iterations.
  ExpressionPtr trips(const Loop& loop, const Type* type) const {
    const ExpressionPtr begin = inType(loop.begin, type), end = inType(loop.end, type);
    ExpressionPtr count = isUp(loop) ? isLiteral(begin, 0) ? end : subtract(end, begin) : subtract(begin, end);
    if (loop.relation == OperationKind::LessEqual || loop.relation == OperationKind::GreaterEqual)
      count = moved(count, 1);
    const ExpressionPtr runs = operation(loop.relation, types_.boolType(), {loop.begin, loop.end});
    return operation(OperationKind::Select, type, {runs, count, literal(0, type)});
  }

  static ExpressionPtr inType(const ExpressionPtr& e, const Type* type) {
    const std::optional<long> value = integerLiteral(*e);
    return value && *value >= 0 ? literal(static_cast<double>(*value), type) : convert(e, type);
  }
  static ExpressionPtr scaled(const ExpressionPtr& count, long amount) {
    if (amount == 1) return count;
    if (amount == -1) return negate(count);
    return multiply(literal(static_cast<double>(amount), count->type), count);
  }
  static ExpressionPtr sum(const ExpressionPtr& a, const ExpressionPtr& b) { return isLiteral(a, 0) ? b : add(a, b); }

  Function& function_;
  TypeTable& types_;
  Memory memory_;
  std::set<analysis::Object> resized_;
  bool changed_ = false;
};

}  // namespace

bool countLoops(Function& function, TypeTable& types) { return LoopCounter(function, types).run(); }

}  // namespace retrograd::transform

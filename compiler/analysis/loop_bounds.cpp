#include "analysis/loop_bounds.h"

#include "ir/build.h"

#include <algorithm>

namespace retrograd::analysis {

using namespace ir;

// ---- Expressions as sums: only where the machine's integers do what mathematical ones do -------------------------

namespace {
bool isInteger(const Expression& e) { return e.type->kind == TypeKind::Integer; }
bool goesUp(const Loop& loop) {
  return loop.relation == OperationKind::Less || loop.relation == OperationKind::LessEqual;
}
bool isStrict(const Loop& loop) {
  return loop.relation == OperationKind::Less || loop.relation == OperationKind::Greater;
}
}  // namespace

const Statement* LoopBounds::loopOf(const Variable* counter) const {
  const Region* body = values_.declaredIn(counter);
  const Loop* loop = body && body->isLoop() ? body->owner->as<Loop>() : nullptr;
  return loop && loop->counter == counter ? body->owner : nullptr;
}

bool LoopBounds::isNonNegative(const Expression& e, const Statement& statement) const {
  if (const auto value = integerLiteral(e)) return *value >= 0;
  if (e.kind != ExpressionKind::Read || !e.place.isVariable() || !memory_.isRegister(e.place.root)) return false;
  const Value* value = values_.at(statement, e.place.root);
  if (!value || value->kind != ValueKind::Counter) return false;
  const Loop& loop = *value->statement->as<Loop>();
  return goesUp(loop) && integerLiteral(*loop.begin).value_or(-1) >= 0;
}

// i + 1, i being below something: doesn't wrap.
bool LoopBounds::isNextOfCounter(const Expression& sum, const Statement& statement) const {
  if (sum.operation != OperationKind::Add || integerLiteral(*sum.operands[1]) != 1) return false;
  const Expression& e = *sum.operands[0];
  if (e.kind != ExpressionKind::Read || !e.place.isVariable() || !memory_.isRegister(e.place.root)) return false;
  const Value* value = values_.at(statement, e.place.root);
  return value && value->kind == ValueKind::Counter && value->statement->as<Loop>()->relation == OperationKind::Less;
}

std::optional<Affine> LoopBounds::exactRead(const Expression& read, const Statement& statement,
                                            Tolerance tolerance) const {
  const Variable* variable = read.place.root;
  if (!read.place.isVariable() || !memory_.isRegister(variable))
    return subscripts_.affine(std::make_shared<const Expression>(read), statement);
  const Value* value = values_.at(statement, variable);
  if (!value) return std::nullopt;
  if (value->kind == ValueKind::Counter) return Affine{{{variable, Polynomial(1)}}, {}};
  if (value->kind == ValueKind::Definition) {
    const auto* declare = value->statement->as<Declare>();
    const auto* assign = value->statement->as<Assign>();
    const ExpressionPtr given = declare ? declare->init : assign && !assign->accumulate ? assign->value : nullptr;
    if (auto sum = given ? exact(given, *value->statement, tolerance) : std::nullopt) return sum;
  }
  if (!subscripts_.isInvariant(variable, statement)) return std::nullopt;
  return Affine{{}, Polynomial::symbol("v" + std::to_string(value->id))};
}

std::optional<Affine> LoopBounds::exactCast(const Expression& cast, const Statement& statement,
                                            Tolerance tolerance) const {
  const Expression& operand = *cast.operands[0];
  if (!isInteger(operand)) return std::nullopt;
  const Type *from = operand.type, *to = cast.type;
  bool keeps = to->bits > from->bits || (to->bits == from->bits && from->isSigned == to->isSigned);
  if (from->isSigned && !to->isSigned)
    keeps = to->bits >= from->bits &&
            ((tolerance == Tolerance::Wrapping && to->bits == 64) || isNonNegative(operand, statement));
  else if (!from->isSigned && to->isSigned && to->bits == from->bits)
    keeps = (tolerance == Tolerance::Wrapping && to->bits == 64) || tolerance == Tolerance::Less;
  return keeps ? exact(cast.operands[0], statement, tolerance) : std::nullopt;
}

std::optional<Affine> LoopBounds::exactOperation(const Expression& e, const Statement& statement,
                                                 Tolerance tolerance) const {
  if (e.operation == OperationKind::Cast) return exactCast(e, statement, tolerance);
  const bool sums = e.operation == OperationKind::Add, multiplies = e.operation == OperationKind::Multiply;
  if (!sums && !multiplies && e.operation != OperationKind::Subtract && e.operation != OperationKind::Negate)
    return std::nullopt;
  Tolerance within = tolerance;
  if (e.type->isSigned) {  // Overflow is undefined. What is less or more than it should be may only be added.
    if (e.type->bits < 32) return std::nullopt;
    if (!sums && tolerance != Tolerance::Wrapping) within = Tolerance::None;
  } else if (tolerance == Tolerance::Less) {
    if (!sums && !multiplies) return std::nullopt;
  } else if (tolerance != Tolerance::Wrapping || e.type->bits != 64) {
    if (!isNextOfCounter(e, statement)) return std::nullopt;
  }
  std::vector<Affine> operands;
  for (const ExpressionPtr& operand : e.operands) {
    auto part = isInteger(*operand) ? exact(operand, statement, within) : std::nullopt;
    if (!part) return std::nullopt;
    operands.push_back(std::move(*part));
  }
  if (e.operation == OperationKind::Negate) return scaled(operands[0], Polynomial(-1));
  if (!multiplies) return combined(operands[0], operands[1], sums ? 1 : -1);
  if (operands[1].counters.empty()) return scaled(operands[0], operands[1].rest);
  if (operands[0].counters.empty()) return scaled(operands[1], operands[0].rest);
  return std::nullopt;
}

std::optional<Affine> LoopBounds::exact(const ExpressionPtr& expression, const Statement& statement,
                                        Tolerance tolerance) const {
  if (!isInteger(*expression)) return std::nullopt;
  std::optional<Affine> result;
  if (expression->kind == ExpressionKind::Constant) {
    const auto value = integerLiteral(*expression);
    if (value && (*value >= 0 || expression->type->isSigned)) result = Affine{{}, Polynomial(*value)};
  } else if (expression->kind == ExpressionKind::Read) {
    result = exactRead(*expression, statement, tolerance);
  } else if (expression->kind == ExpressionKind::Operation) {
    result = exactOperation(*expression, statement, tolerance);
  }
  return result && isSmall(*result) ? result : std::nullopt;
}

std::optional<Affine> LoopBounds::overLoops(const ExpressionPtr& expression, const Statement& statement,
                                            Tolerance tolerance) const {
  auto result = exact(expression, statement, tolerance);
  if (!result) return std::nullopt;
  for (const auto& [counter, coefficient] : result->counters) {
    const Statement* loop = loopOf(counter);
    if (!loop || !values_.regionOf(*loop, RegionKind::LoopBody)->encloses(values_.regionOf(statement)))
      return std::nullopt;
  }
  return result;
}

// ---- What bounds say ------------------------------------------------------------------------------------------------

std::optional<Affine> LoopBounds::bound(const Variable* counter, bool upper) const {
  const Statement& statement = *loopOf(counter);
  const Loop& loop = *statement.as<Loop>();
  const bool up = goesUp(loop), isSigned = counter->type->isSigned;
  std::optional<Affine> result;
  // (The last step of an unsigned counter may wrap around, unless it is 1.)
  if (isSigned ? counter->type->bits >= 32 : up && integerLiteral(*loop.step) == 1) {
    result = overLoops(up == upper ? loop.end : loop.begin, statement, upper ? Tolerance::Less : Tolerance::Greater);
    if (result && up == upper && isStrict(loop)) result->rest = result->rest + Polynomial(upper ? -1 : 1);
  }
  if (!result && !upper && !isSigned) return Affine{{}, {}};
  return result;
}

LoopBounds::Sum LoopBounds::sumOf(const Affine& affine, Side side, const Question& question) {
  Sum result{{}, affine.rest};
  for (const auto& [counter, coefficient] : affine.counters)
    if (!coefficient.isZero())
      result.unknowns[{question.shared.count(counter) ? Side::Both : side, counter}] = coefficient;
  return result;
}

LoopBounds::Sum LoopBounds::plus(const Sum& a, const Polynomial& factor, const Sum& b) {
  Sum result{a.unknowns, a.rest + factor * b.rest};
  for (const auto& [unknown, coefficient] : b.unknowns) {
    Polynomial& slot = result.unknowns[unknown];
    slot = slot + factor * coefficient;
    if (slot.isZero()) result.unknowns.erase(unknown);
  }
  return result;
}

std::vector<LoopBounds::Sum> LoopBounds::bounds(const Unknown& unknown, bool upper, const Question& question) const {
  std::vector<Sum> result;
  const auto [side, counter] = unknown;
  if (side == Side::Write && counter == question.advanced) {
    const Loop& loop = *loopOf(counter)->as<Loop>();
    const bool isOrdered = counter->type->isSigned || integerLiteral(*loop.step) == 1;
    if (goesUp(loop) != upper && isOrdered)
      result.push_back({{{{Side::Read, counter}, Polynomial(1)}}, Polynomial(upper ? -1 : 1)});
  }
  if (const auto limit = bound(counter, upper)) result.push_back(sumOf(*limit, side, question));
  return result;
}

// The unknown that no other's bounds depend on.
std::pair<LoopBounds::Unknown, Polynomial> LoopBounds::innermost(const Sum& sum) const {
  return *std::max_element(sum.unknowns.begin(), sum.unknowns.end(), [&](const auto& a, const auto& b) {
    const auto [sideA, counterA] = a.first;
    const auto [sideB, counterB] = b.first;
    return sideA != sideB ? sideA < sideB : values_.order(*loopOf(counterA)) < values_.order(*loopOf(counterB));
  });
}

bool LoopBounds::isAtLeastZero(const Sum& sum, const Question& question) const {
  if (!sum.rest.isSmall()) return false;
  if (sum.unknowns.empty())
    return sum.rest.constant().value_or(-1) >= 0 ||
           std::any_of(question.nonNegative.begin(), question.nonNegative.end(),
                       [&](const Polynomial& p) { return (sum.rest - p).constant().value_or(-1) >= 0; });
  const auto [unknown, coefficient] = innermost(sum);
  const auto factor = coefficient.constant();
  if (!factor || !coefficient.isSmall()) return false;
  Sum others = sum;
  others.unknowns.erase(unknown);
  for (const Sum& limit : bounds(unknown, *factor < 0, question))
    if (isAtLeastZero(plus(others, coefficient, limit), question)) return true;
  return false;
}

// Is |sum| < limit?
bool LoopBounds::isBelow(const Sum& sum, const Polynomial& limit, const Question& question) const {
  const Polynomial one(1), minusOne(-1);
  const Sum most{{}, limit - one}, none;
  const bool above = isAtLeastZero(plus(most, one, sum), question);
  const bool below = isAtLeastZero(plus(most, minusOne, sum), question);
  return (above && below) || (below && isAtLeastZero(sum, question)) ||
         (above && isAtLeastZero(plus(none, minusOne, sum), question));
}

// With |R| < N, N · Q + R is zero only if both are.
bool LoopBounds::isNotZeroBy(const Polynomial& divisor, const Sum& sum, const Question& question,
                             unsigned depth) const {
  Sum quotient, remainder;
  for (const auto& [unknown, coefficient] : sum.unknowns) {
    const auto [q, r] = coefficient.dividedBy(divisor);
    if (!q.isZero()) quotient.unknowns[unknown] = q;
    if (!r.isZero()) remainder.unknowns[unknown] = r;
  }
  const auto [q, r] = sum.rest.dividedBy(divisor);
  for (const bool divides : {false, true}) {
    if (divides && q.isZero()) break;
    quotient.rest = divides ? q : Polynomial();
    remainder.rest = divides ? r : sum.rest;
    if (isBelow(remainder, divisor, question) &&
        (isNotZero(quotient, question, depth - 1) || isNotZero(remainder, question, depth - 1)))
      return true;
  }
  return false;
}

bool LoopBounds::isNotZero(const Sum& sum, const Question& question, unsigned depth) const {
  const Sum one{{}, Polynomial(1)}, minusOne{{}, Polynomial(-1)};
  if (isAtLeastZero(plus(minusOne, Polynomial(1), sum), question) ||
      isAtLeastZero(plus(minusOne, Polynomial(-1), sum), question))
    return true;
  if (depth == 0) return false;
  std::vector<Polynomial> tried;
  for (const auto& [unknown, coefficient] : sum.unknowns) {
    const auto factor = coefficient.constant();
    if (factor && std::abs(*factor) <= 1) continue;
    for (const Polynomial& divisor : {coefficient, Polynomial(-1) * coefficient}) {
      if (std::find(tried.begin(), tried.end(), divisor) != tried.end()) continue;
      tried.push_back(divisor);
      if (isNotZeroBy(divisor, sum, question, depth)) return true;
    }
  }
  return false;
}

// A loop that runs has bounds that let it: n - 1 - 0 isn't negative.
void LoopBounds::addNonNegative(const Statement& statement, Question& question) const {
  for (const Region* region = values_.regionOf(statement); region; region = region->parent) {
    const Loop* loop = region->isLoop() ? region->owner->as<Loop>() : nullptr;
    const auto last = loop ? bound(loop->counter, true) : std::nullopt;
    const auto first = last ? bound(loop->counter, false) : std::nullopt;
    if (first && last->counters.empty() && first->counters.empty())
      question.nonNegative.push_back(last->rest - first->rest);
  }
}

bool LoopBounds::differ(const ExpressionPtr& read, const Statement& at, const ExpressionPtr& write,
                        const Statement& writer, const std::vector<const Statement*>& equal,
                        const Statement* later) const {
  Question question;
  auto counterOf = [](const Statement& loop) -> const Variable* {
    return loop.as<Loop>() ? loop.as<Loop>()->counter : nullptr;
  };
  for (const Statement* loop : equal)
    if (counterOf(*loop)) question.shared.insert(counterOf(*loop));
  if (later) question.advanced = counterOf(*later);
  const Affine zero{{}, Polynomial(0)};  // *p
  const auto a = read ? overLoops(read, at, Tolerance::Wrapping) : zero;
  const auto b = a && write ? overLoops(write, writer, Tolerance::Wrapping) : zero;
  if (!a || !b) return false;
  const Sum difference = plus(sumOf(*b, Side::Write, question), Polynomial(-1), sumOf(*a, Side::Read, question));
  if (difference.unknowns.empty()) return difference.rest.constant().value_or(0) != 0;
  addNonNegative(at, question);
  addNonNegative(writer, question);
  return isNotZero(difference, question, 3);
}

}  // namespace retrograd::analysis

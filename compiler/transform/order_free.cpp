#include "transform/order_free.h"

#include "analysis/affine.h"
#include "ir/build.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

Accesses::Accesses(const Block& block, const Memory& memory) : memory_(memory) {
  forEachStatement(block, [&](const Statement& statement) { visit(statement); });
}

bool Accesses::sets(const Variable* variable) const {
  if (variable->type->isReference()) return false;
  return std::any_of(all_.begin(), all_.end(), [&](const Access& a) {
    return a.kind != Access::Read && a.place.root == variable && a.place.isVariable();
  });
}

bool Accesses::isFixed(const Place& place) const {
  bool fixed = isFixed(place.root);
  for (const Step& step : place.path)
    forEachExpression(step.index, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read)
        fixed = fixed && e.place.isVariable() && memory_.isRegister(e.place.root) && isFixed(e.place.root);
    });
  return fixed && !memory_.loadsPointer(place);
}

bool Accesses::onlyAdds(const Objects& objects) const {
  return std::all_of(all_.begin(), all_.end(),
                     [&](const Access& a) { return a.kind == Access::Add || !mayMeet(a.objects, objects); });
}

bool Accesses::alwaysAt(const Place& place, const Objects& objects) const {
  return std::all_of(all_.begin(), all_.end(), [&](const Access& a) {
    if (!mayMeet(a.objects, objects)) return true;
    if (a.place.root != place.root || a.place.path.empty() || place.path.empty()) return false;
    const ExpressionPtr &first = a.place.path[0].index, &second = place.path[0].index;
    return first && second && sameExpression(*first, *second);
  });
}

bool Accesses::writes(const Objects& objects) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Access& a) { return a.kind != Access::Read && mayMeet(a.objects, objects); });
}

const std::vector<const Loop*>& Accesses::loopsOf(const Variable* counter) const {
  static const std::vector<const Loop*> none;
  const auto found = loops_.find(counter);
  return found == loops_.end() ? none : found->second;
}

void Accesses::add(Access::Kind kind, const Place& place) { all_.push_back({kind, place, memory_.objectsOf(place)}); }

void Accesses::visit(const Statement& statement) {
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    forEachExpression(operand, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read) add(Access::Read, e.place);
    });
  });
  if (const auto* node = statement.as<Declare>()) declared_.insert(node->variable);
  if (const auto* node = statement.as<Loop>()) {
    declared_.insert(node->counter);
    loops_[node->counter].push_back(node);
  }
  if (const auto* node = statement.as<Assign>()) add(node->accumulate ? Access::Add : Access::Set, node->target);
  hasEffects_ |= statement.as<Call>() || statement.as<TapeOperation>() || statement.as<Verbatim>() ||
                 statement.as<Return>() || statement.as<While>();
}

long counterFactor(const Variable* counter, const ExpressionPtr& e, const Accesses& body) {
  if (e->kind == ExpressionKind::Read && e->place.isVariable()) return e->place.root == counter ? 1 : 0;
  if (e->kind != ExpressionKind::Operation) return 0;
  auto varies = [&](const ExpressionPtr& operand) {
    bool found = false;
    forEachExpression(operand, [&](const Expression& x) {
      if (x.kind == ExpressionKind::Read)
        found |= x.place.root == counter || !x.place.isVariable() || !body.isFixed(x.place.root);
    });
    return found;
  };
  if (e->operation == OperationKind::Cast)
    return e->type->bits >= 32 ? counterFactor(counter, e->operands[0], body) : 0;
  if (e->operation != OperationKind::Add && e->operation != OperationKind::Subtract) return 0;
  if (!varies(e->operands[1])) return counterFactor(counter, e->operands[0], body);
  const long sign = e->operation == OperationKind::Add ? 1 : -1;
  return varies(e->operands[0]) ? 0 : sign * counterFactor(counter, e->operands[1], body);
}

namespace {

// Does each iteration have an element of its own there?
bool isOwn(const Place& place, const Variable* counter, const Accesses& body, const Memory& memory) {
  if (!body.isFixed(place.root) || memory.loadsPointer(place)) return false;
  return !place.path.empty() && place.path[0].index && counterFactor(counter, place.path[0].index, body) != 0;
}

// Rows of an array, one for each iteration: a[i * n + j], where j counts from 0 to n. The row may have rows itself,
// a[i * m * n + k * n + j], and the array more than this loop's: a[base + i * n + j].
class OwnRows {
public:
  OwnRows(const Loop& loop, const Accesses& body, const Memory& memory) : loop_(loop), body_(body), memory_(memory) {}

  // Does everything that touches the objects keep to its iteration's row?
  bool hold(const Objects& objects) const {
    std::optional<Row> first;
    for (const Access& access : body_.all()) {
      if (!mayMeet(access.objects, objects)) continue;
      const std::optional<Row> row = rowOf(access.place);
      if (!row || (first && !row->isLike(*first))) return false;
      first = row;
    }
    return first.has_value();
  }

private:
  struct Row {
    const Variable* root;
    Polynomial width, base;
    bool isLike(const Row& other) const { return root == other.root && width == other.width && base == other.base; }
  };
  struct Range {  // first and the one behind the last
    Polynomial begin, end;
  };

  std::optional<Row> rowOf(const Place& place) const {
    if (!body_.isFixed(place.root) || memory_.loadsPointer(place) || place.path.empty()) return std::nullopt;
    std::optional<Affine> subscript = affine(place.path[0].index);
    if (!subscript || !subscript->counters.count(loop_.counter)) return std::nullopt;
    const Polynomial width = subscript->counters[loop_.counter];
    subscript->counters.erase(loop_.counter);
    const long constant = subscript->rest.constantPart();
    const Polynomial base = subscript->rest - Polynomial(constant);
    if (!fits(subscript->counters, constant, width)) return std::nullopt;
    return Row{place.root, width, base};
  }

  // Is 0 <= offset + the counters' sum < width, wherever the inner loops' bodies run? Each counter's coefficient is
  // the width of what the counters before it make up. An empty range doesn't matter: nothing is touched there.
  bool fits(std::map<const Variable*, Polynomial> counters, long offset, const Polynomial& width) const {
    const auto takeIf = [&](const auto& isNext) -> std::optional<std::pair<Polynomial, Range>> {
      const auto next = std::find_if(counters.begin(), counters.end(), [&](const auto& c) { return isNext(c.second); });
      const std::optional<Range> range = next == counters.end() ? std::nullopt : rangeOf(next->first);
      if (!range) return std::nullopt;
      const Polynomial coefficient = next->second;
      counters.erase(next);
      return std::pair{coefficient, *range};
    };
    Range reached = {Polynomial(offset), Polynomial(offset + 1)};
    if (const auto unit = takeIf([](const Polynomial& c) { return c == Polynomial(1); }))
      reached = {unit->second.begin + Polynomial(offset), unit->second.end + Polynomial(offset)};
    while (isAtLeast(reached.begin, Polynomial(0)) && reached.end.isSmall()) {
      if (counters.empty()) return isAtLeast(width, reached.end);
      const auto next = takeIf([&](const Polynomial& c) { return isAtLeast(c, reached.end); });
      if (!next) return false;
      reached = {next->second.begin, next->first * next->second.end};
    }
    return false;
  }

  static bool isAtLeast(const Polynomial& a, const Polynomial& b) {
    const std::optional<long> difference = (a - b).constant();
    return difference && *difference >= 0;
  }

  // What an inner loop's counter runs through.
  std::optional<Range> rangeOf(const Variable* counter) const {
    std::optional<Range> result;
    for (const Loop* loop : body_.loopsOf(counter)) {
      const std::optional<Range> range = rangeOf(*loop);
      if (!range || (result && !(range->begin == result->begin && range->end == result->end))) return std::nullopt;
      result = range;
    }
    return result;
  }

  std::optional<Range> rangeOf(const Loop& loop) const {
    const auto begin = affine(loop.begin), end = affine(loop.end);
    const std::optional<long> step = stepOf(loop);
    if (!begin || !end || !step || !begin->counters.empty() || !end->counters.empty()) return std::nullopt;
    const Polynomial one(1);
    if (*step > 0 && loop.relation == OperationKind::Less) return Range{begin->rest, end->rest};
    if (*step > 0 && loop.relation == OperationKind::LessEqual) return Range{begin->rest, end->rest + one};
    if (*step < 0 && loop.relation == OperationKind::GreaterEqual) return Range{end->rest, begin->rest + one};
    return std::nullopt;
  }

  // Of the loops' counters, and of what doesn't change in the body; none where numbers may wrap around.
  std::optional<Affine> affine(const ExpressionPtr& e) const {
    if (!e) return std::nullopt;
    bool wraps = false;
    forEachExpression(e, [&](const Expression& x) {
      if (x.kind != ExpressionKind::Operation) return;
      const bool narrows = x.operation == OperationKind::Cast && x.operands[0]->type->bits > x.type->bits;
      wraps |= narrows || x.type->kind != TypeKind::Integer || (!x.type->isSigned && x.type->bits < 64);
    });
    if (wraps) return std::nullopt;
    return affineOf(e, [this](const Expression& x) { return affineOfRead(x.place); });
  }

  std::optional<Affine> affineOfRead(const Place& place) const {
    const bool isCounter = place.isVariable() && (place.root == loop_.counter || !body_.loopsOf(place.root).empty());
    if (isCounter) return Affine{{{place.root, Polynomial(1)}}, {}};
    const bool isRegister = place.isVariable() && memory_.isRegister(place.root);
    if (!body_.isFixed(place) || (!isRegister && body_.writes(memory_.objectsOf(place)))) return std::nullopt;
    std::string key = place.root->name;
    for (const Step& step : place.path) {
      if (step.kind != StepKind::Field) return std::nullopt;
      key += "." + step.field;
    }
    return Affine{{}, Polynomial::symbol(key)};
  }

  const Loop& loop_;
  const Accesses& body_;
  const Memory& memory_;
};

}  // namespace

bool isInnermost(const Block& body) {
  bool found = false;
  forEachStatement(body, [&](const Statement& s) { found |= s.as<Loop>() || s.as<While>(); });
  return !found;
}

bool isOrderFree(const Loop& loop, const Memory& memory) {
  const Accesses body(loop.body, memory);
  if (body.hasEffects()) return false;
  const OwnRows rows(loop, body, memory);
  for (const Access& access : body.all()) {
    const bool isOwnStorage = body.declares(access.place.root) && !crossesPointer(access.place);
    if (access.kind == Access::Read || isOwnStorage) continue;
    if (access.objects.empty()) return false;
    if (body.onlyAdds(access.objects)) continue;
    const bool isOwnElement =
        body.alwaysAt(access.place, access.objects) && isOwn(access.place, loop.counter, body, memory);
    if (!isOwnElement && !rows.hold(access.objects)) return false;
  }
  return true;
}

}  // namespace retrograd::transform

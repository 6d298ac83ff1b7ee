#include "transform/nests.h"

#include "ir/build.h"
#include "ir/clone.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/order_free.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

constexpr std::size_t deepest = 3;  // loops that are tried in every order

bool mentions(const ExpressionPtr& e, const std::set<const Variable*>& variables) {
  bool found = false;
  forEachExpression(e, [&](const Expression& x) { found |= x.place.root && variables.count(x.place.root); });
  return found;
}

// By how much a subscript grows from one iteration to the next.
enum class Stride { None, Unit, Far };

Stride strideOf(const ExpressionPtr& e, const Variable* counter) {
  if (e->kind == ExpressionKind::Read && e->place.isVariable())
    return e->place.root == counter ? Stride::Unit : Stride::None;
  bool mentioned = false;
  forEachExpression(e, [&](const Expression& x) { mentioned |= x.place.root == counter; });
  if (!mentioned) return Stride::None;
  if (e->kind != ExpressionKind::Operation) return Stride::Far;
  if (e->operation == OperationKind::Cast) return strideOf(e->operands[0], counter);
  if (e->operation != OperationKind::Add && e->operation != OperationKind::Subtract) return Stride::Far;
  const Stride a = strideOf(e->operands[0], counter), b = strideOf(e->operands[1], counter);
  return a == Stride::None ? b : b == Stride::None ? a : Stride::Far;
}

Stride strideOf(const Place& place, const Variable* counter) {
  Stride stride = Stride::None;
  for (std::size_t i = 0; i < place.path.size(); ++i) {
    if (!place.path[i].index) continue;
    const Stride step = strideOf(place.path[i].index, counter);
    const bool isLast = i + 1 == place.path.size();
    if (step != Stride::None) stride = isLast && stride == Stride::None ? step : Stride::Far;
  }
  return stride;
}

class Nest {
public:
  Nest(Function& function, const Loop& loop, const Memory& memory) : function_(function), memory_(memory) {
    levels_.push_back(&loop);
    counters_.insert(loop.counter);
    while (levels_.size() < deepest && descend()) {
    }
    core_ = &levels_.back()->body;
  }

  std::optional<Block> run() {
    if (levels_.size() < 2) return std::nullopt;
    const Accesses core(*core_, memory_);
    if (core.hasEffects() || !isSeparate(core)) return std::nullopt;
    collect(core);
    std::vector<std::size_t> order(levels_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const double asItIs = costOf(order);
    std::vector<std::size_t> best = order;
    double least = asItIs;
    while (std::next_permutation(order.begin(), order.end()))
      if (const double cost = costOf(order); cost < least) {
        least = cost;
        best = order;
      }
    constexpr double gain = 1.5;
    if (asItIs < gain * least) return std::nullopt;
    return inOrder(best);
  }

private:
  // To the only loop in the body of the innermost level so far, around which there are only names and zeros.
  bool descend() {
    const Loop* inner = nullptr;
    for (const Statement& statement : levels_.back()->body) {
      if (const auto* node = statement.as<Loop>()) {
        if (inner) return false;
        inner = node;
      } else if (inner) {
        return false;
      }
    }
    if (!inner || !isOrderFree(*inner, memory_)) return false;
    std::vector<const Statement*> names, zeros;
    std::set<const Variable*> named;
    for (const Statement& statement : levels_.back()->body) {
      if (statement.as<Loop>()) break;
      const auto* declared = statement.as<Declare>();
      const auto* node = statement.as<Assign>();
      const bool isZero = node && !node->accumulate && node->value->kind == ExpressionKind::Constant &&
                          levels_.size() == 1 && !node->target.isVariable();
      if (isZero) {
        // Behind the nest the names aren't there any more.
        for (const Variable* name : named)
          if (mentionsAnywhere(statement, name)) return false;
        zeros.push_back(&statement);
      } else if (declared && declared->init && declared->variable->type->isScalar() &&
                 isCheap(declared->init)) {
        names.push_back(&statement);
        named.insert(declared->variable);
      } else {
        return false;
      }
    }
    for (const ExpressionPtr& bound : {inner->begin, inner->end, inner->step})
      if (mentions(bound, counters_) || mentions(bound, named) || !isOfRegisters(bound)) return false;
    names_.insert(names_.end(), names.begin(), names.end());
    zeros_.insert(zeros_.end(), zeros.begin(), zeros.end());
    levels_.push_back(inner);
    counters_.insert(inner->counter);
    return true;
  }

  static bool isCheap(const ExpressionPtr& e) {
    bool cheap = true;
    forEachExpression(e, [&](const Expression& x) {
      if (x.kind == ExpressionKind::Operation)
        cheap &= x.operation != OperationKind::Math && x.operation != OperationKind::Divide &&
                 x.operation != OperationKind::Select;
    });
    return cheap;
  }

  bool isOfRegisters(const ExpressionPtr& e) const {
    bool plain = true;
    forEachExpression(e, [&](const Expression& x) {
      if (x.place.root) plain &= x.place.isVariable() && memory_.isRegister(x.place.root);
    });
    return plain;
  }

  // Is what is named between the loops the same wherever it is read, and are the zeros nobody else's?
  bool isSeparate(const Accesses& core) const {
    Objects set;
    for (const Statement* zero : zeros_) set.merge(memory_.objectsOf(zero->as<Assign>()->target));
    auto isSet = [&](const Objects& objects) { return !set.empty() && mayMeet(objects, set); };
    for (const Access& access : core.all())
      if (access.objects.empty() || isSet(access.objects)) return false;
    for (const Statement* name : names_)
      if (!core.isFixed(name->as<Declare>()->variable)) return false;
    bool isBehindZero = false;
    for (const Statement& statement : levels_[0]->body) {
      isBehindZero |= statement.as<Assign>() != nullptr;
      if (!statement.as<Declare>()) continue;
      if (isBehindZero && reads(statement, isSet)) return false;
    }
    return std::none_of(names_.begin(), names_.end(), [&](const Statement* name) {
      return reads(*name, [&](const Objects& objects) {
        return std::any_of(core.all().begin(), core.all().end(),
                           [&](const Access& a) { return a.kind != Access::Read && mayMeet(a.objects, objects); });
      });
    });
  }

  template <class Test> bool reads(const Statement& statement, const Test& test) const {
    bool found = false;
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::Read) found |= test(memory_.objectsOf(e.place));
      });
    });
    return found;
  }

  // ---- what an order costs

  struct Reference {
    Place place;
    double weight;  // a write counts twice
  };

  void add(const Place& place, bool isWritten) {
    if (place.isVariable()) return;
    for (Reference& known : references_)
      if (samePlace(known.place, place)) {
        known.weight = std::max(known.weight, isWritten ? 2.0 : 1.0);
        return;
      }
    references_.push_back({place, isWritten ? 2.0 : 1.0});
  }

  void collect(const Accesses& core) {
    for (const Access& access : core.all()) add(access.place, access.kind != Access::Read);
    for (const Statement* name : names_)
      forEachOperand(*name, [&](const ExpressionPtr& operand) {
        forEachExpression(operand, [&](const Expression& e) {
          if (e.kind == ExpressionKind::Read) add(e.place, false);
        });
      });
    forEachStatement(*core_, [&](const Statement& statement) {
      if (const auto* loop = statement.as<Loop>()) coreLoops_.push_back(loop->counter);
    });
  }

  // Memory that an iteration of the innermost loop goes on to, and of that, what the next iteration around it needs
  // anew.
  double costOf(const std::vector<std::size_t>& order) const {
    const bool isInnermost = coreLoops_.empty();
    double inner = 0, around = 0;
    for (const Reference& reference : references_) {
      const Stride stride = strideIn(reference.place, order.back());
      const std::size_t count = order.size();
      if (isInnermost) {
        inner += reference.weight * (stride == Stride::None ? 0 : stride == Stride::Unit ? 1 : 8);
        if (stride != Stride::None && strideIn(reference.place, order[count - 2]) != Stride::None)
          around += reference.weight;
      } else if (movesInCore(reference.place) && stride != Stride::None) {
        around += reference.weight;
      }
    }
    return inner + around;
  }
  Stride strideIn(const Place& place, std::size_t level) const { return strideOf(place, levels_[level]->counter); }
  bool movesInCore(const Place& place) const {
    return std::any_of(coreLoops_.begin(), coreLoops_.end(),
                       [&](const Variable* counter) { return strideOf(place, counter) != Stride::None; });
  }

  // ---- the new loops

  Block inOrder(const std::vector<std::size_t>& order) {
    Block body;
    for (const Statement* name : names_) body.push_back(*name);
    body.insert(body.end(), core_->begin(), core_->end());
    for (std::size_t i = order.size(); i-- > 0;) {
      Loop loop = *levels_[order[i]];
      loop.body = std::move(body);
      body = {Statement{std::move(loop), {}}};
    }
    if (zeros_.empty()) return body;
    Loop behind = *levels_[0];
    VariableMap map;
    map[levels_[0]->counter] = behind.counter =
        function_.newVariable(levels_[0]->counter->base, levels_[0]->counter->type);
    Block zeros;
    for (const Statement* zero : zeros_) zeros.push_back(*zero);
    behind.body = clone(zeros, map);
    body.push_back({std::move(behind), {}});
    return body;
  }

  Function& function_;
  const Memory& memory_;
  std::vector<const Loop*> levels_;
  std::set<const Variable*> counters_;
  std::vector<const Statement*> names_, zeros_;
  const Block* core_ = nullptr;
  std::vector<const Variable*> coreLoops_;
  std::vector<Reference> references_;
};

}  // namespace

std::optional<Block> orderNest(Function& function, const Loop& loop, const Memory& memory) {
  return Nest(function, loop, memory).run();
}

}  // namespace retrograd::transform

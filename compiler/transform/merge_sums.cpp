#include "transform/merge_sums.h"

#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/mentions.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

// What is added to an element of an adjoint, or stored there, on its way down to the next addition to the same place.
class Addition {
public:
  Addition(const Assign& sum, const Memory& memory)
      : sum_(sum), memory_(memory), target_(memory.objectsOf(sum.target)) {}

  static bool is(const Statement& statement) {
    const auto* node = statement.as<Assign>();
    return node && node->target.type()->isFloat() && !node->target.isVariable() &&
           isAdjointName(node->target.root->base);
  }

  bool isJoinedBy(const Statement& later) const {
    const auto* other = later.as<Assign>();
    return other && other->accumulate && samePlace(other->target, sum_.target) &&
           other->value->type == sum_.value->type && !reads(other->value, target_);
  }

  bool isOverwrittenBy(const Statement& later) const {
    const auto* other = later.as<Assign>();
    return other && !other->accumulate && samePlace(other->target, sum_.target) && !reads(other->value, target_);
  }

  // May the element be added to behind the statement instead?
  bool passes(const Statement& statement) const {
    bool apart = true;
    forEachOperand(statement, [&](const ExpressionPtr& operand) { apart &= !reads(operand, target_); });
    if (statement.as<Declare>()) return apart;
    const auto* node = statement.as<Assign>();
    // A pointer that is set may be the one over which the element is reached, or what is added.
    if (!apart || !node || !node->target.type()->isScalar()) return false;
    const Objects written = memory_.objectsOf(node->target);
    return !mayMeet(written, target_) &&
           std::none_of(sum_.target.path.begin(), sum_.target.path.end(),
                        [&](const Step& step) { return step.index && reads(step.index, written); });
  }

  // Is what is added another value behind the statement?
  bool isChangedBy(const Statement& statement) const {
    const auto* node = statement.as<Assign>();
    return node && reads(sum_.value, memory_.objectsOf(node->target));
  }

private:
  bool reads(const ExpressionPtr& e, const Objects& objects) const {
    bool found = false;
    forEachExpression(e, [&](const Expression& x) {
      found |= x.kind == ExpressionKind::Read && mayMeet(memory_.objectsOf(x.place), objects);
    });
    return found;
  }

  const Assign& sum_;
  const Memory& memory_;
  const Objects target_;
};

// Moves the addition at `index` into the next one to its element, if it can; what is left of it, its value under a
// name, takes its place. True if it is gone.
bool moveDown(Function& function, Block& body, std::size_t index, const Memory& memory) {
  if (!Addition::is(body[index])) return false;
  const Assign sum = *body[index].as<Assign>();
  const Addition addition(sum, memory);
  bool changes = false;
  std::size_t next = index + 1;
  for (; next < body.size() && !addition.isJoinedBy(body[next]); ++next) {
    if (!addition.passes(body[next])) return false;
    changes |= addition.isChangedBy(body[next]);
  }
  if (next == body.size()) return false;
  Assign& later = *body[next].as<Assign>();
  later.accumulate = sum.accumulate;
  if (!changes) {
    const bool isZero = !sum.accumulate && isLiteral(sum.value, 0);
    if (!isZero) later.value = add(sum.value, later.value);
    return true;
  }
  Variable* part = function.newVariable("part", sum.value->type);
  part->isConst = true;
  later.value = add(read(part), later.value);
  body[index] = declare(part, sum.value);
  return false;
}

// y_bar[i] += e; seed = y_bar[i]; …; y_bar[i] = 0;   =>   seed = y_bar[i] + e; …; y_bar[i] = 0;
bool moveIntoRead(Block& body, std::size_t index, const Memory& memory) {
  if (!Addition::is(body[index]) || !body[index].as<Assign>()->accumulate) return false;
  const Assign sum = *body[index].as<Assign>();
  const Addition addition(sum, memory);
  const auto isRead = [&](const Statement& statement) {
    const auto* node = statement.as<Declare>();
    return node && node->init && node->init->kind == ExpressionKind::Read && node->init->type == sum.value->type &&
           samePlace(node->init->place, sum.target);
  };
  std::size_t next = index + 1;
  for (; next < body.size() && !isRead(body[next]); ++next)
    if (!addition.passes(body[next]) || addition.isChangedBy(body[next])) return false;
  for (std::size_t last = next + 1; last < body.size(); ++last) {
    if (addition.isOverwrittenBy(body[last])) {
      Declare& taken = *body[next].as<Declare>();
      taken.init = add(taken.init, sum.value);
      return true;
    }
    if (!addition.passes(body[last])) return false;
  }
  return false;
}

}  // namespace

void mergeSums(Function& function, Block& body, const Memory& memory) {
  Block out;
  for (std::size_t i = 0; i < body.size(); ++i)
    if (!moveDown(function, body, i, memory) && !moveIntoRead(body, i, memory)) out.push_back(std::move(body[i]));
  body = std::move(out);
}

}  // namespace retrograd::transform

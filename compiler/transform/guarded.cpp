#include "transform/guarded.h"

#include "ir/build.h"
#include "transform/algebra.h"

namespace retrograd::transform {

using namespace ir;

namespace {

// The condition under which an expression is evaluated where it stands; null: always.
class Conditions {
public:
  Conditions(const Expression& wanted, const Type* boolean) : wanted_(wanted), boolean_(boolean) {}

  void visit(const ExpressionPtr& e, const ExpressionPtr& when) {
    if (!e) return;
    if (sameExpression(*e, wanted_)) add(when);
    for (const Step& step : e->place.path) visit(step.index, when);
    if (e->kind != ExpressionKind::Operation) return;
    const ExpressionPtr& first = e->operands[0];
    visit(first, when);
    if (e->operation == OperationKind::Select) {
      visit(e->operands[1], both(when, first));
      visit(e->operands[2], both(when, opposite(first)));
    } else if (e->operation == OperationKind::LogicalAnd || e->operation == OperationKind::LogicalOr) {
      const bool isAnd = e->operation == OperationKind::LogicalAnd;
      visit(e->operands[1], both(when, isAnd ? first : opposite(first)));
    } else {
      for (std::size_t i = 1; i < e->operands.size(); ++i) visit(e->operands[i], when);
    }
  }

  ExpressionPtr result() const { return isAlways_ ? nullptr : condition_; }

private:
  void add(const ExpressionPtr& when) {
    isAlways_ |= !when || (condition_ && areOpposite(when, condition_));
    if (when && (!condition_ || !sameExpression(*condition_, *when)))
      condition_ = condition_ ? operation(OperationKind::LogicalOr, boolean_, {condition_, when}) : when;
  }
  bool areOpposite(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return sameExpression(*opposite(a), *b) || sameExpression(*opposite(b), *a);
  }
  ExpressionPtr both(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return a ? operation(OperationKind::LogicalAnd, boolean_, {a, b}) : b;
  }
  ExpressionPtr opposite(const ExpressionPtr& e) const { return operation(OperationKind::LogicalNot, boolean_, {e}); }

  const Expression& wanted_;
  const Type* boolean_;
  ExpressionPtr condition_;
  bool isAlways_ = false;
};

}  // namespace

ExpressionPtr guarded(const ExpressionPtr& e, const Statement& statement, TypeTable& types) {
  if (!e->type->isScalar() && !e->type->isPointer()) return e;
  Conditions conditions(*e, types.boolType());
  forEachOperand(statement, [&](const ExpressionPtr& operand) { conditions.visit(operand, nullptr); });
  const ExpressionPtr condition = conditions.result();
  if (!condition) return e;
  const ExpressionPtr none = e->type->isPointer()
                                 ? operation(OperationKind::Cast, e->type, {constant("nullptr", e->type)})
                                 : literal(0, e->type);
  return operation(OperationKind::Select, e->type, {condition, e, none});
}

}  // namespace retrograd::transform

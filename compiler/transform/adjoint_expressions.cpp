// The chain rule on an expression tree: adds seed · ∂e/∂x to the adjoint of every active x that e reads.
#include "analysis/explain.h"
#include "ir/build.h"
#include "rules/math.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;

unsigned AdjointBuilder::activeReads(const ExpressionPtr& expression) const {
  unsigned count = 0;
  analysis::forEachDifferentiableRead(expression, [&](const Expression& e) { count += activity_->isActive(e.place); });
  return count;
}

ExpressionPtr AdjointBuilder::named(const ExpressionPtr& seed, const std::string& name, Block& out) {
  if (!seed || isTrivial(seed)) return seed;
  Variable* variable = scratch_.newVariable(name, seed->type);
  variable->isConst = true;
  out.push_back(declare(variable, seed));
  return read(variable);
}

bool AdjointBuilder::isStrong(const ExpressionPtr& partial) const {
  return !derivatives_.strict() && finite_->mayBeInfinite(partial);
}

void AdjointBuilder::propagate(const ExpressionPtr& expression, ExpressionPtr seed, Context context) {
  if (!seed || !isActive(expression)) return;
  if (expression->kind == ExpressionKind::Read) {
    const Place bar = barOf(expression->place, context.statement);
    context.out.push_back(accumulate(bar, convert(seed, bar.type())));
    return;
  }
  const std::vector<ExpressionPtr>& operands = expression->operands;
  switch (expression->operation) {
  case OperationKind::Negate: return propagate(operands[0], negate(seed), {context.statement, nullptr, context.out});
  case OperationKind::Cast:
    return propagate(operands[0], convert(seed, operands[0]->type), {context.statement, nullptr, context.out});
  case OperationKind::Add:
  case OperationKind::Subtract: {
    const Context inner{context.statement, nullptr, context.out};
    if (isActive(operands[0]) && isActive(operands[1])) seed = named(seed, "seed", context.out);
    propagate(operands[0], seed, inner);
    return propagate(operands[1], expression->operation == OperationKind::Add ? seed : negate(seed), inner);
  }
  case OperationKind::Multiply:
  case OperationKind::StrongMultiply: return propagateProduct(expression, seed, context);
  case OperationKind::Divide: return propagateQuotient(expression, seed, context);
  case OperationKind::Select: return propagateSelect(expression, seed, context);
  case OperationKind::Math: return propagateMath(expression, seed, context);
  default:
    derivatives_.sink().report(diag::Message::NoDerivative, expression->location,
                               {operationInfo(expression->operation).spelling},
                               analysis::whyActive(scratch_, *activity_, expression));
  }
}

void AdjointBuilder::propagateProduct(const ExpressionPtr& expression, const ExpressionPtr& seed, Context context) {
  const ExpressionPtr &a = expression->operands[0], &b = expression->operands[1];
  const Context inner{context.statement, nullptr, context.out};
  const bool both = isActive(a) && isActive(b);
  const bool strong = isStrong(a) || isStrong(b);
  if (both && sameExpression(*a, *b)) {
    const ExpressionPtr doubled = multiply(literal(2, seed->type), seed);
    return propagate(a, scale(strong ? named(doubled, "seed", context.out) : doubled, obtain(a, context), strong),
                     inner);
  }
  ExpressionPtr common = both || strong ? named(seed, "seed", context.out) : seed;
  if (isActive(a)) {
    const ExpressionPtr partial = obtain(b, context);
    propagate(a, scale(common, partial, isStrong(b)), inner);
  }
  if (isActive(b)) {
    const ExpressionPtr partial = obtain(a, context);
    propagate(b, scale(common, partial, isStrong(a)), inner);
  }
}

// r = a / b:  ∂r/∂a = 1 / b,  ∂r/∂b = -r / b. Infinite where b is zero.
void AdjointBuilder::propagateQuotient(const ExpressionPtr& expression, const ExpressionPtr& seed, Context context) {
  const ExpressionPtr &a = expression->operands[0], &b = expression->operands[1];
  const Context inner{context.statement, nullptr, context.out};
  const bool strong = isStrong(expression);
  const ExpressionPtr divisor = obtain(b, context);
  const ExpressionPtr zeroSafe = strong ? named(seed, "seed", context.out) : seed;
  // seed / b, guarded: where the seed is zero nothing is propagated.
  ExpressionPtr quotient = divide(zeroSafe, divisor);
  if (strong)
    quotient = select(operation(OperationKind::Equal, module_.types.boolType(), {zeroSafe, literal(0, seed->type)}),
                      nullptr, quotient, seed->type);
  if (!isActive(b)) return propagate(a, quotient, inner);
  const ExpressionPtr value =
      context.stored ? plan_->stored(*context.stored, context.statement) : divide(obtain(a, context), divisor);
  const ExpressionPtr shared = named(quotient, "seed", context.out);
  propagate(a, shared, inner);
  propagate(b, negate(scale(shared, value, isStrong(expression))), inner);
}

ExpressionPtr AdjointBuilder::conditionOf(const ExpressionPtr& select, Context context) {
  const ExpressionPtr lasts = choiceLasts(select, context.statement);
  return lasts ? lasts : obtain(select->operands[0], context);
}

void AdjointBuilder::propagateSelect(const ExpressionPtr& expression, const ExpressionPtr& seed, Context context) {
  Branch branch;
  branch.condition = conditionOf(expression, context);
  const ExpressionPtr common = named(seed, "seed", context.out);
  propagate(expression->operands[1], common, {context.statement, nullptr, branch.then});
  propagate(expression->operands[2], common, {context.statement, nullptr, branch.otherwise});
  if (branch.then.empty() && branch.otherwise.empty()) return;
  if (branch.then.empty()) {
    branch.condition = operation(OperationKind::LogicalNot, module_.types.boolType(), {branch.condition});
    std::swap(branch.then, branch.otherwise);
  }
  context.out.push_back({std::move(branch), {}});
}

// Stands for a call's operands and its result in a partial, until it is known what of them the partial uses.
struct AdjointBuilder::StandIns {
  Variable operands[4], result;
};

// The partial by operand `index`, of what the reverse sweep has. `held`: what stands for each stand-in.
ExpressionPtr AdjointBuilder::partialOf(const ExpressionPtr& call, unsigned index, StandIns& standIns,
                                        std::map<const Variable*, ExpressionPtr>& held, Context context) {
  const rules::MathFunction& function = *rules::findMath(call->function);
  std::vector<ExpressionPtr> arguments;
  for (unsigned i = 0; i < function.arity; ++i) {
    const ExpressionPtr& operand = call->operands[i];
    standIns.operands[i].type = operand->type;
    arguments.push_back(operand->kind == ExpressionKind::Constant ? operand : read(&standIns.operands[i]));
  }
  standIns.result.type = call->type;
  ExpressionPtr partial = rules::partial(function, index, arguments, read(&standIns.result), call->type, module_.types);
  // Another function of the same operands may be known: cos for sin.
  partial = rewrite(partial, [&](const ExpressionPtr& e) -> ExpressionPtr {
    if (e->kind != ExpressionKind::Operation || e->operation != OperationKind::Math || e->type != call->type ||
        !std::equal(e->operands.begin(), e->operands.end(), arguments.begin(), arguments.end(),
                    [](const ExpressionPtr& a, const ExpressionPtr& b) { return sameExpression(*a, *b); }))
      return nullptr;
    const Statement* known = knownCalls_->find(e->function, call->operands, context.statement);
    return known ? plan_->storedBy(*known, context.statement) : nullptr;
  });
  // A partial may name what it uses several times.
  return rewrite(partial, [&](const ExpressionPtr& e) -> ExpressionPtr {
    if (e->kind != ExpressionKind::Read) return nullptr;
    const Variable* variable = e->place.root;
    const bool isResult = variable == &standIns.result;
    if (!isResult && (variable < standIns.operands || variable >= std::end(standIns.operands))) return nullptr;
    ExpressionPtr& value = held[variable];
    if (!value && !isResult)
      value = named(obtain(call->operands[static_cast<std::size_t>(variable - standIns.operands)], context), "argument",
                    context.out);
    else if (!value)
      value = named(context.stored ? plan_->stored(*context.stored, context.statement) : obtain(call, context), "value",
                    context.out);
    return value;
  });
}

void AdjointBuilder::propagateMath(const ExpressionPtr& expression, const ExpressionPtr& seed, Context context) {
  const Context inner{context.statement, nullptr, context.out};
  const std::vector<ExpressionPtr>& operands = expression->operands;
  const auto active = std::count_if(operands.begin(), operands.end(), [&](const auto& one) { return isActive(one); });
  const bool strong = !derivatives_.strict() && finite_->partialsMayBeInfinite(expression);
  const ExpressionPtr common = active > 1 || strong ? named(seed, "seed", context.out) : seed;
  StandIns standIns;
  std::map<const Variable*, ExpressionPtr> held;
  for (unsigned i = 0; i < operands.size(); ++i)
    if (isActive(operands[i]))
      propagate(operands[i], scale(common, partialOf(expression, i, standIns, held, context), strong), inner);
}

}  // namespace retrograd::transform

// The chain rule on an expression tree: adds seed · ∂e/∂x to the adjoint of every active x that e reads.
#include "analysis/explain.h"
#include "ir/build.h"
#include "rules/math.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"

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

void AdjointBuilder::propagateSelect(const ExpressionPtr& expression, const ExpressionPtr& seed, Context context) {
  Branch branch;
  const ExpressionPtr lasts = choiceLasts(expression, context.statement);
  branch.condition = lasts ? lasts : obtain(expression->operands[0], context);
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

void AdjointBuilder::propagateMath(const ExpressionPtr& expression, const ExpressionPtr& seed, Context context) {
  const rules::MathFunction& function = *rules::findMath(expression->function);
  const Context inner{context.statement, nullptr, context.out};
  bool usesResult = false;
  unsigned active = 0;
  for (unsigned i = 0; i < function.arity; ++i)
    if (isActive(expression->operands[i])) {
      usesResult |= rules::partialUses(function, i, 'r');
      ++active;
    }
  std::vector<ExpressionPtr> arguments;
  for (unsigned i = 0; i < function.arity; ++i) {
    bool used = false;
    for (unsigned k = 0; k < function.arity; ++k)
      used |= isActive(expression->operands[k]) && rules::partialUses(function, k, "xyzw"[i]);
    // A partial may name an argument several times.
    arguments.push_back(used ? named(obtain(expression->operands[i], context), "argument", context.out)
                             : expression->operands[i]);
  }
  ExpressionPtr result = expression;
  if (usesResult) {
    result = context.stored ? plan_->stored(*context.stored, context.statement) : obtain(expression, context);
    result = named(result, "value", context.out);
  }
  const bool strong = !derivatives_.strict() && finite_->partialsMayBeInfinite(expression);
  const ExpressionPtr common = active > 1 || strong ? named(seed, "seed", context.out) : seed;
  for (unsigned i = 0; i < function.arity; ++i) {
    if (!isActive(expression->operands[i])) continue;
    const ExpressionPtr partial = rules::partial(function, i, arguments, result, expression->type, module_.types);
    propagate(expression->operands[i], scale(common, partial, strong), inner);
  }
}

}  // namespace retrograd::transform

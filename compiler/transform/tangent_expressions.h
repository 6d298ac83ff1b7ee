// The tangent of an expression, as an expression.
#pragma once

#include "analysis/activity.h"
#include "analysis/finite.h"
#include "diag/diagnostics.h"
#include "transform/companions.h"

namespace retrograd::transform {

// In carry = tanh(w * carry) the tangent comes first, and wants the result: declares a name for it in `out`. Returns
// what stands for the value: the name, or the value itself, where it has no use for one.
ir::ExpressionPtr nameResult(const ir::ExpressionPtr& value, ir::Function& function, ir::Block& out);

class TangentExpressions {
public:
  TangentExpressions(ir::TypeTable& types, Companions& companions, const analysis::Activity& activity,
                     const analysis::Finite& finite, bool strict, diag::Sink& sink)
      : types_(types), companions_(companions), activity_(activity), finite_(finite), strict_(strict), sink_(sink) {}

  // Null when identically zero. `stored`: a place that holds the expression's value already, or null.
  ir::ExpressionPtr derivative(const ir::ExpressionPtr& expression, const ir::Place* stored);

private:
  ir::ExpressionPtr ofMath(const ir::ExpressionPtr& expression, const ir::Place* stored);
  ir::ExpressionPtr ofQuotient(const ir::ExpressionPtr& expression, const ir::Place* stored);
  bool isStrong(const ir::ExpressionPtr& partial) const { return !strict_ && finite_.mayBeInfinite(partial); }

  ir::TypeTable& types_;
  Companions& companions_;
  const analysis::Activity& activity_;
  const analysis::Finite& finite_;
  bool strict_;
  diag::Sink& sink_;
};

}  // namespace retrograd::transform

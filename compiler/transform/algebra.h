// Arithmetic on expressions that is simplified while it is built: no `1.0 * x + 0.0` ever comes to be.
// Null stands for an expression that is identically zero.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// A literal of a floating or integer type: 0.5, 0.5f, 0.5L, 3.
ir::ExpressionPtr literal(double value, const ir::Type* type);

bool isLiteral(const ir::ExpressionPtr& expression, double value);
// False for null.
bool isOperation(const ir::ExpressionPtr& expression, ir::OperationKind kind);

ir::ExpressionPtr add(const ir::ExpressionPtr& a, const ir::ExpressionPtr& b);
ir::ExpressionPtr subtract(const ir::ExpressionPtr& a, const ir::ExpressionPtr& b);
ir::ExpressionPtr multiply(const ir::ExpressionPtr& a, const ir::ExpressionPtr& b);
ir::ExpressionPtr divide(const ir::ExpressionPtr& a, const ir::ExpressionPtr& b);
ir::ExpressionPtr negate(const ir::ExpressionPtr& a);
// An integer moved by a number: `i + 1` moved by -1 is `i`.
ir::ExpressionPtr moved(const ir::ExpressionPtr& integer, long by);
// An integer taken apart, into what isn't a literal (null: nothing) and the sum of the literals in it.
struct Offset {
  ir::ExpressionPtr rest;
  long literal = 0;
};
Offset takeApart(const ir::ExpressionPtr& integer);
ir::ExpressionPtr select(const ir::ExpressionPtr& condition, const ir::ExpressionPtr& a, const ir::ExpressionPtr& b,
                         const ir::Type* type);
// Converts to `type`; no node where it already has that type.
ir::ExpressionPtr convert(const ir::ExpressionPtr& a, const ir::Type* type);
// adjoint * partial, protected where the adjoint is zero when `strong`.
ir::ExpressionPtr scale(const ir::ExpressionPtr& adjoint, const ir::ExpressionPtr& partial, bool strong);

// True for a constant or a read of a plain variable: cheap to write twice.
bool isTrivial(const ir::ExpressionPtr& expression);

}  // namespace retrograd::transform

// C++ expressions that build IR: how the partials of math.def are read. `1 - r * r` over terms is the tree of
// sub(1.0, mul(r, r)), with literals of the type around them.
#pragma once

#include "ir/build.h"

namespace retrograd::rules {

// The floating type that a row is wanted for.
struct TermContext {
  const ir::Type* real = nullptr;
  ir::TypeTable* types = nullptr;
};

// An IR expression, or a literal whose type is not known yet (then `expression` is null).
struct Term {
  Term(ir::ExpressionPtr expression, const TermContext* context)
      : expression(std::move(expression)), context(context) {}
  template <class Number, class = std::enable_if_t<std::is_arithmetic_v<Number>>> Term(Number value) : literal(value) {}

  ir::ExpressionPtr expression;
  const TermContext* context = nullptr;
  long double literal = 0;
};

// The term as an expression; a literal takes `type`.
ir::ExpressionPtr toExpression(const Term& term, const ir::Type* type);

Term binary(ir::OperationKind kind, const Term& a, const Term& b);
Term call(const char* function, const std::vector<Term>& arguments);
Term select(const Term& condition, const Term& a, const Term& b);
Term operator-(const Term& a);

inline Term operator+(const Term& a, const Term& b) { return binary(ir::OperationKind::Add, a, b); }
inline Term operator-(const Term& a, const Term& b) { return binary(ir::OperationKind::Subtract, a, b); }
inline Term operator*(const Term& a, const Term& b) { return binary(ir::OperationKind::Multiply, a, b); }
inline Term operator/(const Term& a, const Term& b) { return binary(ir::OperationKind::Divide, a, b); }
inline Term operator<(const Term& a, const Term& b) { return binary(ir::OperationKind::Less, a, b); }
inline Term operator>(const Term& a, const Term& b) { return binary(ir::OperationKind::Greater, a, b); }
inline Term operator==(const Term& a, const Term& b) { return binary(ir::OperationKind::Equal, a, b); }
inline Term strong_mul(const Term& a, const Term& b) { return binary(ir::OperationKind::StrongMultiply, a, b); }

}  // namespace retrograd::rules

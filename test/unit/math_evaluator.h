// Evaluates expressions of arithmetic and math rows in any floating type, and differentiates them by the rows:
// what the tests of math.def need of the IR, written apart from the compiler's own passes.
#pragma once

#include "ir/build.h"
#include "rules/math.h"

#include <retrograd/complex.h>
#include <retrograd/special.h>

#include <cmath>
#include <map>
#include <stdexcept>

namespace math_test {

using retrograd::ir::ExpressionKind;
using retrograd::ir::ExpressionPtr;
using retrograd::ir::OperationKind;
using retrograd::ir::Variable;

// Calls the C++ function of a row.
template <class T> T callMath(const std::string& name, const std::vector<T>& a) {
#define CALL_R_R(f) f(a[0])
#define CALL_R_RR(f) f(a[0], a[1])
#define CALL_R_RRR(f) f(a[0], a[1], a[2])
#define CALL_R_RRRR(f) f(a[0], a[1], a[2], a[3])
#define CALL_R_RI(f) f(a[0], static_cast<int>(a[1]))
#define CALL_R_RL(f) f(a[0], static_cast<long>(a[1]))
#define CALL_R_IR(f) f(static_cast<int>(a[0]), a[1])
#define CALL_I_R CALL_R_R
#define CALL_L_R CALL_R_R
#define CALL_LL_R CALL_R_R
#define CALL_B_R CALL_R_R
#define CALL_I_RR CALL_R_RR
#define CALL_B_RR CALL_R_RR
#define FUNCTION(row, called, signature, ...) \
  if (name == #row) return static_cast<T>(CALL_##signature(called));
#include "rules/math.def"
  throw std::logic_error("no such row: " + name);
}

template <class T> using Values = std::map<const Variable*, T>;

template <class T> T literalValue(const std::string& text) {
  return static_cast<T>(std::strtold(text.c_str(), nullptr));
}

template <class T> T evaluate(const ExpressionPtr& e, const Values<T>& values) {
  if (e->kind == ExpressionKind::Constant) return literalValue<T>(e->text);
  if (e->kind == ExpressionKind::Read) return values.at(e->place.root);
  const auto operand = [&](unsigned i) { return evaluate(e->operands[i], values); };
  switch (e->operation) {
  case OperationKind::Negate: return -operand(0);
  case OperationKind::Add: return operand(0) + operand(1);
  case OperationKind::Subtract: return operand(0) - operand(1);
  case OperationKind::Multiply: return operand(0) * operand(1);
  case OperationKind::Divide: return operand(0) / operand(1);
  case OperationKind::Less: return operand(0) < operand(1);
  case OperationKind::Greater: return operand(0) > operand(1);
  case OperationKind::Equal: return operand(0) == operand(1);
  case OperationKind::Select: return operand(0) != 0 ? operand(1) : operand(2);
  case OperationKind::StrongMultiply: return operand(0) == 0 ? T(0) : operand(0) * operand(1);
  case OperationKind::Math: {
    std::vector<T> arguments;
    for (const ExpressionPtr& o : e->operands) arguments.push_back(evaluate(o, values));
    return callMath(e->function, arguments);
  }
  default: throw std::logic_error("operation not used in math.def");
  }
}

// The derivative of an expression with respect to a variable; null = zero.
class Differentiator {
public:
  Differentiator(const Variable* variable, const retrograd::ir::Type* type, retrograd::ir::TypeTable& types)
      : variable_(variable), type_(type), types_(types) {}

  ExpressionPtr operator()(const ExpressionPtr& e) const {
    if (e->kind == ExpressionKind::Constant || !e->type->isFloat()) return nullptr;
    if (e->kind == ExpressionKind::Read)
      return e->place.root == variable_ ? retrograd::ir::constant("1.0", type_) : nullptr;
    const auto& o = e->operands;
    switch (e->operation) {
    case OperationKind::Negate: return times(retrograd::ir::constant("-1.0", type_), (*this)(o[0]));
    case OperationKind::Add: return plus((*this)(o[0]), (*this)(o[1]));
    case OperationKind::Subtract:
      return plus((*this)(o[0]), times(retrograd::ir::constant("-1.0", type_), (*this)(o[1])));
    case OperationKind::Multiply:
    case OperationKind::StrongMultiply: return plus(times(o[1], (*this)(o[0])), times(o[0], (*this)(o[1])));
    case OperationKind::Divide:
      return plus(quotient((*this)(o[0]), o[1]),
                  times(retrograd::ir::constant("-1.0", type_), quotient(times(e, (*this)(o[1])), o[1])));
    case OperationKind::Select: return select(o[0], (*this)(o[1]), (*this)(o[2]));
    case OperationKind::Math: return throughRow(e);
    default: throw std::logic_error("operation not used in math.def");
    }
  }

private:
  ExpressionPtr plus(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return !a ? b : !b ? a : retrograd::ir::operation(OperationKind::Add, type_, {a, b});
  }
  ExpressionPtr times(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return !a || !b ? nullptr : retrograd::ir::operation(OperationKind::Multiply, type_, {a, b});
  }
  ExpressionPtr quotient(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return !a ? nullptr : retrograd::ir::operation(OperationKind::Divide, type_, {a, b});
  }
  ExpressionPtr select(const ExpressionPtr& condition, const ExpressionPtr& a, const ExpressionPtr& b) const {
    if (!a && !b) return nullptr;
    const ExpressionPtr zero = retrograd::ir::constant("0.0", type_);
    return retrograd::ir::operation(OperationKind::Select, type_, {condition, a ? a : zero, b ? b : zero});
  }
  ExpressionPtr throughRow(const ExpressionPtr& e) const {
    const retrograd::rules::MathFunction& row = *retrograd::rules::findMath(e->function);
    ExpressionPtr sum;
    for (unsigned i = 0; i < row.arity; ++i)
      if (const ExpressionPtr inner = (*this)(e->operands[i]))
        sum = plus(sum, times(retrograd::rules::partial(row, i, e->operands, e, type_, types_), inner));
    return sum;
  }

  const Variable* variable_;
  const retrograd::ir::Type* type_;
  retrograd::ir::TypeTable& types_;
};

}  // namespace math_test

#include "evaluate.h"

#include <algorithm>
#include <cmath>

namespace retrograd::fuzz {

using namespace ir;

long double rounded(long double value, const Type* type) {
  return type->bits == 32 ? static_cast<float>(value) : type->bits == 64 ? static_cast<double>(value) : value;
}

namespace {
std::int64_t wrapped(std::int64_t value, const Type* type) {
  if (type->kind == TypeKind::Bool) return value != 0;
  if (type->bits == 32)
    return type->isSigned ? std::int64_t{static_cast<std::int32_t>(value)}
                          : std::int64_t{static_cast<std::uint32_t>(value)};
  return value;
}

// Computed in the type's own precision: rounding a long double result would round twice.
long double inPrecision(OperationKind kind, const Type* type, long double x, long double y) {
  auto compute = [kind](auto a, auto b) -> decltype(a) {
    switch (kind) {
    case OperationKind::Add: return a + b;
    case OperationKind::Subtract: return a - b;
    case OperationKind::Divide: return a / b;
    default: return a * b;
    }
  };
  if (type->bits == 32) return compute(static_cast<float>(x), static_cast<float>(y));
  if (type->bits == 64) return compute(static_cast<double>(x), static_cast<double>(y));
  return compute(x, y);
}

Partials partialsOf(OperationKind kind, long double x, long double y) {
  switch (kind) {
  case OperationKind::Add: return {1, 1, 0, 0, 0};
  case OperationKind::Subtract: return {1, -1, 0, 0, 0};
  case OperationKind::Divide: return {1 / y, -x / (y * y), 0, -1 / (y * y), 2 * x / (y * y * y)};
  default: return {y, x, 0, 1, 0};
  }
}

template <class T> bool compare(OperationKind kind, const T& x, const T& y) {
  switch (kind) {
  case OperationKind::Less: return x < y;
  case OperationKind::LessEqual: return x <= y;
  case OperationKind::Greater: return x > y;
  case OperationKind::GreaterEqual: return x >= y;
  case OperationKind::Equal: return x == y;
  default: return x != y;
  }
}

bool isComparison(OperationKind kind) { return kind >= OperationKind::Less && kind <= OperationKind::NotEqual; }

std::int64_t integerOperation(OperationKind kind, std::int64_t x, std::int64_t y) {
  const bool divides = kind == OperationKind::Divide || kind == OperationKind::Remainder;
  if (divides && y == 0) throw EvaluationError("division by zero");
  switch (kind) {
  case OperationKind::Add: return x + y;
  case OperationKind::Subtract: return x - y;
  case OperationKind::Multiply: return x * y;
  case OperationKind::Divide: return x / y;
  case OperationKind::Remainder: return x % y;
  case OperationKind::BitAnd: return x & y;
  case OperationKind::BitOr: return x | y;
  case OperationKind::BitXor: return x ^ y;
  case OperationKind::ShiftLeft: return x << (y & 31);
  case OperationKind::ShiftRight: return x >> (y & 31);
  default: throw EvaluationError("unknown operation on integers");
  }
}
}  // namespace

Cell Evaluator::counted(const Hyperdual& number) {
  for (const long double part : {number.value, number.a, number.b, number.ab}) {
    const long double size = std::fabs(part);
    if (!(size <= largest_) && !std::isnan(largest_)) largest_ = size;  // NaN stays
  }
  return Cell::real(number);
}

Cell Evaluator::evaluate(const Expression& e, Frame& frame) {
  switch (e.kind) {
  case ExpressionKind::Constant: return literalCell(e.text, e.type);
  case ExpressionKind::Read: {
    const Cell cell = at(locate(e.place, frame));
    if (cell.kind == Cell::None) throw EvaluationError("read before it has a value");
    return cell;
  }
  case ExpressionKind::AddressOf: {
    const Address address = locate(e.place, frame);
    return Cell::pointer(address.object, address.offset);
  }
  default: return operate(e, frame);
  }
}

Cell Evaluator::operate(const Expression& e, Frame& frame) {
  auto operand = [&](std::size_t i) { return evaluate(*e.operands[i], frame); };
  switch (e.operation) {
  case OperationKind::Math: return math(e, frame);
  case OperationKind::Select: return operand(operand(0).integer ? 1 : 2);
  case OperationKind::LogicalAnd: return Cell::whole(operand(0).integer && operand(1).integer);
  case OperationKind::LogicalOr: return Cell::whole(operand(0).integer || operand(1).integer);
  case OperationKind::LogicalNot: return Cell::whole(!operand(0).integer);
  case OperationKind::BitNot: return Cell::whole(wrapped(~operand(0).integer, e.type));
  case OperationKind::Negate: {
    const Cell x = operand(0);
    if (x.kind == Cell::Real) return Cell::real({-x.number.value, -x.number.a, -x.number.b, -x.number.ab});
    return Cell::whole(wrapped(-x.integer, e.type));
  }
  case OperationKind::Cast: return cast(e, operand(0));
  default: {
    const Cell x = operand(0), y = operand(1);
    return arithmetic(e, x, y);
  }
  }
}

Cell Evaluator::arithmetic(const Expression& e, const Cell& x, const Cell& y) {
  if (x.kind == Cell::Pointer) {
    if (e.operation == OperationKind::PointerDifference || isComparison(e.operation)) {
      const std::int64_t size = isComparison(e.operation) ? 1 : cellCount(e.operands[0]->type->element);
      if (isComparison(e.operation) && x.object != y.object) return Cell::whole(e.operation == OperationKind::NotEqual);
      return Cell::whole(isComparison(e.operation) ? compare(e.operation, x.integer, y.integer)
                                                   : (x.integer - y.integer) / size);
    }
    return Cell::pointer(x.object, x.integer + y.integer * static_cast<std::int64_t>(cellCount(e.type->element)));
  }
  if (x.kind == Cell::Real) {
    const long double a = x.number.value, b = y.number.value;
    if (isComparison(e.operation)) return Cell::whole(compare(e.operation, a, b));
    return counted(chain(x.number, y.number, inPrecision(e.operation, e.type, a, b), partialsOf(e.operation, a, b)));
  }
  if (isComparison(e.operation)) return Cell::whole(compare(e.operation, x.integer, y.integer));
  return Cell::whole(wrapped(integerOperation(e.operation, x.integer, y.integer), e.type));
}

Cell Evaluator::cast(const Expression& e, const Cell& x) {
  if (e.type->isPointer()) return x;
  if (e.type->kind == TypeKind::Bool)
    return Cell::whole(x.kind == Cell::Real      ? x.number.value != 0
                       : x.kind == Cell::Pointer ? x.object != 0
                                                 : x.integer != 0);
  if (e.type->isFloat()) {
    if (x.kind == Cell::Integer) return counted({rounded(x.integer, e.type), 0, 0, 0});
    return Cell::real({rounded(x.number.value, e.type), x.number.a, x.number.b, x.number.ab});
  }
  if (x.kind != Cell::Real) return Cell::whole(wrapped(x.integer, e.type));
  if (!(std::fabs(x.number.value) < 2e9L)) throw EvaluationError("a cast to an integer that can't hold it");
  return Cell::whole(static_cast<std::int64_t>(x.number.value));
}

Cell Evaluator::math(const Expression& e, Frame& frame) {
  std::vector<Hyperdual> arguments;
  for (const ExpressionPtr& operand : e.operands) arguments.push_back(evaluate(*operand, frame).number);
  return counted(mathOf(e.function, e.type, arguments));
}

Cell literalCell(const std::string& text, const Type* type) {
  if (text == "true" || text == "false") return Cell::whole(text == "true");
  if (type->isPointer()) return Cell::pointer(0);
  const bool isBinary = text.size() > 2 && text[1] == 'b';
  if (!type->isFloat()) return Cell::whole(std::strtoll(text.c_str() + (isBinary ? 2 : 0), nullptr, isBinary ? 2 : 0));
  const bool single = text.back() == 'f', extended = text.back() == 'L';
  const long double value = single     ? std::strtof(text.c_str(), nullptr)
                            : extended ? std::strtold(text.c_str(), nullptr)
                                       : std::strtod(text.c_str(), nullptr);
  return Cell::real({rounded(value, type), 0, 0, 0});
}

// ---- Functions of <cmath> ----------------------------------------------------------------------------------------

namespace {
struct Derivatives {
  long double first, second;
};

Derivatives derivativesOf(const std::string& name, long double x) {
  const long double e = std::exp(x), s = std::sin(x), c = std::cos(x), t = std::tanh(x), q = 1 + x * x;
  if (name == "sin") return {c, -s};
  if (name == "cos") return {-s, -c};
  if (name == "exp") return {e, e};
  if (name == "tanh") return {1 - t * t, -2 * t * (1 - t * t)};
  if (name == "atan") return {1 / q, -2 * x / (q * q)};
  if (name == "asinh") return {1 / std::sqrt(q), -x / (q * std::sqrt(q))};
  if (name == "sinh") return {std::cosh(x), std::sinh(x)};
  if (name == "cosh") return {std::sinh(x), std::cosh(x)};
  if (name == "log") return {1 / x, -1 / (x * x)};
  if (name == "sqrt") return {0.5L / std::sqrt(x), -0.25L / (x * std::sqrt(x))};
  if (name == "cbrt") return {std::cbrt(x) / (3 * x), -2 * std::cbrt(x) / (9 * x * x)};
  if (name == "erf") {
    const long double first = 1.128379167095512573896158903121545172L * std::exp(-x * x);
    return {first, -2 * x * first};
  }
  if (name == "fabs") return {x > 0 ? 1.0L : x < 0 ? -1.0L : 0.0L, 0};
  if (name == "floor") return {0, 0};
  throw EvaluationError("unknown function " + name);
}

template <class T> long double valueOf(const std::string& name, T x) {
  if (name == "sin") return std::sin(x);
  if (name == "cos") return std::cos(x);
  if (name == "exp") return std::exp(x);
  if (name == "tanh") return std::tanh(x);
  if (name == "atan") return std::atan(x);
  if (name == "asinh") return std::asinh(x);
  if (name == "sinh") return std::sinh(x);
  if (name == "cosh") return std::cosh(x);
  if (name == "log") return std::log(x);
  if (name == "sqrt") return std::sqrt(x);
  if (name == "cbrt") return std::cbrt(x);
  if (name == "erf") return std::erf(x);
  if (name == "fabs") return std::fabs(x);
  if (name == "floor") return std::floor(x);
  throw EvaluationError("unknown function " + name);
}

Partials partialsOf(const std::string& name, long double x, long double y) {
  if (name == "fmax") return x < y ? Partials{0, 1, 0, 0, 0} : Partials{1, 0, 0, 0, 0};
  if (name == "fmin") return y < x ? Partials{0, 1, 0, 0, 0} : Partials{1, 0, 0, 0, 0};
  const long double q = x * x + y * y, h = std::sqrt(q);
  if (name == "hypot") return {x / h, y / h, y * y / (q * h), -x * y / (q * h), x * x / (q * h)};
  if (name == "atan2") return {y / q, -x / q, -2 * x * y / (q * q), (x * x - y * y) / (q * q), 2 * x * y / (q * q)};
  if (name == "pow") {
    const long double p = std::pow(x, y), l = std::log(x);
    return {y * p / x, p * l, y * (y - 1) * p / (x * x), p / x * (1 + y * l), p * l * l};
  }
  throw EvaluationError("unknown function " + name);
}

template <class T> long double valueOf(const std::string& name, T x, T y) {
  if (name == "fmax") return std::fmax(x, y);
  if (name == "fmin") return std::fmin(x, y);
  if (name == "hypot") return std::hypot(x, y);
  if (name == "atan2") return std::atan2(x, y);
  if (name == "pow") return std::pow(x, y);
  throw EvaluationError("unknown function " + name);
}

template <class T> Hyperdual mathIn(const std::string& name, const std::vector<Hyperdual>& v) {
  const T x = static_cast<T>(v[0].value);
  if (v.size() == 1) {
    const Derivatives d = derivativesOf(name, x);
    return chain(v[0], valueOf<T>(name, x), d.first, d.second);
  }
  const T y = static_cast<T>(v[1].value);
  if (v.size() == 2) return chain(v[0], v[1], valueOf<T>(name, x, y), partialsOf(name, x, y));
  if (name != "fma") throw EvaluationError("unknown function " + name);
  const T z = static_cast<T>(v[2].value);
  const Hyperdual product = chain(v[0], v[1], 0, {y, x, 0, 1, 0});
  return {std::fma(x, y, z), product.a + v[2].a, product.b + v[2].b, product.ab + v[2].ab};
}
}  // namespace

Hyperdual mathOf(const std::string& name, const Type* type, const std::vector<Hyperdual>& arguments) {
  if (type->bits == 32) return mathIn<float>(name, arguments);
  if (type->bits == 64) return mathIn<double>(name, arguments);
  return mathIn<long double>(name, arguments);
}

}  // namespace retrograd::fuzz

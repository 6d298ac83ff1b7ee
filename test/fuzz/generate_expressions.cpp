// Expressions of the generator: numbers stay moderate, away from singularities.
#include "generate.h"
#include "ir/build.h"

#include <cstdio>

namespace retrograd::fuzz {

using namespace ir;

ExpressionPtr FunctionGenerator::number(const Type* type, double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return constant(text + std::string(type->bits == 32 ? "f" : type->bits == 64 ? "" : "L"), type);
}

ExpressionPtr FunctionGenerator::whole(int value) { return constant(std::to_string(value), types_.intType()); }

ExpressionPtr FunctionGenerator::product(const ExpressionPtr& a, const ExpressionPtr& b) {
  return operation(OperationKind::Multiply, a->type, {a, b});
}

ExpressionPtr FunctionGenerator::sum(const ExpressionPtr& a, const ExpressionPtr& b) {
  return operation(chance(70) ? OperationKind::Add : OperationKind::Subtract, a->type, {a, b});
}

ExpressionPtr FunctionGenerator::leaf(const Type* type) {
  if (chance(85))
    if (auto found = findPlace(type, false)) return read(*found);
  if (chance(30) && programs_.has(Feature::Integers))
    return product(number(type, 0.25), operation(OperationKind::Cast, type, {integer(1)}));
  for (const Type* other : {types_.doubleType(), types_.floatType(), types_.longDoubleType()})
    if (other != type && chance(50))
      if (auto found = findPlace(other, false)) return operation(OperationKind::Cast, type, {read(*found)});
  return number(type, random_.real(-1.5, 1.5));
}

// A value that carries no derivative: what is passed to a parameter marked passive.
ExpressionPtr FunctionGenerator::passive(const Type* type) {
  for (const Known& known : known_)
    if (known.variable->markedPassive && known.variable->type == type && chance(60)) return read(known.variable);
  return number(type, random_.real(-1.5, 1.5));
}

// What the untaken alternative would give is not defined, or infinite.
ExpressionPtr FunctionGenerator::guarded(const Type* type, unsigned depth) {
  const ExpressionPtr x = leaf(type), y = expression(type, depth), zero = number(type, 0);
  auto unless = [&](const ExpressionPtr& bound, const ExpressionPtr& value) {
    const ExpressionPtr condition = operation(OperationKind::Greater, types_.boolType(), {x, bound});
    return operation(OperationKind::Select, type, {condition, value, y});
  };
  switch (random_.below(4)) {
  case 0: return unless(zero, math("sqrt", type, {x}));
  case 1: return unless(number(type, 0.25), math("log", type, {x}));
  case 2: return unless(zero, operation(OperationKind::Divide, type, {product(x, x), x}));
  default: return unless(number(type, 0.25), operation(OperationKind::Divide, type, {y, x}));
  }
}

ExpressionPtr FunctionGenerator::quotient(const Type* type, unsigned depth) {
  if (programs_.has(Feature::Guards) && chance(40)) return guarded(type, depth);
  const ExpressionPtr x = expression(type, depth);
  ExpressionPtr divisor = sum(number(type, 1.5), number(type, 0.25));
  if (chance(50))
    divisor = operation(OperationKind::Add, type, {number(type, 1.25), product(x, x)});
  else
    divisor = operation(OperationKind::Add, type, {number(type, 2.0), math("sin", type, {x})});
  return operation(OperationKind::Divide, type, {expression(type, depth), divisor});
}

ExpressionPtr FunctionGenerator::mathCall(const Type* type, unsigned depth) {
  static const char* const simple[] = {"sin", "cos", "tanh", "atan", "asinh", "erf", "fabs", "sin", "cos"};
  static const char* const pairs[] = {"fmax", "fmin"};
  auto positive = [&] {
    const ExpressionPtr x = expression(type, depth);
    return operation(OperationKind::Add, type, {number(type, 0.75), product(x, x)});
  };
  switch (random_.below(10)) {
  case 0: return math("sqrt", type, {positive()});
  case 1: return math("log", type, {positive()});
  case 2: return math("exp", type, {math("sin", type, {expression(type, depth)})});
  case 3: return math(pairs[random_.below(2)], type, {expression(type, depth), expression(type, depth)});
  case 4: {
    const ExpressionPtr y = math("sin", type, {expression(type, depth)});
    return math("pow", type, {positive(), chance(50) ? y : number(type, 1.5)});
  }
  case 5: return math(chance(50) ? "hypot" : "atan2", type, {expression(type, depth), positive()});
  case 6:
    if (chance(40)) return math("fma", type, {leaf(type), expression(type, depth), leaf(type)});
    if (chance(40)) return math("cbrt", type, {positive()});
    [[fallthrough]];
  default: return math(simple[random_.below(9)], type, {expression(type, depth)});
  }
}

ExpressionPtr FunctionGenerator::expression(const Type* type, unsigned depth) {
  if (depth == 0 || chance(15)) return leaf(type);
  --depth;
  switch (random_.below(12)) {
  case 0:
  case 1: return operation(OperationKind::Add, type, {expression(type, depth), expression(type, depth)});
  case 2: return operation(OperationKind::Subtract, type, {expression(type, depth), expression(type, depth)});
  case 3:
  case 4:
  case 5: return product(expression(type, depth), expression(type, depth));
  case 6: return operation(OperationKind::Negate, type, {expression(type, depth)});
  case 7: return quotient(type, depth);
  case 8:
    if (programs_.has(Feature::Selects))
      return operation(OperationKind::Select, type, {condition(1), expression(type, depth), expression(type, depth)});
    [[fallthrough]];
  case 9:
  case 10: return mathCall(type, depth);
  default: return product(number(type, random_.real(-1.2, 1.2)), expression(type, depth));
  }
}

// What is stored again and again must not grow.
ExpressionPtr FunctionGenerator::bounded(const Type* type, unsigned depth) {
  const ExpressionPtr e = expression(type, depth);
  const unsigned choice = random_.below(loops_ ? 4 : 8);
  if (choice == 0) return math("sin", type, {e});
  if (choice == 1) return math("tanh", type, {e});
  if (choice == 2) return product(number(type, 0.5), e);
  return e;
}

ExpressionPtr FunctionGenerator::condition(unsigned depth) {
  static const OperationKind relations[] = {OperationKind::Less, OperationKind::Greater, OperationKind::LessEqual,
                                            OperationKind::GreaterEqual};
  const Type* boolean = types_.boolType();
  const unsigned choice = random_.below(10);
  if (depth > 0 && choice == 0)
    return operation(chance(50) ? OperationKind::LogicalAnd : OperationKind::LogicalOr, boolean,
                     {condition(depth - 1), condition(depth - 1)});
  if (depth > 0 && choice == 1) return operation(OperationKind::LogicalNot, boolean, {condition(depth - 1)});
  if (choice < 4 && programs_.has(Feature::Integers)) {
    if (chance(40))
      return operation(OperationKind::Equal, boolean,
                       {operation(OperationKind::BitAnd, types_.intType(), {integer(1), whole(1)}), whole(0)});
    return operation(relations[random_.below(4)], boolean, {integer(1), whole(random_.between(0, 3))});
  }
  if (choice == 4)
    for (const Known& known : known_)
      if (known.variable->type == boolean && chance(60)) return read(known.variable);
  const Type* type = real();
  const ExpressionPtr bound = chance(60) ? number(type, random_.real(-1, 1)) : leaf(type);
  return operation(relations[random_.below(4)], boolean, {expression(type, 1), bound});
}

// Any int, small and perhaps negative.
ExpressionPtr FunctionGenerator::integer(unsigned depth) {
  const Type* type = types_.intType();
  if (depth == 0 || chance(50)) {
    if (chance(75))
      if (auto found = findPlace(type, false)) return read(*found);
    return whole(random_.between(0, 4));
  }
  if (programs_.has(Feature::PassiveUse) && chance(10))
    return operation(
        OperationKind::Cast, type,
        {product(number(types_.doubleType(), 3), math("sin", types_.doubleType(), {leaf(types_.doubleType())}))});
  static const OperationKind operations[] = {OperationKind::Add, OperationKind::Subtract, OperationKind::BitXor};
  if (chance(30)) return operation(OperationKind::Remainder, type, {integer(depth - 1), whole(random_.between(2, 5))});
  if (chance(20))
    return operation(
        OperationKind::Multiply, type,
        {whole(random_.between(2, 3)), operation(OperationKind::BitAnd, type, {integer(depth - 1), whole(3)})});
  return operation(operations[random_.below(3)], type, {integer(depth - 1), integer(depth - 1)});
}

// A number in 0 … length - 1, of any integer type.
ExpressionPtr FunctionGenerator::index(unsigned length) {
  const Type* type = types_.intType();
  const int last = static_cast<int>(length) - 1;
  for (auto known = known_.rbegin(); known != known_.rend(); ++known) {
    if (known->variable->type->kind != TypeKind::Integer || known->low > known->high || known->low < 0 || chance(30))
      continue;
    ExpressionPtr counter = read(known->variable);
    if (counter->type != type && chance(40)) counter = operation(OperationKind::Cast, type, {counter});
    const auto literal = [&](int value) { return constant(std::to_string(value), counter->type); };
    if (known->high < last && chance(40)) return operation(OperationKind::Add, counter->type, {counter, literal(1)});
    if (known->high > last && known->high - 1 <= last && known->low >= 1)
      return operation(OperationKind::Subtract, counter->type, {counter, literal(1)});
    if (known->high > last) continue;
    if (known->low >= 1 && chance(40)) return operation(OperationKind::Subtract, counter->type, {counter, literal(1)});
    if (chance(10)) return operation(OperationKind::Subtract, counter->type, {literal(last), counter});
    return counter;
  }
  if (programs_.has(Feature::Integers) && length >= 2 && chance(50)) {
    const int mask = length >= 8 ? 7 : length >= 4 ? 3 : 1;
    return operation(OperationKind::BitAnd, type, {integer(1), whole(mask)});
  }
  return spelled(random_.between(0, last));
}

// A number as people write it: its text is not always decimal.
ExpressionPtr FunctionGenerator::spelled(int value) {
  static const char* const octal[] = {"00", "01", "02", "03", "04", "05", "06", "07"};
  static const char* const binary[] = {"0b0", "0b1", "0b10", "0b11", "0b100", "0b101", "0b110", "0b111"};
  static const char* const hexadecimal[] = {"0x0", "0X1", "0x2", "0X3", "0x4", "0X5", "0x6", "0X7"};
  if (value > 7 || chance(70)) return whole(value);
  static const char* const* const bases[] = {octal, binary, hexadecimal};
  return constant(bases[random_.below(3)][value], types_.intType());
}

}  // namespace retrograd::fuzz

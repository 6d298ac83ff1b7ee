// The derivatives of the functions of <cmath>: rows of math.def, seen as IR.
//
//   const MathFunction* tanh = findMath("tanh");
//   partial(*tanh, 0, {x}, r, double_, types)   // 1.0 - r * r
#pragma once

#include "ir/ir.h"

#include <string>
#include <string_view>
#include <vector>

namespace retrograd::rules {

// What a Math operation returns: Real is the type of its (non-integer) arguments; the others are passive.
enum class MathResult { Real, Bool, Int, Long, LongLong };

struct MathFunction {
  std::string name;        // the row's name, as in Expression::function: "sin", "hypot3", "digamma"
  std::string calledName;  // how C++ calls it: "std::sin", "std::hypot", "retrograd::digamma" (<retrograd/special.h>)
  unsigned arity = 1;
  bool integerArgument[4] = {};  // e.g. ldexp's exponent: passive, of type int (scalbln: long)
  MathResult result = MathResult::Real;
  // Some partial can be infinite or NaN at finite arguments (sqrt at 0, pow, acos at 1, log at 0).
  bool partialsMayBeInfinite = false;
  // The result itself can be infinite or NaN at finite arguments, not by mere overflow of arithmetic (exp, log, pow);
  // so can a partial that uses it.
  bool resultMayBeInfinite = false;
  // Exceptions: at arguments x >= 0 the result is finite (sqrt); at x > 0 the partials are too (sqrt, log).
  bool finiteFrom0 = false, tameAbove0 = false;
  // The result is never below 0 (sqrt, exp); for x >= 0 it is at least min(x, 1) (sqrt, cbrt).
  bool neverNegative = false, keepsSign = false;
  // A library call worth keeping rather than recomputing (exp, sin, pow; not fabs, fmax, floor).
  bool expensive = false;
  std::string partials;  // the row's text, for messages and documents: "y, x, 1"
};

// The row with that name, or null. Overloads by argument count have their own rows: hypot (2), hypot3 (3).
const MathFunction* findMath(std::string_view name);
const std::vector<MathFunction>& allMath();

// Does the partial with respect to argument `index` use this symbol: 'x', 'y', 'z', 'w' an argument's value, 'r' the
// result?
bool partialUses(const MathFunction& function, unsigned index, char symbol);
// Does one of the partials use the result: exp, tanh?
bool usesResult(const MathFunction& function);

// Is there a partial with respect to the argument? None where it is identically zero (floor, an integer argument).
bool hasPartial(const MathFunction& function, unsigned index);

// The partial with respect to argument `index` as an expression of the floating type `type`;
// null when identically zero (floor, an integer argument).
ir::ExpressionPtr partial(const MathFunction& function, unsigned index, const std::vector<ir::ExpressionPtr>& arguments,
                          const ir::ExpressionPtr& result, const ir::Type* type, ir::TypeTable& types);

}  // namespace retrograd::rules

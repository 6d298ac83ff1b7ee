// The functions of rules/math.def on values, one instance for each floating type.
#include "ir/interpret_compile.h"

#include <retrograd/complex.h>
#include <retrograd/special.h>

#include <cmath>
#include <string_view>

namespace retrograd::ir {

namespace {

template <class T> T realArgument(const Value& value) {
  if constexpr (std::is_same_v<T, long double>)
    return value.longReal();
  else
    return static_cast<T>(value.real());
}

#define X0 realArgument<T>(v[0])
#define X1 realArgument<T>(v[1])
#define X2 realArgument<T>(v[2])
#define X3 realArgument<T>(v[3])
#define CALL_R_R(f) f(X0)
#define CALL_R_RR(f) f(X0, X1)
#define CALL_R_RRR(f) f(X0, X1, X2)
#define CALL_R_RRRR(f) f(X0, X1, X2, X3)
#define CALL_R_RI(f) f(X0, static_cast<int>(v[1].integer()))
#define CALL_R_RL(f) f(X0, static_cast<long>(v[1].integer()))
#define CALL_R_IR(f) f(static_cast<int>(v[0].integer()), X1)
#define CALL_B_R(f) f(X0)
#define CALL_B_RR(f) f(X0, X1)
#define CALL_I_R(f) f(X0)
#define CALL_I_RR(f) f(X0, X1)
#define CALL_L_R(f) f(X0)
#define CALL_LL_R(f) f(X0)

struct Row {
  std::string_view name;
  MathEvaluate single, twofold, extended;
};

#define EVALUATE(type, called, signature)   \
  [](const Value* v) -> Value {             \
    using T = type;                         \
    return Value(CALL_##signature(called)); \
  }
#define FUNCTION(name, called, signature, ...)                                     \
  {#name, EVALUATE(float, called, signature), EVALUATE(double, called, signature), \
   EVALUATE(long double, called, signature)},

const Row rows[] = {
#include "rules/math.def"
};

}  // namespace

MathEvaluate findMathEvaluate(const std::string& name, unsigned bits) {
  static const std::map<std::string_view, const Row*> byName = [] {
    std::map<std::string_view, const Row*> result;
    for (const Row& row : rows) result[row.name] = &row;
    return result;
  }();
  const auto it = byName.find(name);
  if (it == byName.end()) return nullptr;
  return bits == 32 ? it->second->single : bits == 64 ? it->second->twofold : it->second->extended;
}

}  // namespace retrograd::ir

// Every row of rules/math.def, over its ranges and at its kinks, in float, double and long double, against
// derivatives that know nothing of the rows: extrapolated differences and complex steps in long double.
#include "math_evaluator.h"

#include <gtest/gtest.h>

#include <complex>
#include <functional>
#include <random>
#include <set>

namespace math_test {
namespace {

using namespace retrograd;
using rules::MathFunction;

struct Interval {
  double from, to;
};
struct Range {
  std::string name;
  std::vector<Interval> arguments;
};
void PrintTo(const Range& range, std::ostream* out) { *out << range.name; }
struct Kink {
  std::string name;
  std::vector<double> arguments, partials;
};

const std::vector<Range> ranges = {
#define RANGE(name, ...) {#name, {__VA_ARGS__}},
#include "rules/math.def"
};

#define LIST(...) {__VA_ARGS__}
const std::vector<Kink> kinks = {
#define KINK(name, arguments, partials) {#name, LIST arguments, LIST partials},
#include "rules/math.def"
};

template <class T> const ir::Type* typeOf(ir::TypeTable& types) {
  return std::is_same_v<T, float>    ? types.floatType()
         : std::is_same_v<T, double> ? types.doubleType()
                                     : types.longDoubleType();
}

// A row over variables x, y, z of one floating type, with its partials as expressions.
template <class T> struct Subject {
  explicit Subject(const std::string& name) : row(*rules::findMath(name)), type(typeOf<T>(types)) {
    std::vector<ExpressionPtr> arguments;
    for (unsigned i = 0; i < row.arity; ++i) {
      variables[i].type = row.integerArgument[i] ? types.intType() : type;
      arguments.push_back(ir::read(&variables[i]));
    }
    value = ir::math(row.name, type, arguments);
    for (unsigned i = 0; i < row.arity; ++i) partials.push_back(rules::partial(row, i, arguments, value, type, types));
  }
  Values<T> bind(const std::vector<T>& point) const {
    Values<T> values;
    for (unsigned i = 0; i < row.arity; ++i) values[&variables[i]] = point[i];
    return values;
  }
  T partialAt(unsigned i, const std::vector<T>& point) const {
    return partials[i] ? evaluate(partials[i], bind(point)) : T(0);
  }

  ir::TypeTable types;
  const MathFunction& row;
  const ir::Type* type;
  Variable variables[4];
  ExpressionPtr value;
  std::vector<ExpressionPtr> partials;
};

// Differences over halving steps, extrapolated (Richardson); of several first steps, the one whose last three
// extrapolations agree best.
long double difference(const std::function<long double(long double)>& f, long double x) {
  constexpr int rows = 10;
  long double best = 0, bestError = INFINITY;
  for (long double step = std::fmax(std::fabs(x), 0.01L) * 0.1L; step > 1e-6L; step /= 6) {
    long double table[rows][rows], h = step;
    for (int i = 0; i < rows; ++i, h /= 2) {
      const long double right = x + h, left = x - h, above = f(right), below = f(left);
      table[i][0] = (above - below) / (right - left);
      long double power = 1;
      for (int j = 1; j <= i; ++j) {
        power *= 4;
        table[i][j] = (table[i][j - 1] * power - table[i - 1][j - 1]) / (power - 1);
      }
      if (i < 3) continue;
      const long double rounding = (std::fabs(above) + std::fabs(below)) * 1e-19L / h;
      const long double error = std::fabs(table[i][i] - table[i - 1][i - 1]) +
                                std::fabs(table[i - 1][i - 1] - table[i - 2][i - 2]) / 16 + rounding;
      if (error < bestError) bestError = error, best = table[i][i];
    }
  }
  return best;
}

// Points of a range: a grid that includes the corners, then random ones. Integer arguments take integers.
template <class T>
std::vector<std::vector<T>> samples(const MathFunction& row, const Range& range, int perSide, int random) {
  const auto round = [&](unsigned i, double v) { return static_cast<T>(row.integerArgument[i] ? std::round(v) : v); };
  std::vector<std::vector<T>> points(1);
  for (unsigned i = 0; i < row.arity; ++i) {
    std::vector<std::vector<T>> longer;
    for (const std::vector<T>& point : points)
      for (int k = 0; k < perSide; ++k) {
        longer.push_back(point);
        const Interval& side = range.arguments[i];
        longer.back().push_back(round(i, side.from + (side.to - side.from) * k / (perSide - 1)));
      }
    points = std::move(longer);
  }
  std::mt19937 generator(20240601);
  for (int k = 0; k < random; ++k) {
    std::vector<T>& point = points.emplace_back();
    for (unsigned i = 0; i < row.arity; ++i)
      point.push_back(
          round(i, std::uniform_real_distribution<>(range.arguments[i].from, range.arguments[i].to)(generator)));
  }
  return points;
}

long double valueAt(const std::string& name, std::vector<long double> point, unsigned i, long double x) {
  point[i] = x;
  return callMath(name, point);
}

std::string show(const std::string& name, const std::vector<long double>& point, unsigned i) {
  std::string text = "partial " + std::to_string(i) + " of " + name + "(";
  for (const long double v : point) text += (text.back() == '(' ? "" : ", ") + std::to_string(v);
  return text + ")";
}

template <class T> void checkRange(const Range& range) {
  const Subject<T> subject(range.name);
  // Differences in long double are good to about 1e-15, long double's own partials better than that.
  const long double tolerance = std::fmax(40 * static_cast<long double>(std::numeric_limits<T>::epsilon()), 1e-14L);
  const int perSide = subject.row.arity == 1 ? 101 : subject.row.arity == 2 ? 11 : 5;
  for (const std::vector<T>& point : samples<T>(subject.row, range, perSide, 60)) {
    const std::vector<long double> precise(point.begin(), point.end());
    for (unsigned i = 0; i < subject.row.arity; ++i) {
      if (subject.row.integerArgument[i]) continue;
      const long double want =
          difference([&](long double x) { return valueAt(range.name, precise, i, x); }, precise[i]);
      const long double got = subject.partialAt(i, point);
      ASSERT_NEAR(got, want, tolerance * (std::fabs(want) + 0.3L)) << show(range.name, precise, i);
    }
  }
}

class MathRange : public testing::TestWithParam<Range> {};
TEST_P(MathRange, PartialsInFloat) { checkRange<float>(GetParam()); }
TEST_P(MathRange, PartialsInDouble) { checkRange<double>(GetParam()); }
TEST_P(MathRange, PartialsInLongDouble) { checkRange<long double>(GetParam()); }

// Partials of partials, through the rows of the functions that they call.
TEST_P(MathRange, SecondDerivatives) {
  const Range& range = GetParam();
  Subject<long double> subject(range.name);
  for (unsigned i = 0; i < subject.row.arity; ++i) {
    if (!subject.partials[i]) continue;
    for (unsigned j = 0; j < subject.row.arity; ++j) {
      if (subject.row.integerArgument[j]) continue;
      const ExpressionPtr second =
          Differentiator(&subject.variables[j], subject.type, subject.types)(subject.partials[i]);
      for (const auto& point : samples<long double>(subject.row, range, 5, 20)) {
        const long double want = difference(
            [&](long double x) {
              std::vector<long double> moved = point;
              moved[j] = x;
              return subject.partialAt(i, moved);
            },
            point[j]);
        const long double got = second ? evaluate(second, subject.bind(point)) : 0;
        ASSERT_NEAR(got, want, 1e-11L * (std::fabs(want) + 1)) << show(range.name, point, i) << " by argument " << j;
      }
    }
  }
}

std::string nameOfRange(const testing::TestParamInfo<Range>& info) {
  return info.param.name + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Rows, MathRange, testing::ValuesIn(ranges), nameOfRange);

// Where std::complex has the function, Im f(x + ih) / h is exact to the last digits.
TEST(MathRules, ComplexStep) {
  using Complex = std::complex<long double>;
  const std::map<std::string, std::function<Complex(Complex)>> functions = {
#define COMPLEX(name) {#name, [](Complex x) { return std::name(x); }}
      COMPLEX(sin),   COMPLEX(cos),   COMPLEX(tan),  COMPLEX(sinh), COMPLEX(cosh),
      COMPLEX(tanh),  COMPLEX(exp),   COMPLEX(log),  COMPLEX(sqrt), COMPLEX(asinh),
      COMPLEX(acosh), COMPLEX(atanh), COMPLEX(atan), COMPLEX(asin), COMPLEX(acos),
#undef COMPLEX
  };
  const long double h = 1e-40L;
  unsigned checked = 0;
  for (const Range& range : ranges) {
    const auto function = functions.find(range.name);
    if (function == functions.end()) continue;
    const Subject<long double> subject(range.name);
    for (const auto& point : samples<long double>(subject.row, range, 101, 100)) {
      const long double want = function->second({point[0], h}).imag() / h;
      const long double got = subject.partialAt(0, point);
      ASSERT_NEAR(got, want, 2e-18L * (std::fabs(want) + 1)) << show(range.name, point, 0);
    }
    ++checked;
  }
  EXPECT_GE(checked, functions.size());
}

template <class T> void checkKink(const Kink& kink) {
  const Subject<T> subject(kink.name);
  const std::vector<T> point(kink.arguments.begin(), kink.arguments.end());
  for (unsigned i = 0; i < subject.row.arity; ++i) {
    const T got = subject.partialAt(i, point), want = static_cast<T>(kink.partials[i]);
    if (std::isnan(want)) {
      EXPECT_TRUE(std::isnan(got)) << kink.name << " " << i << ": " << got;
    } else if (want == std::trunc(want)) {
      EXPECT_EQ(got, want) << kink.name << " " << i;
    } else {
      EXPECT_NEAR(got, want, 2e-16 + std::numeric_limits<T>::epsilon()) << kink.name << " " << i;
    }
  }
}

TEST(MathRules, KinksHaveTheirStatedValues) {
  for (const Kink& kink : kinks) {
    checkKink<float>(kink);
    checkKink<double>(kink);
    checkKink<long double>(kink);
  }
}

// The derivative keeps its digits where squares would overflow or vanish.
TEST(MathRules, ExtremeArguments) {
  EXPECT_NEAR(Subject<double>("atan2").partialAt(0, {1e-200, 2e-200}) * 1e-200, 0.4, 1e-15);
  EXPECT_NEAR(Subject<double>("atan2").partialAt(1, {1e200, 2e200}) * 1e200, -0.2, 1e-15);
  EXPECT_NEAR(Subject<float>("atan2").partialAt(0, {1e-21f, 2e-21f}) * 1e-21f, 0.4, 1e-6);
  EXPECT_NEAR(Subject<double>("asinh").partialAt(0, {1e200}) * 1e200, 1, 1e-15);
  EXPECT_NEAR(Subject<double>("acosh").partialAt(0, {1e200}) * 1e200, 1, 1e-15);
  EXPECT_NEAR(Subject<double>("expm1").partialAt(0, {-40}) / std::exp(-40.0), 1, 1e-15);
  EXPECT_NEAR(Subject<double>("asin").partialAt(0, {1 - 0x1p-50}) * 0x1p-25 * std::sqrt(2.0), 1, 1e-14);
  EXPECT_NEAR(Subject<double>("pow").partialAt(0, {1e-200, 2}) / 2e-200, 1, 1e-15);
  EXPECT_EQ(Subject<double>("fmod").partialAt(1, {0.5, 0.1}), -4);  // 0.5 / 0.1 rounds up to 5
}

TEST(MathRules, EveryRowWithARealResultIsTested) {
  std::set<std::string> tested;
  for (const Range& range : ranges) {
    tested.insert(range.name);
    ASSERT_NE(rules::findMath(range.name), nullptr) << range.name;
    EXPECT_EQ(range.arguments.size(), rules::findMath(range.name)->arity) << range.name;
  }
  for (const Kink& kink : kinks) {
    tested.insert(kink.name);
    ASSERT_NE(rules::findMath(kink.name), nullptr) << kink.name;
    EXPECT_EQ(kink.arguments.size(), rules::findMath(kink.name)->arity) << kink.name;
    EXPECT_EQ(kink.partials.size(), kink.arguments.size()) << kink.name;
  }
  for (const MathFunction& row : rules::allMath())
    EXPECT_EQ(row.result == rules::MathResult::Real, tested.count(row.name) == 1) << row.name;
}

// A row that is not Singular and whose value is finite has finite partials, at the places where others don't.
TEST(MathRules, FlagsNameTheRowsWithInfinitePartials) {
  const std::vector<double> points = {0, 1, -1, 2, -2, 0.5, -0.5, 1e-320, -1e-320, 700, -700};
  for (const MathFunction& row : rules::allMath()) {
    if (row.result != rules::MathResult::Real) continue;
    const Subject<double> subject(row.name);
    for (const double x : points)
      for (const double y : row.arity > 1 ? points : std::vector<double>{0})
        for (const double z : row.arity > 2 ? points : std::vector<double>{0}) {
          std::vector<double> point{x, y, z};
          point.resize(row.arity);
          const double value = callMath(row.name, point);
          if (!row.resultMayBeInfinite) {
            EXPECT_TRUE(std::isfinite(value)) << row.name << " " << x << " " << y;
          }
          if (row.partialsMayBeInfinite || !std::isfinite(value)) continue;
          for (unsigned i = 0; i < row.arity; ++i)
            EXPECT_TRUE(std::isfinite(subject.partialAt(i, point))) << show(row.name, {x, y, z}, i);
        }
  }
}

TEST(MathRules, PartialsAsText) {
  ir::TypeTable types;
  const Subject<float> exp2("exp2");
  EXPECT_EQ(exp2.partials[0]->operands[0]->text, "0.6931472f");
  EXPECT_EQ(Subject<double>("exp2").partials[0]->operands[0]->text, "0.6931471805599453");
  EXPECT_EQ(Subject<long double>("sqrt").partials[0]->operands[0]->text, "0.5L");
  EXPECT_EQ(Subject<double>("modf_fraction").partials[0]->text, "1.0");
  EXPECT_EQ(Subject<double>("floor").partials[0], nullptr);
  EXPECT_EQ(rules::findMath("fma")->partials, "y, x, 1");
}

// The common literal exponents need no second call of pow.
TEST(MathRules, PowersWithLiteralExponents) {
  ir::TypeTable types;
  ir::Variable x;
  x.type = types.doubleType();
  const auto partialFor = [&](const char* exponent) {
    const ExpressionPtr base = ir::read(&x), power = ir::constant(exponent, types.doubleType());
    const ExpressionPtr value = ir::math("pow", types.doubleType(), {base, power});
    return rules::partial(*rules::findMath("pow"), 0, {base, power}, value, types.doubleType(), types);
  };
  for (const char* exponent : {"3.0", "2.0", "1.0", "0.0", "2.5", "1e1"}) {
    const ExpressionPtr partial = partialFor(exponent);
    const double y = std::strtod(exponent, nullptr);
    for (const double at : {0.0, 0.5, 1.5, -2.0}) {
      const double want = y == 0 ? 0 : y * std::pow(at, y - 1);
      if (!std::isnan(want)) {
        EXPECT_DOUBLE_EQ(evaluate(partial, Values<double>{{&x, at}}), want) << exponent << " " << at;
      }
    }
    bool calls = false;
    ir::forEachExpression(partial, [&](const ir::Expression& e) { calls |= e.operation == OperationKind::Math; });
    EXPECT_EQ(calls, y > 3 || y != std::trunc(y)) << exponent;
  }
  EXPECT_EQ(partialFor("1.0")->text, "1.0");
  EXPECT_EQ(partialFor("named_constant")->operation, OperationKind::StrongMultiply);
}

TEST(MathRules, WhatAPartialUses) {
  const auto uses = [](const char* name, unsigned index) {
    std::string symbols;
    for (const char symbol : std::string("xyzr"))
      if (rules::partialUses(*rules::findMath(name), index, symbol)) symbols += symbol;
    return symbols;
  };
  EXPECT_EQ(uses("sin", 0), "x");
  EXPECT_EQ(uses("exp", 0), "r");
  EXPECT_EQ(uses("pow", 0), "xy");
  EXPECT_EQ(uses("pow", 1), "xr");
  EXPECT_EQ(uses("fma", 0), "y");
  EXPECT_EQ(uses("floor", 0), "");
  EXPECT_EQ(uses("ldexp", 0), "y");
}

TEST(MathRules, Lookup) {
  EXPECT_EQ(rules::findMath("no_such_function"), nullptr);
  const MathFunction& ldexp = *rules::findMath("ldexp");
  EXPECT_EQ(ldexp.arity, 2u);
  EXPECT_FALSE(ldexp.integerArgument[0]);
  EXPECT_TRUE(ldexp.integerArgument[1]);
  EXPECT_EQ(ldexp.calledName, "std::ldexp");
  EXPECT_FALSE(ldexp.expensive);
  EXPECT_EQ(rules::findMath("lround")->result, rules::MathResult::Long);
  EXPECT_EQ(rules::findMath("isnan")->result, rules::MathResult::Bool);
  EXPECT_EQ(rules::findMath("hypot3")->calledName, "std::hypot");
  EXPECT_TRUE(rules::findMath("sqrt")->partialsMayBeInfinite);
}

}  // namespace
}  // namespace math_test

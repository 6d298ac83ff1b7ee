// The interpreter: values as C++ computes them, and an error for everything that C++ leaves undefined.
#include "ir/interpret.h"
#include "ir/parse.h"
#include "ir/verify.h"
#include "rules/math.h"

#include "ir_test_helpers.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <limits>

namespace retrograd::ir {
namespace {

using test::CollectingSink;

// Parses and verifies on construction; run(…) calls "f".
class Program {
public:
  explicit Program(const std::string& text, InterpreterOptions options = {}) : interpreter(module, options) {
    CollectingSink sink;
    if (!parse(text, module, sink))
      ADD_FAILURE() << sink.text;
    else if (auto problem = verify(module))
      ADD_FAILURE() << *problem;
  }
  Interpreter::Result run(const std::vector<Value>& arguments = {}) { return interpreter.call("f", arguments); }
  double value(const std::vector<Value>& arguments = {}) {
    const Interpreter::Result result = run(arguments);
    EXPECT_FALSE(result.error) << *result.error;
    return result.value.toDouble();
  }
  std::string error(const std::vector<Value>& arguments = {}) { return run(arguments).error.value_or("none"); }

  Module module;
  Interpreter interpreter;
};

// The value of an expression over the parameters given.
double evaluate(const std::string& parameters, const std::string& type, const std::string& expression,
                const std::vector<Value>& arguments) {
  return Program("func f(" + parameters + ") -> " + type + " { return " + expression + "; }").value(arguments);
}
std::string errorOf(const std::string& parameters, const std::string& type, const std::string& expression,
                    const std::vector<Value>& arguments) {
  return Program("func f(" + parameters + ") -> " + type + " {\n return " + expression + ";\n}").error(arguments);
}

TEST(IrInterpret, FloatingArithmetic) {
  EXPECT_EQ(evaluate("double x, double y", "double", "x * y - x / y + -x", {3.0, 7.0}), 3.0 * 7.0 - 3.0 / 7.0 - 3.0);
  EXPECT_EQ(evaluate("float x, float y", "float", "x / y * x", {1.0, 3.0}), 1.0f / 3.0f * 1.0f);
  EXPECT_EQ(evaluate("float x", "float", "x + 1.0f", {16777216.0}), 16777216.0);
  EXPECT_EQ(evaluate("long double x", "bool", "x + 1.0L != x", {9007199254740992.0L}), 1);
  EXPECT_EQ(evaluate("double x", "bool", "x + 1.0 != x", {9007199254740992.0}), 0);
  EXPECT_EQ(evaluate("", "double", "(double)0.1f", {}), static_cast<double>(0.1f));
  EXPECT_EQ(evaluate("double x", "double", "const<double>(1) + const<double>(-2.5) + x", {1.0}), -0.5);
  EXPECT_EQ(evaluate("", "double", "const<double>(INFINITY)", {}), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(evaluate("", "double", "const<double>(NAN)", {})));
  EXPECT_TRUE(std::isinf(evaluate("double x", "double", "1.0 / x", {0.0})));
}

TEST(IrInterpret, StrongMultiplyPropagatesNothingFromZero) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(evaluate("double x, double y", "double", "strong_mul(x, y)", {0.0, infinity}), 0);
  EXPECT_EQ(evaluate("double x, double y", "double", "strong_mul(x, y)", {2.0, 3.0}), 6);
  EXPECT_TRUE(std::isnan(evaluate("double x, double y", "double", "strong_mul(x, y)", {infinity, 0.0})));
  EXPECT_TRUE(std::isnan(evaluate("double x, double y", "double", "x * y", {0.0, infinity})));
}

TEST(IrInterpret, IntegersWrapToTheirWidth) {
  EXPECT_EQ(evaluate("int x", "int", "x + 1", {2147483647}), -2147483648.0);
  EXPECT_EQ(evaluate("int x", "int", "-x", {-2147483647 - 1}), -2147483648.0);
  EXPECT_EQ(evaluate("unsigned int x", "unsigned int", "x - 1u", {0}), 4294967295.0);
  EXPECT_EQ(evaluate("unsigned char x", "unsigned char", "~x", {1}), 254);
  EXPECT_EQ(evaluate("short x", "int", "(int)(x * x)", {300}), 24464);
  EXPECT_EQ(evaluate("int x, int y", "int", "x / y * 10 + x % y", {-7, 2}), -31);
  EXPECT_EQ(evaluate("int x, int y", "int", "(x & y) + (x | y) * 100 + (x ^ y) * 10000", {6, 3}), 50702);
  EXPECT_EQ(evaluate("int x, int y", "int", "(x << y) + (x >> 1)", {-5, 2}), -23);
  EXPECT_EQ(evaluate("unsigned long x", "unsigned long", "x >> 63", {~0ull}), 1);
  EXPECT_EQ(evaluate("unsigned long x, unsigned long y", "bool", "x > y && x / y == 1ul", {~0ull, 1ull << 63}), 1);
  EXPECT_EQ(evaluate("long x, long y", "bool", "x > y", {-1, 1}), 0);
  EXPECT_EQ(evaluate("long x", "long", "x / -1L + x % -1L", {std::numeric_limits<long>::min()}),
            static_cast<double>(std::numeric_limits<long>::min()));
  EXPECT_EQ(evaluate("", "int", "0x10 + 0b11 + 017 + 1'000", {}), 16 + 3 + 15 + 1000);
}

TEST(IrInterpret, Casts) {
  EXPECT_EQ(evaluate("double x", "int", "(int)x", {-2.9}), -2);
  EXPECT_EQ(evaluate("double x", "float", "(float)x", {0.1}), static_cast<double>(0.1f));
  EXPECT_EQ(evaluate("unsigned long x", "double", "(double)x", {~0ull}), 18446744073709551616.0);
  EXPECT_EQ(evaluate("int x", "char", "(char)x", {300}), 44);
  EXPECT_EQ(evaluate("double x", "bool", "(bool)x", {0.5}), 1);
  EXPECT_EQ(evaluate("int x", "bool", "(bool)x", {256}), 1);
  EXPECT_EQ(evaluate("bool x", "double", "(double)x", {true}), 1);
  EXPECT_EQ(evaluate("double* x", "bool", "(bool)x", {Interpreter::null()}), 0);
  EXPECT_EQ(evaluate("double x", "long", "(long)x", {-9223372036854775808.0}), -9223372036854775808.0);
  EXPECT_EQ(errorOf("double x", "int", "(int)x", {2147483648.0}),
            "f, line 2: a cast of 2147483648.000000 to 'int', which can't hold it");
  EXPECT_EQ(errorOf("double x", "unsigned int", "(unsigned int)x", {-1.0}),
            "f, line 2: a cast of -1.000000 to 'unsigned int', which can't hold it");
  EXPECT_EQ(errorOf("double x", "long", "(long)x", {NAN}), "f, line 2: a cast of nan to 'long', which can't hold it");
  EXPECT_EQ(errorOf("double* x", "float*", "(float*)x", {Interpreter::null()}),
            "f, line 2: not interpretable: a cast from 'double*' to 'float*'");
}

TEST(IrInterpret, OnlyTheChosenOperandIsEvaluated) {
  EXPECT_EQ(evaluate("int x", "int", "x == 0 ? 7 : 1 / x", {0}), 7);
  EXPECT_EQ(evaluate("int x", "bool", "x != 0 && 1 / x == 1", {0}), 0);
  EXPECT_EQ(evaluate("int x", "bool", "x == 0 || 1 / x == 1", {0}), 1);
  EXPECT_EQ(evaluate("bool a, bool b", "bool", "!a || a && b", {true, true}), 1);
  EXPECT_EQ(evaluate("double x, double y", "bool", "x <= y && x >= y && x == y && !(x < y) && !(x > y)", {1.0, 1.0}),
            1);
}

TEST(IrInterpret, EveryMathRuleRuns) {
  for (const rules::MathFunction& function : rules::allMath())
    for (const char* type : {"float", "double", "long double"}) {
      std::string parameters, arguments, result = type;
      for (unsigned i = 0; i < function.arity; ++i) {
        const std::string name(1, "xyzw"[i]);
        parameters += (i ? ", " : "") + std::string(function.integerArgument[i] ? "int " : type) + " " + name;
        arguments += (i ? ", " : "") + name;
      }
      if (function.result == rules::MathResult::Bool) result = "bool";
      if (function.result == rules::MathResult::Int) result = "int";
      if (function.result == rules::MathResult::Long) result = "long";
      if (function.result == rules::MathResult::LongLong) result = "long long";
      Program program("func f(" + parameters + ") -> " + result + " { return " + function.name + "<" + result + ">(" +
                      arguments + "); }");
      std::vector<Value> values;
      for (unsigned i = 0; i < function.arity; ++i)
        values.push_back(function.integerArgument[i] ? Value(2) : Value(0.5 + i));
      EXPECT_EQ(program.error(values), "none") << function.name;
    }
  EXPECT_EQ(evaluate("double x, double y", "double", "atan2(x, y)", {1.0, 2.0}), std::atan2(1.0, 2.0));
  EXPECT_EQ(evaluate("float x", "float", "exp(x)", {1.0}), std::exp(1.0f));
  EXPECT_EQ(evaluate("double x, int n", "double", "ldexp(x, n)", {1.5, 3}), 12);
}

TEST(IrInterpret, Memory) {
  Program sum(
      "func f(const double* a, int n, double& total) -> double {\n"
      "  double s = 0.0;\n"
      "  for (int i = 0; i < n; i += 1) { s += a[i]; }\n"
      "  total = s;\n"
      "  return s / (double)n;\n"
      "}");
  const Value a = sum.interpreter.memory(std::vector<double>{1, 2, 6});
  const Value total = sum.interpreter.memory(std::vector<double>{0});
  EXPECT_EQ(sum.value({a, 3, total}), 3);
  EXPECT_EQ(sum.interpreter.read<double>(total), std::vector<double>{9});
  EXPECT_EQ(sum.error({a, 4, total}), "f, line 3: element 3 is outside of memory with 3 cells");
  EXPECT_EQ(sum.error({Interpreter::null(), 1, total}), "f, line 3: a null pointer is used");
  sum.interpreter.store(a, 0, 10.0);
  EXPECT_EQ(sum.value({a, 3, total}), 6);
}

TEST(IrInterpret, PointersMoveInsideTheirObject) {
  Program program(
      "func f(double* a, int k) -> double {\n"
      "  double* p = a + k;\n"
      "  double** pp = &p;\n"
      "  double* q = &a[1];\n"
      "  *p += 10.0;\n"
      "  (*pp)[-1] = (double)(p - q);\n"
      "  return p > q ? *a : a == q ? 0.0 : a[2];\n"
      "}");
  const Value a = program.interpreter.memory(std::vector<double>{1, 2, 3});
  EXPECT_EQ(program.value({a, 2}), 1);
  EXPECT_EQ(program.interpreter.read<double>(a), (std::vector<double>{1, 1, 13}));
  EXPECT_EQ(program.error({a, 3}), "f, line 5: element 0 is outside of memory with 3 cells");
  EXPECT_EQ(program.error({a, 4}), "f, line 2: element 4 is outside of memory with 3 cells");
}

TEST(IrInterpret, PointersIntoDifferentMemoryAreNotOrdered) {
  const auto error = [](const std::string& expression) {
    Program program("func f(double* a, double* b) -> bool {\n return " + expression + ";\n}");
    const Value a = program.interpreter.memory(std::vector<double>{1});
    return program.error({a, program.interpreter.memory(std::vector<double>{1})});
  };
  EXPECT_EQ(error("a != b"), "none");
  EXPECT_EQ(error("a < b"), "f, line 2: pointers into different memory are ordered");
  EXPECT_EQ(error("a - b == 0L"), "f, line 2: pointers into different memory are subtracted");
}

TEST(IrInterpret, ArraysAndRecords) {
  Program program(
      "record Inner { double[2][3] m; int n; }\n"
      "record Outer { Inner a; Inner b; Inner* next; }\n"
      "func f(Outer& o, int i) -> double {\n"
      "  Outer copy = o;\n"
      "  copy.b.m[1][i] += 1.0;\n"
      "  o.a = copy.b;\n"
      "  copy.next = &o.a;\n"
      "  double* row = &copy.next->m[1][0];\n"
      "  return row[i] + (double)o.b.n;\n"
      "}");
  const Value outer = program.interpreter.memory(program.module.types.findRecord("Outer"));
  for (int i = 0; i < 14; ++i) program.interpreter.store(outer, i, i % 7 == 6 ? Value(i) : Value(double(i)));
  EXPECT_EQ(program.value({outer, 2}), 13 + 13);
  EXPECT_EQ(program.interpreter.read<double>(outer)[5], 13);
  EXPECT_EQ(program.error({outer, 3}), "f, line 5: index 3 is outside of 3 elements");
  EXPECT_EQ(program.error({outer, -1}), "f, line 5: index -1 is outside of 3 elements");
}

TEST(IrInterpret, APointerToAMemberStaysInIt) {
  Program program(
      "record P { double x; double y; double[2] w; }\n"
      "func f(int i) -> double {\n"
      "  P p = {};\n"
      "  double* q = &p.x;\n"
      "  return q[i];\n"
      "}\n");
  EXPECT_EQ(program.value({0}), 0);
  EXPECT_EQ(program.error({1}), "f, line 5: element 1 is outside of memory with 1 cells");
}

TEST(IrInterpret, RecordsByValueAndAsResults) {
  Program program(
      "record P { double x; double y; }\n"
      "func swap(P p) -> P { P q = {}; q.x = p.y; q.y = p.x; p.x = 100.0; return q; }\n"
      "func f(P p) -> P { P q = call swap(p); p = call swap(q); P r = p.x < q.x ? q : p; return r; }\n");
  const Value p = program.interpreter.memory(std::vector<double>{1, 2});
  const Interpreter::Result result = program.run({p});
  ASSERT_FALSE(result.error) << *result.error;
  ASSERT_EQ(result.members.size(), 2u);
  EXPECT_EQ(result.members[0].toDouble(), 2);
  EXPECT_EQ(result.members[1].toDouble(), 1);
  EXPECT_EQ(program.interpreter.read<double>(p), (std::vector<double>{1, 2}));
}

TEST(IrInterpret, Calls) {
  Program program(
      "func f(double x, int n) -> double {\n"
      "  double y = x;\n"
      "  call scale(ref(y), x + 1.0, ref(x));\n"
      "  if (n > 0) { double z = call f(y, n - 1); y += z; }\n"
      "  return y;\n"
      "}\n"
      "func scale(double& y, const double& by, const double& again) { y = y * by * again; }\n");
  EXPECT_EQ(program.value({1.0, 1}), 2 + 2 * 3 * 2);
  EXPECT_EQ(program.value({1.0, 1}), 14);  // prepared code is used again
}

TEST(IrInterpret, Loops) {
  const auto visited = [](const std::string& head) {
    return Program("func f() -> int { int s = 0; for (" + head + ") { s = s * 10 + i; } return s; }").value();
  };
  EXPECT_EQ(visited("int i = 1; i < 4; i += 1"), 123);
  EXPECT_EQ(visited("int i = 1; i <= 5; i += 2"), 135);
  EXPECT_EQ(visited("int i = 3; i > 0; i += -1"), 321);
  EXPECT_EQ(visited("int i = 4; i >= 0; i += -2"), 420);
  EXPECT_EQ(visited("int i = 4; i < 0; i += 1"), 0);
  EXPECT_EQ(Program("func f(int n) -> int { int s = 0; for (int i = 0; i < n; i += 1) { n = 2; s += 1; } return s; }")
                .value({5}),
            5);  // the bound is evaluated once
  EXPECT_EQ(
      Program("func f(double x) -> int { int n = 0; while (x > 1.0) { x = x / 2.0; n += 1; } return n; }").value({9.0}),
      4);
  EXPECT_EQ(
      Program("func f(int n) -> int { if (n < 0) { n = 1; } else if (n == 0) { n = 2; } else { n = 3; } return n; }")
          .value({0}),
      2);
}

TEST(IrInterpret, LocalsOfALoopAreNewEachTime) {
  Program program(
      "func f(double x) {\n"
      "  for (int i = 0; i < 2; i += 1) {\n"
      "    double t;\n"
      "    if (i == 1) {\n"
      "      x = t;\n"
      "    }\n"
      "    t = x;\n"
      "  }\n"
      "}");
  EXPECT_EQ(program.error({1.0}), "f, line 5: 't' is read before it has a value");
}

TEST(IrInterpret, Tapes) {
  Program program(
      "generated record R { double x; int n; }\n"
      "func f(double x, retrograd::Tape& outer) -> double {\n"
      "  retrograd::Tape tape;\n"
      "  R r = {};\n"
      "  for (int i = 0; i < 3; i += 1) { r.x = x; r.n = i; push(tape, r); x = x * 2.0; }\n"
      "  push(outer, x);\n"
      "  double s = 0.0;\n"
      "  for (int i = 2; i >= 0; i += -1) { pop(tape, r); s = s * 10.0 + r.x + (double)(r.n - i); }\n"
      "  return s;\n"
      "}");
  const Value tape = program.interpreter.tape();
  EXPECT_EQ(program.value({1.0, tape}), 421);
  EXPECT_EQ(program.value({1.0, tape}), 421);
  EXPECT_EQ(program.interpreter.tapeSize(tape), 2u);
}

TEST(IrInterpret, WrongTapeOperations) {
  Program program(
      "func f(int which) {\n"
      "  retrograd::Tape tape; double x = 1.0; int n = 1;\n"
      "  if (which > 0) { push(tape, x); }\n"
      "  if (which < 2) { pop(tape, x); } else { pop(tape, n); }\n"
      "}");
  EXPECT_EQ(program.error({1}), "none");
  EXPECT_EQ(program.error({0}), "f, line 4: the tape is empty");
  EXPECT_EQ(program.error({2}), "f, line 4: the tape's last value is 'double', not 'int'");
}

TEST(IrInterpret, GlobalsAndNamedConstants) {
  Program program(
      "global static double ns::count;\nglobal double[2] table;\n"
      "func f() -> double { ns::count += 1.0; return ns::count + table[1] + const<double>(ns::pi); }");
  EXPECT_EQ(program.error(), "f, line 3: 'ns::count' is read before it has a value");
  program.interpreter.store(program.interpreter.global("ns::count"), 0, 1.0);
  program.interpreter.store(program.interpreter.global("table"), 1, 10.0);
  EXPECT_EQ(program.error(), "f, line 3: not interpretable: the constant 'ns::pi'");
  Program defined("func f() -> double { return const<double>(ns::pi); }");
  defined.interpreter.define("ns::pi", 3.0);
  EXPECT_EQ(defined.value(), 3);
  Program wrong("func f() -> double { return const<double>(ns::pi); }");
  wrong.interpreter.define("ns::pi", 3);
  EXPECT_EQ(wrong.error(), "f, line 1: the constant 'ns::pi' is defined as another kind of value");
}

TEST(IrInterpret, UndefinedBehaviourIsAnError) {
  EXPECT_EQ(Program("func f() -> double {\n  double t;\n  return t;\n}").error(),
            "f, line 3: 't' is read before it has a value");
  EXPECT_EQ(errorOf("int x", "int", "1 / x", {0}), "f, line 2: a division by zero");
  EXPECT_EQ(errorOf("int x", "int", "1 % x", {0}), "f, line 2: a division by zero");
  EXPECT_EQ(errorOf("int x", "int", "1 << x", {32}), "f, line 2: a shift by 32 bits");
  EXPECT_EQ(errorOf("int x", "int", "1 >> x", {-1}), "f, line 2: a shift by -1 bits");
  EXPECT_EQ(Program("func f(int n) {\n for (int i = 2147483646; i <= n; i += 1) { }\n}").error({2147483647}),
            "f, line 2: the counter of a loop overflows");
  EXPECT_EQ(Program("func f(int n) {\n for (int i = 0; i < 3; i += n) { }\n}").error({0}),
            "f, line 2: the step of a loop is zero");
  Program dangling(
      "func g() -> double* { double x = 1.0; return &x; }\n"
      "func f() -> double { double* p = call g(); return *p; }");
  EXPECT_EQ(dangling.error(), "f, line 2: a pointer leads to a variable of a call that has ended");
  Program reference("func g(double& x) { }\nfunc f(double* a, int i) { call g(ref(a[i])); }");
  const Value a = reference.interpreter.memory(std::vector<double>{1});
  EXPECT_EQ(reference.error({a, 0}), "none");
  EXPECT_EQ(reference.error({a, 1}), "f, line 2: element 1 is outside of memory with 1 cells");
  Program kinds("func f(double* a) -> double { return *a; }");
  EXPECT_EQ(kinds.error({kinds.interpreter.memory(std::vector<int>{1})}),
            "f, line 1: '*a' holds another kind of value than its type says");
}

TEST(IrInterpret, Limits) {
  InterpreterOptions few;
  few.steps = 100;
  Program endless("func f() { while (true) { } }", few);
  EXPECT_EQ(endless.error(), "f, line 1: the budget of steps is used up");
  EXPECT_EQ(endless.interpreter.stepsLeft(), 0u);
  Program recursion("func f() { call f(); }");
  EXPECT_EQ(recursion.error(), "f, line 1: calls are nested too deeply");
  Program large("func f() { double[1000000000000] t; }");
  EXPECT_EQ(large.error(), "the variables take too much memory");
  Program global("global double[1000000000000] g;\nfunc f() { g[0] = 1.0; }");
  EXPECT_EQ(global.error(), "f, line 2: the global 'g' takes too much memory");
  InterpreterOptions small;
  small.cells = 10;
  Program tape("func f(int n) { retrograd::Tape tape; while (true) { push(tape, n); } }", small);
  EXPECT_EQ(tape.error({1}), "f, line 1: the tape takes too much memory");
}

TEST(IrInterpret, NotInterpretable) {
  const std::string types = "opaque Other;\nopaque Tensor active;\n";
  EXPECT_EQ(Program("func g();\nfunc f() { call g(); }").error(), "f, line 2: not interpretable: 'g' has no body");
  EXPECT_EQ(Program(types + "func f() { Other o; }").error(),
            "f, line 3: not interpretable: a variable of type 'Other'");
  EXPECT_EQ(Program(types + "record R { Other o; }\nfunc f() { R r = {}; }").error(),
            "f, line 4: not interpretable: a zero of type 'R'");
  EXPECT_EQ(Program("func f(int n) { verbatim \"n++;\" writes(n); }").error({1}),
            "f, line 1: not interpretable: verbatim code that writes");
  EXPECT_EQ(Program("func f(int n) { verbatim \"use(n);\" reads(n); }").error({1}), "none");
  Program tensor(types + "func f(Tensor& t) { t += t; }");
  const Value cell = tensor.interpreter.memory(std::vector<double>{1});
  EXPECT_EQ(tensor.error({cell}), "f, line 3: not interpretable: '+=' on type 'Tensor'");
  Program copy(types + "func f(Tensor& t) { t = t; }");
  EXPECT_EQ(copy.error({copy.interpreter.memory(std::vector<double>{1})}),
            "f, line 3: not interpretable: a value of type 'Tensor'");
}

TEST(IrInterpret, WrongArgumentsOfTheTest) {
  Program program("record P { double x; double y; }\nfunc f(double x, int n, double* a, P& p, P q) { }\nfunc g();");
  const Value a = program.interpreter.memory(std::vector<double>{1}),
              p = program.interpreter.memory(std::vector<double>{1, 2});
  EXPECT_EQ(program.error({1, 1, a, p, p}), "none");
  EXPECT_EQ(program.error({1}), "'f' takes 5 arguments, not 1");
  EXPECT_EQ(program.error({a, 1, a, p, p}), "the argument for 'x' does not fit 'double'");
  EXPECT_EQ(program.error({1.0, 1.0, a, p, p}), "the argument for 'n' does not fit 'int'");
  EXPECT_EQ(program.error({1.0, 1, 1.0, p, p}), "the argument for 'a' does not fit 'double*'");
  EXPECT_EQ(program.error({1.0, 1, a, 1.0, p}), "the argument for 'p' does not fit 'P&'");
  EXPECT_EQ(program.error({1.0, 1, a, a, p}), "cell 0 is outside of memory with 1 cells");
  EXPECT_EQ(program.error({1.0, 1, a, p, Interpreter::null()}), "a null pointer is used");
  EXPECT_EQ(*program.interpreter.call("h", {}).error, "there is no function 'h'");
  EXPECT_EQ(*program.interpreter.call("g", {}).error, "not interpretable: 'g' has no body");
}

// The text with one word replaced by another of its kind: often still valid, often with undefined behaviour.
std::string varied(std::string text, std::mt19937& random) {
  static const std::vector<std::vector<std::string>> kinds = {{"0", "1", "2", "3", "n", "i", "k"},
                                                              {"x", "s", "1.0", "0.5", "*q"},
                                                              {"+", "-", "*", "/", "%"},
                                                              {"<", "<=", ">", ">="},
                                                              {"push", "pop"},
                                                              {"&copy", "p.next", "&p", "copy.next"},
                                                              {"=", "+="}};
  const std::vector<std::string>& kind = kinds[random() % kinds.size()];
  const std::string& word = kind[random() % kind.size()];
  const std::size_t at = text.find(word, random() % text.size());
  const auto isWordPart = [&](std::size_t i) { return i < text.size() && (std::isalnum(text[i]) || text[i] == '_'); };
  const bool alphanumeric = std::isalnum(word[0]);
  if (at == std::string::npos || (alphanumeric && (isWordPart(at - 1) || isWordPart(at + word.size())))) return text;
  return text.replace(at, word.size(), kind[random() % kind.size()]);
}

// A program whose variants still verify now and then, and then do undefined things.
const char* lively = R"(
record Point { double x; double[2][3] m; Point* next; int id; }
func f(double x, double* a, int n, Point& p) -> double {
  retrograd::Tape tape;
  double s = 0.5;
  int k = n - 1;
  for (int i = n - 1; i >= 0; i += -1) {
    s += a[i] * sin(x) - strong_mul(x, 1.0 / s);
    k = (k * 7 + i / 2) % 3 << 1;
    p.m[i % 2][k % 3] = s;
    push(tape, p);
    p.next = &p;
  }
  double* q = a + k % 2;
  long distance = q - a;
  Point copy = p;
  copy.next = distance > 0L ? p.next : &copy;
  for (int i = 0; i < n; i += 1) {
    pop(tape, p);
    s += p.m[i % 2][1 + i % 2] + *q + copy.next->x + (double)(int)s;
  }
  double t = call g(s, ref(p.m[1][2]), x + 1.0);
  return n > 5 ? t : s;
}
func g(double x, double& y, const double& z) -> double {
  if (x > 100.0) {
    x = call g(x / 10.0, ref(y), z);
  } else {
    y = x * z;
  }
  return x + y;
}
)";

TEST(IrInterpret, VariantsOfAProgramNeverCrash) {
  std::mt19937 random(2);
  InterpreterOptions options;
  options.steps = 2000;
  unsigned ran = 0, failed = 0;
  for (unsigned round = 0; round < 2000; ++round) {
    Module module;
    CollectingSink sink;
    std::string text = lively;
    for (unsigned edits = round ? random() % 12 : 0; edits; --edits) text = varied(text, random);
    if (!parse(text, module, sink) || verify(module)) continue;
    Interpreter interpreter(module, options);
    const Value a = interpreter.memory(std::vector<double>{1, 2, 3});
    std::vector<Value> cells(7, Value(1.0));
    cells.push_back(a);
    cells.push_back(3);
    const Interpreter::Result result = interpreter.call("f", {0.5, a, 3, interpreter.memory(cells)});
    ASSERT_TRUE(round || !result.error) << *result.error;
    ++ran;
    failed += result.error.has_value();
  }
  EXPECT_GT(ran, 500u);
  EXPECT_GT(failed, 50u);
}

}  // namespace
}  // namespace retrograd::ir

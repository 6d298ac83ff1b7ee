// Every complaint of the parser, with its place; and texts damaged at random, which must never crash it.
#include "ir/build.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "ir/verify.h"

#include "ir_test_helpers.h"

#include <gtest/gtest.h>

#include <random>

namespace retrograd::ir {
namespace {

using test::CollectingSink;

std::string errorOf(const std::string& text) {
  Module module;
  CollectingSink sink;
  const bool good = parse(text, module, sink);
  EXPECT_EQ(good, sink.errorCount() == 0);
  return good ? "none" : sink.text;
}

// The error of a statement that begins at column 1 of line 2.
std::string errorIn(const std::string& statement) {
  return errorOf(
      "record Point { double x; double y; } global int counter; func g(double x);"
      "func f(double x, float y, int n, bool b, double* a, Point* p, void* v) {\n" +
      statement + "\n}");
}

std::string repeated(const std::string& text, unsigned times) {
  std::string result;
  for (unsigned i = 0; i < times; ++i) result += text;
  return result;
}

TEST(IrParse, Tokens) {
  EXPECT_EQ(errorIn("x = @;"), "2:5: unexpected character '@'");
  EXPECT_EQ(errorIn("x = \x01;"), "2:5: unexpected character with code 1");
  EXPECT_EQ(errorIn("verbatim \"abc"), "2:10: no closing \" on this line");
  EXPECT_EQ(errorIn("x = `abc"), "2:5: no closing ` on this line");
  EXPECT_EQ(errorIn("x = ns:: ;"), "2:5: expected a name after '::'");
  EXPECT_EQ(errorOf("func f() \"abc"), "1:10: no closing \" on this line");
  EXPECT_EQ(errorOf(std::string("func f() { \0 }", 15)), "1:12: unexpected character with code 0");
}

TEST(IrParse, Declarations) {
  EXPECT_EQ(errorOf("int x;"),
            "1:1: expected 'func', 'record', 'global', 'array', 'vector', 'opaque' or 'integer', found 'int'");
  EXPECT_EQ(errorOf("integer 3;"), "1:9: expected a type's name, found '3'");
  EXPECT_EQ(errorOf("integer C;"), "1:10: expected 'signed' or 'unsigned', found ';'");
  EXPECT_EQ(errorOf("integer C signed 7;"), "1:18: expected a width of 8, 16, 32 or 64 bits, found '7'");
  EXPECT_EQ(errorOf("integer C signed 8"), "1:19: expected ';', found the end of the text");
  EXPECT_EQ(errorOf("integer C signed 8; integer C signed 8;"), "1:29: type 'C' is declared twice");
  EXPECT_EQ(errorOf("integer `int` signed 8;"), "1:9: 'int' is another type already");
  EXPECT_EQ(errorOf("opaque ;"), "1:8: expected a type's name, found ';'");
  EXPECT_EQ(errorOf("opaque A; opaque A active;"), "1:18: type 'A' is declared twice");
  EXPECT_EQ(errorOf("opaque `double`;"), "1:8: 'double' is another type already");
  EXPECT_EQ(errorOf("opaque A active active;"), "1:17: expected ';', found 'active'");
  EXPECT_EQ(errorOf("generated func f();"), "1:11: expected 'record', found 'func'");
  EXPECT_EQ(errorOf("record { }"), "1:8: expected a type's name, found '{'");
  EXPECT_EQ(errorOf("record A;"), "1:9: expected '{', found ';'");
  EXPECT_EQ(errorOf("record A { } record A { }"), "1:21: type 'A' is declared twice");
  EXPECT_EQ(errorOf("record `double` { }"), "1:8: 'double' is another type already");
  EXPECT_EQ(errorOf("record A { void x; }"), "1:12: a member can't be void or a reference");
  EXPECT_EQ(errorOf("record A { int& x; }"), "1:12: a member can't be void or a reference");
  EXPECT_EQ(errorOf("record A { int x; int x; }"), "1:19: member 'x' is declared twice");
  EXPECT_EQ(errorOf("record A { int 3; }"), "1:16: expected a member's name, found '3'");
  EXPECT_EQ(errorOf("record A { int x }"), "1:18: expected ';', found '}'");
  EXPECT_EQ(errorOf("record A { B x; }"), "1:12: unknown type 'B'");
  EXPECT_EQ(errorOf("record A { int x;"), "1:18: expected a type, found the end of the text");
  EXPECT_EQ(errorOf("global void x;"), "1:13: a global can't be void or a reference");
  EXPECT_EQ(errorOf("global int& x;"), "1:13: a global can't be void or a reference");
  EXPECT_EQ(errorOf("global T x;"), "1:8: unknown type 'T'");
  EXPECT_EQ(errorOf("global int 3;"), "1:12: expected a variable's name, found '3'");
  EXPECT_EQ(errorOf("global int x; global int x;"), "1:26: variable 'x' is declared twice");
  EXPECT_EQ(errorOf("global int x"), "1:13: expected ';', found the end of the text");
}

TEST(IrParse, Functions) {
  EXPECT_EQ(errorOf("func (;"), "1:6: expected a function's name, found '('");
  EXPECT_EQ(errorOf("func f;"), "1:7: expected '(', found ';'");
  EXPECT_EQ(errorOf("func f(); func f();"), "1:16: function 'f' is declared twice");
  EXPECT_EQ(errorOf("func f(double);"), "1:14: expected a variable's name, found ')'");
  EXPECT_EQ(errorOf("func f(double x, int x);"), "1:22: variable 'x' is declared twice");
  EXPECT_EQ(errorOf("func f(void x);"), "1:13: variable 'x' can't have type void");
  EXPECT_EQ(errorOf("func f(T x);"), "1:8: unknown type 'T'");
  EXPECT_EQ(errorOf("func f(int x;"), "1:13: expected ')', found ';'");
  EXPECT_EQ(errorOf("func f() -> ;"), "1:13: expected a type, found ';'");
  EXPECT_EQ(errorOf("func f() -> int&;"), "1:13: a function can't return a reference");
  EXPECT_EQ(errorOf("func f() -> const double;"), "1:13: 'const' stands before nothing that it could protect");
  EXPECT_EQ(errorOf("func f() quick;"), "1:10: expected a function's attribute, '{' or ';', found 'quick'");
  EXPECT_EQ(errorOf("func f() as x;"), "1:13: expected the qualified name in quotes, found 'x'");
  EXPECT_EQ(errorOf("func f() in \"a\", x;"), "1:18: expected a namespace in quotes, found 'x'");
  EXPECT_EQ(errorOf("func f() adjoint_rule x;"), "1:23: expected the rule's name in quotes, found 'x'");
  EXPECT_EQ(errorOf("func f() adjoint_rule \"x\";"), "1:26: expected '(', found ';'");
  EXPECT_EQ(errorOf("func f() tangent_rule \"x\"(T a);"), "1:27: unknown type 'T'");
  EXPECT_EQ(errorOf("func f() tangent_rule \"x\"(int);"), "1:30: expected a parameter's name, found ')'");
  EXPECT_EQ(errorOf("func f() tangent_rule \"x\"(int a"), "1:32: expected ')', found the end of the text");
  EXPECT_EQ(errorOf("func f() { { }"), "1:10: this '{' is never closed");
}

TEST(IrParse, Types) {
  EXPECT_EQ(errorIn("long float t;"), "2:1: unknown type 'long float'");
  EXPECT_EQ(errorIn("Nothing t;"), "2:1: unknown type 'Nothing'");
  EXPECT_EQ(errorIn("struct Nothing t;"), "2:8: unknown type 'Nothing'");
  EXPECT_EQ(errorIn("int&* t;"), "2:1: a reference can't be part of another type");
  EXPECT_EQ(errorIn("void& t;"), "2:1: void can't be part of this type");
  EXPECT_EQ(errorIn("void[3] t;"), "2:1: void can't be part of this type");
  EXPECT_EQ(errorIn("int[0] t;"), "2:5: expected the number of elements, found '0'");
  EXPECT_EQ(errorIn("int[n] t;"), "2:5: expected the number of elements, found 'n'");
  EXPECT_EQ(errorIn("int[99999999999999999999] t;"),
            "2:5: expected the number of elements, found '99999999999999999999'");
  EXPECT_EQ(errorIn("int[3 t;"), "2:7: expected ']', found 't'");
  EXPECT_EQ(errorIn("int" + repeated("*", 17) + " t;"), "2:1: the type has too many parts");
  EXPECT_EQ(errorIn("int" + repeated("[2]", 17) + " t;"), "2:53: expected the number of elements, found '2'");
}

TEST(IrParse, Statements) {
  EXPECT_EQ(errorIn("3 = x;"), "2:1: expected a statement, found '3'");
  EXPECT_EQ(errorIn("\"a\";"), "2:1: expected a statement, found \"a\"");
  EXPECT_EQ(errorIn("x;"), "2:2: expected '=' or '+=', found ';'");
  EXPECT_EQ(errorIn("x - 1 = 2;"), "2:3: expected '=' or '+=', found '-'");
  EXPECT_EQ(errorIn("(x + x) = 2;"), "2:1: expected a variable or a part of one");
  EXPECT_EQ(errorIn("x = 1.0"), "3:1: expected ';', found '}'");
  EXPECT_EQ(errorIn("x = /// a\n1.0;"), "2:5: expected an expression, found a comment");
  EXPECT_EQ(errorIn("double x;"), "2:8: variable 'x' is declared twice");
  EXPECT_EQ(errorIn("double = 1.0;"), "2:8: expected a variable's name, found '='");
  EXPECT_EQ(errorIn("Point t = {1.0};"), "2:12: expected '}', found '1.0'");
  EXPECT_EQ(errorIn("double t = ;"), "2:12: expected an expression, found ';'");
  EXPECT_EQ(errorIn("call h(x);"), "2:6: unknown function 'h'");
  EXPECT_EQ(errorIn("call if(x);"), "2:6: expected a function's name, found 'if'");
  EXPECT_EQ(errorIn("call g[x];"), "2:7: expected '(', found '['");
  EXPECT_EQ(errorIn("call g(x;"), "2:9: expected ')', found ';'");
  EXPECT_EQ(errorIn("call g(ref(1.0));"), "2:12: expected a variable or a part of one");
  EXPECT_EQ(errorIn("call g(ref(x);"), "2:14: expected ')', found ';'");
  EXPECT_EQ(errorIn("if b { }"), "2:4: expected '(', found 'b'");
  EXPECT_EQ(errorIn("if (b { }"), "2:7: expected ')', found '{'");
  EXPECT_EQ(errorIn("if (b) x = 1.0;"), "2:8: expected '{', found 'x'");
  EXPECT_EQ(errorIn("if (b) { } else x = 1.0;"), "2:17: expected '{', found 'x'");
  EXPECT_EQ(errorIn("while { }"), "2:7: expected '(', found '{'");
  EXPECT_EQ(errorIn("return x x;"), "2:10: expected ';', found 'x'");
  EXPECT_EQ(errorIn("push(nothing, x);"), "2:6: unknown name 'nothing'");
  EXPECT_EQ(errorIn("push(1, x);"), "2:6: expected a variable's name, found '1'");
  EXPECT_EQ(errorIn("pop(x);"), "2:6: expected ',', found ')'");
  EXPECT_EQ(errorIn("verbatim \"a\" reads(nothing);"), "2:20: unknown name 'nothing'");
  EXPECT_EQ(errorIn("verbatim \"a\" writes();"), "2:21: expected a variable's name, found ')'");
  EXPECT_EQ(errorIn("verbatim \"a\" writes(x;"), "2:22: expected ')', found ';'");
  EXPECT_EQ(errorIn("{ x = 1.0;"), "1:146: this '{' is never closed");
}

TEST(IrParse, Loops) {
  EXPECT_EQ(errorIn("for int i = 0;"), "2:5: expected '(', found 'int'");
  EXPECT_EQ(errorIn("for (i = 0;"), "2:6: unknown type 'i'");
  EXPECT_EQ(errorIn("for (int i; i < n; i += 1) { }"), "2:11: expected '=', found ';'");
  EXPECT_EQ(errorIn("for (int i = 0; n < n; i += 1) { }"), "2:17: expected the counter 'i', found 'n'");
  EXPECT_EQ(errorIn("for (int i = 0; i == n; i += 1) { }"), "2:19: expected '<', '<=', '>' or '>=', found '=='");
  EXPECT_EQ(errorIn("for (int i = 0; i < n; n += 1) { }"), "2:24: expected the counter 'i', found 'n'");
  EXPECT_EQ(errorIn("for (int i = 0; i < n; i = 1) { }"), "2:26: expected '+=', found '='");
  EXPECT_EQ(errorIn("for (int i = 0; i < n; i += ) { }"), "2:29: expected an expression, found ')'");
  EXPECT_EQ(errorIn("for (int i = 0; i < n; i += 1 { }"), "2:31: expected ')', found '{'");
  EXPECT_EQ(errorIn("for (int i = 0; i < n; i += 1) { } n = i;"), "2:40: unknown name 'i'");
}

TEST(IrParse, Expressions) {
  EXPECT_EQ(errorIn("x = ;"), "2:5: expected an expression, found ';'");
  EXPECT_EQ(errorIn("x = if;"), "2:5: expected an expression, found 'if'");
  EXPECT_EQ(errorIn("x = nothing;"), "2:5: unknown name 'nothing'");
  EXPECT_EQ(errorIn("x = 1.0q;"), "2:5: '1.0q' is not a number of C++");
  EXPECT_EQ(errorIn("x = x + n;"), "2:7: the operands of '+' have different types: 'double' and 'int'");
  EXPECT_EQ(errorIn("x = b ? x : n;"), "2:7: the operands of '?:' have different types: 'double' and 'int'");
  EXPECT_EQ(errorIn("x = b ? x;"), "2:10: expected ':', found ';'");
  EXPECT_EQ(errorIn("a = a + x;"), "2:7: a pointer takes '+' with an integer, or '-' with a pointer of its own type");
  EXPECT_EQ(errorIn("a = a - n;"), "2:7: a pointer takes '+' with an integer, or '-' with a pointer of its own type");
  EXPECT_EQ(errorIn("x = (x;"), "2:7: expected ')', found ';'");
  EXPECT_EQ(errorIn("x = a[n;"), "2:8: expected ']', found ';'");
  EXPECT_EQ(errorIn("x = x[n];"), "2:6: 'double' has no elements");
  EXPECT_EQ(errorIn("x = *n;"), "2:5: 'int' has no elements");
  EXPECT_EQ(errorIn("x = *v;"), "2:5: 'void*' has no elements");
  EXPECT_EQ(errorIn("x = v[0];"), "2:6: 'void*' has no elements");
  EXPECT_EQ(errorIn("x = n->y;"), "2:6: 'int' has no elements");
  EXPECT_EQ(errorIn("x = p->z;"), "2:6: 'Point' has no member 'z'");
  EXPECT_EQ(errorIn("x = p.x;"), "2:6: 'Point*' has no member 'x'");
  EXPECT_EQ(errorIn("x = p[0].3;"), "2:9: expected ';', found '.3'");
  EXPECT_EQ(errorIn("x = p[0].;"), "2:10: expected a member's name, found ';'");
  EXPECT_EQ(errorIn("x = (a + n)[0];"),
            "2:12: elements, members and '*' need a variable or a part of one: give the value a name");
  EXPECT_EQ(errorIn("x = *(a + n);"),
            "2:5: elements, members and '*' need a variable or a part of one: give the value a name");
  EXPECT_EQ(errorIn("a = &(x + x);"), "2:5: '&' needs a variable or a part of one");
  EXPECT_EQ(errorIn("x = (double x;"), "2:13: expected ')', found 'x'");
  EXPECT_EQ(errorIn("x = const(1);"), "2:10: expected '<', found '('");
  EXPECT_EQ(errorIn("x = const<double(1);"), "2:17: expected '>', found '('");
  EXPECT_EQ(errorIn("x = const<double>1;"), "2:18: expected '(', found '1'");
  EXPECT_EQ(errorIn("x = const<double>();"), "2:19: expected the constant's text, found ')'");
  EXPECT_EQ(errorIn("x = const<double>(1;"), "2:20: expected ')', found ';'");
  EXPECT_EQ(errorIn("x = sin(x;"), "2:10: expected ')', found ';'");
  EXPECT_EQ(errorIn("x = sin(n);"), "2:5: what 'sin' returns is not clear: write sin<type>(…)");
  EXPECT_EQ(errorIn("x = sin<double(x);"), "2:15: expected '>', found '('");
  EXPECT_EQ(errorIn("x = sin<double>[x];"), "2:16: expected '(', found '['");
  EXPECT_EQ(errorIn("x = strong_mul(x);"), "2:5: 'strong_mul' takes 2 operands");
  EXPECT_EQ(errorIn("x = zero_like();"), "2:5: 'zero_like' takes 1 operands");
  EXPECT_EQ(errorIn("x = strong_mul(x, y);"),
            "2:5: the operands of 'strong_mul' have different types: 'double' and 'float'");
}

TEST(IrParse, DepthIsBounded) {
  const std::string deep = "the nesting is too deep (more than 200 levels)";
  EXPECT_NE(errorIn("x = " + repeated("(", 100000) + "x;").find(deep), std::string::npos);
  EXPECT_NE(errorIn("x = " + repeated("-", 100000) + "x;").find(deep), std::string::npos);
  EXPECT_NE(errorIn("x = " + repeated("b ? x : ", 100000) + "x;").find(deep), std::string::npos);
  EXPECT_NE(errorIn("x = " + repeated("sin(", 100000) + "x;").find(deep), std::string::npos);
  EXPECT_NE(errorIn("x = " + repeated("a[", 100000) + "x;").find(deep), std::string::npos);
  EXPECT_NE(errorIn(repeated("{", 100000) + repeated("}", 100000)).find(deep), std::string::npos);
  EXPECT_NE(errorIn(repeated("if (b) { } else ", 100000) + "{ }").find(deep), std::string::npos);
  EXPECT_NE(errorIn("x = x" + repeated(" + x", 100000) + ";").find("the expression is too large"), std::string::npos);
  EXPECT_EQ(errorIn("x = x" + repeated(" + x", 2000) + ";"), "none");
  EXPECT_EQ(errorIn("x = " + repeated("(", 50) + "x" + repeated(")", 50) + ";"), "none");
}

TEST(IrParse, ASecondTextAddsToTheModule) {
  Module module;
  CollectingSink sink;
  ASSERT_TRUE(parse("record P { double x; } global int n; func g(P p);", module, sink)) << sink.text;
  ASSERT_TRUE(parse("func f(P p) { n = 1; call g(p); }", module, sink)) << sink.text;
  EXPECT_EQ(verify(module).value_or("none"), "none");
  EXPECT_FALSE(parse("func g();", module, sink));
  EXPECT_EQ(sink.text, "1:6: function 'g' is declared twice");
}

TEST(IrParse, LoneExpressions) {
  TypeTable types;
  Variable x{"x"}, n{"n"};
  x.type = types.floatType();
  n.type = types.intType();
  const std::map<std::string, ExpressionPtr> symbols = {
      {"x", read(&x)}, {"n", read(&n)}, {"r", math("sin", x.type, {read(&x)})}};
  const auto printed = [&](const char* text, const Type* scalar) {
    std::string error;
    const ExpressionPtr e = parseExpression(text, types, symbols, scalar, &error);
    return e ? print(*e) + " : " + print(*e->type) : error;
  };
  EXPECT_EQ(printed("-sin(x) / (1.0 + x * r)", types.floatType()), "-sin(x) / (1.0f + x * sin(x)) : float");
  EXPECT_EQ(printed("1.0", types.longDoubleType()), "1.0L : long double");
  EXPECT_EQ(printed("1.0", types.doubleType()), "1.0 : double");
  EXPECT_EQ(printed("1.0", nullptr), "1.0 : double");
  EXPECT_EQ(printed("1.0L + 1.0L", types.floatType()), "1.0L + 1.0L : long double");
  EXPECT_EQ(printed("x < 0.0 ? 1.0 : 0.0", types.floatType()), "x < 0.0f ? 1.0f : 0.0f : float");
  EXPECT_EQ(printed("n + 1", types.floatType()), "n + 1 : int");
  EXPECT_EQ(printed("x y", types.floatType()), "column 3: expected an operator or the end, found 'y'");
  EXPECT_EQ(printed("x +", types.floatType()), "column 4: expected an expression, found the end of the text");
  EXPECT_EQ(printed("z", types.floatType()), "column 1: unknown name 'z'");
  EXPECT_EQ(parseExpression("z", types, symbols, nullptr), nullptr);
}

// A text with everything in it.
const char* everything = R"(
integer ns::Color unsigned 8;
opaque `Tensor<float, 784>` active;
record Point { double x; double[2][3] m; Point* next; passive int id; }
generated record f_record { double t; bool taken; }
global static double ns::counter;

func f(double x, const double* a, passive double& c, int n, Point* p, retrograd::Tape& tape) -> double annotated as "ns::f" in "ns"
    adjoint_rule "ns::f_adjoint"(const double& x, double* x_bar) {
  /// forward
  f_record r = {};
  double s = 0.5 + const<double>(ns::pi);
  for (int i = n - 1; i >= 0; i += -1) {
    s += a[i] * sin(x) - strong_mul(x, 1.0 / s);
    if (s < 0.0 && !(i % 2 == 0)) {
      p->m[1][i] = -(-s);
    } else if (isnan<bool>(s)) {
      *a = call g(x, ref(p[i].next->x));
    }
    push(tape, r);
  }
  while (p != const<Point*>(nullptr)) {
    p = (*p).next;
  }
  adjoint_sums {
    c += n > 2 ? (double)n : ns::counter;
  }
  verbatim "printf(\"%d\\n\", n);" reads(n) writes(c);
  double t = call g(s, ref(c));
  return t;
}
func g(double x, double& y) -> double;
)";

TEST(IrParse, DamagedTextsNeverCrash) {
  std::mt19937 random(1);
  const std::string text = everything;
  EXPECT_EQ(errorOf(text), "none");
  unsigned readable = 0;
  for (unsigned round = 0; round < 10000; ++round) {
    const std::string damaged = test::damagedText(text, random);
    Module module;
    CollectingSink sink;
    if (!parse(damaged, module, sink)) continue;
    ++readable;
    Module again;
    const std::string printed = print(module);
    ASSERT_TRUE(parse(printed, again, sink)) << sink.text << "\n" << printed;
    ASSERT_EQ(print(again), printed);
    ASSERT_EQ(verify(again).has_value(), verify(module).has_value());
  }
  EXPECT_GT(readable, 200u);
}

}  // namespace
}  // namespace retrograd::ir

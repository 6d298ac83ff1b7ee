// The text form of the IR: what is printed is read back and printed the same.
#include "ir/parse.h"
#include "ir/print.h"

#include "ir_test_helpers.h"

#include <gtest/gtest.h>

namespace retrograd::ir {
namespace {

using test::CollectingSink;

// Parses the text and expects it back.
void expectRoundTrip(const std::string& text) {
  Module module;
  CollectingSink sink;
  ASSERT_TRUE(parse(text, module, sink)) << sink.text;
  EXPECT_EQ(print(module), text);
}

// The body of a function over some variables of every kind.
void expectStatement(const std::string& statement) {
  expectRoundTrip(
      "record Point { double x; double y; Point* next; double[3] w; passive int id; }\n"
      "global static double ns::counter;\n"
      "\n"
      "func f(double x, float y, long double z, int i, long n, bool b, double* a, const double* c, double** pp, "
      "Point* points, Point& point, unsigned int u, retrograd::Tape& tape) {\n"
      "  double[2][3] m;\n"
      "  double s;\n"
      "  " +
      statement +
      "\n"
      "}\n\n"
      "func g(double x, double& y) -> double;\n");
}

TEST(IrText, Places) {
  expectStatement("s = a[i];");
  expectStatement("s = *a;");
  expectStatement("s = **pp;");
  expectStatement("s = (*pp)[i + 1];");
  expectStatement("s = *pp[i];");
  expectStatement("s = point.x + point.w[i];");
  expectStatement("s = points->y + points[i].x;");
  expectStatement("s = points->next->next->x;");
  expectStatement("m[1][2] = s;");
  expectStatement("(*pp)[0] = s;");
  expectStatement("*a += s;");
  expectStatement("ns::counter = s;");
}

TEST(IrText, Operators) {
  expectStatement("s = x + x * x - x / x;");
  expectStatement("s = (x + x) * x;");
  expectStatement("s = x - (x - x);");
  expectStatement("s = x - x - x;");
  expectStatement("s = -x * -(-x);");
  expectStatement("s = x - -x;");
  expectStatement("s = -(x + x);");
  expectStatement("b = !b && (b || x < 1.0) == b;");
  expectStatement("i = ~i & i | i ^ i << 2 >> i % 3;");
  expectStatement("s = b ? x : b ? 1.0 : (b ? 2.0 : 3.0) + x;");
  expectStatement("s = (b ? b : b) ? x : 1.0;");
  expectStatement("s = b ? (b ? x : 0.5) : 1.0;");
  expectStatement("s = (double)i * (double)(i + 1);");
  expectStatement("s = (double)-i;");
  expectStatement("s = -(double)y;");
  expectStatement("a = (double*)c;");
  expectStatement("c = a + i + i;");
  expectStatement("n = c - a;");
  expectStatement("c = b ? a : c;");
}

TEST(IrText, AddressesKeepTheirConstness) {
  expectStatement("a = &a[i];");
  expectStatement("c = &c[i];");
  expectStatement("c = &const a[i];");
  expectStatement("a = &mutable c[i];");
  expectStatement("b = &points->x == &*a;");
}

TEST(IrText, LiteralsAndConstants) {
  expectStatement("s = 1.0 + 1e-3 + .5 + 1. + 0x1p3;");
  expectStatement("y = 1.0f + 1e3f;");
  expectStatement("z = 1.0L;");
  expectStatement("n = 1L + 3000000000 + 0x80000000000L;");
  expectStatement("u = 1u + 0x80000000;");
  expectStatement("b = true != false;");
  expectStatement(
      "s = const<double>(1) + const<double>(ns::pi) + const<double>(-1.0) + const<double>(\"f(1, \\\"a\\\")\");");
  expectStatement("i = 1'000;");
}

TEST(IrText, FunctionsOfMath) {
  expectStatement("s = sin(x) + atan2(x, ldexp(x, i));");
  expectStatement("b = isnan<bool>(x);");
  expectStatement("n = lround<long>(x);");
  expectStatement("s = polygamma(i, x) + strong_mul(x, 1.0 / x);");
}

TEST(IrText, Statements) {
  expectStatement("double t;");
  expectStatement("double t = x;");
  expectStatement("Point p = {};");
  expectStatement("const double t = x;\n  double* const q = a;\n  const double* r = c;");
  expectStatement("call g(x, ref(s));");
  expectStatement("a[i] = call g(x + 1.0, ref(points[i].x));");
  expectStatement("double t = call g(x, ref(*a));");
  expectStatement("for (int k = 0; k < i; k += 1) {\n    s += x;\n  }");
  expectStatement("for (int k = i - 1; k >= 0; k += -1) {\n  }");
  expectStatement("while (x < s) {\n    s = x;\n  }");
  expectStatement("if (b) {\n    s = x;\n  }");
  expectStatement("if (b) {\n    s = x;\n  } else {\n    s = 1.0;\n  }");
  expectStatement("if (b) {\n  } else if (x < 1.0) {\n  } else {\n    s = 1.0;\n  }");
  expectStatement("push(tape, s);\n  pop(tape, s);");
  expectStatement("{\n    s = x;\n  }\n  adjoint_sums {\n    s += x;\n  }");
  expectStatement("verbatim \"printf(\\\"%f\\\\n\\\", s);\" reads(s, x) writes(i);");
  expectStatement("verbatim \"f();\";");
  expectStatement("/// forward sweep: s = 1\n  ///");
  expectStatement("return;");
}

TEST(IrText, NamesThatLookLikeKeywords) {
  expectRoundTrip(
      "func f(double call, double push, double scope, double record, int verbatim, double passive_) -> double {\n"
      "  call = push;\n"
      "  push += call + scope * record;\n"
      "  verbatim = verbatim - 1;\n"
      "  return call;\n"
      "}\n");
}

TEST(IrText, NamesThatNeedQuotes) {
  expectRoundTrip(
      "integer ns::Color unsigned 8;\n"
      "opaque `std::vector<double>`;\n"
      "opaque `Tensor<float, 784>` active;\n"
      "record `Pair<int>` { `Pair<int>`* first; ns::Color c; `std::vector<double>` v; `Tensor<float, 784>` t; }\n");
}

TEST(IrText, Module) {
  expectRoundTrip(
      "integer ns::Color unsigned 8;\n"
      "opaque `Tensor<float, 784>` active;\n"
      "record `Pair<int>` { int first; ns::Color second; double* const* pointers; const double[2]* block; }\n"
      "generated record f_record { double x; }\n"
      "global passive const double[3] table;\n"
      "global static ns::Color f::color;\n"
      "\n"
      "func f(passive const double& x, `Tensor<float, 784>`& t, const `Pair<int>` p) -> double annotated internal "
      "generated as \"ns::f<double>\" in \"ns\", \"\", \"inline v1\"\n"
      "    adjoint_rule \"ns::f_adjoint\"(const double& x, double* x_bar)\n"
      "    tangent_rule \"ns::f_tangent\"() {\n"
      "  return x;\n"
      "}\n"
      "\n"
      "func `operator*`(double* const p, const double*[2] rows, double* `call me`) -> `Pair<int>`;\n");
}

TEST(IrText, VariablesHideTypesAndGlobals) {
  expectRoundTrip(
      "record Point { double x; }\n"
      "global int n;\n"
      "\n"
      "func f(struct Point Point, int n) {\n"
      "  struct Point p = {};\n"
      "  n = ::n + n;\n"
      "}\n");
}

TEST(IrText, CommentsOfTheFileAreDropped) {
  Module module;
  CollectingSink sink;
  ASSERT_TRUE(parse("// RUN: x\n/// y\nfunc f() { // nothing\n}\n", module, sink)) << sink.text;
  EXPECT_EQ(print(module), "func f() {\n}\n");
}

TEST(IrText, LinesOfACommentStayApart) {
  Module module;
  Function* f = module.newFunction("f");
  f->hasBody = true;
  f->body.push_back({Comment{"one\ntwo"}, {}});
  EXPECT_EQ(print(module), "func f() {\n  /// one\n  /// two\n}\n");
  Module again;
  CollectingSink sink;
  ASSERT_TRUE(parse(print(module), again, sink)) << sink.text;
  EXPECT_EQ(print(again), print(module));
}

TEST(IrText, LocationsAreOfTheText) {
  Module module;
  CollectingSink sink;
  ASSERT_TRUE(parse("func f(double x) {\n  x = x\n   * x;\n}", module, sink)) << sink.text;
  const Function& f = *module.find("f");
  EXPECT_EQ(f.location.line, 1u);
  EXPECT_EQ(f.body[0].location.line, 2u);
  EXPECT_EQ(f.body[0].location.column, 3u);
  EXPECT_EQ(f.body[0].as<Assign>()->value->location.line, 3u);
}

TEST(IrText, LiteralTypes) {
  const std::pair<const char*, const char*> cases[] = {{"1", "int"},
                                                       {"2147483647", "int"},
                                                       {"2147483648", "long"},
                                                       {"0xffffffff", "unsigned int"},
                                                       {"0xffffffffffffffff", "unsigned long"},
                                                       {"18446744073709551615", ""},
                                                       {"99999999999999999999", ""},
                                                       {"1u", "unsigned int"},
                                                       {"1UL", "unsigned long"},
                                                       {"1ll", "long long"},
                                                       {"1ull", "unsigned long long"},
                                                       {"0b101", "int"},
                                                       {"017", "int"},
                                                       {"09", ""},
                                                       {"1.0", "double"},
                                                       {"1e5", "double"},
                                                       {"1.f", "float"},
                                                       {"1.0L", "long double"},
                                                       {"0x1.8p-3", "double"},
                                                       {"0x1.8", ""},
                                                       {"1'000", "int"},
                                                       {"1''0", ""},
                                                       {"true", "bool"},
                                                       {"x", ""},
                                                       {"", ""},
                                                       {"1e", ""},
                                                       {"1.0q", ""},
                                                       {"1lL", ""},
                                                       {".", ""},
                                                       {"0x", ""},
                                                       {"-1", ""}};
  for (const auto& [text, type] : cases) EXPECT_EQ(literalType(text), type) << text;
}

}  // namespace
}  // namespace retrograd::ir

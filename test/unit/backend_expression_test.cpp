// Expressions as C++: parentheses, literals, conversions.
#include "backend/names.h"
#include "backend/print_type.h"
#include "backend_test_helpers.h"

namespace retrograd::test {
namespace {

std::string real(const std::string& expression) {
  return returned("double a, double b, double c, int i, int j, float s", "double", expression);
}
std::string integer(const std::string& expression) {
  return returned("int i, int j, int k, long n, unsigned int u", "int", expression);
}
std::string boolean(const std::string& expression) {
  return returned("int i, int j, double a, bool p, bool q, bool r", "bool", expression);
}

TEST(BackendExpression, ParenthesesOnlyWhereTheyMean) {
  EXPECT_EQ(real("a + b * c"), "a + b * c");
  EXPECT_EQ(real("(a + b) * c"), "(a + b) * c");
  EXPECT_EQ(real("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(real("a - b - c"), "a - b - c");
  EXPECT_EQ(real("a / (b * c)"), "a / (b * c)");
  EXPECT_EQ(real("-(a + b)"), "-(a + b)");
  EXPECT_EQ(real("-(-a)"), "-(-a)");
  EXPECT_EQ(real("a + -b"), "a - b");
  EXPECT_EQ(real("a - -b * c"), "a + b * c");
  EXPECT_EQ(real("(a < b) ? a : (b < c) ? b : c"), "a < b ? a : b < c ? b : c");
  EXPECT_EQ(real("((a < b) ? a : b) * c"), "(a < b ? a : b) * c");
  EXPECT_EQ(real("sin(a + b) * exp(-c)"), "std::sin(a + b) * std::exp(-c)");
  EXPECT_EQ(real("digamma(a)"), "retrograd::digamma(a)");
  EXPECT_EQ(real("strong_mul(a, 1.0 / b)"), "retrograd::strong_multiply(a, 1.0 / b)");
}

TEST(BackendExpression, ParenthesesThatWarningsAskFor) {
  EXPECT_EQ(boolean("p || q && r"), "p || (q && r)");
  EXPECT_EQ(boolean("(p || q) && r"), "(p || q) && r");
  EXPECT_EQ(boolean("(i < j) == p"), "(i < j) == p");
  EXPECT_EQ(boolean("(!p) == q"), "(!p) == q");
  EXPECT_EQ(boolean("!(i < j)"), "!(i < j)");
  EXPECT_EQ(integer("i & (j == k ? 1 : 0)"), "i & (j == k ? 1 : 0)");
  EXPECT_EQ(integer("i | j & k"), "i | (j & k)");
  EXPECT_EQ(integer("i << j + k"), "i << (j + k)");
  EXPECT_EQ(integer("i | j | k"), "i | j | k");
  EXPECT_EQ(integer("(i & j) == k ? i : j"), "(i & j) == k ? i : j");
}

TEST(BackendExpression, Literals) {
  EXPECT_EQ(integer("const<int>(-2147483648)"), "(-2147483647 - 1)");
  EXPECT_EQ(integer("i - -1"), "i - -1");
  EXPECT_EQ(real("a - -1.0"), "a + 1.0");
  EXPECT_EQ(real("const<double>(ns::pi) * a"), "ns::pi * a");
  EXPECT_EQ(real("const<double>(inf)"), "std::numeric_limits<double>::infinity()");
  EXPECT_EQ(real("-const<double>(nan)"), "-std::numeric_limits<double>::quiet_NaN()");
  EXPECT_EQ(returned("float s", "float", "s * 0.5f"), "s * 0.5f");
  EXPECT_EQ(real("const<double>(2) * a"), "2.0 * a");
  EXPECT_EQ(returned("float s", "float", "s * const<float>(2.5)"), "s * 2.5f");
}

TEST(BackendExpression, ConversionsThatCxxMakesItselfAreLeftOut) {
  EXPECT_EQ(real("a * (double)i"), "a * i");
  EXPECT_EQ(real("a * (double)(i + j)"), "a * (i + j)");
  EXPECT_EQ(real("(double)(i / j) * a"), "i / j * a");
  EXPECT_EQ(real("(double)i / (double)j"), "static_cast<double>(i) / j");
  EXPECT_EQ(real("(double)s + a"), "s + a");
  EXPECT_EQ(real("(double)(s * s) + (double)s"), "static_cast<double>(s * s) + s");
  EXPECT_EQ(real("(double)1 / a"), "1.0 / a");
  EXPECT_EQ(real("(double)i"), "i");
  EXPECT_EQ(real("(double)(float)a"), "static_cast<float>(a)");
  EXPECT_EQ(integer("(int)n"), "static_cast<int>(n)");
  EXPECT_EQ(boolean("(bool)(i & j)"), "(i & j) != 0");
  EXPECT_EQ(boolean("(bool)a"), "a != 0.0");
  // Comparing an int with an unsigned or a long keeps its conversion: it can change the value, or the reader's mind.
  EXPECT_EQ(returned("int i, unsigned int u", "bool", "(unsigned int)i < u"), "static_cast<unsigned int>(i) < u");
  EXPECT_EQ(returned("int i, long n", "bool", "(long)i < n"), "static_cast<long>(i) < n");
}

TEST(BackendExpression, Places) {
  const std::string records = "record P { double x; double[3] y; } ";
  auto place = [&](const std::string& parameters, const std::string& text) {
    const std::string printed = definition(records + "func f(" + parameters + ") -> double { return " + text + "; }");
    return printed.substr(printed.find("return "));
  };
  EXPECT_EQ(place("const P* p", "p->x"), "return p->x;\n}\n");
  EXPECT_EQ(place("const P* p, int i", "p[i + 1].y[2]"), "return p[i + 1].y[2];\n}\n");
  EXPECT_EQ(place("const double* p", "*p"), "return *p;\n}\n");
  EXPECT_EQ(returned("double** p", "double", "**p"), "**p");
  EXPECT_EQ(returned("double[3]& a", "double*", "&a[0]"), "a");
  EXPECT_EQ(returned("double* a, int i", "double*", "&a[i]"), "a + i");
}

TEST(BackendType, Declarators) {
  ir::TypeTable types;
  const ir::Type* real = types.doubleType();
  using backend::declarator;
  EXPECT_EQ(declarator(types.pointerTo(real, true), "x"), "const double* x");
  EXPECT_EQ(declarator(types.pointerTo(real), "x", true), "double* const x");
  EXPECT_EQ(declarator(types.pointerTo(types.pointerTo(real), true), "x"), "double* const* x");
  EXPECT_EQ(declarator(types.arrayOf(types.arrayOf(real, 3), 2), "x"), "double x[2][3]");
  EXPECT_EQ(declarator(types.referenceTo(types.arrayOf(real, 3), true), "x"), "const double (&x)[3]");
  EXPECT_EQ(declarator(types.pointerTo(types.arrayOf(real, 3)), "x"), "double (*x)[3]");
  EXPECT_EQ(declarator(types.arrayOf(types.pointerTo(real, true), 3), "x"), "const double* x[3]");
  EXPECT_EQ(backend::typeName(types.pointerTo(types.arrayOf(real, 3))), "double (*)[3]");
  EXPECT_EQ(backend::typeName(types.referenceTo(types.pointerTo(real, true))), "const double*&");
}

TEST(BackendNames, IdentifiersOfDifferentFunctionsDiffer) {
  EXPECT_EQ(backend::adjointName("f"), "f_adjoint");
  EXPECT_EQ(backend::wrtName("f_adjoint", {0, 2}), "f_adjoint_wrt_0_2");
  EXPECT_EQ(backend::identifier("f<double>"), "f_of_double");
  EXPECT_EQ(backend::identifier("f<double*>"), "f_of_double_ptr");
  EXPECT_NE(backend::identifier("f<2>"), backend::identifier("f_2"));
  EXPECT_NE(backend::identifier("f<-2>"), backend::identifier("f<2>"));
  EXPECT_EQ(backend::identifier("operator*"), "operator_multiply");
  EXPECT_EQ(backend::identifier("operator_like"), "operator_like");
}

}  // namespace
}  // namespace retrograd::test

// Statements, functions and units as C++.
#include "backend/wrap.h"
#include "backend_test_helpers.h"
#include "ir/build.h"

namespace retrograd::test {
namespace {

TEST(BackendFunction, DeclarationsMeetTheirValuesAndAreConst) {
  EXPECT_EQ(definition(R"(
    func f(double x) -> double {
      double t;
      t = x * x;
      double sum = 0.0;
      sum += t;
      sum += -t * x;
      sum = sum * 2.0;
      return sum;
    })"),
            "inline double f(double x) {\n"
            "  const double t = x * x;\n"
            "  double sum = 0.0;\n"
            "  sum += t;\n"
            "  sum -= t * x;\n"
            "  sum *= 2.0;\n"
            "  return sum;\n"
            "}\n");
}

TEST(BackendFunction, ZerosByType) {
  EXPECT_EQ(definition(R"(
    record P { double x; int n; }
    func f(P& out, float[2]& values) -> float {
      float s = {};
      float[2] b = {};
      P p = {};
      b[0] = s;
      values[0] = b[1];
      out.x = p.x;
      return s;
    })"),
            "inline float f(P& out, float (&values)[2]) {\n"
            "  const float s = 0.0f;\n"
            "  float b[2] = {};\n"
            "  P p = retrograd::zero<P>();\n"
            "  b[0] = s;\n"
            "  values[0] = b[1];\n"
            "  out.x = p.x;\n"
            "  return s;\n"
            "}\n");
}

TEST(BackendFunction, WhatIsUnusedSaysSo) {
  EXPECT_EQ(definition("func f(double x, double& y, double* z, int n) -> void { double t = x; double u; u = 1.0; u = "
                       "x; y = 1.0; *z = 1.0; }"),
            "inline void f(double x, double& y, double* z, [[maybe_unused]] int n) {\n"
            "  [[maybe_unused]] const double t = x;\n"
            "  [[maybe_unused]] double u = 1.0;\n"
            "  u = x;\n"
            "  y = 1.0;\n"
            "  *z = 1.0;\n"
            "}\n");
}

TEST(BackendFunction, Loops) {
  EXPECT_EQ(definition(R"(
    func f(double* a, int n, int& m, unsigned long k) -> void {
      for (int i = 0; i < n; i += 1) { a[i] = 1.0; }
      for (int i = n - 1; i >= 0; i += -1) { a[i] = 2.0; a[0] += a[i]; }
      for (int i = 0; i < m; i += 2) { m = i; }
      for (unsigned long i = k - const<unsigned long>(1); i >= const<unsigned long>(0); i += const<unsigned long>(-1)) { a[i] = 3.0; }
    })"),
            "inline void f(double* a, int n, int& m, unsigned long k) {\n"
            "  for (int i = 0; i < n; ++i) a[i] = 1.0;\n"
            "  for (int i = n - 1; i >= 0; --i) {\n"
            "    a[i] = 2.0;\n"
            "    a[0] += a[i];\n"
            "  }\n"
            "  const int i_end = m;\n"
            "  for (int i = 0; i < i_end; i += 2) m = i;\n"
            "  for (unsigned long i = k; i-- > 0;) a[i] = 3.0;\n"
            "}\n");
}

TEST(BackendFunction, BranchesAndScopes) {
  EXPECT_EQ(definition(R"(
    func f(double x, double& y) -> void {
      if (x < 0.0) { y = 1.0; } else { if (x < 1.0) { y = 2.0; } else { y = 3.0; y += x; } }
      if (x == 2.0) { } else { y = 4.0; }
      while (y < x) { adjoint_sums { y += x; y += 1.0; } }
      adjoint_sums { y += x; }
      /// the end
    })"),
            "inline void f(double x, double& y) {\n"
            "  if (x < 0.0) {\n"
            "    y = 1.0;\n"
            "  } else if (x < 1.0) {\n"
            "    y = 2.0;\n"
            "  } else {\n"
            "    y = 3.0;\n"
            "    y += x;\n"
            "  }\n"
            "  if (!(x == 2.0)) y = 4.0;\n"
            "  while (y < x) {\n"
            "    RETROGRAD_ADJOINT_SUMS\n"
            "    y += x;\n"
            "    y += 1.0;\n"
            "  }\n"
            "  {\n"
            "    RETROGRAD_ADJOINT_SUMS\n"
            "    y += x;\n"
            "  }\n"
            "  // the end\n"
            "}\n");
}

TEST(BackendFunction, CallsAreQualifiedWhereAnotherCouldBeFound) {
  Parsed parsed(R"(
    record P { double x; }
    func g(double x) -> double as "ns::g" in "ns";
    func h(P x) -> double as "ns::h" in "ns";
    func e(long n) -> double as "ns::e<long>" in "ns";
    func f(double x, P p) -> double as "ns::f" in "ns" {
      double a = call g(x);
      double b = call h(p);
      double c = call e(const<long>(3));
      return a + b + c;
    }
    func outside(double x) -> double { double a = call g(x); return a; }
    func hidden(double g) -> double as "ns::hidden" in "ns" { double a = call g(g); return a; })");
  EXPECT_EQ(backend::printDefinition(parsed["f"]),
            "inline double f(double x, P p) {\n"
            "  const double a = g(x);\n"
            "  const double b = ::ns::h(p);\n"
            "  const double c = e<long>(3L);\n"
            "  return a + b + c;\n"
            "}\n");
  EXPECT_EQ(backend::printDefinition(parsed["outside"]),
            "inline double outside(double x) {\n  const double a = ::ns::g(x);\n  return a;\n}\n");
  EXPECT_EQ(backend::printDefinition(parsed["hidden"]),
            "inline double hidden(double g) {\n  const double a = ::ns::g(g);\n  return a;\n}\n");
}

TEST(BackendFunction, InternalFunctionsStayInternal) {
  Parsed parsed("func f(double x) -> double { return x; } func g(double x) -> double in \"\" { return x; }");
  parsed["f"].internal = parsed["g"].internal = true;
  EXPECT_EQ(backend::printDeclaration(parsed["f"]), "static inline double f(double x);\n");
  EXPECT_EQ(backend::printDeclaration(parsed["g"]), "inline double g(double x);\n");
}

TEST(BackendUnit, RecordsDeclarationsDefinitionsInTheirScopes) {
  Parsed parsed(R"(
    func f_forward(double x) -> double as "a::b::f_forward" in "a", "b" { double y = call g(x); return sin(y); }
    func g(double x) -> double as "a::b::g" in "a", "b" { return x; }
    func h(double x) -> double in "a", "", "inline v" { return x; })");
  for (ir::Function& function : parsed.module.functions) function.generated = true;
  ir::Type* record = parsed.module.types.record("f_record_i");
  record->generated = true;
  record->fields.push_back({"t", parsed.module.types.doubleType()});
  record->fields.push_back({"row", parsed.module.types.arrayOf(parsed.module.types.floatType(), 3)});
  parsed["f_forward"].newVariable("i_record", record);
  backend::Unit unit;
  unit.module = &parsed.module;
  unit.functions = backend::generatedFunctions(parsed.module);
  EXPECT_EQ(backend::printUnit(unit),
            "#include <retrograd/tape.h>\n\n#include <cmath>\n\n"
            "namespace a::b {\nnamespace {\n\nstruct f_record_i {\n  double t;\n  float row[3];\n};\n\n"
            "}  // namespace\n}  // namespace a::b\n\n"
            "namespace a::b {\n\nRETROGRAD_GENERATED inline double g(double x);\n"
            "RETROGRAD_GENERATED inline double f_forward(double x);\n\n}  // namespace a::b\n\n"
            "namespace a {\nnamespace {\ninline namespace v {\n\nRETROGRAD_GENERATED inline double h(double x);\n\n"
            "}  // namespace v\n}  // namespace\n}  // namespace a\n\n"
            "namespace a::b {\n\ninline double g(double x) {\n  return x;\n}\n\n"
            "inline double f_forward(double x) {\n  const double y = g(x);\n  return std::sin(y);\n}\n\n}  // "
            "namespace a::b\n\n"
            "namespace a {\nnamespace {\ninline namespace v {\n\ninline double h(double x) {\n  return x;\n}\n\n"
            "}  // namespace v\n}  // namespace\n}  // namespace a\n");
  EXPECT_EQ(backend::printHeader(unit, "my-file.cpp").substr(0, 165),
            "// Derivatives of the functions in my-file.cpp, written by Retrograd. Do not edit: edit my-file.cpp and "
            "generate again.\n#ifndef RETROGRAD_GENERATED_FROM_MY_FILE_CPP\n");
}

TEST(BackendUnit, GlueGroupsCompanionsByKind) {
  Parsed parsed(R"(
    func f(double x, int n, double& c) -> double as "ns::f" in "ns" { c = x; return x; }
    func f_hvp(double x, double& x_bar, double x_dot, int n, double& c, double& c_bar, double& c_dot, double& c_dot_bar,
               double& result_dot, double result_bar, double result_dot_bar) -> double as "ns::f_hvp" in "ns" { return x; })");
  EXPECT_EQ(backend::printGlue({&parsed["f"], &parsed["f_hvp"], pipeline::Mode::Hvp, std::nullopt}),
            "[[maybe_unused]] retrograd::detail::Active<true, 0, 2> retrograd_active(\n"
            "    retrograd::detail::Hvp<double(double, int, double&), ::ns::f>);\n"
            "inline double retrograd_call(retrograd::detail::Hvp<double(double, int, double&), ::ns::f>,\n"
            "                             double x, int n, double& c, double& x_bar, double& c_bar, double x_dot,\n"
            "                             double& c_dot, double& c_dot_bar, double& result_dot,\n"
            "                             double result_bar, double result_dot_bar) {\n"
            "  return ::ns::f_hvp(x, x_bar, x_dot, n, c, c_bar, c_dot, c_dot_bar, result_dot, result_bar,\n"
            "                     result_dot_bar);\n"
            "}\n");
}

TEST(BackendUnit, WrittenParametersAreActiveWhateverWrtSays) {
  Parsed parsed("func f(double x, double y, double& out, passive double& data, const double& z) -> void { out = x; }");
  EXPECT_EQ(backend::activeParameters(parsed["f"], std::nullopt), (std::vector<unsigned>{0, 1, 2, 4}));
  EXPECT_EQ(backend::activeParameters(parsed["f"], std::vector<unsigned>{1}), (std::vector<unsigned>{1, 2}));
}

TEST(BackendUnit, VisitsListMembersButNoPassivePointers) {
  Parsed parsed(
      "record ns::P { double x; passive const double* data; passive int id; passive double w; } "
      "func f(const ns::P& p) -> double { return p.x; }");
  backend::Unit unit;
  unit.module = &parsed.module;
  unit.glue = {{&parsed["f"], &parsed["f"], pipeline::Mode::Adjoint, std::nullopt}};
  unit.visited = backend::visitedRecords(unit);
  unit.glue.clear();
  ASSERT_EQ(unit.visited.size(), 1U);
  const std::string text = backend::printUnit(unit);
  EXPECT_NE(text.find("template <class Visitor>\nvoid retrograd_visit(ns::P& record, Visitor&& visit) {\n"
                      "  visit(\"x\", record.x);\n  visit(\"id\", record.id);\n"
                      "  visit(\"w\", record.w, retrograd::detail::Passive());\n}\n"),
            std::string::npos)
      << text;
}

TEST(BackendWrap, BreaksAtTheOutermostLevelThatHelps) {
  const std::string sum =
      "const double total = first_factor * second_factor(one_argument, another_argument) + third_factor * "
      "fourth_factor;";
  EXPECT_EQ(backend::wrapped(sum, 2),
            "  const double total = first_factor * second_factor(one_argument, another_argument)\n"
            "      + third_factor * fourth_factor;\n");
  EXPECT_EQ(backend::wrapped("short;", 4), "    short;\n");
}

}  // namespace
}  // namespace retrograd::test

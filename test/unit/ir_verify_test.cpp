// Every complaint of the verifier: from text where text can say it, from nodes where it can't.
#include "ir/build.h"
#include "ir/parse.h"
#include "ir/verify.h"

#include "ir_test_helpers.h"

#include <gtest/gtest.h>

namespace retrograd::ir {
namespace {

using test::CollectingSink;

std::string problemOf(const std::string& text) {
  Module module;
  CollectingSink sink;
  if (!parse(text, module, sink)) return "parser: " + sink.text;
  return verify(module).value_or("none");
}

// The problem of one line (line 2) in a function over some variables.
std::string problemIn(const std::string& line, const std::string& result = "") {
  const std::string problem = problemOf(
      "record Point { double x; double[3] w; }\nopaque Tensor active;\nopaque Other;\n"
      "func g(double x, double& y, const double& z, const double* w) -> double; func h();\n"
      "func f(double x, float y, int n, long l, bool b, double* a, const double* c, const double& k, double& r, "
      "Point p, Point& q, Tensor& t, Other& o, void* v, retrograd::Tape& tape, const retrograd::Tape& closed)" +
      result + " {\n" + line + "\n}\n");
  const std::string where = "function 'f', line 6: ";
  return problem.substr(0, where.size()) == where ? problem.substr(where.size()) : problem;
}

TEST(IrVerify, GoodCode) {
  EXPECT_EQ(problemIn("double s = 0.0; for (int i = 0; i < n; i += 1) { double u = a[i]; s += u; } r = s + k;"),
            "none");
  EXPECT_EQ(problemIn("for (int i = n; i >= 0; i += -1) { r += a[i]; }"), "none");
  EXPECT_EQ(problemIn("for (int i = n; i < 3; i += n) { r += a[i]; }"), "none");
  EXPECT_EQ(problemIn("const double* d = a; d = b ? a : c; b = d == a; l = d - a; d = d + n;"), "none");
  EXPECT_EQ(problemIn("double s = call g(x, ref(p.w[1]), ref(k), a); r = call g(x, ref(q.x), x + 1.0, c);"), "none");
  EXPECT_EQ(problemIn("push(tape, p); pop(tape, p); t += zero_like(t); v = (void*)a; b = (bool)a;"), "none");
  EXPECT_EQ(problemIn("verbatim \"x\" reads(x) writes(n); /// c\nPoint z = {}; z = p; Point w = z;"), "none");
  EXPECT_EQ(problemIn("return x * (double)(n << l & ~n % 3);", " -> double"), "none");
  EXPECT_EQ(problemIn("x = polygamma(n, x); b = isnan<bool>(y); l = lround<long>(x); n = ilogb<int>(x);"), "none");
}

TEST(IrVerify, BlocksThatDoNotSeeEachOtherMayShareNames) {
  EXPECT_EQ(
      problemIn("if (b) { double u; u = x; } else { int u; u = n; } { for (int i = 0; i < n; i += 1) { } int i; }"),
      "none");
}

TEST(IrVerify, Writes) {
  EXPECT_EQ(problemIn("c[0] = x;"), "'c[0]' is written but const");
  EXPECT_EQ(problemIn("*c += x;"), "'*c' is written but const");
  EXPECT_EQ(problemIn("k = x;"), "'k' is written but const");
  EXPECT_EQ(problemIn("const double u = x; u = x;"), "'u' is written but const");
  EXPECT_EQ(problemIn("double s = call g(x, ref(k), x, a);"), "'k' is written but const");
  EXPECT_EQ(problemIn("for (int i = 0; i < n; i += 1) { i = 3; }"), "the counter 'i' is changed in its loop");
  EXPECT_EQ(problemIn("for (int i = 0; i < n; i += 1) { pop(tape, i); }"), "the counter 'i' is changed in its loop");
  EXPECT_EQ(problemIn("for (int i = 0; i < n; i += 1) { verbatim \"i++;\" writes(i); }"),
            "the counter 'i' is changed in its loop");
  EXPECT_EQ(problemIn("for (int i = 0; i < n; i += 1) { int* u = &i; }"),
            "the address of the counter 'i' is taken in its loop");
  EXPECT_EQ(problemIn("double[3] u; u = p.w;"), "the array 'u' is assigned as a whole");
  EXPECT_EQ(problemIn("double[3] u = p.w;"), "the array 'u' has a value");
  EXPECT_EQ(problemIn("o += o;"), "'o' of type 'Other' takes no '+='");
  EXPECT_EQ(problemIn("p += p;"), "'p' of type 'Point' takes no '+='");
  EXPECT_EQ(problemIn("x = n;"), "the value stored into 'x' has the type 'int', not 'double'");
  EXPECT_EQ(problemIn("a = c;"), "the value stored into 'a' has the type 'const double*', not 'double*'");
  EXPECT_EQ(problemIn("double u = n;"), "the value of 'u' has the type 'int', not 'double'");
  EXPECT_EQ(problemIn("double& u = x;"), "the local 'u' is a reference");
}

// The adjoint of a parameter passed by value adds to what the caller has: it can't be that of the changed value too.
TEST(IrVerify, ArgumentsOfWhatIsDifferentiated) {
  const std::string copy = ": copy it into a local";
  const auto problemOfBody = [](const std::string& line) {
    return problemOf("record Point { double x; }\nfunc g(double& x) -> double;\n"
                     "func f(double x, Point p, double* a, int n) annotated {\n" + line + "\n}\n");
  };
  const std::string where = "function 'f', line 4: ";
  EXPECT_EQ(problemOfBody("x = 1.0;"), where + "'x' is written but passed by value" + copy);
  EXPECT_EQ(problemOfBody("p.x += x;"), where + "'p.x' is written but passed by value" + copy);
  EXPECT_EQ(problemOfBody("double s = call g(ref(x));"), where + "'x' is written but passed by value" + copy);
  EXPECT_EQ(problemOfBody("x = call g(ref(*a));"), where + "'x' is written but passed by value" + copy);
  EXPECT_EQ(problemOfBody("double* u = &x;"), where + "'&x' could change what is passed by value" + copy);
  EXPECT_EQ(problemOfBody("a = a + 1;"), where + "'a' is written but passed by value" + copy);
  EXPECT_EQ(problemOfBody("a[0] = x; n = 3;"), "none");
}

TEST(IrVerify, OperandTypes) {
  EXPECT_EQ(problemIn("a = -a;"),
            "'-a' has the type 'double*' over operands of type 'double*', wanted is an integer or floating type");
  EXPECT_EQ(problemIn("b = -b;"),
            "'-b' has the type 'bool' over operands of type 'bool', wanted is an integer or floating type");
  EXPECT_EQ(problemIn("x = ~x;"), "'~x' has the type 'double' over operands of type 'double', wanted is an integer");
  EXPECT_EQ(problemIn("x = x % x;"),
            "'x % x' has the type 'double' over operands of type 'double', 'double', wanted is an integer");
  EXPECT_EQ(
      problemIn("n = n << x;"),
      "'n << x' has the type 'int' over operands of type 'int', 'double', wanted is an integer shifted by an integer");
  EXPECT_EQ(problemIn("n = !n;"), "'!n' has the type 'int' over operands of type 'int', wanted is bool");
  EXPECT_EQ(problemIn("b = x && x;"),
            "'x && x' has the type 'bool' over operands of type 'double', 'double', wanted is bool");
  EXPECT_EQ(problemIn("b = p == p;"),
            "'p == p' has the type 'bool' over operands of type 'Point', 'Point', wanted is bool over two scalars or "
            "pointers of one type");
  EXPECT_EQ(problemIn("x = n ? x : x;"),
            "'n ? x : x' has the type 'double' over operands of type 'int', 'double', 'double', wanted is a bool as "
            "condition");
  EXPECT_EQ(problemIn("x = (double)a;"),
            "'(double)a' has the type 'double' over operands of type 'double*', wanted is a cast between scalars, "
            "between pointers, or from a pointer to bool");
  EXPECT_EQ(problemIn("v = v + n;"),
            "'v + n' has the type 'void*' over operands of type 'void*', 'int', wanted is the pointer's type plus an "
            "integer");
  EXPECT_EQ(problemIn("l = v - v;"),
            "'v - v' has the type 'long' over operands of type 'void*', 'void*', wanted is an integer over two "
            "pointers of one type");
  EXPECT_EQ(problemIn("n = strong_mul(n, n);"),
            "'strong_mul(n, n)' has the type 'int' over operands of type 'int', 'int', wanted is a floating type");
  EXPECT_EQ(problemIn("x = zero_like(x);"),
            "'zero_like(x)' has the type 'double' over operands of type 'double', wanted is one active opaque or "
            "aggregate type");
  EXPECT_EQ(problemIn("x = a[x];"), "the index 'x' is not an integer but 'double'");
  EXPECT_EQ(problemIn("a = &mutable c[0];"), "'&mutable c[0]' points to const");
}

TEST(IrVerify, MathFunctions) {
  EXPECT_EQ(problemIn("x = nothing(x);"), "'nothing' is no function that rules/math.def knows");
  EXPECT_EQ(problemIn("x = sin(x, x);"), "'sin' takes 1 arguments, not 2");
  EXPECT_EQ(problemIn("x = pow(x, y);"),
            "'pow(x, y)' has the type 'double' over operands of type 'double', 'float', wanted is floating arguments "
            "of one type, but integers where the function has them");
  EXPECT_EQ(problemIn("x = ldexp(x, x);"),
            "'ldexp(x, x)' has the type 'double' over operands of type 'double', 'double', wanted is floating "
            "arguments of one type, but integers where the function has them");
  EXPECT_EQ(problemIn("b = isnan(x);"),
            "'isnan(x)' has the type 'double' over operands of type 'double', wanted is 'bool'");
  EXPECT_EQ(problemIn("y = sin<float>(x);"),
            "'sin<float>(x)' has the type 'float' over operands of type 'double', wanted is the arguments' type");
}

TEST(IrVerify, Control) {
  EXPECT_EQ(problemIn("if (n) { }"), "the condition is not bool but 'int'");
  EXPECT_EQ(problemIn("while (x) { }"), "the condition of the loop is not bool but 'double'");
  EXPECT_EQ(problemIn("for (double i = 0.0; i < x; i += x) { }"), "a loop's counter is missing or not an integer");
  EXPECT_EQ(problemIn("for (int i = l; i < n; i += 1) { }"), "the start of 'i' has the type 'long', not 'int'");
  EXPECT_EQ(problemIn("for (int i = n; i < l; i += 1) { }"), "the bound of 'i' has the type 'long', not 'int'");
  EXPECT_EQ(problemIn("for (int i = n; i < n; i += l) { }"), "the step of 'i' has the type 'long', not 'int'");
  EXPECT_EQ(problemIn("for (int i = n; i < n; i += -1) { }"), "the step of 'i' leads away from its bound");
  EXPECT_EQ(problemIn("for (int i = n; i < n; i += 0) { }"), "the step of 'i' leads away from its bound");
  EXPECT_EQ(problemIn("for (int i = n; i >= n; i += 2) { }"), "the step of 'i' leads away from its bound");
  EXPECT_EQ(problemIn("for (int i = n; i >= n; i += const<int>(-2)) { }"), "none");
  EXPECT_EQ(problemIn("if (b) { return; }"), "a return is not the last statement of the function");
  EXPECT_EQ(problemIn("return; x = x;"), "a return is not the last statement of the function");
  EXPECT_EQ(problemIn("return x;"), "a value is returned from a function without a result");
  EXPECT_EQ(problemIn("return;", " -> double"), "the value returned is missing");
  EXPECT_EQ(problemIn("return n;", " -> double"), "the value returned has the type 'int', not 'double'");
  EXPECT_EQ(problemOf("func f(double x) -> double {\n x = x;\n}"),
            "function 'f', line 1: the body does not end with a return");
  EXPECT_EQ(problemOf("func f() -> double {\n}"), "function 'f', line 1: the body does not end with a return");
}

TEST(IrVerify, Calls) {
  EXPECT_EQ(problemIn("call g(x);"), "'g' takes 4 arguments, not 1");
  EXPECT_EQ(problemIn("call g(x, x, x, a);"), "the argument for 'y' must be a place");
  EXPECT_EQ(problemIn("call g(ref(x), ref(x), x, a);"), "the argument for 'x' must be a value");
  EXPECT_EQ(problemIn("call g(n, ref(x), x, a);"), "the argument for 'x' has the type 'int', not 'double'");
  EXPECT_EQ(problemIn("call g(x, ref(y), x, a);"), "the argument for 'y' has the type 'float', not 'double'");
  EXPECT_EQ(problemIn("call g(x, ref(x), n, a);"), "the argument for 'z' has the type 'int', not 'double'");
  EXPECT_EQ(problemIn("x = call h();"), "'h' returns nothing that could be stored");
  EXPECT_EQ(problemIn("n = call g(x, ref(x), x, a);"), "the result of 'g' has the type 'double', not 'int'");
  EXPECT_EQ(problemIn("k = call g(x, ref(x), x, a);"), "'k' is written but const");
  EXPECT_EQ(problemIn("double u = call g(u, ref(x), x, a);"), "'u' is used where it is not declared");
}

TEST(IrVerify, Tapes) {
  EXPECT_EQ(problemIn("push(x, x);"), "'x' is no tape");
  EXPECT_EQ(problemIn("push(closed, x);"), "the tape 'closed' is const");
  EXPECT_EQ(problemIn("push(tape, tape);"), "a tape can't stand on a tape");
  EXPECT_EQ(problemIn("pop(tape, k);"), "'k' is written but const");
}

TEST(IrVerify, ModuleLevel) {
  EXPECT_EQ(problemOf("record A { B b; } record B { A[2] a; }"), "record 'A': it contains itself");
  EXPECT_EQ(problemOf("record A { A* next; } record B { A a; A c; }"), "none");
}

// What text can't say.
class IrVerifyNodes : public testing::Test {
protected:
  std::string problem() {
    const std::string text = verify(module).value_or("none");
    const std::string where = "function 'f': ";
    return text.substr(0, where.size()) == where ? text.substr(where.size()) : text;
  }
  std::string problemWith(Statement statement) {
    f->body = {std::move(statement)};
    return problem();
  }
  void SetUp() override {
    f = module.newFunction("f");
    f->hasBody = true;
    x = f->newVariable("x", module.types.doubleType(), VariableRole::Parameter);
    f->parameters.push_back(x);
    local = f->newVariable("t", module.types.doubleType());
    one = constant("1.0", module.types.doubleType());
  }

  Module module;
  Function* f = nullptr;
  Variable *x = nullptr, *local = nullptr;
  ExpressionPtr one;
};

TEST_F(IrVerifyNodes, Statements) {
  EXPECT_EQ(problemWith(declare(nullptr)), "a variable is missing");
  EXPECT_EQ(problemWith(declare(x)), "'x' is declared but not a local");
  Variable foreign = *local;
  EXPECT_EQ(problemWith(declare(&foreign)), "'t' belongs to another function");
  f->body = {declare(local)};
  EXPECT_EQ(problem(), "none");
  f->body = {declare(local), declare(local)};
  EXPECT_EQ(problem(), "'t' is declared twice");
  EXPECT_EQ(problemWith({Declare{local, one, true}, {}}), "a declaration has both a value and zero");
  EXPECT_EQ(problemWith(assign(place(x), nullptr)), "the value stored into 'x' is missing");
  EXPECT_EQ(problemWith(assign(Place{}, one)), "a place lacks its variable or an index");
  EXPECT_EQ(problemWith({While{}, {}}), "the condition of the loop is missing");
  EXPECT_EQ(problemWith({Branch{}, {}}), "the condition is missing");
  EXPECT_EQ(problemWith({Loop{}, {}}), "a loop's counter is missing or not an integer");
  EXPECT_EQ(problemWith({TapeOperation{}, {}}), "a variable is missing");
  EXPECT_EQ(problemWith({Verbatim{"", {nullptr}, {}}, {}}), "a variable is missing");
  EXPECT_EQ(problemWith({Comment{"a\nb"}, {}}), "a comment has more than one line");
  EXPECT_EQ(problemWith({Call{}, {}}), "a call lacks its function");
  Statement located = assign(place(local), one);
  located.location.line = 7;
  f->body = {located};
  EXPECT_EQ(problem(), "function 'f', line 7: 't' is used where it is not declared");
}

TEST_F(IrVerifyNodes, Scopes) {
  Variable* i = f->newVariable("i", module.types.intType());
  const ExpressionPtr zero = constant("0", i->type), step = constant("1", i->type);
  const Statement inner = declare(local), use = assign(place(local), one);
  const auto problemOf = [&](const Statement& before, const Statement& after) {
    f->body = {before, after};
    return problem();
  };
  const std::string unseen = "'t' is used where it is not declared";
  const ExpressionPtr condition = constant("true", module.types.boolType());
  EXPECT_EQ(problemOf(inner, use), "none");
  EXPECT_EQ(problemOf(use, inner), unseen);
  EXPECT_EQ(problemOf({Scope{{inner}, false}, {}}, use), unseen);
  EXPECT_EQ(problemOf({While{condition, {inner}}, {}}, use), unseen);
  EXPECT_EQ(problemOf({Branch{condition, {inner}, {use}}, {}}, {Comment{}, {}}), unseen);
  EXPECT_EQ(problemOf({Scope{{inner}, false}, {}}, {Verbatim{"", {local}, {}}, {}}), unseen);
  EXPECT_EQ(problemOf({Scope{{inner}, false}, {}}, {Verbatim{"", {}, {local}}, {}}), unseen);
  EXPECT_EQ(problemOf({Loop{i, zero, step, step, OperationKind::Less, {inner}}, {}}, use), unseen);
  EXPECT_EQ(problemOf({Loop{i, zero, step, step, OperationKind::Less, {}}, {}}, assign(place(i), zero)),
            "'i' is used where it is not declared");
}

TEST_F(IrVerifyNodes, NamesInOneScopeDiffer) {
  Variable* second = f->newVariable("u", local->type);
  second->name = "t";
  f->body = {declare(local), declare(second)};
  EXPECT_EQ(problem(), "two variables are named 't'");
  second->name = "x";
  f->body = {declare(second)};
  EXPECT_EQ(problem(), "two variables are named 'x'");
  f->body.clear();
  second->role = VariableRole::Parameter;
  f->parameters.push_back(second);
  EXPECT_EQ(problem(), "two variables are named 'x'");
}

TEST_F(IrVerifyNodes, Loops) {
  const Type* int_ = module.types.intType();
  Variable* i = f->newVariable("i", int_);
  const ExpressionPtr zero = constant("0", int_), step = constant("1", int_);
  EXPECT_EQ(problemWith({Loop{i, zero, step, step, OperationKind::Less, {}}, {}}), "none");
  EXPECT_EQ(problemWith({Loop{i, zero, step, step, OperationKind::Equal, {}}, {}}),
            "the loop over 'i' has no order relation");
  EXPECT_EQ(problemWith({Loop{i, zero, nullptr, step, OperationKind::Less, {}}, {}}), "the bound of 'i' is missing");
  const Statement loop{Loop{i, zero, step, step, OperationKind::Less, {}}, {}};
  f->body = {loop, loop};
  EXPECT_EQ(problem(), "'i' is declared twice");
}

TEST_F(IrVerifyNodes, Calls) {
  Function* g = module.newFunction("g");
  g->result = module.types.doubleType();
  Call call;
  call.callee = g;
  call.declares = true;
  EXPECT_EQ(problemWith({call, {}}), "a call declares its result but has none");
  call.result = deref(place(x));
  EXPECT_EQ(problemWith({call, {}}), "a call declares part of a variable");
  Function elsewhere;
  elsewhere.result = module.types.voidType();
  EXPECT_EQ(problemWith({Call{&elsewhere, {}, {}, false}, {}}), "a function is called that is not in the module");
  g->parameters.push_back(g->newVariable("y", module.types.doubleType(), VariableRole::Parameter));
  EXPECT_EQ(problemWith({Call{g, {Argument{}}, {}, false}, {}}),
            "the argument for 'y' must be either a value or a place");
  EXPECT_EQ(problemWith({Call{g, {Argument{one, place(x)}}, {}, false}, {}}),
            "the argument for 'y' must be either a value or a place");
}

TEST_F(IrVerifyNodes, Expressions) {
  const auto* double_ = module.types.doubleType();
  const auto* int_ = module.types.intType();
  const auto problemOfValue = [&](ExpressionPtr e) { return problemWith(assign(place(x), std::move(e))); };
  EXPECT_EQ(problemOfValue(constant("1", nullptr)), "an expression lacks its type or an operand");
  EXPECT_EQ(problemOfValue(operation(OperationKind::Add, double_, {one})),
            "an expression lacks its type or an operand");
  EXPECT_EQ(problemOfValue(operation(OperationKind::Negate, double_, {nullptr})),
            "an expression lacks its type or an operand");
  EXPECT_EQ(problemOfValue(constant("", double_)), "a constant lacks its text or has the type 'double'");
  EXPECT_EQ(problemOfValue(constant("1", module.types.voidType())), "a constant lacks its text or has the type 'void'");
  Expression wrong = *read(x);
  wrong.type = int_;
  EXPECT_EQ(problemOfValue(std::make_shared<Expression>(wrong)), "'x' has the type 'double' but is read as 'int'");
  EXPECT_EQ(
      problemOfValue(operation(OperationKind::Add, double_, {one, constant("1", int_)})),
      "'1.0 + 1' has the type 'double' over operands of type 'double', 'int', wanted is one type for operands and "
      "result");
  EXPECT_EQ(problemOfValue(operation(OperationKind::BitOr, double_, {one, one})),
            "'1.0 | 1.0' has the type 'double' over operands of type 'double', 'double', wanted is an integer or bool");
  EXPECT_EQ(
      problemOfValue(operation(OperationKind::Select, int_, {constant("true", module.types.boolType()), one, one})),
      "'true ? 1.0 : 1.0' has the type 'int' over operands of type 'bool', 'double', 'double', wanted is one type "
      "for the alternatives and the result");
  EXPECT_EQ(problemOfValue(addressOf(place(x), double_)),
            "'&x' has the type 'double', wanted is a pointer to its operand's type");
  const Place element{x, {{StepKind::Index, constant("0", int_), {}}}};
  EXPECT_EQ(problemWith(assign(element, one)), "'double' in 'x[0]' has no elements");
  const Place field{x, {{StepKind::Field, nullptr, "y"}}};
  EXPECT_EQ(problemWith(assign(field, one)), "'double' in 'x.y' has no member 'y'");
}

TEST_F(IrVerifyNodes, Functions) {
  f->hasBody = false;
  f->body = {declare(local)};
  EXPECT_EQ(problem(), "there are statements but no body");
  f->body.clear();
  f->result = nullptr;
  EXPECT_EQ(problem(), "there is no result type");
  f->result = module.types.referenceTo(module.types.doubleType());
  EXPECT_EQ(problem(), "a function can't return 'double&'");
  f->result = module.types.voidType();
  f->adjointRule = Rule{"f_adjoint", {"x", "y"}, {module.types.doubleType()}};
  EXPECT_EQ(problem(), "the rule 'f_adjoint' does not have one type for each parameter");
  f->adjointRule = Rule{"f_adjoint", {"x"}, {nullptr}};
  EXPECT_EQ(problem(), "the rule 'f_adjoint' does not have one type for each parameter");
  f->adjointRule.reset();
  f->parameters.push_back(x);
  EXPECT_EQ(problem(), "the parameter 'x' is listed twice");
  Variable foreign = *x;
  f->parameters = {x, &foreign};
  EXPECT_EQ(problem(), "a parameter is not a variable of the function");
  f->parameters = {x};
  EXPECT_TRUE(problem() == "none");
  module.newFunction("f");
  EXPECT_EQ(problem(), "two functions have this name");
}

TEST_F(IrVerifyNodes, Variables) {
  const auto with = [&](const Variable& variable) {
    f->variables.push_back(variable);
    const std::string result = problem();
    f->variables.pop_back();
    return result;
  };
  Variable fresh = *local;
  fresh.name = "u";
  EXPECT_EQ(with(fresh), "none");
  fresh.role = VariableRole::Parameter;
  EXPECT_EQ(with(fresh), "'u' is marked as a parameter but not listed so");
  fresh.role = VariableRole::Global;
  EXPECT_EQ(with(fresh), "the global 'u' is owned by a function");
  fresh.type = module.types.voidType();
  EXPECT_EQ(with(fresh), "'u' has no type");
  fresh.type = nullptr;
  EXPECT_EQ(with(fresh), "'u' has no type");
  fresh.name = "";
  EXPECT_EQ(with(fresh), "a variable has no name");
  x->role = VariableRole::Local;
  EXPECT_EQ(problem(), "'x' is listed as a parameter but not marked so");
}

TEST_F(IrVerifyNodes, RecordsAndGlobals) {
  Type* record = module.types.record("Point");
  record->fields = {{"x", module.types.doubleType()}, {"x", module.types.intType()}};
  EXPECT_EQ(problem(), "record 'Point': two members are named 'x'");
  record->fields = {{"x", nullptr}};
  EXPECT_EQ(problem(), "record 'Point': a member lacks its name or type");
  record->fields = {{"x", module.types.voidType()}};
  EXPECT_EQ(problem(), "record 'Point': 'x' is void or a reference");
  record->fields.clear();
  Variable& global = module.globals.emplace_back();
  global.name = "n";
  EXPECT_EQ(problem(), "global 'n': it is not marked as one");
  global.role = VariableRole::Global;
  EXPECT_EQ(problem(), "global 'n': it has no type, or a reference");
  global.type = module.types.intType();
  EXPECT_EQ(problem(), "none");
  module.globals.push_back(global);
  EXPECT_EQ(problem(), "global 'n': two globals have this name");
}

}  // namespace
}  // namespace retrograd::ir

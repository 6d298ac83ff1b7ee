// Message: RuleFitsNotOne, with its note RuleExpected.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:

double square(double x, const double* data);

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'cube_adjoint' is not the derivative of one function: there is no function 'cube' in its scope
[[autodiff::rule]] void cube_adjoint(double x, double* x_bar);

// CHECK: :[[#@LINE+3]]:{{[0-9]+}}: error: rule 'square_adjoint' is not the derivative of one function: its parameter 'y' is not one that the function gives
// CHECK: :4:8: note: expected for this function: void square_adjoint(double x, double *x_bar, const double *data, double *data_bar, double result, double result_bar)
// CHECK-NEXT: double square
[[autodiff::rule]] void square_adjoint(double y, double* x_bar, double* data_bar, double result_bar);

namespace lacks {
double square(double x, const double* data);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_adjoint' is not {{.*}}: it lacks the parameter 'data_bar'
[[autodiff::rule]] void square_adjoint(double x, double* x_bar, double result_bar);
// CHECK: note: expected for this function: void square_adjoint(
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_tangent' is not {{.*}}: it lacks the parameter 'x_dot'
[[autodiff::rule]] double square_tangent(double x, double& result_dot);
// CHECK: note: expected for this function: double square_tangent(double x, double x_dot, const double *data, const double *data_dot, double &result_dot)
// A rule that doesn't take the result's derivative would say that there is none.
// CHECK: :[[#@LINE+2]]:{{[0-9]+}}: error: rule 'cube_adjoint' is not {{.*}}: it lacks the parameter 'result_bar'
double cube(double x);
[[autodiff::rule]] void cube_adjoint(double x, double* x_bar);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'cube_tangent' is not {{.*}}: it lacks the parameter 'result_dot'
[[autodiff::rule]] double cube_tangent(double x, double x_dot);
double now(int zone);
[[autodiff::rule]] void now_adjoint();
}  // namespace lacks

namespace type {
double square(double x);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_adjoint' is not {{.*}}: its parameter 'x_bar' is 'float *' where 'double *' is expected
[[autodiff::rule]] void square_adjoint(double x, float* x_bar, double result_bar);
}  // namespace type

namespace unnamed {
double square(double);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_adjoint' is not {{.*}}: a parameter of the function has no name
[[autodiff::rule]] void square_adjoint(double x, double* x_bar, double result_bar);
// CHECK: note: expected for this function: void square_adjoint(double parameter1, double *parameter1_bar,
}  // namespace unnamed

namespace result {
double square(double result);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_adjoint' is not {{.*}}: 'result' would stand for two things; rename the function's parameter
[[autodiff::rule]] void square_adjoint(double result, double* result_bar);
double cube(double x);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'cube_tangent' is not {{.*}}: it returns 'void' where 'double' is expected
[[autodiff::rule]] void cube_tangent(double x, double x_dot, double& result_dot);
}  // namespace result

namespace instance {
template <class T> T square(T x);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_adjoint' is not {{.*}}: 'square' is a template: make the rule one, too, or name an instance by its type
[[autodiff::rule]] void square_adjoint(double x, double* x_bar, double result_bar);
}  // namespace instance

namespace several {
double square(double x, int n);
double square(double x, long n);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'square_adjoint' is not {{.*}}: it fits several functions; name one by its type in the attribute
[[autodiff::rule]] void square_adjoint(double x, double* x_bar, double result_bar);
// Named by its type it fits one.
[[autodiff::rule("square", "double(double, long)")]] double of_long(double x, double x_dot, double& result_dot);
// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'of_char' is not {{.*}}: there is no function 'square' of that type
[[autodiff::rule("several::square", "double(double, char)")]] void of_char(double* x_bar);
}  // namespace several

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'nameless' is not {{.*}}: its name ends neither in _adjoint nor in _tangent, and the attribute names no function
[[autodiff::rule]] void nameless(double x, double* x_bar);

// CHECK: :[[#@LINE+1]]:{{[0-9]+}}: error: rule 'elsewhere' is not {{.*}}: there is no namespace of that name
[[autodiff::rule("nowhere::square")]] void elsewhere(double x, double* x_bar);

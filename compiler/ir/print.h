// The IR as text: C-like, and read back exactly by ir/parse.h. Everything but locations survives the round trip.
//
//   record Point { double x; double y; passive int id; }
//
//   func norm(const Point* points, int n, passive double& scale) -> double annotated {
//     double sum = 0.0;
//     for (int i = 0; i < n; i += 1) {
//       sum += points[i].x * points[i].x;
//     }
//     double r = call root(sum, ref(scale));
//     return r / (double)n;
//   }
//
//   func root(double x, double& scale) -> double as "ns::root" in "ns";
//
//   verbatim "printf(\"%f\\n\", r);" reads(r);     passive code           push(tape, record); pop(tape, record);
//   adjoint_sums { x_bar += y_bar; }                scope; plain: { }      Point p = {};        all members zero
//   /// reverse sweep                               Comment (// is skipped) double y = call g(); Call that declares y
//   &a[i], &const a[i]                              address, to const      sin(x), isnan<bool>(x)   functions of
//   <cmath> const<int>(ns::N)                               named constant         strong_mul(a, p), zero_like(t)
// Names that are not identifiers stand in backticks; `struct T` is the type where a variable has the same name.
#pragma once

#include "ir/ir.h"

#include <string>
#include <string_view>

namespace retrograd::ir {

std::string print(const Module& module);
std::string print(const Function& function);
std::string print(const Statement& statement);
std::string print(const Block& block);
std::string print(const Expression& expression);
std::string print(const Place& place);
std::string print(const Type& type);

// The C++ type of a literal ("1.0f" → "float", "1" → "int", "true" → "bool"); empty when the text is no literal.
std::string literalType(std::string_view text);

}  // namespace retrograd::ir

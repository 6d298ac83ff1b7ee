// Expressions and places as C++, with the parentheses that precedence (and compilers' warnings) ask for, no others.
#pragma once

#include "ir/ir.h"

#include <string>

namespace retrograd::backend {

std::string printExpression(const ir::Expression& expression);
std::string printPlace(const ir::Place& place);
// The member of the object that `object` names.
std::string memberOf(const std::string& object, const ir::Field& field);
// The place with what leads to a member: "x.", "p->".
std::string printObject(const ir::Place& place);

// The value as the initializer of, or assigned to, something of its own type: conversions that C++ makes there
// without loss are left out.
std::string printInitializer(const ir::Expression& expression);

// A copy of the expression without the sign in front (-a, -a * b, -2.0 * b), or null when there is none. Exact:
// x += -a * b and x -= a * b are the same number.
ir::ExpressionPtr withoutSign(const ir::ExpressionPtr& expression);

// Zero of a scalar or pointer type: "0.0f", "0", "false", "nullptr".
std::string zeroOf(const ir::Type* type);

}  // namespace retrograd::backend

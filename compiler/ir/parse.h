// Reads the text form of the IR (its syntax: ir/print.h).
//
//   Module module;
//   if (!parse("func f(double x) -> double { return x * sin(x); }", module, sink)) return;   // the sink has the error
//   ExpressionPtr e = parseExpression("-sin(x) / (1.0 + x * x)", module.types, {{"x", x}}, types.floatType());
#pragma once

#include "diag/diagnostics.h"
#include "ir/ir.h"

#include <map>
#include <string>
#include <string_view>

namespace retrograd::ir {

// Adds what the text declares to the module. False after an error, which the sink has been told with its line and
// column; the module is then incomplete and must not be used. Meaning (scopes, argument types…) is verify's to check.
bool parse(std::string_view text, Module& module, diag::Sink& sink);

// One expression over the symbols given. A floating literal without a suffix takes the type `scalar`: 1.0 is read as
// 1.0f for float. Null after an error, which is written to `error` if that is given.
ExpressionPtr parseExpression(std::string_view text, TypeTable& types,
                              const std::map<std::string, ExpressionPtr>& symbols, const Type* scalar,
                              std::string* error = nullptr);

}  // namespace retrograd::ir

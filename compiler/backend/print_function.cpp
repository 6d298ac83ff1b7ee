// One function: its head and its body.
#include "backend/backend.h"
#include "backend/print_statement.h"
#include "backend/print_type.h"
#include "backend/unit_parts.h"
#include "backend/wrap.h"

#include <algorithm>

namespace retrograd::backend {

using namespace ir;

namespace {

// Helpers of internal functions must not be merged with those of another unit; everything else may be defined in
// several units (a header's functions).
std::string linkage(const Function& function) {
  const bool anonymous = std::find(function.scope.begin(), function.scope.end(), "") != function.scope.end();
  return function.internal && !anonymous ? "static inline " : "inline ";
}

// A parameter passed by value is used only when it is read.
bool isUnused(const VariableUsage& usage, const Type* type) {
  return type->isReference() || type->isPointer() ? usage.mentions == 0 : usage.reads == 0;
}

std::string head(const Function& function, const Usage* usage) {
  std::string parameters;
  for (const Variable* parameter : function.parameters) {
    const bool unused = usage && isUnused(usage->of(parameter), parameter->type);
    parameters += (parameters.empty() ? "" : ", ") + std::string(unused ? "[[maybe_unused]] " : "") +
                  declarator(parameter->type, parameter->name);
  }
  const std::string own = function.qualifiedName.empty() ? function.name : unqualified(function.qualifiedName);
  const std::string name = function.calling == Calling::AsCopy ? copyName(own) : own;
  return linkage(function) + declarator(function.result, name) + "(" + parameters + ")";
}

}  // namespace

std::string printDeclaration(const Function& function) { return wrapped(head(function, nullptr) + ";", 0); }
std::string printMarkedDeclaration(const Function& function) {
  return wrapped("RETROGRAD_GENERATED " + head(function, nullptr) + ";", 0);
}

std::string printDefinition(const Function& function) {
  StatementPrinter printer(function);
  const std::string body = printer.print(function.body, 2);
  return wrapped(head(function, &printer.usage()) + " {", 0) + body + "}\n";
}

}  // namespace retrograd::backend

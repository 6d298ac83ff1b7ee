// Prints what stands inside a statement: types, declarators, places, expressions. print.cpp does the rest.
#pragma once

#include "ir/ir.h"

#include <set>
#include <string>

namespace retrograd::ir {

class ExpressionPrinter {
public:
  // With a function, its variables' names are told apart from types and globals of the same name.
  explicit ExpressionPrinter(const Function* function = nullptr);

  std::string out;

  void type(const Type* type);
  // The type, constness and name, as in a declaration.
  void declarator(const Variable& variable);
  void variable(const Variable& variable);
  void place(const Place& place);
  // In parentheses if it binds less tightly than `precedence`.
  void expression(const Expression& expression, int precedence = 0);

private:
  void placePath(const Place& place, std::size_t steps);
  void constant(const Expression& expression);
  void addressOf(const Expression& expression);
  void operation(const Expression& expression, int precedence);
  void infix(const Expression& expression, const OperationInfo& info, int precedence);
  void prefix(const Expression& expression, const OperationInfo& info);
  void select(const Expression& expression);
  void arguments(const std::vector<ExpressionPtr>& operands);

  std::set<std::string> names_;
};

}  // namespace retrograd::ir

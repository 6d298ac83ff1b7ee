// The part of the verifier that checks types of expressions and places; verify.cpp checks statements and functions.
#pragma once

#include "ir/ir.h"

#include <set>
#include <string>

namespace retrograd::ir {

// Can a value of type `from` be stored as `to` without a cast: the same, or a pointer to const from one to non-const.
bool isStorable(const Type* from, const Type* to);

class ExpressionVerifier {
public:
  // False when a problem is found; `problem` then says which.
  bool check(const Expression& expression);
  bool check(const Place& place);
  // Also: it may be written.
  bool checkTarget(const Place& place);
  bool checkVariable(const Variable* variable);
  // An operand that must be there and have this type.
  bool checkValue(const ExpressionPtr& expression, const Type* type, const std::string& what);
  bool checkCondition(const ExpressionPtr& expression, const std::string& what);

  bool fail(const std::string& message) {
    problem = message;
    return false;
  }

  std::string problem;
  std::set<const Variable*> visible;   // parameters and the locals in scope
  std::set<const Variable*> counters;  // of the loops around: not to be changed
  bool keepsArguments = false;         // is what is passed by value not to be changed?

private:
  bool checkComplete(const Expression& e);
  bool checkComplete(const Place& place);
  bool checkOperation(const Expression& e);
  bool checkArithmetic(const Expression& e);
  bool checkComparison(const Expression& e);
  bool checkSized(const Expression& e);
  bool checkLogical(const Expression& e);
  bool checkSelect(const Expression& e);
  bool checkCast(const Expression& e);
  bool checkPointer(const Expression& e);
  bool checkMath(const Expression& e);
  bool checkAddressOf(const Expression& e);
  bool failType(const Expression& e, const std::string& wanted);
};

}  // namespace retrograd::ir

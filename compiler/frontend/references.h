// Functions that return a reference, and calls with their object.
#pragma once

#include "frontend/clang_headers.h"

#include <optional>

namespace retrograd::frontend {

// The call operator of a closure.
bool isLambda(const clang::FunctionDecl* function);

// A call of a function, member function, operator or constructor in one form.
struct CallParts {
  const clang::FunctionDecl* callee = nullptr;  // null: through a pointer
  const clang::Expr* object = nullptr;          // what a member function is called on: an lvalue, or a pointer
  std::vector<const clang::Expr*> arguments;
};
CallParts partsOf(const clang::Expr* call);

// Which argument's reference does a function return, the object (number 0 of a member function) included?
class ReturnedReferences {
public:
  // Null if it isn't the same one always: `return *this;`, `return a += b;`.
  std::optional<unsigned> returnedArgument(const clang::FunctionDecl* function);

private:
  std::optional<unsigned> argumentOf(const clang::FunctionDecl* function, const clang::Expr* returned);

  std::map<const clang::FunctionDecl*, std::optional<unsigned>> known_;
};

// The lvalue that the function's body returns at its end, if that is its only exit; null otherwise.
const clang::Expr* onlyReturned(const clang::FunctionDecl* definition);

}  // namespace retrograd::frontend

// Which function a call through a pointer, a reference or a std::function runs.
//
// A variable of such a type is no variable of the IR where its function is known. Where several functions may be meant
// (chosen by a condition, or from a table) it is an integer: the function's number in the unit. A std::function that
// holds a lambda, or another object with a call operator, is that object.
#pragma once

#include "frontend/clang_headers.h"

#include <optional>

namespace retrograd::frontend {

// What a variable of such a type may hold.
struct Callable {
  std::vector<const clang::FunctionDecl*> functions;  // null among them: a null pointer
  clang::QualType object;                             // of class type; then there are no functions

  bool isObject() const { return !object.isNull(); }
  // The one function that is always meant; null otherwise.
  const clang::FunctionDecl* only() const { return functions.size() == 1 ? functions[0] : nullptr; }
  bool operator==(const Callable& other) const { return functions == other.functions && object == other.object; }
  bool operator<(const Callable& other) const;
};

// Const and references are looked through.
bool isStdFunction(clang::QualType type);
bool isFunctionPointer(clang::QualType type);  // or a reference to a function
inline bool isCallable(clang::QualType type) { return isFunctionPointer(type) || isStdFunction(type); }

// The call operator that an object in a std::function is called by: its only one. Null if there are more.
const clang::CXXMethodDecl* callOperatorOf(clang::QualType object);
// Can it be called as the std::function's type says, without conversions?
bool fitsCall(const clang::FunctionDecl* target, const clang::CallExpr* call);

// `table[i]`, where table is an array of functions.
struct FunctionTable {
  const clang::InitListExpr* functions = nullptr;
  const clang::Expr* index = nullptr;
};

// Below conversions, temporaries, std::move and std::function's constructors: what is held.
const clang::Expr* heldBy(const clang::Expr* expression);
// Is it a copy of that, rather than the same object?
bool isHeldCopy(const clang::Expr* expression);

// What is known of variables, shared by all functions of a unit.
class Callables {
public:
  explicit Callables(const clang::ASTContext& context) : context_(context) {}

  // Looks for assignments to variables of the function, those in its lambdas included.
  void scan(const clang::FunctionDecl* definition);

  // What parameters and captured variables are in the copy of a function that is imported now.
  using Bound = std::map<const clang::ValueDecl*, Callable>;

  // Nothing if it isn't known.
  std::optional<Callable> of(const clang::Expr* expression, const Bound& bound);
  std::optional<Callable> of(const clang::VarDecl* variable, const Bound& bound);

  // An array of functions that is read only by subscripts, and never changed.
  bool isTable(const clang::VarDecl* variable) const;
  std::optional<FunctionTable> tableOf(const clang::Expr* expression) const;

  // What a lambda holds of a variable that it captures. False if it held something else before.
  bool capture(const clang::FieldDecl* field, const Callable& callable);
  const Callable* captured(const clang::FieldDecl* field) const;

  // Stands for the function; -1 for a null pointer.
  int numberOf(const clang::FunctionDecl* function);

private:
  std::optional<Callable> together(const std::vector<const clang::Expr*>& choices, const Bound& bound);

  const clang::ASTContext& context_;
  std::map<const clang::VarDecl*, std::vector<const clang::Expr*>> assigned_;
  std::set<const clang::VarDecl*> open_;  // may be assigned where we don't see it
  std::set<const clang::VarDecl*> looking_;
  std::map<const clang::FieldDecl*, Callable> captured_;
  std::vector<const clang::FunctionDecl*> numbers_;
};

}  // namespace retrograd::frontend

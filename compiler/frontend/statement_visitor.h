// A walk over Clang's statements: one compiled function, where each RecursiveASTVisitor costs 15 seconds to compile.
#pragma once

#include "frontend/clang_headers.h"
#include "llvm/ADT/TypeSwitch.h"

namespace retrograd::frontend {

// Sees each statement and expression once, before what is below it, and each variable where it is declared; also what
// Clang adds (the iterators of a range-for, default arguments and initialisers) and what the functions of local classes do.
class StatementVisitor {
public:
  virtual ~StatementVisitor() = default;

  void walk(const clang::Stmt* statement);
  // The body, and a constructor's initialisers.
  void walkDefinition(const clang::FunctionDecl& definition);

protected:
  // False: not what is below it.
  virtual bool visit(const clang::Stmt* statement) = 0;
  virtual void visitVariable(const clang::VarDecl*) {}

private:
  void visitDeclaration(const clang::Decl* declaration);
};

}  // namespace retrograd::frontend

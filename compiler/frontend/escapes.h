// Which variables of a function are written after their initialisation, and to which pointers may lead.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

struct Escapes {
  std::set<const clang::VarDecl*> modified;      // assigned, incremented, or open to it through a pointer or reference
  std::set<const clang::VarDecl*> addressTaken;  // &x, a reference to x, an array used as a pointer
};

Escapes findEscapes(const clang::Stmt* statement);
// In the body, and in a constructor's initialisers.
Escapes findEscapes(const clang::FunctionDecl& function);

// The variable in which the lvalue lies itself (x, x.a, x[i] of an array); null behind a pointer.
const clang::VarDecl* rootOf(const clang::Expr* lvalue);

// Does the function, or what it calls, mention a global variable that isn't const? Unseen bodies: yes.
class GlobalUses {
public:
  bool mayWriteGlobals(const clang::FunctionDecl* function);

private:
  std::map<const clang::FunctionDecl*, bool> known_;
};

}  // namespace retrograd::frontend

// How a statement can be left other than by running to its end.
#pragma once

#include "frontend/clang_headers.h"

namespace retrograd::frontend {

struct Exits {
  bool falls = true;  // may run to its end
  bool returns = false, breaks = false, continues = false;
  bool any() const { return returns || breaks || continues; }
};

// Answers are kept: asking for a statement and then for its parts costs no more than asking once.
class ExitAnalysis {
public:
  explicit ExitAnalysis(const clang::ASTContext& context) : context_(context) {}
  Exits of(const clang::Stmt* statement);

private:
  Exits compute(const clang::Stmt* statement);
  Exits ofBranch(const clang::IfStmt* branch);
  Exits ofLoop(const clang::Expr* condition, const clang::Stmt* body);
  Exits ofDo(const clang::DoStmt* loop);
  Exits ofSwitch(const clang::SwitchStmt* choice);
  bool isConstantTrue(const clang::Expr* condition) const;

  const clang::ASTContext& context_;
  std::map<const clang::Stmt*, Exits> known_;
};

}  // namespace retrograd::frontend

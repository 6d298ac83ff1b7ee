// Statements of one function as C++ lines.
#pragma once

#include "backend/last_uses.h"
#include "backend/usage.h"
#include "ir/ir.h"

#include <optional>
#include <set>
#include <string>

namespace retrograd::backend {

// How the body of `caller` calls `callee`: as short as lookup allows without another function being found by
// argument-dependent lookup or in an inner scope.
std::string calledName(const ir::Function& callee, const ir::Function& caller);

class StatementPrinter {
public:
  explicit StatementPrinter(const ir::Function& function);

  // The lines of a block, indented by `indent` spaces.
  std::string print(const ir::Block& block, std::size_t indent);
  const Usage& usage() const { return usage_; }

private:
  // The value that a declaration without initializer gets from the statement behind it, if the two can be one.
  struct Merged {
    std::string value;
    bool found = false;
  };
  Merged mergedValue(const ir::Declare& declare, const ir::Statement& next) const;

  void printStatement(const ir::Statement& statement);
  void printZeroed(const ir::Variable* variable);
  void printDeclare(const ir::Declare& declare, const std::string& value, unsigned furtherChanges);
  void printZero(const std::string& target, const ir::Type* type);
  void printAssign(const ir::Assign& assign);
  void printCall(const ir::Call& call);
  void printLoop(const ir::Loop& loop);
  void printWhile(const ir::While& loop);
  void printBranch(const ir::Branch& branch, const std::string& opening);
  void printScope(const ir::Scope& scope);
  void printVerbatim(const ir::Verbatim& verbatim);
  void printTape(const ir::TapeOperation& operation);
  // `head {` body `}`; on one line with the head where the body is one short statement.
  void printBody(const std::string& head, const ir::Block& body);
  void printBraced(const std::string& head, const ir::Block& body, const std::string& tail);
  std::optional<std::string> asOneLine(const ir::Block& body);

  std::string movedFrom(const void* node, const ir::Expression& value, const std::string& text) const;
  std::string callText(const ir::Call& call) const;
  std::string loopHead(const ir::Loop& loop);
  std::string unusedMark(const ir::Variable* variable) const;
  bool isInvariant(const ir::Expression& expression, const ir::Block& body) const;
  std::string freshName(const std::string& name);
  void line(const std::string& text);

  const ir::Function& function_;
  Usage usage_;
  LastUses lastUses_;
  std::set<std::string> names_;
  std::size_t indent_ = 0;
  std::string out_;
};

}  // namespace retrograd::backend

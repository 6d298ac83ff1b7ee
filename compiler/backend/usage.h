// How a function's body uses its variables: what the printer must know for `const` and [[maybe_unused]].
#pragma once

#include "ir/ir.h"

#include <map>

namespace retrograd::backend {

struct VariableUsage {
  unsigned reads = 0;     // values read, passed, pointed to: what compilers count as use
  unsigned mentions = 0;  // reads, and stores into it
  unsigned changes = 0;   // stores behind the declaration, or handed out so that others may store
};

class Usage {
public:
  explicit Usage(const ir::Function& function);
  const VariableUsage& of(const ir::Variable* variable) const;

private:
  void visit(const ir::Statement& statement);
  void visitTarget(const ir::Place& place, bool read);
  void visitExpression(const ir::Expression& expression);
  void visitArgument(const ir::Argument& argument, const ir::Type* parameter);
  std::map<const ir::Variable*, VariableUsage> usage_;
};

// Does the block store into the variable itself, or (through a place rooted at it) into what it holds?
bool storesInto(const ir::Block& block, const ir::Variable* variable);
// Does the block store into any memory that is not a local scalar: elements, fields, referees, or call anything?
bool storesIntoMemory(const ir::Block& block);

}  // namespace retrograd::backend

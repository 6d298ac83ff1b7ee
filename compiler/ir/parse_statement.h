// The part of the parser that reads the body of one function.
#pragma once

#include "ir/ir.h"
#include "ir/parse_expression.h"

#include <functional>
#include <map>

namespace retrograd::ir {

// Names that are known in the whole module.
struct ModuleNames {
  std::map<std::string, const Type*> types;
  std::map<std::string, Variable*> globals;
  std::map<std::string, Function*> functions;
};

class StatementParser : public ExpressionParser {
public:
  StatementParser(TokenCursor& cursor, Module& module, const ModuleNames& names, Function& function);

  // { statements }; false after an error.
  bool body();
  // A type and a name, as the function's next variable; null after an error.
  Variable* declare(VariableRole role);

private:
  ExpressionPtr lookUp(const std::string& name) const override;
  const Type* lookUpType(const std::string& name) const override;

  bool block(Block& result);
  bool statement(Block& result);
  bool declaration(Block& result);
  bool assignment(Block& result);
  bool call(Call call, Block& result);
  bool argument(Argument& result);
  bool loop(Block& result);
  bool whileLoop(Block& result);
  bool branch(Block& result);
  bool returnStatement(Block& result);
  bool tapeOperation(Block& result);
  bool verbatim(Block& result);
  bool variables(const char* keyword, std::vector<Variable*>& result);
  Variable* variable();
  ExpressionPtr value();
  template <class Node> bool append(Block& result, Node node, const Location& location) {
    result.push_back({std::move(node), location});
    return true;
  }

  const ModuleNames& names_;
  Function& function_;
  std::map<std::string, Variable*> locals_;
};

}  // namespace retrograd::ir

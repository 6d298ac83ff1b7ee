#include "ir/parse_statement.h"

#include "ir/build.h"
#include "ir/parse_words.h"

namespace retrograd::ir {

StatementParser::StatementParser(TokenCursor& cursor, Module& module, const ModuleNames& names, Function& function)
    : ExpressionParser(cursor, module.types), names_(names), function_(function) {
  for (Variable* parameter : function.parameters) locals_[parameter->name] = parameter;
}

ExpressionPtr StatementParser::lookUp(const std::string& name) const {
  if (const auto it = locals_.find(name); it != locals_.end()) return read(it->second);
  auto global = names_.globals.find(name);
  if (global == names_.globals.end() && name.substr(0, 2) == "::") global = names_.globals.find(name.substr(2));
  return global == names_.globals.end() ? nullptr : read(global->second);
}

const Type* StatementParser::lookUpType(const std::string& name) const {
  const auto it = names_.types.find(name);
  return it == names_.types.end() ? nullptr : it->second;
}

Variable* StatementParser::declare(VariableRole role) {
  const bool markedPassive = role == VariableRole::Parameter && cursor_.acceptWord("passive");
  bool isConst = false;
  const Type* type = this->type(&isConst);
  if (!type) return nullptr;
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a variable's name");
  if (name.empty()) return nullptr;
  if (locals_.count(name)) return fail(location, "variable '" + name + "' is declared twice"), nullptr;
  if (type->kind == TypeKind::Void) return fail(location, "variable '" + name + "' can't have type void"), nullptr;
  Variable& variable = function_.variables.emplace_back();
  variable.name = variable.base = name;
  variable.type = type;
  variable.role = role;
  variable.isConst = isConst;
  variable.markedPassive = markedPassive;
  variable.location = location;
  return locals_[name] = &variable;
}

bool StatementParser::body() { return block(function_.body); }

bool StatementParser::block(Block& result) {
  const Nesting nesting(*this);
  if (tooDeep() || !cursor_.expectSymbol("{")) return false;
  const auto outer = locals_;  // names end with their block
  while (!cursor_.acceptSymbol("}"))
    if (!statement(result)) return false;
  locals_ = outer;
  return true;
}

ExpressionPtr StatementParser::value() {
  startExpression();
  return expression();
}

bool StatementParser::statement(Block& result) {
  const Location location = cursor_.peek().location;
  if (cursor_.peek().kind == TokenKind::Comment) return append(result, Comment{cursor_.take().text}, location);
  if (cursor_.isWord("if")) return branch(result);
  if (cursor_.isWord("while")) return whileLoop(result);
  if (cursor_.isWord("for")) return loop(result);
  if (cursor_.isWord("return")) return returnStatement(result);
  if ((cursor_.isWord("push") || cursor_.isWord("pop")) && cursor_.isSymbol("(", 1)) return tapeOperation(result);
  if (cursor_.isWord("verbatim") && cursor_.peek(1).kind == TokenKind::Text) return verbatim(result);
  if (cursor_.isWord("call") && cursor_.isName(1)) return call({}, result);
  const bool sums = cursor_.isWord("adjoint_sums") && cursor_.isSymbol("{", 1);
  if (sums || cursor_.isSymbol("{")) {
    if (sums) cursor_.take();
    Scope scope;
    scope.adjointSums = sums;
    return block(scope.body) && append(result, std::move(scope), location);
  }
  if (isTypeStart() || (cursor_.isName() && cursor_.isName(1))) return declaration(result);
  if (!cursor_.isName() && !cursor_.isSymbol("*") && !cursor_.isSymbol("(")) return cursor_.failExpected("a statement");
  return assignment(result);
}

bool StatementParser::declaration(Block& result) {
  const Location location = cursor_.peek().location;
  Declare node;
  node.variable = declare(VariableRole::Local);
  if (!node.variable) return false;
  if (cursor_.acceptSymbol("=")) {
    if (cursor_.isWord("call") && cursor_.isName(1)) {
      Call call;
      call.result = Place{node.variable, {}};
      call.declares = true;
      return this->call(std::move(call), result);
    }
    if (cursor_.acceptSymbol("{")) {
      node.zero = true;
      if (!cursor_.expectSymbol("}")) return false;
    } else {
      node.init = value();
      if (!node.init) return false;
    }
  }
  return cursor_.expectSymbol(";") && append(result, std::move(node), location);
}

bool StatementParser::assignment(Block& result) {
  const Location location = cursor_.peek().location;
  std::optional<Place> target = parsePlace();
  if (!target) return false;
  const bool accumulate = cursor_.acceptSymbol("+=");
  if (!accumulate && !cursor_.acceptSymbol("=")) return cursor_.failExpected("'=' or '+='");
  if (!accumulate && cursor_.isWord("call") && cursor_.isName(1)) {
    Call call;
    call.result = std::move(target);
    return this->call(std::move(call), result);
  }
  ExpressionPtr assigned = value();
  return assigned && cursor_.expectSymbol(";") &&
         append(result, Assign{std::move(*target), assigned, accumulate}, location);
}

bool StatementParser::argument(Argument& result) {
  if (cursor_.isWord("ref") && cursor_.isSymbol("(", 1)) {
    cursor_.take();
    cursor_.take();
    result.reference = parsePlace();
    return result.reference && cursor_.expectSymbol(")");
  }
  result.value = value();
  return result.value != nullptr;
}

bool StatementParser::call(Call call, Block& result) {
  const Location location = cursor_.take().location;
  const Location nameLocation = cursor_.peek().location;
  const std::string name = cursor_.expectName("a function's name");
  if (name.empty()) return false;
  const auto callee = names_.functions.find(name);
  if (callee == names_.functions.end()) return fail(nameLocation, "unknown function '" + name + "'");
  call.callee = callee->second;
  if (!cursor_.expectSymbol("(")) return false;
  if (!cursor_.isSymbol(")")) {
    do {
      if (!argument(call.arguments.emplace_back())) return false;
    } while (cursor_.acceptSymbol(","));
  }
  return cursor_.expectSymbol(")") && cursor_.expectSymbol(";") && append(result, std::move(call), location);
}

bool StatementParser::loop(Block& result) {
  const Location location = cursor_.take().location;
  const auto outer = locals_;
  Loop node;
  if (!cursor_.expectSymbol("(") || !(node.counter = declare(VariableRole::Local)) || !cursor_.expectSymbol("=") ||
      !(node.begin = value()) || !cursor_.expectSymbol(";"))
    return false;
  const auto counter = [&] {
    if (cursor_.isName() && cursor_.peek().text == node.counter->name) return cursor_.take(), true;
    return cursor_.failExpected("the counter '" + node.counter->name + "'");
  };
  if (!counter()) return false;
  bool related = false;
  for (OperationKind kind :
       {OperationKind::Less, OperationKind::LessEqual, OperationKind::Greater, OperationKind::GreaterEqual})
    if (!related && cursor_.acceptSymbol(operationInfo(kind).spelling)) {
      node.relation = kind;
      related = true;
    }
  if (!related) return cursor_.failExpected("'<', '<=', '>' or '>='");
  startExpression();
  if (!(node.end = binary(operationInfo(node.relation).precedence + 1)) || !cursor_.expectSymbol(";") || !counter() ||
      !cursor_.expectSymbol("+=") || !(node.step = value()) || !cursor_.expectSymbol(")") || !block(node.body))
    return false;
  locals_ = outer;
  return append(result, std::move(node), location);
}

bool StatementParser::whileLoop(Block& result) {
  const Location location = cursor_.take().location;
  While node;
  return cursor_.expectSymbol("(") && (node.condition = value()) && cursor_.expectSymbol(")") && block(node.body) &&
         append(result, std::move(node), location);
}

bool StatementParser::branch(Block& result) {
  const Nesting nesting(*this);
  const Location location = cursor_.take().location;
  Branch node;
  if (tooDeep() || !cursor_.expectSymbol("(") || !(node.condition = value()) || !cursor_.expectSymbol(")") ||
      !block(node.then))
    return false;
  if (cursor_.acceptWord("else") && !(cursor_.isWord("if") ? branch(node.otherwise) : block(node.otherwise)))
    return false;
  return append(result, std::move(node), location);
}

bool StatementParser::returnStatement(Block& result) {
  const Location location = cursor_.take().location;
  Return node;
  if (!cursor_.isSymbol(";") && !(node.value = value())) return false;
  return cursor_.expectSymbol(";") && append(result, std::move(node), location);
}

Variable* StatementParser::variable() {
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a variable's name");
  if (name.empty()) return nullptr;
  const ExpressionPtr found = lookUp(name);
  if (!found) fail(location, "unknown name '" + name + "'");
  return found ? found->place.root : nullptr;
}

bool StatementParser::tapeOperation(Block& result) {
  const Token keyword = cursor_.take();
  TapeOperation node;
  node.kind = keyword.text == "push" ? TapeOperation::Push : TapeOperation::Pop;
  return cursor_.expectSymbol("(") && (node.tape = variable()) && cursor_.expectSymbol(",") &&
         (node.variable = variable()) && cursor_.expectSymbol(")") && cursor_.expectSymbol(";") &&
         append(result, node, keyword.location);
}

bool StatementParser::variables(const char* keyword, std::vector<Variable*>& result) {
  if (!cursor_.acceptWord(keyword)) return true;
  if (!cursor_.expectSymbol("(")) return false;
  do {
    Variable* found = variable();
    if (!found) return false;
    result.push_back(found);
  } while (cursor_.acceptSymbol(","));
  return cursor_.expectSymbol(")");
}

bool StatementParser::verbatim(Block& result) {
  const Location location = cursor_.take().location;
  Verbatim node;
  node.text = cursor_.take().text;
  return variables("reads", node.reads) && variables("writes", node.writes) && cursor_.expectSymbol(";") &&
         append(result, std::move(node), location);
}

}  // namespace retrograd::ir

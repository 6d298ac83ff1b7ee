#include "ir/print.h"

#include "ir/build.h"
#include "ir/parse_words.h"
#include "ir/print_expression.h"

#include <algorithm>

namespace retrograd::ir {

namespace {

class Printer : public ExpressionPrinter {
public:
  using ExpressionPrinter::ExpressionPrinter;

  void module(const Module& module);
  void function(const Function& function);
  void block(const Block& block);
  void statement(const Statement& statement);

private:
  void global(const Variable& variable);
  void record(const Type& type);
  void signature(const Function& function);
  void rule(const char* keyword, const Rule& rule);
  void variables(const char* keyword, const std::vector<Variable*>& variables);
  void braces(const Block& body);
  void line() { out += "\n" + std::string(2 * depth_, ' '); }

  void node(const Declare& node);
  void node(const Assign& node);
  void node(const Call& node);
  void node(const Loop& node);
  void node(const While& node);
  void node(const Branch& node);
  void node(const Return& node);
  void node(const TapeOperation& node);
  void node(const Scope& node);
  void node(const Verbatim& node);
  void node(const Comment& node);

  unsigned depth_ = 0;
};

// ---- Statements --------------------------------------------------------------------------------------------------

void Printer::block(const Block& block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (i) line();
    statement(block[i]);
  }
}

void Printer::braces(const Block& body) {
  out += '{';
  ++depth_;
  if (!body.empty()) line();
  block(body);
  --depth_;
  line();
  out += '}';
}

void Printer::statement(const Statement& statement) {
  std::visit([&](const auto& node) { this->node(node); }, statement.node);
}

void Printer::node(const Declare& node) {
  declarator(*node.variable);
  if (node.init) {
    out += " = ";
    expression(*node.init);
  } else if (node.zero) {
    out += " = {}";
  }
  out += ';';
}

void Printer::node(const Assign& node) {
  place(node.target);
  out += node.accumulate ? " += " : " = ";
  expression(*node.value);
  out += ';';
}

void Printer::node(const Call& node) {
  if (node.result) {
    if (node.declares)
      declarator(*node.result->root);
    else
      place(*node.result);
    out += " = ";
  }
  out += "call " + quotedName(node.callee->name) + "(";
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    const Argument& argument = node.arguments[i];
    if (i) out += ", ";
    if (argument.reference) {
      out += "ref(";
      place(*argument.reference);
      out += ')';
    } else {
      expression(*argument.value);
    }
  }
  out += ");";
}

void Printer::node(const Loop& node) {
  const std::string counter = quotedName(node.counter->name);
  out += "for (";
  declarator(*node.counter);
  out += " = ";
  expression(*node.begin);
  out += "; " + counter + " " + operationInfo(node.relation).spelling + " ";
  expression(*node.end, operationInfo(node.relation).precedence + 1);
  out += "; " + counter + " += ";
  expression(*node.step);
  out += ") ";
  braces(node.body);
}

void Printer::node(const While& node) {
  out += "while (";
  expression(*node.condition);
  out += ") ";
  braces(node.body);
}

void Printer::node(const Branch& node) {
  for (const Branch* branch = &node;;) {
    out += "if (";
    expression(*branch->condition);
    out += ") ";
    braces(branch->then);
    if (branch->otherwise.empty()) return;
    out += " else ";
    const Branch* next = branch->otherwise.size() == 1 ? branch->otherwise[0].as<Branch>() : nullptr;
    if (!next) return braces(branch->otherwise);
    branch = next;
  }
}

void Printer::node(const Return& node) {
  out += "return";
  if (node.value) {
    out += ' ';
    expression(*node.value);
  }
  out += ';';
}

void Printer::node(const TapeOperation& node) {
  out += node.kind == TapeOperation::Push ? "push(" : "pop(";
  variable(*node.tape);
  out += ", ";
  variable(*node.variable);
  out += ");";
}

void Printer::node(const Scope& node) {
  if (node.adjointSums) out += "adjoint_sums ";
  braces(node.body);
}

void Printer::variables(const char* keyword, const std::vector<Variable*>& variables) {
  if (variables.empty()) return;
  out += std::string(" ") + keyword + "(";
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (i) out += ", ";
    variable(*variables[i]);
  }
  out += ')';
}

void Printer::node(const Verbatim& node) {
  out += "verbatim " + quotedText(node.text);
  variables("reads", node.reads);
  variables("writes", node.writes);
  out += ';';
}

void Printer::node(const Comment& node) {
  out += "///";
  if (!node.text.empty()) out += " ";
  for (char c : node.text) {
    out += c;
    if (c == '\n') out += std::string(2 * depth_, ' ') + "/// ";
  }
}

// ---- Functions and module ----------------------------------------------------------------------------------------

static const char* accessWord(Access access) {
  switch (access) {
  case Access::Private: return " private";
  case Access::Base: return " base";
  case Access::Implicit: return " implicit";
  case Access::Element: return " element";
  case Access::Named:
  case Access::Count: break;
  }
  return "";
}

void Printer::record(const Type& type) {
  if (type.generated) out += "generated ";
  if (type.constructed) out += "constructed ";
  if (type.memberwise) out += "memberwise ";
  if (type.library) out += "library ";
  out += "record " + quotedName(type.spelling) + " {";
  for (const Field& field : type.fields) {
    out += field.passive ? " passive " : " ";
    this->type(field.type);
    out += " " + quotedName(field.name) + accessWord(field.access) + ";";
  }
  out += " }\n";
}

void Printer::global(const Variable& variable) {
  out += variable.isStatic ? "global static " : "global ";
  if (variable.markedPassive) out += "passive ";
  declarator(variable);
  out += ";\n";
}

void Printer::rule(const char* keyword, const Rule& rule) {
  line();
  out += std::string("    ") + keyword + " " + quotedText(rule.calledName) + "(";
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    if (i) out += ", ";
    type(i < rule.types.size() ? rule.types[i] : nullptr);
    out += " " + quotedName(rule.parameters[i]);
  }
  out += ')';
}

void Printer::signature(const Function& function) {
  out += "func " + quotedName(function.name) + "(";
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    if (i) out += ", ";
    if (function.parameters[i]->markedPassive) out += "passive ";
    declarator(*function.parameters[i]);
  }
  out += ')';
  if (function.result && function.result->kind != TypeKind::Void) {
    out += " -> ";
    type(function.result);
  }
  if (function.annotated) out += " annotated";
  if (function.rows > 1) out += " rows " + std::to_string(function.rows);
  if (function.memory) out += " memory " + std::to_string(function.memory);
  if (function.internal) out += " internal";
  if (function.generated) out += " generated";
  if (function.inlining == Inlining::Always) out += " always_inline";
  if (function.inlining == Inlining::Never) out += " noinline";
  if (function.chosenByConst) out += " chosen_by_const";
  if (function.calling == Calling::AsMember) out += " member";
  if (function.calling == Calling::AsCopy) out += " copied";
  if (!function.qualifiedName.empty()) out += " as " + quotedText(function.qualifiedName);
  if (!function.calledAs.empty()) out += " called " + quotedText(function.calledAs);
  for (std::size_t i = 0; i < function.scope.size(); ++i) out += (i ? ", " : " in ") + quotedText(function.scope[i]);
  if (function.adjointRule) rule("adjoint_rule", *function.adjointRule);
  if (function.tangentRule) rule("tangent_rule", *function.tangentRule);
}

void Printer::function(const Function& function) {
  signature(function);
  if (function.hasBody) {
    out += ' ';
    braces(function.body);
    out += '\n';
  } else {
    out += ";\n";
  }
}

// The integer and opaque types, std::arrays and vectors that the module mentions: the text declares them, each behind
// what it is made of. Records hold some, and some are made of records: their declarations may stand in any order.
class NamedTypes {
public:
  explicit NamedTypes(const Module& module) {
    for (const Type* record : module.types.records())
      for (const Field& field : record->fields) add(field.type);
    for (const Variable& global : module.globals) add(global.type);
    for (const Function& function : module.functions) add(function);
  }

  std::string declarations() const {
    std::string text;
    for (const Type* type : found_) {
      const KnownInteger* known = findKnownInteger(type->spelling);
      if (type->kind == TypeKind::Integer && !(known && known->bits == type->bits && known->isSigned == type->isSigned))
        text += "integer " + quotedName(type->spelling) + (type->isSigned ? " signed " : " unsigned ") +
                std::to_string(type->bits) + ";\n";
      if (type->kind == TypeKind::Opaque && (type->spelling != tapeTypeName || type->activeOpaque))
        text += "opaque " + quotedName(type->spelling) + (type->activeOpaque ? " active;\n" : ";\n");
      if (type->isVector()) text += "vector " + quotedName(type->spelling) + " " + print(*type->element) + ";\n";
      if (type->kind == TypeKind::Array)
        text += "array " + quotedName(type->spelling) + " " + print(*type->element) + "[" +
                std::to_string(type->extent) + "];\n";
    }
    return text;
  }

private:
  void add(const Type* type) {
    if (!type) return;
    add(type->element);
    const bool named = type->kind == TypeKind::Integer || type->kind == TypeKind::Opaque || type->isVector() ||
                       (type->kind == TypeKind::Array && type->isClass);
    if (named && std::find(found_.begin(), found_.end(), type) == found_.end()) found_.push_back(type);
  }

  void add(const Function& function) {
    add(function.result);
    for (const Variable& variable : function.variables) add(variable.type);
    for (const auto* rule : {&function.adjointRule, &function.tangentRule})
      if (*rule)
        for (const Type* type : (*rule)->types) add(type);
    forEachStatement(function.body, [&](const Statement& statement) {
      forEachOperand(statement, [&](const ExpressionPtr& operand) {
        forEachExpression(operand, [&](const Expression& expression) { add(expression.type); });
      });
    });
  }

  std::vector<const Type*> found_;
};

void Printer::module(const Module& module) {
  out += NamedTypes(module).declarations();
  for (const Type* type : module.types.records()) record(*type);
  for (const Variable& variable : module.globals) global(variable);
  for (const Function& function : module.functions) {
    if (!out.empty()) out += '\n';
    Printer printer(&function);
    printer.function(function);
    out += printer.out;
  }
}

}  // namespace

std::string print(const Module& module) {
  Printer printer;
  printer.module(module);
  return printer.out;
}

std::string print(const Function& function) {
  Printer printer(&function);
  printer.function(function);
  return printer.out;
}

std::string print(const Statement& statement) {
  Printer printer;
  printer.statement(statement);
  return printer.out;
}

std::string print(const Block& block) {
  Printer printer;
  printer.block(block);
  return printer.out;
}

std::string print(const Expression& expression) {
  Printer printer;
  printer.expression(expression);
  return printer.out;
}

std::string print(const Place& place) {
  Printer printer;
  printer.place(place);
  return printer.out;
}

std::string print(const Type& type) {
  Printer printer;
  printer.type(&type);
  return printer.out;
}

}  // namespace retrograd::ir

#include "ir/print_expression.h"

#include "ir/parse_words.h"
#include "ir/print.h"
#include "ir/verify.h"

#include <algorithm>
#include <cctype>

namespace retrograd::ir {

namespace {
constexpr int selectPrecedence = 2, unaryPrecedence = 15;

bool isInfix(const OperationInfo& info) { return info.operands == 2 && *info.spelling; }

const Type* firstFloatType(const std::vector<ExpressionPtr>& operands) {
  for (const ExpressionPtr& operand : operands)
    if (operand->type && operand->type->isFloat()) return operand->type;
  return nullptr;
}

// Does `const` stand behind the type (double* const) rather than before it?
bool isIndirect(const Type* type) {
  while (type && type->isBareArray()) type = type->element;
  return type && (type->isPointer() || type->isReference());
}

bool canStandBare(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_:.+-").find(c) != std::string_view::npos;
  });
}

}  // namespace

ExpressionPrinter::ExpressionPrinter(const Function* function) {
  if (!function) return;
  for (const Variable& variable : function->variables) names_.insert(variable.name);
}

// ---- Types and names -------------------------------------------------------------------------------------------

void ExpressionPrinter::type(const Type* type) {
  if (!type) {
    out += "void";
    return;
  }
  switch (type->kind) {
  case TypeKind::Pointer:
  case TypeKind::Reference: {
    const bool behind = isIndirect(type->element);
    if (type->constElement && !behind) out += "const ";
    this->type(type->element);
    if (type->constElement && behind) out += " const";
    out += type->isPointer() ? "*" : "&";
    break;
  }
  case TypeKind::Array: {
    if (type->isClass) {
      out += quotedName(type->spelling);
      break;
    }
    const Type* element = type;
    std::string extents;
    for (; element->isBareArray(); element = element->element) extents += "[" + std::to_string(element->extent) + "]";
    this->type(element);
    out += extents;
    break;
  }
  case TypeKind::Void:
  case TypeKind::Bool:
  case TypeKind::Float: out += type->spelling; break;
  default:
    if (findKnownInteger(type->spelling)) {
      out += type->spelling;
    } else {
      if (names_.count(type->spelling)) out += "struct ";
      out += quotedName(type->spelling);
    }
  }
}

void ExpressionPrinter::declarator(const Variable& variable) {
  const bool behind = isIndirect(variable.type);
  if (variable.isConst && !behind) out += "const ";
  type(variable.type);
  out += variable.isConst && behind ? " const " : " ";
  out += quotedName(variable.name);
}

void ExpressionPrinter::variable(const Variable& variable) {
  const bool hidden = variable.role == VariableRole::Global && names_.count(variable.name);
  out += quotedName(hidden ? "::" + variable.name : variable.name);
}

// ---- Places and expressions ------------------------------------------------------------------------------------

void ExpressionPrinter::place(const Place& place) { placePath(place, place.path.size()); }

void ExpressionPrinter::placePath(const Place& place, std::size_t steps) {
  if (steps == 0) return variable(*place.root);
  const Step& last = place.path[steps - 1];
  const bool behindDeref = steps > 1 && place.path[steps - 2].kind == StepKind::Deref;
  switch (last.kind) {
  case StepKind::Deref:
    out += '*';
    placePath(place, steps - 1);
    break;
  case StepKind::Field:
    placePath(place, behindDeref ? steps - 2 : steps - 1);
    out += (behindDeref ? "->" : ".") + quotedName(last.field);
    break;
  case StepKind::Index:
    if (behindDeref) out += '(';
    placePath(place, steps - 1);
    out += behindDeref ? ")[" : "[";
    expression(*last.index);
    out += ']';
    break;
  }
}

void ExpressionPrinter::constant(const Expression& expression) {
  if (expression.type && literalType(expression.text) == expression.type->spelling) {
    out += expression.text;
    return;
  }
  out += "const<";
  type(expression.type);
  out += ">(" + (canStandBare(expression.text) ? expression.text : quotedText(expression.text)) + ")";
}

void ExpressionPrinter::addressOf(const Expression& expression) {
  out += '&';
  const bool wanted = expression.type && expression.type->constElement;
  if (wanted != isConstPlace(expression.place)) out += wanted ? "const " : "mutable ";
  place(expression.place);
}

void ExpressionPrinter::expression(const Expression& expression, int precedence) {
  const bool prefix = expression.kind == ExpressionKind::AddressOf ||
                      (expression.kind == ExpressionKind::Read && !expression.place.path.empty() &&
                       expression.place.path.back().kind == StepKind::Deref);
  const bool parenthesized = prefix && precedence > unaryPrecedence;
  if (parenthesized) out += '(';
  switch (expression.kind) {
  case ExpressionKind::Constant: constant(expression); break;
  case ExpressionKind::Read: place(expression.place); break;
  case ExpressionKind::AddressOf: addressOf(expression); break;
  case ExpressionKind::Operation: operation(expression, precedence); break;
  }
  if (parenthesized) out += ')';
}

void ExpressionPrinter::arguments(const std::vector<ExpressionPtr>& operands) {
  out += '(';
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (i) out += ", ";
    expression(*operands[i]);
  }
  out += ')';
}

void ExpressionPrinter::infix(const Expression& expression, const OperationInfo& info, int precedence) {
  const bool parenthesized = info.precedence < precedence;
  if (parenthesized) out += '(';
  this->expression(*expression.operands[0], info.precedence);
  out += std::string(" ") + info.spelling + " ";
  this->expression(*expression.operands[1], info.precedence + 1);
  if (parenthesized) out += ')';
}

void ExpressionPrinter::operation(const Expression& e, int precedence) {
  if (e.operation == OperationKind::Math) {
    out += e.function;
    if (firstFloatType(e.operands) != e.type) {
      out += '<';
      type(e.type);
      out += '>';
    }
    return arguments(e.operands);
  }
  const OperationInfo& info = operationInfo(e.operation);
  if (isInfix(info)) return infix(e, info, precedence);
  if (e.operation == OperationKind::Sized) {
    out += std::string(info.text) + "<";
    type(e.type);
    out += ">";
    return arguments(e.operands);
  }
  if (e.operation == OperationKind::StrongMultiply || e.operation == OperationKind::ZeroLike) {
    out += info.text;
    return arguments(e.operands);
  }
  const bool isSelect = e.operation == OperationKind::Select;
  const bool parenthesized = (isSelect ? selectPrecedence : unaryPrecedence) < precedence;
  if (parenthesized) out += '(';
  if (isSelect)
    select(e);
  else
    prefix(e, info);
  if (parenthesized) out += ')';
}

void ExpressionPrinter::select(const Expression& e) {
  expression(*e.operands[0], selectPrecedence + 1);
  out += " ? ";
  expression(*e.operands[1], selectPrecedence + 1);
  out += " : ";
  expression(*e.operands[2], selectPrecedence);
}

void ExpressionPrinter::prefix(const Expression& e, const OperationInfo& info) {
  const Expression& operand = *e.operands[0];
  bool twice = false;
  if (e.operation == OperationKind::Cast) {
    out += '(';
    type(e.type);
    out += ')';
  } else {
    out += info.spelling;
    twice = operand.kind == ExpressionKind::Operation && operand.operation == e.operation;
  }
  expression(operand, twice ? unaryPrecedence + 1 : unaryPrecedence);  // -(-x), not --x
}

}  // namespace retrograd::ir

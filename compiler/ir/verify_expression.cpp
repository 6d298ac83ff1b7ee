#include "ir/verify_expression.h"

#include "ir/print.h"
#include "ir/verify.h"
#include "rules/math.h"

#include <algorithm>

namespace retrograd::ir {

namespace {

std::string quoted(const Type* type) { return type ? "'" + print(*type) + "'" : "no type"; }
std::string quoted(const Expression& expression) { return "'" + print(expression) + "'"; }
std::string quoted(const Place& place) { return "'" + print(place) + "'"; }

bool isInteger(const Type* type) { return type->kind == TypeKind::Integer; }
bool isArithmetic(const Type* type) { return isInteger(type) || type->isFloat(); }

// Printing needs every operand and index to be there, and a root in every place.
bool isComplete(const Place& place);
bool isComplete(const Expression& e) {
  if (!e.type) return false;
  if (e.kind == ExpressionKind::Read || e.kind == ExpressionKind::AddressOf) return isComplete(e.place);
  if (e.kind == ExpressionKind::Operation && e.operation == OperationKind::Sized && e.operands.empty()) return false;
  if (e.kind == ExpressionKind::Operation && e.operation != OperationKind::Math &&
      e.operation != OperationKind::Sized && e.operands.size() != operationInfo(e.operation).operands)
    return false;
  return std::all_of(e.operands.begin(), e.operands.end(), [](const auto& o) { return o && isComplete(*o); });
}
bool isComplete(const Place& place) {
  return place.root && place.root->type && std::all_of(place.path.begin(), place.path.end(), [](const Step& step) {
           return step.kind == StepKind::Index ? step.index && isComplete(*step.index) : !step.index;
         });
}

// Inside a parameter passed by value that may be active? It keeps what was passed: its adjoint is that of the caller's
// value.
bool isPassedByValue(const Place& place) {
  const Type* type = place.root->type;
  if (place.root->role != VariableRole::Parameter || type->isReference() || !type->canBeActive()) return false;
  for (const Step& step : place.path) {
    if (type->isPointer()) return false;
    type = step.kind == StepKind::Field ? type->field(step.field)->type : type->element;
  }
  return true;
}

}  // namespace

bool isConstPlace(const Place& place) {
  const Type* type = place.root->type;
  bool isConst = place.root->isConst;
  if (type->isReference()) {
    isConst = type->constElement;
    type = type->element;
  }
  for (const Step& step : place.path) {
    if (!type) break;
    if (step.kind == StepKind::Field) {
      const Field* field = type->field(step.field);
      type = field ? field->type : nullptr;
    } else {
      if (type->isPointer()) isConst = type->constElement;
      type = type->element;
    }
  }
  return isConst;
}

bool isStorable(const Type* from, const Type* to) {
  if (from == to) return true;
  return from->isPointer() && to->isPointer() && from->element == to->element && to->constElement;
}

// ---- Places ------------------------------------------------------------------------------------------------------

bool ExpressionVerifier::checkVariable(const Variable* variable) {
  if (!variable) return fail("a variable is missing");
  if (variable->role == VariableRole::Global || visible.count(variable)) return true;
  return fail("'" + variable->name + "' is used where it is not declared");
}

bool ExpressionVerifier::check(const Place& place) {
  return isComplete(place) ? checkComplete(place) : fail("a place lacks its variable or an index");
}

bool ExpressionVerifier::checkComplete(const Place& place) {
  if (!checkVariable(place.root)) return false;
  const Type* type = place.root->type->isReference() ? place.root->type->element : place.root->type;
  for (const Step& step : place.path) {
    const Field* field = step.kind == StepKind::Field ? type->field(step.field) : nullptr;
    const bool elements =
        type->isPointer() || (step.kind == StepKind::Index && (type->kind == TypeKind::Array || type->isVector()));
    if (step.kind == StepKind::Field && !field)
      return fail(quoted(type) + " in " + quoted(place) + " has no member '" + step.field + "'");
    if (step.kind != StepKind::Field && (!elements || type->element->kind == TypeKind::Void))
      return fail(quoted(type) + " in " + quoted(place) + " has no elements");
    if (step.index && !checkComplete(*step.index)) return false;
    if (step.index && !isInteger(step.index->type))
      return fail("the index " + quoted(*step.index) + " is not an integer but " + quoted(step.index->type));
    type = field ? field->type : type->element;
  }
  return true;
}

bool ExpressionVerifier::checkTarget(const Place& place) {
  if (!check(place)) return false;
  if (isConstPlace(place)) return fail(quoted(place) + " is written but const");
  if (keepsArguments && isPassedByValue(place))
    return fail(quoted(place) + " is written but passed by value: copy it into a local");
  if (place.isVariable() && counters.count(place.root))
    return fail("the counter '" + place.root->name + "' is changed in its loop");
  return true;
}

// ---- Expressions -------------------------------------------------------------------------------------------------

bool ExpressionVerifier::check(const Expression& e) {
  return isComplete(e) ? checkComplete(e) : fail("an expression lacks its type or an operand");
}

bool ExpressionVerifier::checkComplete(const Expression& e) {
  switch (e.kind) {
  case ExpressionKind::Constant:
    if (e.text.empty() || e.type->kind == TypeKind::Void || e.type->isReference())
      return fail("a constant lacks its text or has the type " + quoted(e.type));
    return true;
  case ExpressionKind::Read:
    return checkComplete(e.place) &&
           (e.type == e.place.type() ||
            fail(quoted(e.place) + " has the type " + quoted(e.place.type()) + " but is read as " + quoted(e.type)));
  case ExpressionKind::AddressOf: return checkAddressOf(e);
  case ExpressionKind::Operation:
    for (const ExpressionPtr& operand : e.operands)
      if (!checkComplete(*operand)) return false;
    return checkOperation(e);
  }
  return true;
}

bool ExpressionVerifier::checkAddressOf(const Expression& e) {
  if (!checkComplete(e.place)) return false;
  if (!e.type->isPointer() || e.type->element != e.place.type()) return failType(e, "a pointer to its operand's type");
  if (e.type->constElement) return true;
  if (isConstPlace(e.place)) return fail(quoted(e) + " points to const");
  if (keepsArguments && isPassedByValue(e.place))
    return fail(quoted(e) + " could change what is passed by value: copy it into a local");
  if (e.place.isVariable() && counters.count(e.place.root))
    return fail("the address of the counter '" + e.place.root->name + "' is taken in its loop");
  return true;
}

bool ExpressionVerifier::failType(const Expression& e, const std::string& wanted) {
  std::string operands;
  for (const ExpressionPtr& operand : e.operands) operands += (operands.empty() ? "" : ", ") + quoted(operand->type);
  return fail(quoted(e) + " has the type " + quoted(e.type) +
              (operands.empty() ? "" : " over operands of type " + operands) + ", wanted is " + wanted);
}

bool ExpressionVerifier::checkOperation(const Expression& e) {
  switch (e.operation) {
  case OperationKind::Math: return checkMath(e);
  case OperationKind::Select: return checkSelect(e);
  case OperationKind::Cast: return checkCast(e);
  case OperationKind::PointerAdd:
  case OperationKind::PointerDifference: return checkPointer(e);
  case OperationKind::LogicalNot:
  case OperationKind::LogicalAnd:
  case OperationKind::LogicalOr: return checkLogical(e);
  case OperationKind::Less:
  case OperationKind::LessEqual:
  case OperationKind::Greater:
  case OperationKind::GreaterEqual:
  case OperationKind::Equal:
  case OperationKind::NotEqual: return checkComparison(e);
  case OperationKind::ZeroLike:
    return ((e.type->activeOpaque || e.type->isAggregate()) && e.operands[0]->type == e.type) ||
           failType(e, "one active opaque or aggregate type");
  case OperationKind::Sized: return checkSized(e);
  default: return checkArithmetic(e);
  }
}

bool ExpressionVerifier::checkArithmetic(const Expression& e) {
  const OperationKind kind = e.operation;
  if (kind == OperationKind::ShiftLeft || kind == OperationKind::ShiftRight)
    return (isInteger(e.type) && e.operands[0]->type == e.type && isInteger(e.operands[1]->type)) ||
           failType(e, "an integer shifted by an integer");
  for (const ExpressionPtr& operand : e.operands)
    if (operand->type != e.type) return failType(e, "one type for operands and result");
  const bool bits = kind == OperationKind::BitAnd || kind == OperationKind::BitOr || kind == OperationKind::BitXor;
  if (bits) return isInteger(e.type) || e.type->kind == TypeKind::Bool || failType(e, "an integer or bool");
  if (kind == OperationKind::BitNot || kind == OperationKind::Remainder)
    return isInteger(e.type) || failType(e, "an integer");
  if (kind == OperationKind::StrongMultiply) return e.type->isFloat() || failType(e, "a floating type");
  return isArithmetic(e.type) || failType(e, "an integer or floating type");
}

bool ExpressionVerifier::checkSized(const Expression& e) {
  const Type* type = e.type;
  for (const ExpressionPtr& extent : e.operands) {
    if (!type->isVector()) return failType(e, "a vector for each number of elements");
    if (!isInteger(extent->type)) return failType(e, "integers");
    type = type->element;
  }
  return true;
}

bool ExpressionVerifier::checkLogical(const Expression& e) {
  for (const ExpressionPtr& operand : e.operands)
    if (operand->type->kind != TypeKind::Bool) return failType(e, "bool");
  return e.type->kind == TypeKind::Bool || failType(e, "bool");
}

bool ExpressionVerifier::checkComparison(const Expression& e) {
  const Type *a = e.operands[0]->type, *b = e.operands[1]->type;
  const bool comparable = (a->isScalar() || a->isPointer()) && (isStorable(a, b) || isStorable(b, a));
  return (comparable && e.type->kind == TypeKind::Bool) || failType(e, "bool over two scalars or pointers of one type");
}

bool ExpressionVerifier::checkSelect(const Expression& e) {
  if (e.operands[0]->type->kind != TypeKind::Bool) return failType(e, "a bool as condition");
  return (isStorable(e.operands[1]->type, e.type) && isStorable(e.operands[2]->type, e.type)) ||
         failType(e, "one type for the alternatives and the result");
}

bool ExpressionVerifier::checkCast(const Expression& e) {
  const Type* from = e.operands[0]->type;
  if (e.type->isScalar() && from->isScalar()) return true;
  if (from->isPointer() && (e.type->isPointer() || e.type->kind == TypeKind::Bool)) return true;
  return failType(e, "a cast between scalars, between pointers, or from a pointer to bool");
}

bool ExpressionVerifier::checkPointer(const Expression& e) {
  const Type *a = e.operands[0]->type, *b = e.operands[1]->type;
  const bool elements = a->isPointer() && a->element->kind != TypeKind::Void;
  if (e.operation == OperationKind::PointerAdd)
    return (elements && isInteger(b) && isStorable(a, e.type)) || failType(e, "the pointer's type plus an integer");
  return (elements && b->isPointer() && a->element == b->element && isInteger(e.type)) ||
         failType(e, "an integer over two pointers of one type");
}

bool ExpressionVerifier::checkMath(const Expression& e) {
  const rules::MathFunction* function = rules::findMath(e.function);
  if (!function) return fail("'" + e.function + "' is no function that rules/math.def knows");
  if (e.operands.size() != function->arity)
    return fail("'" + e.function + "' takes " + std::to_string(function->arity) + " arguments, not " +
                std::to_string(e.operands.size()));
  const Type* real = nullptr;
  for (unsigned i = 0; i < function->arity; ++i) {
    const Type* type = e.operands[i]->type;
    if (function->integerArgument[i] ? !isInteger(type) : !type->isFloat() || (real && type != real))
      return failType(e, "floating arguments of one type, but integers where the function has them");
    if (!function->integerArgument[i]) real = type;
  }
  const char* spelling = function->result == rules::MathResult::Bool       ? "bool"
                         : function->result == rules::MathResult::Int      ? "int"
                         : function->result == rules::MathResult::Long     ? "long"
                         : function->result == rules::MathResult::LongLong ? "long long"
                                                                           : nullptr;
  if (spelling) return e.type->spelling == spelling || failType(e, std::string("'") + spelling + "'");
  return e.type == real || failType(e, "the arguments' type");
}

bool ExpressionVerifier::checkValue(const ExpressionPtr& expression, const Type* type, const std::string& what) {
  if (!expression) return fail(what + " is missing");
  if (!check(*expression)) return false;
  if (isStorable(expression->type, type)) return true;
  return fail(what + " has the type " + quoted(expression->type) + ", not " + quoted(type));
}

bool ExpressionVerifier::checkCondition(const ExpressionPtr& expression, const std::string& what) {
  if (!expression) return fail(what + " is missing");
  if (!check(*expression)) return false;
  return expression->type->kind == TypeKind::Bool || fail(what + " is not bool but " + quoted(expression->type));
}

}  // namespace retrograd::ir

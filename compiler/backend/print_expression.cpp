#include "backend/print_expression.h"

#include "backend/literal.h"
#include "backend/names.h"
#include "backend/print_type.h"
#include "backend/print_vector.h"
#include "ir/build.h"
#include "rules/math.h"

#include <array>
#include <cctype>

namespace retrograd::backend {

using namespace ir;

namespace {

constexpr int primary = 17, unary = 15, multiplicative = 13, relational = 9, equality = 8, conditional = 2, lowest = 0;

struct Printed {
  std::string text;
  int precedence;
};
Printed print(const Expression& expression);

std::string parenthesized(const Printed& printed, bool when) { return when ? "(" + printed.text + ")" : printed.text; }
std::string atLeast(const Expression& expression, int precedence) {
  const Printed printed = print(expression);
  return parenthesized(printed, printed.precedence < precedence);
}

bool is(const Expression& e, OperationKind kind) { return e.kind == ExpressionKind::Operation && e.operation == kind; }
bool isOneOf(OperationKind kind, std::initializer_list<OperationKind> kinds) {
  for (OperationKind k : kinds)
    if (k == kind) return true;
  return false;
}
bool isBitwise(OperationKind kind) {
  return isOneOf(kind, {OperationKind::ShiftLeft, OperationKind::ShiftRight, OperationKind::BitAnd,
                        OperationKind::BitXor, OperationKind::BitOr});
}
bool isComparison(OperationKind kind) {
  return isOneOf(kind, {OperationKind::Less, OperationKind::LessEqual, OperationKind::Greater,
                        OperationKind::GreaterEqual, OperationKind::Equal, OperationKind::NotEqual});
}
bool isArithmetic(OperationKind kind) {
  return isOneOf(kind, {OperationKind::Add, OperationKind::Subtract, OperationKind::Multiply, OperationKind::Divide,
                        OperationKind::Remainder});
}
bool isBinary(const Expression& e) {
  return e.kind == ExpressionKind::Operation && e.operation != OperationKind::Math &&
         operationInfo(e.operation).operands == 2 && operationInfo(e.operation).spelling[0] != '\0';
}

// Parentheses that C++ does not need but -Wall -Wextra and readers ask for.
bool wantsParentheses(OperationKind parent, const Expression& operand, bool left) {
  if (is(operand, OperationKind::LogicalNot)) return isComparison(parent);
  if (!isBinary(operand)) return false;
  if (isBitwise(parent)) return !(left && operand.operation == parent && parent != OperationKind::ShiftLeft);
  if (isBitwise(operand.operation)) return true;
  if (isComparison(parent)) return isComparison(operand.operation);
  return parent == OperationKind::LogicalOr && operand.operation == OperationKind::LogicalAnd;
}

// A conversion that C++ makes by itself, without loss, where the other operand or the target has the wider type.
bool isImplicit(const Expression& e) {
  if (!is(e, OperationKind::Cast)) return false;
  const Type* from = e.operands[0]->type;
  const Type* to = e.type;
  if (to->isFloat()) return (from->isFloat() && from->bits < to->bits) || isBuiltinInteger(from);
  return isBuiltinInteger(to) && isBuiltinInteger(from) && from->bits < to->bits && to->bits >= 32 &&
         (from->isSigned == to->isSigned || !from->isSigned);
}

Printed printCast(const Expression& e) {
  const Expression& operand = *e.operands[0];
  if (e.type == operand.type) return print(operand);
  if (operand.kind == ExpressionKind::Constant)
    if (const auto literal = convertedLiteral(operand.text, operand.type, e.type))
      return {*literal, literal->front() == '-' ? unary : primary};
  if (e.type->kind == TypeKind::Bool && (operand.type->isFloat() || isBuiltinInteger(operand.type)))
    return {parenthesized(print(operand), isBinary(operand) || is(operand, OperationKind::Select)) +
                " != " + zeroOf(operand.type),
            equality};
  return {"static_cast<" + typeName(e.type) + ">(" + print(operand).text + ")", primary};
}

// Is it printed as an int, though it has a wider type? (Literals of ours are written without a suffix.)
bool isPrintedAsInt(const Expression& e) {
  if (e.type->kind != TypeKind::Integer || e.type->bits <= 32) return false;
  if (e.kind == ExpressionKind::Constant)
    return std::isdigit(static_cast<unsigned char>(e.text.back())) && integerLiteral(e);
  return is(e, OperationKind::Select) && isPrintedAsInt(*e.operands[1]) && isPrintedAsInt(*e.operands[2]);
}

// (long)u * 3 isn't u * 3; of n + 1 it is taken that an int doesn't overflow.
bool needsWiderOperand(OperationKind operation, const Expression& narrow) {
  const bool isSum = operation == OperationKind::Add || operation == OperationKind::Subtract;
  return narrow.type->kind == TypeKind::Integer && !(isSum && narrow.type->isSigned);
}

// The operands of a binary operation as written: one of them may leave its conversion to C++.
std::array<const Expression*, 2> convertedByContext(const Expression& e) {
  std::array<const Expression*, 2> operands = {e.operands[0].get(), e.operands[1].get()};
  if (!isArithmetic(e.operation) && !isComparison(e.operation)) return operands;
  // Literals are printed as literals of the type: nothing to leave out, and they don't count as the other operand.
  auto literal = [](const Expression& o) {
    return is(o, OperationKind::Cast) && o.operands[0]->kind == ExpressionKind::Constant;
  };
  for (int i : {1, 0}) {
    const Expression &candidate = *operands[i], &other = *operands[1 - i];
    if (candidate.type != other.type || !isImplicit(candidate) || literal(candidate)) continue;
    // Comparing integers of different signedness, or what the wider type came from, stays explicit.
    if (isComparison(e.operation) && candidate.type->kind == TypeKind::Integer) continue;
    if (isPrintedAsInt(other) && needsWiderOperand(e.operation, *candidate.operands[0])) continue;
    operands[i] = candidate.operands[0].get();
    break;
  }
  return operands;
}

Printed printBinary(const Expression& e) {
  const OperationInfo& info = operationInfo(e.operation);
  // a + -b reads a - b.
  if (e.operation == OperationKind::Add || e.operation == OperationKind::Subtract) {
    if (const ExpressionPtr positive = e.type->isFloat() ? withoutSign(e.operands[1]) : nullptr) {
      const auto other = e.operation == OperationKind::Add ? OperationKind::Subtract : OperationKind::Add;
      return printBinary(*operation(other, e.type, {e.operands[0], positive}));
    }
  }
  const auto operands = convertedByContext(e);
  const Printed left = print(*operands[0]), right = print(*operands[1]);
  return {parenthesized(left, left.precedence < info.precedence || wantsParentheses(e.operation, *operands[0], true)) +
              " " + info.spelling + " " +
              parenthesized(right,
                            right.precedence <= info.precedence || wantsParentheses(e.operation, *operands[1], false)),
          info.precedence};
}

Printed printSelect(const Expression& e) {
  const Expression& condition = *e.operands[0];
  const bool arithmetic = isBinary(condition) && !isComparison(condition.operation);
  const std::string text = parenthesized(print(condition), arithmetic || print(condition).precedence <= conditional) +
                           " ? " + atLeast(*e.operands[1], conditional + 1) + " : " +
                           atLeast(*e.operands[2], conditional);
  return {text, conditional};
}

std::string argumentList(const std::vector<ExpressionPtr>& operands) {
  std::string text;
  for (const ExpressionPtr& operand : operands) text += (text.empty() ? "" : ", ") + print(*operand).text;
  return "(" + text + ")";
}

Printed printMath(const Expression& e) {
  const rules::MathFunction* function = rules::findMath(e.function);
  return {(function ? function->calledName : "std::" + e.function) + argumentList(e.operands), primary};
}

Printed printOperation(const Expression& e) {
  switch (e.operation) {
  case OperationKind::Math: return printMath(e);
  case OperationKind::Cast: return printCast(e);
  case OperationKind::Select: return printSelect(e);
  case OperationKind::StrongMultiply: return {"retrograd::strong_multiply" + argumentList(e.operands), primary};
  case OperationKind::Sized: return {typeName(e.type) + printExtents(e), primary};
  case OperationKind::ZeroLike: return {"retrograd::zero_like" + argumentList(e.operands), primary};
  case OperationKind::Negate:
  case OperationKind::LogicalNot:
  case OperationKind::BitNot: {
    const Printed operand = print(*e.operands[0]);
    const std::string sign = operationInfo(e.operation).spelling;
    // Not --x.
    return {sign + parenthesized(operand, operand.precedence < unary || operand.text.front() == sign.front()), unary};
  }
  default: return printBinary(e);
  }
}

// x.name or x.name()
bool isWritten(const Field& field) { return field.access == Access::Named || field.access == Access::Count; }
std::string memberName(const Step& step, const Field* field) {
  return step.field + (field && field->access == Access::Count ? "()" : "");
}

// The steps as C++ writes them: a member of an implicit base is the derived class's own.
std::vector<const Step*> writtenSteps(const Place& place, std::vector<const Field*>& fields) {
  std::vector<const Step*> steps;
  const Type* type = place.root->type->isReference() ? place.root->type->element : place.root->type;
  for (std::size_t i = 0; i < place.path.size(); ++i) {
    const Step& step = place.path[i];
    const Field* field = step.kind == StepKind::Field && type ? type->field(step.field) : nullptr;
    type = field ? field->type : type ? type->element : nullptr;
    // In front of a member that has a name, at any depth of bases.
    std::size_t next = i + 1;
    const Type* inner = type;
    const Field* member = field;
    while (member && member->access == Access::Implicit && next < place.path.size()) {
      member = place.path[next].kind == StepKind::Field ? inner->field(place.path[next].field) : nullptr;
      inner = member ? member->type : nullptr;
      ++next;
    }
    if (field && field->access == Access::Implicit && member && member->access == Access::Named) continue;
    steps.push_back(&step);
    fields.push_back(field);
  }
  return steps;
}

// C++ makes a subscript as wide as it has to be, with the same result.
std::string printSubscript(const Expression& index) {
  const bool widens = is(index, OperationKind::Cast) && index.type->bits == 64 && isBuiltinInteger(index.type) &&
                      isBuiltinInteger(index.operands[0]->type);
  std::string text = widens ? print(*index.operands[0]).text : printInitializer(index);
  const std::size_t digits = text.find_first_not_of("0123456789");
  const bool hasSuffix = digits != 0 && digits != std::string::npos && digits < 9 &&
                         text.find_first_not_of("uUlL", digits) == std::string::npos;
  if (hasSuffix) text.resize(digits);
  return text;
}

Printed printPlaceWithPrecedence(const Place& place) {
  Printed result{place.root->name, primary};
  std::vector<const Field*> fields;
  const std::vector<const Step*> steps = writtenSteps(place, fields);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = *steps[i];
    const Field* field = fields[i];
    const bool arrow = step.kind == StepKind::Deref && i + 1 < steps.size() && steps[i + 1]->kind == StepKind::Field &&
                       (!fields[i + 1] || isWritten(*fields[i + 1]));
    if (step.kind == StepKind::Deref && !arrow) {
      result = {"*" + parenthesized(result, result.precedence < unary), unary};
      continue;
    }
    if (field && !isWritten(*field)) {
      result = {memberOf(result.text, *field), primary};
      continue;
    }
    result = {parenthesized(result, result.precedence < primary), primary};
    if (arrow)
      result.text += "->" + memberName(*steps[i + 1], fields[i + 1]), ++i;
    else if (step.kind == StepKind::Field)
      result.text += "." + memberName(step, field);
    else
      result.text += "[" + printSubscript(*step.index) + "]";
  }
  return result;
}

// z.real() where it isn't written.
Printed printRead(const Place& place) {
  if (!place.path.empty() && place.path.back().kind == StepKind::Field) {
    const Place object{place.root, {place.path.begin(), place.path.end() - 1}};
    const Field* field = object.type()->field(place.path.back().field);
    const bool isPart = field && field->access == Access::Element && field->name.rfind(elementMember, 0) != 0;
    if (isPart) return {printObject(object) + field->name + "()", primary};
  }
  return printPlaceWithPrecedence(place);
}

// &a[0] is a, &*p is p.
Printed printAddress(const Place& place) {
  if (!place.path.empty() && place.path.back().kind != StepKind::Field) {
    Place base = place;
    base.path.pop_back();
    const Step& last = place.path.back();
    const bool first =
        last.kind == StepKind::Deref || (last.index->kind == ExpressionKind::Constant && last.index->text == "0");
    const Type* array = base.type();
    if (array->isVector() || array->isClass) {  // &v[i] is v.data() + i
      const Printed object = printPlaceWithPrecedence(base);
      const std::string data = parenthesized(object, object.precedence < primary) + ".data()";
      if (first) return {data, primary};
      return {data + " + " + atLeast(*last.index, multiplicative), 12};
    }
    if (first) return printPlaceWithPrecedence(base);
    if (base.type()->isPointer()) {  // &p[i] is p + i
      const Printed pointer = printPlaceWithPrecedence(base);
      return {pointer.text + " + " + atLeast(*last.index, multiplicative), 12};
    }
  }
  const Printed target = printPlaceWithPrecedence(place);
  return {"&" + parenthesized(target, target.precedence < unary), unary};
}

Printed print(const Expression& e) {
  switch (e.kind) {
  case ExpressionKind::Constant: {
    const std::string text = literal(e.text, e.type);
    const bool composed = text.find(" - ") != std::string::npos && text.front() != '(';
    return {composed ? "(" + text + ")" : text, text.front() == '-' ? unary : primary};
  }
  case ExpressionKind::Read: return printRead(e.place);
  case ExpressionKind::AddressOf: return printAddress(e.place);
  case ExpressionKind::Operation: return printOperation(e);
  }
  return {"", primary};
}

}  // namespace

std::string printExpression(const Expression& expression) { return print(expression).text; }
std::string printPlace(const Place& place) { return printPlaceWithPrecedence(place).text; }
std::string memberOf(const std::string& object, const Field& field) {
  if (field.access == Access::Element) {
    const std::string prefix = elementMember;
    const bool isNumber = field.name.rfind(prefix, 0) == 0;  // else a part of a complex number
    const std::string called =
        isNumber ? "std::get<" + field.name.substr(prefix.size()) + ">" : "retrograd::" + field.name;
    return called + "(" + object + ")";
  }
  if (field.isBase()) return "retrograd::base<" + typeName(field.type) + ">(" + object + ")";
  return field.access == Access::Private ? accessorName(field.name) + "(" + object + ")" : object + "." + field.name;
}
std::string printObject(const Place& place) {
  if (!place.path.empty() && place.path.back().kind == StepKind::Deref) {
    const Printed pointer = printPlaceWithPrecedence({place.root, {place.path.begin(), place.path.end() - 1}});
    return parenthesized(pointer, pointer.precedence < primary) + "->";
  }
  const Printed object = printPlaceWithPrecedence(place);
  return parenthesized(object, object.precedence < primary) + ".";
}

std::string printInitializer(const Expression& expression) {
  if (isImplicit(expression) && expression.operands[0]->kind != ExpressionKind::Constant)
    return print(*expression.operands[0]).text;
  return print(expression).text;
}

ExpressionPtr withoutSign(const ExpressionPtr& e) {
  if (e->kind == ExpressionKind::Constant && e->text.size() > 1 && e->text.front() == '-' &&
      isLiteral(e->text.substr(1))) {
    return constant(e->text.substr(1), e->type);
  }
  if (e->kind != ExpressionKind::Operation || !e->type->isFloat()) return nullptr;
  if (e->operation == OperationKind::Negate) return e->operands[0];
  if (isOneOf(e->operation, {OperationKind::Multiply, OperationKind::Divide, OperationKind::StrongMultiply}))
    if (ExpressionPtr positive = withoutSign(e->operands[0]))
      return operation(e->operation, e->type, {positive, e->operands[1]});
  return nullptr;
}

std::string zeroOf(const Type* type) {
  switch (type->kind) {
  case TypeKind::Bool: return "false";
  case TypeKind::Integer: return isBuiltinInteger(type) ? "0" : type->spelling + "{}";
  case TypeKind::Float: return type->bits == 32 ? "0.0f" : type->bits > 64 ? "0.0L" : "0.0";
  case TypeKind::Pointer: return "nullptr";
  default: return "{}";
  }
}

}  // namespace retrograd::backend

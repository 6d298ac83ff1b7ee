#include "ir/parse_expression.h"

#include "ir/build.h"
#include "ir/parse.h"
#include "ir/parse_words.h"
#include "ir/print.h"
#include "ir/verify.h"

#include <algorithm>

namespace retrograd::ir {

namespace {

constexpr int loosestBinary = 3;  // of the infix operators, see ops.def

const OperationInfo* infixOperation(const Token& token) {
  if (token.kind != TokenKind::Symbol) return nullptr;
  static const std::map<std::string, const OperationInfo*> table = [] {
    std::map<std::string, const OperationInfo*> result;
    for (OperationKind kind :
         {OperationKind::Multiply, OperationKind::Divide, OperationKind::Remainder, OperationKind::Add,
          OperationKind::Subtract, OperationKind::ShiftLeft, OperationKind::ShiftRight, OperationKind::Less,
          OperationKind::LessEqual, OperationKind::Greater, OperationKind::GreaterEqual, OperationKind::Equal,
          OperationKind::NotEqual, OperationKind::BitAnd, OperationKind::BitXor, OperationKind::BitOr,
          OperationKind::LogicalAnd, OperationKind::LogicalOr})
      result[operationInfo(kind).spelling] = &operationInfo(kind);
    return result;
  }();
  const auto it = table.find(token.text);
  return it == table.end() ? nullptr : it->second;
}

bool givesBool(const OperationInfo& info) {
  return info.precedence == operationInfo(OperationKind::Less).precedence ||
         info.precedence == operationInfo(OperationKind::Equal).precedence || info.kind == OperationKind::LogicalAnd ||
         info.kind == OperationKind::LogicalOr;
}

bool isShift(OperationKind kind) { return kind == OperationKind::ShiftLeft || kind == OperationKind::ShiftRight; }

// The type that both have but for a pointee's const; null if there is none.
const Type* commonType(const Type* a, const Type* b) {
  if (a == b) return a;
  if (!a->isPointer() || !b->isPointer() || a->element != b->element) return nullptr;
  return a->constElement ? a : b;
}

std::string quoted(const Type* type) { return "'" + print(*type) + "'"; }

}  // namespace

// ---- Nodes -------------------------------------------------------------------------------------------------------

bool ExpressionParser::tooDeep() {
  if (nesting_ <= maximumNesting) return false;
  fail(cursor_.peek().location, "the nesting is too deep (more than " + std::to_string(maximumNesting) + " levels)");
  return true;
}

ExpressionPtr ExpressionParser::node(Expression expression, const Location& location) {
  if (++nodes_ > maximumExpressionNodes) {
    fail(location, "the expression is too large (more than " + std::to_string(maximumExpressionNodes) + " nodes)");
    return nullptr;
  }
  expression.location = location;
  return std::make_shared<const Expression>(std::move(expression));
}

ExpressionPtr ExpressionParser::operation(OperationKind kind, const Type* type, std::vector<ExpressionPtr> operands,
                                          const Location& location) {
  return node(*ir::operation(kind, type, std::move(operands)), location);
}

ExpressionPtr ExpressionParser::readNode(Place place, const Location& location) {
  return node(*read(std::move(place)), location);
}

// ---- Operators ---------------------------------------------------------------------------------------------------

ExpressionPtr ExpressionParser::expression() {
  const Nesting nesting(*this);
  if (tooDeep()) return nullptr;
  ExpressionPtr condition = binary(loosestBinary);
  const Location location = cursor_.peek().location;
  if (!condition || !cursor_.acceptSymbol("?")) return condition;
  ExpressionPtr a = expression();
  if (!a || !cursor_.expectSymbol(":")) return nullptr;
  ExpressionPtr b = expression();
  if (!b) return nullptr;
  const Type* type = commonType(a->type, b->type);
  if (!type)
    return fail(location, "the operands of '?:' have different types: " + quoted(a->type) + " and " + quoted(b->type)),
           nullptr;
  return operation(OperationKind::Select, type, {condition, a, b}, location);
}

ExpressionPtr ExpressionParser::binary(int minimumPrecedence) {
  ExpressionPtr left = unary();
  while (left) {
    const OperationInfo* info = infixOperation(cursor_.peek());
    if (!info || info->precedence < minimumPrecedence) break;
    const Location location = cursor_.take().location;
    ExpressionPtr right = binary(info->precedence + 1);
    left = right ? combine(*info, left, right, location) : nullptr;
  }
  return left;
}

ExpressionPtr ExpressionParser::combine(const OperationInfo& info, ExpressionPtr left, ExpressionPtr right,
                                        const Location& location) {
  if (left->type->isPointer() && (info.kind == OperationKind::Add || info.kind == OperationKind::Subtract))
    return combinePointer(info, left, right, location);
  if (!isShift(info.kind) && !commonType(left->type, right->type))
    return fail(location, std::string("the operands of '") + info.spelling +
                              "' have different types: " + quoted(left->type) + " and " + quoted(right->type)),
           nullptr;
  const Type* type = givesBool(info) ? types_.boolType() : left->type;
  return operation(info.kind, type, {left, right}, location);
}

ExpressionPtr ExpressionParser::combinePointer(const OperationInfo& info, ExpressionPtr left, ExpressionPtr right,
                                               const Location& location) {
  const bool difference = info.kind == OperationKind::Subtract;
  if (difference && commonType(left->type, right->type))
    return operation(OperationKind::PointerDifference, types_.longType(), {left, right}, location);
  if (difference || right->type->kind != TypeKind::Integer)
    return fail(location, "a pointer takes '+' with an integer, or '-' with a pointer of its own type"), nullptr;
  return operation(OperationKind::PointerAdd, left->type, {left, right}, location);
}

ExpressionPtr ExpressionParser::unary() {
  const Nesting nesting(*this);
  if (tooDeep()) return nullptr;
  const Location location = cursor_.peek().location;
  if (cursor_.acceptSymbol("*")) return dereference(location);
  if (cursor_.acceptSymbol("&")) return addressOf(location);
  for (OperationKind kind : {OperationKind::Negate, OperationKind::LogicalNot, OperationKind::BitNot})
    if (cursor_.acceptSymbol(operationInfo(kind).spelling)) {
      ExpressionPtr operand = unary();
      return operand ? operation(kind, operand->type, {operand}, location) : nullptr;
    }
  return postfix();
}

ExpressionPtr ExpressionParser::dereference(const Location& location) {
  ExpressionPtr pointer = unary();
  return pointer ? extend(pointer, {StepKind::Deref, nullptr, {}}, location) : nullptr;
}

ExpressionPtr ExpressionParser::addressOf(const Location& location) {
  const bool toConst = cursor_.acceptWord("const"), toMutable = !toConst && cursor_.acceptWord("mutable");
  ExpressionPtr operand = unary();
  if (!operand) return nullptr;
  if (operand->kind != ExpressionKind::Read) return fail(location, "'&' needs a variable or a part of one"), nullptr;
  const bool isConst = toConst || (!toMutable && isConstPlace(operand->place));
  return node(*ir::addressOf(operand->place, types_.pointerTo(operand->type, isConst)), location);
}

// ---- Places ------------------------------------------------------------------------------------------------------

std::optional<Place> ExpressionParser::parsePlace() {
  const Location location = cursor_.peek().location;
  startExpression();
  ExpressionPtr expression = unary();
  if (!expression) return std::nullopt;
  if (expression->kind == ExpressionKind::Read) return expression->place;
  fail(location, "expected a variable or a part of one");
  return std::nullopt;
}

ExpressionPtr ExpressionParser::extend(const ExpressionPtr& base, Step step, const Location& location) {
  if (base->kind != ExpressionKind::Read)
    return fail(location, "elements, members and '*' need a variable or a part of one: give the value a name"), nullptr;
  const Type* type = base->type;
  const bool isField = step.kind == StepKind::Field;
  if (isField && !type->field(step.field))
    return fail(location, quoted(type) + " has no member '" + step.field + "'"), nullptr;
  const bool elements =
      type->isPointer() || (step.kind == StepKind::Index && (type->kind == TypeKind::Array || type->isVector()));
  if (!isField && (!elements || type->element->kind == TypeKind::Void))
    return fail(location, quoted(type) + " has no elements"), nullptr;
  Place place = base->place;
  place.path.push_back(std::move(step));
  return readNode(std::move(place), location);
}

ExpressionPtr ExpressionParser::postfix() {
  ExpressionPtr result = primary();
  while (result) {
    const Location location = cursor_.peek().location;
    if (cursor_.acceptSymbol("[")) {
      ExpressionPtr index = expression();
      if (!index || !cursor_.expectSymbol("]")) return nullptr;
      result = extend(result, {StepKind::Index, index, {}}, location);
    } else if (cursor_.isSymbol(".") || cursor_.isSymbol("->")) {
      if (cursor_.take().text == "->") result = extend(result, {StepKind::Deref, nullptr, {}}, location);
      if (!result) return nullptr;
      const std::string field = cursor_.expectName("a member's name");
      if (field.empty()) return nullptr;
      result = extend(result, {StepKind::Field, nullptr, field}, location);
    } else {
      break;
    }
  }
  return result;
}

// ---- Operands ----------------------------------------------------------------------------------------------------

ExpressionPtr ExpressionParser::primary() {
  const Location location = cursor_.peek().location;
  if (cursor_.peek().kind == TokenKind::Number || cursor_.isWord("true") || cursor_.isWord("false")) return literal();
  if (cursor_.acceptSymbol("(")) return parenthesized(location);
  if (cursor_.acceptWord("const")) return constant(location);
  if (cursor_.isName()) return named();
  return cursor_.failExpected("an expression"), nullptr;
}

ExpressionPtr ExpressionParser::literal() {
  const Token token = cursor_.take();
  std::string text = token.text, type = literalType(text);
  if (type.empty()) return fail(token.location, "'" + text + "' is not a number of C++"), nullptr;
  if (type == "double" && scalar && scalar != types_.doubleType()) {
    text += scalar == types_.floatType() ? "f" : "L";
    type = literalType(text);
  }
  const KnownInteger* integer = findKnownInteger(type);
  const Type* found = integer            ? types_.integer(type, integer->bits, integer->isSigned)
                      : type == "bool"   ? types_.boolType()
                      : type == "double" ? types_.doubleType()
                      : type == "float"  ? types_.floatType()
                                         : types_.longDoubleType();
  return node(*ir::constant(text, found), token.location);
}

ExpressionPtr ExpressionParser::constant(const Location& location) {
  if (!cursor_.expectSymbol("<")) return nullptr;
  const Type* constantType = type();
  if (!constantType || !cursor_.expectSymbol(">") || !cursor_.expectSymbol("(")) return nullptr;
  std::string text;
  if (cursor_.peek().kind == TokenKind::Text) {
    text = cursor_.take().text;
  } else {
    const std::size_t begin = cursor_.peek().begin;
    std::size_t end = begin;
    while (!cursor_.isSymbol(")") && !cursor_.isSymbol(";") && cursor_.peek().kind != TokenKind::End &&
           cursor_.peek().kind != TokenKind::Bad)
      end = cursor_.take().end;
    text = cursor_.source().substr(begin, end - begin);
  }
  if (text.empty()) return cursor_.failExpected("the constant's text"), nullptr;
  if (!cursor_.expectSymbol(")")) return nullptr;
  return node(*ir::constant(text, constantType), location);
}

ExpressionPtr ExpressionParser::parenthesized(const Location& location) {
  if (!isTypeStart()) {
    ExpressionPtr inner = expression();
    return inner && cursor_.expectSymbol(")") ? inner : nullptr;
  }
  const Type* target = type();
  if (!target || !cursor_.expectSymbol(")")) return nullptr;
  ExpressionPtr operand = unary();
  return operand ? operation(OperationKind::Cast, target, {operand}, location) : nullptr;
}

bool ExpressionParser::arguments(std::vector<ExpressionPtr>& result) {
  if (!cursor_.expectSymbol("(")) return false;
  if (cursor_.acceptSymbol(")")) return true;
  do {
    result.push_back(expression());
    if (!result.back()) return false;
  } while (cursor_.acceptSymbol(","));
  return cursor_.expectSymbol(")");
}

ExpressionPtr ExpressionParser::named() {
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("an expression");
  if (name.empty()) return nullptr;
  if (cursor_.isSymbol("(")) return mathCall(name, nullptr, location);
  if (cursor_.isSymbol("<") && name == operationInfo(OperationKind::Sized).text && !lookUp(name))
    return sized(location);
  const bool typed = cursor_.isSymbol("<") && cursor_.isName(1) && isReservedWord(cursor_.peek(1).text);
  if (typed && !cursor_.peek(1).quoted && !cursor_.isWord("true", 1) && !cursor_.isWord("false", 1) &&
      !(cursor_.isWord("const", 1) && cursor_.isSymbol("<", 2))) {
    cursor_.acceptSymbol("<");
    const Type* result = type();
    return result && cursor_.expectSymbol(">") ? mathCall(name, result, location) : nullptr;
  }
  ExpressionPtr found = lookUp(name);
  if (!found) return fail(location, "unknown name '" + name + "'"), nullptr;
  const bool located = found->location.line || found->location.raw;
  return located ? found : node(*found, location);
}

ExpressionPtr ExpressionParser::sized(const Location& location) {
  cursor_.take();
  const Type* made = type();
  std::vector<ExpressionPtr> extents;
  if (!made || !cursor_.expectSymbol(">") || !arguments(extents)) return nullptr;
  if (!made->isVector()) return fail(location, quoted(made) + " is no vector"), nullptr;
  return operation(OperationKind::Sized, made, extents, location);
}

ExpressionPtr ExpressionParser::mathCall(const std::string& name, const Type* type, const Location& location) {
  std::vector<ExpressionPtr> operands;
  if (!arguments(operands)) return nullptr;
  for (OperationKind kind : {OperationKind::StrongMultiply, OperationKind::ZeroLike}) {
    const OperationInfo& info = operationInfo(kind);
    if (name != info.text) continue;
    if (operands.size() != info.operands)
      return fail(location, "'" + name + "' takes " + std::to_string(info.operands) + " operands"), nullptr;
    if (operands[0]->type != operands.back()->type)
      return fail(location, "the operands of '" + name + "' have different types: " + quoted(operands[0]->type) +
                                " and " + quoted(operands.back()->type)),
             nullptr;
    return operation(kind, operands[0]->type, operands, location);
  }
  for (const ExpressionPtr& operand : operands)
    if (!type && operand->type->isFloat()) type = operand->type;
  if (!type) return fail(location, "what '" + name + "' returns is not clear: write " + name + "<type>(…)"), nullptr;
  return node(*math(name, type, operands), location);
}

// ---- One expression alone ------------------------------------------------------------------------------------------

namespace {
class LoneExpressionParser : public ExpressionParser {
public:
  LoneExpressionParser(TokenCursor& cursor, TypeTable& types, const std::map<std::string, ExpressionPtr>& symbols)
      : ExpressionParser(cursor, types), symbols_(symbols) {}

private:
  ExpressionPtr lookUp(const std::string& name) const override {
    const auto it = symbols_.find(name);
    return it == symbols_.end() ? nullptr : it->second;
  }
  const Type* lookUpType(const std::string& name) const override { return types_.findRecord(name); }

  const std::map<std::string, ExpressionPtr>& symbols_;
};
}  // namespace

ExpressionPtr parseExpression(std::string_view text, TypeTable& types,
                              const std::map<std::string, ExpressionPtr>& symbols, const Type* scalar,
                              std::string* error) {
  TokenCursor cursor(text);
  LoneExpressionParser parser(cursor, types, symbols);
  parser.scalar = scalar;
  ExpressionPtr result = parser.expression();
  if (result && cursor.peek().kind != TokenKind::End) cursor.failExpected("an operator or the end");
  if (!cursor.failed()) return result;
  if (error) *error = "column " + std::to_string(cursor.errorLocation().column) + ": " + cursor.error();
  return nullptr;
}

}  // namespace retrograd::ir

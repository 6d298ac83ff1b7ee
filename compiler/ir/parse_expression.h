// The part of the parser that reads types and expressions; parse_statement.cpp and parse.cpp build on it.
#pragma once

#include "ir/ir.h"
#include "ir/parse_tokens.h"

#include <map>
#include <string>

namespace retrograd::ir {

class ExpressionParser {
public:
  ExpressionParser(TokenCursor& cursor, TypeTable& types) : cursor_(cursor), types_(types) {}
  virtual ~ExpressionParser() = default;

  // Each returns null after an error, which the cursor holds.
  ExpressionPtr expression();
  ExpressionPtr binary(int minimumPrecedence);
  // A type, and whether it was const at the top (`const double`, `double* const`).
  const Type* type(bool* isConst = nullptr);

  // Unsuffixed floating literals take this type (null: double, as in C++).
  const Type* scalar = nullptr;

protected:
  // What a name stands for, or null.
  virtual ExpressionPtr lookUp(const std::string& name) const = 0;
  virtual const Type* lookUpType(const std::string& name) const = 0;

  // Does a type start here, rather than an expression? Variables hide types.
  bool isTypeStart(std::size_t ahead = 0) const;
  std::optional<Place> parsePlace();
  bool fail(const Location& location, const std::string& message) { return cursor_.fail(location, message); }
  // Counts a level of nesting while it lives.
  struct Nesting {
    explicit Nesting(ExpressionParser& parser) : parser(parser) { ++parser.nesting_; }
    ~Nesting() { --parser.nesting_; }
    ExpressionParser& parser;
  };
  bool tooDeep();
  void startExpression() { nodes_ = 0; }

  TokenCursor& cursor_;
  TypeTable& types_;

private:
  const Type* baseType();
  const Type* builtinType();
  const Type* extents(const Type* element);
  ExpressionPtr node(Expression expression, const Location& location);
  ExpressionPtr operation(OperationKind kind, const Type* type, std::vector<ExpressionPtr> operands,
                          const Location& location);
  ExpressionPtr readNode(Place place, const Location& location);
  ExpressionPtr combine(const OperationInfo& info, ExpressionPtr left, ExpressionPtr right, const Location& location);
  ExpressionPtr combinePointer(const OperationInfo& info, ExpressionPtr left, ExpressionPtr right,
                               const Location& location);
  ExpressionPtr unary();
  ExpressionPtr dereference(const Location& location);
  ExpressionPtr addressOf(const Location& location);
  ExpressionPtr postfix();
  ExpressionPtr extend(const ExpressionPtr& base, Step step, const Location& location);
  ExpressionPtr primary();
  ExpressionPtr literal();
  ExpressionPtr constant(const Location& location);
  ExpressionPtr parenthesized(const Location& location);
  ExpressionPtr named();
  ExpressionPtr sized(const Location& location);
  ExpressionPtr mathCall(const std::string& name, const Type* type, const Location& location);
  bool arguments(std::vector<ExpressionPtr>& result);

  unsigned nesting_ = 0, nodes_ = 0;
};

}  // namespace retrograd::ir

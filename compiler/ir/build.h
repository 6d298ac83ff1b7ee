// Short ways to make IR nodes, and to walk them. Constructors do no simplification (transform/simplify does).
#pragma once

#include "ir/ir.h"

#include <functional>
#include <optional>

namespace retrograd::ir {

ExpressionPtr constant(const std::string& text, const Type* type);
ExpressionPtr read(Place place);
ExpressionPtr read(Variable* variable);
ExpressionPtr addressOf(Place place, const Type* pointerType);
ExpressionPtr operation(OperationKind kind, const Type* type, std::vector<ExpressionPtr> operands);
ExpressionPtr math(const std::string& function, const Type* type, std::vector<ExpressionPtr> operands);

Place place(Variable* root);
Place element(Place base, ExpressionPtr index);
Place member(Place base, const std::string& field);
Place deref(Place base);

Statement declare(Variable* variable, ExpressionPtr init = nullptr);
Statement declareZero(Variable* variable);
Statement assign(Place target, ExpressionPtr value);
Statement accumulate(Place target, ExpressionPtr value);

// Is it the number of elements of a vector?
bool isVectorSize(const Place& place);
// v.size, where v is the place of a vector.
Place vectorSize(Place vector);

// The value of a literal; none for a constant with a name, whose value no text tells.
std::optional<long> integerLiteral(const Expression& e);
// By how much the loop's counter grows; none where that is no literal. An unsigned counter that goes down does so by 1,
// not up by 2^32 - 1.
std::optional<long> stepOf(const Loop& loop);
std::optional<double> realLiteral(const Expression& e);

bool sameExpression(const Expression& a, const Expression& b);
bool samePlace(const Place& a, const Place& b);

// The expression with every node that `replace` returns non-null for replaced (bottom-up: operands and index
// expressions first). Unchanged subtrees are shared.
ExpressionPtr rewrite(const ExpressionPtr& expression,
                      const std::function<ExpressionPtr(const ExpressionPtr&)>& replace);
// The place with its index expressions rewritten so.
Place rewrite(const Place& place, const std::function<ExpressionPtr(const ExpressionPtr&)>& replace);

// Calls `visit` on the expression and everything below it, index expressions of places included.
void forEachExpression(const ExpressionPtr& expression, const std::function<void(const Expression&)>& visit);
// Calls `visit` on each statement of the block, outer before inner.
void forEachStatement(const Block& block, const std::function<void(const Statement&)>& visit);
void forEachStatement(Block& block, const std::function<void(Statement&)>& visit);
// Calls `visit` on each expression that the statement itself evaluates (not those of nested blocks): values,
// conditions, arguments, and the index expressions of its target places.
void forEachOperand(const Statement& statement, const std::function<void(const ExpressionPtr&)>& visit);
// Replaces every expression that the statement itself evaluates, and every target place, by what the function returns.
void rewriteOperands(Statement& statement, const std::function<ExpressionPtr(const ExpressionPtr&)>& expression,
                     const std::function<Place(const Place&)>& place);

}  // namespace retrograd::ir

// Loops, branches, scopes: the part of StatementPrinter that opens braces.
#include "backend/print_expression.h"
#include "backend/print_statement.h"
#include "backend/print_type.h"
#include "backend/wrap.h"
#include "ir/build.h"

namespace retrograd::backend {

using namespace ir;

namespace {

bool isConstant(const Expression& e, const char* text) { return e.kind == ExpressionKind::Constant && e.text == text; }

bool isMinusOne(const Expression& e) {
  const bool negated = e.kind == ExpressionKind::Operation && e.operation == OperationKind::Negate;
  return isConstant(e, "-1") || (negated && isConstant(*e.operands[0], "1"));
}

std::string stepText(const std::string& counter, const ExpressionPtr& step) {
  if (isConstant(*step, "1")) return "++" + counter;
  if (isMinusOne(*step)) return "--" + counter;
  if (step->kind == ExpressionKind::Constant && step->text.front() == '-')
    return counter + " -= " + step->text.substr(1);
  if (step->kind == ExpressionKind::Operation && step->operation == OperationKind::Negate)
    return counter + " -= " + printInitializer(*step->operands[0]);
  return counter + " += " + printInitializer(*step);
}

// e + 1, where e may be "n - 1".
std::string oneMore(const ExpressionPtr& e) {
  if (e->kind == ExpressionKind::Operation && e->operation == OperationKind::Subtract &&
      isConstant(*e->operands[1], "1"))
    return printExpression(*e->operands[0]);
  return printExpression(*operation(OperationKind::Add, e->type, {e, constant("1", e->type)}));
}

// A block whose only statement is a scope shares its braces.
const Block& withoutScope(const Block& body, bool& adjointSums) {
  if (body.size() != 1) return body;
  const auto* scope = body[0].as<Scope>();
  if (!scope) return body;
  adjointSums = adjointSums || scope->adjointSums;
  return withoutScope(scope->body, adjointSums);
}

}  // namespace

// May the expression be evaluated again before every iteration with the same value?
bool StatementPrinter::isInvariant(const Expression& expression, const Block& body) const {
  bool invariant = true;
  forEachExpression(std::make_shared<Expression>(expression), [&](const Expression& e) {
    if (e.kind == ExpressionKind::Operation && e.operation == OperationKind::Math) invariant = false;
    if (e.kind != ExpressionKind::Read) return;
    const Variable* root = e.place.root;
    bool memory = root->type->isReference() || root->role == VariableRole::Global;
    for (const Step& step : e.place.path) memory |= step.kind != StepKind::Field;
    invariant = invariant && !storesInto(body, root) && !(memory && storesIntoMemory(body));
  });
  return invariant;
}

std::string StatementPrinter::loopHead(const Loop& loop) {
  const std::string& counter = loop.counter->name;
  const std::string start = "for (" + declarator(loop.counter->type, counter) + " = ";
  auto hoisted = [&](const ExpressionPtr& e, const std::string& role) {
    if (isInvariant(*e, loop.body)) return e;
    const std::string name = freshName(counter + role);
    line(declarator(e->type, name, true) + " = " + printInitializer(*e) + ";");
    return constant(name, e->type);
  };
  const ExpressionPtr end = hoisted(loop.end, "_end");
  // Counting an unsigned counter down: i >= 0 would always hold.
  const bool isUnsigned = loop.counter->type->kind == TypeKind::Integer && !loop.counter->type->isSigned;
  if (isUnsigned && loop.relation == OperationKind::GreaterEqual && isMinusOne(*loop.step))
    return start + oneMore(loop.begin) + "; " + counter + "-- > " + printExpression(*end) + ";)";
  const ExpressionPtr step = hoisted(loop.step, "_step");
  const Expression condition = *operation(loop.relation, loop.counter->type, {read(loop.counter), end});
  return start + printInitializer(*loop.begin) + "; " + printExpression(condition) + "; " + stepText(counter, step) +
         ")";
}

std::optional<std::string> StatementPrinter::asOneLine(const Block& body) {
  if (body.size() != 1) return std::nullopt;
  const auto* call = body[0].as<Call>();
  if (!body[0].as<Assign>() && !body[0].as<TapeOperation>() && !(call && !call->declares)) return std::nullopt;
  const std::string text = print(body, 0);
  if (text.find('\n') + 1 != text.size()) return std::nullopt;
  return text.substr(0, text.size() - 1);
}

void StatementPrinter::printBraced(const std::string& head, const Block& body, const std::string& tail) {
  bool adjointSums = false;
  const Block& contents = withoutScope(body, adjointSums);
  line(head.empty() ? "{" : head + " {");
  if (adjointSums) out_ += std::string(indent_ + 2, ' ') + "RETROGRAD_ADJOINT_SUMS\n";
  out_ += print(contents, indent_ + 2);
  if (!tail.empty()) line(tail);
}

void StatementPrinter::printBody(const std::string& head, const Block& body) {
  if (body.empty()) return line(head + " {}");
  const std::optional<std::string> statement = asOneLine(body);
  if (statement && indent_ + head.size() + 1 + statement->size() <= lineWidth) return line(head + " " + *statement);
  printBraced(head, body, "}");
}

void StatementPrinter::printLoop(const Loop& loop) {
  const std::string head = loopHead(loop);
  printBody(head, loop.body);
}

void StatementPrinter::printWhile(const While& loop) {
  printBody("while (" + printExpression(*loop.condition) + ")", loop.body);
}

void StatementPrinter::printScope(const Scope& scope) {
  if (scope.body.empty()) return;
  Block block{Statement{scope, {}}};
  printBraced("", block, "}");
}

void StatementPrinter::printBranch(const Branch& branch, const std::string& opening) {
  const Block &then = branch.then, &otherwise = branch.otherwise;
  if (then.empty() && !otherwise.empty()) {
    const ExpressionPtr negated = operation(OperationKind::LogicalNot, branch.condition->type, {branch.condition});
    return printBranch(Branch{negated, otherwise, {}}, opening);
  }
  const std::string head = opening + "if (" + printExpression(*branch.condition) + ")";
  if (otherwise.empty()) return opening.empty() ? printBody(head, then) : printBraced(head, then, "}");
  printBraced(head, then, "");
  const auto* chained = otherwise.size() == 1 ? otherwise[0].as<Branch>() : nullptr;
  if (chained) return printBranch(*chained, "} else ");
  printBraced("} else", otherwise, "}");
}

}  // namespace retrograd::backend

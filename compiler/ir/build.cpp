#include "ir/build.h"

#include <utility>

namespace retrograd::ir {

namespace {
std::shared_ptr<Expression> make(ExpressionKind kind, const Type* type) {
  auto node = std::make_shared<Expression>();
  node->kind = kind;
  node->type = type;
  return node;
}

Place extended(Place base, Step step) {
  base.path.push_back(std::move(step));
  return base;
}
}  // namespace

ExpressionPtr constant(const std::string& text, const Type* type) {
  auto node = make(ExpressionKind::Constant, type);
  node->text = text;
  return node;
}

ExpressionPtr read(Place place) {
  auto node = make(ExpressionKind::Read, place.type());
  node->place = std::move(place);
  return node;
}

ExpressionPtr read(Variable* variable) { return read(place(variable)); }

ExpressionPtr addressOf(Place place, const Type* pointerType) {
  auto node = make(ExpressionKind::AddressOf, pointerType);
  node->place = std::move(place);
  return node;
}

ExpressionPtr operation(OperationKind kind, const Type* type, std::vector<ExpressionPtr> operands) {
  auto node = make(ExpressionKind::Operation, type);
  node->operation = kind;
  node->operands = std::move(operands);
  return node;
}

ExpressionPtr math(const std::string& function, const Type* type, std::vector<ExpressionPtr> operands) {
  auto node = make(ExpressionKind::Operation, type);
  node->operation = OperationKind::Math;
  node->function = function;
  node->operands = std::move(operands);
  return node;
}

Place place(Variable* root) { return Place{root, {}}; }
Place element(Place base, ExpressionPtr index) {
  return extended(std::move(base), {StepKind::Index, std::move(index), {}});
}
Place member(Place base, const std::string& field) {
  return extended(std::move(base), {StepKind::Field, nullptr, field});
}
Place deref(Place base) { return extended(std::move(base), {StepKind::Deref, nullptr, {}}); }

Statement declare(Variable* variable, ExpressionPtr init) { return {Declare{variable, std::move(init), false}, {}}; }
Statement declareZero(Variable* variable) { return {Declare{variable, nullptr, true}, {}}; }
Statement assign(Place target, ExpressionPtr value) { return {Assign{std::move(target), std::move(value), false}, {}}; }
Statement accumulate(Place target, ExpressionPtr value) {
  return {Assign{std::move(target), std::move(value), true}, {}};
}

bool samePlace(const Place& a, const Place& b) {
  if (a.root != b.root || a.path.size() != b.path.size()) return false;
  for (std::size_t i = 0; i < a.path.size(); ++i) {
    const Step &p = a.path[i], &q = b.path[i];
    if (p.kind != q.kind || p.field != q.field) return false;
    if (p.kind == StepKind::Index && !sameExpression(*p.index, *q.index)) return false;
  }
  return true;
}

bool isVectorSize(const Place& place) {
  if (place.path.empty() || place.path.back().kind != StepKind::Field) return false;
  return Place{place.root, {place.path.begin(), place.path.end() - 1}}.type()->isVector();
}

Place vectorSize(Place vector) { return member(std::move(vector), sizeMember); }

bool sameExpression(const Expression& a, const Expression& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.type != b.type || a.text != b.text) return false;
  if (a.kind == ExpressionKind::Read || a.kind == ExpressionKind::AddressOf) return samePlace(a.place, b.place);
  if (a.kind != ExpressionKind::Operation) return true;
  if (a.operation != b.operation || a.function != b.function || a.operands.size() != b.operands.size()) return false;
  for (std::size_t i = 0; i < a.operands.size(); ++i)
    if (!sameExpression(*a.operands[i], *b.operands[i])) return false;
  return true;
}

Place rewrite(const Place& place, const std::function<ExpressionPtr(const ExpressionPtr&)>& replace) {
  Place result = place;
  for (Step& step : result.path)
    if (step.index) step.index = rewrite(step.index, replace);
  return result;
}

ExpressionPtr rewrite(const ExpressionPtr& expression,
                      const std::function<ExpressionPtr(const ExpressionPtr&)>& replace) {
  if (!expression) return nullptr;
  bool changed = false;
  Expression copy = *expression;
  for (Step& step : copy.place.path)
    if (step.index) {
      ExpressionPtr fresh = rewrite(step.index, replace);
      changed |= fresh != step.index;
      step.index = std::move(fresh);
    }
  for (ExpressionPtr& operand : copy.operands) {
    ExpressionPtr fresh = rewrite(operand, replace);
    changed |= fresh != operand;
    operand = std::move(fresh);
  }
  const ExpressionPtr node = changed ? std::make_shared<const Expression>(std::move(copy)) : expression;
  ExpressionPtr replaced = replace(node);
  return replaced ? replaced : node;
}

void forEachExpression(const ExpressionPtr& expression, const std::function<void(const Expression&)>& visit) {
  if (!expression) return;
  visit(*expression);
  for (const Step& step : expression->place.path) forEachExpression(step.index, visit);
  for (const ExpressionPtr& operand : expression->operands) forEachExpression(operand, visit);
}

namespace {
template <class StatementRef, class Visit> void visitNested(StatementRef& statement, const Visit& visit) {
  std::visit(
      [&](auto& node) {
        using T = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<T, Loop> || std::is_same_v<T, While> || std::is_same_v<T, Scope>) {
          forEachStatement(node.body, visit);
        } else if constexpr (std::is_same_v<T, Branch>) {
          forEachStatement(node.then, visit);
          forEachStatement(node.otherwise, visit);
        }
      },
      statement.node);
}
}  // namespace

void forEachStatement(const Block& block, const std::function<void(const Statement&)>& visit) {
  for (const Statement& statement : block) {
    visit(statement);
    visitNested(statement, visit);
  }
}

void forEachStatement(Block& block, const std::function<void(Statement&)>& visit) {
  for (Statement& statement : block) {
    visit(statement);
    visitNested(statement, visit);
  }
}

namespace {
// Each expression that the statement itself evaluates (some may be null), and each place that it names.
template <class StatementRef, class OnExpression, class OnPlace>
void eachOperand(StatementRef& statement, const OnExpression& expression, const OnPlace& place) {
  std::visit(
      [&](auto& node) {
        using T = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<T, Declare>) {
          expression(node.init);
        } else if constexpr (std::is_same_v<T, Assign>) {
          expression(node.value);
          place(node.target);
        } else if constexpr (std::is_same_v<T, Call>) {
          for (auto& argument : node.arguments) {
            expression(argument.value);
            if (argument.reference) place(*argument.reference);
          }
          if (node.result) place(*node.result);
        } else if constexpr (std::is_same_v<T, Loop>) {
          expression(node.begin);
          expression(node.end);
          expression(node.step);
        } else if constexpr (std::is_same_v<T, While> || std::is_same_v<T, Branch>) {
          expression(node.condition);
        } else if constexpr (std::is_same_v<T, Return>) {
          expression(node.value);
        }
      },
      statement.node);
}
}  // namespace

void rewriteOperands(Statement& statement, const std::function<ExpressionPtr(const ExpressionPtr&)>& expression,
                     const std::function<Place(const Place&)>& place) {
  eachOperand(
      statement,
      [&](ExpressionPtr& e) {
        if (e) e = expression(e);
      },
      [&](Place& p) { p = place(p); });
}

void forEachOperand(const Statement& statement, const std::function<void(const ExpressionPtr&)>& visit) {
  auto visitGiven = [&](const ExpressionPtr& e) {
    if (e) visit(e);
  };
  eachOperand(statement, visitGiven, [&](const Place& p) {
    for (const Step& step : p.path) visitGiven(step.index);
  });
}

}  // namespace retrograd::ir

#include "transform/choices.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "transform/mentions.h"

namespace retrograd::transform {

using namespace ir;

namespace {

bool isRead(const ExpressionPtr& e, const Variable* variable) {
  return e && e->kind == ExpressionKind::Read && e->place.isVariable() && e->place.root == variable;
}

unsigned mentions(const ExpressionPtr& e, const Variable* variable) {
  unsigned count = 0;
  forEachExpression(e, [&](const Expression& x) { count += x.place.root == variable; });
  return count;
}

unsigned mentions(const Statement& statement, const Variable* variable) {
  unsigned count = 0;
  const Block one{statement};
  forEachStatement(one,
                   [&](const Statement& s) { forEachMention(s, [&](const Variable* v) { count += v == variable; }); });
  return count;
}

// A statement that replaces `variable` by `value` where `condition` holds, and leaves it alone elsewhere.
struct Choice {
  Variable* variable = nullptr;
  ExpressionPtr condition, value;
};

// select(c, x, e) that keeps x where c holds   =>   select(!c, e, x)
void keepLast(Statement& statement) {
  auto* node = statement.as<Assign>();
  if (!node || node->accumulate || !node->target.isVariable() || node->value->kind != ExpressionKind::Operation ||
      node->value->operation != OperationKind::Select || !isRead(node->value->operands[1], node->target.root))
    return;
  const auto& operands = node->value->operands;
  const ExpressionPtr opposite = operation(OperationKind::LogicalNot, operands[0]->type, {operands[0]});
  node->value = operation(OperationKind::Select, node->value->type, {opposite, operands[2], operands[1]});
}

Choice choiceOf(const Statement& statement) {
  if (const auto* node = statement.as<Assign>()) {
    const ExpressionPtr& e = node->value;
    if (node->accumulate || !node->target.isVariable() || e->kind != ExpressionKind::Operation ||
        e->operation != OperationKind::Select)
      return {};
    Variable* variable = node->target.root;
    if (isRead(e->operands[2], variable)) return {variable, e->operands[0], e->operands[1]};
  } else if (const auto* branch = statement.as<Branch>()) {
    const auto* only = branch->then.size() == 1 && branch->otherwise.empty() ? branch->then[0].as<Assign>() : nullptr;
    if (only && !only->accumulate && only->target.isVariable())
      return {only->target.root, branch->condition, only->value};
  }
  return {};
}

class LastChoices {
public:
  explicit LastChoices(Function& function) : function_(function), memory_(function) { visit(function.body); }
  std::map<const Expression*, Variable*> found;

private:
  void visit(Block& block) {
    Block out;
    for (Statement& statement : block) {
      if (auto* loop = statement.as<Loop>()) note(*loop, out);
      forEachNestedBlock(statement, [&](Block& nested) { visit(nested); });
      out.push_back(std::move(statement));
    }
    block = std::move(out);
  }

  void note(Loop& loop, Block& before) {
    const bool isOpen = loop.relation == OperationKind::Less || loop.relation == OperationKind::Greater;
    if (!isOpen || loop.end->type != loop.counter->type) return;
    std::vector<Choice> choices;
    for (Statement& statement : loop.body) {
      keepLast(statement);
      Choice& choice = choices.emplace_back(choiceOf(statement));
      if (choice.variable && !isLast(choice, statement, loop)) choice = {};
    }
    Block body;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      Statement& statement = loop.body[i];
      if (choices[i].variable) body.push_back(noteChoice(choices[i], statement, loop, before));
      body.push_back(std::move(statement));
    }
    loop.body = std::move(body);
  }

  // Is the variable, which exists before the loop, touched by nothing else in it?
  bool isLast(const Choice& choice, const Statement& statement, const Loop& loop) const {
    const Variable* variable = choice.variable;
    if (!variable->type->isFloat() || !memory_.isRegister(variable) || mentions(choice.value, variable)) return false;
    unsigned inside = 0;
    for (const Statement& other : loop.body) inside += &other == &statement ? 0 : mentions(other, variable);
    return inside == 0;
  }

  Statement noteChoice(const Choice& choice, Statement& statement, const Loop& loop, Block& before) {
    Variable* from = function_.newVariable(choice.variable->name + "_from", loop.counter->type);
    before.push_back(declare(from, loop.end));
    // An address of its own is the key.
    if (auto* assign = statement.as<Assign>()) {
      assign->value = std::make_shared<const Expression>(*assign->value);
      found[assign->value.get()] = from;
    } else {
      auto* branch = statement.as<Branch>();
      branch->condition = std::make_shared<const Expression>(*branch->condition);
      found[branch->condition.get()] = from;
    }
    return assign(place(from),
                  operation(OperationKind::Select, from->type, {choice.condition, read(loop.counter), read(from)}));
  }

  Function& function_;
  analysis::Memory memory_;
};

}  // namespace

std::map<const Expression*, Variable*> noteLastChoices(Function& function) { return LastChoices(function).found; }

}  // namespace retrograd::transform

#include "transform/cleanup.h"

#include "analysis/memory.h"
#include "backend/outer_names.h"
#include "ir/build.h"
#include "transform/mentions.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace retrograd::transform {

using namespace ir;

namespace {
// ---- dead code -----------------------------------------------------------------------------------------------

class DeadCode {
public:
  explicit DeadCode(Function& function) : memory_(function) {
    Live live;
    sweep(function.body, live, true);
  }

private:
  using Live = std::set<const Variable*>;

  bool isTracked(const Variable* v) const {
    return v->role != VariableRole::Global && !v->type->isReference() && memory_.isRegister(v) &&
           v->type->kind != TypeKind::Opaque;
  }

  void addReads(const Statement& statement, Live& live) const {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.place.root) live.insert(e.place.root);
      });
    });
    if (const auto* node = statement.as<Assign>(); node && (node->accumulate || !node->target.isVariable()))
      live.insert(node->target.root);
    if (const auto* node = statement.as<Call>()) {
      if (node->result && !node->result->isVariable()) live.insert(node->result->root);
      for (const Argument& argument : node->arguments)
        if (argument.reference) live.insert(argument.reference->root);
    }
    if (const auto* node = statement.as<TapeOperation>()) live.insert(node->variable);
    if (const auto* node = statement.as<Verbatim>()) live.insert(node->reads.begin(), node->reads.end());
  }

  // Nothing but assignments to registers that are dead behind it.
  bool hasNoEffect(const Statement& statement, const Live& after) const {
    bool pure = true;
    Block one{statement};
    forEachStatement(one, [&](const Statement& s) {
      if (const auto* node = s.as<Assign>()) {
        pure &= node->target.isVariable() && isTracked(node->target.root) && !after.count(node->target.root);
      } else {
        pure &= s.as<Declare>() || s.as<Loop>() || s.as<While>() || s.as<Branch>() || s.as<Scope>() || s.as<Comment>();
      }
    });
    return pure;
  }

  // Goes through the block backwards; returns with `live` as before it. Removes only if `remove`.
  void sweep(Block& block, Live& live, bool remove) {
    Block kept;
    for (auto statement = block.rbegin(); statement != block.rend(); ++statement)
      if (keep(*statement, live, remove) || !remove) {
        if (remove) forEachMention(*statement, [&](const Variable* v) { mentioned_.insert(v); });
        kept.push_back(std::move(*statement));
      }
    block.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
  }

  bool keep(Statement& statement, Live& live, bool remove) {
    if (auto* node = statement.as<Assign>(); node && node->target.isVariable() && isTracked(node->target.root)) {
      if (!live.count(node->target.root)) return false;
      if (!node->accumulate) live.erase(node->target.root);
    }
    if (auto* node = statement.as<Declare>()) {
      const bool used = live.erase(node->variable) != 0;
      if (isTracked(node->variable) && !used) {
        if (!remove) return false;
        if (!mentioned_.count(node->variable)) return false;
        node->init = nullptr;
        node->zero = false;
      }
      if (!isTracked(node->variable) && remove && !mentioned_.count(node->variable) && !node->init) return false;
    }
    if (auto* node = statement.as<Call>(); node && node->result && node->result->isVariable())
      live.erase(node->result->root);
    const bool compound =
        statement.as<Loop>() || statement.as<While>() || statement.as<Branch>() || statement.as<Scope>();
    if (compound) {
      if (hasNoEffect(statement, live)) return false;
      sweepNested(statement, live, remove);
    }
    addReads(statement, live);
    return true;
  }

  void sweepNested(Statement& statement, Live& live, bool remove) {
    if (statement.as<Loop>() || statement.as<While>()) {
      Block& body = statement.as<Loop>() ? statement.as<Loop>()->body : statement.as<While>()->body;
      addReads(statement, live);
      for (std::size_t before = ~std::size_t{0}; before != live.size();) {
        before = live.size();
        Live inside = live;
        Block copy = body;
        sweep(copy, inside, false);
        live.insert(inside.begin(), inside.end());
      }
      Live inside = live;
      sweep(body, inside, remove);
      live.insert(inside.begin(), inside.end());
    } else if (auto* branch = statement.as<Branch>()) {
      Live other = live;
      sweep(branch->then, live, remove);
      sweep(branch->otherwise, other, remove);
      live.insert(other.begin(), other.end());
    } else if (auto* scope = statement.as<Scope>()) {
      sweep(scope->body, live, remove);
    }
  }

  analysis::Memory memory_;
  std::set<const Variable*> mentioned_;
};

// ---- declarations --------------------------------------------------------------------------------------------

bool readsVariable(const ExpressionPtr& value, const Variable* variable) {
  bool reads = false;
  forEachExpression(value, [&](const Expression& e) { reads |= e.place.root == variable; });
  return reads;
}

// The statement accumulates into the variable, whose zero it may replace.
bool isFirstSum(const Statement& statement, const Variable* variable) {
  const auto* node = statement.as<Assign>();
  if (!node || !node->accumulate || !node->target.isVariable() || node->target.root != variable) return false;
  return !readsVariable(node->value, variable);
}

// A plain assignment to the variable, which its declaration may take over.
bool isFirstValue(const Statement& statement, const Variable* variable) {
  const auto* node = statement.as<Assign>();
  if (!node || node->accumulate || !node->target.isVariable() || node->target.root != variable) return false;
  return !readsVariable(node->value, variable);
}

bool isMovable(const Statement& statement) {
  const auto* node = statement.as<Declare>();
  return node && !node->init && (node->zero || node->variable->type->isScalar());
}

// Moves declarations down to the first statement that mentions the variable, or into it.
void sinkIn(Block& block) {
  std::map<const Variable*, std::size_t> first;  // the next statement that mentions it
  std::vector<Block> before(block.size());       // what moves there
  std::vector<bool> isGone(block.size());
  for (std::size_t i = block.size(); i-- > 0;) {
    forEachMentionAnywhere(block[i], [&](const Variable* v) {
      if (!isMovable(block[i])) first[v] = i;
    });
    if (!isMovable(block[i])) continue;
    const auto* node = block[i].as<Declare>();
    const auto use = first.find(node->variable);
    if (use == first.end()) continue;
    Statement& user = block[use->second];
    isGone[i] = true;
    if (node->variable->type->isScalar() &&
        ((node->zero && isFirstSum(user, node->variable)) || isFirstValue(user, node->variable)))
      user = {Declare{node->variable, user.as<Assign>()->value}, user.location};
    else
      before[use->second].push_back(block[i]);
  }
  Block result;
  for (std::size_t i = 0; i < block.size(); ++i) {
    std::move(before[i].rbegin(), before[i].rend(), std::back_inserter(result));
    if (!isGone[i]) result.push_back(std::move(block[i]));
  }
  block = std::move(result);
  for (Statement& statement : block) forEachNestedBlock(statement, sinkIn);
}

// ---- names ---------------------------------------------------------------------------------------------------

using Pinned = std::set<const Variable*>;

void takeName(Variable* variable, Names& taken, const Pinned& pinned) {
  if (!pinned.count(variable)) variable->name = taken.take(variable->base.empty() ? variable->name : variable->base);
}

void nameBlock(Block& block, Names& taken, const Pinned& pinned) {
  for (Statement& statement : block) {
    if (auto* node = statement.as<Declare>()) takeName(node->variable, taken, pinned);
    if (auto* node = statement.as<Call>(); node && node->declares) takeName(node->result->root, taken, pinned);
  }
  for (Statement& statement : block) {
    forEachNestedBlock(statement, [&](Block& nested) {
      Names inner = taken;
      if (auto* node = statement.as<Loop>()) takeName(node->counter, inner, pinned);
      nameBlock(nested, inner, pinned);
    });
  }
}

}  // namespace

void adopt(const Function& scratch, const Block& body, Function& target, VariableMap& map) {
  const auto used = variablesIn(body);
  for (const Variable& variable : scratch.variables) {
    if (!used.count(&variable) || map.count(&variable)) continue;
    Variable* copy = target.newVariable(variable.base.empty() ? variable.name : variable.base, variable.type);
    copy->isConst = variable.isConst;
    copy->location = variable.location;
    map[&variable] = copy;
  }
  target.body = clone(body, map);
}

void removeDeadCode(Function& function) { DeadCode{function}; }

void sinkDeclarations(Function& function) { sinkIn(function.body); }

void assignNames(Function& function, Names taken) {
  backend::forEachOuterName(function, [&](const std::string& word) { taken.add(word); });
  // Text names variables as they are: they keep their names.
  Pinned pinned;
  forEachStatement(function.body, [&](const Statement& statement) {
    const auto* node = statement.as<Verbatim>();
    if (!node) return;
    pinned.insert(node->reads.begin(), node->reads.end());
    pinned.insert(node->writes.begin(), node->writes.end());
  });
  for (Variable* parameter : function.parameters) takeName(parameter, taken, pinned);
  nameBlock(function.body, taken, pinned);
  function.names = {};
  function.named = 0;
}

}  // namespace retrograd::transform

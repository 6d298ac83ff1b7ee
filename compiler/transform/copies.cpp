#include "transform/copies.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "transform/algebra.h"
#include "transform/mentions.h"

namespace retrograd::transform {

using namespace ir;

namespace {
class Copies {
public:
  explicit Copies(Function& function) : memory_(function) {
    count(function.body);
    collect(function.body);
    if (!copies_.empty()) {
      substitute(function.body);
      mentions_.clear();
      count(function.body);
    }
    merge(function.body);
  }

private:
  void count(const Block& block) {
    forEachStatement(block, [&](const Statement& statement) {
      forEachMention(statement, [&](const Variable* v) { ++mentions_[v]; });
      if (const auto* node = statement.as<Assign>(); node && node->target.isVariable())
        assigned_.insert(node->target.root);
      if (const auto* node = statement.as<Call>(); node && node->result && node->result->isVariable())
        assigned_.insert(node->result->root);
      if (const auto* node = statement.as<TapeOperation>()) assigned_.insert(node->variable);
      if (const auto* node = statement.as<Verbatim>()) kept_.insert(node->reads.begin(), node->reads.end());
    });
  }

  // A register that holds one value for as long as it exists.
  bool isFixed(const Variable* v) const {
    return memory_.isRegister(v) && !assigned_.count(v) && !kept_.count(v) && v->type->isScalar();
  }

  void collect(const Block& block) {
    forEachStatement(block, [&](const Statement& statement) {
      const auto* node = statement.as<Declare>();
      if (!node || !node->init || node->init->kind != ExpressionKind::Read || !node->init->place.isVariable()) return;
      const Variable* source = node->init->place.root;
      if (!isFixed(node->variable) || !isFixed(source) || source->type != node->variable->type) return;
      const bool loses = node->variable->location.line != 0;  // a name that the user gave
      if (!loses) copies_[node->variable] = const_cast<Variable*>(resolve(source));
    });
  }

  const Variable* resolve(const Variable* source) const {
    auto it = copies_.find(source);
    return it == copies_.end() ? source : it->second;
  }

  void substitute(Block& block) {
    std::erase_if(block, [&](const Statement& statement) {
      const auto* node = statement.as<Declare>();
      return node && copies_.count(node->variable);
    });
    for (Statement& statement : block) {
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return clone(e, copies_); },
          [&](const Place& p) { return clone(p, copies_); });
      forEachNestedBlock(statement, [&](Block& nested) { substitute(nested); });
    }
  }

  void merge(Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      mergeSingleUse(block, i);
      mergeZero(block, i);
    }
    for (Statement& statement : block) forEachNestedBlock(statement, [&](Block& nested) { merge(nested); });
  }

  void mergeSingleUse(Block& block, std::size_t i) {
    const auto* node = block[i].as<Declare>();
    if (!node || !node->init || i + 1 >= block.size() || mentions_[node->variable] != 2) return;
    auto* next = block[i + 1].as<Assign>();
    const bool whole = next && next->value->kind == ExpressionKind::Read && next->value->place.isVariable() &&
                       next->value->place.root == node->variable;
    if (!whole || node->variable->location.line != 0) return;
    next->value = node->init;
    block.erase(block.begin() + static_cast<std::ptrdiff_t>(i));
  }

  void mergeZero(Block& block, std::size_t i) {
    const auto* node = i < block.size() ? block[i].as<Assign>() : nullptr;
    if (!node || node->accumulate || !node->target.isVariable() || !isLiteral(node->value, 0)) return;
    const Variable* variable = node->target.root;
    if (!memory_.isRegister(variable)) return;
    std::size_t next = i + 1;
    while (next < block.size() && !mentionsAnywhere(block[next], variable)) ++next;
    if (next == block.size()) return;
    auto* sum = block[next].as<Assign>();
    if (!sum || !sum->accumulate || !sum->target.isVariable() || sum->target.root != variable) return;
    bool readsItself = false;
    forEachExpression(sum->value, [&](const Expression& e) { readsItself |= e.place.root == variable; });
    if (readsItself) return;
    sum->accumulate = false;
    block.erase(block.begin() + static_cast<std::ptrdiff_t>(i));
  }

  analysis::Memory memory_;
  std::map<const Variable*, unsigned> mentions_;
  std::set<const Variable*> assigned_, kept_;
  VariableMap copies_;
};
}  // namespace

void propagateCopies(Function& function) { Copies{function}; }

}  // namespace retrograd::transform

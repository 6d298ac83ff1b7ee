#include "transform/exchanged.h"

#include "analysis/explain.h"
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/vector_sizes.h"

#include <map>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {
// Statements that follow one another, and what stands around them.
struct Sequence {
  const Block* block = nullptr;
  std::size_t position = 0;
  const Sequence* outer = nullptr;
};

class Exchanges {
public:
  Exchanges(const Function& function, const Memory& memory, diag::Sink& sink)
      : function_(function), memory_(memory), sink_(sink) {
    forEachStatement(function.body, [&](const Statement& statement) { define(statement); });
    if (!definitions_.empty()) check({&function.body, 0, nullptr});
  }

private:
  void define(const Statement& statement) {
    const auto* declaration = statement.as<Declare>();
    const auto* assignment = statement.as<Assign>();
    if (declaration && declaration->variable->type->isPointer())
      definitions_[declaration->variable].push_back(declaration->init);
    if (assignment && assignment->target.type()->isPointer())
      definitions_[assignment->target.root].push_back(assignment->value);
  }

  void check(Sequence sequence) {
    for (sequence.position = 0; sequence.position < sequence.block->size(); ++sequence.position) {
      const Statement& statement = (*sequence.block)[sequence.position];
      checkAt(statement, sequence);
      forEachNestedBlock(const_cast<Statement&>(statement), [&](Block& nested) { check({&nested, 0, &sequence}); });
    }
  }

  // What the statement replaces or empties.
  static std::vector<Place> replacedBy(const Statement& statement) {
    if (const auto* node = statement.as<Assign>()) {
      if (isVectorSize(node->target) && isLiteral(node->value, 0))
        return {{node->target.root, {node->target.path.begin(), node->target.path.end() - 1}}};
      if (node->target.type()->holdsVector() && node->value->kind == ExpressionKind::Read) return {node->target};
    }
    std::vector<Place> replaced;
    const auto* call = statement.as<Call>();
    if (!call) return replaced;
    if (call->result && !call->declares && call->result->type()->holdsVector()) replaced.push_back(*call->result);
    for (std::size_t i = 0; i < call->callee->parameters.size(); ++i)
      if (call->arguments[i].reference && mayResize(*call->callee, call->callee->parameters[i]))
        replaced.push_back(*call->arguments[i].reference);
    return replaced;
  }

  void checkAt(const Statement& statement, const Sequence& sequence) {
    for (const Place& place : replacedBy(statement)) {
      const Objects objects = memory_.objectsOf(place);
      for (const auto& [pointer, values] : definitions_) {
        if (!intersect(memory_.pointsTo(pointer), objects) || !mayLeadInto(pointer, place)) continue;
        if (!isAround(pointer, sequence) || !isUsedBehind(pointer, sequence)) continue;
        const std::string& name = userName(*place.root);
        const bool isLocated = statement.location.raw || statement.location.line;
        sink_.report(diag::Message::PointerAcrossResize, isLocated ? statement.location : function_.location, {name},
                     {{diag::Message::UseVectorSubscripts, {}, {name}}});
      }
    }
  }

  // May the pointer be set to the elements of a vector there? As far as the text tells.
  bool mayLeadInto(const Variable* pointer, const Place& place) const {
    bool may = false;
    for (const ExpressionPtr& value : definitions_.at(pointer))
      forEachExpression(value, [&](const Expression& e) {
        if (!e.type->isPointer() || !e.place.root) return;
        const bool isElsewhere = e.kind == ExpressionKind::AddressOf && e.place.root == place.root &&
                                 (e.place.path.size() <= place.path.size() || !isPrefix(place, e.place));
        may |= !isElsewhere;
      });
    return may;
  }
  static bool isPrefix(const Place& whole, const Place& part) {
    for (std::size_t i = 0; i < whole.path.size(); ++i)
      if (whole.path[i].kind != part.path[i].kind || whole.path[i].field != part.path[i].field) return false;
    return true;
  }

  // Is the pointer declared before the place, in a block around it?
  static bool isAround(const Variable* pointer, const Sequence& sequence) {
    if (pointer->role != VariableRole::Local) return true;
    for (const Sequence* at = &sequence; at; at = at->outer)
      for (std::size_t i = 0; i < at->position; ++i) {
        const auto* node = (*at->block)[i].as<Declare>();
        const auto* call = (*at->block)[i].as<Call>();
        if ((node && node->variable == pointer) || (call && call->declares && call->result->root == pointer))
          return true;
      }
    return false;
  }

  // Is the pointer mentioned behind the place in the text, in this iteration or the next, before it is set?
  bool isUsedBehind(const Variable* pointer, const Sequence& sequence) const {
    for (const Sequence* at = &sequence; at; at = at->outer) {
      const Fate rest = fateIn(*at->block, at->position + 1, at->block->size(), pointer);
      if (rest != Fate::Unmentioned) return rest == Fate::Used;
      const Statement* around = at->outer ? &(*at->outer->block)[at->outer->position] : nullptr;
      if (!around || !(around->as<Loop>() || around->as<While>())) continue;
      bool isTested = false;
      forEachMention(*around, [&](const Variable* variable) { isTested |= variable == pointer; });
      if (isTested || fateIn(*at->block, 0, at->position + 1, pointer) == Fate::Used) return true;
    }
    return false;
  }

  enum class Fate { Unmentioned, Set, Used };
  static Fate fateIn(const Block& block, std::size_t from, std::size_t to, const Variable* pointer) {
    for (std::size_t i = from; i < to; ++i) {
      if (sets(block[i], pointer)) return Fate::Set;
      if (mentionsAnywhere(block[i], pointer)) return Fate::Used;
    }
    return Fate::Unmentioned;
  }
  static bool sets(const Statement& statement, const Variable* pointer) {
    if (const auto* node = statement.as<Declare>()) return node->variable == pointer;
    const auto* node = statement.as<Assign>();
    if (!node || !node->target.isVariable() || node->target.root != pointer || node->accumulate) return false;
    bool reads = false;
    forEachExpression(node->value, [&](const Expression& e) { reads |= e.place.root == pointer; });
    return !reads;
  }

  const Function& function_;
  const Memory& memory_;
  diag::Sink& sink_;
  std::map<const Variable*, std::vector<ExpressionPtr>> definitions_;
};
}  // namespace

void checkExchanged(const Function& function, const Memory& memory, diag::Sink& sink) {
  Exchanges(function, memory, sink);
}

}  // namespace retrograd::transform

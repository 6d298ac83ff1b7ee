#include "transform/forward_pointers.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "transform/mentions.h"
#include "transform/stand_in.h"
#include "transform/vector_sizes.h"

#include <algorithm>
#include <map>
#include <set>

namespace retrograd::transform {

using namespace ir;
using analysis::Memory;

namespace {
bool holds(const Type* whole, const Type* part) {
  if (whole == part || whole->kind == TypeKind::Opaque) return true;
  if (whole->kind == TypeKind::Array) return holds(whole->element, part);
  for (const Field& field : whole->fields)
    if (holds(field.type, part)) return true;
  return false;
}

class Forwarding {
public:
  explicit Forwarding(Function& function) : function_(function), memory_(function) {
    for (const auto& [object, statement] : resizedObjects(function, memory_)) resized_.insert(object);
    countDefinitions();
    findTexts();
  }

  bool run() {
    collect(function_.body);
    leaveChains();
    if (values_.empty()) return false;
    substitute(function_.body);
    return true;
  }

private:
  void countDefinitions() {
    forEachStatement(function_.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>()) {
        if (node->init || node->zero) ++definitions_[node->variable];
      }
      if (const auto* node = statement.as<Assign>(); node && node->target.isVariable())
        ++definitions_[node->target.root];
      if (const auto* node = statement.as<Call>(); node && node->result && node->result->isVariable())
        ++definitions_[node->result->root];
      if (const auto* node = statement.as<TapeOperation>()) definitions_[node->variable] += 2;
    });
  }

  void findTexts() {
    forEachStatement(function_.body, [&](const Statement& statement) {
      const auto* node = statement.as<Verbatim>();
      if (!node) return;
      inText_.insert(node->reads.begin(), node->reads.end());
      inText_.insert(node->writes.begin(), node->writes.end());
    });
  }

  // A register that has one value for as long as it exists.
  bool isSettled(const Variable* variable) const {
    if (!memory_.isRegister(variable)) return false;
    const auto known = definitions_.find(variable);
    const unsigned count = known == definitions_.end() ? 0 : known->second;
    return count <= (variable->role == VariableRole::Local ? 1u : 0u);  // a loop's counter has none
  }

  // Does what lies there stay as long as the pointer is there, as far as the types of what is written tell?
  bool isConstant(const Place& place) const {
    if (place.root->role == VariableRole::Global) return place.root->isConst;
    const analysis::Objects objects = memory_.objectsOf(place);
    return std::none_of(memory_.writes().begin(), memory_.writes().end(), [&](const analysis::Write& write) {
      return alive_.count(write.statement) && (!write.place || holds(write.place->type(), place.type())) &&
             analysis::intersect(write.objects, objects);
    });
  }

  bool isConstant(const ExpressionPtr& expression) const {
    bool constant = true;
    forEachExpression(expression, [&](const Expression& e) {
      if (!e.place.root) return;
      constant &= leadsToTheSame(e.place);
      if (e.kind == ExpressionKind::Read) constant &= isConstant(e.place);
    });
    return constant;
  }

  bool leadsToTheSame(const Place& place) const {
    Place prefix{place.root, {}};
    for (const Step& step : place.path) {
      if (step.kind != StepKind::Field && prefix.type()->isPointer() && !isConstant(prefix)) return false;
      if (step.kind == StepKind::Index && prefix.type()->isVector() && isReplaced(prefix)) return false;
      prefix.path.push_back(step);
    }
    return true;
  }

  // Is the vector given another's elements (a swap, a move) while the pointer is there?
  bool isReplaced(const Place& vector) const {
    const analysis::Objects objects = memory_.objectsOf(vector);
    return std::any_of(memory_.writes().begin(), memory_.writes().end(), [&](const analysis::Write& write) {
      return alive_.count(write.statement) && (!write.place || holds(write.place->type(), vector.type())) &&
             analysis::mayMeet(write.objects, objects);
    });
  }

  static bool hasSubscript(const Place& place) {
    for (const Step& step : place.path)
      if (step.kind == StepKind::Index && step.index->kind != ExpressionKind::Constant) return true;
    return false;
  }

  bool isForwarded(const Variable* pointer, const ExpressionPtr& value) {
    if (!pointer->type->isPointer() || !isSettled(pointer) || inText_.count(pointer)) return false;
    if (value->kind != ExpressionKind::AddressOf && value->kind != ExpressionKind::Read) return false;
    // (the reverse sweep can't use a pointer into what changes its size)
    const bool isNamed = pointer->location.line != 0 && !analysis::intersect(memory_.pointsTo(pointer), resized_);
    if (isNamed && (value->kind == ExpressionKind::Read || hasSubscript(value->place))) return false;
    return isConstant(value) && canStandFor(value, pointer, function_.body);
  }

  // What another pointer that goes would stand for is looked at in the next round.
  void leaveChains() {
    const auto all = values_;
    std::erase_if(values_, [&](const auto& one) {
      bool isChained = false;
      forEachExpression(one.second, [&](const Expression& e) { isChained |= e.place.root && all.count(e.place.root); });
      return isChained;
    });
  }

  // The definition of a pointer is its declaration, or the first statement behind it in its block that mentions it.
  void collect(Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      forEachNestedBlock(block[i], [&](Block& nested) { collect(nested); });
      const auto* node = block[i].as<Declare>();
      if (!node || !node->variable->type->isPointer() || node->zero) continue;
      std::size_t definition = i;
      if (!node->init) {
        do ++definition;
        while (definition < block.size() && !mentionsAnywhere(block[definition], node->variable));
        const auto* assignment = definition < block.size() ? block[definition].as<Assign>() : nullptr;
        if (!assignment || !assignment->target.isVariable() || assignment->target.root != node->variable) continue;
      }
      const auto* assignment = block[definition].as<Assign>();
      alive_.clear();
      std::size_t end = block.size();
      while (end > definition + 1 && !mentionsAnywhere(block[end - 1], node->variable)) --end;
      for (std::size_t behind = definition + 1; behind < end; ++behind) {
        alive_.insert(&block[behind]);
        forEachNestedBlock(block[behind], [&](Block& nested) {
          forEachStatement(nested, [&](Statement& inside) { alive_.insert(&inside); });
        });
      }
      if (isForwarded(node->variable, assignment ? assignment->value : node->init))
        values_[node->variable] = assignment ? assignment->value : node->init;
    }
  }

  ExpressionPtr replaced(const ExpressionPtr& e) const {
    const auto known = e->place.root ? values_.find(e->place.root) : values_.end();
    if (known == values_.end()) return nullptr;
    if (e->place.path.empty()) return known->second;
    const Place place = through(*known->second, e->place.path);
    if (e->kind == ExpressionKind::AddressOf) return addressWithout(place, e->type);
    Expression copy = *e;
    copy.place = place;
    return std::make_shared<const Expression>(std::move(copy));
  }

  Place replaced(const Place& place) const {
    Place result = rewrite(place, [&](const ExpressionPtr& e) { return replaced(e); });
    const auto known = values_.find(place.root);
    return known == values_.end() ? result : through(*known->second, result.path);
  }

  void substitute(Block& block) {
    std::erase_if(block, [&](const Statement& statement) {
      const auto* node = statement.as<Declare>();
      const auto* assignment = statement.as<Assign>();
      return (node && values_.count(node->variable)) ||
             (assignment && assignment->target.isVariable() && values_.count(assignment->target.root));
    });
    for (Statement& statement : block) {
      rewriteOperands(
          statement,
          [&](const ExpressionPtr& e) { return rewrite(e, [&](const ExpressionPtr& n) { return replaced(n); }); },
          [&](const Place& p) { return replaced(p); });
      forEachNestedBlock(statement, [&](Block& nested) { substitute(nested); });
    }
  }

  Function& function_;
  Memory memory_;
  analysis::Objects resized_;
  std::map<const Variable*, unsigned> definitions_;
  std::set<const Variable*> inText_;
  std::set<const Statement*> alive_;  // where the pointer that is looked at is used, or before
  std::map<const Variable*, ExpressionPtr> values_;
};
}  // namespace

bool forwardPointers(Function& function) { return Forwarding(function).run(); }

}  // namespace retrograd::transform

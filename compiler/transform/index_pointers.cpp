#include "transform/index_pointers.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/vector_sizes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace retrograd::transform {

using namespace ir;
using analysis::Memory;

namespace {

bool isPointerRead(const Expression& e) {
  return e.kind == ExpressionKind::Read && e.place.isVariable() && e.place.root->type->isPointer();
}

bool isComparison(OperationKind kind) { return kind >= OperationKind::Less && kind <= OperationKind::NotEqual; }

// base[index]
struct Position {
  Place base;
  ExpressionPtr index;
};

class PointerIndexer {
public:
  PointerIndexer(Function& function, TypeTable& types) : function_(function), types_(types), memory_(function) {
    for (const auto& [object, statement] : resizedObjects(function, memory_)) resized_.insert(object);
    findExchanged();
    number(function.body);
    forEachStatement(function_.body, [&](const Statement& statement) { collect(statement); });
  }

  bool run() {
    findCandidates();
    while (findBases()) {
    }
    if (std::none_of(bases_.begin(), bases_.end(), [&](const auto& one) { return gains(one.first); })) return false;
    for (const auto& [pointer, base] : bases_) {
      const std::string name =
          pointer->base.substr(std::min(pointer->base.find_first_not_of('_'), pointer->base.size()));
      Variable* index = function_.newVariable(name + "_index", types_.longType());
      index->location = pointer->location;
      index->isConst = pointer->isConst;
      indices_[pointer] = index;
    }
    replaceIn(function_.body);
    return true;
  }

private:
  // Vectors of changing size that may get another's elements, or give theirs away: pointers follow the elements.
  void findExchanged() {
    for (const analysis::Write& write : memory_.writes()) {
      const auto* node = write.statement->as<Assign>();
      const bool isSized =
          node && node->value->kind == ExpressionKind::Operation && node->value->operation == OperationKind::Sized;
      if (write.statement->as<Declare>() || isSized || (node && isVectorSize(node->target))) continue;
      if (resizes(*write.statement)) exchanged_.insert(write.objects.begin(), write.objects.end());
    }
    forEachStatement(function_.body, [&](const Statement& statement) {
      if (statement.as<Return>()) return;
      forEachOperand(statement, [&](const ExpressionPtr& operand) {
        forEachExpression(operand, [&](const Expression& e) {
          if (e.kind != ExpressionKind::Read || !e.type->holdsVector()) return;
          for (const analysis::Object& object : memory_.objectsOf(e.place))
            if (resized_.count(object)) exchanged_.insert(object);
        });
      });
    });
  }

  // ---- what is known of each pointer

  // Declarations in the order of the text, and the last one of the block that each stands in.
  void number(Block& block) {
    std::vector<const Variable*> declared;
    const auto add = [&](const Variable* variable) {
      extents_[variable].first = ++count_;
      declared.push_back(variable);
    };
    for (Statement& statement : block) {
      if (const auto* node = statement.as<Declare>()) add(node->variable);
      if (const auto* node = statement.as<Call>(); node && node->declares) add(node->result->root);
      forEachNestedBlock(statement, [&](Block& nested) { number(nested); });
    }
    for (const Variable* variable : declared) extents_[variable].second = count_;
  }

  // Is `outer` there wherever `inner` is?
  bool isAround(const Variable* outer, const Variable* inner) const {
    if (outer->role == VariableRole::Parameter) return true;
    const auto a = extents_.find(outer), b = extents_.find(inner);
    return a != extents_.end() && b != extents_.end() && a->second.first < b->second.first &&
           b->second.first <= a->second.second;
  }

  void collect(const Statement& statement) {
    if (const auto* node = statement.as<Verbatim>()) {
      barred_.insert(node->reads.begin(), node->reads.end());
      barred_.insert(node->writes.begin(), node->writes.end());
    }
    if (const auto* node = statement.as<Declare>()) {
      if (node->zero) barred_.insert(node->variable);
      if (node->init) define(node->variable, node->init);
      if (node->init) declared_.insert(node->variable);
    }
    if (const auto* node = statement.as<Assign>(); node && node->target.isVariable())
      define(node->target.root, node->value);
    if (const auto* node = statement.as<Call>()) {
      if (node->result) barred_.insert(node->result->root);
      for (const Argument& argument : node->arguments)  // the pointer itself, if only to be read
        if (argument.reference && argument.reference->isVariable()) barred_.insert(argument.reference->root);
    }
    if (const auto* node = statement.as<TapeOperation>()) barred_.insert(node->variable);
  }
  void define(const Variable* variable, const ExpressionPtr& value) {
    if (variable->type->isPointer()) definitions_[variable].push_back(value);
  }

  // Does it move, or lead into a vector whose size changes?
  bool gains(const Variable* pointer) const {
    return definitions_.at(pointer).size() > 1 || analysis::intersect(memory_.pointsTo(pointer), resized_);
  }

  bool canBeIndexed(const Variable* pointer) const {
    return pointer->role == VariableRole::Local && definitions_.count(pointer) && !barred_.count(pointer) &&
           !pointer->markedPassive && memory_.isRegister(pointer);
  }

  // Those that gain by it, and those that they are set to, or are set to them, or are compared with them.
  void findCandidates() {
    for (const auto& [pointer, values] : definitions_)
      if (gains(pointer) && canBeIndexed(pointer)) bases_.try_emplace(pointer);
    if (bases_.empty()) return;
    for (std::size_t before = 0; before != bases_.size();) {
      before = bases_.size();
      for (const auto& [pointer, values] : definitions_)
        for (const ExpressionPtr& value : values) {
          if (bases_.count(pointer)) addRead(value);
          if (mentionsCandidate(value) && canBeIndexed(pointer)) bases_.try_emplace(pointer);
        }
      forEachStatement(function_.body, [&](const Statement& statement) {
        forEachOperand(statement, [&](const ExpressionPtr& operand) {
          forEachExpression(operand, [&](const Expression& e) { addPartner(e); });
        });
      });
    }
  }
  void addRead(const ExpressionPtr& value) {
    forEachExpression(value, [&](const Expression& e) {
      if (isPointerRead(e) && canBeIndexed(e.place.root)) bases_.try_emplace(e.place.root);
    });
  }
  void addPartner(const Expression& e) {
    if (e.kind != ExpressionKind::Operation || e.operands.size() != 2 || !e.operands[0]->type->isPointer()) return;
    if (!isComparison(e.operation) && e.operation != OperationKind::PointerDifference) return;
    if (!mentionsCandidate(e.operands[0]) && !mentionsCandidate(e.operands[1])) return;
    for (const ExpressionPtr& side : e.operands) addRead(side);
  }
  bool mentionsCandidate(const ExpressionPtr& e) const {
    bool found = false;
    forEachExpression(e, [&](const Expression& n) { found |= isPointerRead(n) && bases_.count(n.place.root) != 0; });
    return found;
  }

  // ---- where they lead

  // One more round over the definitions; false when nothing changed.
  bool findBases() {
    for (auto& [pointer, base] : bases_) {
      for (const ExpressionPtr& value : definitions_.at(pointer)) {
        Place found;
        const Answer answer = baseOf(value, pointer, found);
        if (answer == Answer::Unknown) continue;
        if (answer == Answer::None || (base && !samePlace(*base, found)) || !isAround(found.root, pointer)) {
          drop(pointer);
          return true;
        }
        if (base) continue;
        base = found;
        return true;
      }
    }
    const auto unknown = std::find_if(bases_.begin(), bases_.end(), [](const auto& one) { return !one.second; });
    if (unknown == bases_.end()) return false;
    drop(unknown->first);
    return true;
  }

  // What was found by way of it is no longer true.
  void drop(const Variable* pointer) {
    bases_.erase(pointer);
    for (auto& [other, base] : bases_) base = std::nullopt;
  }

  enum class Answer { None, Unknown, Found };

  Answer baseOf(const ExpressionPtr& value, const Variable* pointer, Place& base) const {
    if (value->kind == ExpressionKind::AddressOf) return baseOf(value->place, pointer, base);
    if (isPointerRead(*value)) return baseOf(value->place.root, pointer, base);
    if (value->kind != ExpressionKind::Operation) return Answer::None;
    if (value->operation == OperationKind::PointerAdd || isPointerCast(*value))
      return baseOf(value->operands[0], pointer, base);
    if (value->operation != OperationKind::Select) return Answer::None;
    Place other;
    const Answer a = baseOf(value->operands[1], pointer, base), b = baseOf(value->operands[2], pointer, other);
    if (a == Answer::None || b == Answer::None) return Answer::None;
    if (a == Answer::Found && b == Answer::Found) return samePlace(base, other) ? a : Answer::None;
    if (b == Answer::Found) base = other;
    return a == Answer::Found ? a : b;
  }
  Answer baseOf(const Variable* root, const Variable* pointer, Place& base) const {
    if (const auto found = bases_.find(root); found != bases_.end()) {
      if (found->second) base = *found->second;
      return found->second ? Answer::Found : Answer::Unknown;
    }
    if (!isFixed(root) || root->type->element != pointer->type->element) return Answer::None;
    base = place(const_cast<Variable*>(root));
    return Answer::Found;
  }
  // Of &place.
  Answer baseOf(const Place& place, const Variable* pointer, Place& base) const {
    if (place.path.empty() || place.path.back().kind == StepKind::Field) return Answer::None;
    Place whole = place;
    whole.path.pop_back();
    if (!whole.isVariable() && bases_.count(whole.root)) return Answer::None;
    if (whole.isVariable() && whole.root->type->isPointer()) return baseOf(whole.root, pointer, base);
    if (!isWholeArray(whole) || whole.type()->element != pointer->type->element) return Answer::None;
    base = whole;
    return Answer::Found;
  }

  bool isPointerCast(const Expression& e) const {
    return e.operation == OperationKind::Cast && e.type->isPointer() && e.operands[0]->type->isPointer() &&
           e.type->element == e.operands[0]->type->element;
  }

  // Does the pointer itself lead to the same memory as long as it exists?
  bool isFixed(const Variable* pointer) const {
    if (barred_.count(pointer) || !memory_.isRegister(pointer)) return false;
    const auto found = definitions_.find(pointer);
    if (pointer->role == VariableRole::Parameter) return found == definitions_.end();
    return found != definitions_.end() && found->second.size() == 1 && declared_.count(pointer);
  }

  // An array or vector that keeps its memory, and is a variable, a member of one, or of what a parameter leads to.
  bool isWholeArray(const Place& whole) const {
    if (whole.root->role == VariableRole::Global) return false;
    if (whole.type()->kind != TypeKind::Array && !whole.type()->isVector()) return false;
    for (const Step& step : whole.path)
      if (step.kind == StepKind::Index || (step.kind == StepKind::Deref && &step != &whole.path[0])) return false;
    if (!whole.path.empty() && whole.path[0].kind == StepKind::Deref && !isFixed(whole.root)) return false;
    if (analysis::crossesPassive(whole)) return false;
    const analysis::Objects objects = memory_.objectsOf(whole);
    return std::none_of(objects.begin(), objects.end(), [&](const auto& object) { return exchanged_.count(object); });
  }

  // ---- the new text

  std::optional<Position> locate(const ExpressionPtr& e) const {
    if (e->kind == ExpressionKind::AddressOf && !e->place.path.empty()) {
      Place base = e->place;
      const Step last = base.path.back();
      base.path.pop_back();
      if (last.kind == StepKind::Field) return std::nullopt;
      const ExpressionPtr index = last.index ? toLong(last.index) : zero();
      if (base.isVariable() && indices_.count(base.root))
        return Position{*bases_.at(base.root), add(read(indices_.at(base.root)), index)};
      return Position{base, index};
    }
    if (isPointerRead(*e)) {
      const auto found = indices_.find(e->place.root);
      if (found == indices_.end()) return Position{e->place, zero()};
      return Position{*bases_.at(e->place.root), read(found->second)};
    }
    if (e->kind != ExpressionKind::Operation) return std::nullopt;
    if (isPointerCast(*e)) return locate(e->operands[0]);
    if (e->operation == OperationKind::PointerAdd) {
      std::optional<Position> position = locate(e->operands[0]);
      if (position) position->index = sum(position->index, toLong(e->operands[1]));
      return position;
    }
    if (e->operation != OperationKind::Select) return std::nullopt;
    const std::optional<Position> a = locate(e->operands[1]), b = locate(e->operands[2]);
    if (!a || !b || !samePlace(a->base, b->base)) return std::nullopt;
    return Position{a->base, operation(OperationKind::Select, types_.longType(), {e->operands[0], a->index, b->index})};
  }

  ExpressionPtr zero() const { return literal(0, types_.longType()); }
  ExpressionPtr toLong(const ExpressionPtr& e) const {
    const std::optional<long> number = integerLiteral(*e);
    return number && *number >= 0 ? literal(static_cast<double>(*number), types_.longType())
                                  : convert(e, types_.longType());
  }
  static ExpressionPtr sum(const ExpressionPtr& a, const ExpressionPtr& b) {
    return isLiteral(a, 0) ? b : isLiteral(b, 0) ? a : add(a, b);
  }

  bool mentionsIndexed(const ExpressionPtr& e) const {
    bool found = false;
    forEachExpression(e, [&](const Expression& n) { found |= n.place.root && indices_.count(n.place.root) != 0; });
    return found;
  }

  // Comparisons and differences of positions in one array, before their sides are replaced.
  ExpressionPtr ofPositions(const Expression& e) const {
    if (e.kind != ExpressionKind::Operation || e.operands.size() != 2 || !e.operands[0]->type->isPointer())
      return nullptr;
    const bool isDifference = e.operation == OperationKind::PointerDifference;
    if (!isDifference && !isComparison(e.operation)) return nullptr;
    if (!mentionsIndexed(e.operands[0]) && !mentionsIndexed(e.operands[1])) return nullptr;
    const std::optional<Position> a = locate(e.operands[0]), b = locate(e.operands[1]);
    if (!a || !b || !samePlace(a->base, b->base)) return nullptr;
    const ExpressionPtr left = replaced(a->index), right = replaced(b->index);
    if (isDifference) return convert(operation(OperationKind::Subtract, types_.longType(), {left, right}), e.type);
    return operation(e.operation, e.type, {left, right});
  }

  // Top-down, since what an operation of two pointers becomes depends on both.
  ExpressionPtr replaced(const ExpressionPtr& e) const {
    if (ExpressionPtr positions = ofPositions(*e)) return positions;
    if (isPointerRead(*e) && indices_.count(e->place.root)) {
      const Place& base = *bases_.at(e->place.root);
      const ExpressionPtr start = base.type()->isPointer() ? read(base) : addressOf(element(base, zero()), e->type);
      return operation(OperationKind::PointerAdd, e->type, {start, read(indices_.at(e->place.root))});
    }
    Expression copy = *e;
    if (copy.place.root) copy.place = replaced(copy.place);
    for (ExpressionPtr& operand : copy.operands) operand = replaced(operand);
    return std::make_shared<const Expression>(std::move(copy));
  }

  Place replaced(Place place) const {
    for (Step& step : place.path)
      if (step.index) step.index = replaced(step.index);
    const auto found = indices_.find(place.root);
    if (found == indices_.end() || place.path.empty()) return place;
    Place result = *bases_.at(place.root);
    const ExpressionPtr first = place.path[0].index ? toLong(place.path[0].index) : zero();
    result.path.push_back({StepKind::Index, sum(read(found->second), first), {}});
    result.path.insert(result.path.end(), place.path.begin() + 1, place.path.end());
    return result;
  }

  ExpressionPtr indexOf(const ExpressionPtr& value) const { return replaced(locate(value)->index); }

  void replaceIn(Block& block) {
    for (Statement& statement : block) {
      auto* declaration = statement.as<Declare>();
      auto* assignment = statement.as<Assign>();
      if (declaration && indices_.count(declaration->variable)) {
        if (declaration->init) declaration->init = indexOf(declaration->init);
        declaration->variable = indices_.at(declaration->variable);
      } else if (assignment && assignment->target.isVariable() && indices_.count(assignment->target.root)) {
        assignment->value = indexOf(assignment->value);
        assignment->target.root = indices_.at(assignment->target.root);
      } else {
        rewriteOperands(
            statement, [&](const ExpressionPtr& e) { return replaced(e); },
            [&](const Place& target) { return replaced(target); });
      }
      forEachNestedBlock(statement, [&](Block& nested) { replaceIn(nested); });
    }
  }

  Function& function_;
  TypeTable& types_;
  Memory memory_;
  analysis::Objects resized_, exchanged_;
  unsigned count_ = 0;
  std::map<const Variable*, std::pair<unsigned, unsigned>> extents_;  // its number; the last in its block
  std::set<const Variable*> barred_;
  std::map<const Variable*, std::vector<ExpressionPtr>> definitions_;
  std::set<const Variable*> declared_;                     // with a value
  std::map<const Variable*, std::optional<Place>> bases_;  // of those that may become subscripts
  std::map<const Variable*, Variable*> indices_;
};

}  // namespace

bool indexPointers(Function& function, TypeTable& types) { return PointerIndexer(function, types).run(); }

}  // namespace retrograd::transform

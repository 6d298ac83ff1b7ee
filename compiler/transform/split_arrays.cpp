#include "transform/split_arrays.h"

#include "ir/build.h"
#include "transform/mentions.h"

#include <map>
#include <optional>

namespace retrograd::transform {

using namespace ir;

namespace {

constexpr std::uint64_t largestExtent = 16;

bool isSplittable(const Declare& node) {
  const Type* type = node.variable->type;
  return type->kind == TypeKind::Array && type->extent <= largestExtent && !node.init && !type->holdsVector();
}

// Which element the place lies in, by its first subscript.
std::optional<std::size_t> elementOf(const Place& place) {
  if (place.path.empty() || place.path[0].kind != StepKind::Index) return std::nullopt;
  const std::optional<long> element = integerLiteral(*place.path[0].index);
  const bool isInside = element && *element >= 0 && static_cast<std::uint64_t>(*element) < place.root->type->extent;
  return isInside ? std::optional<std::size_t>(*element) : std::nullopt;
}

class ArraySplitter {
public:
  explicit ArraySplitter(Function& function) : function_(function) {}

  bool run() {
    forEachStatement(function_.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>(); node && isSplittable(*node)) others_[node->variable] = 0;
    });
    if (others_.empty()) return false;
    forEachStatement(function_.body, [&](const Statement& statement) { count(statement); });
    for (const auto& [variable, others] : others_)
      if (others == 0) makeParts(*variable);
    if (parts_.empty()) return false;
    function_.body = split(std::move(function_.body));
    return true;
  }

private:
  // Every mention is another use, but for declarations and elements that are read or written.
  void count(const Statement& statement) {
    forEachMention(statement, [&](const Variable* variable) {
      if (const auto found = others_.find(variable); found != others_.end()) ++found->second;
    });
    if (const auto* node = statement.as<Declare>()) allow(node->variable);
    if (const auto* node = statement.as<Assign>()) allowElement(node->target);
    if (const auto* node = statement.as<Call>()) {
      if (node->result) allowElement(*node->result);
      for (const Argument& argument : node->arguments)
        if (argument.reference) allowElement(*argument.reference);
    }
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::Read) allowElement(e.place);
      });
    });
  }
  void allow(const Variable* variable) {
    if (const auto found = others_.find(variable); found != others_.end()) --found->second;
  }
  void allowElement(const Place& place) {
    if (others_.count(place.root) && elementOf(place)) allow(place.root);
  }

  void makeParts(const Variable& array) {
    std::vector<Variable*>& parts = parts_[&array];
    for (std::size_t i = 0; i < array.type->extent; ++i) {
      parts.push_back(function_.newVariable(array.name + "_" + std::to_string(i), array.type->element));
      parts.back()->location = array.location;
      parts.back()->markedPassive = array.markedPassive;
    }
  }

  Place rewritten(Place place) const {
    const auto found = parts_.find(place.root);
    if (found != parts_.end()) {
      place.root = found->second[*elementOf(place)];
      place.path.erase(place.path.begin());
    }
    return place;
  }
  ExpressionPtr replaced(const ExpressionPtr& e) const {
    if (!e->place.root || !parts_.count(e->place.root)) return nullptr;
    Expression copy = *e;
    copy.place = rewritten(e->place);
    return std::make_shared<const Expression>(std::move(copy));
  }

  Block split(Block block) const {
    const auto replace = [&](const ExpressionPtr& e) { return replaced(e); };
    Block out;
    for (Statement& statement : block) {
      const auto* declaration = statement.as<Declare>();
      if (const auto found = declaration ? parts_.find(declaration->variable) : parts_.end(); found != parts_.end()) {
        for (Variable* part : found->second)
          out.push_back({Declare{part, nullptr, declaration->zero}, statement.location});
        continue;
      }
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return rewrite(e, replace); },
          [&](const Place& place) { return rewritten(rewrite(place, replace)); });
      forEachNestedBlock(statement, [&](Block& nested) { nested = split(std::move(nested)); });
      out.push_back(std::move(statement));
    }
    return out;
  }

  Function& function_;
  std::map<const Variable*, int> others_;  // how often each candidate is used otherwise
  std::map<const Variable*, std::vector<Variable*>> parts_;
};

}  // namespace

bool splitArrays(Function& function) { return ArraySplitter(function).run(); }

}  // namespace retrograd::transform

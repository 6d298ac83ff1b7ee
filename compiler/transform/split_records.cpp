#include "transform/split_records.h"

#include "ir/build.h"
#include "ir/unnamed.h"
#include "transform/algebra.h"
#include "transform/mentions.h"

#include <algorithm>
#include <map>
#include <set>

namespace retrograd::transform {

using namespace ir;

namespace {
bool isSplittable(const Type* type) {
  if (type->kind != TypeKind::Record) return false;
  if (isUnnamed(type)) return true;
  bool pointer = false;
  for (const Field& field : type->fields) {
    if (!field.type->isPointer() && !field.type->isScalar()) return false;
    pointer |= field.type->isPointer();
  }
  return pointer || type->library;
}

class RecordSplitter {
public:
  RecordSplitter(Function& function, TypeTable& types) : function_(function), types_(types) {}

  // False if there was nothing to split.
  bool run() {
    forEachStatement(function_.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>(); node && isSplittable(node->variable->type))
        candidates_.insert(node->variable);
    });
    if (candidates_.empty()) return false;
    forEachStatement(function_.body, [&](const Statement& statement) { keepUsedAsWhole(statement); });
    if (candidates_.empty()) return false;
    for (const Variable* variable : candidates_)
      for (const Field& field : variable->type->fields)
        parts_[{variable, field.name}] = function_.newVariable(variable->name + "_" + field.name, field.type);
    function_.body = split(function_.body);
    return true;
  }

private:
  bool isCandidate(const Variable* variable) const { return candidates_.count(variable) != 0; }

  // What stands for a member, anywhere below the place.
  void keep(const Place& place) {
    if (place.path.empty()) candidates_.erase(place.root);
  }

  void keepUsedAsWhole(const Statement& statement) {
    // The one whole record that a copy reads is allowed, unless its place depends on what is written.
    const Expression* copied = nullptr;
    const Variable* target = nullptr;
    if (const auto* node = statement.as<Declare>(); node && node->init)
      copied = node->init.get(), target = node->variable;
    if (const auto* node = statement.as<Assign>()) copied = node->value.get(), target = node->target.root;
    if (copied && !copied->type->isAggregate()) copied = nullptr;
    bool dependent = false;
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.place.root && &e != copied) keep(e.place);
        dependent |= copied && e.place.root == target;
      });
    });
    if (dependent) candidates_.erase(target);
    if (const auto* call = statement.as<Call>()) {
      if (call->result) keep(*call->result);
      for (const Argument& argument : call->arguments)
        if (argument.reference) keep(*argument.reference);
    }
    if (const auto* node = statement.as<Verbatim>()) {
      for (const Variable* variable : node->reads) candidates_.erase(variable);
      for (const Variable* variable : node->writes) candidates_.erase(variable);
    }
    if (const auto* node = statement.as<TapeOperation>()) candidates_.erase(node->variable);
  }

  Place part(const Place& place, const std::string& field) const {
    if (place.path.empty() && isCandidate(place.root)) return ir::place(parts_.at({place.root, field}));
    return member(place, field);
  }

  Place rewritten(const Place& place) const {
    Place result = rewrite(place, [&](const ExpressionPtr& e) { return replaced(e); });
    if (!isCandidate(place.root) || place.path.empty()) return result;
    result.root = parts_.at({place.root, place.path[0].field});
    result.path.erase(result.path.begin());
    return result;
  }

  // Subscripts were rewritten before.
  ExpressionPtr replaced(const ExpressionPtr& e) const {
    if (!e->place.root || !isCandidate(e->place.root) || e->place.path.empty()) return nullptr;
    Expression copy = *e;
    copy.place.root = parts_.at({e->place.root, e->place.path[0].field});
    copy.place.path.erase(copy.place.path.begin());
    return std::make_shared<const Expression>(std::move(copy));
  }

  void copyParts(const Place& target, const Place& source, const Type* type, Block& out) const {
    for (const Field& field : type->fields) copy(part(target, field.name), part(source, field.name), out);
  }

  void copy(const Place& target, const Place& source, Block& out) const {
    const Type* type = target.type();
    if (type->kind != TypeKind::Array) return out.push_back(assign(target, read(source)));
    Loop loop;
    loop.counter = function_.newVariable("k", types_.longType());
    loop.begin = literal(0, types_.longType());
    loop.end = literal(static_cast<double>(type->extent), types_.longType());
    loop.step = literal(1, types_.longType());
    copy(element(target, read(loop.counter)), element(source, read(loop.counter)), loop.body);
    out.push_back({std::move(loop), {}});
  }

  void declareParts(const Declare& node, Block& out) const {
    for (const Field& field : node.variable->type->fields) {
      Variable* variable = parts_.at({node.variable, field.name});
      // A pointer may be forwarded (forward_pointers.h): nobody named it.
      if (!field.type->isPointer()) variable->location = node.variable->location;
      const bool whole = node.init && field.type->isAggregate();
      const Place source = node.init ? part(rewritten(node.init->place), field.name) : Place{};
      out.push_back({Declare{variable, node.init && !whole ? read(source) : nullptr, node.zero}, {}});
      if (whole) copy(place(variable), source, out);
    }
  }

  Block split(const Block& block) const {
    Block out;
    for (Statement statement : block) {
      const auto* declaration = statement.as<Declare>();
      const auto* assignment = statement.as<Assign>();
      const bool copies =
          assignment && assignment->value->kind == ExpressionKind::Read && assignment->value->type->isAggregate();
      const bool concerned =
          copies && ((assignment->target.isVariable() && isCandidate(assignment->target.root)) ||
                     (assignment->value->place.isVariable() && isCandidate(assignment->value->place.root)));
      const std::size_t first = out.size();
      if (declaration && isCandidate(declaration->variable)) {
        declareParts(*declaration, out);
      } else if (declaration && declaration->init && isWholeCandidate(*declaration->init)) {
        out.push_back(declare(declaration->variable));
        copyParts(place(declaration->variable), declaration->init->place, declaration->variable->type, out);
      } else if (concerned) {
        copyParts(rewritten(assignment->target), rewritten(assignment->value->place), assignment->value->type, out);
      } else {
        rewriteOperands(
            statement,
            [&](const ExpressionPtr& e) { return rewrite(e, [&](const ExpressionPtr& n) { return replaced(n); }); },
            [&](const Place& p) { return rewritten(p); });
        forEachNestedBlock(statement, [&](Block& nested) { nested = split(nested); });
        out.push_back(std::move(statement));
        continue;
      }
      for (std::size_t i = first; i < out.size(); ++i) out[i].location = statement.location;
    }
    return out;
  }

  bool isWholeCandidate(const Expression& e) const {
    return e.kind == ExpressionKind::Read && e.place.isVariable() && isCandidate(e.place.root);
  }

  Function& function_;
  TypeTable& types_;
  std::set<const Variable*> candidates_;
  std::map<std::pair<const Variable*, std::string>, Variable*> parts_;
};
}  // namespace

bool splitRecords(Function& function, TypeTable& types) { return RecordSplitter(function, types).run(); }

}  // namespace retrograd::transform

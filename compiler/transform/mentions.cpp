#include "transform/mentions.h"

#include "ir/build.h"

namespace retrograd::transform {

using namespace ir;

void forEachMention(const Statement& statement, const std::function<void(const Variable*)>& visit) {
  auto inPlace = [&](const Place& place) { visit(place.root); };
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    forEachExpression(operand, [&](const Expression& e) {
      if (e.place.root) visit(e.place.root);
    });
  });
  if (const auto* node = statement.as<Declare>()) visit(node->variable);
  if (const auto* node = statement.as<Assign>()) inPlace(node->target);
  if (const auto* node = statement.as<Loop>()) visit(node->counter);
  if (const auto* node = statement.as<Call>()) {
    if (node->result) inPlace(*node->result);
    for (const Argument& argument : node->arguments)
      if (argument.reference) inPlace(*argument.reference);
  }
  if (const auto* node = statement.as<TapeOperation>()) {
    visit(node->variable);
    visit(node->tape);
  }
  if (const auto* node = statement.as<Verbatim>()) {
    for (const Variable* v : node->reads) visit(v);
    for (const Variable* v : node->writes) visit(v);
  }
}

void forEachMentionAnywhere(const Statement& statement, const std::function<void(const Variable*)>& visit) {
  forEachMention(statement, visit);
  auto search = [&](const Block& block) {
    forEachStatement(block, [&](const Statement& s) { forEachMention(s, visit); });
  };
  if (const auto* node = statement.as<Loop>()) search(node->body);
  if (const auto* node = statement.as<While>()) search(node->body);
  if (const auto* node = statement.as<Scope>()) search(node->body);
  if (const auto* node = statement.as<Branch>()) {
    search(node->then);
    search(node->otherwise);
  }
}

bool isAdjointName(const std::string& base) {
  return base == "seed" || (base.size() > 4 && base.compare(base.size() - 4, 4, "_bar") == 0);
}

bool mentionsAnywhere(const Statement& statement, const Variable* variable) {
  bool found = false;
  forEachMentionAnywhere(statement, [&](const Variable* v) { found |= v == variable; });
  return found;
}

void forEachNestedBlock(Statement& statement, const std::function<void(Block&)>& visit) {
  if (auto* node = statement.as<Loop>()) visit(node->body);
  if (auto* node = statement.as<While>()) visit(node->body);
  if (auto* node = statement.as<Scope>()) visit(node->body);
  if (auto* node = statement.as<Branch>()) {
    visit(node->then);
    visit(node->otherwise);
  }
}

std::set<const Variable*> variablesIn(const Block& block) {
  std::set<const Variable*> variables;
  forEachStatement(block, [&](const Statement& statement) {
    forEachMention(statement, [&](const Variable* v) { variables.insert(v); });
  });
  return variables;
}

}  // namespace retrograd::transform

#include "backend/last_uses.h"

#include "ir/build.h"
#include "transform/mentions.h"

#include <algorithm>

namespace retrograd::backend {

using namespace ir;

namespace {

// Is a copy of it more than the copy of its bytes?
bool isCostly(const Type* type) {
  if (type->kind == TypeKind::Opaque) return type->activeOpaque;
  return type->generated &&
         std::any_of(type->fields.begin(), type->fields.end(), [](const Field& field) { return isCostly(field.type); });
}

bool readsAll(const ExpressionPtr& value, const Variable* variable) {
  return value && value->kind == ExpressionKind::Read && value->place.isVariable() && value->place.root == variable;
}

// The statement's node, if what it does with the variable is to read all of it, once.
const void* readerOf(const Statement& statement, const Variable* variable) {
  unsigned mentions = 0;
  transform::forEachMention(statement, [&](const Variable* v) { mentions += v == variable; });
  if (mentions != 1) return nullptr;
  if (const auto* node = statement.as<Assign>())
    return !node->accumulate && readsAll(node->value, variable) ? node : nullptr;
  if (const auto* node = statement.as<TapeOperation>())
    return node->kind == TapeOperation::Push && node->variable == variable ? node : nullptr;
  if (const auto* node = statement.as<Call>())
    for (const Argument& argument : node->arguments)
      if (readsAll(argument.value, variable)) return node;
  return nullptr;
}

const Variable* declaredBy(const Statement& statement) {
  if (const auto* node = statement.as<Declare>()) return node->variable;
  const auto* call = statement.as<Call>();
  return call && call->declares ? call->result->root : nullptr;
}

}  // namespace

LastUses::LastUses(const Function& function) {
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::AddressOf) handedOut_.insert(e.place.root);
      });
    });
    if (const auto* node = statement.as<Verbatim>()) handedOut_.insert(node->reads.begin(), node->reads.end());
  });
  searchIn(function.body);
}

void LastUses::searchIn(const Block& block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    const Statement& statement = block[i];
    if (const auto* node = statement.as<Loop>()) searchIn(node->body);
    if (const auto* node = statement.as<While>()) searchIn(node->body);
    if (const auto* node = statement.as<Scope>()) searchIn(node->body);
    if (const auto* node = statement.as<Branch>()) {
      searchIn(node->then);
      searchIn(node->otherwise);
    }
    const Variable* variable = declaredBy(statement);
    if (!variable || !isCostly(variable->type) || handedOut_.count(variable)) continue;
    std::size_t last = block.size() - 1;
    while (last > i && !transform::mentionsAnywhere(block[last], variable)) --last;
    if (last == i) continue;
    if (const void* node = readerOf(block[last], variable)) uses_.insert({node, variable});
  }
}

}  // namespace retrograd::backend

#include "backend/outer_names.h"

#include "backend/literal.h"
#include "ir/build.h"

#include <cctype>

namespace retrograd::backend {

using namespace ir;

namespace {

void forEachWord(const std::string& text, const std::function<void(const std::string&)>& visit) {
  std::string word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_')
      word += c;
    else if (!word.empty()) {
      visit(word);
      word.clear();
    }
  }
}

}  // namespace

void forEachOuterName(const Function& function, const std::function<void(const std::string&)>& visit) {
  const auto visitRoot = [&](const Place& place) {
    if (place.root && place.root->role == VariableRole::Global) forEachWord(place.root->name, visit);
  };
  const auto visitType = [&](const Type* type) {
    while (type->element) type = type->element;
    if (!type->isFloat() && !isBuiltinInteger(type)) forEachWord(type->spelling, visit);
  };
  forEachStatement(function.body, [&](const Statement& statement) {
    if (const auto* node = statement.as<Assign>()) visitRoot(node->target);
    if (const auto* node = statement.as<Call>()) {
      forEachWord(node->callee->qualifiedName, visit);
      forEachWord(node->callee->name, visit);
      if (node->result) visitRoot(*node->result);
      for (const Argument& argument : node->arguments)
        if (argument.reference) visitRoot(*argument.reference);
    }
    if (const auto* node = statement.as<Verbatim>()) forEachWord(node->text, visit);
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::Constant && e.text.front() != '"') forEachWord(e.text, visit);
        if (e.kind == ExpressionKind::Operation && e.operation == OperationKind::Cast) visitType(e.type);
        visitRoot(e.place);
      });
    });
  });
  for (const Variable& variable : function.variables) visitType(variable.type);
}

}  // namespace retrograd::backend

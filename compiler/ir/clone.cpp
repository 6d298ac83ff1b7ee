#include "ir/clone.h"

#include "ir/build.h"

#include <cctype>

namespace retrograd::ir {

std::string renamed(const std::string& text, const std::map<std::string, std::string>& names) {
  std::string result, word;
  char quote = 0;
  const auto finish = [&] {
    const bool member = result.ends_with(".") || result.ends_with("->") || result.ends_with("::");
    const auto known = member ? names.end() : names.find(word);
    result += known == names.end() ? word : known->second;
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!quote && (std::isalnum(static_cast<unsigned char>(c)) || c == '_')) {
      word += c;
      continue;
    }
    finish();
    result += c;
    if (quote && c == '\\' && i + 1 < text.size())
      result += text[++i];
    else if (quote == c)
      quote = 0;
    else if (!quote && (c == '"' || c == '\''))
      quote = c;
  }
  finish();
  return result;
}

namespace {
Variable* mapped(Variable* variable, const VariableMap& variables) {
  auto it = variables.find(variable);
  return it == variables.end() ? variable : it->second;
}

void mapVariables(Statement& statement, const VariableMap& variables) {
  auto change = [&](Variable*& v) {
    if (v) v = mapped(v, variables);
  };
  if (auto* node = statement.as<Declare>()) change(node->variable);
  if (auto* node = statement.as<Loop>()) change(node->counter);
  if (auto* node = statement.as<TapeOperation>()) {
    change(node->variable);
    change(node->tape);
  }
  if (auto* node = statement.as<Verbatim>()) {
    std::map<std::string, std::string> names;
    for (const auto* list : {&node->reads, &node->writes})
      for (Variable* v : *list) names[v->name] = mapped(v, variables)->name;
    node->text = renamed(node->text, names);
    for (Variable*& v : node->reads) change(v);
    for (Variable*& v : node->writes) change(v);
  }
}
}  // namespace

Place clone(const Place& place, const VariableMap& variables) {
  Place result = place;
  result.root = mapped(result.root, variables);
  for (Step& step : result.path)
    if (step.index) step.index = clone(step.index, variables);
  return result;
}

ExpressionPtr clone(const ExpressionPtr& expression, const VariableMap& variables) {
  return rewrite(expression, [&](const ExpressionPtr& e) -> ExpressionPtr {
    if (e->kind != ExpressionKind::Read && e->kind != ExpressionKind::AddressOf) return nullptr;
    if (!variables.count(e->place.root)) return nullptr;
    Expression copy = *e;
    copy.place.root = mapped(copy.place.root, variables);
    return std::make_shared<const Expression>(std::move(copy));
  });
}

Block clone(const Block& block, const VariableMap& variables) {
  Block result = block;
  forEachStatement(result, [&](Statement& statement) {
    mapVariables(statement, variables);
    rewriteOperands(
        statement, [&](const ExpressionPtr& e) { return clone(e, variables); },
        [&](const Place& p) { return clone(p, variables); });
  });
  return result;
}

void cloneLocals(const Function& source, Function& target, VariableMap& variables) {
  for (const Variable& v : source.variables) {
    if (variables.count(&v) || v.role != VariableRole::Local) continue;
    Variable* copy = target.newVariable(v.name, v.type);
    copy->base = v.base;
    copy->isConst = v.isConst;
    copy->markedPassive = v.markedPassive;
    copy->location = v.location;
    variables[&v] = copy;
  }
}

VariableMap cloneInto(const Function& source, Function& target) {
  VariableMap variables;
  for (const Variable* parameter : source.parameters) {
    Variable* copy = target.newVariable(parameter->name, parameter->type, VariableRole::Parameter);
    copy->isConst = parameter->isConst;
    copy->markedPassive = parameter->markedPassive;
    copy->location = parameter->location;
    target.parameters.push_back(copy);
    variables[parameter] = copy;
  }
  cloneLocals(source, target, variables);
  target.result = source.result;
  target.scope = source.scope;
  target.location = source.location;
  target.hasBody = source.hasBody;
  target.body = clone(source.body, variables);
  return variables;
}

}  // namespace retrograd::ir

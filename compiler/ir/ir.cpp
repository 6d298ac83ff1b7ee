#include "ir/ir.h"

#include <algorithm>

namespace retrograd::ir {

const Type* Place::type() const {
  const Type* type = root->type;
  if (type->isReference()) type = type->element;
  for (const Step& step : path) {
    if (step.kind == StepKind::Field) {
      const Field* field = type->field(step.field);
      if (!field) return nullptr;
      type = field->type;
    } else {
      type = type->element;
    }
    if (!type) return nullptr;
  }
  return type;
}

std::string Names::take(const std::string& name) {
  if (taken_.insert(name).second) return name;
  unsigned& next = next_.try_emplace(name, 2).first->second;
  while (true) {
    std::string numbered = name + "_" + std::to_string(next++);
    if (taken_.insert(numbered).second) return numbered;
  }
}

Variable* Function::newVariable(const std::string& name, const Type* type, VariableRole role) {
  for (; named < variables.size(); ++named) names.add(variables[named].name);
  Variable& variable = variables.emplace_back();
  variable.name = names.take(name);
  ++named;
  variable.base = name;
  variable.type = type;
  variable.role = role;
  return &variable;
}

Function* Module::find(const std::string& name) {
  auto it = std::find_if(functions.begin(), functions.end(), [&](const Function& f) { return f.name == name; });
  return it == functions.end() ? nullptr : &*it;
}

Function* Module::newFunction(const std::string& name) {
  Function& function = functions.emplace_back();
  function.name = name;
  function.result = types.voidType();
  return &function;
}

namespace {
constexpr OperationInfo table[] = {
#define OPERATION(id, text, operands, spelling, precedence) {OperationKind::id, text, operands, spelling, precedence},
#include "ir/ops.def"
#undef OPERATION
};
}  // namespace

const OperationInfo& operationInfo(OperationKind kind) { return table[static_cast<std::size_t>(kind)]; }

const OperationInfo* findOperation(const std::string& text) {
  for (const OperationInfo& info : table)
    if (text == info.text) return &info;
  return nullptr;
}

}  // namespace retrograd::ir

#include "transform/guards.h"

#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/call_checks.h"
#include "transform/mentions.h"

namespace retrograd::transform {

using namespace ir;

const Type* Guards::textType() { return module_.types.opaque("const char*", false); }

Argument Guards::text(const std::string& text) { return {constant("\"" + text + "\"", textType()), std::nullopt}; }

// One function of the module for each list of types.
Function* Guards::check(const std::string& name, const std::vector<const Type*>& types) {
  std::string key = name + "(";
  for (const Type* type : types) key += type->spelling + (type->constElement ? " const," : ",");
  key += ")";
  if (Function* known = module_.find(key)) return known;
  Function* function = module_.newFunction(key);
  function->qualifiedName = "retrograd::" + name;
  function->result = module_.types.voidType();
  for (const Type* type : types)
    function->parameters.push_back(function->newVariable("argument", type, VariableRole::Parameter));
  return function;
}

std::optional<Statement> Guards::overlapCheck(const Function& callee, const std::vector<Argument>& arguments,
                                              Location location) {
  unsigned long written = 0;
  std::string names;
  std::vector<Argument> memory;
  std::vector<const Type*> types{textType(), textType(), textType(), module_.types.longType()};
  for (std::size_t i = 0; i < arguments.size() && i < callee.parameters.size(); ++i) {
    const Variable* parameter = callee.parameters[i];
    const Type* type = parameter->type;
    if (!type->isPointer() && !type->isReference()) continue;
    if (!type->constElement) written |= 1UL << memory.size();
    names += (names.empty() ? "" : ", ") + parameter->name;
    types.push_back(module_.types.pointerTo(type->element, true));
    const auto& reference = arguments[i].reference;
    memory.push_back(reference ? Argument{addressOf(*reference, types.back()), std::nullopt} : arguments[i]);
  }
  if (memory.size() < 2 || memory.size() > 32 || !written) return std::nullopt;
  std::vector<Argument> all{text(options_.describe(location)),
                            text(displayName(callee)),
                            text(names),
                            {literal(static_cast<long>(written), module_.types.longType()), std::nullopt}};
  all.insert(all.end(), memory.begin(), memory.end());
  Function* function = check("check_distinct", types);
  return Statement{Call{function, std::move(all), std::nullopt, false}, location};
}

void Guards::checkCalls(Block& block) {
  Block guarded;
  for (Statement& statement : block) {
    if (const auto* call = statement.as<Call>())
      if (auto check = overlapCheck(*call->callee, call->arguments, statement.location))
        guarded.push_back(std::move(*check));
    forEachNestedBlock(statement, [&](Block& nested) { checkCalls(nested); });
    guarded.push_back(std::move(statement));
  }
  block = std::move(guarded);
}

void Guards::checkOverlap(Function& function, const Function& primal) {
  if (!isOn()) return;
  checkCalls(function.body);
  if (!primal.annotated) return;
  std::vector<Argument> own;
  for (Variable* parameter : function.parameters)
    own.push_back(parameter->type->isPointer() ? Argument{read(parameter), std::nullopt}
                                               : Argument{nullptr, place(parameter)});
  if (auto check = overlapCheck(primal, own, primal.location))
    function.body.insert(function.body.begin(), std::move(*check));
}

void Guards::checkAdjoints(Block& block, std::size_t begin, Location location, const NameOf& nameOf) {
  if (!isOn()) return;
  Block guarded;
  for (std::size_t i = 0; i < block.size(); ++i) {
    std::optional<Place> target;
    if (i >= begin) {
      forEachNestedBlock(block[i], [&](Block& nested) { checkAdjoints(nested, 0, location, nameOf); });
      const auto* node = block[i].as<Assign>();
      if (node && node->target.type()->isFloat() && node->value->kind != ExpressionKind::Constant)
        target = node->target;
    }
    guarded.push_back(std::move(block[i]));
    const std::string name = target ? nameOf(target->root) : "";
    if (name.empty()) continue;
    std::vector<Argument> arguments{text(options_.describe(location)), text(name), {read(*target), std::nullopt}};
    Function* function = check("check_adjoint", {textType(), textType(), target->type()});
    guarded.push_back({Call{function, std::move(arguments), std::nullopt, false}, location});
  }
  block = std::move(guarded);
}

void Guards::checkShape(const Variable* parameter, Variable* primal, Variable* companion, Block& out) {
  const Type* type = primal->type->isReference() ? primal->type->element : primal->type;
  if (!isOn() || !(type->kind == TypeKind::Opaque || type->holdsVector())) return;
  const Type* reference = module_.types.referenceTo(type, true);
  std::vector<Argument> arguments{text(options_.describe(parameter->location)),
                                  text(parameter->name),
                                  {nullptr, place(primal)},
                                  {nullptr, place(companion)}};
  Function* function = check("check_shape", {textType(), textType(), reference, reference});
  out.push_back({Call{function, std::move(arguments), std::nullopt, false}, parameter->location});
}

}  // namespace retrograd::transform

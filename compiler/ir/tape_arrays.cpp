#include "ir/tape_arrays.h"

#include "ir/parse_words.h"

namespace retrograd::ir {

namespace {
const std::string reserveName = "retrograd::reserve<", releaseName = "retrograd::release<",
                  bytesName = "retrograd::tape_bytes<";
}

bool isTape(const Variable& variable) {
  const Type* type = variable.type->isReference() ? variable.type->element : variable.type;
  return type->kind == TypeKind::Opaque && type->spelling == tapeTypeName;
}

Function* tapeBytesFunction(Module& module, const Type* element) {
  const std::string name = bytesName + element->spelling + ">";
  if (Function* known = module.find(name)) return known;
  Function* function = module.newFunction(name);
  function->qualifiedName = name;
  function->result = module.types.longType();
  function->parameters = {function->newVariable("count", module.types.longType(), VariableRole::Parameter)};
  return function;
}

Function* tapeArrayFunction(Module& module, const Type* element, bool reserves) {
  const std::string name = (reserves ? reserveName : releaseName) + element->spelling + ">";
  if (Function* known = module.find(name)) return known;
  Function* function = module.newFunction(name);
  function->qualifiedName = name;
  TypeTable& types = module.types;
  function->result = types.pointerTo(element);
  const Type* tape = types.referenceTo(types.opaque(std::string(tapeTypeName), false));
  function->parameters = {function->newVariable("tape", tape, VariableRole::Parameter),
                          function->newVariable("count", types.longType(), VariableRole::Parameter)};
  return function;
}

bool isTapeBytes(const Function& function) { return !function.hasBody && function.name.rfind(bytesName, 0) == 0; }
bool isReserve(const Function& function) { return !function.hasBody && function.name.rfind(reserveName, 0) == 0; }
bool isRelease(const Function& function) { return !function.hasBody && function.name.rfind(releaseName, 0) == 0; }

}  // namespace retrograd::ir

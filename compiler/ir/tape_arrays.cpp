#include "ir/tape_arrays.h"

namespace retrograd::ir {

namespace {
const std::string reserveName = "retrograd::reserve<", releaseName = "retrograd::release<";
}

Function* tapeArrayFunction(Module& module, const Type* element, bool reserves) {
  const std::string name = (reserves ? reserveName : releaseName) + element->spelling + ">";
  if (Function* known = module.find(name)) return known;
  Function* function = module.newFunction(name);
  function->qualifiedName = name;
  TypeTable& types = module.types;
  function->result = types.pointerTo(element);
  const Type* tape = types.referenceTo(types.opaque("retrograd::Tape", false));
  function->parameters = {function->newVariable("tape", tape, VariableRole::Parameter),
                          function->newVariable("count", types.longType(), VariableRole::Parameter)};
  return function;
}

bool isReserve(const Function& function) { return !function.hasBody && function.name.rfind(reserveName, 0) == 0; }
bool isRelease(const Function& function) { return !function.hasBody && function.name.rfind(releaseName, 0) == 0; }

}  // namespace retrograd::ir

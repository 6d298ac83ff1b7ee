#include "ir/schedule.h"

namespace retrograd::ir {

namespace {
const std::string snapshotsName = "retrograd::snapshots", nextName = "retrograd::next_snapshot";

Function* make(Module& module, const std::string& name, const std::string& called) {
  Function* function = module.newFunction(name);
  function->qualifiedName = called;
  function->result = module.types.longType();
  return function;
}

void addParameter(Function& function, const std::string& name, const Type* type) {
  function.parameters.push_back(function.newVariable(name, type, VariableRole::Parameter));
}
}  // namespace

Function* snapshotsFunction(Module& module, const std::vector<const Type*>& states) {
  std::string name = snapshotsName + "<";
  for (const Type* type : states) name += (type == states.front() ? "" : ", ") + type->spelling;
  name += ">";
  if (Function* known = module.find(name)) return known;
  Function* function = make(module, name, snapshotsName);
  addParameter(*function, "memory", module.types.longType());
  for (const Type* type : states) addParameter(*function, "state", module.types.referenceTo(type, true));
  return function;
}

Function* nextSnapshotFunction(Module& module) {
  if (Function* known = module.find(nextName)) return known;
  Function* function = make(module, nextName, nextName);
  for (const char* name : {"at", "end", "free"}) addParameter(*function, name, module.types.longType());
  return function;
}

bool isSnapshots(const Function& function) { return !function.hasBody && function.qualifiedName == snapshotsName; }
bool isNextSnapshot(const Function& function) { return !function.hasBody && function.qualifiedName == nextName; }

}  // namespace retrograd::ir

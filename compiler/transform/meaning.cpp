#include "transform/meaning.h"

#include "ir/build.h"
#include "ir/print.h"
#include "ir/unnamed.h"

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {
// Does this statement itself put varied data there? (Others may write passive data to the same memory.)
bool storesVaried(const Statement& statement, const Activity& activity) {
  if (const auto* node = statement.as<Assign>()) return activity.isVaried(node->value);
  return statement.as<Call>() != nullptr;
}
// Closures have been split into their members where they could be.
void checkTypes(const Function& function, diag::Sink& sink) {
  forEachStatement(function.body, [&](const Statement& statement) {
    const auto* node = statement.as<Declare>();
    if (node && isUnnamed(node->variable->type))
      sink.report(diag::Message::UnnamedWhole, statement.location, {node->variable->name},
                  {{diag::Message::CallLambda, {}, {}}});
  });
}
}  // namespace

void checkMeaning(const Function& function, const Memory& memory, const Activity& activity, diag::Sink& sink) {
  checkTypes(function, sink);
  for (const Write& write : memory.writes()) {
    if (!storesVaried(*write.statement, activity)) continue;
    if (write.place && !write.place->type()->canBeActive()) continue;
    if (write.place && crossesPassive(*write.place)) {
      const std::string name = print(*write.place);
      sink.report(diag::Message::ActiveIntoPassive, write.statement->location, {name},
                  {{diag::Message::RemovePassiveMark, {}, {name}}});
      continue;
    }
    for (const Object& object : write.objects) {
      const Variable* variable = object.variable;
      if (!activity.isVaried(object)) continue;
      if (object.pointee && variable->markedPassive)
        sink.report(diag::Message::ActiveIntoPassive, write.statement->location, {variable->name},
                    {{diag::Message::RemovePassiveMark, {}, {variable->name}}});
      else if (variable->role == VariableRole::Global)
        sink.report(diag::Message::ActiveGlobal, write.statement->location, {variable->name},
                    {{diag::Message::PassAsParameter, {}, {variable->name}}});
    }
  }
}

}  // namespace retrograd::transform

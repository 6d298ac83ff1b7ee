#include "transform/meaning.h"

#include "analysis/explain.h"
#include "ir/build.h"
#include "ir/print.h"
#include "ir/unnamed.h"
#include "ir/verify.h"
#include "transform/call_checks.h"
#include "transform/exchanged.h"

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

// A global through which memory is reached that may be an input of the function.
bool isGlobalPointer(const Variable* variable) {
  if (!variable || variable->role != VariableRole::Global) return false;
  const Type* type = variable->type;
  while (type->kind == TypeKind::Array) type = type->element;
  return type->isPointer() && type->canBeActive() && !type->constElement;
}

void warnGlobalPointers(const Function& function, diag::Sink& sink) {
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind != ExpressionKind::Read || !isGlobalPointer(e.place.root)) return;
        const std::string& name = e.place.root->name;
        sink.report(diag::Message::GlobalPointerRead, e.location.line ? e.location : statement.location, {name},
                    {{diag::Message::PassMemory, {}, {name}}});
      });
    });
  });
}

bool mayWrite(const Function& callee, const Variable* parameter) {
  return !callee.hasBody || Memory(callee).isWritten({parameter, true});
}

// What the callee stores there has no derivative, but the memory's old one would stay.
void checkPassive(const Function& function, const Memory& memory, const Activity& activity, diag::Sink& sink) {
  forEachStatement(function.body, [&](const Statement& statement) {
    const auto* call = statement.as<Call>();
    for (std::size_t i = 0; call && i < call->callee->parameters.size(); ++i) {
      const Variable* parameter = call->callee->parameters[i];
      if (!parameter->markedPassive || !activity.isActive(call->arguments[i])) continue;
      for (const Object& object : memory.reachable(call->arguments[i], parameter, true))
        if (activity.isActive(object) && mayWrite(*call->callee, parameter))
          sink.report(diag::Message::PassiveWritten, statement.location,
                      {object.variable->name, displayName(*call->callee), parameter->name},
                      {{diag::Message::PassOtherVariable, {}, {parameter->name}}});
    }
  });
}
}  // namespace

bool leavesConstAlone(const Function& function, diag::Sink& sink) {
  bool isSound = true;
  const auto checkTarget = [&](const Place& target, const Statement& statement) {
    if (target.path.empty() || !isConstPlace(target)) return;
    sink.report(diag::Message::ConstWritten, statement.location, {print(target)},
                {{diag::Message::PassMutable, {}, {}}});
    isSound = false;
  };
  forEachStatement(function.body, [&](const Statement& statement) {
    if (const auto* node = statement.as<Assign>()) checkTarget(node->target, statement);
    const auto* call = statement.as<Call>();
    if (!call) return;
    if (call->result) checkTarget(*call->result, statement);
    for (std::size_t i = 0; i < call->arguments.size(); ++i)
      if (call->arguments[i].reference && !call->callee->parameters[i]->type->constElement)
        checkTarget(*call->arguments[i].reference, statement);
  });
  return isSound;
}

void checkMeaning(const Function& function, const Memory& memory, const Activity& activity, diag::Sink& sink) {
  checkTypes(function, sink);
  warnGlobalPointers(function, sink);
  checkPassive(function, memory, activity, sink);
  checkExchanged(function, memory, sink);
  auto report = [&](diag::Message message, const Write& write, diag::Message wayOut, const std::string& name) {
    std::vector<diag::Note> notes = whyActive(function, activity, *write.statement);
    notes.push_back({wayOut, {}, {name}});
    sink.report(message, write.statement->location, {name}, notes);
  };
  for (const Write& write : memory.writes()) {
    // The pointer to its adjoint would have no place either.
    if (write.place && write.place->root->role == VariableRole::Global && write.place->type()->isPointer() &&
        write.place->type()->canBeActive()) {
      report(diag::Message::ActiveGlobal, write, diag::Message::PassAsParameter, write.place->root->name);
      continue;
    }
    if (!storesVaried(*write.statement, activity)) continue;
    if (write.place && !write.place->type()->canBeActive()) continue;
    if (write.place && crossesPassive(*write.place)) {
      report(diag::Message::ActiveIntoPassive, write, diag::Message::RemovePassiveMark, print(*write.place));
      continue;
    }
    if (write.place && isGlobalPointer(write.place->root) && crossesPointer(*write.place))
      report(diag::Message::ActiveGlobal, write, diag::Message::PassAsParameter, write.place->root->name);
    for (const Object& object : write.objects) {
      const Variable* variable = object.variable;
      if (!activity.isVaried(object)) continue;
      if (object.pointee && variable->markedPassive)
        report(diag::Message::ActiveIntoPassive, write, diag::Message::RemovePassiveMark, variable->name);
      else if (variable->role == VariableRole::Global)
        report(diag::Message::ActiveGlobal, write, diag::Message::PassAsParameter, variable->name);
    }
  }
}

}  // namespace retrograd::transform

#include "transform/bounded_loops.h"

#include "analysis/memory.h"
#include "analysis/recursion.h"
#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "ir/unnamed.h"
#include "ir/views.h"
#include "transform/call_checks.h"
#include "transform/cleanup.h"
#include "transform/mentions.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

// As the user has called it.
std::string nameOf(const Variable* variable) { return variable->base.empty() ? variable->name : variable->base; }

const Type* valueType(const Variable* variable) {
  return variable->type->isReference() ? variable->type->element : variable->type;
}

// Can what a global holds be another when code is run again?
bool mayChange(const Variable* variable) {
  return variable && variable->role == VariableRole::Global && (!variable->isConst || holdsPointers(variable->type));
}

// Why code can't be run again later without anybody noticing; null if it can.
const char* whyNotAgain(const Block& block, std::set<const Function*>& seen) {
  const char* why = nullptr;
  forEachStatement(block, [&](const Statement& statement) {
    if (statement.as<Verbatim>()) why = "the loop has effects";
    forEachMention(statement, [&](const Variable* variable) {
      if (mayChange(variable)) why = "the loop uses a global variable";
    });
    const auto* call = statement.as<Call>();
    if (!call) return;
    if (!call->callee->hasBody) why = "the loop calls a function whose effects aren't known here";
    if (seen.insert(call->callee).second)
      if (const char* inside = whyNotAgain(call->callee->body, seen)) why = inside;
  });
  return why;
}

// Is all of its value in a variable of that type, and can that be declared to be filled from a tape?
bool isPlainState(const Type* type, bool inArray = false) {
  if (type->kind == TypeKind::Opaque || isView(type) || isUnnamed(type)) return false;
  if (type->constructed && inArray) return false;
  if (type->element && !isPlainState(type->element, inArray || type->isBareArray())) return false;
  return std::all_of(type->fields.begin(), type->fields.end(),
                     [&](const Field& field) { return isPlainState(field.type, inArray); });
}

class LoopBounder {
public:
  LoopBounder(Derivatives& derivatives, const Function& primal, Function& function)
      : derivatives_(derivatives),
        types_(derivatives.module().types),
        primal_(primal),
        function_(function),
        memory_(function) {}

  // The call that stands for the loop; none after an error.
  std::optional<Statement> bound(const Statement& statement) {
    const auto* loop = statement.as<Loop>();
    if (!loop) return refuse(statement, "this loop doesn't count its steps", diag::Message::WriteStepLoop);
    if (loop->counter->type->kind != TypeKind::Integer)
      return refuse(statement, "this loop doesn't count its steps", diag::Message::WriteStepLoop);
    std::set<const Function*> seen;
    if (const char* why = whyNotAgain({statement}, seen)) return refuse(statement, why, diag::Message::KeepEffectsOut);
    findCaptured(statement);
    if (!findState(statement)) return std::nullopt;
    for (const ExpressionPtr& e : {loop->begin, loop->step})
      if (readsState(e)) return refuse(statement, "the loop changes where it begins", diag::Message::WriteStepLoop);
    for (const Variable* variable : captured_)
      if (!check(statement, variable)) return std::nullopt;
    auto& known = derivatives_.boundedLoops()[{&primal_, loop->counter->name}];
    if (!known.function) make(statement, known);
    Call call{known.function, {}, std::nullopt, false};
    for (std::size_t i = 0; i < captured_.size(); ++i) call.arguments.push_back(asArgument(captured_[i], known, i));
    return Statement{std::move(call), statement.location};
  }

  // State that has no value yet is kept all the same.
  void giveValues(Block& block) const {
    for (Statement& statement : block)
      if (auto* node = statement.as<Declare>(); node && !node->init && everState_.count(node->variable))
        node->zero = true;
  }

private:
  std::optional<Statement> refuse(const Statement& statement, const std::string& why, diag::Message wayOut) {
    derivatives_.sink().report(diag::Message::MemoryUnbounded, statement.location, {displayName(primal_), why},
                               {{wayOut, {}, {displayName(primal_)}}});
    return std::nullopt;
  }
  bool refuseVariable(const Statement& statement, const std::string& why) {
    refuse(statement, why, diag::Message::KeepStateLocal);
    return false;
  }

  // The variables from outside of the loop, in the order of the function's.
  void findCaptured(const Statement& statement) {
    captured_.clear();
    const Block block{statement};
    std::set<const Variable*> own;
    forEachStatement(block, [&](const Statement& s) {
      if (const auto* node = s.as<Declare>()) own.insert(node->variable);
      if (const auto* node = s.as<Call>(); node && node->declares) own.insert(node->result->root);
      if (const auto* node = s.as<Loop>()) own.insert(node->counter);
    });
    own_ = own;
    const std::set<const Variable*> mentioned = variablesIn(block);
    for (Variable& variable : function_.variables)
      if (mentioned.count(&variable) && !own.count(&variable)) captured_.push_back(&variable);
  }

  bool readsState(const ExpressionPtr& e) const {
    bool reads = false;
    forEachExpression(e, [&](const Expression& x) { reads |= state_.count(x.place.root) != 0; });
    return reads;
  }

  // What pointers that may write lead to counts as changed.
  void findPointedTo(const Statement& loop) {
    forEachStatement(loop.as<Loop>()->body, [&](const Statement& statement) {
      forEachOperand(statement, [&](const ExpressionPtr& operand) {
        forEachExpression(operand, [&](const Expression& e) {
          if (e.kind == ExpressionKind::AddressOf && !e.type->constElement && !own_.count(e.place.root) &&
              (!crossesPointer(e.place) || e.place.root->type->isReference()))
            state_.insert(e.place.root);
        });
      });
    });
  }

  // What the steps change that outlives them.
  bool findState(const Statement& statement) {
    state_.clear();
    std::set<const Statement*> inside;
    forEachStatement(statement.as<Loop>()->body, [&](const Statement& s) { inside.insert(&s); });
    for (const Write& write : memory_.writes()) {
      if (!inside.count(write.statement)) continue;
      if (write.objects.empty()) return refuseVariable(statement, "which memory the loop changes isn't known");
      for (const Object& object : write.objects) {
        if (own_.count(object.variable)) {
          if (!object.pointee) continue;
          return refuseVariable(statement, "which memory the loop changes isn't known");
        }
        if (object.pointee && !object.variable->type->isReference())
          return refuseVariable(
              statement, "the loop changes what '" + nameOf(object.variable) + "' leads to, whose size isn't known");
        state_.insert(object.variable);
      }
    }
    findPointedTo(statement);
    everState_.insert(state_.begin(), state_.end());
    for (const Variable* variable : state_)
      if (std::find(captured_.begin(), captured_.end(), variable) == captured_.end())
        return refuseVariable(statement, "the loop changes '" + nameOf(variable) + "' through a pointer");
    return true;
  }

  bool check(const Statement& statement, const Variable* variable) {
    const Type* type = valueType(variable);
    const std::string quoted = "'" + nameOf(variable) + "'";
    const bool isState = state_.count(variable) != 0;
    if (isUnnamed(type)) return refuseVariable(statement, "the type of " + quoted + " has no name");
    if (type->kind == TypeKind::Opaque)
      return refuseVariable(statement, "the loop uses " + quoted + ", whose class is opaque");
    if (isState && holdsPointers(type)) return refuseVariable(statement, "the loop changes the pointer " + quoted);
    if (isState && !isPlainState(type))
      return refuseVariable(statement,
                            "the loop changes " + quoted + ", which can't be copied into a variable of its own");
    if (!holdsPointers(type)) return true;
    // A pointer may lead only where no variable of the function is.
    for (const Object& object : memory_.pointsTo(variable)) {
      const bool isElsewhere =
          object.pointee && object.variable->role == VariableRole::Parameter && object.variable->type->isPointer();
      if (!isElsewhere)
        return refuseVariable(statement, "the pointer " + quoted + " leads into a variable of the function");
    }
    if (memory_.pointsTo(variable).empty())
      return refuseVariable(statement, "where the pointer " + quoted + " leads isn't known");
    return true;
  }

  const Type* parameterType(const Variable* variable) const {
    const Type* type = valueType(variable);
    if (state_.count(variable)) return types_.referenceTo(type);
    if (variable->type->isReference()) return types_.referenceTo(type, true);
    return type->isScalar() || type->isPointer() ? type : types_.referenceTo(type, true);
  }

  Argument asArgument(Variable* variable, const BoundedLoop& loop, std::size_t index) const {
    if (loop.function->parameters[index]->type->isReference()) return {nullptr, place(variable)};
    return {read(variable), std::nullopt};
  }

  Variable* addParameter(Function& function, const Variable* like, const Type* type) const {
    Variable* parameter = function.newVariable(nameOf(like), type, VariableRole::Parameter);
    parameter->markedPassive = like->markedPassive;
    parameter->location = like->location;
    function.parameters.push_back(parameter);
    return parameter;
  }

  void make(const Statement& statement, BoundedLoop& made) {
    const Loop& loop = *statement.as<Loop>();
    Module& module = derivatives_.module();
    const std::string name = cxxName(primal_);
    made.memory = primal_.memory;
    made.step = newHelper(module, backend::stepName(name, loop.counter->name), primal_);
    made.function = newHelper(module, backend::loopName(name, loop.counter->name), primal_);
    for (Function* function : {made.step, made.function}) {
      function->location = statement.location;
      function->result = types_.voidType();
      function->hasBody = true;
    }
    VariableMap inStep, inLoop;
    inStep[loop.counter] = addParameter(*made.step, loop.counter, loop.counter->type);
    const std::set<const Variable*> inBody = variablesIn(loop.body);
    for (const Variable* variable : captured_) {
      inLoop[variable] = addParameter(*made.function, variable, parameterType(variable));
      made.isState.push_back(state_.count(variable) != 0);
      if (!inBody.count(variable)) continue;
      inStep[variable] = addParameter(*made.step, variable, parameterType(variable));
      made.captured.push_back(static_cast<unsigned>(made.function->parameters.size() - 1));
    }
    adopt(function_, loop.body, *made.step, inStep);
    Variable* counter = made.function->newVariable(loop.counter->name, loop.counter->type);
    inLoop[loop.counter] = counter;
    Call call{made.step, {{read(counter), std::nullopt}}, std::nullopt, false};
    for (const unsigned index : made.captured) {
      Variable* parameter = made.function->parameters[index];
      if (parameter->type->isReference())
        call.arguments.push_back({nullptr, place(parameter)});
      else
        call.arguments.push_back({read(parameter), std::nullopt});
    }
    made.function->body.push_back({Loop{counter,
                                        clone(loop.begin, inLoop),
                                        clone(loop.end, inLoop),
                                        clone(loop.step, inLoop),
                                        loop.relation,
                                        {{std::move(call), statement.location}}},
                                   statement.location});
    for (Function* function : {made.step, made.function}) {
      function->generated = true;
      derivatives_.passes().after(*function, types_);
    }
  }

  Derivatives& derivatives_;
  TypeTable& types_;
  const Function& primal_;
  Function& function_;
  const Memory memory_;
  std::vector<Variable*> captured_;
  std::set<const Variable*> own_, state_, everState_;
};

}  // namespace

namespace {
bool refuse(Derivatives& derivatives, const Function& primal, Location location, const std::string& why) {
  derivatives.sink().report(diag::Message::MemoryUnbounded, location, {displayName(primal), why},
                            {{diag::Message::WriteStepLoop, {}, {displayName(primal)}}});
  return false;
}
}  // namespace

bool addCounters(Derivatives& derivatives, const Function& primal, const std::vector<const Statement*>& loops,
                 std::set<std::string>& counters) {
  if (isRecursive(primal)) return refuse(derivatives, primal, primal.location, "it calls itself");
  if (loops.empty()) return refuse(derivatives, primal, primal.location, "it is not in loops of its own");
  for (const Statement* statement : loops) {
    const auto* loop = statement->as<Loop>();
    if (statement->as<While>())
      return refuse(derivatives, primal, statement->location, "how often this loop runs isn't known before it");
    if (!loop) return refuse(derivatives, primal, statement->location, "this loop stands inside another statement");
    if (!counters.insert(loop->counter->name).second)
      return refuse(derivatives, primal, statement->location, "this loop keeps something all the same");
  }
  return true;
}

bool boundLoops(Derivatives& derivatives, const Function& primal, std::set<std::string> counters, Function& result) {
  cloneInto(primal, result);
  result.name = primal.name;
  result.qualifiedName = primal.qualifiedName;
  if (!derivatives.passes().before(result, derivatives.module().types)) return false;
  LoopBounder bounder(derivatives, primal, result);
  Block body;
  for (const Statement& statement : result.body) {
    const auto* loop = statement.as<Loop>();
    if (!loop || !counters.count(loop->counter->name)) {
      body.push_back(statement);
      continue;
    }
    std::optional<Statement> call = bounder.bound(statement);
    if (!call) return false;
    counters.erase(loop->counter->name);
    body.push_back(std::move(*call));
  }
  if (!counters.empty()) return refuse(derivatives, primal, primal.location, "its loops change their places");
  result.body = std::move(body);
  bounder.giveValues(result.body);
  return derivatives.passes().check("bounded-loops", result);
}

}  // namespace retrograd::transform

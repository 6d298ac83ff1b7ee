#include "transform/zero_derivatives.h"

#include "analysis/explain.h"
#include "ir/build.h"
#include "rules/math.h"
#include "transform/call_checks.h"
#include "transform/mentions.h"

#include <algorithm>
#include <optional>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;
using diag::Message;

namespace {

// An operation that takes varied numbers and gives what has no derivative.
struct Cut {
  Message message;
  const Expression* operation = nullptr;
  ExpressionPtr operand;  // what arrives there
  Location location;
  bool isSum = false;               // of an integer variable, to which it is added
  const Statement* call = nullptr;  // the operation is in the function called, and gives its result
};

bool isComparison(OperationKind kind) {
  switch (kind) {
  case OperationKind::Less:
  case OperationKind::LessEqual:
  case OperationKind::Greater:
  case OperationKind::GreaterEqual:
  case OperationKind::Equal:
  case OperationKind::NotEqual: return true;
  default: return false;
  }
}

std::optional<Message> cutBy(const Expression& e, unsigned operand) {
  if (isComparison(e.operation)) return Message::ZeroByComparison;
  if (e.operation == OperationKind::Cast && !e.type->isFloat())
    return e.type->kind == TypeKind::Bool ? Message::ZeroByComparison : Message::ZeroByConversion;
  if (e.operation != OperationKind::Math) return std::nullopt;
  const rules::MathFunction* math = rules::findMath(e.function);
  if (math && !rules::hasPartial(*math, operand)) return Message::ZeroByStep;
  return std::nullopt;
}

// `count += x` with an integer on the left: hardly ever meant.
bool addsToInteger(const Statement& statement, const Expression& cast) {
  const auto* assign = statement.as<Assign>();
  if (!assign || assign->value.get() != &cast || cast.operands[0]->kind != ExpressionKind::Operation) return false;
  const OperationKind kind = cast.operands[0]->operation;
  if (kind != OperationKind::Add && kind != OperationKind::Subtract) return false;
  bool readsItself = false;
  forEachExpression(cast.operands[0], [&](const Expression& e) {
    readsItself |= e.kind == ExpressionKind::Read && samePlace(e.place, assign->target);
  });
  return readsItself;
}

// Every cut that varied numbers arrive at, in program order.
std::vector<Cut> cutsIn(const Function& function, const Activity& activity) {
  std::vector<Cut> cuts;
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& root) {
      forEachExpression(root, [&](const Expression& e) {
        if (e.kind != ExpressionKind::Operation) return;
        for (unsigned i = 0; i < e.operands.size(); ++i) {
          const ExpressionPtr& operand = e.operands[i];
          if (!operand->type->isFloat() || !activity.isVaried(operand)) continue;
          if (const auto message = cutBy(e, i))
            cuts.push_back({*message, &e, operand, e.location.line ? e.location : statement.location,
                            e.operation == OperationKind::Cast && addsToInteger(statement, e)});
        }
      });
    });
  });
  return cuts;
}

// Where varied numbers end in a function that gives an integer, such as std::accumulate(…, 0).
std::optional<Cut> cutInside(const Statement& statement, const Activity& activity, const Memory& memory) {
  const auto* call = statement.as<Call>();
  if (!call || !call->callee->hasBody || call->callee->result->kind != TypeKind::Integer) return std::nullopt;
  std::set<const Variable*> varied;
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    const Argument& argument = call->arguments[i];
    bool isVaried = argument.value && activity.isVaried(argument.value);
    for (const Object& object : memory.reachable(argument, nullptr, false)) isVaried |= activity.isVaried(object);
    if (isVaried) varied.insert(call->callee->parameters[i]);
  }
  if (varied.empty()) return std::nullopt;
  const Memory inner(*call->callee);
  std::vector<Cut> cuts = cutsIn(*call->callee, Activity(*call->callee, inner, varied));
  const auto sum = std::find_if(cuts.begin(), cuts.end(), [](const Cut& cut) { return cut.isSum; });
  if (cuts.empty()) return std::nullopt;
  Cut cut = sum == cuts.end() ? cuts.front() : *sum;
  cut.call = &statement;
  if (!cut.location.line) cut.location = statement.location;
  return cut;
}

class Warnings {
public:
  Warnings(const Function& function, diag::Sink& sink) : function_(function), sink_(sink), memory_(function) {}

  void run() {
    for (const Variable* parameter : function_.parameters) {
      if (!parameter->type->canBeActive() || parameter->markedPassive) continue;
      const bool unnamed = parameter->base.empty();  // nobody expects a derivative
      if (parameter->type->givesWriteAccess() || unnamed || !checkParameter(parameter)) active_.insert(parameter);
    }
    checkLocals();
  }

private:
  std::vector<Cut> allCuts(const Activity& activity) const {
    std::vector<Cut> cuts = cutsIn(function_, activity);
    forEachStatement(function_.body, [&](const Statement& statement) {
      if (std::optional<Cut> inside = cutInside(statement, activity, memory_)) cuts.push_back(std::move(*inside));
    });
    return cuts;
  }

  std::vector<diag::Note> whyVaried(const Cut& cut, const Activity& activity) const {
    return cut.call ? whyActive(function_, activity, *cut.call) : whyActive(function_, activity, cut.operand);
  }

  // True if it was warned about.
  bool checkParameter(const Variable* parameter) {
    const Activity activity(function_, memory_, {parameter});
    for (const Object& source : activity.sources())
      if (activity.isActive(source)) return false;
    if (!variablesIn(function_.body).count(parameter)) return warn(Message::ZeroUnused, parameter, activity, nullptr);
    const std::vector<Cut> cuts = allCuts(activity);
    if (cuts.empty()) return warn(Message::ZeroIndependent, parameter, activity, nullptr);
    return warn(cuts.front().message, parameter, activity, &cuts.front());
  }

  bool warn(Message message, const Variable* parameter, const Activity& activity, const Cut* cut) {
    std::vector<diag::Note> notes;
    if (cut) {
      for (diag::Note& note : whyVaried(*cut, activity))
        if (note.message == Message::ActiveThrough) notes.push_back(std::move(note));
      notes.push_back({Message::CutHere, cut->location, {}});
    }
    notes.push_back({Message::MarkPassive, parameter->location, {parameter->name}});
    const std::string step =
        cut && message == Message::ZeroByStep ? rules::findMath(cut->operation->function)->calledName : "";
    sink_.report(message, parameter->location, {displayName(function_), parameter->name, step}, notes);
    return true;
  }

  // Locals that carry a derivative which ends in a conversion, although other parameters' derivatives don't.
  void checkLocals() {
    const Activity activity(function_, memory_, active_);
    for (const Cut& cut : allCuts(activity)) {
      if (cut.message != Message::ZeroByConversion || (cut.call && !cut.isSum)) continue;
      const Variable* ending = nullptr;
      bool goesOn = false;
      if (cut.call)
        for (const Object& object : activity.flowOf(*cut.call).from)
          if (activity.isVaried(object)) ending = object.variable;
      forEachDifferentiableRead(cut.call ? nullptr : cut.operand, [&](const Expression& e) {
        if (!activity.isVaried(e.place)) return;
        goesOn |= activity.isActive(e.place);
        ending = e.place.root;
      });
      if (!ending || (goesOn && !cut.isSum)) continue;
      std::vector<diag::Note> notes = whyVaried(cut, activity);
      notes.push_back({Message::UseTruncation, {}, {}});
      sink_.report(Message::ConversionCutsPath, cut.location, {ending->name}, notes);
    }
  }

  const Function& function_;
  diag::Sink& sink_;
  Memory memory_;
  std::set<const Variable*> active_;  // parameters with a derivative
};

}  // namespace

void warnZeroDerivatives(const Function& function, diag::Sink& sink) { Warnings(function, sink).run(); }

}  // namespace retrograd::transform

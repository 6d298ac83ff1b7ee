// The two halves of a loop of bounded record:
//
//   forward:  while (at < steps) {                    reverse:  while (end > 0) {
//               push the state, at;                               pop at, the state;
//               next = …;                                         while (at < end - 1) {
//               run the steps up to next;                           push the state, at;
//             }                                                     next = …; run the steps up to next;
//             push the counts;                                    }
//                                                                 the adjoint of step at, which is end - 1;
//                                                                 end -= 1; }
#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "ir/schedule.h"
#include "transform/algebra.h"
#include "transform/bounded_loops.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;

namespace {

// What both halves are made of, in the variables of one of them.
class Half {
public:
  Half(Module& module, Function& function, const BoundedLoop& loop, const std::vector<Source>& sources)
      : module_(module),
        types_(module.types),
        function_(function),
        loop_(loop),
        values_(loop.function->parameters.size()),
        bars_(values_.size()) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Source& source = sources[i];
      if (source.kind == Source::Tape) tape_ = function.parameters[i];
      if (source.kind == Source::Primal) values_[source.index] = function.parameters[i];
      if (source.kind == Source::Companion) bars_[source.index] = function.parameters[i];
    }
  }

  // `stepBytes` says what the adjoint of a step keeps beside the states; null where that isn't known before.
  void forward(const Derivative* stepBytes);
  void reverse(const Derivative& stepAdjoint);

private:
  const Loop& loop() const { return *loop_.function->body.front().as<Loop>(); }
  const Type* number() const { return types_.longType(); }
  ExpressionPtr literal(long value) const { return constant(std::to_string(value), number()); }
  Variable* count(const std::string& name) { return function_.newVariable(name, number()); }
  Statement push(Variable* variable) const { return {TapeOperation{TapeOperation::Push, variable, tape_}, {}}; }
  Statement pop(Variable* variable) const { return {TapeOperation{TapeOperation::Pop, variable, tape_}, {}}; }
  ExpressionPtr less(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return operation(OperationKind::Less, types_.boolType(), {a, b});
  }
  ExpressionPtr minus(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return operation(OperationKind::Subtract, number(), {a, b});
  }

  void declarePopped(Variable* variable, Block& out) { out.push_back(declare(variable)), out.push_back(pop(variable)); }
  void forEachState(const std::function<void(Variable*)>& visit) const {
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (loop_.isState[i]) visit(values_[i]);
  }
  ExpressionPtr inHalf(const ExpressionPtr& e) const;
  void countSteps(Variable* steps, Block& out);
  ExpressionPtr counterAt(const ExpressionPtr& step) const;
  void keepAndAdvance(Variable* at, Variable* end, Block& out);
  ExpressionPtr memoryForStates(const Derivative* stepBytes, Block& out);
  Statement runStep(const ExpressionPtr& step) const;
  Argument argument(unsigned index) const;
  Statement reverseStep(const Derivative& adjoint, const ExpressionPtr& step) const;

  Module& module_;
  TypeTable& types_;
  Function& function_;
  const BoundedLoop& loop_;
  std::vector<Variable*> values_,
      bars_;  // per parameter of the loop's function; the state of the reverse half is its own
  Variable *tape_ = nullptr, *slots_ = nullptr, *kept_ = nullptr;
};

// Where the loop begins and ends, in this half's variables.
ExpressionPtr Half::inHalf(const ExpressionPtr& e) const {
  VariableMap map;
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (values_[i]) map[loop_.function->parameters[i]] = values_[i];
  return clone(e, map);
}

void Half::countSteps(Variable* steps, Block& out) {
  const Loop& counted = loop();
  out.push_back(declare(steps, literal(0)));
  Variable* counter = function_.newVariable(counted.counter->name, counted.counter->type);
  out.push_back({Loop{counter,
                      inHalf(counted.begin),
                      inHalf(counted.end),
                      inHalf(counted.step),
                      counted.relation,
                      {accumulate(place(steps), literal(1))}},
                 {}});
}

// The loop's counter in the step of that number.
ExpressionPtr Half::counterAt(const ExpressionPtr& step) const {
  const Type* type = loop().counter->type;
  const ExpressionPtr begin = convert(inHalf(loop().begin), type);
  if (isLiteral(loop().step, 1) && isLiteral(begin, 0)) return convert(step, type);
  if (isLiteral(loop().step, 1)) return operation(OperationKind::Add, type, {begin, convert(step, type)});
  if (isLiteral(loop().step, -1)) return operation(OperationKind::Subtract, type, {begin, convert(step, type)});
  const ExpressionPtr distance = multiply(convert(step, type), convert(inHalf(loop().step), type));
  return isLiteral(begin, 0) ? distance : operation(OperationKind::Add, type, {begin, distance});
}

Argument Half::argument(unsigned index) const {
  const Variable* parameter = loop_.function->parameters[index];
  if (parameter->type->isReference()) return {nullptr, place(values_[index])};
  return {read(values_[index]), std::nullopt};
}

Statement Half::runStep(const ExpressionPtr& step) const {
  Call call{loop_.step, {{counterAt(step), std::nullopt}}, std::nullopt, false};
  for (const unsigned index : loop_.captured) call.arguments.push_back(argument(index));
  return {std::move(call), {}};
}

Statement Half::reverseStep(const Derivative& adjoint, const ExpressionPtr& step) const {
  Call call{adjoint.function, {}, std::nullopt, false};
  for (const Source& source : adjoint.sources) {
    if (source.index == 0)
      call.arguments.push_back({counterAt(step), std::nullopt});
    else if (source.kind == Source::Primal)
      call.arguments.push_back(argument(loop_.captured[source.index - 1]));
    else if (Variable* bar = bars_[loop_.captured[source.index - 1]]; bar->type->isReference())
      call.arguments.push_back({nullptr, place(bar)});
    else
      call.arguments.push_back({read(bar), std::nullopt});
  }
  return {std::move(call), {}};
}

void Half::keepAndAdvance(Variable* at, Variable* end, Block& out) {
  forEachState([&](Variable* state) { out.push_back(push(state)); });
  out.push_back(push(at));
  out.push_back(accumulate(place(kept_), literal(1)));
  Variable* next = count("next");
  next->isConst = true;
  Call call{nextSnapshotFunction(module_), {}, place(next), true};
  for (const ExpressionPtr& value : {read(at), read(end), minus(read(slots_), read(kept_))})
    call.arguments.push_back({value, std::nullopt});
  out.push_back({std::move(call), {}});
  Variable* step = count("step");
  out.push_back({Loop{step, read(at), read(next), literal(1), OperationKind::Less, {runStep(read(step))}}, {}});
  out.push_back(assign(place(at), read(next)));
}

// The bound, less what the adjoint of one step keeps (the first one stands for all).
ExpressionPtr Half::memoryForStates(const Derivative* stepBytes, Block& out) {
  const ExpressionPtr memory = literal(static_cast<long>(loop_.memory));
  if (!stepBytes || stepBytes->function->body.front().as<Return>()) return memory;
  Variable* bytes = count("step_bytes");
  bytes->isConst = true;
  Call call = *runStep(literal(0)).as<Call>();
  call.callee = stepBytes->function;
  call.result = place(bytes);
  call.declares = true;
  out.push_back({std::move(call), {}});
  return minus(memory, read(bytes));
}

void Half::forward(const Derivative* stepBytes) {
  Block& body = function_.body;
  slots_ = count("slots");
  slots_->isConst = true;
  kept_ = count("kept");
  Variable *steps = count("steps"), *at = count("at");
  countSteps(steps, body);
  std::vector<const Type*> types;
  Call call{nullptr, {{memoryForStates(stepBytes, body), std::nullopt}}, place(slots_), true};
  forEachState([&](Variable* state) {
    types.push_back(state->type->element);
    call.arguments.push_back({nullptr, place(state)});
  });
  call.callee = snapshotsFunction(module_, types);
  body.push_back({std::move(call), {}});
  body.push_back(declare(kept_, literal(0)));
  body.push_back(declare(at, literal(0)));
  While whole{less(read(at), read(steps)), {}};
  keepAndAdvance(at, steps, whole.body);
  body.push_back({std::move(whole), {}});
  for (Variable* variable : {slots_, kept_, steps}) body.push_back(push(variable));
}

void Half::reverse(const Derivative& stepAdjoint) {
  Block& body = function_.body;
  slots_ = count("slots");
  kept_ = count("kept");
  Variable *end = count("end"), *at = count("at");
  for (Variable* variable : {end, kept_, slots_}) declarePopped(variable, body);
  std::vector<Variable*> states;
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (loop_.isState[i]) {
      const Variable* parameter = loop_.function->parameters[i];
      values_[i] = function_.newVariable(parameter->name, parameter->type->element);
      states.insert(states.begin(), values_[i]);
    }
  While whole{less(literal(0), read(end)), {}};
  declarePopped(at, whole.body);
  for (Variable* state : states) declarePopped(state, whole.body);
  whole.body.push_back(assign(place(kept_), minus(read(kept_), literal(1))));
  While again{less(read(at), minus(read(end), literal(1))), {}};
  keepAndAdvance(at, end, again.body);
  whole.body.push_back({std::move(again), {}});
  whole.body.push_back(reverseStep(stepAdjoint, read(at)));
  whole.body.push_back(assign(place(end), minus(read(end), literal(1))));
  body.push_back({std::move(whole), {}});
}

// Whatever the caller's memory is when the reverse half runs, its state is its own; the rest must be as it was.
bool checkUnchanged(Derivatives& derivatives, const BoundedLoop& loop, const Variant& variant) {
  for (std::size_t i = 0; i < loop.isState.size(); ++i) {
    const Variable* parameter = loop.function->parameters[i];
    std::string why;
    if (!loop.isState[i] && variant.unstable[i])
      why = "'" + parameter->name + "', which the loop reads, changes or ends behind it";
    const bool carries = loop.isState[i] && parameter->type->canBeActive() && !parameter->markedPassive;
    if (carries && !variant.active[i]) why = "'" + parameter->name + "' carries no derivative outside of the loop";
    if (why.empty()) continue;
    derivatives.sink().report(diag::Message::MemoryUnbounded, loop.function->location, {loop.function->name, why},
                              {{diag::Message::KeepUnchanged, {}, {}}});
    return false;
  }
  return true;
}

}  // namespace

bool makeBoundedHalves(Derivatives& derivatives, const BoundedLoop& loop, const Variant& variant,
                       SplitAdjoint& result) {
  Module& module = derivatives.module();
  Function& primal = *loop.function;
  if (!checkUnchanged(derivatives, loop, variant)) return false;
  Variant ofStep{{false}, false, {false}};
  for (const unsigned index : loop.captured) {
    ofStep.active.push_back(variant.active[index]);
    ofStep.unstable.push_back(false);
  }
  const Derivative* stepAdjoint = derivatives.adjoint(*loop.step, ofStep);
  if (!stepAdjoint) return false;
  for (unsigned i = 0; i < primal.parameters.size(); ++i) {
    result.forward.sources.push_back({Source::Primal, i});
    if (!loop.isState[i]) result.reverse.sources.push_back({Source::Primal, i});
    if (variant.active[i]) result.reverse.sources.push_back({Source::Companion, i});
  }
  result.usesTape = true;
  for (Derivative* half : {&result.forward, &result.reverse}) {
    half->sources.push_back({Source::Tape, 0});
    half->function->result = module.types.voidType();
    half->function->internal = true;
    half->function->hasBody = true;
    declareParameters(*half, primal, Direction::Adjoint, module.types);
  }
  Half(module, *result.forward.function, loop, result.forward.sources)
      .forward(derivatives.tapeBytes(*loop.step, ofStep));
  Half(module, *result.reverse.function, loop, result.reverse.sources).reverse(*stepAdjoint);
  for (const Derivative* half : {&result.forward, &result.reverse})
    if (!derivatives.passes().check("adjoint", *half->function) ||
        !derivatives.passes().after(*half->function, module.types))
      return false;
  return true;
}

}  // namespace retrograd::transform

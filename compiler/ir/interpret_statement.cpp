#include "ir/build.h"
#include "ir/interpret_compile.h"
#include "ir/parse_words.h"
#include "ir/print.h"
#include "ir/schedule.h"
#include "ir/tape_arrays.h"
#include "retrograd/checkpoint.h"

#include <algorithm>
#include <cstring>

namespace retrograd::ir {

void execute(const Code& code, Machine& machine, Frame& frame) {
  for (const Instruction& instruction : code) {
    machine.line = instruction.line;
    if (!machine.step()) return;
    instruction.run(machine, frame);
  }
}

namespace {

const Type* referee(const Type* type) { return type->isReference() ? type->element : type; }
bool isTape(const Type* type) { return type->kind == TypeKind::Opaque && type->spelling == tapeTypeName; }

void copyCells(Machine& m, const Type* type, const Pointer& from, const Pointer& to, std::uint64_t count) {
  const Value* source = m.access(from, count);
  Value* target = m.access(to, count);
  if (!source || !target) return;
  if (!type->holdsVector()) {
    std::memmove(static_cast<void*>(target), source, count * sizeof(Value));
    return;
  }
  std::vector<Value> copy(source, source + count);
  m.detach(type, copy.data());
  // New memory may have moved the old.
  if ((target = m.access(to, count))) std::copy(copy.begin(), copy.end(), target);
}

// Where each variable of a function stands in its frame.
struct Slots {
  std::unordered_map<const Variable*, std::uint32_t> at;
  std::uint64_t size = 0;
};

Slots slotsOf(const Function& function, Layout& layout) {
  Slots slots;
  for (const Variable& variable : function.variables) {
    slots.at[&variable] = static_cast<std::uint32_t>(slots.size);
    slots.size = std::min(Layout::tooLarge, slots.size + layout.size(variable.type));
  }
  return slots;
}

class FunctionCompiler {
public:
  FunctionCompiler(Program& program, FunctionCode& code, Machine& machine)
      : program_(program),
        code_(code),
        machine_(machine),
        slots_(slotsOf(*code.function, machine.layout)),
        expressions_(machine, slots_.at) {}

  void run();

private:
  Code block(const Block& block);

  Execute node(const Declare& node);
  Execute node(const Assign& node);
  Execute node(const Call& node);
  Execute node(const Loop& node);
  Execute node(const While& node);
  Execute node(const Branch& node);
  Execute node(const Return& node);
  Execute node(const TapeOperation& node);
  Execute tapeArray(const Call& node);
  Execute schedule(const Call& node);
  Execute node(const Scope& node);
  Execute node(const Verbatim& node);
  Execute node(const Comment&) { return {}; }

  Execute failing(const std::string& message) {
    return [message](Machine& m, Frame&) { m.fail("not interpretable: " + message); };
  }
  bool isInterpretable(const Type* type) const;
  Execute store(const Place& target, const Expression& value);
  Execute storeSize(const Place& target, Evaluate size);
  Execute storeScalar(const Place& target, Evaluate value);
  using SetArgument = std::function<void(Machine&, Frame& caller, Frame& callee)>;
  SetArgument argument(const Argument& argument, const Type* type, std::uint32_t slot, std::uint64_t temporary);
  Execute storeResult(const Call& call);

  Program& program_;
  FunctionCode& code_;
  Machine& machine_;
  const Slots slots_;
  ExpressionCompiler expressions_;
};

void FunctionCompiler::run() {
  for (const Variable* parameter : code_.function->parameters) code_.parameterSlots.push_back(slots_.at.at(parameter));
  code_.frameSize = slots_.size;
  if (slots_.size <= machine_.options.cells) code_.body = block(code_.function->body);
  code_.ready = true;
}

Code FunctionCompiler::block(const Block& block) {
  Code code;
  for (const Statement& statement : block) {
    Execute run = std::visit([&](const auto& node) { return this->node(node); }, statement.node);
    if (run) code.push_back({std::move(run), statement.location.line});
  }
  return code;
}

// ---- Storing -----------------------------------------------------------------------------------------------------

bool FunctionCompiler::isInterpretable(const Type* type) const {
  return cellKind(type) != Value::None || type->isAggregate();
}

Execute FunctionCompiler::storeSize(const Place& target, Evaluate size) {
  const Place vector{target.root, {target.path.begin(), target.path.end() - 1}};
  return [where = expressions_.locate(vector), size = std::move(size), type = vector.type()](Machine& m, Frame& f) {
    const std::int64_t wanted = size(m, f).integer();
    const Pointer at = where(m, f);
    const Value* cell = m.access(at, 1);
    if (!cell) return;
    Value changed = *cell;
    m.resize(changed, type, wanted);
    if (Value* target = m.access(at, 1)) *target = changed;
  };
}

Execute FunctionCompiler::storeScalar(const Place& target, Evaluate value) {
  if (isVectorSize(target)) return storeSize(target, std::move(value));
  if (const auto slot = expressions_.directSlot(target))
    return [slot = *slot, value = std::move(value)](Machine& m, Frame& f) { f.cells[slot] = value(m, f); };
  return [where = expressions_.locate(target), value = std::move(value)](Machine& m, Frame& f) {
    const Value stored = value(m, f);
    if (Value* cell = m.access(where(m, f), 1)) *cell = stored;
  };
}

Execute FunctionCompiler::store(const Place& target, const Expression& value) {
  if (cellKind(value.type) != Value::None) return storeScalar(target, expressions_.scalar(value));
  if (!isInterpretable(value.type)) return failing("a value of type '" + print(*value.type) + "'");
  const std::uint64_t size = machine_.layout.size(value.type);
  return [from = expressions_.aggregate(value), to = expressions_.locate(target), size, type = value.type](Machine& m,
                                                                                                           Frame& f) {
    const Pointer source = from(m, f);
    copyCells(m, type, source, to(m, f), size);
  };
}

Execute FunctionCompiler::node(const Declare& node) {
  const Type* type = node.variable->type;
  const std::uint32_t slot = slots_.at.at(node.variable);
  if (isTape(type))
    return [slot](Machine& m, Frame& f) {
      if (f.cells[slot].kind() != Value::Tape) {
        f.cells[slot] = Value::tape(m.tapes.size());
        m.tapes.emplace_back();
      }
      m.tapes[f.cells[slot].integer()] = {};
    };
  if (!isInterpretable(type)) return failing("a variable of type '" + print(*type) + "'");
  if (node.init) return store(place(node.variable), *node.init);
  std::vector<Value> cells;
  if (!node.zero && !type->holdsVector())
    cells.resize(machine_.layout.size(type));
  else if (!zeroCells(type, cells))
    return failing("a zero of type '" + print(*type) + "'");
  return [slot, cells](Machine&, Frame& f) { std::copy(cells.begin(), cells.end(), f.cells.begin() + slot); };
}

Execute FunctionCompiler::node(const Assign& node) {
  if (!node.accumulate) return store(node.target, *node.value);
  const Type* type = node.value->type;
  if (!type->isScalar()) return failing("'+=' on type '" + print(*type) + "'");
  return store(node.target, *operation(OperationKind::Add, type, {read(node.target), node.value}));
}

// ---- Calls -------------------------------------------------------------------------------------------------------

FunctionCompiler::SetArgument FunctionCompiler::argument(const Argument& argument, const Type* type, std::uint32_t slot,
                                                         std::uint64_t temporary) {
  const std::uint64_t size = machine_.layout.size(referee(type));
  if (argument.reference)
    return [where = expressions_.locate(*argument.reference), slot, size](Machine& m, Frame& caller, Frame& callee) {
      const Pointer pointer = where(m, caller);
      m.access(pointer, size);  // a reference leads to something that exists
      callee.cells[slot] = Value(pointer);
    };
  // A value for a reference to const stands in the callee's frame, behind the variables.
  const auto target = static_cast<std::int32_t>(type->isReference() ? temporary : slot);
  const auto end = static_cast<std::int32_t>(target + size);
  const bool refers = type->isReference();
  const auto refer = [=](Frame& callee) {
    if (refers) callee.cells[slot] = Value(Pointer{callee.id, target, target, end});
  };
  if (cellKind(referee(type)) != Value::None)
    return [value = expressions_.scalar(*argument.value), target, refer](Machine& m, Frame& caller, Frame& callee) {
      callee.cells[target] = value(m, caller);
      refer(callee);
    };
  return [from = expressions_.aggregate(*argument.value), target, end, size, refer, type = referee(type)](
             Machine& m, Frame& caller, Frame& callee) {
    copyCells(m, type, from(m, caller), {callee.id, target, target, end}, size);
    refer(callee);
  };
}

Execute FunctionCompiler::storeResult(const Call& call) {
  if (!call.result) return [](Machine&, Frame&) {};
  const Type* type = call.callee->result;
  if (cellKind(type) != Value::None) return storeScalar(*call.result, [](Machine& m, Frame&) { return m.result; });
  return [to = expressions_.locate(*call.result), size = machine_.layout.size(type)](Machine& m, Frame& f) {
    Value* target = m.access(to(m, f), size);
    if (target) std::copy(m.members.begin(), m.members.end(), target);
  };
}

Execute FunctionCompiler::node(const Call& node) {
  const Function& callee = *node.callee;
  if (isReserve(callee) || isRelease(callee)) return tapeArray(node);
  if (isSnapshots(callee) || isNextSnapshot(callee) || isTapeBytes(callee)) return schedule(node);
  if (!callee.hasBody) return failing("'" + callee.name + "' has no body");
  if (callee.parameters.size() != node.arguments.size()) return failing("the arguments of '" + callee.name + "'");
  const Slots calleeSlots = slotsOf(callee, machine_.layout);
  std::uint64_t frameSize = calleeSlots.size;
  std::vector<SetArgument> arguments;
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    const Argument& argument = node.arguments[i];
    const Variable* parameter = callee.parameters[i];
    arguments.push_back(this->argument(argument, parameter->type, calleeSlots.at.at(parameter), frameSize));
    if (argument.value) frameSize += machine_.layout.size(argument.value->type);
  }
  return [program = &program_, code = &program_.find(callee), arguments, frameSize, keep = storeResult(node)](
             Machine& m, Frame& f) {
    Frame* frame = m.pushFrame(frameSize);
    if (!frame) return;
    for (const SetArgument& set : arguments) set(m, f, *frame);
    const unsigned line = m.line;
    program->run(*code, m, *frame);
    m.line = line;
    if (!m.failed) keep(m, f);
  };
}

// Sizes in memory are those of cells here.
Execute FunctionCompiler::schedule(const Call& node) {
  std::vector<Evaluate> numbers;
  long state = 1;
  for (const Argument& argument : node.arguments)
    if (argument.value)
      numbers.push_back(expressions_.scalar(*argument.value));
    else
      state += static_cast<long>(machine_.layout.size(argument.reference->type()));
  constexpr std::int64_t cell = 16;
  return [numbers, state, bytes = isTapeBytes(*node.callee), counts = isSnapshots(*node.callee),
          keep = storeResult(node)](Machine& m, Frame& f) {
    std::int64_t result = 0;
    if (bytes)
      result = std::max<std::int64_t>(numbers[0](m, f).integer(), 0) * cell;
    else if (counts)
      result = std::max<std::int64_t>(numbers[0](m, f).integer() / (cell * state) - 1, 1);
    else
      result = next_snapshot(numbers[0](m, f).integer(), numbers[1](m, f).integer(), numbers[2](m, f).integer());
    m.result = Value(result);
    keep(m, f);
  };
}

// The tape holds a pointer to the array.
Execute FunctionCompiler::tapeArray(const Call& node) {
  const Type* type = node.callee->result;
  if (!isInterpretable(type->element)) return failing("an array of type '" + print(*type->element) + "' on a tape");
  return [tape = expressions_.locate(*node.arguments[0].reference),
          count = expressions_.scalar(*node.arguments[1].value), type, size = machine_.layout.size(type->element),
          reserves = isReserve(*node.callee), keep = storeResult(node)](Machine& m, Frame& f) {
    const Value* cell = m.access(tape(m, f), 1);
    if (!cell || m.checked(*cell, Value::Tape, "the tape").kind() != Value::Tape) return;
    const Value handle = *cell;
    const std::int64_t elements = std::max<std::int64_t>(count(m, f).integer(), 0);
    if (elements > static_cast<std::int64_t>(m.options.cells / size)) return m.fail("the tape takes too much memory");
    if (reserves) {
      m.result = Value(m.allocate(std::vector<Value>(static_cast<std::size_t>(elements) * size)));
      m.push(handle, type, &m.result, 1);
    } else {
      m.pop(handle, type, &m.result, 1);
      const Pointer& array = m.result.pointer();
      if (!m.failed && array.high - array.low != elements * static_cast<std::int64_t>(size))
        return m.fail("an array on the tape is released with another size");
    }
    if (!m.failed) keep(m, f);
  };
}

Execute FunctionCompiler::node(const Return& node) {
  if (!node.value) return [](Machine&, Frame&) {};
  const Type* type = node.value->type;
  if (cellKind(type) != Value::None)
    return [value = expressions_.scalar(*node.value)](Machine& m, Frame& f) { m.result = value(m, f); };
  if (!isInterpretable(type)) return failing("a value of type '" + print(*type) + "'");
  return [from = expressions_.aggregate(*node.value), size = machine_.layout.size(type), type](Machine& m, Frame& f) {
    const Value* source = m.access(from(m, f), size);
    if (!source) return;
    m.members.assign(source, source + size);
    if (type->holdsVector()) m.detach(type, m.members.data());
  };
}

// ---- Control -----------------------------------------------------------------------------------------------------

template <class T> bool isWithin(std::int64_t counter, std::int64_t end, OperationKind relation) {
  const T a = static_cast<T>(counter), b = static_cast<T>(end);
  return relation == OperationKind::Less        ? a < b
         : relation == OperationKind::LessEqual ? a <= b
         : relation == OperationKind::Greater   ? a > b
                                                : a >= b;
}

Execute FunctionCompiler::node(const Loop& node) {
  return [begin = expressions_.scalar(*node.begin), end = expressions_.scalar(*node.end),
          step = expressions_.scalar(*node.step), body = block(node.body), slot = slots_.at.at(node.counter),
          relation = node.relation, &type = *node.counter->type](Machine& m, Frame& f) {
    std::int64_t counter = begin(m, f).integer();
    const std::int64_t last = end(m, f).integer(), distance = step(m, f).integer();
    if (!distance) return m.fail("the step of a loop is zero");
    const unsigned line = m.line;
    while (type.isSigned ? isWithin<std::int64_t>(counter, last, relation)
                         : isWithin<std::uint64_t>(counter, last, relation)) {
      f.cells[slot] = Value(counter);
      if (!m.step()) return;
      execute(body, m, f);
      m.line = line;
      std::int64_t next = 0;
      const bool overflow = __builtin_add_overflow(counter, distance, &next) || next != wrapped(next, type);
      if (overflow && type.isSigned) return m.fail("the counter of a loop overflows");
      counter = wrapped(next, type);
    }
  };
}

Execute FunctionCompiler::node(const While& node) {
  return [condition = expressions_.scalar(*node.condition), body = block(node.body)](Machine& m, Frame& f) {
    const unsigned line = m.line;
    while (condition(m, f).integer() && m.step()) {
      execute(body, m, f);
      m.line = line;
    }
  };
}

Execute FunctionCompiler::node(const Branch& node) {
  return [condition = expressions_.scalar(*node.condition), then = block(node.then), otherwise = block(node.otherwise)](
             Machine& m, Frame& f) {
    const bool chosen = condition(m, f).integer() != 0;
    execute(chosen ? then : otherwise, m, f);
  };
}

Execute FunctionCompiler::node(const Scope& node) {
  return [body = block(node.body)](Machine& m, Frame& f) { execute(body, m, f); };
}

Execute FunctionCompiler::node(const TapeOperation& node) {
  const Type* type = referee(node.variable->type);
  if (!isInterpretable(type)) return failing("a value of type '" + print(*type) + "' on a tape");
  return [tape = expressions_.locate(place(node.tape)), where = expressions_.locate(place(node.variable)), type,
          size = machine_.layout.size(type), push = node.kind == TapeOperation::Push](Machine& m, Frame& f) {
    const Value* cell = m.access(tape(m, f), 1);
    Value* cells = m.access(where(m, f), size);
    if (!cell || !cells || m.checked(*cell, Value::Tape, "the tape").kind() != Value::Tape) return;
    if (push)
      m.push(*cell, type, cells, size);
    else
      m.pop(*cell, type, cells, size);
  };
}

Execute FunctionCompiler::node(const Verbatim& node) {
  if (!node.writes.empty()) return failing("verbatim code that writes");
  return {};
}

}  // namespace

// ---- The program -------------------------------------------------------------------------------------------------

FunctionCode& Program::find(const Function& function) {
  std::unique_ptr<FunctionCode>& code = codes_[&function];
  if (!code) {
    code = std::make_unique<FunctionCode>();
    code->function = &function;
  }
  return *code;
}

void Program::prepare(FunctionCode& code, Machine& machine) {
  if (!code.ready) FunctionCompiler(*this, code, machine).run();
}

void Program::run(FunctionCode& code, Machine& machine, Frame& frame) {
  prepare(code, machine);
  const std::string* caller = machine.function;
  machine.function = &code.function->name;
  machine.line = 0;
  execute(code.body, machine, frame);
  machine.function = caller;
  machine.popFrame();
}

}  // namespace retrograd::ir

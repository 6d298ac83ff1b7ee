#include "ir/interpret.h"

#include "ir/interpret_compile.h"
#include "ir/print.h"

namespace retrograd::ir {

struct Interpreter::Implementation {
  Implementation(const Module& module, InterpreterOptions options) : module(module), machine(options) {}

  bool setParameter(const Variable& parameter, const Value& argument, Frame& frame, std::uint32_t slot);

  const Module& module;
  Machine machine;
  Program program;
};

Interpreter::Interpreter(const Module& module, InterpreterOptions options)
    : implementation_(std::make_unique<Implementation>(module, options)) {}

Interpreter::~Interpreter() = default;

// ---- Memory ------------------------------------------------------------------------------------------------------

Value Interpreter::memory(std::vector<Value> cells) {
  return Value(implementation_->machine.allocate(std::move(cells)));
}

Value Interpreter::memory(const Type* type, std::size_t count) {
  return memory(std::vector<Value>(implementation_->machine.layout.size(type) * count));
}

Value Interpreter::tape() {
  Machine& machine = implementation_->machine;
  machine.tapes.emplace_back();
  return memory(std::vector<Value>{Value::tape(machine.tapes.size() - 1)});
}

Value Interpreter::global(const std::string& name) {
  Machine& machine = implementation_->machine;
  for (const Variable& variable : implementation_->module.globals) {
    if (variable.name != name) continue;
    auto [it, fresh] = machine.globals.try_emplace(&variable);
    if (fresh) it->second = memory(variable.type).pointer();
    return Value(it->second);
  }
  return null();
}

const std::vector<Value>& Interpreter::cells(const Value& memory) const {
  static const std::vector<Value> none;
  const std::vector<Value>* found =
      memory.kind() == Value::Pointing ? implementation_->machine.object(memory.pointer().object) : nullptr;
  return found ? *found : none;
}

void Interpreter::store(const Value& memory, std::size_t index, Value value) {
  std::vector<Value>* found = implementation_->machine.object(memory.pointer().object);
  if (found && index < found->size()) (*found)[index] = value;
}

std::size_t Interpreter::tapeSize(const Value& tape) const {
  const std::vector<Value>& cell = cells(tape);
  return cell.size() == 1 && cell[0].kind() == Value::Tape
             ? implementation_->machine.tapes[cell[0].integer()].types.size()
             : 0;
}

void Interpreter::define(const std::string& constant, Value value) {
  implementation_->machine.constants[constant] = value;
}

std::uint64_t Interpreter::stepsLeft() const { return implementation_->machine.steps; }

// ---- Calls -------------------------------------------------------------------------------------------------------

static std::optional<Value> converted(const Value& value, const Type& type) {
  const bool number = value.kind() == Value::Integer || value.kind() == Value::Real || value.kind() == Value::LongReal;
  if (type.isPointer()) return value.kind() == Value::Pointing ? std::optional(value) : std::nullopt;
  if (!type.isFloat())
    return value.kind() == Value::Integer ? std::optional(Value(wrapped(value.integer(), type))) : std::nullopt;
  if (!number) return std::nullopt;
  const long double real = value.kind() == Value::LongReal ? value.longReal() : value.toDouble();
  return type.bits > 64    ? Value(real)
         : type.bits == 64 ? Value(static_cast<double>(real))
                           : Value(static_cast<float>(real));
}

bool Interpreter::Implementation::setParameter(const Variable& parameter, const Value& argument, Frame& frame,
                                               std::uint32_t slot) {
  const Type& type = *parameter.type;
  const auto mismatch = [&] {
    machine.fail("the argument for '" + parameter.name + "' does not fit '" + print(type) + "'");
    return false;
  };
  if (cellKind(&type) != Value::None) {
    const std::optional<Value> value = converted(argument, type);
    if (!value) return mismatch();
    frame.cells[slot] = *value;
    return true;
  }
  const Type* contents = type.isReference() ? type.element : &type;
  const std::uint64_t size = machine.layout.size(contents);
  if (argument.kind() != Value::Pointing || (!type.isReference() && !type.isAggregate())) return mismatch();
  const Value* cells = machine.access(argument.pointer(), size);
  if (!cells) return false;
  if (type.isReference())
    frame.cells[slot] = argument;
  else
    std::copy(cells, cells + size, frame.cells.begin() + slot);
  return true;
}

Interpreter::Result Interpreter::call(const std::string& name, const std::vector<Value>& arguments) {
  for (const Function& function : implementation_->module.functions)
    if (function.name == name) return call(function, arguments);
  return {"there is no function '" + name + "'", {}, {}};
}

Interpreter::Result Interpreter::call(const Function& function, const std::vector<Value>& arguments) {
  if (!function.hasBody) return {"not interpretable: '" + function.name + "' has no body", {}, {}};
  if (arguments.size() != function.parameters.size())
    return {"'" + function.name + "' takes " + std::to_string(function.parameters.size()) + " arguments, not " +
                std::to_string(arguments.size()),
            {},
            {}};
  Machine& machine = implementation_->machine;
  machine.failed = false;
  machine.function = nullptr;
  machine.line = 0;
  machine.steps = machine.options.steps;
  machine.result = Value();
  machine.members.clear();
  FunctionCode& code = implementation_->program.find(function);
  implementation_->program.prepare(code, machine);
  Frame* frame = machine.pushFrame(code.frameSize);
  if (!frame) return {machine.message, {}, {}};
  bool good = true;
  for (std::size_t i = 0; good && i < arguments.size(); ++i)
    good = implementation_->setParameter(*function.parameters[i], arguments[i], *frame, code.parameterSlots[i]);
  if (good)
    implementation_->program.run(code, machine, *frame);
  else
    machine.popFrame();
  if (machine.failed) return {machine.message, {}, {}};
  return {std::nullopt, machine.result, machine.members};
}

}  // namespace retrograd::ir

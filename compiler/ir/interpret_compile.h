// Functions prepared for running: expressions and statements as closures over slots of the frame.
#pragma once

#include "ir/interpret_machine.h"

#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

namespace retrograd::ir {

using Evaluate = std::function<Value(Machine&, Frame&)>;
using Locate = std::function<Pointer(Machine&, Frame&)>;  // where a place is
using Execute = std::function<void(Machine&, Frame&)>;

struct Instruction {
  Execute run;
  unsigned line = 0;
};
using Code = std::vector<Instruction>;
void execute(const Code& code, Machine& machine, Frame& frame);

struct FunctionCode {
  const Function* function = nullptr;
  bool ready = false;
  std::uint64_t frameSize = 0;
  std::vector<std::uint32_t> parameterSlots;
  Code body;
};

// All functions of a module, prepared when first called.
class Program {
public:
  // Stays where it is; perhaps not ready yet.
  FunctionCode& find(const Function& function);
  void prepare(FunctionCode& code, Machine& machine);
  // Runs the function in a frame whose parameters are set, and removes the frame.
  void run(FunctionCode& code, Machine& machine, Frame& frame);

private:
  std::unordered_map<const Function*, std::unique_ptr<FunctionCode>> codes_;
};

// The kind of cell that holds a scalar of this type; None for types that take several or can't be interpreted.
Value::Kind cellKind(const Type* type);
// Brings an integer to the width and sign of the type.
std::int64_t wrapped(std::uint64_t value, const Type& type);
// A C++ literal's value as the type says; nothing if the text is none.
std::optional<Value> literalValue(const std::string& text, const Type& type);

// The function of <cmath> over values of one floating type (kind Float) with that width in bits; null if unknown.
using MathEvaluate = Value (*)(const Value* arguments);
MathEvaluate findMathEvaluate(const std::string& name, unsigned bits);

// Prepares expressions and places of one function.
class ExpressionCompiler {
public:
  ExpressionCompiler(Machine& machine, const std::unordered_map<const Variable*, std::uint32_t>& slots)
      : machine_(machine), slots_(slots) {}

  Evaluate scalar(const Expression& expression);
  // Where a record's or array's value stands.
  Locate aggregate(const Expression& expression);
  Locate locate(const Place& place);
  // The slot of a scalar local that can be used directly; nothing for references, globals and parts.
  std::optional<std::uint32_t> directSlot(const Place& place) const;

private:
  Evaluate constant(const Expression& e);
  Evaluate readSize(const Place& place);
  Locate sized(const Expression& e);
  Evaluate readScalar(const Expression& e);
  Evaluate operation(const Expression& e);
  Evaluate logical(const Expression& e);
  Evaluate select(const Expression& e);
  Evaluate compare(const Expression& e);
  Evaluate integerArithmetic(const Expression& e);
  Evaluate cast(const Expression& e);
  Evaluate pointerArithmetic(const Expression& e);
  Evaluate math(const Expression& e);
  Locate root(const Variable& variable);
  Locate step(Locate base, const Type* type, const Step& step);
  Locate index(Locate base, const Type* type, const Expression* index);

  Machine& machine_;
  const std::unordered_map<const Variable*, std::uint32_t>& slots_;
};

}  // namespace retrograd::ir

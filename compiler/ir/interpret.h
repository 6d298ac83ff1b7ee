// Runs IR, for tests and fuzzing. What C++ leaves undefined is an error here: reads of what has no value, accesses out
// of bounds, division by zero, unrepresentable casts. float, double and long double compute in their own precision.
//
//   Interpreter interpreter(module);
//   Value a = interpreter.memory(std::vector<double>{1, 2, 3});      // memory that a pointer or reference leads to
//   Interpreter::Result result = interpreter.call("f", {2.0, a, 3});
//   if (result.error) …                                               // "f, line 4: index 3 is outside of 3 elements"
//   double value = result.value.toDouble();  std::vector<double> after = interpreter.read<double>(a);
//
// Not interpretable: opaque types except tapes, functions without a body, verbatim code that writes.
#pragma once

#include "ir/ir.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace retrograd::ir {

// Where a pointer points: a cell of an object, and the range of cells that it may move in.
struct Pointer {
  std::uint32_t object = 0;  // 0: null
  std::int32_t offset = 0, low = 0, high = 0;
};

// One scalar. Arrays and records are rows of them, members in order.
class Value {
public:
  enum Kind : std::uint8_t { None, Integer, Real, LongReal, Pointing, Tape };

  Value() : integer_(0) {}
  Value(float value) : kind_(Real), real_(value) {}
  Value(double value) : kind_(Real), real_(value) {}
  Value(long double value) : kind_(LongReal), longReal_(value) {}
  Value(Pointer value) : kind_(Pointing), pointer_(value) {}
  template <class T, class = std::enable_if_t<std::is_integral_v<T>>>
  Value(T value) : kind_(Integer), integer_(static_cast<std::int64_t>(value)) {}
  static Value tape(std::size_t index) {
    Value result(static_cast<std::int64_t>(index));
    result.kind_ = Tape;
    return result;
  }

  Kind kind() const { return kind_; }
  std::int64_t integer() const { return integer_; }
  double real() const { return real_; }
  long double longReal() const { return longReal_; }
  const Pointer& pointer() const { return pointer_; }
  // Any number as double; NaN for what is none.
  double toDouble() const;

private:
  Kind kind_ = None;
  union {
    std::int64_t integer_;
    double real_;
    long double longReal_;
    Pointer pointer_;
  };
};

struct InterpreterOptions {
  std::uint64_t steps = 10'000'000;  // statements and iterations of all calls together
  unsigned callDepth = 300;
  std::uint64_t cells = std::uint64_t(1) << 22;  // of one frame, of one tape
};

class Interpreter {
public:
  struct Result {
    std::optional<std::string> error;
    Value value;                 // a scalar result
    std::vector<Value> members;  // a record's
  };

  // The module must not change while it is interpreted: functions are prepared once.
  explicit Interpreter(const Module& module, InterpreterOptions options = {});
  ~Interpreter();

  // New memory; the value points to its first cell.
  Value memory(std::vector<Value> cells);
  template <class T> Value memory(const std::vector<T>& values) {
    return memory(std::vector<Value>(values.begin(), values.end()));
  }
  Value memory(const Type* type, std::size_t count = 1);  // without values yet
  Value tape();                                           // to pass as retrograd::Tape&
  Value global(const std::string& name);                  // where that global lives
  static Value null() { return Value(Pointer{}); }

  // All cells of the memory, read as numbers.
  template <class T> std::vector<T> read(const Value& memory) const {
    std::vector<T> result;
    for (const Value& cell : cells(memory)) result.push_back(static_cast<T>(cell.toDouble()));
    return result;
  }
  const std::vector<Value>& cells(const Value& memory) const;
  void store(const Value& memory, std::size_t index, Value value);
  // How many values lie on a tape.
  std::size_t tapeSize(const Value& tape) const;

  // What a named constant means: define("ns::N", 3).
  void define(const std::string& constant, Value value);

  // Arguments: numbers; memory for pointers, references, and records passed by value.
  Result call(const std::string& function, const std::vector<Value>& arguments);
  Result call(const Function& function, const std::vector<Value>& arguments);
  std::uint64_t stepsLeft() const;

private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace retrograd::ir

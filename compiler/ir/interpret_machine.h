// The state of a run: memory, frames, tapes, and the first error.
#pragma once

#include "ir/interpret.h"

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace retrograd::ir {

// How many cells a value of a type takes, and where members begin.
class Layout {
public:
  static constexpr std::uint64_t tooLarge = std::uint64_t(1) << 32;
  std::uint64_t size(const Type* type);  // at most tooLarge
  std::uint64_t fieldOffset(const Type* record, const std::string& field);

private:
  std::uint64_t compute(const Type* type);
  std::unordered_map<const Type*, std::uint64_t> sizes_;
};

// Appends a zero of the type; false if there is none.
bool zeroCells(const Type* type, std::vector<Value>& cells);

// The variables of one running call.
struct Frame {
  std::uint32_t id = 0;
  std::vector<Value> cells;
  std::size_t tapesBefore = 0;
};

struct TapeState {
  std::vector<Value> cells;
  std::vector<const Type*> types;
};

class Machine {
public:
  explicit Machine(InterpreterOptions options) : options(options), steps(options.steps) {}

  // Remembers the first error and where it happened; the run stops at the next statement.
  void fail(const std::string& message);
  // A step taken; false when the run has to stop.
  bool step() {
    if (failed) return false;
    if (steps) return --steps, true;
    fail("the budget of steps is used up");
    return false;
  }

  Pointer allocate(std::vector<Value> cells);
  // The object's cells, or null when it is gone.
  std::vector<Value>* object(std::uint32_t id);
  // `count` cells at the pointer, or null after an error.
  Value* access(const Pointer& pointer, std::uint64_t count);
  bool inBounds(const Pointer& pointer, std::uint64_t count);
  // Moved by a number of elements; must stay in its range, or one behind.
  Pointer moved(Pointer pointer, std::int64_t elements, std::uint64_t elementSize, bool mayEnd);
  // Reads the cell, which must hold that kind.
  const Value& checked(const Value& cell, Value::Kind kind, const std::string& what);

  Frame* pushFrame(std::size_t cells);  // null when the calls are nested too deeply, or it is too large
  void popFrame();

  // A vector is one cell that points to its elements.
  std::uint64_t vectorSize(const Value& vector, const Type* type);
  Value newVector(std::vector<Value> elements) { return Value(allocate(std::move(elements))); }
  void resize(Value& vector, const Type* type, std::int64_t size);
  // Copied cells: gives the vectors among them elements of their own; `zero`: with every number in them 0.
  void detach(const Type* type, Value* cells, bool zero = false);

  void push(const Value& tape, const Type* type, const Value* cells, std::uint64_t count);
  void pop(const Value& tape, const Type* type, Value* cells, std::uint64_t count);

  InterpreterOptions options;
  std::uint64_t steps;
  bool failed = false;
  std::string message;
  const std::string* function = nullptr;
  unsigned line = 0;
  Value result;
  std::vector<Value> members;  // of a record that was returned
  std::vector<TapeState> tapes;
  Layout layout;
  std::unordered_map<std::string, Value> constants;
  std::unordered_map<const Variable*, Pointer> globals;

private:
  std::vector<std::vector<Value>> objects_;
  std::deque<Frame> frames_;  // those at and behind depth_ are free
  std::size_t depth_ = 0;
  std::uint32_t nextFrame_ = firstFrame;
  static constexpr std::uint32_t firstFrame = 0x80000000;  // ids below are objects, counted from 1
};

}  // namespace retrograd::ir

// Runs IR on hyperdual numbers. Shares no code with the compiler's interpreter, analyses and derivative rules, so that
// it can be the judge of them.
//
//   Evaluator evaluator;
//   std::size_t a = evaluator.memory(cells);
//   Evaluation result = evaluator.call(function, {Cell::real({2.0, 1.0}), Cell::pointer(a)});
#pragma once

#include "hyperdual.h"
#include "ir/ir.h"

#include <cstdint>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace retrograd::fuzz {

struct Cell {
  enum Kind : std::uint8_t { None, Integer, Real, Pointer } kind = None;
  std::int64_t integer = 0;  // Pointer: the offset
  std::size_t object = 0;
  Hyperdual number;

  static Cell real(const Hyperdual& number) { return {Real, 0, 0, number}; }
  static Cell whole(std::int64_t integer) { return {Integer, integer, 0, {}}; }
  static Cell pointer(std::size_t object, std::int64_t offset = 0) { return {Pointer, offset, object, {}}; }
};

// What C++ leaves undefined, or what the evaluator does not know.
class EvaluationError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// How many cells a value of the type takes.
std::size_t cellCount(const ir::Type* type);

class Evaluator {
public:
  using Cells = std::vector<Cell>;

  explicit Evaluator(std::uint64_t steps) : steps_(steps) {}

  std::size_t memory(Cells cells);
  // Gives the module's globals their first values.
  void addGlobals(const ir::Module& module);
  std::size_t global(const ir::Variable* variable) const;
  const Cells& cells(std::size_t object) const { return objects_[object]; }
  // The result's cells. Arguments as for Interpreter::call: records by value are pointers to their cells.
  Cells call(const ir::Function& function, const std::vector<Cell>& arguments);
  // The largest number that was computed: what absolute errors are to be compared with.
  long double largest() const { return largest_; }

private:
  using Frame = std::unordered_map<const ir::Variable*, std::size_t>;

  struct Address {
    std::size_t object;
    std::int64_t offset;
  };

  void run(const ir::Block& block, Frame& frame);
  void run(const ir::Statement& statement, Frame& frame);
  void run(const ir::Loop& loop, Frame& frame);
  void run(const ir::Assign& assign, Frame& frame);
  void run(const ir::Call& call, Frame& frame);
  void declare(const ir::Declare& declare, Frame& frame);
  void enter(const ir::Variable* parameter, const Cell& argument, Frame& frame);

  Address locate(const ir::Place& place, Frame& frame);
  Cell& at(const Address& address, std::size_t count = 1);
  Cells readAll(const ir::Expression& expression, Frame& frame);
  void writeAll(const Address& address, const Cells& cells);

  Cell evaluate(const ir::Expression& expression, Frame& frame);
  Cell operate(const ir::Expression& expression, Frame& frame);
  Cell arithmetic(const ir::Expression& expression, const Cell& x, const Cell& y);
  Cell cast(const ir::Expression& expression, const Cell& x);
  Cell math(const ir::Expression& expression, Frame& frame);
  Cell counted(const Hyperdual& number);
  void step();

  std::uint64_t steps_;
  std::vector<Cells> objects_;
  std::unordered_map<const ir::Variable*, std::size_t> globals_;
  Cells result_;
  long double largest_ = 0;
  unsigned depth_ = 0;
};

// What a global holds at first.
std::vector<Cell> firstCells(const ir::Variable& global);
// The function of <cmath> in the type's precision, with its derivatives.
Hyperdual mathOf(const std::string& name, const ir::Type* type, const std::vector<Hyperdual>& arguments);
// The value of a C++ literal of that type.
Cell literalCell(const std::string& text, const ir::Type* type);
// Rounded to the type.
long double rounded(long double value, const ir::Type* type);

}  // namespace retrograd::fuzz

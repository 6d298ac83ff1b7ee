// The arguments of a program, its derivatives' arguments, and moving both between the judge and the interpreter.
#pragma once

#include "evaluate.h"
#include "ir/interpret.h"
#include "random.h"

namespace retrograd::fuzz {

// One scalar of a parameter or result.
struct Leaf {
  const ir::Type* type = nullptr;
  bool passive = false;
};
std::vector<Leaf> leavesOf(const ir::Type* type, std::size_t count = 1);

struct Input {
  const ir::Variable* parameter = nullptr;
  bool memory = false;   // passed as a pointer to cells: pointers, references, records
  bool written = false;  // the function may change it
  bool active = false;   // has a companion
  std::vector<Leaf> leaves;
  std::vector<ir::Value> values;
  std::vector<double> dot, second, mixed;  // directions; zero for what is passive
};

using Numbers = std::vector<double>;

class Inputs {
public:
  // `active`: per parameter.
  Inputs(const ir::Function& root, const std::vector<bool>& active, std::uint64_t seed);

  const std::vector<Input>& all() const { return inputs_; }
  const std::vector<Leaf>& result() const { return result_; }
  bool isScalarResult() const { return scalarResult_; }

  // Arguments for the evaluator; `objects` receives where each input's memory lies (0: none).
  std::vector<Cell> cells(Evaluator& evaluator, std::vector<std::size_t>& objects) const;
  // The primal's argument for the interpreter, in fresh memory.
  static ir::Value argument(ir::Interpreter& interpreter, const Input& input);
  // Memory (or, for a scalar that is passed by value, the number) that holds these numbers on active leaves.
  static ir::Value companion(ir::Interpreter& interpreter, const std::vector<Leaf>& leaves, const Numbers& numbers);

private:
  bool coarse_;
  std::vector<Input> inputs_;
  std::vector<Leaf> result_;
  bool scalarResult_;
};

// Random numbers for active leaves, zero for the others. `coarse`: -1, 0 and 1, so that ties and zeros come up.
Numbers randomNumbers(const std::vector<Leaf>& leaves, Random& random, bool coarse = false);
// A number as a value of a leaf's type.
ir::Value valueOf(const Leaf& leaf, long double number);

}  // namespace retrograd::fuzz

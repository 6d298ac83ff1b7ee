#include "check.h"

#include "ir/build.h"

#include <cmath>
#include <set>
#include <sstream>

namespace retrograd::fuzz {

using namespace ir;

std::vector<bool> activeParameters(const Function& root, const std::optional<std::vector<unsigned>>& wrt) {
  std::vector<bool> active;
  for (unsigned i = 0; i < root.parameters.size(); ++i) {
    const Variable* parameter = root.parameters[i];
    const Type* type = parameter->type;
    const bool written = (type->isPointer() || type->isReference()) && !type->constElement;
    bool wanted = !wrt || written;
    if (wrt)
      for (const unsigned index : *wrt) wanted |= index == i;
    active.push_back(wanted && type->canBeActive() && !parameter->markedPassive);
  }
  return active;
}

// ---- The primal --------------------------------------------------------------------------------------------------

namespace {
bool usesFloat(const Function& function, std::set<const Function*>& seen) {
  bool found = false;
  if (!seen.insert(&function).second) return false;
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) { found |= e.type->isFloat() && e.type->bits == 32; });
    });
    if (const auto* call = statement.as<Call>()) found |= usesFloat(*call->callee, seen);
  });
  for (const Variable& variable : function.variables)
    for (const Leaf& leaf :
         leavesOf(variable.type->isReference() || variable.type->isPointer() ? variable.type->element : variable.type))
      found |= leaf.type->isFloat() && leaf.type->bits == 32;
  return found;
}

constexpr std::uint64_t evaluatorSteps = 30'000;
constexpr long double largestUsable = 1e5L;
}  // namespace

Expected evaluatePrimal(const Module& module, const Function& root, const Inputs& inputs) {
  Expected expected;
  Evaluator evaluator(evaluatorSteps);
  evaluator.addGlobals(module);
  std::vector<std::size_t> objects;
  try {
    const std::vector<Cell> arguments = inputs.cells(evaluator, objects);
    for (const Cell& cell : evaluator.call(root, arguments)) {
      if (cell.kind == Cell::None) throw EvaluationError("a result without value");
      Hyperdual number = cell.number;
      if (cell.kind == Cell::Integer) number.value = static_cast<long double>(cell.integer);
      expected.result.push_back(number);
    }
  } catch (const EvaluationError& error) {
    expected.error = error.what();
    return expected;
  }
  for (const std::size_t object : objects)
    expected.memory.push_back(object ? evaluator.cells(object) : Evaluator::Cells{});
  for (const Variable& variable : module.globals)
    expected.globals.push_back(evaluator.cells(evaluator.global(&variable)));
  expected.scale = std::max(1.0L, evaluator.largest());
  expected.usable = evaluator.largest() < largestUsable;
  if (!expected.usable) expected.error = "numbers too large";
  std::set<const Function*> seen;
  expected.single = usesFloat(root, seen);
  return expected;
}

// ---- Comparisons -------------------------------------------------------------------------------------------------

namespace {
std::string text(long double number) {
  std::ostringstream out;
  out.precision(17);
  out << number;
  return out.str();
}

long double numberOf(const Value& value) {
  return value.kind() == Value::LongReal ? value.longReal() : static_cast<long double>(value.toDouble());
}

long double numberOf(const Cell& cell) {
  return cell.kind == Cell::Integer ? static_cast<long double>(cell.integer) : cell.number.value;
}

std::optional<Problem> differs(const std::string& what, long double found, long double wanted) {
  return Problem{what, what + ": " + text(found) + " instead of " + text(wanted)};
}

constexpr InterpreterOptions interpreterOptions{2'000'000, 300, std::uint64_t(1) << 20};

// A call of a derivative that is being put together.
struct Run {
  explicit Run(const Module& module) : interpreter(module, interpreterOptions) {
    for (const Variable& variable : module.globals) {
      globals.push_back(interpreter.global(variable.name));
      const std::vector<Leaf> leaves = leavesOf(variable.type);
      const std::vector<Cell> first = firstCells(variable);
      for (std::size_t k = 0; k < first.size(); ++k)
        interpreter.store(globals.back(), k, valueOf(leaves[k], numberOf(first[k])));
    }
  }
  Interpreter interpreter;
  std::vector<Value> arguments, globals, primal, bars, dots, dotBars;
  std::optional<Value> tape;
};

std::optional<Problem> compareMemory(const std::string& what, const std::vector<Value>& cells,
                                     const std::vector<Cell>& expected) {
  for (std::size_t k = 0; k < cells.size(); ++k)
    if (expected[k].kind != Cell::None && numberOf(cells[k]) != numberOf(expected[k]))
      return differs(what, numberOf(cells[k]), numberOf(expected[k]));
  return std::nullopt;
}

// Bit by bit, for the result and the memory that the function may write.
std::optional<Problem> comparePrimal(const Run& run, const Interpreter::Result& result, const Inputs& inputs,
                                     const std::vector<Value>& arguments, const Expected& expected) {
  const std::vector<Leaf>& leaves = inputs.result();
  for (std::size_t k = 0; k < leaves.size(); ++k) {
    const Value& value = inputs.isScalarResult() ? result.value : result.members.at(k);
    if (numberOf(value) != expected.result[k].value)
      return differs("the primal's result is wrong", numberOf(value), expected.result[k].value);
  }
  for (std::size_t i = 0; i < inputs.all().size(); ++i) {
    if (!inputs.all()[i].memory) continue;
    const std::vector<Value>& cells = run.interpreter.cells(arguments[i]);
    if (auto problem = compareMemory("the primal's memory is wrong", cells, expected.memory[i])) return problem;
  }
  for (std::size_t i = 0; i < run.globals.size(); ++i) {
    const std::vector<Value>& cells = run.interpreter.cells(run.globals[i]);
    if (auto problem = compareMemory("a global is wrong", cells, expected.globals[i])) return problem;
  }
  return std::nullopt;
}

bool close(long double found, long double wanted, const Expected& expected) {
  const long double tolerance = (expected.single ? 1e-3L : 1e-11L) * expected.scale;
  return std::fabs(found - wanted) <= tolerance;  // false for NaN
}

std::optional<Problem> interpreterError(const Interpreter::Result& result) {
  if (!result.error) return std::nullopt;
  const auto colon = result.error->find(": ");
  return Problem{"interpreter: " + (colon == std::string::npos ? *result.error : result.error->substr(colon + 2)),
                 *result.error};
}

// A local tape becomes a parameter, so that the test sees whether it ends empty. True if there is one.
bool exposeTape(Module& module, Function& function) {
  for (auto statement = function.body.begin(); statement != function.body.end(); ++statement) {
    const auto* node = statement->as<Declare>();
    if (!node || node->variable->type->spelling != "retrograd::Tape") continue;
    node->variable->type = module.types.referenceTo(node->variable->type);
    node->variable->role = VariableRole::Parameter;
    function.parameters.push_back(node->variable);
    function.body.erase(statement);
    return true;
  }
  return false;
}

bool hasTape(const Function& function) {
  return !function.parameters.empty() && function.parameters.back()->type->isReference() &&
         function.parameters.back()->type->element->spelling == "retrograd::Tape";
}

Numbers numbersIn(const Interpreter& interpreter, const Value& memory) { return interpreter.read<double>(memory); }

// Seeds · derivatives of the outputs; `part` picks the derivative.
using Part = long double Hyperdual::*;
long double outputs(const Inputs& inputs, const Expected& expected, const Numbers& resultSeed,
                    const std::vector<Numbers>& memorySeeds, Part part) {
  long double sum = 0;
  for (std::size_t k = 0; k < inputs.result().size(); ++k)
    if (!inputs.result()[k].passive) sum += resultSeed[k] * expected.result[k].*part;
  for (std::size_t i = 0; i < inputs.all().size(); ++i) {
    const Input& input = inputs.all()[i];
    if (!input.written || !input.active) continue;
    for (std::size_t k = 0; k < input.leaves.size(); ++k)
      if (!input.leaves[k].passive) sum += memorySeeds[i][k] * expected.memory[i][k].number.*part;
  }
  return sum;
}

long double dotProduct(const Numbers& a, const Numbers& b) {
  long double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += static_cast<long double>(a[k]) * b[k];
  return sum;
}

// What the caller's adjoints changed by: in/out memory is replaced, others are added to.
Numbers gained(const Input& input, const Numbers& before, const Numbers& after) {
  Numbers result = after;
  if (!input.written)
    for (std::size_t k = 0; k < result.size(); ++k) result[k] -= before[k];
  for (std::size_t k = 0; k < result.size(); ++k)
    if (input.leaves[k].passive) result[k] = 0;
  return result;
}

Value resultArgument(Run& run, const Inputs& inputs, const Numbers& numbers) {
  if (inputs.isScalarResult()) return valueOf(inputs.result()[0], numbers[0]);
  return Inputs::companion(run.interpreter, inputs.result(), numbers);
}

bool resultActive(const Inputs& inputs) {
  for (const Leaf& leaf : inputs.result())
    if (!leaf.passive) return true;
  return false;
}

}  // namespace

std::optional<Problem> checkPrimal(const Module& module, const Function& root, const Inputs& inputs,
                                   const Expected& expected) {
  Run run(module);
  for (const Input& input : inputs.all()) run.arguments.push_back(Inputs::argument(run.interpreter, input));
  const Interpreter::Result result = run.interpreter.call(root, run.arguments);
  if (auto problem = interpreterError(result)) return problem;
  return comparePrimal(run, result, inputs, run.arguments, expected);
}

// ---- Tangent -----------------------------------------------------------------------------------------------------

namespace {
// One direction, the inputs' times `scale` (a power of two, so that tangents are scaled exactly), and what came of it.
struct Column {
  double scale;
  std::vector<Value> dots;
  Value resultDot;
};

Numbers scaled(Numbers numbers, double factor) {
  for (double& number : numbers) number *= factor;
  return numbers;
}

std::optional<Problem> checkColumn(const Run& run, const Column& column, const Inputs& inputs,
                                   const Expected& expected) {
  const auto wrong = [&](double found, double tangent) { return !close(found / column.scale, tangent, expected); };
  for (std::size_t k = 0; k < inputs.result().size(); ++k) {
    if (inputs.result()[k].passive) continue;
    const double found = numbersIn(run.interpreter, column.resultDot)[k];
    if (wrong(found, expected.result[k].a))
      return differs("the result's tangent is wrong", found, column.scale * expected.result[k].a);
  }
  for (std::size_t i = 0; i < inputs.all().size(); ++i) {
    const Input& input = inputs.all()[i];
    if (!input.active || !input.memory) continue;
    const Numbers found = numbersIn(run.interpreter, column.dots[i]);
    for (std::size_t k = 0; k < found.size(); ++k)
      if (!input.leaves[k].passive && wrong(found[k], expected.memory[i][k].number.a))
        return differs("a memory's tangent is wrong", found[k], column.scale * expected.memory[i][k].number.a);
  }
  return std::nullopt;
}
}  // namespace

std::optional<Problem> checkTangent(const Module& module, const Function& root, const Function& tangent,
                                    const Inputs& inputs, unsigned columnCount) {
  const Expected expected = evaluatePrimal(module, root, inputs);
  Run run(module);
  std::vector<Column> columns;
  for (unsigned k = 0; k < columnCount; ++k)
    columns.push_back({std::ldexp(k % 2 ? -1 : 1, static_cast<int>(k)), {}, {}});
  for (const Input& input : inputs.all()) {
    run.primal.push_back(Inputs::argument(run.interpreter, input));
    run.arguments.push_back(run.primal.back());
    for (Column& column : columns) {
      column.dots.push_back(Inputs::companion(run.interpreter, input.leaves, scaled(input.dot, column.scale)));
      if (!input.active) continue;
      const Value dot = column.dots.back();
      run.arguments.push_back(input.memory ? dot : run.interpreter.cells(dot)[0]);
    }
  }
  for (Column& column : columns) {
    if (!resultActive(inputs)) break;
    column.resultDot = Inputs::companion(run.interpreter, inputs.result(), Numbers(inputs.result().size(), 0.5));
    run.arguments.push_back(column.resultDot);
  }
  const Interpreter::Result result = run.interpreter.call(tangent, run.arguments);
  if (auto problem = interpreterError(result)) return problem;
  if (auto problem = comparePrimal(run, result, inputs, run.primal, expected)) return problem;
  for (const Column& column : columns)
    if (auto problem = checkColumn(run, column, inputs, expected)) return problem;
  return std::nullopt;
}

// ---- Adjoint -----------------------------------------------------------------------------------------------------

namespace {
// What one seed was, and what came of it.
struct Row {
  std::vector<Value> bars;
  std::vector<Numbers> before, after;
  Numbers resultSeed;
};
struct AdjointCall {
  std::vector<Row> rows;
  std::optional<Problem> problem;
};

AdjointCall callAdjoint(const Module& module, const Function& adjoint, const Inputs& inputs, const Expected& expected,
                        Random& random, bool zeroSeed, unsigned rows) {
  AdjointCall call;
  call.rows.resize(rows);
  Run run(module);
  for (const Input& input : inputs.all()) {
    run.primal.push_back(Inputs::argument(run.interpreter, input));
    run.arguments.push_back(run.primal.back());
    for (Row& row : call.rows) {
      Numbers start = randomNumbers(input.leaves, random);
      if (zeroSeed && input.written) start.assign(start.size(), 0);
      row.before.push_back(start);
      row.bars.push_back(Inputs::companion(run.interpreter, input.leaves, start));
      if (input.active) run.arguments.push_back(row.bars.back());
    }
  }
  for (Row& row : call.rows) {
    row.resultSeed = randomNumbers(inputs.result(), random);
    if (zeroSeed) row.resultSeed.assign(row.resultSeed.size(), 0);
    if (resultActive(inputs)) run.arguments.push_back(resultArgument(run, inputs, row.resultSeed));
  }
  std::optional<Value> tape;
  if (hasTape(adjoint)) run.arguments.push_back(*(tape = run.interpreter.tape()));
  const Interpreter::Result result = run.interpreter.call(adjoint, run.arguments);
  call.problem = interpreterError(result);
  if (call.problem) return call;
  if (tape && run.interpreter.tapeSize(*tape)) {
    call.problem = Problem{"the tape does not end empty", std::to_string(run.interpreter.tapeSize(*tape)) + " left"};
    return call;
  }
  call.problem = comparePrimal(run, result, inputs, run.primal, expected);
  for (Row& row : call.rows)
    for (const Value& bar : row.bars) row.after.push_back(numbersIn(run.interpreter, bar));
  return call;
}

std::optional<Problem> checkRow(const Row& row, const Inputs& inputs, const Expected& expected) {
  long double found = 0;
  for (std::size_t i = 0; i < inputs.all().size(); ++i)
    found += dotProduct(gained(inputs.all()[i], row.before[i], row.after[i]), inputs.all()[i].dot);
  const long double wanted = outputs(inputs, expected, row.resultSeed, row.before, &Hyperdual::a);
  if (close(found, wanted, expected)) return std::nullopt;
  return differs("adjoint times direction is wrong", found, wanted);
}

std::optional<Problem> checkZeroRow(const Row& row, const Inputs& inputs) {
  for (std::size_t i = 0; i < inputs.all().size(); ++i)
    for (const double number : gained(inputs.all()[i], row.before[i], row.after[i]))
      if (number != 0) return differs("a zero seed changes an adjoint", number, 0);
  return std::nullopt;
}
}  // namespace

std::optional<Problem> checkAdjoint(Module& module, const Function& root, Function& adjoint, const Inputs& inputs,
                                    std::uint64_t seed, unsigned rows) {
  const Expected expected = evaluatePrimal(module, root, inputs);
  exposeTape(module, adjoint);
  Random random(seed + 5);
  const AdjointCall call = callAdjoint(module, adjoint, inputs, expected, random, false, rows);
  if (call.problem) return call.problem;
  for (const Row& row : call.rows)
    if (auto problem = checkRow(row, inputs, expected)) return problem;
  const AdjointCall zero = callAdjoint(module, adjoint, inputs, expected, random, true, rows);
  if (zero.problem) return zero.problem;
  for (const Row& row : zero.rows)
    if (auto problem = checkZeroRow(row, inputs)) return problem;
  return std::nullopt;
}

// ---- Second order ------------------------------------------------------------------------------------------------

std::optional<Problem> checkHvp(Module& module, const Function& root, Function& hvp, const Inputs& inputs,
                                std::uint64_t seed) {
  const Expected expected = evaluatePrimal(module, root, inputs);
  exposeTape(module, hvp);
  Random random(seed + 11);
  Run run(module);
  std::vector<Numbers> before, dotBefore;
  for (const Input& input : inputs.all()) {
    before.push_back(randomNumbers(input.leaves, random));
    dotBefore.push_back(randomNumbers(input.leaves, random));
    run.primal.push_back(Inputs::argument(run.interpreter, input));
    run.bars.push_back(Inputs::companion(run.interpreter, input.leaves, before.back()));
    run.dots.push_back(Inputs::companion(run.interpreter, input.leaves, input.dot));
    run.dotBars.push_back(Inputs::companion(run.interpreter, input.leaves, dotBefore.back()));
    run.arguments.push_back(run.primal.back());
    if (!input.active) continue;
    run.arguments.push_back(run.bars.back());
    run.arguments.push_back(input.memory ? run.dots.back() : run.interpreter.cells(run.dots.back())[0]);
    if (input.written) run.arguments.push_back(run.dotBars.back());
  }
  const Numbers seeds = randomNumbers(inputs.result(), random), dotSeeds = randomNumbers(inputs.result(), random);
  if (resultActive(inputs)) {
    run.arguments.push_back(Inputs::companion(run.interpreter, inputs.result(), Numbers(seeds.size(), 0.5)));
    run.arguments.push_back(resultArgument(run, inputs, seeds));
    run.arguments.push_back(resultArgument(run, inputs, dotSeeds));
  }
  std::optional<Value> tape;
  if (hasTape(hvp)) run.arguments.push_back(*(tape = run.interpreter.tape()));
  const Interpreter::Result result = run.interpreter.call(hvp, run.arguments);
  if (auto problem = interpreterError(result)) return problem;
  if (tape && run.interpreter.tapeSize(*tape)) return Problem{"the tape does not end empty", ""};
  if (auto problem = comparePrimal(run, result, inputs, run.primal, expected)) return problem;
  long double found = 0;
  for (std::size_t i = 0; i < inputs.all().size(); ++i) {
    const Input& input = inputs.all()[i];
    found += dotProduct(gained(input, before[i], numbersIn(run.interpreter, run.bars[i])), input.second);
    if (input.written && input.active)
      found += dotProduct(gained(input, dotBefore[i], numbersIn(run.interpreter, run.dotBars[i])), input.mixed);
  }
  const long double wanted = outputs(inputs, expected, seeds, before, &Hyperdual::b) +
                             outputs(inputs, expected, dotSeeds, dotBefore, &Hyperdual::ab);
  if (!close(found, wanted, expected)) return differs("second order times direction is wrong", found, wanted);
  return std::nullopt;
}

}  // namespace retrograd::fuzz

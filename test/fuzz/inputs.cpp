#include "inputs.h"

#include "generate.h"

namespace retrograd::fuzz {

using namespace ir;

namespace {
void flatten(const Type* type, bool passive, std::vector<Leaf>& leaves) {
  if (type->kind == TypeKind::Array) {
    for (std::uint64_t i = 0; i < type->extent; ++i) flatten(type->element, passive, leaves);
  } else if (type->kind == TypeKind::Record) {
    for (const Field& field : type->fields) flatten(field.type, passive || field.passive, leaves);
  } else {
    leaves.push_back({type, passive || !type->isFloat()});
  }
}

Cell cellOf(const Input& input, std::size_t leaf) {
  const Value& value = input.values[leaf];
  if (value.kind() == Value::Integer) return Cell::whole(value.integer());
  const long double number = value.kind() == Value::LongReal ? value.longReal() : value.real();
  return Cell::real({number, input.dot[leaf], input.second[leaf], input.mixed[leaf]});
}
}  // namespace

std::vector<Leaf> leavesOf(const Type* type, std::size_t count) {
  std::vector<Leaf> leaves;
  for (std::size_t i = 0; i < count; ++i)
    if (type->kind != TypeKind::Void) flatten(type, false, leaves);
  return leaves;
}

Value valueOf(const Leaf& leaf, long double number) {
  if (!leaf.type->isFloat()) return Value(static_cast<std::int64_t>(number));
  if (leaf.type->bits > 64) return Value(number);
  return leaf.type->bits == 64 ? Value(static_cast<double>(number)) : Value(static_cast<float>(number));
}

Numbers randomNumbers(const std::vector<Leaf>& leaves, Random& random, bool coarse) {
  Numbers numbers;
  for (const Leaf& leaf : leaves) {
    const double number = coarse ? random.between(-1, 1) : static_cast<float>(random.real(-1, 1));  // in every type
    numbers.push_back(leaf.passive ? 0 : number);
  }
  return numbers;
}

Inputs::Inputs(const Function& root, const std::vector<bool>& active, std::uint64_t seed)
    : coarse_(seed % 8 == 7), result_(leavesOf(root.result)), scalarResult_(root.result->isScalar()) {
  for (std::size_t i = 0; i < root.parameters.size(); ++i) {
    const Variable* parameter = root.parameters[i];
    const Type* type = parameter->type;
    Random random(seed * 977 + i);
    Input& input = inputs_.emplace_back();
    input.parameter = parameter;
    const bool leads = type->isPointer() || type->isReference();
    input.memory = leads || type->isAggregate();
    input.written = leads && !type->constElement;
    input.active = active[i];
    input.leaves = leavesOf(leads ? type->element : type, type->isPointer() ? rootLength : 1);
    for (Leaf& leaf : input.leaves) {
      input.values.push_back(leaf.type->isFloat()
                                 ? valueOf(leaf, coarse_ ? 0.5 * random.between(-3, 3) : random.real(-1.5, 1.5))
                                 : Value(static_cast<std::int64_t>(random.below(4))));
      leaf.passive |= !input.active;
    }
    input.dot = randomNumbers(input.leaves, random, coarse_);
    input.second = randomNumbers(input.leaves, random, coarse_);
    input.mixed = input.written ? randomNumbers(input.leaves, random, coarse_) : Numbers(input.leaves.size(), 0.0);
  }
}

std::vector<Cell> Inputs::cells(Evaluator& evaluator, std::vector<std::size_t>& objects) const {
  std::vector<Cell> arguments;
  for (const Input& input : inputs_) {
    std::vector<Cell> cells;
    for (std::size_t k = 0; k < input.leaves.size(); ++k) cells.push_back(cellOf(input, k));
    objects.push_back(input.memory ? evaluator.memory(cells) : 0);
    arguments.push_back(input.memory ? Cell::pointer(objects.back()) : cells[0]);
  }
  return arguments;
}

Value Inputs::argument(Interpreter& interpreter, const Input& input) {
  return input.memory ? interpreter.memory(input.values) : input.values[0];
}

Value Inputs::companion(Interpreter& interpreter, const std::vector<Leaf>& leaves, const Numbers& numbers) {
  std::vector<Value> cells;
  for (std::size_t k = 0; k < leaves.size(); ++k) cells.push_back(valueOf(leaves[k], numbers[k]));
  return interpreter.memory(cells);
}

}  // namespace retrograd::fuzz

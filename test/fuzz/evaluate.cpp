#include "evaluate.h"

#include "ir/build.h"

#include <algorithm>
#include <cmath>

namespace retrograd::fuzz {

using namespace ir;

std::size_t cellCount(const Type* type) {
  if (type->kind == TypeKind::Array) return type->extent * cellCount(type->element);
  if (type->kind != TypeKind::Record) return 1;
  std::size_t count = 0;
  for (const Field& field : type->fields) count += cellCount(field.type);
  return count;
}

namespace {
const Type* referee(const Type* type) { return type->isReference() ? type->element : type; }

std::size_t offsetOf(const Type* record, const std::string& name) {
  std::size_t offset = 0;
  for (const Field& field : record->fields) {
    if (field.name == name) return offset;
    offset += cellCount(field.type);
  }
  throw EvaluationError("no such field");
}

Cell zeroOf(const Type* type) {
  if (type->isFloat()) return Cell::real({});
  return type->isPointer() ? Cell::pointer(0) : Cell::whole(0);
}

void zeros(const Type* type, std::vector<Cell>& cells) {
  if (type->kind == TypeKind::Array) {
    for (std::uint64_t i = 0; i < type->extent; ++i) zeros(type->element, cells);
  } else if (type->kind == TypeKind::Record) {
    for (const Field& field : type->fields) zeros(field.type, cells);
  } else {
    cells.push_back(zeroOf(type));
  }
}
}  // namespace

// ---- Memory ------------------------------------------------------------------------------------------------------

std::size_t Evaluator::memory(Cells cells) {
  if (objects_.empty()) objects_.emplace_back();  // 0: null
  objects_.push_back(std::move(cells));
  return objects_.size() - 1;
}

std::vector<Cell> firstCells(const Variable& global) {
  std::vector<Cell> cells;
  zeros(global.type, cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].kind == Cell::Real) cells[i].number.value = 0.25L * static_cast<long double>(i) - 0.625L;
    if (cells[i].kind == Cell::Integer) cells[i].integer = 1;
  }
  return cells;
}

void Evaluator::addGlobals(const Module& module) {
  for (const Variable& variable : module.globals) globals_[&variable] = memory(firstCells(variable));
}

std::size_t Evaluator::global(const Variable* variable) const {
  const auto found = globals_.find(variable);
  if (found == globals_.end()) throw EvaluationError("no such variable");
  return found->second;
}

void Evaluator::step() {
  if (steps_-- == 0) throw EvaluationError("too many steps");
}

Cell& Evaluator::at(const Address& address, std::size_t count) {
  if (address.object == 0 || address.object >= objects_.size()) throw EvaluationError("no such memory");
  Cells& cells = objects_[address.object];
  if (address.offset < 0 || address.offset + count > cells.size()) throw EvaluationError("out of bounds");
  return cells[address.offset];
}

Evaluator::Address Evaluator::locate(const Place& place, Frame& frame) {
  const auto found = frame.find(place.root);
  Address address{found == frame.end() ? global(place.root) : found->second, 0};
  const Type* type = place.root->type;
  if (type->isReference()) {
    const Cell cell = at(address);
    address = {cell.object, cell.integer};
    type = type->element;
  }
  for (const Step& step : place.path) {
    if (step.kind == StepKind::Field) {
      address.offset += static_cast<std::int64_t>(offsetOf(type, step.field));
      type = type->field(step.field)->type;
      continue;
    }
    if (type->isPointer()) {
      const Cell cell = at(address);
      if (cell.kind != Cell::Pointer) throw EvaluationError("a pointer without value");
      address = {cell.object, cell.integer};
    }
    type = type->element;
    if (step.index) address.offset += evaluate(*step.index, frame).integer * static_cast<std::int64_t>(cellCount(type));
  }
  return address;
}

Evaluator::Cells Evaluator::readAll(const Expression& expression, Frame& frame) {
  if (expression.type->isAggregate()) {
    const std::size_t count = cellCount(expression.type);
    const Cell* first = &at(locate(expression.place, frame), count);
    return Cells(first, first + count);
  }
  return {evaluate(expression, frame)};
}

void Evaluator::writeAll(const Address& address, const Cells& cells) {
  std::copy(cells.begin(), cells.end(), &at(address, cells.size()));
}

// ---- Statements --------------------------------------------------------------------------------------------------

void Evaluator::run(const Block& block, Frame& frame) {
  for (const Statement& statement : block) run(statement, frame);
}

void Evaluator::run(const Statement& statement, Frame& frame) {
  step();
  if (const auto* node = statement.as<Declare>()) declare(*node, frame);
  if (const auto* node = statement.as<Assign>()) run(*node, frame);
  if (const auto* node = statement.as<Call>()) run(*node, frame);
  if (const auto* node = statement.as<Loop>()) run(*node, frame);
  if (const auto* node = statement.as<Scope>()) run(node->body, frame);
  if (const auto* node = statement.as<Branch>())
    run(evaluate(*node->condition, frame).integer ? node->then : node->otherwise, frame);
  if (const auto* node = statement.as<While>())
    while (evaluate(*node->condition, frame).integer) {
      step();
      run(node->body, frame);
    }
  if (const auto* node = statement.as<Return>(); node && node->value) result_ = readAll(*node->value, frame);
}

void Evaluator::declare(const Declare& node, Frame& frame) {
  Cells cells(cellCount(node.variable->type));
  if (node.init) cells = readAll(*node.init, frame);
  if (node.zero) {
    cells.clear();
    zeros(node.variable->type, cells);
  }
  auto [slot, fresh] = frame.try_emplace(node.variable, 0);
  if (fresh)
    slot->second = memory(std::move(cells));
  else
    objects_[slot->second] = std::move(cells);
}

void Evaluator::run(const Assign& node, Frame& frame) {
  Cells cells = readAll(*node.value, frame);
  const Address target = locate(node.target, frame);
  if (node.accumulate) {
    const Expression sum{ExpressionKind::Operation, node.value->type, {}, {}, {}, OperationKind::Add, {}, {}};
    if (at(target).kind == Cell::None) throw EvaluationError("read before it has a value");
    cells = {arithmetic(sum, at(target), cells[0])};
  }
  writeAll(target, cells);
}

void Evaluator::run(const Loop& node, Frame& frame) {
  std::int64_t counter = evaluate(*node.begin, frame).integer;
  const std::int64_t end = evaluate(*node.end, frame).integer, distance = evaluate(*node.step, frame).integer;
  auto within = [&] {
    switch (node.relation) {
    case OperationKind::Less: return counter < end;
    case OperationKind::LessEqual: return counter <= end;
    case OperationKind::Greater: return counter > end;
    default: return counter >= end;
    }
  };
  auto [slot, fresh] = frame.try_emplace(node.counter, 0);
  if (fresh) slot->second = memory({Cell::whole(counter)});
  for (const std::size_t object = slot->second; within(); counter += distance) {
    step();
    objects_[object][0] = Cell::whole(counter);
    run(node.body, frame);
  }
}

void Evaluator::enter(const Variable* parameter, const Cell& argument, Frame& frame) {
  Cells cells{argument};
  if (parameter->type->isAggregate()) {
    const std::size_t count = cellCount(parameter->type);
    const Cell* first = &at({argument.object, argument.integer}, count);
    cells.assign(first, first + count);
  }
  if (parameter->markedPassive)
    for (Cell& cell : cells) cell.number.a = cell.number.b = cell.number.ab = 0;
  frame[parameter] = memory(std::move(cells));
}

Evaluator::Cells Evaluator::call(const Function& function, const std::vector<Cell>& arguments) {
  if (++depth_ > 100) throw EvaluationError("calls are nested too deeply");
  Frame frame;
  const std::size_t before = objects_.size();
  for (std::size_t i = 0; i < arguments.size(); ++i) enter(function.parameters[i], arguments[i], frame);
  result_.clear();
  run(function.body, frame);
  objects_.resize(before);
  --depth_;
  return result_;
}

void Evaluator::run(const Call& node, Frame& frame) {
  std::vector<Cell> arguments;
  const std::size_t before = objects_.size();
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    const Argument& argument = node.arguments[i];
    const Type* type = node.callee->parameters[i]->type;
    if (argument.reference) {
      const Address address = locate(*argument.reference, frame);
      arguments.push_back(Cell::pointer(address.object, address.offset));
    } else if (type->isReference() || referee(type)->isAggregate()) {
      arguments.push_back(Cell::pointer(memory(readAll(*argument.value, frame))));
    } else {
      arguments.push_back(evaluate(*argument.value, frame));
    }
  }
  const Cells result = call(*node.callee, arguments);
  objects_.resize(before);
  if (!node.result) return;
  if (node.declares) declare({node.result->root, nullptr, false}, frame);
  writeAll(locate(*node.result, frame), result);
}

}  // namespace retrograd::fuzz

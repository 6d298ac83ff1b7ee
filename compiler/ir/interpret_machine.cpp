#include "ir/interpret_machine.h"

#include "ir/print.h"

#include <algorithm>

namespace retrograd::ir {

// ---- Layout ------------------------------------------------------------------------------------------------------

std::uint64_t Layout::size(const Type* type) {
  if (type->kind != TypeKind::Record && type->kind != TypeKind::Array) return 1;
  if (const auto it = sizes_.find(type); it != sizes_.end()) return it->second;
  sizes_[type] = tooLarge;  // what a record that contains itself sees
  return sizes_[type] = compute(type);
}

std::uint64_t Layout::compute(const Type* type) {
  if (type->kind == TypeKind::Array) {
    const std::uint64_t element = size(type->element);
    return element && type->extent > tooLarge / element ? tooLarge : element * type->extent;
  }
  std::uint64_t sum = 0;
  for (const Field& field : type->fields) sum = std::min(tooLarge, sum + size(field.type));
  return sum;
}

std::uint64_t Layout::fieldOffset(const Type* record, const std::string& field) {
  std::uint64_t offset = 0;
  for (const Field& candidate : record->fields) {
    if (candidate.name == field) break;
    offset += size(candidate.type);
  }
  return std::min(offset, tooLarge);
}

// ---- Errors and memory -------------------------------------------------------------------------------------------

void Machine::fail(const std::string& text) {
  if (failed) return;
  failed = true;
  message = function ? *function : "";
  if (function && line) message += ", line " + std::to_string(line);
  message += (function ? ": " : "") + text;
}

Pointer Machine::allocate(std::vector<Value> cells) {
  const auto size = static_cast<std::int32_t>(cells.size());
  objects_.push_back(std::move(cells));
  return {static_cast<std::uint32_t>(objects_.size()), 0, 0, size};
}

std::vector<Value>* Machine::object(std::uint32_t id) {
  if (id < firstFrame) return id && id <= objects_.size() ? &objects_[id - 1] : nullptr;
  const auto end = frames_.begin() + depth_;
  const auto it = std::lower_bound(frames_.begin(), end, id, [](const Frame& f, std::uint32_t i) { return f.id < i; });
  return it != end && it->id == id ? &it->cells : nullptr;
}

bool Machine::inBounds(const Pointer& pointer, std::uint64_t count) {
  if (!pointer.object) return fail("a null pointer is used"), false;
  if (pointer.offset < pointer.low || pointer.offset + count > static_cast<std::uint64_t>(pointer.high))
    return fail("cell " + std::to_string(pointer.offset - pointer.low) + " is outside of memory with " +
                std::to_string(pointer.high - pointer.low) + " cells"),
           false;
  return true;
}

Value* Machine::access(const Pointer& pointer, std::uint64_t count) {
  if (failed || !inBounds(pointer, count)) return nullptr;
  std::vector<Value>* cells = object(pointer.object);
  if (!cells) return fail("a pointer leads to a variable of a call that has ended"), nullptr;
  if (pointer.offset + count > cells->size()) return fail("a pointer leads behind its object"), nullptr;
  return cells->data() + pointer.offset;
}

Pointer Machine::moved(Pointer pointer, std::int64_t elements, std::uint64_t elementSize, bool mayEnd) {
  std::int64_t distance = 0, offset = 0;
  const bool overflow = __builtin_mul_overflow(elements, static_cast<std::int64_t>(elementSize), &distance) ||
                        __builtin_add_overflow(distance, static_cast<std::int64_t>(pointer.offset), &offset);
  const bool inside = !overflow && offset >= pointer.low && offset + (mayEnd ? 0 : 1) <= pointer.high;
  if (!pointer.object && elements == 0 && mayEnd) return pointer;
  if (!pointer.object) {
    fail("a null pointer is used");
  } else if (!inside) {
    fail("element " + std::to_string(elements) + " is outside of memory with " +
         std::to_string(pointer.high - pointer.low) + " cells");
  } else {
    pointer.offset = static_cast<std::int32_t>(offset);
  }
  return pointer;
}

const Value& Machine::checked(const Value& cell, Value::Kind kind, const std::string& what) {
  static const Value nothing;
  if (cell.kind() == kind) return cell;
  fail(cell.kind() == Value::None ? "'" + what + "' is read before it has a value"
                                  : "'" + what + "' holds another kind of value than its type says");
  return nothing;
}

// ---- Vectors -----------------------------------------------------------------------------------------------------

std::uint64_t Machine::vectorSize(const Value& vector, const Type* type) {
  const Pointer& elements = checked(vector, Value::Pointing, "a vector").pointer();
  const std::uint64_t size = layout.size(type->element);
  return failed || !size ? 0 : static_cast<std::uint64_t>(elements.high - elements.low) / size;
}

void Machine::resize(Value& vector, const Type* type, std::int64_t size) {
  const std::uint64_t cellsEach = layout.size(type->element);
  if (size < 0 || static_cast<std::uint64_t>(size) > options.cells / std::max<std::uint64_t>(cellsEach, 1))
    return fail("a vector of " + std::to_string(size) + " elements takes too much memory");
  const std::uint64_t before = vectorSize(vector, type), kept = std::min<std::uint64_t>(before, size);
  std::vector<Value> cells;
  if (const std::vector<Value>* old = object(vector.pointer().object))
    cells.assign(old->begin(), old->begin() + static_cast<std::ptrdiff_t>(kept * cellsEach));
  for (std::uint64_t i = kept; i < static_cast<std::uint64_t>(size); ++i)
    if (!zeroCells(type->element, cells))
      return fail("not interpretable: a zero of type '" + print(*type->element) + "'");
  vector = newVector(std::move(cells));
}

void Machine::detach(const Type* type, Value* cells, bool zero) {
  if (zero && type->isFloat()) *cells = type->bits > 64 ? Value(0.0L) : Value(0.0);
  if (type->isVector()) {
    const std::uint64_t count = vectorSize(*cells, type), each = layout.size(type->element);
    std::vector<Value> elements;
    if (const std::vector<Value>* old = object(cells->pointer().object)) elements = *old;
    elements.resize(count * each);
    for (std::uint64_t i = 0; i < count; ++i) detach(type->element, elements.data() + i * each, zero);
    *cells = newVector(std::move(elements));
  } else if (type->kind == TypeKind::Array) {
    const std::uint64_t each = layout.size(type->element);
    for (std::uint64_t i = 0; i < type->extent; ++i) detach(type->element, cells + i * each, zero);
  } else if (type->kind == TypeKind::Record) {
    for (const Field& field : type->fields) detach(field.type, cells + layout.fieldOffset(type, field.name), zero);
  }
}

// ---- Calls and tapes ---------------------------------------------------------------------------------------------

Frame* Machine::pushFrame(std::size_t cells) {
  if (depth_ == options.callDepth) return fail("calls are nested too deeply"), nullptr;
  if (cells > options.cells) return fail("the variables take too much memory"), nullptr;
  if (depth_ == frames_.size()) frames_.emplace_back();
  Frame& frame = frames_[depth_++];
  frame.id = nextFrame_++;
  frame.cells.assign(cells, Value());
  frame.tapesBefore = tapes.size();
  return &frame;
}

void Machine::popFrame() {
  tapes.resize(frames_[--depth_].tapesBefore);
  if (!depth_) nextFrame_ = nextFrame_ > 0xf0000000 ? firstFrame : nextFrame_;
}

void Machine::push(const Value& tape, const Type* type, const Value* cells, std::uint64_t count) {
  TapeState& state = tapes[tape.integer()];
  if (state.cells.size() + count > options.cells) return fail("the tape takes too much memory");
  state.cells.insert(state.cells.end(), cells, cells + count);
  if (type->holdsVector()) {
    std::vector<Value> copy(cells, cells + count);
    detach(type, copy.data());
    std::copy(copy.begin(), copy.end(), tapes[tape.integer()].cells.end() - static_cast<std::ptrdiff_t>(count));
  }
  state.types.push_back(type);
}

void Machine::pop(const Value& tape, const Type* type, Value* cells, std::uint64_t count) {
  TapeState& state = tapes[tape.integer()];
  if (state.types.empty()) return fail("the tape is empty");
  if (state.types.back() != type)
    return fail("the tape's last value is '" + print(*state.types.back()) + "', not '" + print(*type) + "'");
  std::copy(state.cells.end() - count, state.cells.end(), cells);
  state.cells.resize(state.cells.size() - count);
  state.types.pop_back();
}

}  // namespace retrograd::ir

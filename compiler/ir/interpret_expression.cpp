#include "ir/build.h"
#include "ir/interpret_compile.h"
#include "ir/print.h"

#include <cmath>
#include <limits>

namespace retrograd::ir {

namespace {

Evaluate failing(const std::string& message) {
  return [message](Machine& m, Frame&) { return m.fail(message), Value(); };
}

Locate failingPlace(const std::string& message) {
  return [message](Machine& m, Frame&) { return m.fail(message), Pointer(); };
}

std::string notInterpretable(const std::string& what) { return "not interpretable: " + what; }

// ---- Numbers of one C++ type -----------------------------------------------------------------------------------

template <class T> T get(const Value& value) {
  if constexpr (std::is_same_v<T, long double>)
    return value.longReal();
  else if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(value.real());
  else
    return static_cast<T>(value.integer());
}

// Calls `use` with a value of the C++ type that computes for `type`.
template <class Use> auto withRepresentation(const Type& type, const Use& use) {
  if (!type.isFloat()) return type.isSigned ? use(std::int64_t()) : use(std::uint64_t());
  if (type.bits == 32) return use(float());
  if (type.bits == 64) return use(double());
  return use(static_cast<long double>(0));
}

template <class T, class Operation> Evaluate binary(Evaluate a, Evaluate b, Operation operation) {
  return [a = std::move(a), b = std::move(b), operation](Machine& m, Frame& f) {
    const T left = get<T>(a(m, f));
    return Value(operation(left, get<T>(b(m, f))));
  };
}

template <class T> Evaluate realArithmetic(OperationKind kind, Evaluate a, Evaluate b) {
  switch (kind) {
  case OperationKind::Add: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x + y; });
  case OperationKind::Subtract: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x - y; });
  case OperationKind::Multiply: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x * y; });
  case OperationKind::Divide: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x / y; });
  case OperationKind::StrongMultiply:
    return [a = std::move(a), b = std::move(b)](Machine& m, Frame& f) {
      const T adjoint = get<T>(a(m, f));
      return Value(adjoint == 0 ? T(0) : adjoint * get<T>(b(m, f)));
    };
  default: return failing(notInterpretable("this operation on floating values"));
  }
}

template <class T> Evaluate comparison(OperationKind kind, Evaluate a, Evaluate b) {
  switch (kind) {
  case OperationKind::Less: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x < y; });
  case OperationKind::LessEqual: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x <= y; });
  case OperationKind::Greater: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x > y; });
  case OperationKind::GreaterEqual: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x >= y; });
  case OperationKind::Equal: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x == y; });
  default: return binary<T>(std::move(a), std::move(b), [](T x, T y) { return x != y; });
  }
}

// ---- Integers --------------------------------------------------------------------------------------------------

std::uint64_t divided(Machine& m, std::int64_t x, std::int64_t y, const Type& type, bool remainder) {
  if (y == 0) return m.fail("a division by zero"), 0;
  if (!type.isSigned) {
    const auto a = static_cast<std::uint64_t>(x), b = static_cast<std::uint64_t>(y);
    return remainder ? a % b : a / b;
  }
  if (y == -1) return remainder ? 0 : -static_cast<std::uint64_t>(x);
  return static_cast<std::uint64_t>(remainder ? x % y : x / y);
}

std::uint64_t shifted(Machine& m, std::int64_t x, std::int64_t y, const Type& type, bool left) {
  if (y < 0 || y >= type.bits) return m.fail("a shift by " + std::to_string(y) + " bits"), 0;
  if (left) return static_cast<std::uint64_t>(x) << y;
  return type.isSigned ? static_cast<std::uint64_t>(x >> y) : static_cast<std::uint64_t>(x) >> y;
}

std::uint64_t integerResult(Machine& m, OperationKind kind, std::int64_t x, std::int64_t y, const Type& type) {
  const auto a = static_cast<std::uint64_t>(x), b = static_cast<std::uint64_t>(y);
  switch (kind) {
  case OperationKind::Add: return a + b;
  case OperationKind::Subtract: return a - b;
  case OperationKind::Multiply: return a * b;
  case OperationKind::Divide: return divided(m, x, y, type, false);
  case OperationKind::Remainder: return divided(m, x, y, type, true);
  case OperationKind::BitAnd: return a & b;
  case OperationKind::BitOr: return a | b;
  case OperationKind::BitXor: return a ^ b;
  case OperationKind::ShiftLeft: return shifted(m, x, y, type, true);
  case OperationKind::ShiftRight: return shifted(m, x, y, type, false);
  default: return m.fail(notInterpretable("this operation on integers")), 0;
  }
}

// ---- Casts -----------------------------------------------------------------------------------------------------

template <class T> Value toInteger(Machine& m, T value, const Type& type) {
  if (type.kind == TypeKind::Bool) return Value(value != 0);
  const T limit = std::ldexp(T(1), static_cast<int>(type.bits - (type.isSigned ? 1 : 0)));
  const T whole = std::trunc(value);
  if (!(whole < limit && whole >= (type.isSigned ? -limit : T(0))))
    return m.fail("a cast of " + std::to_string(value) + " to '" + type.spelling + "', which can't hold it"), Value();
  if (type.isSigned) return Value(static_cast<std::int64_t>(whole));
  return Value(static_cast<std::uint64_t>(whole));
}

template <class From> Evaluate castFrom(Evaluate operand, const Type& to) {
  if (to.isFloat())
    return withRepresentation(to, [&](auto representation) -> Evaluate {
      using To = decltype(representation);
      return [operand](Machine& m, Frame& f) { return Value(static_cast<To>(get<From>(operand(m, f)))); };
    });
  if constexpr (std::is_floating_point_v<From>)
    return [operand, &to](Machine& m, Frame& f) { return toInteger<From>(m, get<From>(operand(m, f)), to); };
  else
    return [operand, &to](Machine& m, Frame& f) { return Value(wrapped(get<From>(operand(m, f)), to)); };
}

}  // namespace

// ---- Expressions -------------------------------------------------------------------------------------------------

Evaluate ExpressionCompiler::scalar(const Expression& e) {
  if (cellKind(e.type) == Value::None) return failing(notInterpretable("a value of type '" + print(*e.type) + "'"));
  switch (e.kind) {
  case ExpressionKind::Constant: return constant(e);
  case ExpressionKind::Read: return readScalar(e);
  case ExpressionKind::AddressOf: return [where = locate(e.place)](Machine& m, Frame& f) { return Value(where(m, f)); };
  case ExpressionKind::Operation: return operation(e);
  }
  return {};
}

Evaluate ExpressionCompiler::constant(const Expression& e) {
  if (const auto defined = machine_.constants.find(e.text); defined != machine_.constants.end()) {
    const Value value = defined->second;
    if (value.kind() == cellKind(e.type)) return [value](Machine&, Frame&) { return value; };
    return failing("the constant '" + e.text + "' is defined as another kind of value");
  }
  const std::optional<Value> value = literalValue(e.text, *e.type);
  if (!value) return failing(notInterpretable("the constant '" + e.text + "'"));
  return [value = *value](Machine&, Frame&) { return value; };
}

Evaluate ExpressionCompiler::readSize(const Place& place) {
  const Place vector{place.root, {place.path.begin(), place.path.end() - 1}};
  return [where = locate(vector), type = vector.type()](Machine& m, Frame& f) {
    const Value* cell = m.access(where(m, f), 1);
    return cell ? Value(m.vectorSize(*cell, type)) : Value();
  };
}

Evaluate ExpressionCompiler::readScalar(const Expression& e) {
  if (isVectorSize(e.place)) return readSize(e.place);
  const Value::Kind kind = cellKind(e.type);
  const std::string name = print(e.place);
  if (const auto slot = directSlot(e.place))
    return [slot = *slot, kind, name](Machine& m, Frame& f) {
      const Value& cell = f.cells[slot];
      return cell.kind() == kind ? cell : m.checked(cell, kind, name);
    };
  return [where = locate(e.place), kind, name](Machine& m, Frame& f) {
    const Value* cell = m.access(where(m, f), 1);
    return cell ? m.checked(*cell, kind, name) : Value();
  };
}

Evaluate ExpressionCompiler::operation(const Expression& e) {
  switch (e.operation) {
  case OperationKind::Math: return math(e);
  case OperationKind::Select: return select(e);
  case OperationKind::Cast: return cast(e);
  case OperationKind::PointerAdd:
  case OperationKind::PointerDifference: return pointerArithmetic(e);
  case OperationKind::LogicalNot:
  case OperationKind::LogicalAnd:
  case OperationKind::LogicalOr: return logical(e);
  case OperationKind::Less:
  case OperationKind::LessEqual:
  case OperationKind::Greater:
  case OperationKind::GreaterEqual:
  case OperationKind::Equal:
  case OperationKind::NotEqual: return compare(e);
  default: break;
  }
  if (!e.type->isFloat()) return integerArithmetic(e);
  Evaluate a = scalar(*e.operands[0]);
  return withRepresentation(*e.type, [&](auto representation) -> Evaluate {
    using T = decltype(representation);
    if constexpr (std::is_floating_point_v<T>) {
      if (e.operation == OperationKind::Negate)
        return [a = std::move(a)](Machine& m, Frame& f) { return Value(-get<T>(a(m, f))); };
      return e.operands.size() == 2 ? realArithmetic<T>(e.operation, std::move(a), scalar(*e.operands[1]))
                                    : failing(notInterpretable("this operation on floating values"));
    }
    return {};
  });
}

Evaluate ExpressionCompiler::integerArithmetic(const Expression& e) {
  const Type& type = *e.type;
  if (!e.type->isScalar()) return failing(notInterpretable("this operation on '" + print(type) + "'"));
  Evaluate a = scalar(*e.operands[0]);
  if (e.operation == OperationKind::Negate)
    return [a, &type](Machine& m, Frame& f) {
      return Value(wrapped(-static_cast<std::uint64_t>(a(m, f).integer()), type));
    };
  if (e.operation == OperationKind::BitNot)
    return [a, &type](Machine& m, Frame& f) {
      return Value(wrapped(~static_cast<std::uint64_t>(a(m, f).integer()), type));
    };
  Evaluate b = scalar(*e.operands[1]);
  return [a, b, kind = e.operation, &type](Machine& m, Frame& f) {
    const std::int64_t left = a(m, f).integer();
    return Value(wrapped(integerResult(m, kind, left, b(m, f).integer(), type), type));
  };
}

Evaluate ExpressionCompiler::logical(const Expression& e) {
  Evaluate a = scalar(*e.operands[0]);
  if (e.operation == OperationKind::LogicalNot) return [a](Machine& m, Frame& f) { return Value(!a(m, f).integer()); };
  Evaluate b = scalar(*e.operands[1]);
  const bool decides = e.operation == OperationKind::LogicalOr;  // the value of a that decides alone
  return
      [a, b, decides](Machine& m, Frame& f) { return (a(m, f).integer() != 0) == decides ? Value(decides) : b(m, f); };
}

Evaluate ExpressionCompiler::select(const Expression& e) {
  return [condition = scalar(*e.operands[0]), a = scalar(*e.operands[1]), b = scalar(*e.operands[2])](
             Machine& m, Frame& f) { return condition(m, f).integer() ? a(m, f) : b(m, f); };
}

Evaluate ExpressionCompiler::compare(const Expression& e) {
  Evaluate a = scalar(*e.operands[0]), b = scalar(*e.operands[1]);
  const OperationKind kind = e.operation;
  if (!e.operands[0]->type->isPointer())
    return withRepresentation(*e.operands[0]->type, [&](auto representation) {
      return comparison<decltype(representation)>(kind, std::move(a), std::move(b));
    });
  return [a, b, kind](Machine& m, Frame& f) {
    const Value left = a(m, f), right = b(m, f);
    const Pointer &p = left.pointer(), &q = right.pointer();
    const bool same = p.object == q.object;
    if (kind == OperationKind::Equal) return Value(same && p.offset == q.offset);
    if (kind == OperationKind::NotEqual) return Value(!same || p.offset != q.offset);
    if (!same) return m.fail("pointers into different memory are ordered"), Value();
    if (kind == OperationKind::Less) return Value(p.offset < q.offset);
    if (kind == OperationKind::LessEqual) return Value(p.offset <= q.offset);
    return kind == OperationKind::Greater ? Value(p.offset > q.offset) : Value(p.offset >= q.offset);
  };
}

Evaluate ExpressionCompiler::cast(const Expression& e) {
  const Type &from = *e.operands[0]->type, &to = *e.type;
  Evaluate operand = scalar(*e.operands[0]);
  if (from.isPointer() && to.kind == TypeKind::Bool)
    return [operand](Machine& m, Frame& f) { return Value(operand(m, f).pointer().object != 0); };
  if (from.isPointer()) {
    const bool viaVoid = from.element->kind == TypeKind::Void || (to.isPointer() && to.element->kind == TypeKind::Void);
    if (to.isPointer() && (from.element == to.element || viaVoid)) return operand;
    return failing(notInterpretable("a cast from '" + print(from) + "' to '" + print(to) + "'"));
  }
  if (!from.isScalar() || !to.isScalar())
    return failing(notInterpretable("a cast from '" + print(from) + "' to '" + print(to) + "'"));
  return withRepresentation(
      from, [&](auto representation) { return castFrom<decltype(representation)>(std::move(operand), to); });
}

Evaluate ExpressionCompiler::pointerArithmetic(const Expression& e) {
  Evaluate a = scalar(*e.operands[0]), b = scalar(*e.operands[1]);
  const std::uint64_t size = machine_.layout.size(e.operands[0]->type->element);
  if (e.operation == OperationKind::PointerAdd)
    return [a, b, size](Machine& m, Frame& f) {
      const Value base = a(m, f);
      return Value(m.moved(base.pointer(), b(m, f).integer(), size, true));
    };
  return [a, b, size](Machine& m, Frame& f) {
    const Value left = a(m, f), right = b(m, f);
    const Pointer &p = left.pointer(), &q = right.pointer();
    if (p.object != q.object || !size) return m.fail("pointers into different memory are subtracted"), Value();
    return Value((std::int64_t(p.offset) - q.offset) / static_cast<std::int64_t>(size));
  };
}

constexpr std::size_t mostArguments = 4;  // of a row of rules/math.def

Evaluate ExpressionCompiler::math(const Expression& e) {
  const Type* real = nullptr;
  std::vector<Evaluate> operands;
  for (const ExpressionPtr& operand : e.operands) {
    operands.push_back(scalar(*operand));
    if (operand->type->isFloat()) real = operand->type;
  }
  const bool isKnown = real && operands.size() <= mostArguments;
  const MathEvaluate function = isKnown ? findMathEvaluate(e.function, real->bits) : nullptr;
  if (!function) return failing(notInterpretable("the function '" + e.function + "'"));
  if (operands.size() == 1)
    return [a = operands[0], function](Machine& m, Frame& f) {
      const Value argument = a(m, f);
      return function(&argument);
    };
  return [operands, function](Machine& m, Frame& f) {
    Value arguments[mostArguments];
    for (std::size_t i = 0; i < operands.size(); ++i) arguments[i] = operands[i](m, f);
    return function(arguments);
  };
}

// ---- Places ------------------------------------------------------------------------------------------------------

std::optional<std::uint32_t> ExpressionCompiler::directSlot(const Place& place) const {
  if (!place.isVariable() || cellKind(place.root->type) == Value::None) return std::nullopt;
  const auto it = slots_.find(place.root);
  return it == slots_.end() ? std::nullopt : std::optional(it->second);
}

Locate ExpressionCompiler::root(const Variable& variable) {
  if (variable.role == VariableRole::Global) {
    if (machine_.layout.size(variable.type) > machine_.options.cells)
      return failingPlace("the global '" + variable.name + "' takes too much memory");
    auto [it, fresh] = machine_.globals.try_emplace(&variable);
    if (fresh) it->second = machine_.allocate(std::vector<Value>(machine_.layout.size(variable.type)));
    return [pointer = it->second](Machine&, Frame&) { return pointer; };
  }
  const auto it = slots_.find(&variable);
  if (it == slots_.end()) return failingPlace("'" + variable.name + "' belongs to another function");
  const auto slot = static_cast<std::int32_t>(it->second);
  if (variable.type->isReference()) return [slot](Machine&, Frame& f) { return f.cells[slot].pointer(); };
  const auto end = static_cast<std::int32_t>(slot + machine_.layout.size(variable.type));
  return [slot, end](Machine&, Frame& f) { return Pointer{f.id, slot, slot, end}; };
}

Locate ExpressionCompiler::index(Locate base, const Type* type, const Expression* index) {
  const std::uint64_t size = machine_.layout.size(type->element);
  Evaluate position = index ? scalar(*index) : [](Machine&, Frame&) { return Value(0); };
  if (type->isPointer() || type->isVector())
    return [base, position, size](Machine& m, Frame& f) {
      const Value* cell = m.access(base(m, f), 1);
      const Pointer start = cell ? m.checked(*cell, Value::Pointing, "a pointer").pointer() : Pointer();
      return m.moved(start, position(m, f).integer(), size, false);
    };
  const std::uint64_t extent = type->extent;
  return [base, position, size, extent](Machine& m, Frame& f) {
    Pointer start = base(m, f);
    const std::int64_t i = position(m, f).integer();
    if (!m.access(start, size * extent)) return start;
    if (i < 0 || static_cast<std::uint64_t>(i) >= extent) {
      m.fail("index " + std::to_string(i) + " is outside of " + std::to_string(extent) + " elements");
      return start;
    }
    start.low = start.offset;
    start.high = static_cast<std::int32_t>(start.offset + size * extent);
    start.offset += static_cast<std::int32_t>(i * size);
    return start;
  };
}

Locate ExpressionCompiler::step(Locate base, const Type* type, const Step& step) {
  if (step.kind != StepKind::Field) return index(std::move(base), type, step.index.get());
  const std::uint64_t record = machine_.layout.size(type), offset = machine_.layout.fieldOffset(type, step.field);
  const std::uint64_t size = machine_.layout.size(type->field(step.field)->type);
  return [base, record, offset, size](Machine& m, Frame& f) {
    Pointer pointer = base(m, f);
    if (!m.access(pointer, record)) return pointer;
    pointer.offset += static_cast<std::int32_t>(offset);
    pointer.low = pointer.offset;
    pointer.high = static_cast<std::int32_t>(pointer.offset + size);
    return pointer;
  };
}

Locate ExpressionCompiler::locate(const Place& place) {
  Locate result = root(*place.root);
  Place part{place.root, {}};
  for (const Step& next : place.path) {
    result = step(std::move(result), part.type(), next);
    part.path.push_back(next);
  }
  return result;
}

Locate ExpressionCompiler::aggregate(const Expression& e) {
  if (e.kind == ExpressionKind::Read) return locate(e.place);
  if (e.kind == ExpressionKind::Operation && e.operation == OperationKind::Select)
    return [condition = scalar(*e.operands[0]), a = aggregate(*e.operands[1]), b = aggregate(*e.operands[2])](
               Machine& m, Frame& f) { return condition(m, f).integer() ? a(m, f) : b(m, f); };
  if (e.kind == ExpressionKind::Operation && e.operation == OperationKind::ZeroLike)
    return [from = aggregate(*e.operands[0]), type = e.type](Machine& m, Frame& f) {
      const std::uint64_t size = m.layout.size(type);
      const Value* source = m.access(from(m, f), size);
      if (!source) return Pointer();
      std::vector<Value> zero(source, source + size);
      m.detach(type, zero.data(), true);
      return m.allocate(std::move(zero));
    };
  if (e.kind == ExpressionKind::Operation && e.operation == OperationKind::Sized) return sized(e);
  return failingPlace(notInterpretable("a value of type '" + print(*e.type) + "'"));
}

namespace {
Value sizedVector(Machine& m, const Type* type, const std::vector<std::int64_t>& extents, std::size_t level) {
  Value vector{Pointer()};
  m.resize(vector, type, extents[level]);
  if (level + 1 == extents.size() || m.failed) return vector;
  std::vector<Value> elements;
  for (std::int64_t i = 0; i < extents[level] && !m.failed; ++i)
    elements.push_back(sizedVector(m, type->element, extents, level + 1));
  return m.newVector(std::move(elements));
}
}  // namespace

Locate ExpressionCompiler::sized(const Expression& e) {
  std::vector<Evaluate> extents;
  for (const ExpressionPtr& extent : e.operands) extents.push_back(scalar(*extent));
  return [extents, type = e.type](Machine& m, Frame& f) {
    std::vector<std::int64_t> numbers;
    for (const Evaluate& extent : extents) numbers.push_back(extent(m, f).integer());
    const Value vector = sizedVector(m, type, numbers, 0);
    return m.allocate({vector});
  };
}

}  // namespace retrograd::ir

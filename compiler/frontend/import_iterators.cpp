// Iterators are pointers to the element; those that std::reverse_iterator makes lead to the element before.
#include "frontend/containers.h"
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

// iterator[index]
Place FunctionImporter::elementFrom(ExpressionPtr iterator, ExpressionPtr index, bool isReverse) {
  if (!isReverse) return elementOf(std::move(iterator), std::move(index));
  const ir::Type* type = types_.longType();
  if (const auto number = ir::integerLiteral(*index))
    return elementOf(std::move(iterator), integerConstant(llvm::APSInt::get(-1 - *number), type));
  const ExpressionPtr back = negatedOffset(convert(std::move(index), type));
  return elementOf(std::move(iterator), ir::operation(OperationKind::Subtract, type, {back, ir::constant("1", type)}));
}

// iterator + offset
ExpressionPtr FunctionImporter::advanced(ExpressionPtr iterator, ExpressionPtr offset, bool isBack) {
  return addToPointer(std::move(iterator), isBack ? negatedOffset(std::move(offset)) : std::move(offset));
}

// last - first
ExpressionPtr FunctionImporter::distance(ExpressionPtr first, ExpressionPtr last, const ir::Type* type,
                                         bool isReverse) {
  if (isReverse) std::swap(first, last);
  return ir::operation(OperationKind::PointerDifference, type, {std::move(last), std::move(first)});
}

std::optional<Place> FunctionImporter::iteratorPlace(const CallExpr* expression) {
  const ContainerCall call = *containerCall(expression);
  const auto& arguments = call.arguments;
  const bool isReverse = isReverseIterator(call.object->getType());
  if (call.name == "base") return place(call.object);
  if (call.name == "operator*" && arguments.empty())
    return elementFrom(value(call.object), ir::constant("0", types_.intType()), isReverse);
  if (call.name == "operator[]") {
    const std::vector<ExpressionPtr> parts = values({call.object, arguments[0]});
    return elementFrom(parts[0], parts[1], isReverse);
  }
  const bool isUp = call.name == "operator++", isStep = isUp || call.name == "operator--";
  const bool adds = call.name == "operator+=";
  if (isStep ? arguments.empty() : (adds || call.name == "operator-=") && arguments.size() == 1) {
    const ExpressionPtr offset = isStep ? ir::constant("1", types_.intType()) : value(arguments[0]);
    const Place target = place(call.object);
    store(target, advanced(ir::read(target), offset, (isStep ? isUp : adds) == isReverse), expression->getExprLoc());
    return target;
  }
  if (call.name == "operator=") {
    const auto sides = operands(
        {[&] { return Operand{value(arguments[0]), {}}; }, [&] { return Operand{nullptr, place(call.object)}; }});
    store(*sides[1].place, sides[0].value, expression->getExprLoc());
    return *sides[1].place;
  }
  return std::nullopt;
}

ExpressionPtr FunctionImporter::iteratorValue(const CallExpr* expression, bool& known) {
  const ContainerCall call = *containerCall(expression);
  const auto& arguments = call.arguments;
  const bool isReverse = isReverseIterator(call.object->getType());
  const bool isUp = call.name == "operator++";
  if (isUp || call.name == "operator--") {  // it++
    const Place target = place(call.object);
    const ExpressionPtr before = keep(target.root->name + "_before", ir::read(target));
    store(target, advanced(ir::read(target), ir::constant("1", types_.intType()), isUp == isReverse),
          expression->getExprLoc());
    return before;
  }
  if (call.name == "base") return value(call.object);
  if (call.name == "operator->") {
    const ExpressionPtr pointer = value(call.object);
    return isReverse ? addToPointer(pointer, negatedOffset(ir::constant("1", types_.intType()))) : pointer;
  }
  if (arguments.size() == 1) {
    const std::vector<ExpressionPtr> sides = values({call.object, arguments[0]});
    static const std::pair<const char*, OperationKind> comparisons[] = {
        {"operator==", OperationKind::Equal},  {"operator!=", OperationKind::NotEqual},
        {"operator<", OperationKind::Less},    {"operator<=", OperationKind::LessEqual},
        {"operator>", OperationKind::Greater}, {"operator>=", OperationKind::GreaterEqual}};
    for (const auto& [name, kind] : comparisons)
      if (call.name == name)
        return ir::operation(kind, types_.boolType(), {sides[isReverse ? 1 : 0], sides[isReverse ? 0 : 1]});
    if (call.name == "operator-" && sides[1]->type->isPointer())
      return distance(sides[1], sides[0], type(expression->getType(), expression->getExprLoc()), isReverse);
    if (call.name == "operator+" || call.name == "operator-")
      return advanced(sides[0], sides[1], (call.name == "operator+") == isReverse);
  }
  known = false;
  return unsupported(expression);
}

}  // namespace retrograd::frontend

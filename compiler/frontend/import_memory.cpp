// std::memcpy and its like, of whole numbers and records; std::sort and its like, as a permutation.
#include "frontend/containers.h"
#include "frontend/function_importer.h"
#include "ir/unnamed.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

// Numbers; a vector of bool holds none.
static bool isHeldByVector(const ir::Type* element) {
  return element->isScalar() && !element->isPointer() && element->kind != ir::TypeKind::Bool;
}

// ---- bytes -------------------------------------------------------------------------------------------------------

// The pointer that was converted to void*.
static const Expr* pointerBelow(const Expr* argument) {
  argument = argument->IgnoreParens();
  const auto* cast = dyn_cast<CastExpr>(argument);
  const bool isHidden =
      cast && argument->getType()->isVoidPointerType() && cast->getSubExpr()->getType()->isPointerType();
  return isHidden ? pointerBelow(cast->getSubExpr()) : argument;
}

static const UnaryExprOrTypeTraitExpr* sizeOfType(const Expr* expression) {
  const auto* size = dyn_cast<UnaryExprOrTypeTraitExpr>(expression->IgnoreParenImpCasts());
  return size && size->getKind() == UETT_SizeOf ? size : nullptr;
}

// n for `n * sizeof(element)`, or a constant number of elements; null for others.
ExpressionPtr FunctionImporter::bytesAsCount(const Expr* bytes, QualType element) {
  Expr::EvalResult result;
  const std::uint64_t size = context_.getTypeSizeInChars(element).getQuantity();
  if (bytes->EvaluateAsInt(result, context_)) {
    const std::uint64_t number = result.Val.getInt().getZExtValue();
    return number % size == 0 ? sizeConstant(number / size) : nullptr;
  }
  const auto* product = dyn_cast<BinaryOperator>(bytes->IgnoreParenImpCasts());
  if (!product || product->getOpcode() != BO_Mul) return nullptr;
  for (const auto& [count, unit] :
       {std::pair(product->getLHS(), product->getRHS()), std::pair(product->getRHS(), product->getLHS())}) {
    const auto* measured = sizeOfType(unit);
    const bool isElement = measured && context_.hasSameUnqualifiedType(measured->getTypeOfArgument(), element);
    if (isElement) return simple("count", convert(value(count), types_.sizeType()));
  }
  return nullptr;
}

// memcpy(to, from, n), memmove(to, from, n), memset(to, 0, n) as loops over what the pointers lead to.
ExpressionPtr FunctionImporter::memoryCall(const CallExpr* expression, bool isDiscarded) {
  const SourceLocation location = expression->getExprLoc();
  const StringRef name = calleeOf(expression)->getName();
  const bool isFill = name.contains("memset");
  const Expr *to = pointerBelow(expression->getArg(0)), *from = pointerBelow(expression->getArg(1));
  const QualType element = to->getType()->isPointerType() ? to->getType()->getPointeeType() : QualType();
  Expr::EvalResult filler;
  const bool isZero = isFill && from->EvaluateAsInt(filler, context_) && filler.Val.getInt().isZero();
  const bool isSame = !isFill && from->getType()->isPointerType() &&
                      context_.hasSameUnqualifiedType(from->getType()->getPointeeType(), element);
  const ir::Type* type = element.isNull() ? nullptr : state_.types.import(element);
  const bool isPlain = type && element.isTriviallyCopyableType(context_) &&
                       (isHeldByVector(type) || (type->kind == ir::TypeKind::Record && !ir::isUnnamed(type)));
  const auto refuseThis = [&] {
    return refuseValue(expression, Message::UnsupportedExpression, {"'" + name.str() + "' of these types or this size"},
                       Message::FillInLoop);
  };
  if (!isDiscarded || !isPlain || !(isSame || isZero)) return refuseThis();
  ExpressionPtr count;
  std::vector<Lower> lower{[&] { return Operand{value(to), {}}; }};
  if (!isFill) lower.push_back([&] { return Operand{value(from), {}}; });
  lower.push_back([&] { return Operand{bytesAsCount(expression->getArg(2), element), {}}; });
  const std::vector<Operand> parts = operands(lower);
  if (!(count = parts.back().value)) return refuseThis();
  const ExpressionPtr target = simple("to", parts[0].value);
  const auto at = [&](const ExpressionPtr& k) { return elementOf(target, k); };
  if (isFill) return forEachNumber(nullptr, count, [&](const ExpressionPtr& k) { zeroFill(at(k)); }), nullptr;
  const ExpressionPtr source = simple("from", parts[1].value);
  if (!name.contains("memmove")) {
    forEachNumber(nullptr, count,
                  [&](const ExpressionPtr& k) { emit(ir::assign(at(k), ir::read(elementOf(source, k))), location); });
    return nullptr;
  }
  const Place moved = ir::place(sizedLocal("moved", type, count));
  copyFrom(moved, source, count, false, location);
  forEachNumber(nullptr, count,
                [&](const ExpressionPtr& k) { emit(ir::assign(at(k), ir::read(ir::element(moved, k))), location); });
  return nullptr;
}

// A vector of that many elements.
ir::Variable* FunctionImporter::sizedLocal(const std::string& name, const ir::Type* element,
                                           const ExpressionPtr& size) {
  const ir::Type* vector = types_.vectorOf(element, "std::vector<" + element->spelling + ">");
  ir::Variable* local = newLocal(name, vector);
  emit(ir::declare(local, ir::operation(OperationKind::Sized, vector, {size})));
  return local;
}

// ---- order -------------------------------------------------------------------------------------------------------

// What std::less and std::greater are called with; nothing for others, as std::less<int> of doubles.
static std::optional<std::string> comparisonOf(const Expr* less, QualType element) {
  if (!less) return "";
  const auto* record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(less->getType()->getAsCXXRecordDecl());
  if (!record || !record->isInStdNamespace() || !record->getIdentifier()) return std::nullopt;
  const TemplateArgument& compared = record->getTemplateArgs()[0];
  if (compared.getKind() != TemplateArgument::Type) return std::nullopt;
  const bool isElement = record->getASTContext().hasSameUnqualifiedType(compared.getAsType(), element);
  if (!isElement && !compared.getAsType()->isVoidType()) return std::nullopt;
  if (record->getName() == "less") return "";
  return record->getName() == "greater" ? std::optional<std::string>(", std::greater<>()") : std::nullopt;
}

// The order is looked for among the elements' numbers; the elements are moved by it, and their adjoints back.
ExpressionPtr FunctionImporter::sort(const CallExpr* expression) {
  const SourceLocation location = expression->getExprLoc();
  const std::string name = calleeOf(expression)->getNameAsString();
  const bool hasMiddle = name == "partial_sort" || name == "nth_element";
  const unsigned ranges = hasMiddle ? 3 : 2, count = expression->getNumArgs();
  const auto refuseThis = [&] {
    return refuseValue(expression, Message::UnsupportedExpression,
                       {"'std::" + name + "' of these elements, or with this comparison"}, Message::SortIndices);
  };
  const QualType iterator = expression->getArg(0)->getType();
  const bool isKnown = iterator->isPointerType() || containerOf(iterator) == Container::Iterator;
  if (!isKnown) return refuseThis();
  const QualType pointer = iterator->isPointerType() ? iterator : frontend::elementOf(iterator);
  const QualType element = pointer->isPointerType() ? pointer->getPointeeType() : pointer;
  const std::optional<std::string> comparison =
      comparisonOf(count > ranges ? expression->getArg(ranges) : nullptr, element);
  if (count < ranges || count > ranges + 1 || !comparison) return refuseThis();
  std::vector<ExpressionPtr> parts = values(llvm::ArrayRef(expression->getArgs(), ranges));
  const bool isReverse = isReverseIterator(iterator);
  if (!parts[0]->type->isPointer() || !isHeldByVector(parts[0]->type->element)) return refuseThis();
  const ExpressionPtr first = keep("first", parts[0]);
  const ExpressionPtr size = keep("count", distance(first, parts.back(), types_.longType(), isReverse));
  ir::Verbatim sorting;
  ir::Variable* unsorted = sizedLocal("unsorted", first->type->element, size);
  copyFrom(ir::place(unsorted), first, size, isReverse, expression->getExprLoc());
  ir::Variable* order = sizedLocal("order", types_.longType(), size);
  sorting.text = "retrograd::" + name + "_order(" + unsorted->name + ", " + order->name;
  sorting.reads = {unsorted, order};
  sorting.writes = {order};
  if (hasMiddle) {
    ir::Variable* middle = keep("middle", distance(first, parts[1], types_.longType(), isReverse))->place.root;
    sorting.text += ", " + middle->name;
    sorting.reads.push_back(middle);
  }
  sorting.text += *comparison + ");";
  emit({std::move(sorting), {}}, location);
  forEachNumber(nullptr, size, [&](const ExpressionPtr& k) {
    const ExpressionPtr from = ir::read(ir::element(ir::place(order), k));
    emit(ir::assign(elementFrom(first, k, isReverse), ir::read(ir::element(ir::place(unsorted), from))), location);
  });
  return nullptr;
}

}  // namespace retrograd::frontend

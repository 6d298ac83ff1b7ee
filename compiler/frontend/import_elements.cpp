// The elements of containers, in loops.
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

void FunctionImporter::forEachNumber(const ExpressionPtr& begin, const ExpressionPtr& end,
                                     const std::function<void(const ExpressionPtr&)>& body) {
  ir::Variable* counter = newLocal("k", types_.longType());
  ir::Block block = collect([&] { body(ir::read(counter)); });
  const ExpressionPtr first = begin ? convert(begin, types_.longType()) : ir::constant("0", types_.longType());
  emit({ir::Loop{counter, first, convert(end, types_.longType()), ir::constant("1", types_.longType()),
                 OperationKind::Less, std::move(block)},
        {}});
}

void FunctionImporter::fillElements(const Place& container, const ExpressionPtr& begin, const ExpressionPtr& end,
                                    const ExpressionPtr& element) {
  forEachNumber(begin, end, [&](const ExpressionPtr& k) { emit(ir::assign(ir::element(container, k), element)); });
}

void FunctionImporter::copyElements(const Place& target, const Place& source, const ExpressionPtr& count) {
  forEachNumber(nullptr, count, [&](const ExpressionPtr& k) {
    emit(ir::assign(ir::element(target, k), convert(ir::read(ir::element(source, k)), target.type()->element)));
  });
}

// target = source, of element types that the library converts: numbers, and these to complex ones.
void FunctionImporter::copyElement(const Place& target, const Place& source, SourceLocation location) {
  const ir::Type *to = target.type(), *from = source.type();
  if (to == from || (to->isScalar() && from->isScalar()) || (to->isPointer() && from->isPointer()))
    return emit(ir::assign(target, convert(ir::read(source), to)), location);
  const auto isComplex = [](const ir::Type* type) { return type->library && type->field("imag"); };
  if (!isComplex(to) || !(isComplex(from) || from->isScalar()))
    return refuse(location, Message::UnsupportedCast, {from->spelling, to->spelling}, Message::UseSizeAndFill);
  const ir::Type* part = to->field("real")->type;
  if (from->isScalar()) return storeComplex(target, {convert(ir::read(source), part), zeroOf(part)}, location);
  const Complex z = complexAt(source);
  storeComplex(target, {convert(z.real, part), convert(z.imag, part)}, location);
}

// What a range of iterators leads to.
void FunctionImporter::copyFrom(const Place& target, const ExpressionPtr& first, const ExpressionPtr& count,
                                bool isReverse, SourceLocation location) {
  forEachNumber(nullptr, count, [&](const ExpressionPtr& k) {
    copyElement(ir::element(target, k), elementFrom(first, k, isReverse), location);
  });
}

}  // namespace retrograd::frontend

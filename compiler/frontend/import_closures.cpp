// Lambdas: a closure is a record with a member for each capture, of those by reference a pointer. Its call operator is
// a function that takes the closure first and is always inlined.
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using ir::Place;

// What the call operator's body calls by the captured variables' names.
void FunctionImporter::bindCaptures(const CXXMethodDecl* callOperator, const Place& closure) {
  llvm::DenseMap<const ValueDecl*, FieldDecl*> fields;
  FieldDecl* object = nullptr;
  callOperator->getParent()->getCaptureFields(fields, object);
  captures_.clear();
  for (const auto& [variable, field] : fields) {
    const Callable* callable = state_.callables.captured(field);
    if (callable) bound_[variable] = *callable;
    if (callable && callable->only()) continue;
    const Place member = ir::member(closure, state_.types.closureMember(field));
    captures_[variable] = field->getType()->isReferenceType() ? ir::deref(member) : member;
  }
  if (!object) return;
  const Place captured = ir::member(closure, state_.types.closureMember(object));
  self_ = object->getType()->isPointerType() ? ir::deref(captured) : captured;
}

void FunctionImporter::fillClosure(const Place& target, const LambdaExpr* lambda) {
  auto init = lambda->capture_init_begin();
  for (const FieldDecl* field : lambda->getLambdaClass()->fields()) {
    const Expr* captured = *init++;
    if (const Callable* callable = state_.callables.captured(field); callable && callable->only()) continue;
    const Place member = ir::member(target, state_.types.closureMember(field));
    if (state_.callables.captured(field) && !field->getType()->isReferenceType()) {
      store(member, value(captured), captured->getExprLoc());
      continue;
    }
    if (!field->getType()->isReferenceType()) {
      fill(member, captured, false);
      continue;
    }
    const bool isConst = field->getType()->getPointeeType().isConstQualified();
    const Place variable = place(captured);
    if (placeholders_.count(variable.root)) continue;
    emit(ir::assign(member, address(variable, member.type()->element, isConst)), captured->getExprLoc());
  }
}

// target = source for arrays, element by element.
void FunctionImporter::copyElements(const Place& target, const Place& source) {
  const ir::Type* type = target.type();
  if (type->kind != ir::TypeKind::Array) return emit(ir::assign(target, ir::read(source)));
  ir::Loop loop;
  loop.counter = newLocal("k", types_.longType());
  loop.begin = ir::constant("0", types_.longType());
  loop.end = ir::constant(std::to_string(type->extent), types_.longType());
  loop.step = ir::constant("1", types_.longType());
  const ir::ExpressionPtr index = ir::read(loop.counter);
  loop.body = collect([&] { copyElements(ir::element(target, index), ir::element(source, index)); });
  emit({std::move(loop), {}});
}

}  // namespace retrograd::frontend

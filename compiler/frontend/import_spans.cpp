// std::span: a pointer and a size. A local one is a record of both, which no C++ code names: functions that take it are
// inlined, variables of it split. The parameter of an annotated function is a view instead: memory that it leads to.
#include "frontend/containers.h"
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

static const char* const dataMember = "data";

static bool isPointerLike(QualType type) {
  type = type.getNonReferenceType();
  return type->isPointerType() || containerOf(type) == Container::Iterator;
}

// subspan, first, last
static bool isPart(const Expr* made) {
  const auto* call = dyn_cast<CXXMemberCallExpr>(made);
  const auto known = call ? containerCall(call) : std::nullopt;
  return known && known->kind == Container::Span &&
         llvm::is_contained({"subspan", "first", "last"}, StringRef(known->name));
}

bool FunctionImporter::isSpanMade(const Expr* made) const {
  if (containerOf(made->getType()) != Container::Span || made->isGLValue()) return false;
  const auto* construction = dyn_cast<CXXConstructExpr>(made);
  return construction ? !isCopy(construction) : isPart(made) || isa<CXXStdInitializerListExpr>(made);
}

FunctionImporter::Span FunctionImporter::spanAt(const Place& place, bool isConst) {
  if (place.type()->kind == ir::TypeKind::Record)
    return {ir::read(ir::member(place, dataMember)), ir::read(ir::member(place, ir::sizeMember))};
  return {dataOf(place, isConst), sizeOf(place)};
}

// The whole of an array, a container, another span.
FunctionImporter::Span FunctionImporter::spanOver(const Expr* range) {
  const QualType type = range->getType().getNonReferenceType();
  if (containerOf(type) == Container::Span) return spanOf(range);
  const bool isConst = type.isConstQualified() || context_.getBaseElementType(type).isConstQualified();
  const Container kind = containerOf(type);
  const Place whole = place(range);
  const bool isKnown = kind == Container::Array || kind == Container::Vector || type->isConstantArrayType();
  if (isKnown && whole.type() && (whole.type()->isVector() || whole.type()->kind == ir::TypeKind::Array))
    return spanAt(whole, isConst);
  const ExpressionPtr any = isPlaceholder(range) ? ir::read(whole) : unsupported(range);
  return {any, sizeConstant(0)};
}

FunctionImporter::Span FunctionImporter::madeSpan(const CXXConstructExpr* construction) {
  std::vector<const Expr*> given;
  for (const Expr* argument : construction->arguments())
    if (!isa<CXXDefaultArgExpr>(argument)) given.push_back(argument);
  const ir::Type* type = this->type(construction->getType(), construction->getExprLoc());
  if (given.empty()) return {ir::constant("nullptr", type->field(dataMember)->type), sizeConstant(0)};
  if (given.size() == 1) return spanOver(given[0]);
  if (given.size() != 2 || !isPointerLike(given[0]->getType())) return {unsupported(construction), sizeConstant(0)};
  const std::vector<ExpressionPtr> parts = values(given);
  if (!isPointerLike(given[1]->getType())) return {parts[0], convert(parts[1], types_.sizeType())};
  const ExpressionPtr length = ir::operation(OperationKind::PointerDifference, types_.longType(), {parts[1], parts[0]});
  return {parts[0], convert(length, types_.sizeType())};
}

// x.subspan(offset, count), x.first(count), x.last(count); the numbers may be template arguments.
FunctionImporter::Span FunctionImporter::partOfSpan(const CallExpr* expression) {
  const ContainerCall call = *containerCall(expression);
  std::vector<ExpressionPtr> numbers;
  const Place whole = containerObject(call.object);
  if (const TemplateArgumentList* fixed = expression->getDirectCallee()->getTemplateSpecializationArgs())
    for (const TemplateArgument& one : fixed->asArray()) {
      const bool isRest = one.getAsIntegral().isAllOnes();
      if (!isRest) numbers.push_back(sizeConstant(one.getAsIntegral().getZExtValue()));
    }
  for (const Expr* argument : call.arguments)
    numbers.push_back(simple(call.name == "subspan" && numbers.empty() ? "offset" : "count",
                             convert(value(argument), types_.sizeType())));
  const Span all = spanAt(whole, frontend::elementOf(call.object->getType()).isConstQualified());
  const auto minus = [&](const ExpressionPtr& a, const ExpressionPtr& b) {
    return ir::operation(OperationKind::Subtract, types_.sizeType(), {a, b});
  };
  if (numbers.empty()) return all;
  if (call.name == "first") return {all.data, numbers[0]};
  if (call.name == "last") return {addToPointer(all.data, minus(all.size, numbers[0])), numbers[0]};
  return {addToPointer(all.data, numbers[0]), numbers.size() > 1 ? numbers[1] : minus(all.size, numbers[0])};
}

FunctionImporter::Span FunctionImporter::spanOf(const Expr* expression) {
  const Expr* made = recordSource(expression);
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(made)) return spanOf(temporary->getSubExpr());
  if (const auto* construction = dyn_cast<CXXConstructExpr>(made))
    return isCopy(construction) ? spanOf(construction->getArg(0)) : madeSpan(construction);
  if (isPart(made)) return partOfSpan(cast<CallExpr>(made));
  if (const auto* list = dyn_cast<CXXStdInitializerListExpr>(made)) {
    const auto* elements = cast<MaterializeTemporaryExpr>(strip(list->getSubExpr()));
    return spanAt(temporary(strip(elements->getSubExpr()), "values"), true);
  }
  const bool isConst = frontend::elementOf(made->getType().getNonReferenceType()).isConstQualified();
  return spanAt(made->isGLValue() ? place(made) : temporary(made, "span"), isConst);
}

// The data first: a part of the target itself may look at the size.
void FunctionImporter::fillSpan(const Place& target, const Span& span, SourceLocation location) {
  emit(ir::assign(ir::member(target, dataMember), span.data), location);
  emit(ir::assign(ir::member(target, ir::sizeMember), span.size), location);
}

// A record that stands for the view.
Place FunctionImporter::localSpan(const std::string& name, const ir::Type* type, const Place& view, SourceLocation at) {
  ir::Variable* local = newLocal(name, type, at);
  emit(ir::declare(local), at);
  fillSpan(ir::place(local), spanAt(view, type->field(dataMember)->type->constElement), at);
  return ir::place(local);
}

}  // namespace retrograd::frontend

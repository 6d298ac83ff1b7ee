#include "backend/print_vector.h"

#include "backend/print_expression.h"
#include "backend/print_type.h"
#include "ir/build.h"

namespace retrograd::backend {

using namespace ir;

namespace {
bool mentions(const ExpressionPtr& expression, const Variable* variable) {
  bool found = false;
  forEachExpression(expression, [&](const Expression& e) { found |= e.place.root == variable; });
  return found;
}

Place vectorOf(const Place& size) { return {size.root, {size.path.begin(), size.path.end() - 1}}; }

// What new elements get, where the class itself would give them something else than zeros.
std::string zeroElement(const Type* vector) {
  const Type* element = vector->element;
  return zeroNeedsHelper(element) ? ", retrograd::zero<" + typeName(element) + ">()" : "";
}

bool isSmaller(const ExpressionPtr& size, const Place& before) {
  if (size->kind == ExpressionKind::Constant) return size->text.substr(0, size->text.find_first_of("uUlL")) == "0";
  return size->kind == ExpressionKind::Operation && size->operation == OperationKind::Subtract &&
         size->operands[0]->kind == ExpressionKind::Read && samePlace(size->operands[0]->place, before);
}

bool isOne(const ExpressionPtr& e) {
  return e->kind == ExpressionKind::Constant && e->text.substr(0, e->text.find_first_of("uUlL")) == "1";
}
}  // namespace

std::string printExtents(const Expression& sized) {
  // The constructor's parameter converts any integer.
  const Expression& extent = *sized.operands[0];
  const bool isCast = extent.kind == ExpressionKind::Operation && extent.operation == OperationKind::Cast &&
                      extent.operands[0]->type->kind == TypeKind::Integer;
  std::string text = isCast ? printExpression(*extent.operands[0]) : printInitializer(extent);
  if (sized.operands.size() > 1) {
    const Type* element = sized.type->element;
    const ExpressionPtr inner =
        operation(OperationKind::Sized, element, {sized.operands.begin() + 1, sized.operands.end()});
    text += ", " + typeName(element) + printExtents(*inner);
  } else {
    text += zeroElement(sized.type);
  }
  return "(" + text + ")";
}

std::string printResize(const Assign& assign) {
  ExpressionPtr size = assign.value;
  if (assign.accumulate) size = operation(OperationKind::Add, assign.target.type(), {read(assign.target), size});
  const Place vector = vectorOf(assign.target);
  // Even where none is made, resize(n) asks for a default constructor.
  const bool isPlain = !innermost(vector.type()->element)->constructed && isSmaller(size, assign.target);
  const std::string element = isPlain ? "" : zeroElement(vector.type());
  return printPlace(vector) + ".resize(" + printInitializer(*size) + element + ")";
}

// Only where x doesn't look at the vector: v.push_back(x) computes it before the vector grows.
std::string printPush(const Assign& grow, const Statement& next) {
  const auto* store = next.as<Assign>();
  if (!isVectorSize(grow.target) || !grow.accumulate || !isOne(grow.value)) return "";
  if (!store || store->accumulate || store->target.path.size() != grow.target.path.size()) return "";
  const Place vector = vectorOf(grow.target), around = vectorOf(store->target);
  const ExpressionPtr& index = store->target.path.back().index;
  const bool isLast = samePlace(vector, around) && index && index->kind == ExpressionKind::Operation &&
                      index->operation == OperationKind::Subtract && index->operands[0]->kind == ExpressionKind::Read &&
                      samePlace(index->operands[0]->place, grow.target) && isOne(index->operands[1]);
  if (!isLast || mentions(store->value, grow.target.root)) return "";
  return printPlace(vector) + ".push_back(" + printInitializer(*store->value) + ");";
}

}  // namespace retrograd::backend

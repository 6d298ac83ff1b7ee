// std::pair and std::tuple: records whose members std::get reaches too.
#include "frontend/containers.h"
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::Place;

static bool isStandardFunction(const Expr* expression, std::initializer_list<StringRef> names) {
  const auto* call = dyn_cast<CallExpr>(expression);
  const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
  return callee && callee->isInStdNamespace() && callee->getIdentifier() &&
         llvm::is_contained(names, callee->getName());
}

// The number that std::get<1>(t) or std::get<double>(t) names.
static std::optional<unsigned> elementNumber(const CallExpr* expression) {
  const TemplateArgumentList* arguments = expression->getDirectCallee()->getTemplateSpecializationArgs();
  if (!arguments) return std::nullopt;
  const TemplateArgument& which = arguments->get(0);
  if (which.getKind() == TemplateArgument::Integral) return which.getAsIntegral().getZExtValue();
  const QualType tuple = expression->getArg(0)->getType();
  if (which.getKind() != TemplateArgument::Type || !isTuple(tuple)) return std::nullopt;
  const std::vector<QualType> elements = tupleElements(tuple);
  for (unsigned i = 0; i < elements.size(); ++i)
    if (elements[i].getCanonicalType() == which.getAsType().getCanonicalType()) return i;
  return std::nullopt;
}

// std::get<1>(a), of arrays as well
std::optional<Place> FunctionImporter::elementByNumber(const CallExpr* expression) {
  if (!isStandardFunction(expression, {"get"}) || expression->getNumArgs() != 1) return std::nullopt;
  const Expr* object = expression->getArg(0);
  const bool isArray = containerOf(object->getType()) == Container::Array;
  if (!isArray && !isTuple(object->getType())) return std::nullopt;
  const std::optional<unsigned> number = elementNumber(expression);
  if (!number) return std::nullopt;
  const Place place = this->place(object);
  if (isArray) return ir::element(place, ir::constant(std::to_string(*number), types_.intType()));
  const std::string name = tupleMember(object->getType(), *number);
  if (!place.type() || !place.type()->field(name)) return ir::place(placeholder(typeOrInt(expression->getType())));
  return ir::member(place, name);
}

// ---- construction ------------------------------------------------------------------------------------------------

// What a pair or tuple is made from, by its constructor or std::make_pair; nothing if it is copied or comes from
// elsewhere.
std::optional<std::vector<const Expr*>> FunctionImporter::tupleArguments(const Expr* made) const {
  if (!isTuple(made->getType())) return std::nullopt;
  std::vector<const Expr*> given;
  if (const auto* construction = dyn_cast<CXXConstructExpr>(made); construction && !isCopy(construction)) {
    for (const Expr* argument : construction->arguments())
      if (!isa<CXXDefaultArgExpr>(argument)) given.push_back(argument);
    return given;
  }
  if (!isStandardFunction(made, {"make_pair", "make_tuple"})) return std::nullopt;
  const auto* call = cast<CallExpr>(made);
  given.assign(call->arg_begin(), call->arg_end());
  return given;
}

void FunctionImporter::assignConverted(const Place& target, ExpressionPtr value, const Expr* made) {
  const ir::Type *to = target.type(), *from = value->type;
  if (from == to) return emit(ir::assign(target, std::move(value)), made->getExprLoc());
  if (to->isScalar() && from->isScalar())
    return emit(ir::assign(target, convert(std::move(value), to)), made->getExprLoc());
  const bool areTuples = to->library && from->library && to->fields.size() == from->fields.size();
  if (areTuples && value->kind == ir::ExpressionKind::Read) return convertParts(target, value->place, made);
  refuse(made->getExprLoc(), Message::UnsupportedConstructor, {}, Message::UseBraces);
}

// target = source, of tuples of other types
void FunctionImporter::convertParts(const Place& target, const Place& source, const Expr* made) {
  for (std::size_t i = 0; i < target.type()->fields.size(); ++i)
    assignConverted(ir::member(target, target.type()->fields[i].name),
                    ir::read(ir::member(source, source.type()->fields[i].name)), made);
}

static const FunctionDecl* takerOf(const Expr* made) {
  if (const auto* call = dyn_cast<CallExpr>(made)) return call->getDirectCallee();
  const auto* construction = dyn_cast<CXXConstructExpr>(made);
  return construction ? construction->getConstructor() : nullptr;
}

// `target` is new. The constructor's parameters are references: what is a variable is read when all are evaluated.
void FunctionImporter::fillTuple(const Place& target, llvm::ArrayRef<const Expr*> arguments, const Expr* made) {
  const ir::Type* type = target.type();
  if (arguments.empty()) return fillDefault(target, made->getType(), false, made->getExprLoc());
  std::vector<Lower> lower;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    lower.push_back([this, argument = arguments[i]]() -> Operand {
      const bool isTemporary = isa<MaterializeTemporaryExpr>(strip(argument));
      if (argument->isGLValue() && !isTemporary && !argument->getType()->isArrayType())
        return {nullptr, place(argument)};
      return {value(argument), {}};
    });
  const std::vector<Operand> parts = operands(lower);
  const auto valueOf = [](const Operand& part) { return part.place ? ir::read(*part.place) : part.value; };
  if (parts.size() == 1 && type->fields.size() != 1) return assignConverted(target, valueOf(parts[0]), made);
  if (parts.size() != type->fields.size())
    return refuse(made->getExprLoc(), Message::UnsupportedConstructor, {}, Message::UseBraces);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Place member = ir::member(target, type->fields[i].name);
    const ExpressionPtr literal = numberAs(arguments[i], member.type());
    assignConverted(member, literal ? literal : valueOf(parts[i]), made);
    if (parts[i].place && isEmptied(arguments[i], takerOf(made), i)) emptyVectors(*parts[i].place, made->getExprLoc());
  }
}

// ---- assignment ----------------------------------------------------------------------------------------------------

bool FunctionImporter::isTupleAssignment(const CXXOperatorCallExpr* expression) const {
  const auto* method = dyn_cast_or_null<CXXMethodDecl>(expression->getDirectCallee());
  return method && expression->getOperator() == OO_Equal && isTuple(expression->getArg(0)->getType());
}

// The places that std::tie names, or null.
static const CallExpr* tied(const Expr* expression) {
  expression = expression->IgnoreParenImpCasts();
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(expression))
    expression = temporary->getSubExpr()->IgnoreParenImpCasts();
  return isStandardFunction(expression, {"tie"}) ? cast<CallExpr>(expression) : nullptr;
}

static bool isIgnored(const Expr* tied) {
  const auto* name = dyn_cast<DeclRefExpr>(tied->IgnoreParens());
  return name && name->getDecl()->isInStdNamespace() && name->getDecl()->getName() == "ignore";
}

// a = b; std::tie(x, y) = b. No place if it was a tie.
std::optional<Place> FunctionImporter::assignTuple(const CXXOperatorCallExpr* expression) {
  const Expr* right = expression->getArg(1);
  const CallExpr* tie = tied(expression->getArg(0));
  if (!tie) {
    return assignObject(
        expression, right, [&] { return Operand{nullptr, settled(place(expression->getArg(0)))}; },
        [&](const Place& target, const ExpressionPtr& value) { assignConverted(target, value, expression); });
  }
  std::vector<Lower> lower;
  std::vector<unsigned> numbers;
  if (!tied(right)) lower.push_back([&] { return Operand{aggregateValue(right), {}}; });
  for (unsigned i = 0; i < tie->getNumArgs(); ++i) {
    if (isIgnored(tie->getArg(i))) continue;
    numbers.push_back(i);
    lower.push_back([this, tie, i] { return Operand{nullptr, place(tie->getArg(i))}; });
  }
  if (tied(right)) {
    unsupported(right);
    return std::nullopt;
  }
  std::vector<Operand> sides = operands(lower);
  const ExpressionPtr source = sides[0].value;
  if (source->kind != ir::ExpressionKind::Read || !source->type->library) {
    refuse(expression->getExprLoc(), Message::UnsupportedConstructor, {}, Message::UseBraces);
    return std::nullopt;
  }
  ir::Block writes;
  for (std::size_t i = 1; i < sides.size(); ++i)
    writes.push_back(ir::assign(*sides[i].place, ir::read(*sides[i].place)));
  const Effects effects = effectsOf(writes);
  for (std::size_t i = 1; i < sides.size(); ++i)  // tie(i, w[i])
    if (effects.changeAddress(*sides[i].place)) sides[i].place = keepAddress(*sides[i].place);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    assignConverted(*sides[i + 1].place, ir::read(ir::member(source->place, source->type->fields[numbers[i]].name)),
                    expression);
  return std::nullopt;
}

}  // namespace retrograd::frontend

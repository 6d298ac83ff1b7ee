// std::complex: a record of two numbers, computed with one by one. Where the library's own arithmetic isn't plain
// (products, quotients, exp), each part is a function of rules/complex.def, which calls it.
#include "frontend/clang_compat.h"
#include "frontend/containers.h"
#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

static QualType withoutReference(const Expr* expression) { return expression->getType().getNonReferenceType(); }
static bool isComplex(const Expr* expression) { return isComplex(withoutReference(expression)); }

static StringRef nameOf(const FunctionDecl* callee) {
  return callee && callee->getIdentifier() ? callee->getName() : StringRef();
}

// The library's functions by name; conversions and copies aside.
static bool isOfLibrary(const FunctionDecl* callee) {
  if (const auto* method = dyn_cast_or_null<CXXMethodDecl>(callee))
    return isComplex(recordType(callee->getASTContext(), method->getParent()));
  return callee && callee->isInStdNamespace();
}

// Holomorphic functions of one number that have rows.
static bool hasRow(StringRef name) {
  return llvm::is_contained({"exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh"}, name);
}

// ---- what is known -------------------------------------------------------------------------------------------------

// Does the call give a complex number by arithmetic that is known here?
bool FunctionImporter::isComplexArithmetic(const CallExpr* call) const {
  const FunctionDecl* callee = call->getDirectCallee();
  if (!isOfLibrary(callee) || call->isGLValue() || !frontend::isComplex(call->getType())) return false;
  const unsigned count = call->getNumArgs();
  if (isa<UserDefinedLiteral>(call)) return true;
  if (isa<CXXOperatorCallExpr>(call)) return count == 1 || count == 2;
  const StringRef name = nameOf(callee);
  if (count == 1) return name == "conj" || name == "polar" || (hasRow(name) && isComplex(call->getArg(0)));
  if (name == "polar") return true;
  // To an integer power: the library's own products.
  return name == "pow" && count == 2 && isComplex(call->getArg(0)) &&
         !withoutReference(call->getArg(1))->isIntegerType();
}

// Real results: z.real(), std::real(z), std::abs(z), …; comparisons.
bool FunctionImporter::isPartOfComplex(const CallExpr* call) const {
  const FunctionDecl* callee = call->getDirectCallee();
  if (!isOfLibrary(callee) || call->getType()->isVoidType()) return false;
  if (const auto* operation = dyn_cast<CXXOperatorCallExpr>(call))
    return (operation->getOperator() == OO_EqualEqual || operation->getOperator() == OO_ExclaimEqual) &&
           (isComplex(call->getArg(0)) || isComplex(call->getArg(1)));
  const bool isMember = isa<CXXMemberCallExpr>(call);
  if (isMember ? call->getNumArgs() != 0 : call->getNumArgs() != 1 || !isComplex(call->getArg(0))) return false;
  const StringRef name = nameOf(callee);
  return name == "real" || name == "imag" || (!isMember && llvm::is_contained({"abs", "norm", "arg"}, name));
}

// ---- values --------------------------------------------------------------------------------------------------------

static Place realOf(const Place& z) { return ir::member(z, "real"); }
static Place imagOf(const Place& z) { return ir::member(z, "imag"); }

FunctionImporter::Complex FunctionImporter::complexAt(const Place& place) const {
  return {ir::read(realOf(place)), ir::read(imagOf(place))};
}

// A number where a complex one may stand.
FunctionImporter::Complex FunctionImporter::complexOperand(const Expr* expression, const ir::Type* real) {
  if (isComplex(expression)) return complexValue(expression);
  const ExpressionPtr literal = numberAs(expression, real);
  return {literal ? literal : convert(value(expression), real), nullptr};
}

// From left to right; what a later one changes is kept, but for variables that are given by reference.
std::vector<FunctionImporter::Complex> FunctionImporter::complexOperands(llvm::ArrayRef<const Expr*> expressions,
                                                                         const ir::Type* real, bool areReferences) {
  std::vector<Complex> result;
  for (const Expr* expression : expressions) {
    Complex next;
    ir::Block statements = collect([&] { next = complexOperand(expression, real); });
    if (!statements.empty()) {
      const Effects effects = effectsOf(statements);
      for (std::size_t i = 0; i < result.size(); ++i)
        for (ExpressionPtr* part : {&result[i].real, &result[i].imag}) {
          if (!*part || !effects.change(*part)) continue;
          const bool isVariable = areReferences && expressions[i]->isGLValue() &&
                                  !isa<MaterializeTemporaryExpr>(strip(expressions[i])) &&
                                  (*part)->kind == ir::ExpressionKind::Read;
          if (!isVariable)
            *part = keep("before", *part);
          else if (effects.changeAddress((*part)->place))
            *part = ir::read(keepAddress((*part)->place));
        }
      append(std::move(statements));
    }
    result.push_back(std::move(next));
  }
  return result;
}

// Named, so that it can be written twice.
FunctionImporter::Complex FunctionImporter::named(Complex z) {
  const auto nameFor = [](const ExpressionPtr& part, const char* name) {
    const bool isPart = part->kind == ir::ExpressionKind::Read && !part->place.path.empty();
    return isPart ? part->place.root->name + "_" + name : std::string(name);
  };
  z.real = simple(nameFor(z.real, "real"), z.real);
  if (z.imag) z.imag = simple(nameFor(z.imag, "imag"), z.imag);
  return z;
}

ExpressionPtr FunctionImporter::complexRow(const std::string& name, const ir::Type* real,
                                           std::vector<ExpressionPtr> arguments) {
  return ir::math("complex_" + name, real, std::move(arguments));
}

FunctionImporter::Complex FunctionImporter::complexRows(const std::string& name, const ir::Type* real,
                                                        const std::vector<ExpressionPtr>& arguments) {
  return {complexRow(name + "_real", real, arguments), complexRow(name + "_imag", real, arguments)};
}

FunctionImporter::Complex FunctionImporter::complexProduct(OverloadedOperatorKind kind, Complex a, Complex b,
                                                           const ir::Type* real) {
  a = named(a), b = named(b);
  const bool isProduct = kind == OO_Star || kind == OO_StarEqual;
  const auto apply = [&](const ExpressionPtr& x, const ExpressionPtr& y) {
    return ir::operation(isProduct ? OperationKind::Multiply : OperationKind::Divide, real, {x, y});
  };
  if (!b.imag) return {apply(a.real, b.real), apply(a.imag, b.real)};
  if (!a.imag && isProduct) return {apply(b.real, a.real), apply(b.imag, a.real)};
  if (!a.imag) a.imag = zeroOf(real);
  return complexRows(isProduct ? "product" : "quotient", real, {a.real, a.imag, b.real, b.imag});
}

FunctionImporter::Complex FunctionImporter::complexBinary(OverloadedOperatorKind kind, Complex a, Complex b,
                                                          const ir::Type* real) {
  const auto apply = [&](OperationKind operation, const ExpressionPtr& x, const ExpressionPtr& y) {
    return ir::operation(operation, real, {x, y});
  };
  const auto minus = [&](const ExpressionPtr& x) { return ir::operation(OperationKind::Negate, real, {x}); };
  switch (kind) {
  case OO_Plus:
  case OO_PlusEqual:
    return {apply(OperationKind::Add, a.real, b.real), !a.imag   ? b.imag
                                                       : !b.imag ? a.imag
                                                                 : apply(OperationKind::Add, a.imag, b.imag)};
  case OO_Minus:
  case OO_MinusEqual:
    return {apply(OperationKind::Subtract, a.real, b.real), !a.imag   ? minus(b.imag)
                                                            : !b.imag ? a.imag
                                                                      : apply(OperationKind::Subtract, a.imag, b.imag)};
  default: return complexProduct(kind, std::move(a), std::move(b), real);
  }
}

FunctionImporter::Complex FunctionImporter::complexCall(const CallExpr* call, const ir::Type* real) {
  const std::vector<const Expr*> arguments(call->arg_begin(), call->arg_end());
  if (isa<UserDefinedLiteral>(call)) return {zeroOf(real), convert(value(call->getArg(0)), real)};
  const auto minus = [&](const ExpressionPtr& x) { return ir::operation(OperationKind::Negate, real, {x}); };
  std::vector<const Expr*> given;
  for (const Expr* argument : arguments)
    if (!isa<CXXDefaultArgExpr>(argument)) given.push_back(argument);
  std::vector<Complex> parts = complexOperands(given, real, true);
  if (const auto* operation = dyn_cast<CXXOperatorCallExpr>(call)) {
    if (parts.size() == 2) return complexBinary(operation->getOperator(), parts[0], parts[1], real);
    return operation->getOperator() == OO_Minus ? Complex{minus(parts[0].real), minus(parts[0].imag)} : parts[0];
  }
  const std::string name = nameOf(call->getDirectCallee()).str();
  if (name == "conj") {
    if (!parts[0].imag) return {parts[0].real, minus(zeroOf(real))};
    return {parts[0].real, minus(parts[0].imag)};
  }
  if (name == "polar") {
    const ExpressionPtr radius = simple("radius", parts[0].real);
    const ExpressionPtr angle = parts.size() > 1 ? simple("angle", parts[1].real) : zeroOf(real);
    const auto part = [&](const char* function) {
      return ir::operation(OperationKind::Multiply, real, {radius, ir::math(function, real, {angle})});
    };
    return {part("cos"), part("sin")};
  }
  const Complex z = named(parts[0]);
  if (name != "pow") return complexRows(name, real, {z.real, z.imag});
  const Complex exponent = named(parts[1]);
  if (!exponent.imag) return complexRows("power", real, {z.real, z.imag, exponent.real});
  return complexRows("pow", real, {z.real, z.imag, exponent.real, exponent.imag});
}

// Of another precision: part by part.
FunctionImporter::Complex FunctionImporter::complexConstruction(const CXXConstructExpr* made, const ir::Type* real) {
  std::vector<const Expr*> given;
  for (const Expr* argument : made->arguments())
    if (!isa<CXXDefaultArgExpr>(argument)) given.push_back(argument);
  if (given.empty()) return {zeroOf(real), zeroOf(real)};
  if (given.size() == 1 && isComplex(given[0])) {
    const Complex from = complexValue(given[0]);
    return {convert(from.real, real), convert(from.imag, real)};
  }
  const std::vector<Complex> parts = complexOperands(given, real, false);
  return {parts[0].real, parts.size() > 1 ? parts[1].real : zeroOf(real)};
}

FunctionImporter::Complex FunctionImporter::complexValue(const Expr* expression) {
  const ir::Type* type = this->type(withoutReference(expression), expression->getExprLoc());
  const ir::Field* part = type->field("real");
  if (!part) return {ir::read(placeholder(types_.doubleType())), ir::read(placeholder(types_.doubleType()))};
  const Expr* made = recordSource(expression);
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(made)) return complexValue(temporary->getSubExpr());
  if (const auto* e = dyn_cast<CXXConstructExpr>(made)) return complexConstruction(e, part->type);
  if (const auto* e = dyn_cast<CallExpr>(made); e && isComplexArithmetic(e)) return complexCall(e, part->type);
  if (const auto* e = dyn_cast<InitListExpr>(made); e && e->getNumInits() == 0)
    return {zeroOf(part->type), zeroOf(part->type)};
  const ExpressionPtr whole = made->isGLValue() ? ir::read(place(made)) : aggregateValue(made);
  if (whole->kind != ir::ExpressionKind::Read || whole->type != type) {
    unsupported(made);
    return {zeroOf(part->type), zeroOf(part->type)};
  }
  return complexAt(whole->place);
}

// Is it made from parts, rather than copied?
bool FunctionImporter::isComplexMade(const Expr* made) const {
  if (!isComplex(made) || made->isGLValue()) return false;
  if (const auto* call = dyn_cast<CallExpr>(made)) return isComplexArithmetic(call);
  const auto* construction = dyn_cast<CXXConstructExpr>(made);
  return construction && !isCopy(construction);
}

// `target` may be read by the value.
void FunctionImporter::storeComplex(const Place& target, Complex value, SourceLocation location) {
  const ir::Block first{ir::assign(realOf(target), value.real)};
  if (value.imag && effectsOf(first).change(value.imag)) {
    value.real = simple("real", value.real);
    value.imag = simple("imag", value.imag);
  }
  store(realOf(target), value.real, location);
  if (value.imag) store(imagOf(target), value.imag, location);
}

void FunctionImporter::fillComplex(const Place& target, const Expr* made) {
  storeComplex(target, complexValue(made), made->getExprLoc());
}

// ---- real results, changes -----------------------------------------------------------------------------------------

ExpressionPtr FunctionImporter::partOfComplex(const CallExpr* call) {
  const auto* member = dyn_cast<CXXMemberCallExpr>(call);
  const std::string name = nameOf(call->getDirectCallee()).str();
  if (member) {
    const Expr* object = member->getImplicitObjectArgument();
    const Complex z = object->getType()->isPointerType() ? complexAt(dereference(value(object))) : complexValue(object);
    return name == "real" ? z.real : z.imag;
  }
  const Expr* complex = isComplex(call->getArg(0)) ? call->getArg(0) : call->getArg(1);
  const ir::Type* type = this->type(withoutReference(complex), call->getExprLoc());
  const ir::Type* real = type->field("real") ? type->field("real")->type : types_.doubleType();
  if (const auto* comparison = dyn_cast<CXXOperatorCallExpr>(call)) {
    std::vector<Complex> sides = complexOperands({call->getArg(0), call->getArg(1)}, real, true);
    for (Complex& side : sides)
      if (!side.imag) side.imag = zeroOf(real);
    const auto equal = [&](const ExpressionPtr& a, const ExpressionPtr& b) {
      return ir::operation(OperationKind::Equal, types_.boolType(), {a, b});
    };
    const ExpressionPtr both = conjunction(equal(sides[0].real, sides[1].real), equal(sides[0].imag, sides[1].imag));
    return comparison->getOperator() == OO_EqualEqual ? both : notOf(both);
  }
  const Complex z = complexValue(call->getArg(0));
  if (name == "real") return z.real;
  if (name == "imag") return z.imag;
  if (name == "abs") return ir::math("hypot", real, {z.real, z.imag});
  if (name == "arg") return ir::math("atan2", real, {z.imag, z.real});
  const Complex twice = named(z);
  const auto square = [&](const ExpressionPtr& x) { return ir::operation(OperationKind::Multiply, real, {x, x}); };
  return ir::operation(OperationKind::Add, real, {square(twice.real), square(twice.imag)});
}

// z = w, z *= w, with numbers as well
std::optional<Place> FunctionImporter::complexAssignment(const CXXOperatorCallExpr* expression) {
  const auto* method = dyn_cast_or_null<CXXMethodDecl>(expression->getDirectCallee());
  if (!method || expression->getNumArgs() != 2 || !isComplex(expression->getArg(0))) return std::nullopt;
  const OverloadedOperatorKind kind = expression->getOperator();
  const Expr *left = expression->getArg(0), *right = expression->getArg(1);
  const ir::Type* type = this->type(withoutReference(left), expression->getExprLoc());
  if (!type->field("real")) return std::nullopt;
  const ir::Type* real = type->field("real")->type;
  Complex value = complexOperand(right, real);
  for (ExpressionPtr* part : {&value.real, &value.imag})
    if (*part) *part = convert(*part, real);
  Place target;
  ir::Block statements = collect([&] { target = settled(place(left)); });
  if (const Effects effects = effectsOf(statements); !statements.empty())
    for (ExpressionPtr* part : {&value.real, &value.imag})
      if (*part && effects.change(*part)) *part = keep("before", *part);
  append(std::move(statements));
  if (kind == OO_Equal) {
    if (!value.imag) value.imag = zeroOf(real);
  } else {
    const bool addsReal = !value.imag && (kind == OO_PlusEqual || kind == OO_MinusEqual);
    value = complexBinary(kind, complexAt(target), value, real);
    if (addsReal) value.imag = nullptr;  // stays what it is
  }
  storeComplex(target, value, expression->getOperatorLoc());
  return target;
}

// z.real(x)
bool FunctionImporter::setComplexPart(const CallExpr* call) {
  const auto* member = dyn_cast<CXXMemberCallExpr>(call);
  const StringRef name = nameOf(call->getDirectCallee());
  if (!member || call->getNumArgs() != 1 || !isOfLibrary(call->getDirectCallee()) || (name != "real" && name != "imag"))
    return false;
  const auto parts = operands({[&] { return object(member->getImplicitObjectArgument()); },
                               [&] { return Operand{value(call->getArg(0)), {}}; }});
  const Place target = ir::member(*parts[0].place, name.str());
  store(target, convert(parts[1].value, target.type()), call->getExprLoc());
  return true;
}

}  // namespace retrograd::frontend

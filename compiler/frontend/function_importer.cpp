#include "frontend/function_importer.h"

#include "frontend/destructors.h"
#include "frontend/downcasts.h"

#include "ir/verify.h"
#include "ir/views.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;

FunctionImporter::FunctionImporter(ImportState& state, const FunctionDecl& declaration, ir::Function& function)
    : state_(state),
      declaration_(declaration),
      function_(function),
      context_(state.context),
      types_(state.module.types),
      displayName_(shownName(&declaration)),
      escapes_(findEscapes(declaration)),
      exits_(state.context) {
  facts_.isAddressTaken = [this](const ir::Variable* variable) { return addressTaken_.count(variable) != 0; };
  facts_.writesGlobals = [this](const ir::Function* callee) { return state_.mayWriteGlobals(callee); };
}

bool FunctionImporter::run() {
  ir::Block body;
  wholeBody_ = block_ = &body;
  if (refuseDestructors(declaration_)) return false;
  bindCallables();
  beginSelf();
  // The object of a member function comes first.
  std::vector<const ParmVarDecl*> passed;
  for (const ParmVarDecl* parameter : declaration_.parameters())
    if (ImportState::isPassed(parameter, bound_)) passed.push_back(parameter);
  const std::size_t first = function_.parameters.size() - passed.size();
  for (std::size_t i = 0; i < passed.size(); ++i) importParameter(passed[i], first + i);
  if (const auto* constructor = dyn_cast<CXXConstructorDecl>(&declaration_)) initialiseMembers(*self_, constructor);
  const Stmt* statements = declaration_.getBody();
  if (const auto* block = dyn_cast<CompoundStmt>(statements))
    sequence({block->body_begin(), block->body_end()}, {.returns = true});
  else
    refuseStatement(statements);
  if (result_) emit({ir::Return{ir::read(result_)}, {}});
  if (isa<CXXConstructorDecl>(declaration_)) endConstructor();
  // Running off the end without a result has no meaning in C++ (and a warning of Clang's): any value will do.
  const bool endsInReturn = !body.empty() && body.back().as<ir::Return>();
  if (sound_ && function_.result->kind != ir::TypeKind::Void && !endsInReturn) {
    ir::Variable* any = newLocal("result", function_.result);
    emit(ir::declareZero(any));
    emit({ir::Return{ir::read(any)}, {}});
  }
  ir::Block flags;
  if (result_) flags.push_back(ir::declare(result_));
  if (returned_) flags.push_back(ir::declare(returned_, ir::constant("false", types_.boolType())));
  body.insert(body.begin(), std::make_move_iterator(flags.begin()), std::make_move_iterator(flags.end()));
  function_.body = std::move(body);
  return sound_;
}

// A value parameter that the body changes gets a local copy: the parameter itself stays what the caller gave.
void FunctionImporter::importParameter(const ParmVarDecl* declaration, unsigned index) {
  ir::Variable* parameter = function_.parameters[index];
  variables_[declaration] = parameter;
  if (ir::isViewParameter(parameter->type) && escapes_.modified.count(declaration)) {
    const ir::Type* span = type(declaration->getType().getNonReferenceType(), declaration->getLocation());
    variables_[declaration] = localSpan(parameter->name, span, ir::place(parameter), declaration->getLocation()).root;
    if (escapes_.addressTaken.count(declaration)) addressTaken_.insert(variables_[declaration]);
    return;
  }
  if (parameter->type->isReference()) {
    const QualType given = declaration->getType().getNonReferenceType();
    const ir::Type* part = given->isRecordType() ? state_.types.import(given) : nullptr;
    if (part && part != parameter->type->element && wholeOf(given, &declaration_))
      boundPlaces_[declaration] = partOf(ir::place(parameter), given);
    return;
  }
  if (!escapes_.modified.count(declaration)) {
    if (escapes_.addressTaken.count(declaration)) addressTaken_.insert(parameter);
    return;
  }
  ir::Variable* local = newLocal(parameter->name, parameter->type, declaration->getLocation());
  variables_[declaration] = local;
  if (escapes_.addressTaken.count(declaration)) addressTaken_.insert(local);
  if (parameter->type->isAggregate() && !parameter->type->holdsVector()) {
    emit(ir::declare(local), declaration->getLocation());
    emit(ir::assign(ir::place(local), ir::read(parameter)), declaration->getLocation());
  } else {
    emit(ir::declare(local, ir::read(parameter)), declaration->getLocation());
  }
}

// ---- locations ---------------------------------------------------------------------------------------------------

// Of a library's code: the line that calls it.
SourceLocation FunctionImporter::shownLocation(SourceLocation location) const {
  const SourceLocation shown = state_.shownLocation(location, &function_);
  const bool isFollowed = followedFrom_.isValid() && context_.getSourceManager().isInSystemHeader(shown);
  return isFollowed ? followedFrom_ : shown;
}

ir::Location FunctionImporter::located(SourceLocation location) const {
  if (location.isInvalid()) return {};
  const SourceLocation shown = shownLocation(location);
  ir::Location result = state_.location(shown);
  if (shown != location) result.inside = state_.location(location).raw;
  return result;
}

// ---- blocks ------------------------------------------------------------------------------------------------------

void FunctionImporter::emit(ir::Statement statement, SourceLocation location) {
  if (location.isValid()) statement.location = located(location);
  block_->push_back(std::move(statement));
}

void FunctionImporter::append(ir::Block statements) {
  block_->insert(block_->end(), std::make_move_iterator(statements.begin()), std::make_move_iterator(statements.end()));
}

void FunctionImporter::emitBranch(ir::ExpressionPtr condition, ir::Block then, ir::Block otherwise,
                                  SourceLocation location) {
  if (then.empty() && otherwise.empty()) return;
  if (then.empty()) {
    condition = notOf(condition);
    std::swap(then, otherwise);
  }
  emit({ir::Branch{std::move(condition), std::move(then), std::move(otherwise)}, {}}, location);
}

ir::Variable* FunctionImporter::newLocal(const std::string& name, const ir::Type* type, SourceLocation location) {
  ir::Variable* variable = function_.newVariable(name, type);
  variable->location = located(location);
  return variable;
}

ir::ExpressionPtr FunctionImporter::keep(const std::string& name, ir::ExpressionPtr value) {
  ir::Variable* local = newLocal(name, value->type);
  if (value->type->isAggregate() && !value->type->holdsVector()) {
    emit(ir::declare(local));
    emit(ir::assign(ir::place(local), std::move(value)));
  } else {
    emit(ir::declare(local, std::move(value)));
  }
  return ir::read(local);
}

ir::Place FunctionImporter::keepAddress(const ir::Place& place) {
  return ir::deref(keep("place", address(place, place.type(), ir::isConstPlace(place)))->place);
}

ir::Place FunctionImporter::settled(const ir::Place& place) {
  if (!place.type() || place.type()->kind == ir::TypeKind::Opaque) return place;
  return Effects::movesItself(place, facts_) ? keepAddress(place) : place;
}

std::vector<FunctionImporter::Operand> FunctionImporter::operands(const std::vector<Lower>& lower) {
  std::vector<Operand> result;
  for (const Lower& next : lower) {
    Operand operand;
    ir::Block statements = collect([&] { operand = next(); });
    if (!statements.empty()) {
      const Effects effects = effectsOf(statements);
      for (Operand& earlier : result) {
        if (earlier.value && effects.change(earlier.value)) earlier.value = keep("before", earlier.value);
        if (earlier.place && effects.changeAddress(*earlier.place)) earlier.place = keepAddress(*earlier.place);
      }
      append(std::move(statements));
    }
    result.push_back(std::move(operand));
  }
  return result;
}

std::vector<ir::ExpressionPtr> FunctionImporter::values(llvm::ArrayRef<const Expr*> expressions) {
  std::vector<Lower> lower;
  for (const Expr* expression : expressions)
    lower.push_back([this, expression] { return Operand{value(expression), {}}; });
  std::vector<ir::ExpressionPtr> result;
  for (Operand& operand : operands(lower)) result.push_back(std::move(operand.value));
  return result;
}

// ---- messages ----------------------------------------------------------------------------------------------------

void FunctionImporter::refuse(SourceLocation location, Message message, std::vector<std::string> arguments,
                              Message note) {
  sound_ = false;
  state_.refuse(displayName_, located(location), {message, std::move(arguments), note, {}});
}

ir::ExpressionPtr FunctionImporter::refuseValue(const Expr* expression, Message message,
                                                std::vector<std::string> arguments, Message note) {
  refuse(expression->getExprLoc(), message, std::move(arguments), note);
  const ir::Type* wanted = expression->getType()->isVoidType() ? nullptr : state_.types.import(expression->getType());
  return ir::read(placeholder(wanted ? wanted : types_.intType()));
}

ir::Place FunctionImporter::refusePlace(const Expr* expression, Message message, std::vector<std::string> arguments,
                                        Message note) {
  refuse(expression->getExprLoc(), message, std::move(arguments), note);
  const ir::Type* wanted = state_.types.import(expression->getType());
  return ir::place(placeholder(wanted ? wanted : types_.intType()));
}

// Stands where something was refused, so that the rest of the function can be looked at too.
ir::Variable* FunctionImporter::placeholder(const ir::Type* type) {
  ir::Variable* variable = newLocal("refused", type->isReference() ? type->element : type);
  placeholders_.insert(variable);
  return variable;
}

const ir::Type* FunctionImporter::type(QualType type, SourceLocation location) {
  if (const ir::Type* result = state_.types.import(type)) return result;
  const Refusal refusal = state_.types.refusal();
  refuse(location, refusal.message, refusal.arguments, refusal.note);
  return types_.intType();
}

// What the user would call it.
static std::string describe(const Expr* expression) {
  switch (expression->getStmtClass()) {
  case Stmt::BinaryConditionalOperatorClass: return "'?:' without a middle operand";
  case Stmt::UserDefinedLiteralClass: return "a literal operator";
  case Stmt::CXXDynamicCastExprClass: return "dynamic_cast";
  case Stmt::CXXTypeidExprClass: return "typeid";
  case Stmt::PredefinedExprClass: return "a string as a value";
  case Stmt::CXXInheritedCtorInitExprClass: return "an inherited constructor";
  case Stmt::CXXParenListInitExprClass: return "initialisation with parentheses";
  default: return std::string("an expression of kind ") + expression->getStmtClassName();
  }
}

ir::ExpressionPtr FunctionImporter::unsupported(const Expr* expression) {
  if (refuseKnown(expression)) return ir::read(placeholder(types_.intType()));
  return refuseValue(expression, Message::UnsupportedExpression, {describe(expression)},
                     Message::MoveIntoFunctionWithRule);
}

bool FunctionImporter::refuseKnown(const Stmt* statement) {
  struct Row {
    Stmt::StmtClass kind;
    Message message, note;
  };
  static const Row rows[] = {
      {Stmt::LambdaExprClass, Message::UnsupportedLambda, Message::UseNamedFunction},
      {Stmt::CXXNewExprClass, Message::UnsupportedNew, Message::UseFixedArray},
      {Stmt::CXXDeleteExprClass, Message::UnsupportedNew, Message::UseFixedArray},
      {Stmt::CXXThrowExprClass, Message::UnsupportedThrow, Message::ReturnInstead},
      {Stmt::CXXTryStmtClass, Message::UnsupportedTry, Message::MoveIntoFunctionWithRule},
      {Stmt::GotoStmtClass, Message::UnsupportedGoto, Message::UseStructuredLoop},
      {Stmt::IndirectGotoStmtClass, Message::UnsupportedGoto, Message::UseStructuredLoop},
      {Stmt::GCCAsmStmtClass, Message::UnsupportedAsm, Message::MoveIntoFunctionWithRule},
      {Stmt::MSAsmStmtClass, Message::UnsupportedAsm, Message::MoveIntoFunctionWithRule},
      {Stmt::CXXConstructExprClass, Message::UnsupportedConstructor, Message::UseBraces},
      {Stmt::CXXTemporaryObjectExprClass, Message::UnsupportedConstructor, Message::UseBraces},
      {Stmt::StmtExprClass, Message::UnsupportedStatementExpression, Message::UseNamedFunction},
      {Stmt::StringLiteralClass, Message::UnsupportedString, Message::MoveIntoFunctionWithRule},
  };
  for (const Row& row : rows)
    if (statement->getStmtClass() == row.kind) {
      const auto* expression = dyn_cast<Expr>(statement);
      refuse(expression ? expression->getExprLoc() : statement->getBeginLoc(), row.message, {}, row.note);
      return true;
    }
  return false;
}

// The IR has no place for what runs there.
bool FunctionImporter::refuseDestructors(const FunctionDecl& function) {
  const std::vector<Destruction> found = findDestructions(function);
  for (const Destruction& one : found) {
    const QualType object(one.type->getBaseElementTypeUnsafe(), 0);
    refuse(one.location, Message::UnsupportedClass,
           {state_.types.spelling(object), state_.types.destructorObstacle(object)}, Message::DestroyOutside);
  }
  return !found.empty();
}

void FunctionImporter::refuseStatement(const Stmt* statement) {
  if (!refuseKnown(statement))
    refuse(statement->getBeginLoc(), Message::UnsupportedStatement, {statement->getStmtClassName()},
           Message::MoveIntoFunctionWithRule);
}

}  // namespace retrograd::frontend

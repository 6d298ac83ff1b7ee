// Statements that only look at data: printing, assertions, exceptions thrown. They are kept as text, with our names.
#include "clang/AST/PrettyPrinter.h"
#include "clang/Lex/Lexer.h"
#include "frontend/function_importer.h"
#include "frontend/statement_visitor.h"
#include "llvm/Support/raw_ostream.h"

namespace retrograd::frontend {

using namespace clang;

bool FunctionImporter::onlyReads(const Expr* expression) const { return !expression->HasSideEffects(context_); }

static bool isPrintFunction(const FunctionDecl* callee) {
  static const std::set<StringRef> names = {"printf", "fprintf", "puts",   "fputs", "putchar",
                                            "fputc",  "putc",    "fflush", "perror"};
  return callee && callee->getIdentifier() && (callee->isExternC() || callee->isInStdNamespace()) &&
         names.count(callee->getName());
}

static bool isStream(QualType type) {
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getIdentifier() && record->getName() == "basic_ostream";
}

static bool isStdCall(const CallExpr* call, const std::set<StringRef>& names) {
  const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
  return callee && callee->getIdentifier() && names.count(callee->getName()) &&
         callee->getDeclContext()->getEnclosingNamespaceContext()->isStdNamespace();
}

// std::setprecision(…), which goes into a stream.
static const CallExpr* asManipulator(const Expr* expression) {
  const auto* call = dyn_cast<CallExpr>(expression->IgnoreImplicit());
  const bool isOne = isStdCall(call, {"setprecision", "setw", "setfill", "setbase", "setiosflags", "resetiosflags"});
  return isOne ? call : nullptr;
}

// std::cout.precision(…): how the stream prints.
static bool isFormatting(const CallExpr* call) {
  const auto* member = dyn_cast<CXXMemberCallExpr>(call);
  return member && isa<DeclRefExpr>(member->getImplicitObjectArgument()->IgnoreParenImpCasts()) &&
         isStream(member->getImplicitObjectArgument()->IgnoreParenImpCasts()->getType()) &&
         isStdCall(call, {"precision", "width", "fill", "setf", "unsetf", "flags", "flush", "clear"});
}

// printf(…), std::cout << …, with arguments that have no effects.
bool FunctionImporter::isPrinting(const Expr* expression) const {
  expression = strip(expression);
  if (const auto* output = dyn_cast<CXXOperatorCallExpr>(expression)) {
    const FunctionDecl* callee = output->getDirectCallee();
    if (!callee || output->getOperator() != OO_LessLess || !isStream(output->getArg(0)->getType())) return false;
    if (!callee->getDeclContext()->getEnclosingNamespaceContext()->isStdNamespace()) return false;
    const Expr* stream = output->getArg(0)->IgnoreParenImpCasts();
    if (!isa<DeclRefExpr>(stream) && !isPrinting(stream)) return false;
    const CallExpr* manipulator = asManipulator(output->getArg(1));
    return onlyReads(manipulator ? manipulator->getArg(0) : output->getArg(1));
  }
  const auto* call = dyn_cast<CallExpr>(expression);
  if (!call || (!isPrintFunction(call->getDirectCallee()) && !isFormatting(call))) return false;
  return std::all_of(call->arg_begin(), call->arg_end(), [&](const Expr* argument) { return onlyReads(argument); });
}

// The condition of an assert(…), as the macro expands with glibc and others.
static const Expr* assertedCondition(const Expr* expression) {
  const auto* choice = dyn_cast<ConditionalOperator>(expression);
  if (!choice) return nullptr;
  const auto* failure = dyn_cast<CallExpr>(choice->getFalseExpr()->IgnoreParenImpCasts());
  const FunctionDecl* callee = failure ? failure->getDirectCallee() : nullptr;
  if (!callee || !callee->getIdentifier() || !callee->getName().starts_with("__assert")) return nullptr;
  const Expr* condition = choice->getCond()->IgnoreParenImpCasts();
  const auto* cast = dyn_cast<CXXStaticCastExpr>(condition);  // of the macro
  return cast && cast->getType()->isBooleanType() ? cast->getSubExpr()->IgnoreParenImpCasts() : condition;
}

namespace {

// Looks for what the text of an exception must not hold: effects, code of the user's, types without a name outside.
class ThrowVisitor : public StatementVisitor {
public:
  bool visit(const Stmt* statement) override {
    isText &= llvm::TypeSwitch<const Stmt*, bool>(statement)
                  .Case([](const BinaryOperator* e) { return !e->isAssignmentOp(); })
                  .Case([](const UnaryOperator* e) { return !e->isIncrementDecrementOp(); })
                  .Case<LambdaExpr, CXXNewExpr>([](const auto*) { return false; })
                  .Case<CallExpr, CXXConstructExpr>([](const auto* e) { return isNamed(e); })
                  .Default(true);
    return isText && !isa<CXXDefaultArgExpr>(statement);
  }
  bool isText = true;

private:
  static bool isNamed(const CallExpr* e) {
    const FunctionDecl* callee = e->getDirectCallee();
    return callee && callee->getDeclContext()->getEnclosingNamespaceContext()->isStdNamespace();
  }
  static bool isNamed(const CXXConstructExpr* e) {
    return isNamedOutside(e->getConstructor()->getParent()) && isNamedOutside(e->getConstructor());
  }
};

// Prints variables under the names that they have in the IR, and what is outside the function under its full name.
class Names : public PrinterHelper {
public:
  using MemberName = std::function<ir::Variable*(const MemberExpr*)>;
  using BindingName = std::function<ir::Variable*(const DeclRefExpr*)>;
  using Counters = std::map<const ir::Variable*, const ir::Type*>;
  Names(const std::map<const VarDecl*, ir::Variable*>& variables, const std::set<const VarDecl*>& references,
        const Counters& narrowed, ir::Verbatim& statement, MemberName memberName, BindingName bindingName)
      : variables_(variables),
        references_(references),
        narrowed_(narrowed),
        statement_(statement),
        memberName_(std::move(memberName)),
        bindingName_(std::move(bindingName)) {}

  bool handledStmt(Stmt* statement, llvm::raw_ostream& stream) override {
    if (const auto* member = dyn_cast<MemberExpr>(statement)) {
      ir::Variable* value = memberName_(member);
      if (!value) return false;
      statement_.reads.push_back(value);
      stream << value->name;
      return true;
    }
    if (const auto* name = dyn_cast<DeclRefExpr>(statement); name && isa<BindingDecl>(name->getDecl())) {
      ir::Variable* value = bindingName_(name);
      if (!value) return isKnown = false;
      statement_.reads.push_back(value);
      stream << value->name;
      return true;
    }
    if (isa<CXXThisExpr>(statement)) isKnown = false;
    const auto* reference = dyn_cast<DeclRefExpr>(statement);
    if (!reference) return false;
    const auto* variable = dyn_cast<VarDecl>(reference->getDecl());
    const auto local = variable ? variables_.find(variable) : variables_.end();
    if (local == variables_.end()) {
      if (variable && !variable->hasGlobalStorage()) isKnown = false;
      stream << calledNameOf(reference->getDecl());
      return true;
    }
    statement_.reads.push_back(local->second);
    const auto narrowed = narrowed_.find(local->second);
    if (references_.count(variable))
      stream << "(*" << local->second->name << ")";
    else if (narrowed != narrowed_.end())
      stream << "static_cast<" << narrowed->second->spelling << ">(" << local->second->name << ")";
    else
      stream << local->second->name;
    return true;
  }

  bool isKnown = true;

private:
  const std::map<const VarDecl*, ir::Variable*>& variables_;
  const std::set<const VarDecl*>& references_;
  const Counters& narrowed_;
  ir::Verbatim& statement_;
  MemberName memberName_;
  BindingName bindingName_;
};

}  // namespace

// A number in *this, kept in a local that the text can name.
ir::Variable* FunctionImporter::keptMember(const MemberExpr* member) {
  const Expr* object = member;
  while (const auto* outer = dyn_cast<MemberExpr>(object)) object = outer->getBase()->IgnoreParenImpCasts();
  const bool isNumber = member->getType()->isArithmeticType() && isa<FieldDecl>(member->getMemberDecl());
  if (!isa<CXXThisExpr>(object) || !isNumber) return nullptr;
  return keep(member->getMemberDecl()->getNameAsString(), ir::read(place(member)))->place.root;
}

// A number that a structured binding names.
ir::Variable* FunctionImporter::keptBinding(const DeclRefExpr* name) {
  if (!name->getType()->isArithmeticType()) return nullptr;
  return keep(name->getDecl()->getNameAsString(), ir::read(place(name)))->place.root;
}

std::string FunctionImporter::textOf(const Expr* expression, ir::Verbatim& statement) {
  PrintingPolicy policy(context_.getLangOpts());
  policy.SuppressUnwrittenScope = true;
  policy.FullyQualifiedName = true;
  policy.PrintCanonicalTypes = true;  // the function's own names for types are not known outside
  Names names(
      variables_, references_, narrowed_, statement, [this](const MemberExpr* member) { return keptMember(member); },
      [this](const DeclRefExpr* name) { return keptBinding(name); });
  std::string text;
  llvm::raw_string_ostream stream(text);
  expression->printPretty(stream, &names, policy, 0, "\n", &context_);
  return names.isKnown ? text : "";
}

// False, with nothing done, if it isn't such a statement.
bool FunctionImporter::verbatim(const Expr* expression) {
  expression = strip(expression);
  ir::Verbatim statement;
  if (const Expr* condition = assertedCondition(expression)) {
    if (!onlyReads(condition)) return false;
    const std::string text = textOf(condition, statement);
    statement.text = text.empty() ? "" : "assert(" + text + ");";
  } else if (const auto* exception = dyn_cast<CXXThrowExpr>(expression); exception && exception->getSubExpr()) {
    ThrowVisitor visitor;
    visitor.walk(exception->getSubExpr());
    const std::string text = visitor.isText ? textOf(exception->getSubExpr(), statement) : "";
    statement.text = text.empty() ? "" : "throw " + text + ";";
  } else if (isPrinting(expression)) {
    const std::string text = textOf(expression, statement);
    statement.text = text.empty() ? "" : text + ";";
  }
  if (statement.text.empty()) return false;
  emit({std::move(statement), {}}, expression->getExprLoc());
  return true;
}

}  // namespace retrograd::frontend

#include "backend/print_statement.h"

#include "backend/literal.h"
#include "backend/outer_names.h"
#include "backend/print_expression.h"
#include "backend/print_type.h"
#include "backend/print_vector.h"
#include "backend/wrap.h"
#include "ir/build.h"
#include "ir/views.h"

#include <algorithm>

namespace retrograd::backend {

using namespace ir;

StatementPrinter::StatementPrinter(const Function& function)
    : function_(function), usage_(function), lastUses_(function) {
  for (const Variable& variable : function.variables) names_.insert(variable.name);
  forEachOuterName(function, [&](const std::string& word) { names_.insert(word); });
}

std::string StatementPrinter::print(const Block& block, std::size_t indent) {
  std::swap(indent, indent_);
  std::string result;
  std::swap(result, out_);
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto* declare = block[i].as<Declare>();
    if (declare && !declare->init && !declare->zero && i + 1 < block.size()) {
      if (const Merged merged = mergedValue(*declare, block[i + 1]); merged.found) {
        printDeclare(*declare, merged.value, usage_.of(declare->variable).changes - 1);
        ++i;
        continue;
      }
    }
    const auto* assign = block[i].as<Assign>();
    const std::string push = assign && i + 1 < block.size() ? printPush(*assign, block[i + 1]) : "";
    if (!push.empty()) {
      line(push);
      ++i;
      continue;
    }
    printStatement(block[i]);
  }
  std::swap(result, out_);
  indent_ = indent;
  return result;
}

void StatementPrinter::line(const std::string& text) { out_ += wrapped(text, indent_); }

std::string StatementPrinter::freshName(const std::string& name) {
  std::string unique = name;
  for (unsigned n = 2; !names_.insert(unique).second; ++n) unique = name + "_" + std::to_string(n);
  return unique;
}

void StatementPrinter::printStatement(const Statement& statement) {
  if (const auto* node = statement.as<Declare>())
    return printDeclare(*node, node->init ? printInitializer(*node->init) : "", usage_.of(node->variable).changes);
  if (const auto* node = statement.as<Assign>()) return printAssign(*node);
  if (const auto* node = statement.as<Call>()) return printCall(*node);
  if (const auto* node = statement.as<Loop>()) return printLoop(*node);
  if (const auto* node = statement.as<While>()) return printWhile(*node);
  if (const auto* node = statement.as<Branch>()) return printBranch(*node, "");
  if (const auto* node = statement.as<Return>())
    return line(node->value ? "return " + printInitializer(*node->value) + ";" : "return;");
  if (const auto* node = statement.as<TapeOperation>()) return printTape(*node);
  if (const auto* node = statement.as<Scope>()) return printScope(*node);
  if (const auto* node = statement.as<Verbatim>()) return printVerbatim(*node);
  if (const auto* node = statement.as<Comment>()) out_ += std::string(indent_, ' ') + "// " + node->text + "\n";
}

// ---- declarations

namespace {

bool reads(const Expression& expression, const Variable* variable) {
  bool found = false;
  forEachExpression(std::make_shared<Expression>(expression),
                    [&](const Expression& e) { found |= e.place.root == variable; });
  return found;
}

bool holdsPointer(const Type* type) {
  if (type->kind == TypeKind::Array) return holdsPointer(type->element);
  return type->isPointer() || std::any_of(type->fields.begin(), type->fields.end(),
                                          [](const Field& field) { return holdsPointer(field.type); });
}

// Declared without a value it would not compile, or run a constructor.
bool needsValue(const Type* type) {
  type = innermost(type);
  return type->constructed ||
         (type->generated && std::any_of(type->fields.begin(), type->fields.end(),
                                         [](const Field& field) { return needsValue(field.type); }));
}

}  // namespace

StatementPrinter::Merged StatementPrinter::mergedValue(const Declare& declare, const Statement& next) const {
  Variable* variable = declare.variable;
  if (variable->type->isBareArray()) return {};
  auto whole = [&](const Place& place) { return place.root == variable && place.path.empty(); };
  if (const auto* node = next.as<Assign>())
    if (whole(node->target) && !node->accumulate && !reads(*node->value, variable) &&
        node->value->kind != ExpressionKind::Constant)
      return {printInitializer(*node->value), true};
  if (const auto* node = next.as<Assign>())
    if (whole(node->target) && !node->accumulate && (variable->type->isScalar() || variable->type->isPointer()) &&
        !reads(*node->value, variable))
      return {printInitializer(*node->value), true};
  if (const auto* node = next.as<Call>()) {
    if (!node->result || node->declares || !whole(*node->result)) return {};
    for (const Argument& argument : node->arguments) {
      if (argument.reference && argument.reference->root == variable) return {};
      if (argument.value && reads(*argument.value, variable)) return {};
    }
    return {callText(*node), true};
  }
  if (const auto* node = next.as<TapeOperation>())
    if (node->kind == TapeOperation::Pop && node->variable == variable)
      return {node->tape->name + ".pop<" + typeName(variable->type) + ">()", true};
  return {};
}

std::string StatementPrinter::unusedMark(const Variable* variable) const {
  return usage_.of(variable).reads == 0 && variable->type->kind != TypeKind::Opaque ? "[[maybe_unused]] " : "";
}

void StatementPrinter::printDeclare(const Declare& declare, const std::string& value, unsigned furtherChanges) {
  const Variable* variable = declare.variable;
  const Type* type = variable->type;
  if (declare.init && declare.init->kind == ExpressionKind::Operation &&
      declare.init->operation == OperationKind::Sized)
    return line(unusedMark(variable) + declarator(type, variable->name) + printExtents(*declare.init) + ";");
  const bool hasValue = !value.empty() || declare.zero;
  const bool constant =
      hasValue && furtherChanges == 0 && (type->isScalar() || (type->kind == TypeKind::Record && type->generated));
  const std::string start = unusedMark(variable) + declarator(type, variable->name, constant);
  if (!value.empty()) return line(start + " = " + value + ";");
  if (needsValue(type)) return printZeroed(variable);
  if (!declare.zero) return line(start + ";");
  if (type->isScalar() || type->isPointer()) return line(start + " = " + zeroOf(type) + ";");
  if (!zeroNeedsHelper(type)) return line(start + (type->isBareArray() ? " = {};" : "{};"));
  if (type->kind == TypeKind::Record) return line(start + " = retrograd::zero<" + typeName(type) + ">();");
  line(start + ";");
  printZero(variable->name, type);
}

// Arrays of the user's records element by element: retrograd::set_zero would have to know their members.
void StatementPrinter::printZero(const std::string& target, const Type* type) {
  const Type* element = innermost(type);
  if (element->kind != TypeKind::Record || element->generated || holdsPointer(element))
    return line("retrograd::set_zero(" + target + ");");
  std::string loops, place = target;
  for (const Type* level = type; level->kind == TypeKind::Array; level = level->element) {
    std::string name = level->element->kind == TypeKind::Array ? "row" : "element";
    while (place.rfind(name, 0) == 0) name += "_";  // other than what it runs over
    loops += "for (auto& " + name + " : " + place + ") ";
    place = name;
  }
  line(loops + place + " = retrograd::zero<" + typeName(element) + ">();");
}

void StatementPrinter::printZeroed(const Variable* variable) {
  const Type* type = variable->type;
  const std::string mark = unusedMark(variable);
  if (type->kind == TypeKind::Record)
    return line(mark + declarator(type, variable->name) + " = retrograd::zero<" + typeName(type) + ">();");
  // An array has no other way to come to be without constructors.
  const std::string memory = freshName(variable->name + "_memory");
  line("retrograd::Zeroed<" + typeName(type) + "> " + memory + ";");
  line(mark + "auto& " + variable->name + " = " + memory + ".value;");
}

// ---- assignments, calls, tape

namespace {

bool isAggregateOrOpaque(const Type* type) { return type->isAggregate() || type->kind == TypeKind::Opaque; }

// "x = x * e" as {"*=", e}: the operator and operand of a compound assignment, or nothing.
std::optional<std::pair<std::string, ExpressionPtr>> compound(const Assign& assign) {
  const Expression& value = *assign.value;
  if (value.kind != ExpressionKind::Operation || value.operation == OperationKind::Math) return std::nullopt;
  const OperationKind kind = value.operation;
  if (kind != OperationKind::Add && kind != OperationKind::Subtract && kind != OperationKind::Multiply &&
      kind != OperationKind::Divide && kind != OperationKind::PointerAdd)
    return std::nullopt;
  const Expression& left = *value.operands[0];
  if (left.kind != ExpressionKind::Read || !samePlace(left.place, assign.target)) return std::nullopt;
  return std::pair{std::string(operationInfo(kind).spelling) + "=", value.operands[1]};
}

}  // namespace

void StatementPrinter::printAssign(const Assign& assign) {
  const Type* type = assign.target.type();
  if (isVectorSize(assign.target)) return line(printResize(assign) + ";");
  const std::string target = printPlace(assign.target);
  if (type && isAggregateOrOpaque(type)) {
    const bool zero = assign.value->kind == ExpressionKind::Constant;
    if (zero && !assign.accumulate) return printZero(target, type);
    if (assign.accumulate)
      return line("retrograd::accumulate(" + target + ", " + printExpression(*assign.value) + ");");
    if (type->isBareArray()) return line("retrograd::assign(" + target + ", " + printExpression(*assign.value) + ");");
    return line(target + " = " + movedFrom(&assign, *assign.value, printExpression(*assign.value)) + ";");
  }
  std::string operation = assign.accumulate ? "+=" : "=";
  ExpressionPtr value = assign.value;
  if (!assign.accumulate) {
    if (auto parts = compound(assign)) std::tie(operation, value) = *parts;
  }
  const bool sum = operation == "+=" || operation == "-=";
  const bool one = value->kind == ExpressionKind::Constant && value->text == "1";
  if (sum && one && type && (type->kind == TypeKind::Integer || type->isPointer()))
    return line((operation == "+=" ? "++" : "--") + target + ";");
  if (sum && type && type->isFloat())
    if (ExpressionPtr positive = withoutSign(value)) {
      operation = operation == "+=" ? "-=" : "+=";
      value = positive;
    }
  line(target + " " + operation + " " + printInitializer(*value) + ";");
}

namespace {

// An integer literal of exactly the parameter's type, so that the same overload is chosen.
std::string printArgument(const Argument& argument) {
  if (argument.reference) return printPlace(*argument.reference);
  const Expression& value = *argument.value;
  if (value.kind == ExpressionKind::Constant && isBuiltinInteger(value.type) && value.type->spelling != "int" &&
      isLiteral(value.text)) {
    Type plainInt;
    plainInt.kind = TypeKind::Integer;
    plainInt.spelling = "int";
    if (const auto exact = convertedLiteral(value.text, &plainInt, value.type)) return *exact;
    if (value.type->bits < 32) return "static_cast<" + typeName(value.type) + ">(" + value.text + ")";
  }
  return printExpression(value);
}

// Is what is printed const, by itself?
bool isPrintedConst(const Place& place) {
  const Type* type = place.root->type;
  bool isConst =
      type->isReference() ? type->constElement : place.root->role == VariableRole::Global && place.root->isConst;
  if (type->isReference()) type = type->element;
  for (const Step& step : place.path) {
    const Field* field = step.kind == StepKind::Field ? type->field(step.field) : nullptr;
    if (field)
      isConst |= field->access == Access::Count;
    else if (type->isPointer())
      isConst = type->constElement;
    type = field ? field->type : type->element;
  }
  return isConst;
}

// The same of what a pointer leads to.
bool leadsToConst(const Expression& pointer) {
  if (pointer.kind == ExpressionKind::Operation)
    return pointer.operation == OperationKind::PointerAdd && leadsToConst(*pointer.operands[0]);
  if (pointer.kind == ExpressionKind::Constant) return false;
  const Type* type = pointer.place.type();
  return pointer.kind == ExpressionKind::Read && type->isPointer() ? type->constElement : isPrintedConst(pointer.place);
}

// Would C++ choose another overload for the argument as it is? A reference to const has become what it leads to.
bool needsConst(const Call& call, std::size_t index) {
  if (!call.callee->chosenByConst || index >= call.callee->parameters.size()) return false;
  const Type* parameter = call.callee->parameters[index]->type;
  if (!parameter->constElement || isViewParameter(parameter)) return false;
  const Argument& argument = call.arguments[index];
  if (parameter->isReference()) return argument.reference && !isPrintedConst(*argument.reference);
  return parameter->isPointer() && argument.value && !leadsToConst(*argument.value);
}

std::string printAsConst(const Call& call, std::size_t index) {
  const Argument& argument = call.arguments[index];
  if (argument.reference) return "std::as_const(" + printPlace(*argument.reference) + ")";
  return "static_cast<" + typeName(call.callee->parameters[index]->type) + ">(" + printExpression(*argument.value) +
         ")";
}

bool hasArgumentDependentLookup(const Function& callee) {
  for (const Variable* parameter : callee.parameters) {
    const Type* type = parameter->type;
    bool isStandard = false;
    for (; type->element; type = type->element) isStandard |= type->isVector() || type->isClass;
    if (isStandard) return true;
    if (type->kind == TypeKind::Record || type->kind == TypeKind::Opaque) return true;
    if (type->kind == TypeKind::Integer && !isBuiltinInteger(type)) return true;
  }
  return false;
}

std::string qualifiedNameOf(const Function& function) {
  if (!function.calledAs.empty()) return function.calledAs;
  if (!function.qualifiedName.empty()) return function.qualifiedName;
  const std::string own = function.calling == Calling::AsCopy ? copyName(function.name) : function.name;
  std::string name;
  for (const std::string& part : function.scope)
    if (!part.empty()) name += (part.rfind("inline ", 0) == 0 ? part.substr(7) : part) + "::";
  return name + own;
}

}  // namespace

std::string calledName(const Function& callee, const Function& caller) {
  const std::string qualified = qualifiedNameOf(callee);
  const std::string shortName = unqualified(qualified);
  bool hidden = false;
  for (const Variable& variable : caller.variables) hidden |= variable.name == shortName;
  const bool sameScope = callee.scope == caller.scope && !hidden && !hasArgumentDependentLookup(callee);
  if (sameScope && qualifier(qualified).find('<') == std::string::npos &&
      callee.qualifiedName.find("operator") == std::string::npos) {
    // A static member is reached through its class, which lies in the scope.
    Function inScope;
    inScope.name = shortName;
    inScope.scope = callee.scope;
    if (qualifiedNameOf(inScope) == qualified) return shortName;
  }
  return qualified.rfind("std::", 0) == 0 || qualified.rfind("::", 0) == 0 ? qualified : "::" + qualified;
}

// The text of a value, moved from where the statement is the last that reads it.
std::string StatementPrinter::movedFrom(const void* node, const Expression& value, const std::string& text) const {
  const bool whole = value.kind == ExpressionKind::Read && value.place.isVariable();
  return whole && lastUses_.contains(node, value.place.root) ? "std::move(" + text + ")" : text;
}

std::string StatementPrinter::callText(const Call& call) const {
  const bool isMember = call.callee->calling == Calling::AsMember;
  std::string arguments;
  for (std::size_t i = isMember ? 1 : 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    const std::string text = needsConst(call, i) ? printAsConst(call, i) : printArgument(argument);
    arguments += (arguments.empty() ? "" : ", ") + (argument.value ? movedFrom(&call, *argument.value, text) : text);
  }
  if (!isMember) return calledName(*call.callee, function_) + "(" + arguments + ")";
  const std::string object =
      needsConst(call, 0) ? printAsConst(call, 0) + "." : printObject(*call.arguments[0].reference);
  return object + unqualified(qualifiedNameOf(*call.callee)) + "(" + arguments + ")";
}

void StatementPrinter::printCall(const Call& call) {
  const std::string text = callText(call);
  if (!call.result) return line(text + ";");
  if (call.declares)
    return printDeclare(Declare{call.result->root, nullptr, false}, text, usage_.of(call.result->root).changes);
  line(printPlace(*call.result) + " = " + text + ";");
}

void StatementPrinter::printTape(const TapeOperation& operation) {
  const std::string &tape = operation.tape->name, &variable = operation.variable->name;
  if (operation.kind == TapeOperation::Push) {
    const bool last = lastUses_.contains(&operation, operation.variable);
    return line(tape + ".push(" + (last ? "std::move(" + variable + ")" : variable) + ");");
  }
  if (operation.variable->type->kind == TypeKind::Array) return line(tape + ".pop(" + variable + ");");
  line(variable + " = " + tape + ".pop<" + typeName(operation.variable->type) + ">();");
}

void StatementPrinter::printVerbatim(const Verbatim& verbatim) {
  out_ += std::string(indent_, ' ') + verbatim.text + "\n";
}

}  // namespace retrograd::backend

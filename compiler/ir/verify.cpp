#include "ir/verify.h"

#include "ir/parse_words.h"
#include "ir/print.h"
#include "ir/verify_expression.h"

#include <algorithm>
#include <optional>
#include <set>

namespace retrograd::ir {

namespace {

bool isVoid(const Type* type) { return type->kind == TypeKind::Void; }
const Type* referee(const Type* type) { return type->isReference() ? type->element : type; }

bool isTape(const Type* type) {
  return referee(type)->kind == TypeKind::Opaque && referee(type)->spelling == tapeTypeName;
}

// 1, -1, or 0 for a literal zero; nothing when the sign can't be seen.
std::optional<int> signOf(const Expression& step) {
  const bool negated = step.kind == ExpressionKind::Operation && step.operation == OperationKind::Negate;
  const Expression& magnitude = negated ? *step.operands[0] : step;
  if (magnitude.kind != ExpressionKind::Constant ||
      magnitude.text.find_first_not_of("-0123456789") != std::string::npos)
    return std::nullopt;
  if (magnitude.text.find_first_not_of("-0") == std::string::npos) return 0;
  return (magnitude.text[0] == '-') != negated ? -1 : 1;
}

bool isToBeDifferentiated(const Module& module) {
  return std::any_of(module.functions.begin(), module.functions.end(), [](const Function& f) { return f.annotated; });
}

class FunctionVerifier : private ExpressionVerifier {
public:
  FunctionVerifier(const Function& function, const Module* module) : function_(function), module_(module) {
    keepsArguments = !function.generated && module && isToBeDifferentiated(*module);
  }

  std::optional<std::string> run() {
    if (checkSignature() && checkBody()) return std::nullopt;
    std::string where = "function '" + function_.name + "'";
    if (line_) where += ", line " + std::to_string(line_);
    return where + ": " + problem;
  }

private:
  bool checkSignature();
  bool checkVariables();
  bool checkBody();
  bool block(const Block& block);
  bool isLocal(const Variable* variable);
  bool show(const Variable* variable);
  void hide(const Variable* variable);
  bool bring(const Variable* variable);  // into scope

  bool node(const Declare& node);
  bool node(const Assign& node);
  bool node(const Call& node);
  bool node(const Loop& node);
  bool node(const While& node);
  bool node(const Branch& node);
  bool node(const Return& node);
  bool node(const TapeOperation& node);
  bool node(const Scope& node) { return block(node.body); }
  bool node(const Verbatim& node);
  bool node(const Comment& node);
  bool argument(const Argument& argument, const Variable& parameter);
  bool result(const Call& call);

  const Function& function_;
  const Module* module_;
  std::set<const Variable*> own_, declared_;
  std::set<std::string> names_;             // of what `visible` has
  std::vector<const Variable*> broughtIn_;  // what `visible` has beyond the parameters, innermost last
  unsigned line_ = 0;
};

// ---- The function itself -----------------------------------------------------------------------------------------

bool FunctionVerifier::checkVariables() {
  for (const Variable& variable : function_.variables) {
    own_.insert(&variable);
    if (variable.name.empty()) return fail("a variable has no name");
    if (!variable.type || isVoid(variable.type)) return fail("'" + variable.name + "' has no type");
    const bool listed =
        std::find(function_.parameters.begin(), function_.parameters.end(), &variable) != function_.parameters.end();
    if (listed != (variable.role == VariableRole::Parameter))
      return fail("'" + variable.name + "' is " + (listed ? "listed as" : "marked as") + " a parameter but not " +
                  (listed ? "marked" : "listed") + " so");
    if (variable.role == VariableRole::Global) return fail("the global '" + variable.name + "' is owned by a function");
  }
  return true;
}

bool FunctionVerifier::checkSignature() {
  line_ = function_.location.line;
  if (!function_.result) return fail("there is no result type");
  if (function_.result->isReference() || function_.result->isBareArray())
    return fail("a function can't return '" + print(*function_.result) + "'");
  if (!checkVariables()) return false;
  for (const Variable* parameter : function_.parameters) {
    if (!own_.count(parameter)) return fail("a parameter is not a variable of the function");
    if (visible.count(parameter)) return fail("the parameter '" + parameter->name + "' is listed twice");
    if (!show(parameter)) return false;
  }
  for (const auto* rule : {&function_.adjointRule, &function_.tangentRule}) {
    if (!*rule) continue;
    const std::vector<const Type*>& types = (*rule)->types;
    if (types.size() != (*rule)->parameters.size() || std::find(types.begin(), types.end(), nullptr) != types.end())
      return fail("the rule '" + (*rule)->calledName + "' does not have one type for each parameter");
  }
  return true;
}

bool FunctionVerifier::checkBody() {
  if (!function_.hasBody) return function_.body.empty() || fail("there are statements but no body");
  if (!block(function_.body)) return false;
  if (isVoid(function_.result) || (!function_.body.empty() && function_.body.back().as<Return>())) return true;
  line_ = function_.location.line;
  return fail("the body does not end with a return");
}

bool FunctionVerifier::block(const Block& block) {
  const std::size_t outer = broughtIn_.size();
  for (const Statement& statement : block) {
    line_ = statement.location.line;
    if (statement.as<Return>() && (&block != &function_.body || &statement != &block.back()))
      return fail("a return is not the last statement of the function");
    if (!std::visit([&](const auto& node) { return this->node(node); }, statement.node)) return false;
  }
  for (; broughtIn_.size() > outer; broughtIn_.pop_back()) hide(broughtIn_.back());
  return true;
}

// ---- Statements --------------------------------------------------------------------------------------------------

bool FunctionVerifier::isLocal(const Variable* variable) {
  if (!variable) return fail("a variable is missing");
  if (!own_.count(variable)) return fail("'" + variable->name + "' belongs to another function");
  if (variable->role != VariableRole::Local) return fail("'" + variable->name + "' is declared but not a local");
  if (variable->type->isReference()) return fail("the local '" + variable->name + "' is a reference");
  return true;
}

// Blocks that don't see each other may use one name for two variables.
bool FunctionVerifier::show(const Variable* variable) {
  if (!names_.insert(variable->name).second) return fail("two variables are named '" + variable->name + "'");
  visible.insert(variable);
  return true;
}

void FunctionVerifier::hide(const Variable* variable) {
  visible.erase(variable);
  names_.erase(variable->name);
}

bool FunctionVerifier::bring(const Variable* variable) {
  if (!isLocal(variable)) return false;
  if (!declared_.insert(variable).second) return fail("'" + variable->name + "' is declared twice");
  if (!show(variable)) return false;
  broughtIn_.push_back(variable);
  return true;
}

bool FunctionVerifier::node(const Declare& node) {
  if (!isLocal(node.variable)) return false;
  if (node.init && node.zero) return fail("a declaration has both a value and zero");
  const Variable& variable = *node.variable;
  if (node.init && variable.type->isBareArray()) return fail("the array '" + variable.name + "' has a value");
  if (node.init && !checkValue(node.init, variable.type, "the value of '" + variable.name + "'")) return false;
  return bring(node.variable);
}

bool FunctionVerifier::node(const Assign& node) {
  if (!checkTarget(node.target)) return false;
  const Type* type = node.target.type();
  if (!checkValue(node.value, type, "the value stored into '" + print(node.target) + "'")) return false;
  if (type->isBareArray()) return fail("the array '" + print(node.target) + "' is assigned as a whole");
  const bool summable = type->kind == TypeKind::Integer || type->isFloat() || type->activeOpaque;
  return !node.accumulate || summable ||
         fail("'" + print(node.target) + "' of type '" + print(*type) + "' takes no '+='");
}

bool FunctionVerifier::argument(const Argument& argument, const Variable& parameter) {
  const std::string what = "the argument for '" + parameter.name + "'";
  const Type* type = parameter.type;
  if (argument.reference.has_value() == (argument.value != nullptr))
    return fail(what + " must be either a value or a place");
  if (argument.value && type->isReference() && !type->constElement) return fail(what + " must be a place");
  if (argument.value) return checkValue(argument.value, referee(type), what);
  if (!type->isReference()) return fail(what + " must be a value");
  if (!(type->constElement ? check(*argument.reference) : checkTarget(*argument.reference))) return false;
  return argument.reference->type() == type->element ||
         fail(what + " has the type '" + print(*argument.reference->type()) + "', not '" + print(*type->element) + "'");
}

bool FunctionVerifier::result(const Call& call) {
  if (!call.result) return !call.declares || fail("a call declares its result but has none");
  const std::string& callee = call.callee->name;
  if (isVoid(call.callee->result)) return fail("'" + callee + "' returns nothing that could be stored");
  if (call.declares &&
      !(call.result->isVariable() ? bring(call.result->root) : fail("a call declares part of a variable")))
    return false;
  if (!(call.declares ? check(*call.result) : checkTarget(*call.result))) return false;
  if (!call.declares && call.result->type()->holdsVector())
    return fail("the result of '" + callee + "' holds a vector: the call must declare the variable");
  return isStorable(call.callee->result, call.result->type()) ||
         fail("the result of '" + callee + "' has the type '" + print(*call.callee->result) + "', not '" +
              print(*call.result->type()) + "'");
}

bool FunctionVerifier::node(const Call& node) {
  if (!node.callee || !node.callee->result) return fail("a call lacks its function");
  const bool known = !module_ || std::any_of(module_->functions.begin(), module_->functions.end(),
                                             [&](const Function& f) { return &f == node.callee; });
  if (!known) return fail("a function is called that is not in the module");
  const std::vector<Variable*>& parameters = node.callee->parameters;
  if (node.arguments.size() != parameters.size())
    return fail("'" + node.callee->name + "' takes " + std::to_string(parameters.size()) + " arguments, not " +
                std::to_string(node.arguments.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (!argument(node.arguments[i], *parameters[i])) return false;
  return result(node);
}

bool FunctionVerifier::node(const Loop& node) {
  if (!node.counter || !node.counter->type || node.counter->type->kind != TypeKind::Integer)
    return fail("a loop's counter is missing or not an integer");
  const std::string& name = node.counter->name;
  if (!checkValue(node.begin, node.counter->type, "the start of '" + name + "'") ||
      !checkValue(node.end, node.counter->type, "the bound of '" + name + "'") ||
      !checkValue(node.step, node.counter->type, "the step of '" + name + "'"))
    return false;
  const bool upward = node.relation == OperationKind::Less || node.relation == OperationKind::LessEqual;
  const bool downward = node.relation == OperationKind::Greater || node.relation == OperationKind::GreaterEqual;
  if (!upward && !downward) return fail("the loop over '" + name + "' has no order relation");
  if (const auto sign = signOf(*node.step); sign && *sign != (upward ? 1 : -1))
    return fail("the step of '" + name + "' leads away from its bound");
  if (!bring(node.counter)) return false;
  counters.insert(node.counter);
  if (!block(node.body)) return false;
  counters.erase(node.counter);
  hide(node.counter);
  broughtIn_.pop_back();
  return true;
}

bool FunctionVerifier::node(const While& node) {
  return checkCondition(node.condition, "the condition of the loop") && block(node.body);
}

bool FunctionVerifier::node(const Branch& node) {
  return checkCondition(node.condition, "the condition") && block(node.then) && block(node.otherwise);
}

bool FunctionVerifier::node(const Return& node) {
  if (isVoid(function_.result)) return !node.value || fail("a value is returned from a function without a result");
  return checkValue(node.value, function_.result, "the value returned");
}

bool FunctionVerifier::node(const TapeOperation& node) {
  if (!checkVariable(node.tape) || !checkVariable(node.variable)) return false;
  if (!isTape(node.tape->type)) return fail("'" + node.tape->name + "' is no tape");
  if (node.tape->type->isReference() && node.tape->type->constElement)
    return fail("the tape '" + node.tape->name + "' is const");
  if (isTape(node.variable->type)) return fail("a tape can't stand on a tape");
  return node.kind == TapeOperation::Push || checkTarget({node.variable, {}});
}

bool FunctionVerifier::node(const Verbatim& node) {
  for (const Variable* variable : node.reads)
    if (!checkVariable(variable)) return false;
  for (Variable* variable : node.writes)
    if (!checkVariable(variable) || !checkTarget({variable, {}})) return false;
  return true;
}

bool FunctionVerifier::node(const Comment& node) {
  return node.text.find('\n') == std::string::npos || fail("a comment has more than one line");
}

// ---- The module --------------------------------------------------------------------------------------------------

// Does a value of the type contain one of the record?
bool contains(const Type* type, const Type* record, std::set<const Type*>& seen) {
  while (type->kind == TypeKind::Array) type = type->element;
  if (type == record) return true;
  if (type->kind != TypeKind::Record || !seen.insert(type).second) return false;
  return std::any_of(type->fields.begin(), type->fields.end(),
                     [&](const Field& field) { return contains(field.type, record, seen); });
}

std::optional<std::string> verifyRecord(const Type& record) {
  const std::string where = "record '" + record.spelling + "': ";
  std::set<std::string> names;
  for (const Field& field : record.fields) {
    if (field.name.empty() || !field.type) return where + "a member lacks its name or type";
    if (isVoid(field.type) || field.type->isReference()) return where + "'" + field.name + "' is void or a reference";
    if (!names.insert(field.name).second) return where + "two members are named '" + field.name + "'";
  }
  return std::nullopt;
}

std::optional<std::string> verifyRecords(const Module& module) {
  for (const Type* record : module.types.records())
    if (auto problem = verifyRecord(*record)) return problem;
  for (const Type* record : module.types.records())
    for (const Field& field : record->fields) {
      std::set<const Type*> seen;
      if (contains(field.type, record, seen)) return "record '" + record->spelling + "': it contains itself";
    }
  return std::nullopt;
}

std::optional<std::string> verifyGlobals(const Module& module) {
  std::set<std::string> names;
  for (const Variable& global : module.globals) {
    if (global.role != VariableRole::Global) return "global '" + global.name + "': it is not marked as one";
    if (!global.type || isVoid(global.type) || global.type->isReference())
      return "global '" + global.name + "': it has no type, or a reference";
    if (!names.insert(global.name).second) return "global '" + global.name + "': two globals have this name";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> verify(const Function& function) { return FunctionVerifier(function, nullptr).run(); }

std::optional<std::string> verify(const Module& module) {
  if (auto problem = verifyRecords(module)) return problem;
  if (auto problem = verifyGlobals(module)) return problem;
  std::set<std::string> names;
  for (const Function& function : module.functions) {
    if (!names.insert(function.name).second) return "function '" + function.name + "': two functions have this name";
    if (auto problem = FunctionVerifier(function, &module).run()) return problem;
  }
  return std::nullopt;
}

}  // namespace retrograd::ir

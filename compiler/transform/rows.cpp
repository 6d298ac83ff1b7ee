#include "transform/rows.h"

#include "analysis/memory.h"
#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "transform/mentions.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;

namespace {

using Mask = std::vector<bool>;  // per parameter: is it a companion?

Mask companionsOf(const std::vector<Source>& sources) {
  Mask companions;
  for (const Source& source : sources)
    companions.push_back(source.kind == Source::Companion || source.kind == Source::Result);
  return companions;
}

using Naming = std::string (*)(const std::string& derivative, unsigned rows);

// Makes the functions with rows: the derivative itself and those that it hands companions to.
class RowsMaker {
public:
  RowsMaker(Derivatives& derivatives, unsigned rows, Naming naming)
      : derivatives_(derivatives), rows_(rows), naming_(naming) {}

  // Null where that can't be done; then nothing is left of it.
  Function* make(const Derivative& derivative) {
    Function* made = make(*derivative.function, companionsOf(derivative.sources));
    if (!made) undo();
    return made;
  }

private:
  // One function: which of its variables depend on the seeds, and their twins.
  struct Body {
    std::set<const Variable*> depends;
    std::vector<VariableMap> twins;  // per further row
  };

  Function* make(const Function& source, const Mask& companions);
  void undo();
  bool depends(const Body& body, const ExpressionPtr& e) const;
  bool depends(const Body& body, const Argument& argument) const;
  bool mentions(const Body& body, const Statement& statement) const;
  void followPointers(const ExpressionPtr& value, Body& body) const;
  void findDependent(const Function& function, Body& body) const;
  void findDependent(const Call& call, Body& body) const;
  void addTwin(Function& function, Body& body, Variable* variable);
  bool repeat(const Body& body, Block& block);
  bool onlyAdds(const Body& body, const Statement& statement) const;
  bool repeatOne(const Body& body, Statement& statement, Block& out);
  bool repeatCall(const Body& body, const Statement& statement, Block& out);

  Derivatives& derivatives_;
  unsigned rows_;
  Naming naming_;
  std::vector<Function**> made_;  // where they are found again
};

bool RowsMaker::depends(const Body& body, const ExpressionPtr& e) const {
  bool found = false;
  forEachExpression(e, [&](const Expression& x) { found |= x.place.root && body.depends.count(x.place.root); });
  return found;
}

bool RowsMaker::depends(const Body& body, const Argument& argument) const {
  return argument.reference ? body.depends.count(argument.reference->root) != 0 : depends(body, argument.value);
}

bool RowsMaker::mentions(const Body& body, const Statement& statement) const {
  bool found = false;
  forEachMention(statement, [&](const Variable* v) { found |= body.depends.count(v) != 0; });
  return found;
}

// What depends on seeds is stored where the pointer leads: there, and in what else leads there.
void RowsMaker::followPointers(const ExpressionPtr& value, Body& body) const {
  if (!value) return;
  if (value->kind == ExpressionKind::AddressOf ||
      (value->kind == ExpressionKind::Read && analysis::holdsPointers(value->type)))
    body.depends.insert(value->place.root);
  if (value->kind != ExpressionKind::Operation) return;
  const std::size_t first = value->operation == OperationKind::Select ? 1 : 0;  // the condition leads nowhere
  for (std::size_t i = first; i < value->operands.size(); ++i)
    if (value->operands[i]->type->isPointer()) followPointers(value->operands[i], body);
}

// Until nothing more is found: loops carry values around, and values go both ways along pointers.
void RowsMaker::findDependent(const Function& function, Body& body) const {
  const auto stores = [&](const Variable* variable, const ExpressionPtr& value) {
    if (depends(body, value)) body.depends.insert(variable);
    if (value && body.depends.count(variable) && analysis::holdsPointers(value->type)) followPointers(value, body);
  };
  for (std::size_t before = 0; before != body.depends.size();) {
    before = body.depends.size();
    forEachStatement(function.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>()) stores(node->variable, node->init);
      if (const auto* node = statement.as<Assign>()) stores(node->target.root, node->value);
      if (const auto* node = statement.as<Call>()) findDependent(*node, body);
    });
  }
}

void RowsMaker::findDependent(const Call& call, Body& body) const {
  if (const std::vector<Source>* sources = derivatives_.sourcesOf(*call.callee)) {
    const Mask companions = companionsOf(*sources);
    // An adjoint may go by tangents along directions of its own: then none of its seeds goes in.
    bool any = false;
    for (std::size_t i = 0; i < companions.size(); ++i) any |= companions[i] && depends(body, call.arguments[i]);
    for (std::size_t i = 0; any && i < companions.size(); ++i) {
      const Argument& argument = call.arguments[i];
      if (companions[i] && argument.reference) body.depends.insert(argument.reference->root);
      if (companions[i]) followPointers(argument.value, body);
    }
  } else if (call.result) {
    for (const Argument& argument : call.arguments)
      if (depends(body, argument.value)) body.depends.insert(call.result->root);
  }
}

void RowsMaker::addTwin(Function& function, Body& body, Variable* variable) {
  for (VariableMap& twins : body.twins) {
    Variable* twin =
        function.newVariable(variable->base.empty() ? variable->name : variable->base, variable->type, variable->role);
    twin->isConst = variable->isConst;
    twin->location = variable->location;
    twins[variable] = twin;
  }
}

Function* RowsMaker::make(const Function& source, const Mask& companions) {
  Function*& made = derivatives_.rowsOf(source, rows_);
  if (made) return made;
  made_.push_back(&made);
  Module& module = derivatives_.module();
  Function* function = module.newFunction(naming_(source.name, rows_));
  made = function;
  function->qualifiedName = naming_(source.qualifiedName, rows_);
  VariableMap map = cloneInto(source, *function);
  function->internal = source.internal;
  function->generated = true;
  function->chosenByConst = source.chosenByConst;
  function->inlining = source.inlining;
  Body body;
  body.twins.resize(rows_ - 1);
  for (std::size_t i = 0; i < companions.size(); ++i)
    if (companions[i]) body.depends.insert(function->parameters[i]);
  findDependent(*function, body);
  for (std::size_t i = 0, count = function->variables.size(); i < count; ++i)
    if (body.depends.count(&function->variables[i])) addTwin(*function, body, &function->variables[i]);
  std::vector<Variable*> parameters;
  for (std::size_t i = 0; i < companions.size(); ++i) {
    parameters.push_back(function->parameters[i]);
    for (const VariableMap& twins : body.twins)
      if (companions[i]) parameters.push_back(twins.at(function->parameters[i]));
  }
  function->parameters = parameters;
  const bool done = repeat(body, function->body) && derivatives_.passes().check("rows", *function) &&
                    derivatives_.passes().after(*function, module.types);
  return done ? function : nullptr;
}

// What is half done: others may call it.
void RowsMaker::undo() {
  for (Function** one : made_) {
    (*one)->generated = (*one)->hasBody = false;
    (*one)->body.clear();
    (*one)->parameters.clear();
    (*one)->variables.clear();
    *one = nullptr;
  }
}

bool RowsMaker::repeat(const Body& body, Block& block) {
  Block out;
  for (Statement& statement : block)
    if (!repeatOne(body, statement, out)) return false;
  block = std::move(out);
  return true;
}

// A branch whose condition depends on the seed is there for each row, if it does nothing but store what depends on it.
bool RowsMaker::onlyAdds(const Body& body, const Statement& branch) const {
  bool adds = true;
  forEachStatement(Block{branch}, [&](const Statement& one) {
    const auto* node = one.as<Assign>();
    adds &= one.as<Branch>() || (node && body.depends.count(node->target.root));
  });
  return adds;
}

bool RowsMaker::repeatOne(const Body& body, Statement& statement, Block& out) {
  const bool own = mentions(body, statement);
  if (own && statement.as<Branch>() && !onlyAdds(body, statement)) return false;
  if (own && statement.as<Call>()) return repeatCall(body, statement, out);
  const bool isWhole = statement.as<Declare>() || statement.as<Assign>() || statement.as<Branch>();
  if (own && !isWhole) return false;
  bool done = true;
  if (!own) forEachNestedBlock(statement, [&](Block& nested) { done &= repeat(body, nested); });
  Block copies{statement};
  out.push_back(std::move(statement));
  if (own)
    for (const VariableMap& twins : body.twins)
      for (Statement& copy : clone(copies, twins)) out.push_back(std::move(copy));
  return done;
}

bool RowsMaker::repeatCall(const Body& body, const Statement& statement, Block& out) {
  const Call& call = *statement.as<Call>();
  if (const std::vector<Source>* sources = derivatives_.sourcesOf(*call.callee)) {
    const Mask companions = companionsOf(*sources);
    Function* callee = make(*call.callee, companions);
    if (!callee) return false;
    Call repeated{callee, {}, call.result, call.declares};
    for (std::size_t i = 0; i < companions.size(); ++i) {
      repeated.arguments.push_back(call.arguments[i]);
      if (!companions[i]) continue;
      for (const VariableMap& twins : body.twins) {
        Argument twin{ir::clone(call.arguments[i].value, twins), std::nullopt};
        if (call.arguments[i].reference) twin.reference = ir::clone(*call.arguments[i].reference, twins);
        repeated.arguments.push_back(twin);
      }
    }
    out.push_back({std::move(repeated), statement.location});
    return true;
  }
  // A function that isn't ours may run once for each row if it can change nothing else.
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const bool own = depends(body, call.arguments[i]);
    if (!own && call.callee->parameters[i]->type->givesWriteAccess()) return false;
  }
  if (call.result && !body.depends.count(call.result->root)) return false;
  out.push_back(statement);
  for (const VariableMap& twins : body.twins)
    for (Statement& copy : clone(Block{statement}, twins)) out.push_back(std::move(copy));
  return true;
}
}  // namespace

Function* makeRows(Derivatives& derivatives, const Derivative& adjoint, unsigned rows) {
  return RowsMaker(derivatives, rows, backend::rowsName).make(adjoint);
}

Function* makeColumns(Derivatives& derivatives, const Derivative& tangent, unsigned columns) {
  return RowsMaker(derivatives, columns, backend::columnsName).make(tangent);
}

// ---- how many ----------------------------------------------------------------------------------------------------

namespace {

// The floating-point numbers in a value of the type; none if that is known at run time only.
std::optional<unsigned long> numbersIn(const Type* type) {
  if (type->isFloat()) return 1;
  if (type->isReference()) return numbersIn(type->element);
  if (type->isScalar()) return 0;
  if (type->kind == TypeKind::Array && !type->isVector()) {
    const auto each = numbersIn(type->element);
    return each ? std::optional(*each * type->extent) : std::nullopt;
  }
  if (type->kind != TypeKind::Record) return std::nullopt;
  unsigned long sum = 0;
  for (const Field& field : type->fields) {
    const auto part = numbersIn(field.type);
    if (!part) return std::nullopt;
    sum += *part;
  }
  return sum;
}

// The most that one sweep takes: as many doubles as common vector registers hold.
constexpr unsigned most = 4;

// Such that few sweeps are left over.
unsigned atOnce(std::optional<unsigned long> count) {
  if (!count) return most;
  unsigned best = 1;
  for (unsigned width = 2; width <= most && width <= *count; ++width)
    if (*count / width + *count % width <= *count / best + *count % best) best = width;
  return best;
}
}  // namespace

Together together(const Function& primal, const std::optional<std::vector<unsigned>>& wrt) {
  const Variant variant = defaultVariant(primal, wrt);
  std::optional<unsigned long> inputs = 0, outputs = 0;
  const auto add = [](std::optional<unsigned long>& sum, const Type* type) {
    const auto more = numbersIn(type);
    sum = sum && more ? std::optional(*sum + *more) : std::nullopt;
  };
  if (primal.result->canBeActive()) add(outputs, primal.result);
  for (std::size_t i = 0; i < primal.parameters.size(); ++i) {
    if (!variant.active[i]) continue;
    const bool isNamed = !wrt || std::find(wrt->begin(), wrt->end(), i) != wrt->end();
    if (isNamed) add(inputs, primal.parameters[i]->type);
    if (primal.parameters[i]->type->givesWriteAccess()) add(outputs, primal.parameters[i]->type);
  }
  Together result{atOnce(outputs), atOnce(inputs)};
  if (inputs && outputs) (*outputs <= *inputs ? result.columns : result.rows) = 1;
  return result;
}

}  // namespace retrograd::transform

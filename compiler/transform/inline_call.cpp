// One call as the statements that it stands for: parameters become locals, or what was passed where that stays the same
// while the body runs; locals get names of their own; the value returned goes where the result goes.
#include "ir/build.h"
#include "ir/clone.h"
#include "transform/inline.h"
#include "transform/stand_in.h"

#include <algorithm>
#include <map>
#include <set>

namespace retrograd::transform {

using namespace ir;
using analysis::Memory;
using analysis::Objects;

namespace {
class CallInliner {
public:
  CallInliner(Function& caller, TypeTable& types, const Memory& memory, const Statement& statement,
              const Memory& inside)
      : caller_(caller),
        types_(types),
        memory_(memory),
        call_(*statement.as<Call>()),
        callee_(*call_.callee),
        location_(statement.location),
        inside_(inside) {}

  Block run() {
    findWritten();
    findNamedByText();
    for (std::size_t i = 0; i < call_.arguments.size(); ++i) bind(callee_.parameters[i], call_.arguments[i]);
    const Variable* returned = returnedLocal();
    if (returned) {
      locals_[returned] = call_.result->root;
      call_.result->root->isConst = returned->isConst && isWrittenOnce(call_.result->root);
    }
    cloneLocals(callee_, caller_, locals_);
    for (const auto& [original, copy] : locals_)
      if (original != returned) copy->location = shown(copy->location);
    Block body = substituted(clone(callee_.body, locals_));
    ExpressionPtr value;
    if (!body.empty() && body.back().as<Return>()) {
      value = body.back().as<Return>()->value;
      body.pop_back();
    }
    for (Statement& statement : body) out_.push_back(std::move(statement));
    if (value && call_.result && !returned) storeResult(value);
    return std::move(out_);
  }

private:
  // What stands for a parameter: the place that a reference is bound to, or a value that doesn't change.
  struct Binding {
    std::optional<Place> place;
    ExpressionPtr value;
  };

  void emit(Statement statement) {
    statement.location = location_;
    out_.push_back(std::move(statement));
  }

  // What a library's function does is shown at the line that calls it.
  Location shown(Location location) const {
    const bool isLibrary = location.inside && location.raw == callee_.location.raw;
    return isLibrary && location_.raw ? Location{location_.raw, location_.line, location_.column, location.inside}
                                      : location;
  }

  ExpressionPtr shown(const ExpressionPtr& e) const {
    const Location location = shown(e->location);
    if (location.raw == e->location.raw) return e;
    Expression copy = *e;
    copy.location = location;
    return std::make_shared<const Expression>(std::move(copy));
  }

  // ---- what may change while the body runs

  void findWritten() {
    for (std::size_t i = 0; i < call_.arguments.size(); ++i) {
      const Variable* parameter = callee_.parameters[i];
      if (parameter->type->isScalar() || !inside_.isWritten({parameter, true})) continue;
      written_.merge(memory_.reachable(call_.arguments[i], parameter, true));
    }
  }

  bool isWritten(const Place& place) const {
    if (place.root->role == VariableRole::Global && !place.root->isConst) return true;
    for (const analysis::Object& object : memory_.objectsOf(place))
      if (written_.count(object) || (object.variable->role == VariableRole::Global && !object.variable->isConst))
        return true;
    return false;
  }

  // Does the caller set its variable nowhere but here?
  bool isWrittenOnce(const Variable* variable) const {
    const auto writes = std::count_if(memory_.writes().begin(), memory_.writes().end(), [&](const analysis::Write& w) {
      return w.objects.count({variable, false}) != 0;
    });
    return writes <= 1 && !memory_.isAddressTaken(variable);
  }

  // Does the body give vectors the elements of others?
  bool replacesVectors() const {
    const auto& writes = inside_.writes();
    return std::any_of(writes.begin(), writes.end(), [](const analysis::Write& write) {
      return !write.statement->as<Declare>() && (!write.place || write.place->type()->holdsVector());
    });
  }

  // Does the body leave the pointers alone over which the path leads?
  bool leadsToTheSame(const Place& place) const {
    Place prefix{place.root, {}};
    for (const Step& step : place.path) {
      if (step.kind != StepKind::Field && prefix.type()->isPointer() && isWritten(prefix)) return false;
      if (step.kind == StepKind::Index && prefix.type()->isVector() && replacesVectors() && isWritten(prefix))
        return false;
      if (step.index && !staysTheSame(step.index)) return false;
      prefix.path.push_back(step);
    }
    return true;
  }

  bool staysTheSame(const ExpressionPtr& expression) const {
    if (expression->place.root && !leadsToTheSame(expression->place)) return false;
    if (expression->kind == ExpressionKind::Read && isWritten(expression->place)) return false;
    for (const ExpressionPtr& operand : expression->operands)
      if (!staysTheSame(operand)) return false;
    return true;
  }

  // Does the body change the parameter itself, or need it as a variable?
  bool isVariable(const Variable* parameter) const {
    return namedByText_.count(parameter) || inside_.isWritten({parameter, false}) || inside_.isAddressTaken(parameter);
  }

  void findNamedByText() {
    forEachStatement(callee_.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Verbatim>()) {
        namedByText_.insert(node->reads.begin(), node->reads.end());
        namedByText_.insert(node->writes.begin(), node->writes.end());
      }
      if (const auto* node = statement.as<TapeOperation>()) namedByText_.insert({node->variable, node->tape});
    });
  }

  // ---- parameters

  void bind(Variable* parameter, const Argument& argument) {
    const bool isReference = parameter->type->isReference();
    if (argument.reference) return bindReference(parameter, *argument.reference);
    if (!isReference && isSubstitutable(parameter, argument.value)) {
      bindings_[parameter].value = argument.value;
      return;
    }
    Variable* local = newLocal(parameter, isReference ? parameter->type->element : parameter->type);
    local->isConst = !local->type->isAggregate() && !isVariable(parameter);
    if (local->type->isAggregate() && !local->type->holdsVector()) {
      emit(declare(local));
      emit(assign(place(local), argument.value));
    } else {
      emit(declare(local, argument.value));
    }
    bindings_[parameter].place = place(local);
    names_[parameter->name] = local->name;
  }

  void bindReference(Variable* parameter, const Place& target) {
    const bool isNamed = namedByText_.count(parameter) != 0;
    if (leadsToTheSame(target) && (!isNamed || target.isVariable())) {
      bindings_[parameter].place = target;
      names_[parameter->name] = target.root->name;
      return;
    }
    const Type* type = types_.pointerTo(target.type(), parameter->type->constElement);
    Variable* pointer = newLocal(parameter, type);
    pointer->isConst = true;
    emit(declare(pointer, addressWithout(target, type)));
    bindings_[parameter].place = deref(place(pointer));
    names_[parameter->name] = "(*" + pointer->name + ")";
  }

  Variable* newLocal(const Variable* parameter, const Type* type) {
    Variable* local = caller_.newVariable(parameter->name, type);
    local->base = parameter->base.empty() ? parameter->name : parameter->base;
    local->location = shown(parameter->location);
    return local;
  }

  // Sums and products keep the name of the parameter: computed where the call was, once.
  bool isSubstitutable(const Variable* parameter, const ExpressionPtr& value) const {
    if (isVariable(parameter) || !staysTheSame(value)) return false;
    switch (value->kind) {
    case ExpressionKind::Constant: return !value->type->isPointer() && !isReferredTo(parameter, callee_.body);
    case ExpressionKind::Read: return true;
    case ExpressionKind::AddressOf: return canStandFor(value, parameter, callee_.body);
    case ExpressionKind::Operation: break;
    }
    return value->operation == OperationKind::Negate && value->operands[0]->kind == ExpressionKind::Constant &&
           !isReferredTo(parameter, callee_.body);
  }

  // ---- the body

  // A place whose root is a parameter; its subscripts are substituted already.
  Place bound(const Place& place) const {
    const auto known = bindings_.find(place.root);
    if (known == bindings_.end()) return place;
    if (known->second.value) return through(*known->second.value, place.path);
    Place result = *known->second.place;
    result.path.insert(result.path.end(), place.path.begin(), place.path.end());
    return result;
  }

  // Null where the node is no parameter; below it, all is substituted already.
  ExpressionPtr boundNode(const ExpressionPtr& e) const {
    const auto known = e->place.root ? bindings_.find(e->place.root) : bindings_.end();
    if (known == bindings_.end()) return nullptr;
    if (e->place.path.empty() && known->second.value) return known->second.value;
    if (e->kind == ExpressionKind::AddressOf) return addressWithout(bound(e->place), e->type);
    Expression copy = *e;
    copy.place = bound(e->place);
    return std::make_shared<const Expression>(std::move(copy));
  }

  // Text is taken as the callee has it: clone() put the locals' new names into it, which may be old ones, too.
  Block substituted(Block body) {
    std::vector<std::string> texts;
    forEachStatement(callee_.body, [&](const Statement& statement) {
      if (const auto* verbatim = statement.as<Verbatim>()) texts.push_back(verbatim->text);
    });
    auto text = texts.begin();
    for (const auto& [variable, local] : locals_) names_[variable->name] = local->name;
    const auto node = [&](const ExpressionPtr& e) {
      const ExpressionPtr other = boundNode(e), located = shown(other ? other : e);
      return located == e ? nullptr : located;
    };
    const auto change = [&](Variable*& variable) { variable = bound(place(variable)).root; };
    forEachStatement(body, [&](Statement& statement) {
      statement.location = shown(statement.location);
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return rewrite(e, node); },
          [&](const Place& p) { return bound(rewrite(p, node)); });
      if (auto* verbatim = statement.as<Verbatim>()) {
        verbatim->text = renamed(*text++, names_);
        for (Variable*& variable : verbatim->reads) change(variable);
        for (Variable*& variable : verbatim->writes) change(variable);
      }
      if (auto* operation = statement.as<TapeOperation>()) {
        change(operation->variable);
        change(operation->tape);
      }
    });
    return body;
  }

  // ---- the result

  // The local whose value the callee returns can be the caller's new variable.
  const Variable* returnedLocal() const {
    const auto* last = callee_.body.empty() ? nullptr : callee_.body.back().as<Return>();
    if (!last || !last->value || !call_.declares || last->value->kind != ExpressionKind::Read) return nullptr;
    const Place& source = last->value->place;
    if (!source.isVariable() || source.root->role != VariableRole::Local ||
        source.root->type != call_.result->root->type)
      return nullptr;
    for (const Statement& statement : callee_.body) {
      if (const auto* node = statement.as<Declare>(); node && node->variable == source.root) return source.root;
      if (const auto* node = statement.as<Call>(); node && node->declares && node->result->root == source.root)
        return source.root;
    }
    return nullptr;
  }

  void storeResult(const ExpressionPtr& value) {
    if (!call_.declares) return emit(assign(*call_.result, value));
    Variable* result = call_.result->root;
    if (!result->type->isAggregate() || result->type->holdsVector()) return emit(declare(result, value));
    emit(declare(result));
    emit(assign(place(result), value));
  }

  Function& caller_;
  TypeTable& types_;
  const Memory& memory_;
  const Call& call_;
  const Function& callee_;
  const Location location_;
  const Memory& inside_;
  Objects written_;  // memory of the caller that the callee writes
  std::set<const Variable*> namedByText_;
  std::map<const Variable*, Binding> bindings_;
  std::map<std::string, std::string> names_;
  VariableMap locals_;
  Block out_;
};
}  // namespace

Block inlinedCall(Function& caller, TypeTable& types, const Memory& memory, const Statement& call,
                  const Memory& inside) {
  return CallInliner(caller, types, memory, call, inside).run();
}

}  // namespace retrograd::transform

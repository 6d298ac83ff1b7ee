#include "transform/companions.h"

#include "backend/names.h"
#include "ir/build.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;

namespace {
bool isPointers(const Type* type) {
  return type->isPointer() || (type->kind == TypeKind::Array && isPointers(type->element));
}

// The type without const on any level of its pointers.
const Type* writable(TypeTable& types, const Type* type) {
  if (type->isPointer()) return types.pointerTo(writable(types, type->element));
  if (type->kind == TypeKind::Array && isPointers(type))
    return types.arrayOf(writable(types, type->element), type->extent);
  return type;
}
}  // namespace

const Type* companionType(TypeTable& types, Direction direction, const Type* type) {
  if (direction == Direction::Tangent) return type;
  if (type->isPointer()) return writable(types, type);
  const bool isConst = type->isReference() && type->constElement && isPointers(type->element);  // `T* const&`
  return types.referenceTo(writable(types, type->isReference() ? type->element : type), isConst);
}

std::string companionName(Direction direction, const std::string& name) {
  return direction == Direction::Adjoint ? backend::barName(name) : backend::dotName(name);
}

Variable* Companions::addParameter(const Variable* parameter) {
  Variable* companion =
      function_.newVariable(companionName(direction_, parameter->name),
                            companionType(types_, direction_, parameter->type), VariableRole::Parameter);
  companion->location = parameter->location;
  return of_[parameter] = companion;
}

Variable* Companions::find(const Variable* variable) const {
  auto it = of_.find(variable);
  return it == of_.end() ? nullptr : it->second;
}

Variable* Companions::of(const Variable* variable) {
  if (Variable* known = find(variable)) return known;
  const Type* type = variable->type;
  if (direction_ == Direction::Adjoint) type = writable(types_, type);
  return of_[variable] = function_.newVariable(companionName(direction_, variable->name), type);
}

Place Companions::place(const Place& original) {
  Place result = original;
  result.root = of(original.root);
  return result;
}

ExpressionPtr Companions::pointer(const ExpressionPtr& expression, bool kept) {
  if (expression->kind == ExpressionKind::Read) return read(place(expression->place));
  if (expression->kind == ExpressionKind::AddressOf) {
    if (kept && !analysis::crossesPointer(expression->place)) pointedTo_.insert(expression->place.root);
    const Place target = place(expression->place);
    const Type* type = direction_ == Direction::Adjoint ? types_.pointerTo(target.type()) : expression->type;
    return addressOf(target, type);
  }
  if (expression->kind == ExpressionKind::Constant)
    return constant(expression->text, companionType(types_, direction_, expression->type));
  std::vector<ExpressionPtr> operands = expression->operands;
  for (ExpressionPtr& operand : operands)
    if (operand->type->isPointer()) operand = pointer(operand, kept);
  const Type* type = companionType(types_, direction_, expression->type);
  return operation(expression->operation, type, std::move(operands));
}

namespace {
bool isRecordOfPointers(const Type* type) {
  if (type->kind == TypeKind::Array) return isRecordOfPointers(type->element);
  if (type->isVector()) return (type->element->isPointer() && type->canBeActive()) || isRecordOfPointers(type->element);
  if (type->kind != TypeKind::Record) return false;
  return std::any_of(type->fields.begin(), type->fields.end(), [](const Field& field) {
    return (field.type->isPointer() && field.type->canBeActive()) || isRecordOfPointers(field.type);
  });
}
}  // namespace

// Everything that the pointer may lead to must have a companion, or the companion pointer would lead nowhere.
bool Companions::checkRoots(const ExpressionPtr& pointer, const analysis::Activity& activity,
                            const analysis::Memory& memory, Location location, diag::Sink& sink) const {
  for (const analysis::Object& object : memory.pointees(pointer)) {
    const Variable* variable = object.variable;
    const bool parameter = variable->role == VariableRole::Parameter;
    if (parameter ? find(variable) != nullptr : variable->role == VariableRole::Local) continue;
    sink.report(diag::Message::PointerMixesPassive, location, {variable->name},
                {{diag::Message::SeparatePointers, {}, {variable->name}}});
    return false;
  }
  (void)activity;
  return true;
}

// The companions of pointer arguments lead somewhere too.
void Companions::followArguments(const Call& call, const analysis::Activity& activity, const analysis::Memory& memory,
                                 Location location, diag::Sink& sink) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const ExpressionPtr& value = call.arguments[i].value;
    const bool passive = i < call.callee->parameters.size() && call.callee->parameters[i]->markedPassive;
    if (passive || !value || !value->type->isPointer() || !activity.isActive(call.arguments[i])) continue;
    checkRoots(value, activity, memory, location, sink);
    for (const analysis::Object& object : memory.pointees(value))
      if (object.variable->role == VariableRole::Local && !activity.isActive(object))
        pointedTo_.insert(object.variable);
  }
}

// Local records of pointers that could not be split (split_records.h) have no companion.
void Companions::checkRecords(const Statement& statement, const analysis::Activity& activity,
                              const analysis::Memory& memory, diag::Sink& sink) const {
  const auto* declaration = statement.as<Declare>();
  const auto* call = statement.as<Call>();
  const Variable* variable = declaration              ? declaration->variable
                             : call && call->declares ? call->result->root
                                                      : nullptr;
  if (!variable || !isRecordOfPointers(variable->type)) return;
  for (const analysis::Object& object : memory.pointsTo(variable))
    if (activity.isActive(object))
      return sink.report(diag::Message::RecordOfPointers, statement.location, {variable->name, object.variable->name},
                         {{diag::Message::PassMembers, {}, {}}});
}

void Companions::follow(Block& block, const analysis::Activity& activity, const analysis::Memory& memory,
                        diag::Sink& sink) {
  Block followed;
  auto active = [&](const Place& target) {
    const Type* type = target.type();
    return type && type->isPointer() && type->canBeActive() && isFollowed(target.root, activity);
  };
  for (Statement& statement : block) {
    if (auto* node = statement.as<Loop>()) follow(node->body, activity, memory, sink);
    if (auto* node = statement.as<While>()) follow(node->body, activity, memory, sink);
    if (auto* node = statement.as<Branch>()) {
      follow(node->then, activity, memory, sink);
      follow(node->otherwise, activity, memory, sink);
    }
    const Location location = statement.location;
    std::optional<Statement> companion;
    checkRecords(statement, activity, memory, sink);
    if (const auto* node = statement.as<Declare>()) {
      const bool pointers = node->variable->type->kind == TypeKind::Array && node->variable->type->element->isPointer();
      if (active(ir::place(node->variable)) || (pointers && isFollowed(node->variable, activity))) {
        if (!node->init || checkRoots(node->init, activity, memory, location, sink))
          companion =
              Statement{Declare{of(node->variable), node->init ? pointer(node->init) : nullptr, node->zero}, location};
      }
    } else if (const auto* assignment = statement.as<Assign>(); assignment && active(assignment->target)) {
      const bool moves = assignment->accumulate;  // p += k
      if (moves || checkRoots(assignment->value, activity, memory, location, sink))
        companion = Statement{
            Assign{place(assignment->target), moves ? assignment->value : pointer(assignment->value), moves}, location};
    } else if (const auto* call = statement.as<Call>(); call && call->result && active(*call->result)) {
      sink.report(diag::Message::ReturnedPointer, location, {call->callee->name},
                  {{diag::Message::PassPointer, {}, {}}});
    }
    if (const auto* call = statement.as<Call>()) followArguments(*call, activity, memory, location, sink);
    // An assignment's companion comes first: `p = p + 1` must not be seen by `p_bar = …` (it names only companions,
    // but subscripts may read p's pointee).
    if (companion && statement.as<Assign>()) followed.push_back(std::move(*companion));
    const bool behind = companion && statement.as<Declare>();
    followed.push_back(std::move(statement));
    if (behind) followed.push_back(std::move(*companion));
  }
  block = std::move(followed);
}

bool Companions::isFollowed(const Variable* pointer, const analysis::Activity& activity) const {
  return followed_.count(pointer) || activity.needsCompanion(pointer);
}

// A pointer to passive memory needs a companion too where another one, with a companion, is made from it.
void Companions::findFollowed(const analysis::Activity& activity) {
  bool changed = false;
  auto read = [&](const ExpressionPtr& pointer) {
    if (!pointer || !pointer->type->isPointer() || !pointer->type->canBeActive()) return;
    forEachExpression(pointer, [&](const Expression& e) {
      if (e.place.root && e.place.root->role == VariableRole::Local && e.type->isPointer() &&
          (e.kind == ExpressionKind::Read || analysis::crossesPointer(e.place)) && !isFollowed(e.place.root, activity))
        changed |= followed_.insert(e.place.root).second;
    });
  };
  do {
    changed = false;
    forEachStatement(function_.body, [&](const Statement& statement) {
      const auto* declaration = statement.as<Declare>();
      if (declaration && isFollowed(declaration->variable, activity)) read(declaration->init);
      const auto* assignment = statement.as<Assign>();
      if (assignment && isFollowed(assignment->target.root, activity)) read(assignment->value);
      if (const auto* call = statement.as<Call>())
        for (const Argument& argument : call->arguments)
          if (activity.isActive(argument)) read(argument.value);
    });
  } while (changed);
}

void Companions::addPointerLocals(const analysis::Activity& activity, const analysis::Memory& memory,
                                  diag::Sink& sink) {
  findFollowed(activity);
  follow(function_.body, activity, memory, sink);
}

}  // namespace retrograd::transform

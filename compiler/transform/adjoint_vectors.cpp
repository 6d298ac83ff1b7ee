// Vectors in the reverse sweep. x_bar is a vector as well, and has the size that x had at the same place of the forward
// sweep: what resizes x resizes x_bar back. Nothing of the primal is restored.
#include "analysis/explain.h"
#include "ir/build.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"
#include "transform/leaves.h"
#include "transform/mentions.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {
// Is one number all that there is to know about the shape?
bool isPlainVector(const Type* type) { return type->isVector() && !type->element->holdsVector(); }

Place withoutSize(const Place& size) { return {size.root, {size.path.begin(), size.path.end() - 1}}; }

void reportShape(diag::Sink& sink, const Variable* variable, Location location, const Function& function) {
  const bool isLocated = location.raw || location.line;
  sink.report(diag::Message::VectorShapeChanges, isLocated ? location : function.location, {userName(*variable)},
              {{diag::Message::KeepVectorSize, {}, {userName(*variable)}}});
}

// size + n or size - n, with n a literal: the other of the two, of `size`.
ExpressionPtr undone(const Assign& assign, const Place& size) {
  auto change = [&](OperationKind kind, const ExpressionPtr& step) {
    return operation(kind, size.type(), {read(size), step});
  };
  const ExpressionPtr& value = assign.value;
  if (assign.accumulate) return change(OperationKind::Subtract, value);
  const bool isStep = value->kind == ExpressionKind::Operation && value->operation == OperationKind::Subtract &&
                      value->operands[0]->kind == ExpressionKind::Read &&
                      samePlace(value->operands[0]->place, assign.target) &&
                      value->operands[1]->kind == ExpressionKind::Constant;
  return isStep ? change(OperationKind::Add, value->operands[1]) : nullptr;
}
}  // namespace

void AdjointBuilder::reverseResize(const Assign& assign, const Statement& statement, Block& out) {
  const Place vector = withoutSize(assign.target);
  if (!activity_->isActive(vector)) return;
  if (!isPlainVector(vector.type())) return reportShape(derivatives_.sink(), vector.root, statement.location, primal_);
  const Place size = vectorSize(barOf(vector, statement));
  const ExpressionPtr before = undone(assign, size);
  out.push_back(ir::assign(size, before ? before : plan_->obtain(read(assign.target), statement)));
}

// vector = other: the adjoint of what was there before is zero, and as long as that was.
void AdjointBuilder::reverseReplacement(const Place& target, const ExpressionPtr& value, const Statement& statement,
                                        Block& out) {
  const Type* type = target.type();
  if (!isPlainVector(type)) return reportShape(derivatives_.sink(), target.root, statement.location, primal_);
  const Place bar = barOf(target, statement);
  const bool active = value->kind == ExpressionKind::Read && activity_->isActive(value->place);
  Variable* taken = active ? scratch_.newVariable("seed", type) : nullptr;
  if (active) out.push_back(declare(taken, read(bar)));
  const ExpressionPtr size = plan_->obtain(read(vectorSize(target)), statement);
  out.push_back(assign(bar, operation(OperationKind::Sized, type, {size})));
  if (!active) return;
  forEachLeaf(scratch_, module_.types, {place(taken), barOf(value->place, statement)}, out,
              [](const std::vector<Place>& leaf, Block& b) { b.push_back(accumulate(leaf[1], read(leaf[0]))); });
}

// ---- v[v.size - 1] while the size changes --------------------------------------------------------------------------

// Does the subscript read the size of a vector that it is a subscript of, which is another one at the end?
bool AdjointBuilder::isOwnSize(const Expression& e, const Place& place, const Statement& statement) const {
  if (e.kind != ExpressionKind::Read || !isVectorSize(e.place) || e.place.root != place.root) return false;
  const std::size_t steps = e.place.path.size() - 1;
  if (steps > place.path.size() ||
      !samePlace(withoutSize(e.place),
                 {place.root, {place.path.begin(), place.path.begin() + static_cast<std::ptrdiff_t>(steps)}}))
    return false;
  return overwrites_->overwrittenLater(e.place, statement);
}

ExpressionPtr AdjointBuilder::obtainIndex(const ExpressionPtr& index, const Place& place, const Place& bar,
                                          const Statement& statement) {
  if (isOwnSize(*index, place, statement)) {
    const auto steps = static_cast<std::ptrdiff_t>(index->place.path.size()) - 1;
    const auto behind = static_cast<std::ptrdiff_t>(bar.path.size() - place.path.size());
    return read(vectorSize({bar.root, {bar.path.begin(), bar.path.begin() + behind + steps}}));
  }
  if (index->kind != ExpressionKind::Operation) return plan_->obtain(index, statement);
  Expression copy = *index;
  for (ExpressionPtr& operand : copy.operands) operand = obtainIndex(operand, place, bar, statement);
  return std::make_shared<const Expression>(std::move(copy));
}

// The companion's place in the reverse sweep. There the companion itself tells the size that the vector had.
Place AdjointBuilder::obtainVectorBar(const Place& place, const Place& bar, const Statement& statement) {
  Place plain = bar;
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < place.path.size(); ++i) {
    bool found = false;
    forEachExpression(place.path[i].index, [&](const Expression& e) { found |= isOwnSize(e, place, statement); });
    if (!found) continue;
    own.push_back(i);
    plain.path[i].index = literal(0, module_.types.longType());
  }
  Place result = plan_->obtain(plain, statement);
  for (const std::size_t i : own)
    result.path[result.path.size() - place.path.size() + i].index =
        obtainIndex(place.path[i].index, place, result, statement);
  return result;
}

// ---- companions of local vectors -----------------------------------------------------------------------------------

// Zeros, shaped like the variable at the end of its region; null where only the sizes of what it holds are known.
ExpressionPtr AdjointBuilder::shapeOf(const Region* region, Variable* variable) {
  const Type* type = variable->type;
  ExpressionPtr shape;
  forEachStatement(scratch_.body, [&](const Statement& statement) {
    const auto* node = statement.as<Declare>();
    if (!node || node->variable != variable || resized_.count({variable, false})) return;
    if (node->init && node->init->kind == ExpressionKind::Operation && node->init->operation == OperationKind::Sized)
      shape = plan_->obtain(node->init, statement);
  });
  if (shape) return shape;
  if (region->kind == RegionKind::Body && !split_) return operation(OperationKind::ZeroLike, type, {read(variable)});
  const auto sizes = finalSizes_.find(variable);
  if (sizes == finalSizes_.end()) {
    reportShape(derivatives_.sink(), variable, variable->location, primal_);
    return operation(OperationKind::ZeroLike, type, {read(variable)});
  }
  if (!type->isVector()) return nullptr;
  return operation(OperationKind::Sized, type, {plan_->valueAtEnd(region, sizes->second.front().size)});
}

// bar = zeros, shaped like the variable at the end of its region.
void AdjointBuilder::shapeBar(const Region* region, Variable* variable, bool declares, Block& out) {
  Variable* bar = companions_.of(variable);
  const ExpressionPtr shape = shapeOf(region, variable);
  if (shape) return out.push_back(declares ? declare(bar, shape) : assign(place(bar), shape));
  if (declares)
    out.push_back(declareZero(bar));
  else
    zero(scratch_, module_.types, place(bar), out);
  for (const FinalSize& one : finalSizes_.at(variable)) {
    const ExpressionPtr size = plan_->valueAtEnd(region, one.size);
    out.push_back(assign({bar, one.vector.path}, operation(OperationKind::Sized, one.vector.type(), {size})));
  }
}

// A parameter's adjoint comes in as long as the caller's argument was before the call.
void AdjointBuilder::growParameters() {
  Block grow;
  for (Variable* parameter : scratch_.parameters) {
    const auto found = resized_.find({parameter, true});
    Variable* bar = companions_.find(parameter);
    if (!bar || found == resized_.end()) continue;
    if (!parameter->type->isReference() || !isPlainVector(parameter->type->element))
      reportShape(derivatives_.sink(), parameter, found->second->location, primal_);
    else
      grow.push_back(assign(vectorSize(place(bar)), read(vectorSize(place(parameter)))));
  }
  reverse.insert(reverse.begin(), grow.begin(), grow.end());
}

// Companions that pointers lead to exist in the forward sweep already: they get their size when the vector gets it.
void AdjointBuilder::sizePointedTo(Block& block) {
  Block out;
  for (Statement& statement : block) {
    forEachNestedBlock(statement, [&](Block& nested) { sizePointedTo(nested); });
    const auto* declaration = statement.as<Declare>();
    const auto* call = statement.as<Call>();
    Variable* variable = declaration ? declaration->variable : call && call->declares ? call->result->root : nullptr;
    out.push_back(std::move(statement));
    if (variable && variable->type->holdsVector() && companions_.pointedTo().count(variable))
      out.push_back(assign(place(companions_.of(variable)),
                           operation(OperationKind::ZeroLike, variable->type, {read(variable)})));
  }
  block = std::move(out);
}

// The statement at top level behind which a local vector keeps its size, if pointers to it come only later; else null.
const Statement* AdjointBuilder::settledBehind(const Object& object) const {
  const Variable* vector = object.variable;
  if (split_ || object.pointee || values_->declaredIn(vector) != values_->body()) return nullptr;
  unsigned lastResize = 0;
  for (const Write& write : memory_->writes())
    if (write.objects.count(object) && !write.statement->as<Declare>() && resizes(*write.statement))
      lastResize = std::max(lastResize, values_->order(*write.statement));
  std::size_t next = 0;
  while (next < scratch_.body.size() && values_->order(scratch_.body[next]) <= lastResize) ++next;
  const unsigned end = next < scratch_.body.size() ? values_->order(scratch_.body[next]) : ~0U;
  bool isLed = false;
  forEachStatement(scratch_.body, [&](const Statement& statement) {
    if (values_->order(statement) >= end) return;
    forEachMention(statement,
                   [&](const Variable* v) { isLed |= v != vector && memory_->pointsTo(v).count(object) != 0; });
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        isLed |= e.kind == ExpressionKind::AddressOf && e.place.root == vector && !crossesPointer(e.place);
      });
    });
  });
  return isLed || next == 0 ? nullptr : &scratch_.body[next - 1];
}

// There its companion gets the size that it has in the reverse sweep as long as pointers lead to it.
void AdjointBuilder::settleCompanions() {
  for (const auto& [object, statement] : resized_) {
    const Statement* settled = settledBehind(object);
    if (!settled || !companions_.pointedTo().count(object.variable)) continue;
    Variable* vector = const_cast<Variable*>(object.variable);
    plan_->addBehind(*settled, assign(place(companions_.of(vector)),
                                      operation(OperationKind::ZeroLike, vector->type, {read(vector)})));
  }
}

// A pointer made in the forward sweep is used in the reverse sweep, with its companion: neither may move meanwhile.
void AdjointBuilder::checkPointersAcrossResizes() {
  auto report = [&](const Object& object, Location location) {
    const std::string& name = userName(*object.variable);
    derivatives_.sink().report(diag::Message::PointerAcrossResize, location, {name},
                               {{diag::Message::UseVectorSubscripts, {}, {name}}});
  };
  for (const auto& [object, statement] : resized_) {
    if (!activity_->isActive(object) || settledBehind(object)) continue;
    bool led = !object.pointee && companions_.pointedTo().count(object.variable) != 0;
    for (const auto& [pointer, companion] : companions_.all())
      led |= pointer != object.variable && memory_->pointsTo(pointer).count(object) != 0;
    if (led) report(object, statement->location);
  }
  // Each iteration makes the vector anew, with new memory.
  auto checkMadeOnce = [&](const Objects& objects) {
    for (const Object& object : objects) {
      const Region* declared = object.pointee ? nullptr : values_->declaredIn(object.variable);
      if (declared && declared->kind != RegionKind::Body && object.variable->type->holdsVector())
        report(object, object.variable->location);
    }
  };
  for (const auto& [variable, companion] : companions_.all())
    if (plan_->isKept(companion)) checkMadeOnce(memory_->pointsTo(variable));
  for (const auto& [call, halves] : callees_) {
    if (!keepsPointers(*call)) continue;
    for (const Argument& argument : call->as<Call>()->arguments)
      checkMadeOnce(memory_->reachable(argument, nullptr, false));
  }
}

}  // namespace retrograd::transform

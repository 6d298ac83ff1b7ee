// The reverse of each kind of statement.
#include "analysis/explain.h"
#include "ir/build.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"
#include "transform/leaves.h"

#include <limits>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

Block AdjointBuilder::reverseOf(const Block& block, const Region* region) {
  Block reversed;
  for (auto statement = block.rbegin(); statement != block.rend(); ++statement) reverseStatement(*statement, reversed);
  if (!region) return reversed;
  Block declared;
  declareCompanions(region, declared);
  Block out = plan_->isCollecting() ? Block{} : plan_->prologue(region);
  Block pointers = plan_->pointers(region);
  const bool needed = !reversed.empty() || !out.empty() || !pointers.empty();
  if (!needed) return {};
  for (Block* part : {&declared, &pointers, &reversed})
    out.insert(out.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
  return out;
}

void AdjointBuilder::reverseStatement(const Statement& statement, Block& out) {
  const std::size_t before = out.size();
  reverseUnguarded(statement, out);
  if (statement.as<Declare>() || statement.as<Assign>() || statement.as<Return>())
    derivatives_.guards().checkAdjoints(out, before, statement.location, [&](const Variable* bar) {
      for (const auto& [variable, companion] : companions_.all())
        if (companion == bar && isUsers(*variable)) return variable->name;
      return std::string();
    });
}

void AdjointBuilder::reverseUnguarded(const Statement& statement, Block& out) {
  if (const auto* node = statement.as<Declare>()) {
    if (node->init) reverseAssignment(place(node->variable), node->init, false, true, statement, out);
  } else if (const auto* node = statement.as<Assign>()) {
    if (isVectorSize(node->target))
      reverseResize(*node, statement, out);
    else
      reverseAssignment(node->target, node->value, node->accumulate, false, statement, out);
  } else if (statement.as<Call>()) {
    reverseCall(statement, out);
  } else if (statement.as<Loop>()) {
    reverseLoop(statement, out);
  } else if (statement.as<While>()) {
    reverseWhile(statement, out);
  } else if (statement.as<Branch>()) {
    reverseBranch(statement, out);
  } else if (const auto* node = statement.as<Return>()) {
    if (node->value && resultBar_ && !node->value->type->isPointer()) {
      if (node->value->type->isAggregate() && isActive(node->value))
        forEachLeaf(scratch_, module_.types, {barOf(node->value->place, statement), place(resultBar_)}, out,
                    [](const std::vector<Place>& leaf, Block& b) { b.push_back(accumulate(leaf[0], read(leaf[1]))); });
      else
        propagate(node->value, read(resultBar_), {statement, nullptr, out});
    }
  }
}

void AdjointBuilder::reverseAssignment(const Place& target, const ExpressionPtr& value, bool adds, bool declares,
                                       const Statement& statement, Block& out) {
  if (value->type->isPointer() || !activity_->isActive(target)) return;
  if (target.type()->holdsVector() && !declares) return reverseReplacement(target, value, statement, out);
  if (target.type()->isAggregate() && value->kind == ExpressionKind::Operation) return;  // zeros
  if (target.type()->isAggregate() && value->kind == ExpressionKind::Read)
    return reverseCopy(target, value->place, declares, statement, out);
  if (!adds && !declares && target.type()->isFloat() && isOperation(value, OperationKind::Select))
    for (unsigned kept : {1u, 2u})
      if (value->operands[kept]->kind == ExpressionKind::Read && samePlace(value->operands[kept]->place, target))
        return reverseChoice(target, value, 3 - kept, statement, out);
  const Place bar = barOf(target, statement);
  const unsigned reads = activeReads(value);
  // Does the value read what is overwritten? Then its adjoint must be taken away before others are added.
  bool readsTarget = false;
  const Objects written = memory_->objectsOf(target);
  forEachDifferentiableRead(value, [&](const Expression& e) {
    for (const Object& object : memory_->objectsOf(e.place)) readsTarget |= written.count(object) != 0;
  });
  ExpressionPtr seed = read(bar);
  const bool opaque = target.type()->kind == TypeKind::Opaque;
  if (reads > 0 && !opaque && (readsTarget || (reads > 1 && !isTrivial(seed)))) {
    Variable* taken = scratch_.newVariable("seed", bar.type());
    taken->isConst = true;
    out.push_back(declare(taken, seed));
    seed = read(taken);
  }
  auto clear = [&] {
    if (!adds && !declares) zeroBefore(target, bar, statement, out);
  };
  if (readsTarget) clear();
  // Is it found there behind the statement? Not if the subscripts depend on what is overwritten.
  // `x /= y` keeps x, which is often kept anyway: x = exp(x) keeps the new x, so that it isn't computed again.
  bool storesValue = !adds && (!readsTarget || isOperation(value, OperationKind::Math));
  for (const Step& step : target.path)
    forEachExpression(step.index, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read)
        for (const Object& object : memory_->objectsOf(e.place)) storesValue &= !written.count(object);
    });
  propagate(value, seed, {statement, storesValue ? &target : nullptr, out});
  if (!readsTarget) clear();
}

// m = c ? x : m leaves m alone where it isn't replaced.
void AdjointBuilder::reverseChoice(const Place& target, const ExpressionPtr& value, unsigned chosen,
                                   const Statement& statement, Block& out) {
  Branch branch;
  branch.condition = conditionOf(value, {statement, nullptr, out});
  if (chosen == 2)
    branch.condition = operation(OperationKind::LogicalNot, module_.types.boolType(), {branch.condition});
  reverseAssignment(target, value->operands[chosen], false, false, statement, branch.then);
  out.push_back({std::move(branch), {}});
}

// The adjoint of what the statement overwrites. An object has the shape that it had before, which another may replace.
void AdjointBuilder::zeroBefore(const Place& overwritten, const Place& bar, const Statement& statement, Block& out) {
  if (bar.type()->kind != TypeKind::Opaque) return zero(scratch_, module_.types, bar, out);
  const ExpressionPtr before = plan_->obtain(read(overwritten), statement);
  if (before->kind != ExpressionKind::Constant)
    return out.push_back(assign(bar, operation(OperationKind::ZeroLike, bar.type(), {before})));
  // There was none: it was declared without a value.
  Variable* none = scratch_.newVariable("none", bar.type());
  out.push_back(declareZero(none));
  out.push_back(assign(bar, read(none)));
}

void AdjointBuilder::reverseCopy(const Place& target, const Place& source, bool declares, const Statement& statement,
                                 Block& out) {
  const bool active = activity_->isActive(source);
  const Place bar = barOf(target, statement);
  std::vector<Place> places{bar};
  if (active) places.push_back(barOf(source, statement));
  forEachLeaf(scratch_, module_.types, places, out, [&](const std::vector<Place>& leaf, Block& block) {
    // The two may be the same element: take the adjoint away before it is added.
    Variable* taken = nullptr;
    if (active) {
      taken = scratch_.newVariable("seed", leaf[0].type());
      taken->isConst = true;
      block.push_back(declare(taken, read(leaf[0])));
    }
    if (!declares) zero(scratch_, module_.types, leaf[0], block);
    if (active) block.push_back(accumulate(leaf[1], read(taken)));
  });
}

ExpressionPtr AdjointBuilder::signedOf(const ExpressionPtr& e) const {
  const Type* type = module_.types.longType();
  return isLiteral(e, 0) ? literal(0, type) : convert(e, type);
}

// counter = last, …, first: an unsigned one can't stop below zero, so a signed one counts in its place.
Loop AdjointBuilder::countedDown(Variable* counter, const ExpressionPtr& first, ExpressionPtr last, Block body) {
  const Type* type = module_.types.longType();
  Loop loop;
  loop.counter = scratch_.newVariable("k", type);
  loop.begin = std::move(last);
  loop.end = signedOf(first);
  loop.step = literal(-1, type);
  loop.relation = OperationKind::GreaterEqual;
  loop.body = std::move(body);
  counter->isConst = true;
  loop.body.insert(loop.body.begin(), declare(counter, convert(read(loop.counter), counter->type)));
  return loop;
}

// Is it known to be the least number of the type, or the largest?
static bool isOutermost(const ExpressionPtr& e, const Type* type, bool least) {
  const Offset parts = takeApart(e);
  if (parts.rest || type->kind != TypeKind::Integer) return false;
  const long most =
      type->bits < 64 ? (1L << (type->bits - (type->isSigned ? 1 : 0))) - 1 : std::numeric_limits<long>::max();
  return least ? type->isSigned && parts.literal < -most : parts.literal >= most;
}

void AdjointBuilder::reverseLoop(const Statement& statement, Block& out) {
  const auto& loop = *statement.as<Loop>();
  Block body = reverseOf(loop.body, values_->regionOf(statement, RegionKind::LoopBody));
  if (body.empty()) return;
  TypeTable& types = module_.types;
  const Type* type = loop.counter->type;
  const ExpressionPtr begin = plan_->obtain(loop.begin, statement), end = plan_->obtain(loop.end, statement);
  const std::optional<long> step = stepOf(loop);
  Variable* counter = plan_->reverseCounter(statement);
  const bool up = loop.relation == OperationKind::Less || loop.relation == OperationKind::LessEqual;
  const bool open = loop.relation == OperationKind::Less || loop.relation == OperationKind::Greater;
  Loop reversed;
  reversed.body = std::move(body);
  const bool unit = step == (up ? 1 : -1);
  // A counter can't step beyond where its type ends, as it would behind such a begin, or to begin before such an end.
  const bool isAtEnd = isOutermost(begin, type, up) || (open && isOutermost(end, type, up));
  if (unit && (type->isSigned || (!up && type->bits == 64)) && !isAtEnd) {
    reversed.counter = counter;
    const ExpressionPtr one = literal(1, type), last = convert(end, type);
    reversed.begin = !open ? last : up ? subtract(last, one) : add(last, one);
    reversed.end = convert(begin, type);
    reversed.step = literal(up ? -1 : 1, type);
    reversed.relation = up ? OperationKind::GreaterEqual : OperationKind::LessEqual;
    out.push_back({std::move(reversed), statement.location});
    return;
  }
  if (unit && !type->isSigned && up) {
    out.push_back(
        {countedDown(counter, begin, open ? subtract(signedOf(end), literal(1, types.longType())) : signedOf(end),
                     std::move(reversed.body)),
         statement.location});
    return;
  }
  // Count down the iterations: k = trips - 1, …, 0 with counter = begin + k * step.
  const Type* wide = types.longType();
  const ExpressionPtr from = convert(begin, wide), to = convert(end, wide);
  const ExpressionPtr by =
      step ? literal(static_cast<double>(*step), wide) : convert(plan_->obtain(loop.step, statement), wide);
  const ExpressionPtr stride = up ? by : step ? literal(static_cast<double>(-*step), wide) : negate(by);
  ExpressionPtr distance = isLiteral(from, 0) && up ? to : up ? subtract(to, from) : subtract(from, to);
  ExpressionPtr last = open ? subtract(distance, literal(1, wide)) : distance;
  if (!isLiteral(stride, 1)) {
    // Towards minus infinity for an empty loop: (distance - stride) / stride + … would round to zero.
    const ExpressionPtr empty = operation(OperationKind::Less, types.boolType(), {last, literal(0, wide)});
    last = operation(OperationKind::Select, wide, {empty, literal(-1, wide), divide(last, stride)});
  }
  reversed.counter = scratch_.newVariable("k", wide);
  reversed.begin = last;
  reversed.end = literal(0, wide);
  reversed.step = literal(-1, wide);
  reversed.relation = OperationKind::GreaterEqual;
  counter->isConst = true;
  ExpressionPtr offset = multiply(read(reversed.counter), by);
  ExpressionPtr index = isLiteral(from, 0) ? offset : operation(OperationKind::Add, wide, {from, offset});
  reversed.body.insert(reversed.body.begin(), declare(counter, convert(index, type)));
  out.push_back({std::move(reversed), statement.location});
}

void AdjointBuilder::reverseWhile(const Statement& statement, Block& out) {
  const auto& loop = *statement.as<While>();
  Block body = reverseOf(loop.body, values_->regionOf(statement, RegionKind::WhileBody));
  if (body.empty()) return;
  const Type* type = module_.types.longType();
  Variable* count = tripCounts_.at(loop.condition.get());
  Loop reversed;
  reversed.counter = plan_->reverseCounter(statement);
  reversed.begin = subtract(plan_->valueBehind(statement, count), literal(1, type));
  reversed.end = literal(0, type);
  reversed.step = literal(-1, type);
  reversed.relation = OperationKind::GreaterEqual;
  reversed.body = std::move(body);
  out.push_back({std::move(reversed), statement.location});
}

ExpressionPtr AdjointBuilder::choiceLasts(const ExpressionPtr& choice, const Statement& statement) {
  const auto found = choices_.find(choice.get());
  if (found == choices_.end()) return nullptr;
  const Region* region = values_->regionOf(statement);
  while (!region->isLoop()) region = region->parent;
  const Statement& loop = *region->owner;
  const ExpressionPtr from = plan_->valueBehind(loop, found->second);
  return operation(OperationKind::Equal, module_.types.boolType(), {read(plan_->reverseCounter(loop)), from});
}

void AdjointBuilder::reverseBranch(const Statement& statement, Block& out) {
  const auto& branch = *statement.as<Branch>();
  Branch reversed;
  reversed.then = reverseOf(branch.then, values_->regionOf(statement, RegionKind::Then));
  reversed.otherwise = reverseOf(branch.otherwise, values_->regionOf(statement, RegionKind::Otherwise));
  if (reversed.then.empty() && reversed.otherwise.empty()) return;
  const ExpressionPtr lasts = choiceLasts(branch.condition, statement);
  reversed.condition = lasts ? lasts : plan_->condition(statement);
  if (reversed.then.empty()) {
    reversed.condition = operation(OperationKind::LogicalNot, module_.types.boolType(), {reversed.condition});
    std::swap(reversed.then, reversed.otherwise);
  }
  out.push_back({std::move(reversed), statement.location});
}

}  // namespace retrograd::transform

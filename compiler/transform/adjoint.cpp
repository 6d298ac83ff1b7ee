// Before: a primal.  After: f_adjoint (forward and reverse sweep in one), or f_forward and f_reverse.
// The reverse sweep is built twice over the same primal: once to learn what it needs, once with the plan decided.
#include "analysis/explain.h"
#include "analysis/recursion.h"
#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"
#include "transform/bounded_loops.h"
#include "transform/by_tangents.h"
#include "transform/call_checks.h"
#include "transform/choices.h"
#include "transform/cleanup.h"
#include "transform/fuse.h"
#include "transform/hoist.h"
#include "transform/leaves.h"
#include "transform/meaning.h"
#include "transform/mentions.h"
#include "transform/prepare.h"
#include "transform/record_arrays.h"
#include "transform/report.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

AdjointBuilder::AdjointBuilder(Derivatives& derivatives, Function& primal, const Variant& variant, bool split)
    : derivatives_(derivatives),
      module_(derivatives.module()),
      primal_(primal),
      variant_(variant),
      split_(split),
      companions_(scratch_, derivatives.module().types, Direction::Adjoint) {
  cloneInto(primal, scratch_);
  derivatives.guards().checkOverlap(scratch_, primal);
}

void AdjointBuilder::addParameters() {
  for (std::size_t i = 0; i < scratch_.parameters.size(); ++i)
    if (variant_.active[i]) companions_.addParameter(scratch_.parameters[i]);
  if (variant_.resultActive && primal_.result->canBeActive())
    resultBar_ = scratch_.newVariable(backend::barName(backend::resultName()), primal_.result, VariableRole::Parameter);
}

bool AdjointBuilder::analyse() {
  TypeTable& types = module_.types;
  if (!derivatives_.passes().before(scratch_, types)) return false;
  nameResultsForRules(scratch_);
  hoistReadsToKeep(scratch_, types);
  choices_ = noteLastChoices(scratch_);
  tripCounts_ = countTrips(scratch_, types);
  finalSizes_ = keepFinalSizes(scratch_, types);
  addParameters();
  for (std::size_t i = 0; i < scratch_.parameters.size(); ++i) {
    if (variant_.active[i]) active_.insert(scratch_.parameters[i]);
    if (split_ && variant_.unstable[i]) changing_.insert(scratch_.parameters[i]);
  }
  const unsigned errors = derivatives_.sink().errorCount();
  {
    const Memory memory(scratch_);
    const Activity activity(scratch_, memory, active_, resultBar_ != nullptr);
    companions_.addPointerLocals(activity, memory, derivatives_.sink());
  }
  findFacts();
  transform::checkMeaning(scratch_, *memory_, *activity_, derivatives_.sink());
  return derivatives_.sink().errorCount() == errors;
}

// About the scratch function as it stands now.
void AdjointBuilder::findFacts() {
  memory_ = std::make_unique<Memory>(scratch_);
  values_ = std::make_unique<Values>(scratch_, *memory_, companions_.all());
  overwrites_ = std::make_unique<Overwrites>(*memory_, *values_, split_, changing_);
  activity_ = std::make_unique<Activity>(scratch_, *memory_, active_, resultBar_ != nullptr);
  finite_ = std::make_unique<Finite>(scratch_, *memory_);
  knownCalls_ = std::make_unique<KnownCalls>(scratch_, *memory_, *values_);
  plan_ = std::make_unique<Plan>(scratch_, module_.types, *memory_, *values_, *overwrites_, split_,
                                 variantName(primal_.name, primal_, variant_));
  resized_ = resizedObjects(scratch_, *memory_);
  callees_.clear();
  fusedLoop_ = nullptr;
}

// The numbers of the loops at top level whose sweeps can be fused and for which something would be kept otherwise; the
// one that does most first.
std::vector<std::size_t> AdjointBuilder::loopsToFuse() {
  std::vector<std::size_t> found;
  const Block& body = scratch_.body;
  for (std::size_t i = 0; i < body.size(); ++i)
    if (body[i].as<Loop>() && plan_->isCostly(body[i]) && meetsOnlyInSums(body[i], *memory_, *values_, *overwrites_))
      found.push_back(i);
  std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
    return weightOf(body[a].as<Loop>()->body) > weightOf(body[b].as<Loop>()->body);
  });
  return found;
}

// Are all local vectors made with sizes that are the same wherever they are asked for?
bool AdjointBuilder::vectorsHaveOneSize() const {
  std::set<const Variable*> assigned;
  for (const Write& write : memory_->writes())
    if (write.place && write.place->isVariable() && !write.statement->as<Declare>()) assigned.insert(write.place->root);
  bool holds = true;
  forEachStatement(scratch_.body, [&](const Statement& statement) {
    const auto* node = statement.as<Declare>();
    const auto* call = statement.as<Call>();
    const Variable* variable = node ? node->variable : call && call->declares ? call->result->root : nullptr;
    if (!variable || !variable->type->isVector()) return;
    const ExpressionPtr size = node ? node->init : nullptr;
    holds &= size && size->kind == ExpressionKind::Operation && size->operation == OperationKind::Sized &&
             !assigned.count(variable) && !companions_.pointedTo().count(variable);
    forEachExpression(size, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read)
        holds &= e.place.isVariable() && memory_->isRegister(e.place.root) && !assigned.count(e.place.root);
    });
  });
  return holds;
}

// Fuses the sweeps of a loop, if that is possible; the facts and what the reverse sweep asks for are found anew.
void AdjointBuilder::fuse() {
  // A pointer's companion is set in the forward sweep, which a fused loop's statements may leave for later. What has
  // its own storage on the heap stays where it is, unless its adjoint can be made anywhere.
  const bool staysInOrder = std::any_of(scratch_.variables.begin(), scratch_.variables.end(), [](const Variable& v) {
    const bool leadsToActive = holdsPointers(v.type) && v.type->canBeActive();
    return v.type->kind == TypeKind::Opaque || (v.role == VariableRole::Local && leadsToActive);
  });
  if (split_ || staysInOrder || !resized_.empty() || !vectorsHaveOneSize()) return;
  const Block unmoved = scratch_.body;
  for (const std::size_t number : loopsToFuse()) {
    const std::size_t moved = moveDown(scratch_, number, *memory_);
    findFacts();
    fusedLoop_ = &scratch_.body[moved];
    overwrites_->fuse(*fusedLoop_);
    plan_->fuse(*fusedLoop_);
    buildReverse();
    if (plan_->fusionHolds()) return;
    scratch_.body = unmoved;
    findFacts();
  }
  findFacts();
  buildReverse();
}

Place AdjointBuilder::barOf(const Place& place, const Statement& statement) {
  if (overwrites_->pathChanges(place, statement) && !plan_->isCollecting())
    derivatives_.sink().report(diag::Message::PointerInMemoryChanges,
                               statement.location.line ? statement.location : primal_.location, {userName(*place.root)},
                               {{diag::Message::KeepPointerLocal, {}, {userName(*place.root)}}});
  const Place bar = companions_.place(place);
  usedCompanions_.insert(place.root);
  return obtainVectorBar(place, bar, statement);
}

// Adjoints of locals begin as zero where the reverse of their block begins.
void AdjointBuilder::declareCompanions(const Region* region, Block& block) {
  // Pointers may have led there where nothing named it.
  std::set<const Variable*> used = usedCompanions_;
  used.insert(companions_.pointedTo().begin(), companions_.pointedTo().end());
  for (const Variable* variable : used) {
    if (variable->role != VariableRole::Local || values_->declaredIn(variable) != region) continue;
    const Type* type = variable->type;
    if (type->isPointer() || (type->kind == TypeKind::Array && type->element->isPointer())) continue;
    Variable* bar = companions_.of(variable);
    if (type->holdsVector()) {
      const bool declares = !companions_.pointedTo().count(variable);
      if (declares || split_ || region->kind != RegionKind::Body)
        shapeBar(region, const_cast<Variable*>(variable), declares, block);
    } else if (companions_.pointedTo().count(variable)) {
      if (region->kind != RegionKind::Body) zero(scratch_, module_.types, place(bar), block);
    } else if (type->kind == TypeKind::Opaque) {
      const ExpressionPtr value = plan_->valueAtEnd(region, const_cast<Variable*>(variable));
      block.push_back(declare(bar, operation(OperationKind::ZeroLike, type, {value})));
    } else {
      block.push_back(declareZero(bar));
    }
  }
}

// Loops are marked for the pass that arranges sums.
void AdjointBuilder::markLoops(Block& block) const {
  if (derivatives_.strict()) return;
  for (Statement& statement : block)
    if (statement.as<Loop>() || statement.as<Branch>()) {
      Block one{std::move(statement)};
      statement = {Scope{std::move(one), true}, {}};
    }
}

// What follows the fused loop is reversed before it.
void AdjointBuilder::buildFusedReverse() {
  Block behind, before;
  bool isBehind = true;
  for (auto statement = scratch_.body.rbegin(); statement != scratch_.body.rend(); ++statement) {
    if (&*statement == fusedLoop_)
      isBehind = false;
    else
      reverseStatement(*statement, isBehind ? behind : before);
  }
  Block inside = reverseOf(fusedLoop_->as<Loop>()->body, values_->regionOf(*fusedLoop_, RegionKind::LoopBody));
  for (Block* part : {&behind, &before, &inside}) markLoops(*part);
  Block declared;
  declareCompanions(values_->body(), declared);
  declared.insert(declared.end(), behind.begin(), behind.end());
  plan_->setFusedParts(std::move(declared), inside);
  reverse = plan_->isCollecting() ? Block{} : plan_->prologue(values_->body());
  const Block pointers = plan_->pointers(values_->body());
  reverse.insert(reverse.end(), pointers.begin(), pointers.end());
  reverse.insert(reverse.end(), before.begin(), before.end());
}

void AdjointBuilder::buildReverse() {
  usedCompanions_.clear();
  if (fusedLoop_) return buildFusedReverse();
  reverse = reverseOf(scratch_.body, values_->body());
  markLoops(reverse);
}

// The forward half's storage is gone in the reverse half, where its adjoint has another address.
void AdjointBuilder::checkKeptPointers() {
  for (const auto& [variable, companion] : companions_.all()) {
    const bool isLocated = variable->location.raw || variable->location.line;
    if (plan_->isKept(companion))
      checkKept(memory_->pointsTo(variable), variable, isLocated ? variable->location : primal_.location);
  }
}

bool AdjointBuilder::keepsPointers() const {
  for (const auto& [variable, companion] : companions_.all())
    if (plan_->isKept(companion)) return true;
  for (const auto& [call, halves] : callees_)
    if (call->as<Call>()->callee != &primal_ && keepsPointers(*call)) return true;
  return false;
}

// What is being made now (functions that call each other) may do so.
bool AdjointBuilder::keepsPointers(const Statement& call) const {
  if (call.as<Call>()->callee == &primal_) return keepsPointers();
  const SplitAdjoint& halves = *callees_.at(&call);
  return halves.usesTape && (halves.keepsPointers || !halves.forward.function->hasBody);
}

void AdjointBuilder::checkKept(const Objects& objects, const Variable* pointer, Location location) {
  if (!split_) return;
  for (const Object& object : objects)
    if (companions_.pointedTo().count(object.variable) &&
        (!object.pointee || !object.variable->type->givesWriteAccess()))
      derivatives_.sink().report(diag::Message::KeptPointerToLocal, location,
                                 {userName(*pointer), userName(*object.variable), primal_.name},
                                 {{diag::Message::PassBuffer, {}, {userName(*object.variable)}}});
}

bool AdjointBuilder::hasCalls() const {
  bool calls = false;
  forEachStatement(scratch_.body, [&](const Statement& statement) { calls |= statement.as<Call>() != nullptr; });
  return calls;
}

std::vector<const Statement*> AdjointBuilder::recording() const {
  std::vector<const Statement*> found = plan_->recording();
  for (const auto& [call, halves] : callees_) {
    const Region* region = values_->regionOf(*call);
    bool isLoop = region->isLoop();
    for (; region->parent && region->parent->kind != RegionKind::Body; region = region->parent)
      isLoop |= region->parent->isLoop();
    if (halves->usesTape && isLoop && region->owner != fusedLoop_) found.push_back(region->owner);
  }
  std::sort(found.begin(), found.end(),
            [&](const Statement* a, const Statement* b) { return values_->order(*a) < values_->order(*b); });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

bool AdjointBuilder::build() {
  if (!analyse()) return false;
  const unsigned errors = derivatives_.sink().errorCount();
  buildReverse();
  if (derivatives_.sink().errorCount() != errors) return false;
  fuse();
  plan_->decide();
  buildReverse();
  settleCompanions();
  forward = plan_->forwardSweep(scratch_.body,
                                [&](const Statement& original, Statement& copy) { callForwardHalf(original, copy); });
  Block top;
  for (const Variable* variable : companions_.pointedTo())
    if (variable->role == VariableRole::Local && !variable->type->isPointer() &&
        !(variable->type->kind == TypeKind::Array && variable->type->element->isPointer()))
      top.push_back(declareZero(companions_.of(variable)));
  for (Variable* variable : unread_) top.push_back(declareZero(variable));
  sizePointedTo(forward);
  forward.insert(forward.begin(), top.begin(), top.end());
  if (split_) {
    reverse.insert(reverse.begin(), top.begin(), top.end());
    checkKeptPointers();
  } else {
    growParameters();
  }
  checkPointersAcrossResizes();
  return derivatives_.sink().errorCount() == errors;
}

namespace {
// The builder's variable that stands for a parameter of the result.
Variable* variableOf(AdjointBuilder& builder, const Source& source) {
  switch (source.kind) {
  case Source::Primal: return builder.parameter(source.index);
  case Source::Companion: return builder.companionOf(source.index);
  case Source::Result: return builder.resultBar();
  default: return builder.plan().tape();
  }
}

// Moves what the block uses of the scratch function into the derivative, whose parameters are declared.
bool finish(AdjointBuilder& builder, Derivatives& derivatives, Derivative& derivative, const Block& body) {
  Function& target = *derivative.function;
  target.hasBody = true;
  VariableMap map;
  for (std::size_t i = 0; i < derivative.sources.size(); ++i)
    map[variableOf(builder, derivative.sources[i])] = target.parameters[i];
  adopt(builder.scratch(), body, target, map);
  return derivatives.passes().check("adjoint", target) &&
         derivatives.passes().after(target, derivatives.module().types);
}

void reportOn(Derivatives& derivatives, const Function& primal, const Variant& variant, const Derivative& adjoint,
              const Plan* plan) {
  const pipeline::Options& options = derivatives.passes().options();
  if (options.report && primal.annotated)
    options.report(report(primal, variant, *adjoint.function, plan, derivatives.module().types, options.describe));
}

// Where the function's record is to be bounded: builds anew, with the loops that keep something as calls, until no
// other loop does.
bool boundRecord(Derivatives& derivatives, Function& primal, const Variant& variant,
                 std::optional<AdjointBuilder>& builder, std::optional<Function>& bounded, bool split) {
  if (!primal.memory || !builder->plan().usesTape()) return true;
  std::set<std::string> counters;
  for (bool isFirst = true; isFirst || !builder->recording().empty(); isFirst = false) {
    if (!addCounters(derivatives, primal, builder->recording(), counters)) return false;
    builder.reset();
    bounded.emplace();
    if (!boundLoops(derivatives, primal, counters, *bounded)) return false;
    builder.emplace(derivatives, *bounded, variant, split);
    if (!builder->build()) return false;
  }
  return true;
}

Statement* returnOf(Block& block) { return !block.empty() && block.back().as<Return>() ? &block.back() : nullptr; }
}  // namespace

bool makeAdjoint(Derivatives& derivatives, Function& primal, const Variant& variant, Derivative& result) {
  result.sources = allSources(primal, variant);
  result.function->result = primal.result;
  declareParameters(result, primal, Direction::Adjoint, derivatives.module().types);
  std::optional<AdjointBuilder> plain(std::in_place, derivatives, primal, variant, false);
  if (!plain->build()) return false;
  if (plain->plan().usesTape() && !plain->hasCalls() && makeAdjointByTangents(derivatives, primal, variant, result)) {
    addShapeChecks(derivatives, primal, result);
    reportOn(derivatives, primal, variant, result, nullptr);
    return true;
  }
  std::optional<Function> bounded;
  if (!boundRecord(derivatives, primal, variant, plain, bounded, false)) return false;
  AdjointBuilder& builder = *plain;
  Block body = std::move(builder.forward);
  std::optional<Statement> last;
  if (returnOf(body)) {
    last = body.back();
    body.pop_back();
  }
  if (builder.plan().usesTape()) body.insert(body.begin(), declare(builder.plan().tape()));
  body.insert(body.end(), builder.reverse.begin(), builder.reverse.end());
  recordsToArrays(derivatives.module(), builder.scratch(), {&body});
  if (last) body.push_back(std::move(*last));
  if (!finish(builder, derivatives, result, body)) return false;
  addShapeChecks(derivatives, primal, result);
  reportOn(derivatives, primal, variant, result, &builder.plan());
  return true;
}

namespace {
// Both halves with everything they could take, in `result`.
void allHalfSources(SplitAdjoint& result, Function& primal, const Variant& variant) {
  result.reverse.sources = allSources(primal, variant);
  for (const Source& source : result.reverse.sources)
    if (source.kind != Source::Result) result.forward.sources.push_back(source);
  result.forward.sources.push_back({Source::Tape, 0});
  result.reverse.sources.push_back({Source::Tape, 0});
}

// Parameters that a half doesn't use are dropped.
void dropUnused(AdjointBuilder& builder, std::vector<Source>& sources, const Block& block) {
  const std::set<const Variable*> used = variablesIn(block);
  std::erase_if(sources, [&](const Source& source) {
    if (source.kind == Source::Tape && !builder.plan().usesTape()) return true;
    return !used.count(variableOf(builder, source));
  });
}
}  // namespace

namespace {
// May a pointer, here or in what is called, lead where the parameter leads, or to itself?
bool isPassedOn(const Function& function, const Variable* parameter) {
  const Type* type = parameter->type->isReference() ? parameter->type->element : parameter->type;
  bool found = holdsPointers(type);
  forEachStatement(function.body, [&](const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        found |= e.kind == ExpressionKind::AddressOf && e.place.root == parameter;
      });
    });
    if (const auto* call = statement.as<Call>())
      for (const Argument& argument : call->arguments)
        found |= argument.reference && argument.reference->root == parameter;
  });
  return found;
}
}  // namespace

bool makeSplitAdjoint(Derivatives& derivatives, Function& primal, const Variant& variant, SplitAdjoint& result) {
  if (const BoundedLoop* loop = derivatives.boundedLoop(primal))
    return makeBoundedHalves(derivatives, *loop, variant, result);
  TypeTable& types = derivatives.module().types;
  allHalfSources(result, primal, variant);
  result.forward.function->result = primal.result;
  auto declareHalves = [&] {
    for (Derivative* half : {&result.forward, &result.reverse}) {
      half->function->internal = true;
      declareParameters(*half, primal, Direction::Adjoint, types);
    }
  };
  // Halves that call themselves are called with all that they could take.
  const bool recursive = isRecursive(primal);
  result.usesTape = recursive;
  if (recursive) {
    // Companions of values are of no use to the forward half: only pointers move in it.
    std::erase_if(result.forward.sources, [&](const Source& source) {
      return source.kind == Source::Companion && !isPassedOn(primal, primal.parameters[source.index]);
    });
    declareHalves();
  }
  std::optional<AdjointBuilder> plain(std::in_place, derivatives, primal, variant, true);
  std::optional<Function> bounded;
  if (!plain->build() || !boundRecord(derivatives, primal, variant, plain, bounded, true)) return false;
  AdjointBuilder& builder = *plain;
  recordsToArrays(derivatives.module(), builder.scratch(), {&builder.forward, &builder.reverse});
  result.keepsPointers = builder.keepsPointers();
  if (!recursive) {
    result.usesTape = builder.plan().usesTape();
    dropUnused(builder, result.forward.sources, builder.forward);
    dropUnused(builder, result.reverse.sources, builder.reverse);
    declareHalves();
  }
  if (result.usesTape && !finish(builder, derivatives, result.forward, builder.forward)) return false;
  return finish(builder, derivatives, result.reverse, builder.reverse);
}

}  // namespace retrograd::transform

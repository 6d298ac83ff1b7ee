// Before: a primal.  After: f_adjoint (forward and reverse sweep in one), or f_forward and f_reverse.
// The reverse sweep is built twice over the same primal: once to learn what it needs, once with the plan decided.
#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "transform/adjoint_builder.h"
#include "transform/algebra.h"
#include "transform/cleanup.h"
#include "transform/leaves.h"
#include "transform/meaning.h"
#include "transform/mentions.h"
#include "transform/prepare.h"

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

AdjointBuilder::AdjointBuilder(Derivatives& derivatives, Function& primal, const Variant& variant, bool split)
    : derivatives_(derivatives), module_(derivatives.module()), primal_(primal), variant_(variant), split_(split),
      companions_(scratch_, derivatives.module().types, Direction::Adjoint) {
  cloneInto(primal, scratch_);
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
  tripCounts_ = countTrips(scratch_, types);
  addParameters();
  std::set<const Variable*> active, unstable;
  for (std::size_t i = 0; i < scratch_.parameters.size(); ++i) {
    if (variant_.active[i]) active.insert(scratch_.parameters[i]);
    if (split_ && variant_.unstable[i]) unstable.insert(scratch_.parameters[i]);
  }
  const unsigned errors = derivatives_.sink().errorCount();
  {
    const Memory memory(scratch_);
    const Activity activity(scratch_, memory, active, resultBar_ != nullptr);
    companions_.addPointerLocals(activity, memory, derivatives_.sink());
  }
  memory_ = std::make_unique<Memory>(scratch_);
  values_ = std::make_unique<Values>(scratch_, *memory_, companions_.all());
  overwrites_ = std::make_unique<Overwrites>(*memory_, *values_, split_, unstable);
  activity_ = std::make_unique<Activity>(scratch_, *memory_, active, resultBar_ != nullptr);
  finite_ = std::make_unique<Finite>(scratch_, *memory_);
  plan_ = std::make_unique<Plan>(scratch_, types, *memory_, *values_, *overwrites_, split_,
                                 variantName(primal_.name, primal_, variant_));
  transform::checkMeaning(scratch_, *memory_, *activity_, derivatives_.sink());
  return derivatives_.sink().errorCount() == errors;
}

Place AdjointBuilder::barOf(const Place& place, const Statement& statement) {
  if (overwrites_->pathChanges(place, statement) && !plan_->isCollecting())
    derivatives_.sink().report(diag::Message::PointerInMemoryChanges, statement.location, {place.root->name},
                               {{diag::Message::KeepPointerLocal, {}, {place.root->name}}});
  const Place bar = companions_.place(place);
  usedCompanions_.insert(place.root);
  return plan_->obtain(bar, statement);
}

// Adjoints of locals begin as zero where the reverse of their block begins.
void AdjointBuilder::declareCompanions(const Region* region, Block& block) {
  for (const Variable* variable : usedCompanions_) {
    if (variable->role != VariableRole::Local || values_->declaredIn(variable) != region) continue;
    const Type* type = variable->type;
    if (type->isPointer() || (type->kind == TypeKind::Array && type->element->isPointer())) continue;
    Variable* bar = companions_.of(variable);
    if (companions_.pointedTo().count(variable)) {
      if (region->kind != RegionKind::Body) zero(scratch_, module_.types, place(bar), block);
    } else if (type->kind == TypeKind::Opaque) {
      const ExpressionPtr value = plan_->valueAtEnd(region, const_cast<Variable*>(variable));
      block.push_back(declare(bar, operation(OperationKind::ZeroLike, type, {value})));
    } else {
      block.push_back(declareZero(bar));
    }
  }
}

void AdjointBuilder::buildReverse() {
  usedCompanions_.clear();
  reverse = reverseOf(scratch_.body, values_->body());
}

bool AdjointBuilder::build() {
  if (!analyse()) return false;
  const unsigned errors = derivatives_.sink().errorCount();
  buildReverse();
  if (derivatives_.sink().errorCount() != errors) return false;
  plan_->decide();
  buildReverse();
  forward = plan_->forwardSweep(scratch_.body, [&](const Statement& original, Statement& copy) { callForwardHalf(original, copy); });
  Block top;
  for (const Variable* variable : companions_.pointedTo())
    if (variable->role == VariableRole::Local && !variable->type->isPointer())
      top.push_back(declareZero(companions_.of(variable)));
  forward.insert(forward.begin(), top.begin(), top.end());
  return derivatives_.sink().errorCount() == errors;
}

namespace {
// Moves the parameters and what the block uses of the scratch function into `target`.
void finish(AdjointBuilder& builder, Function& target, const std::vector<Source>& sources, Block body,
            Function& primal, TypeTable& types, bool tapeIsLocal) {
  VariableMap map;
  target.scope = primal.scope;
  target.location = primal.location;
  target.generated = target.hasBody = true;
  for (const Source& source : sources) {
    Variable* original = source.kind == Source::Primal      ? builder.parameter(source.index)
                         : source.kind == Source::Companion ? builder.companionOf(source.index)
                         : source.kind == Source::Result    ? builder.resultBar()
                                                            : builder.plan().tape();
    const Type* type = source.kind == Source::Tape ? types.referenceTo(original->type) : original->type;
    Variable* copy = target.newVariable(original->base, type, VariableRole::Parameter);
    copy->markedPassive = original->markedPassive;
    target.parameters.push_back(copy);
    map[original] = copy;
  }
  if (tapeIsLocal) body.insert(body.begin(), declare(builder.plan().tape()));
  adopt(builder.scratch(), body, target, map);
}

std::vector<Source> allSources(AdjointBuilder& builder, Function& primal, bool companions, bool result, bool tape) {
  std::vector<Source> sources;
  for (unsigned i = 0; i < primal.parameters.size(); ++i) {
    sources.push_back({Source::Primal, i});
    if (companions && builder.companionOf(i)) sources.push_back({Source::Companion, i});
  }
  if (result && builder.resultBar()) sources.push_back({Source::Result, 0});
  if (tape) sources.push_back({Source::Tape, 0});
  return sources;
}

Statement* returnOf(Block& block) {
  return !block.empty() && block.back().as<Return>() ? &block.back() : nullptr;
}
}  // namespace

bool makeAdjoint(Derivatives& derivatives, Function& primal, const Variant& variant, Derivative& result) {
  AdjointBuilder builder(derivatives, primal, variant, false);
  if (!builder.build()) return false;
  Module& module = derivatives.module();
  std::optional<Statement> last;
  Block body = std::move(builder.forward);
  if (returnOf(body)) {
    last = body.back();
    body.pop_back();
  }
  body.insert(body.end(), builder.reverse.begin(), builder.reverse.end());
  if (last) body.push_back(std::move(*last));
  result.sources = allSources(builder, primal, true, true, false);
  result.function->result = primal.result;
  finish(builder, *result.function, result.sources, std::move(body), primal, module.types, builder.plan().usesTape());
  return derivatives.passes().check("adjoint", *result.function) &&
         derivatives.passes().after(*result.function, module.types);
}

namespace {
// Parameters that a half doesn't use are dropped, where no recursive call has been built with them yet.
std::vector<Source> usedSources(AdjointBuilder& builder, const std::vector<Source>& sources, const Block& block) {
  const std::set<const Variable*> used = variablesIn(block);
  std::vector<Source> kept;
  for (const Source& source : sources) {
    const Variable* variable = source.kind == Source::Primal      ? builder.parameter(source.index)
                               : source.kind == Source::Companion ? builder.companionOf(source.index)
                               : source.kind == Source::Result    ? builder.resultBar()
                                                                  : builder.plan().tape();
    if (used.count(variable)) kept.push_back(source);
  }
  return kept;
}
}  // namespace

bool makeSplitAdjoint(Derivatives& derivatives, Function& primal, const Variant& variant, SplitAdjoint& result) {
  AdjointBuilder builder(derivatives, primal, variant, true);
  const bool recursive = derivatives.isRecursive(primal);
  if (recursive) {
    // The halves' shapes must be known before their bodies, which call them.
    result.usesTape = true;
    for (unsigned i = 0; i < primal.parameters.size(); ++i) {
      const bool pointer = primal.parameters[i]->type->isPointer();
      result.forward.sources.push_back({Source::Primal, i});
      result.reverse.sources.push_back({Source::Primal, i});
      if (!variant.active[i]) continue;
      if (pointer) result.forward.sources.push_back({Source::Companion, i});
      result.reverse.sources.push_back({Source::Companion, i});
    }
    if (variant.resultActive && primal.result->canBeActive()) result.reverse.sources.push_back({Source::Result, 0});
    result.forward.sources.push_back({Source::Tape, 0});
    result.reverse.sources.push_back({Source::Tape, 0});
  }
  if (!builder.build()) return false;
  Module& module = derivatives.module();
  if (!recursive) {
    result.usesTape = builder.plan().usesTape();
    const std::vector<Source> forward = allSources(builder, primal, true, false, result.usesTape);
    const std::vector<Source> reverse = allSources(builder, primal, true, true, result.usesTape);
    result.forward.sources = usedSources(builder, forward, builder.forward);
    result.reverse.sources = usedSources(builder, reverse, builder.reverse);
  }
  for (Derivative* half : {&result.forward, &result.reverse}) {
    const bool isForward = half == &result.forward;
    if (isForward && !result.usesTape) continue;
    half->function->internal = true;
    if (isForward) half->function->result = primal.result;
    finish(builder, *half->function, half->sources, isForward ? builder.forward : builder.reverse, primal,
           module.types, false);
    if (!derivatives.passes().check("adjoint", *half->function) ||
        !derivatives.passes().after(*half->function, module.types))
      return false;
  }
  return true;
}

}  // namespace retrograd::transform

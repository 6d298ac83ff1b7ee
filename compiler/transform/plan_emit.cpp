// The plan's answers as statements: what the forward sweep keeps, what a reverse region starts with.
#include "backend/names.h"
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/leaves.h"
#include "transform/plan.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

// Where a value of the region is kept: in the record of the innermost loop around it, or at function level.
Region* Plan::scopeOf(Region* region) const {
  while (region->kind != RegionKind::Body && !region->isLoop()) region = region->parent;
  return region;
}

Variable* Plan::tape() {
  usesTape_ = true;
  if (!tape_) tape_ = function_.newVariable(backend::tapeName(), types_.opaque("retrograd::Tape", false));
  return tape_;
}

Plan::Record& Plan::recordOf(Region* scope) {
  Record& record = records_[scope];
  if (record.type) return record;
  const auto* loop = scope->owner ? scope->owner->as<Loop>() : nullptr;
  const std::string counter = !scope->owner ? "" : loop ? loop->counter->name : "loop";
  const std::string base = backend::recordName(primalName_, counter);
  std::string name = base;
  for (unsigned n = 2; types_.findRecord(name); ++n) name = base + "_" + std::to_string(n);
  Type* type = types_.record(name);
  type->generated = true;
  record.type = type;
  const std::string variable = scope->owner ? backend::loopRecordName(counter) : "record";
  record.forward = function_.newVariable(variable, type);
  record.reverse = function_.newVariable(variable, type);
  tape();
  return record;
}

std::string Plan::addField(Record& record, const std::string& name, const Type* type) {
  std::string field = name;
  for (unsigned n = 2; record.type->field(field); ++n) field = name + "_" + std::to_string(n);
  const_cast<Type*>(record.type)->fields.push_back({field, type, false});
  return field;
}

Place Plan::inRecord(Place place) const {
  for (Step& step : place.path)
    if (step.index) step.index = rewrite(step.index, [&](const ExpressionPtr& e) { return inRecord(e); });
  const auto found = arrays_.find(place.root);
  if (found == arrays_.end()) return place;
  Place moved = found->second.first;
  moved.path.insert(moved.path.end(), place.path.begin(), place.path.end());
  return moved;
}

// For rewrite(), which has seen to what is below.
ExpressionPtr Plan::inRecord(const ExpressionPtr& e) const {
  const bool mentions =
      (e->kind == ExpressionKind::Read || e->kind == ExpressionKind::AddressOf) && arrays_.count(e->place.root);
  if (!mentions) return nullptr;
  Expression copy = *e;
  const auto& moved = arrays_.at(e->place.root).first;
  copy.place = moved;
  copy.place.path.insert(copy.place.path.end(), e->place.path.begin(), e->place.path.end());
  return std::make_shared<const Expression>(std::move(copy));
}

// The statement with its arrays where the record has them; the declaration of such an array is gone.
void Plan::moveIntoRecords(Statement& statement, Block& out) {
  const auto* node = statement.as<Declare>();
  if (node && arrays_.count(node->variable)) {
    if (node->zero) zero(function_, types_, arrays_.at(node->variable).first, out);
    return;
  }
  if (!arrays_.empty())
    rewriteOperands(
        statement,
        [&](const ExpressionPtr& e) { return rewrite(e, [&](const ExpressionPtr& x) { return inRecord(x); }); },
        [&](const Place& place) { return inRecord(place); });
  out.push_back(std::move(statement));
}

void Plan::keep(Need& need, const std::string& name, const Type* type, const ExpressionPtr& source, Region* region,
                std::vector<Keep>& where) {
  Region* scope = scopeOf(region);
  Place target;
  if (isRecorded(scope)) {
    Record& record = recordOf(scope);
    record.conditional |= region != scope;
    const std::string field = addField(record, name, type);
    target = member(place(record.forward), field);
    need.held = read(member(place(record.reverse), field));
  } else {
    Variable* saved = function_.newVariable(backend::savedName(name), type);
    if (region != scope) savedInArms_[scope].push_back(saved);
    target = place(saved);
    need.held = read(saved);
  }
  where.push_back({target, source});
}

void Plan::emitKeeps(const std::vector<Keep>& keeps, Region* region, Block& out) {
  for (const Keep& keep : keeps) {
    const bool declares = keep.first.isVariable() && region && scopeOf(region) == region;
    if (declares) keep.first.root->isConst = true;
    Statement kept = declares ? declare(keep.first.root, keep.second) : assign(keep.first, keep.second);
    moveIntoRecords(kept, out);
  }
}

void Plan::addBehind(const Statement& statement, Statement added) { behind_.emplace(&statement, std::move(added)); }

Block Plan::forwardSweep(const Block& body, const Change& change) {
  Block out;
  Region* region = nullptr;
  // The region whose block this is (an empty block has none, and nothing to keep).
  if (!body.empty()) region = values_.regionOf(body.front());
  const bool whole = region && region->block == &body;
  auto record = whole ? records_.find(region) : records_.end();
  if (whole)
    for (Variable* saved : savedInArms_[region]) out.push_back(declareZero(saved));
  if (record != records_.end())
    out.push_back(record->second.conditional ? declareZero(record->second.forward) : declare(record->second.forward));
  if (whole) emitKeeps(atStart_[region], region, out);
  for (const Statement& statement : body) {
    if (auto taken = takenBranches_.find(&statement); taken != takenBranches_.end()) {
      Statement declaration = declare(taken->second, statement.as<Branch>()->condition);
      moveIntoRecords(declaration, out);
    }
    emitKeeps(before_[&statement], region, out);
    Statement copy{Comment{}, statement.location};
    if (&statement == fusedLoop_) {
      out.insert(out.end(), beforeFused_.begin(), beforeFused_.end());
      const auto* node = statement.as<Loop>();
      Loop fused{node->counter, node->begin, node->end, node->step, node->relation, forwardSweep(node->body, change)};
      fused.body.insert(fused.body.end(), insideFused_.begin(), insideFused_.end());
      copy.node = std::move(fused);
    } else if (const auto* node = statement.as<Loop>()) {
      copy.node =
          Loop{node->counter, node->begin, node->end, node->step, node->relation, forwardSweep(node->body, change)};
    } else if (const auto* node = statement.as<While>()) {
      copy.node = While{node->condition, forwardSweep(node->body, change)};
    } else if (const auto* node = statement.as<Branch>()) {
      auto taken = takenBranches_.find(&statement);
      copy.node = Branch{taken == takenBranches_.end() ? node->condition : read(taken->second),
                         forwardSweep(node->then, change), forwardSweep(node->otherwise, change)};
    } else {
      copy = statement;
      change(statement, copy);
    }
    const bool last = statement.as<Return>() && record != records_.end();
    if (last) pushRecord(record->second, region, out);
    moveIntoRecords(copy, out);
    emitKeeps(after_[&statement], region, out);
    const auto [first, end] = behind_.equal_range(&statement);
    for (auto added = first; added != end; ++added) out.push_back(added->second);
    if (last) record = records_.end();
  }
  if (record != records_.end()) pushRecord(record->second, region, out);
  return out;
}

void Plan::pushRecord(const Record& record, Region* region, Block& out) {
  emitKeeps(atEnd_[region], region, out);
  out.push_back({TapeOperation{TapeOperation::Push, record.forward, tape()}, {}});
}

Block Plan::prologue(const Region* region) {
  Block out;
  if (auto record = records_.find(region); record != records_.end()) {
    out.push_back(declare(record->second.reverse));
    out.push_back({TapeOperation{TapeOperation::Pop, record->second.reverse, tape()}, {}});
  }
  if (auto values = recomputed_.find(region); values != recomputed_.end())
    for (const auto& [id, statement] : values->second) out.push_back(statement);
  return out;
}

Block Plan::pointers(const Region* region) {
  Block out;
  for (const auto& [id, statement] : recomputedPointers_[region]) out.push_back(statement);
  return out;
}

}  // namespace retrograd::transform

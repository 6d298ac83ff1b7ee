// The plan's answers as statements: what the forward sweep keeps, what a reverse region starts with.
#include "backend/names.h"
#include "ir/build.h"
#include "transform/algebra.h"
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

void Plan::keep(Need& need, const std::string& name, const Type* type, const ExpressionPtr& source, Region* region,
                const Statement* before, const Statement* after, const Region* start) {
  Region* scope = scopeOf(region);
  Place target;
  if (scope->isLoop() || split_) {
    Record& record = recordOf(scope);
    record.conditional |= region != scope;
    std::string field = name;
    for (unsigned n = 2; record.type->field(field); ++n) field = name + "_" + std::to_string(n);
    const_cast<Type*>(record.type)->fields.push_back({field, type, false});
    target = member(place(record.forward), field);
    need.held = read(member(place(record.reverse), field));
  } else {
    Variable* saved = function_.newVariable(backend::savedName(name), type);
    if (region != scope) savedInArms_.push_back(saved);
    target = place(saved);
    need.held = read(saved);
  }
  if (before) before_[before].push_back({target, source});
  if (after) after_[after].push_back({target, source});
  if (start) atStart_[start].push_back({target, source});
}

void Plan::emitKeeps(const std::vector<Keep>& keeps, Block& out) {
  for (const Keep& keep : keeps) {
    const bool declares = keep.first.isVariable() && std::find(savedInArms_.begin(), savedInArms_.end(),
                                                               keep.first.root) == savedInArms_.end();
    if (declares) keep.first.root->isConst = true;
    out.push_back(declares ? declare(keep.first.root, keep.second) : assign(keep.first, keep.second));
  }
}

Block Plan::forwardSweep(const Block& body, const Change& change) {
  Block out;
  const Region* region = nullptr;
  // The region whose block this is (an empty block has none, and nothing to keep).
  if (!body.empty()) region = values_.regionOf(body.front());
  const bool whole = region && region->block == &body;
  auto record = whole ? records_.find(region) : records_.end();
  if (whole && region->kind == RegionKind::Body)
    for (Variable* saved : savedInArms_) out.push_back(declareZero(saved));
  if (record != records_.end())
    out.push_back(record->second.conditional ? declareZero(record->second.forward) : declare(record->second.forward));
  if (whole) emitKeeps(atStart_[region], out);
  for (const Statement& statement : body) {
    if (auto taken = takenBranches_.find(&statement); taken != takenBranches_.end())
      out.push_back(declare(taken->second, statement.as<Branch>()->condition));
    emitKeeps(before_[&statement], out);
    Statement copy{Comment{}, statement.location};
    if (const auto* node = statement.as<Loop>()) {
      copy.node = Loop{node->counter, node->begin, node->end, node->step, node->relation, forwardSweep(node->body, change)};
    } else if (const auto* node = statement.as<While>()) {
      copy.node = While{node->condition, forwardSweep(node->body, change)};
    } else if (const auto* node = statement.as<Branch>()) {
      auto taken = takenBranches_.find(&statement);
      copy.node = Branch{taken == takenBranches_.end() ? node->condition : read(taken->second),
                         forwardSweep(node->then, change),
                         forwardSweep(node->otherwise, change)};
    } else {
      copy = statement;
      change(statement, copy);
    }
    const bool last = statement.as<Return>() && record != records_.end();
    if (last) out.push_back({TapeOperation{TapeOperation::Push, record->second.forward, tape()}, {}});
    out.push_back(std::move(copy));
    emitKeeps(after_[&statement], out);
    if (last) record = records_.end();
  }
  if (record != records_.end())
    out.push_back({TapeOperation{TapeOperation::Push, record->second.forward, tape()}, {}});
  return out;
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

std::vector<std::string> Plan::report() const {
  std::vector<std::string> lines;
  for (const Need& need : needs_) {
    if (!need.decided) continue;
    const std::string what = need.value ? need.value->variable->name
                             : need.condition ? "condition"
                                              : need.place.root->name;
    const char* choice = need.choice == Choice::Live ? "live" : need.choice == Choice::Recompute ? "recompute" : "record";
    lines.push_back(what + ": " + choice);
  }
  return lines;
}

}  // namespace retrograd::transform

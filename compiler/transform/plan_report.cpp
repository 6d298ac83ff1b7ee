// Why the plan is as it is, in words.
#include "backend/print_expression.h"
#include "ir/build.h"
#include "transform/plan.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

void Plan::whyRecorded(const Need& need, Reason& reason) const {
  if (need.condition) {
    reason.why = "what it is computed from isn't there any more";
  } else if (!need.value) {
    const Objects objects = memory_.objectsOf(need.whole ? need.parts[0]->place : need.place);
    reason.why = split_ ? "its memory may be written before the reverse sweep" : "its memory may be written again";
    for (const Write& write : memory_.writes())
      if (write.statement->location.line + write.statement->location.raw != 0 && mayMeet(write.objects, objects) &&
          values_.order(*write.statement) >= values_.order(*need.statement)) {
        reason.because = write.statement->location;
        break;
      }
  } else if (need.value->kind == ValueKind::Phi) {
    reason.why = need.value->region->isLoop() ? "carried from one iteration to the next" : "set on several ways";
  } else if (!definition(need.value)) {
    reason.why = "the result of a call";
  } else {
    reason.why = need.cost > budgetOf(need.value) ? "computing it again would cost more than keeping it"
                                                  : "what it is computed from isn't there any more";
  }
}

Plan::Reason Plan::reasonOf(const Need& need) const {
  const Statement* statement = need.value ? need.value->statement : need.statement;
  Reason reason;
  if (statement) reason.location = statement->location;
  if (need.value)
    reason.value = need.value->variable->name;
  else
    reason.value = need.condition ? backend::printExpression(*need.condition)
                   : need.whole   ? backend::printExpression(*need.whole)
                                  : backend::printPlace(need.place);
  const bool isLoop = statement && (statement->as<Loop>() || statement->as<While>());
  switch (need.choice) {
  case Choice::Live:
    if (isLoop) reason.value += " behind the loop";
    reason.choice = "live";
    break;
  case Choice::Recompute:
    reason.choice = "recomputed";
    if (need.cost > 0) reason.why = "costs " + std::to_string(need.cost);
    break;
  case Choice::Record:
    reason.choice = "recorded";
    whyRecorded(need, reason);
    break;
  }
  return reason;
}

std::vector<const Statement*> Plan::recording() const {
  std::vector<const Statement*> found;
  for (const auto& [scope, record] : records_) {
    const Region* region = scope;
    while (region->parent && region->parent->kind != RegionKind::Body) region = region->parent;
    if (region->owner && region->owner != fusedLoop_) found.push_back(region->owner);
  }
  return found;
}

std::vector<Plan::Reason> Plan::reasons() const {
  std::multimap<unsigned, Reason> ordered;
  for (const Need& need : needs_) {
    const bool isCounter =
        need.value && (need.value->kind == ValueKind::Counter || need.value->kind == ValueKind::Undefined);
    const bool isOurs = need.value && !need.value->variable->location.line && !need.value->variable->location.raw &&
                        need.choice == Choice::Live;  // a count that the transform has added
    if (need.decided && !need.isUnused && !isCounter && !isOurs) ordered.emplace(orderOf(need), reasonOf(need));
  }
  for (const auto& [statement, place] : live_)
    ordered.emplace(values_.order(*statement), Reason{statement->location, backend::printPlace(place), "live", "", {}});
  std::vector<Reason> reasons;
  for (auto& [order, reason] : ordered) {
    const bool isKnown = std::any_of(reasons.begin(), reasons.end(), [&](const Reason& r) {
      return r.value == reason.value && r.choice == reason.choice && r.location.raw == reason.location.raw &&
             r.location.line == reason.location.line;
    });
    if (!isKnown) reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace retrograd::transform

#include "analysis/overwrites.h"

#include "ir/build.h"

#include <algorithm>
#include <utility>

namespace retrograd::analysis {

using namespace ir;

namespace {
// Loops around a statement, outermost first.
std::vector<const Statement*> loopsAround(const Region* region) {
  std::vector<const Statement*> loops;
  for (; region; region = region->parent)
    if (region->isLoop()) loops.insert(loops.begin(), region->owner);
  return loops;
}

// Two arms of one branch, both around the two regions: no single execution runs both.
bool inOppositeArms(const Region* a, const Region* b) {
  for (const Region* r = a; r && !r->isLoop(); r = r->parent)
    for (const Region* s = b; s && !s->isLoop(); s = s->parent)
      if (r->owner && r->owner == s->owner && r->kind != s->kind) return true;
  return false;
}

}  // namespace

// Storage that ends with its block is gone, or another iteration's, at the end of the function.
bool Overwrites::outlives(const Object& object, const Statement& statement) const {
  if (object.pointee) return !unstable_.count(object.variable);
  if (gone_ && object.variable->role == VariableRole::Local) return false;
  // Between the halves anybody may change a global.
  if (gone_ && object.variable->role == VariableRole::Global && !object.variable->isConst) return false;
  const Region* region = values_.declaredIn(object.variable);
  if (region && region == end_ && end_->encloses(values_.regionOf(statement))) return true;
  return !region || region->kind == RegionKind::Body;
}

bool Overwrites::overwrittenIn(const Region* body, const Place& place, const Statement& statement, bool behind) const {
  const Region* end = std::exchange(end_, body);
  const bool overwritten = overwrittenLater(place, statement, behind);
  end_ = end;
  return overwritten;
}

bool Overwrites::separate(const Place& a, const Statement& atA, const Place& b, const Statement& atB,
                          const Statement& loop) const {
  std::vector<const Statement*> around = loopsAround(values_.regionOf(loop));
  return disjoint(a, atA, b, atB, around, &loop) && disjoint(b, atB, a, atA, around, &loop);
}

bool Overwrites::overwrittenLater(const Place& place, const Statement& statement, bool behind) const {
  const Objects objects = memory_.objectsOf(place);
  if (objects.empty()) return true;
  for (const Object& object : objects)
    if (!outlives(object, statement)) return true;
  const bool global = place.root->role == VariableRole::Global;
  for (const Write& write : memory_.writes()) {
    // A global may be what a caller's pointer leads to.
    const bool meets = std::any_of(write.objects.begin(), write.objects.end(), [&](const Object& o) {
      return objects.count(o) || (global && (o.pointee || o.variable->role == VariableRole::Global));
    });
    if (meets && mayFollow(write, &place, statement, behind)) return true;
  }
  return false;
}

bool Overwrites::pathChanges(const Place& place, const Statement& statement) const {
  Place prefix{place.root, {}};
  for (const Step& step : place.path) {
    const bool loads = prefix.type()->isPointer() && !(prefix.isVariable() && memory_.isRegister(place.root));
    if (loads && overwrittenLater(prefix, statement)) return true;
    prefix.path.push_back(step);
  }
  return false;
}

bool Overwrites::overwrittenBehind(const Objects& objects, const Statement& statement) const {
  for (const Object& object : objects) {
    if (!outlives(object, statement)) return true;
    for (const Write& write : memory_.writes())
      if (write.objects.count(object) && mayFollow(write, nullptr, statement, true)) return true;
  }
  return false;
}

bool Overwrites::mayFollow(const Write& write, const Place* place, const Statement& statement, bool behind) const {
  const Region *readRegion = values_.regionOf(statement), *writeRegion = values_.regionOf(*write.statement);
  const auto readLoops = loopsAround(readRegion), writeLoops = loopsAround(writeRegion);
  const bool ends = end_ && end_->encloses(readRegion);
  if (ends && !end_->encloses(writeRegion)) return false;
  std::vector<const Statement*> common;
  for (std::size_t i = 0; i < readLoops.size() && i < writeLoops.size() && readLoops[i] == writeLoops[i]; ++i)
    common.push_back(readLoops[i]);
  // Objects of different scalar or pointer types don't overlap ([basic.lval]).
  const Type* readType = place ? place->type() : nullptr;
  const Type* writeType = write.place ? write.place->type() : nullptr;
  auto elementary = [](const Type* type) { return type && (type->isScalar() || type->isPointer()); };
  // (bytes may be looked at as characters)
  auto sort = [](const Type* type) { return type->isPointer() ? 0 : type->isFloat() ? 1 : type->bits <= 8 ? 2 : 3; };
  if (elementary(readType) && elementary(writeType) && sort(readType) != sort(writeType) && sort(readType) != 2 &&
      sort(writeType) != 2)
    return false;
  auto apart = [&](const std::vector<const Statement*>& equal, const Statement* later) {
    return place && write.place && disjoint(*place, statement, *write.place, *write.statement, equal, later);
  };
  // In the same iteration of all common loops.
  const unsigned read = values_.order(statement), written = values_.order(*write.statement);
  const bool after = behind ? written > read : written >= read;
  if (after && !inOppositeArms(readRegion, writeRegion) && !apart(common, nullptr)) return true;
  // In a later iteration of one of them, the outer ones being equal.
  std::vector<const Statement*> equal;
  for (const Statement* loop : common) {
    const bool iterates = !ends || end_->encloses(values_.regionOf(*loop));
    if (iterates && !apart(equal, loop)) return true;
    equal.push_back(loop);
  }
  return false;
}

bool Overwrites::disjoint(const Place& read, const Statement& at, const Place& write, const Statement& writer,
                          const std::vector<const Statement*>& equal, const Statement* later) const {
  if (read.root != write.root) return false;
  const bool isRegister = memory_.isRegister(read.root);
  if (isRegister &&
      !(subscripts_.isInvariant(read.root, at) && values_.at(at, read.root) == values_.at(writer, read.root)))
    return false;
  if (!isRegister && read.root->type->isPointer()) return false;
  const Type* type = read.root->type->isReference() ? read.root->type->element : read.root->type;
  bool first = true;
  for (std::size_t i = 0; i < read.path.size() && i < write.path.size(); ++i) {
    const Step &r = read.path[i], &w = write.path[i];
    // A pointer loaded from memory: two different ones may be equal.
    if (type->isPointer() && !first) return false;
    first = false;
    if (r.kind == StepKind::Field || w.kind == StepKind::Field) {
      if (r.kind != w.kind) return type->isVector();  // the size is no element
      if (r.field != w.field) return !leadsOn(read, i) && !leadsOn(write, i);
      type = type->field(r.field)->type;
      continue;
    }
    type = type->element;
    const Affine zero{{}, Polynomial(0)};  // *p
    const auto a = r.index ? subscripts_.affine(r.index, at) : zero;
    const auto b = w.index ? subscripts_.affine(w.index, writer) : zero;
    if ((a && b && subscriptsDiffer(*a, *b, equal, later)) ||
        bounds_.differ(r.index, at, w.index, writer, equal, later))
      return !leadsOn(read, i) && !leadsOn(write, i);
  }
  return false;
}

// The number of different values that the counters in a and b (inner loops, each side with its own iteration) can give
// their sum, if the subscripts are packed like digits: stride 1, then the extent of that loop, and so on.
std::optional<Polynomial> Overwrites::spanOfInner(const Affine& a, const Affine& b) const {
  if (a.counters != b.counters) return std::nullopt;
  auto rest = a.counters;
  Polynomial span(1);
  while (!rest.empty()) {
    auto digit = std::find_if(rest.begin(), rest.end(), [&](const auto& term) { return term.second == span; });
    if (digit == rest.end()) return std::nullopt;
    const Region* region = values_.declaredIn(digit->first);
    const auto extent = region && region->owner ? subscripts_.extent(*region->owner) : std::nullopt;
    if (!extent) return std::nullopt;
    span = span * *extent;
    rest.erase(digit);
  }
  return span;
}

bool Overwrites::subscriptsDiffer(const Affine& read, const Affine& write, const std::vector<const Statement*>& equal,
                                  const Statement* later) const {
  Affine a = read, b = write;
  auto counterOf = [](const Statement* loop) -> const Variable* {
    const auto* counted = loop->as<Loop>();
    return counted ? counted->counter : nullptr;
  };
  for (const Statement* loop : equal) {
    const Variable* counter = counterOf(loop);
    if (!counter || !(a.counters[counter] == b.counters[counter])) {
      if (counter) return false;
      continue;
    }
    a.counters.erase(counter);
    b.counters.erase(counter);
  }
  const Polynomial offset = b.rest - a.rest;
  if (!later) {
    const auto distance = offset.constant();
    return a.counters.empty() && b.counters.empty() && distance && *distance != 0;
  }
  const Variable* counter = counterOf(later);
  if (!counter) return false;
  const Polynomial stride = a.counters[counter];
  if (!(stride == b.counters[counter]) || stride.isZero()) return false;
  a.counters.erase(counter);
  b.counters.erase(counter);
  if (!offset.isZero()) {
    // Iterations later by n ≥ 1, the subscript is stride · step · n + offset further on: never 0 if the signs agree,
    // or if the offset is no multiple.
    const auto shift = offset.constant(), factor = stride.constant(), step = stepOf(*later->as<Loop>());
    if (!shift || !factor || !step || *step == 0 || !a.counters.empty() || !b.counters.empty()) return false;
    const long distance = *factor * *step;
    return (*shift > 0) == (distance > 0) || *shift % distance != 0;
  }
  const auto span = spanOfInner(a, b);
  if (!span) return false;
  if (stride == *span && !(a.counters.empty() && !stride.constant())) return true;
  const auto step = stepOf(*later->as<Loop>());
  const auto width = span->constant(), distance = stride.constant();
  return step && width && distance && std::abs(*distance * *step) >= *width;
}

}  // namespace retrograd::analysis

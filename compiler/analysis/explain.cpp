#include "analysis/explain.h"

#include "ir/build.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace retrograd::analysis {

using namespace ir;

namespace {

// Where an object got active data from first, and at which statement.
struct Origin {
  Object from;
  Location location;
};
using Origins = std::map<Object, Origin>;

// Sets of objects are ordered by address; notes are the same in every run.
bool standsBefore(const Object& a, const Object& b) {
  const Location &x = a.variable->location, &y = b.variable->location;
  return std::tie(x.line, x.column, a.variable->name) < std::tie(y.line, y.column, b.variable->name);
}

std::vector<Object> inOrder(const Objects& objects) {
  std::vector<Object> ordered(objects.begin(), objects.end());
  std::sort(ordered.begin(), ordered.end(), standsBefore);
  return ordered;
}

// Breadth first from the parameters: every object is reached on a shortest way.
Origins originsOf(const Function& function, const Activity& activity, const Objects& sources) {
  Origins origins;
  for (const Object& source : sources) origins[source] = {source, {}};
  for (Objects last = sources; !last.empty();) {
    Objects next;
    forEachStatement(function.body, [&](const Statement& statement) {
      const Flow flow = activity.flowOf(statement);
      const std::vector<Object> candidates = inOrder(flow.from);
      const auto from =
          std::find_if(candidates.begin(), candidates.end(), [&](const Object& o) { return last.count(o); });
      if (from == candidates.end()) return;
      for (const Object& into : flow.into)
        if (origins.try_emplace(into, Origin{*from, statement.location}).second) next.insert(into);
    });
    last = std::move(next);
  }
  return origins;
}

std::string stepsTo(Object object, const Origins& origins) {
  std::string steps;
  for (;;) {
    const Origin& origin = origins.at(object);
    if (origin.from == object) return steps;
    if (isUsers(*object.variable))
      steps = "'" + userName(*object.variable) + "' (line " + std::to_string(origin.location.line) + ")" +
              (steps.empty() ? "" : ", then ") + steps;
    object = origin.from;
  }
}

const Variable* parameterBehind(Object object, const Origins& origins) {
  while (!(origins.at(object).from == object)) object = origins.at(object).from;
  return object.variable;
}

}  // namespace

bool isUsers(const Variable& variable) {
  return (variable.location.raw || variable.location.line) && !variable.location.inside;
}

const std::string& userName(const Variable& variable) {
  return variable.base.empty() || !isUsers(variable) ? variable.name : variable.base;
}

std::vector<diag::Note> whyActive(const Function& function, const Activity& activity, const Objects& reached) {
  const Origins origins = originsOf(function, activity, activity.sources());
  for (const Object& object : inOrder(reached)) {
    if (!origins.count(object)) continue;
    const Variable* parameter = parameterBehind(object, origins);
    const std::string steps = stepsTo(object, origins);
    if (steps.empty()) return {{diag::Message::ActiveParameter, parameter->location, {parameter->name}}};
    return {{diag::Message::ActiveThrough, parameter->location, {parameter->name, steps}}};
  }
  return {};
}

std::vector<diag::Note> whyActive(const Function& function, const Activity& activity, const ExpressionPtr& expression) {
  return whyActive(function, activity, activity.readsOf(expression));
}

std::vector<diag::Note> whyActive(const Function& function, const Activity& activity, const Statement& statement) {
  return whyActive(function, activity, activity.flowOf(statement).from);
}

}  // namespace retrograd::analysis

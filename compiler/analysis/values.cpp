#include "analysis/values.h"

#include "ir/build.h"

#include <algorithm>

namespace retrograd::analysis {

using namespace ir;

bool Region::encloses(const Region* inner) const {
  for (; inner; inner = inner->parent)
    if (inner == this) return true;
  return false;
}

Values::Values(const Function& function, const Memory& memory, const std::map<const Variable*, Variable*>& companions)
    : memory_(memory), companions_(companions) {
  Region* body = makeRegion(RegionKind::Body, nullptr, &function.body, nullptr);
  Environment environment;
  for (const Variable* parameter : function.parameters)
    if (memory.isRegister(parameter)) environment[parameter] = make(ValueKind::Entry, parameter, nullptr, body);
  walk(function.body, body, environment);
}

const Value* Values::make(ValueKind kind, const Variable* variable, const Statement* statement, Region* region) {
  const unsigned id = static_cast<unsigned>(values_.size());
  return &values_.emplace_back(Value{kind, variable, statement, region, id});
}

Region* Values::makeRegion(RegionKind kind, const Statement* owner, const Block* block, Region* parent) {
  Region* region = &regions_.emplace_back(Region{kind, owner, block, parent});
  if (owner) owned_[{owner, kind}] = region;
  return region;
}

void Values::noteReads(const Statement& statement, const Environment& environment) {
  auto note = [&](const Variable* variable) {
    if (auto it = environment.find(variable); it != environment.end()) reads_[{&statement, variable}] = it->second;
  };
  auto noteWithCompanion = [&](const Variable* variable) {
    note(variable);
    if (auto it = companions_.find(variable); it != companions_.end()) note(it->second);
  };
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    forEachExpression(operand, [&](const Expression& e) {
      if (e.place.root) noteWithCompanion(e.place.root);
    });
  });
  // Roots of target places are read when the place leads through a pointer, or added to.
  if (const auto* node = statement.as<Assign>()) noteWithCompanion(node->target.root);
  if (const auto* node = statement.as<Call>()) {
    if (node->result) noteWithCompanion(node->result->root);
    for (const Argument& argument : node->arguments)
      if (argument.reference) noteWithCompanion(argument.reference->root);
  }
  if (const auto* node = statement.as<TapeOperation>()) noteWithCompanion(node->variable);
}

void Values::define(const Statement& statement, const Variable* variable, Region* region, Environment& environment) {
  if (!memory_.isRegister(variable)) return;
  environment[variable] = definitions_[&statement] = make(ValueKind::Definition, variable, &statement, region);
}

bool Values::isCompanion(const Variable* variable) const {
  return std::any_of(companions_.begin(), companions_.end(), [&](const auto& one) { return one.second == variable; });
}

void Values::walk(const Block& block, Region* region, Environment& environment) {
  for (const Statement& statement : block) {
    order_[&statement] = static_cast<unsigned>(order_.size());
    regionOf_[&statement] = region;
    if (!statement.as<While>()) noteReads(statement, environment);
    if (const auto* node = statement.as<Declare>()) {
      declared_[node->variable] = region;
      if (node->init || node->zero)
        define(statement, node->variable, region, environment);
      else if (memory_.isRegister(node->variable))
        environment[node->variable] = make(ValueKind::Undefined, node->variable, &statement, region);
    } else if (const auto* node = statement.as<Assign>()) {
      if (node->target.isVariable()) define(statement, node->target.root, region, environment);
    } else if (const auto* node = statement.as<Call>()) {
      if (node->declares) declared_[node->result->root] = region;
      if (node->result && node->result->isVariable()) define(statement, node->result->root, region, environment);
    } else if (const auto* node = statement.as<TapeOperation>()) {
      if (node->kind == TapeOperation::Pop) define(statement, node->variable, region, environment);
    } else if (const auto* node = statement.as<Loop>()) {
      walkLoop(statement, node->body, RegionKind::LoopBody, region, environment);
    } else if (const auto* node = statement.as<While>()) {
      walkLoop(statement, node->body, RegionKind::WhileBody, region, environment);
    } else if (const auto* node = statement.as<Branch>()) {
      walkBranch(statement, *node, region, environment);
    } else if (const auto* node = statement.as<Scope>()) {
      walk(node->body, region, environment);
    }
  }
  ends_[region] = environment;
}

// Registers assigned in the block that exist before it.
static std::set<const Variable*> assignedIn(const Block& block, const Memory& memory) {
  std::set<const Variable*> assigned, local;
  forEachStatement(block, [&](const Statement& statement) {
    auto target = [&](const Place& place) {
      if (place.isVariable() && memory.isRegister(place.root)) assigned.insert(place.root);
    };
    if (const auto* node = statement.as<Declare>()) local.insert(node->variable);
    if (const auto* node = statement.as<Loop>()) local.insert(node->counter);
    if (const auto* node = statement.as<Assign>()) target(node->target);
    if (const auto* node = statement.as<TapeOperation>(); node && node->kind == TapeOperation::Pop)
      target(place(node->variable));
    if (const auto* node = statement.as<Call>(); node && node->result) {
      target(*node->result);
      if (node->declares) local.insert(node->result->root);
    }
  });
  for (const Variable* variable : local) assigned.erase(variable);
  return assigned;
}

void Values::walkLoop(const Statement& statement, const Block& body, RegionKind kind, Region* region,
                      Environment& environment) {
  Region* inner = makeRegion(kind, &statement, &body, region);
  Environment inside = environment;
  const auto assigned = assignedIn(body, memory_);
  for (const Variable* variable : assigned)
    if (auto it = environment.find(variable); it != environment.end()) before_[{&statement, variable}] = it->second;
  for (const Variable* variable : assigned) inside[variable] = make(ValueKind::Phi, variable, &statement, inner);
  if (const auto* loop = statement.as<Loop>()) {
    inside[loop->counter] = make(ValueKind::Counter, loop->counter, &statement, inner);
    declared_[loop->counter] = inner;
  } else {
    noteReads(statement, inside);
  }
  walk(body, inner, inside);
  for (const Variable* variable : assigned)
    environment[variable] = behind_[{&statement, variable}] = make(ValueKind::Exit, variable, &statement, region);
}

void Values::walkBranch(const Statement& statement, const Branch& branch, Region* region, Environment& environment) {
  Environment then = environment, otherwise = environment;
  walk(branch.then, makeRegion(RegionKind::Then, &statement, &branch.then, region), then);
  walk(branch.otherwise, makeRegion(RegionKind::Otherwise, &statement, &branch.otherwise, region), otherwise);
  auto assigned = assignedIn(branch.then, memory_);
  assigned.merge(assignedIn(branch.otherwise, memory_));
  for (const Variable* variable : assigned)
    environment[variable] = behind_[{&statement, variable}] = make(ValueKind::Join, variable, &statement, region);
}

const Value* Values::at(const Statement& statement, const Variable* variable) const {
  auto it = reads_.find({&statement, variable});
  return it == reads_.end() ? nullptr : it->second;
}

const Value* Values::definedBy(const Statement& statement) const {
  auto it = definitions_.find(&statement);
  return it == definitions_.end() ? nullptr : it->second;
}

const Value* Values::atEnd(const Region* region, const Variable* variable) const {
  auto end = ends_.find(region);
  if (end == ends_.end()) return nullptr;
  auto it = end->second.find(variable);
  return it == end->second.end() ? nullptr : it->second;
}

const Value* Values::behind(const Statement& statement, const Variable* variable) const {
  auto it = behind_.find({&statement, variable});
  return it == behind_.end() ? nullptr : it->second;
}

const Value* Values::before(const Statement& loop, const Variable* variable) const {
  auto it = before_.find({&loop, variable});
  return it == before_.end() ? nullptr : it->second;
}

Region* Values::regionOf(const Statement& statement) const { return regionOf_.at(&statement); }

Region* Values::regionOf(const Statement& owner, RegionKind kind) const {
  auto it = owned_.find({&owner, kind});
  return it == owned_.end() ? nullptr : it->second;
}

Region* Values::declaredIn(const Variable* variable) const {
  auto it = declared_.find(variable);
  return it == declared_.end() ? nullptr : it->second;
}

}  // namespace retrograd::analysis

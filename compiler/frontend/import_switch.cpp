#include "frontend/function_importer.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;

// `P p;` of a class whose constructor does nothing.
static bool isLeftUnset(const Expr* init) {
  const auto* construction = dyn_cast<CXXConstructExpr>(init);
  return construction && construction->getConstructor()->isTrivial() &&
         construction->getConstructor()->isDefaultConstructor() && !construction->requiresZeroInitialization();
}

static bool isUninitialised(const Stmt* statement) {
  const auto* declarations = dyn_cast<DeclStmt>(statement);
  if (!declarations) return false;
  for (const Decl* declaration : declarations->decls())
    if (const auto* variable = dyn_cast<VarDecl>(declaration);
        variable && variable->getInit() && !isLeftUnset(variable->getInit()))
      return false;
  return true;
}

// False if a label stands inside another statement.
bool FunctionImporter::splitSections(const SwitchStmt* statement, std::vector<Section>& sections) {
  std::vector<const Stmt*> statements{statement->getBody()};
  if (const auto* block = dyn_cast<CompoundStmt>(statement->getBody()))
    statements.assign(block->body_begin(), block->body_end());
  std::set<const SwitchCase*> missing;
  for (const SwitchCase* label = statement->getSwitchCaseList(); label; label = label->getNextSwitchCase())
    missing.insert(label);
  for (const Stmt* next : statements) {
    while (const auto* label = dyn_cast<SwitchCase>(next)) {
      if (sections.empty() || !sections.back().statements.empty()) sections.emplace_back();
      sections.back().labels.push_back(label);
      sections.back().isDefault |= isa<DefaultStmt>(label);
      missing.erase(label);
      next = label->getSubStmt();
    }
    // Later sections may use it: declared before all of them. What stands before the first label never runs.
    if (isUninitialised(next))
      this->statement(next, {});
    else if (!sections.empty())
      sections.back().statements.push_back(next);
    if (!sections.empty() && sections.back().statements.empty()) sections.back().statements.push_back(nullptr);
  }
  for (Section& section : sections) std::erase(section.statements, nullptr);
  if (missing.empty()) return true;
  refuse((*missing.begin())->getKeywordLoc(), Message::UnsupportedCaseLabel, {}, Message::MoveCaseLabel);
  return false;
}

bool FunctionImporter::fallsThrough(const std::vector<Section>& sections) {
  for (std::size_t i = 0; i + 1 < sections.size(); ++i) {
    const auto& statements = sections[i].statements;
    const bool leaves = std::any_of(statements.begin(), statements.end(),
                                    [&](const Stmt* statement) { return !exits_.of(statement).falls; });
    if (!leaves) return true;
  }
  return false;
}

ExpressionPtr FunctionImporter::matches(const CaseStmt* label, const ExpressionPtr& choice) {
  const auto compare = [&](OperationKind kind, const Expr* bound) {
    return ir::operation(kind, types_.boolType(), {choice, convert(value(bound), choice->type)});
  };
  if (!label->getRHS()) return compare(OperationKind::Equal, label->getLHS());
  return conjunction(compare(OperationKind::GreaterEqual, label->getLHS()),
                     compare(OperationKind::LessEqual, label->getRHS()));
}

ExpressionPtr FunctionImporter::matches(const Section& section, const ExpressionPtr& choice) {
  ExpressionPtr result;
  for (const SwitchCase* label : section.labels)
    if (const auto* one = dyn_cast<CaseStmt>(label)) {
      const ExpressionPtr match = matches(one, choice);
      result = result ? ir::operation(OperationKind::LogicalOr, types_.boolType(), {result, match}) : match;
    }
  return result;
}

void FunctionImporter::switchStatement(const SwitchStmt* statement, Tail tail) {
  if (statement->getInit()) this->statement(statement->getInit(), {});
  const ExpressionPtr choice = simple("choice", condition(statement->getConditionVariable(), statement->getCond()));
  std::vector<Section> sections;
  if (!splitSections(statement, sections) || sections.empty()) return;
  std::set<ir::Variable*> before = std::exchange(raised_, {});
  targets_.push_back({.isLoop = false});
  ir::Block chosen = collect([&] {
    if (fallsThrough(sections))
      fallThroughSections(sections, choice, tail);
    else
      chooseSection(sections, choice, tail);
  });
  ir::Variable* leave = targets_.back().stop;
  targets_.pop_back();
  if (leave) {
    emit(ir::declare(leave, ir::constant("false", types_.boolType())), statement->getSwitchLoc());
    raised_.erase(leave);
  }
  append(std::move(chosen));
  raised_.insert(before.begin(), before.end());
}

// No section runs into the next: if, else if, else.
void FunctionImporter::chooseSection(const std::vector<Section>& sections, const ExpressionPtr& choice, Tail tail) {
  tail.breaks = true;
  std::vector<std::pair<const Section*, ir::Block>> bodies;
  ir::Block otherwise;
  for (const Section& section : sections) {
    ir::Block body = collect([&] { sequence(section.statements, tail); });
    if (section.isDefault)
      otherwise = std::move(body);
    else
      bodies.emplace_back(&section, std::move(body));
  }
  for (auto body = bodies.rbegin(); body != bodies.rend(); ++body) {
    ir::Block choiceBlock = collect([&] {
      emitBranch(matches(*body->first, choice), std::move(body->second), std::move(otherwise),
                 body->first->labels.front()->getKeywordLoc());
    });
    otherwise = std::move(choiceBlock);
  }
  append(std::move(otherwise));
}

// The number of the section to start with is found first; each section runs if it is that one or a later one.
void FunctionImporter::fallThroughSections(const std::vector<Section>& sections, const ExpressionPtr& choice,
                                           Tail tail) {
  const auto number = [&](std::size_t i) { return ir::constant(std::to_string(i), types_.intType()); };
  ExpressionPtr start = number(sections.size());
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (sections[i].isDefault) start = number(i);
  for (std::size_t i = sections.size(); i-- > 0;)
    if (!sections[i].isDefault)
      start = ir::operation(OperationKind::Select, types_.intType(), {matches(sections[i], choice), number(i), start});
  const ExpressionPtr section = keep("section", start);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const bool isLast = i + 1 == sections.size();
    const Tail inner = isLast ? Tail{tail.returns, true, tail.continues} : Tail{};
    const ExpressionPtr goesOn = noneRaised(raised_);
    std::set<ir::Variable*> before = std::exchange(raised_, {});
    ir::Block body = collect([&] { sequence(sections[i].statements, inner); });
    raised_.insert(before.begin(), before.end());
    const ExpressionPtr isReached = ir::operation(OperationKind::LessEqual, types_.boolType(), {section, number(i)});
    emitBranch(conjunction(goesOn, isReached), std::move(body), {}, sections[i].labels.front()->getKeywordLoc());
  }
}

}  // namespace retrograd::frontend

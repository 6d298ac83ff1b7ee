// Bodies, one after the other; what is refused in them; functions that are called as they are.
#include "analysis/memory.h"
#include "analysis/recursion.h"
#include "frontend/downcasts.h"
#include "frontend/function_importer.h"
#include "frontend/import_state.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;

// Was a part of an active object passed, and does the function look for the whole?
bool ImportState::findsWhole(const ir::Function& function, const FunctionDecl& definition) const {
  const bool takesPart = llvm::any_of(function.parameters, [&](const ir::Variable* parameter) {
    return llvm::any_of(hiddenWholes, [&](const HiddenWhole& one) { return one.isLedToBy(parameter->type); });
  });
  return takesPart && findsDerived(&definition);
}

// Can it stay a call by its name, whatever it does, because no active data reaches it?
static bool isKeptCall(const ir::Function& function) {
  const bool isNamed = function.calling != ir::Calling::AsCopy && function.inlining != ir::Inlining::Always;
  const bool givesNumbers = !analysis::holdsPointers(function.result) && !function.result->holdsVector() &&
                            function.result->kind != ir::TypeKind::Opaque;
  return isNamed && givesNumbers && !function.annotated && llvm::none_of(function.parameters, [](const auto* one) {
           return one->type->canBeActive() && !(one->markedPassive && !one->type->givesWriteAccess());
         });
}

void ImportState::importBody(ir::Function& function) {
  const FunctionDecl& definition = *declarations.at(&function);
  const bool isKept = isKeptCall(function) && !findsWhole(function, definition);
  const bool wasQuiet = std::exchange(isQuiet, isQuiet || isKept);
  ir::Function* const outer = std::exchange(importing_, &function);
  FunctionImporter importer(*this, definition, function);
  const bool isSound = importer.run();
  importing_ = outer;
  if (!isSound && isKept) {
    callees.erase(&function);
    function.mayThrow = true;
  } else if (!isSound) {
    refused.insert(&function);
  }
  isQuiet = wasQuiet;
  if (!isSound) dropBody(function);
}

void ImportState::drain() {
  bool inlined = false;
  while (!waiting_.empty()) {
    ir::Function* next = waiting_.front();
    waiting_.pop_front();
    importBody(*next);
    inlined |= next->inlining == ir::Inlining::Always;
  }
  if (inlined) refuseRecursion();
  keepPassive();
  complain();
}

void ImportState::dropBody(ir::Function& function) {
  function.body.clear();
  function.hasBody = false;
}

// A function that no active data reaches is called as it is, where something that it calls was refused.
void ImportState::keepPassive() {
  if (refused.empty()) return;
  std::vector<ir::Function*> kept;
  for (const auto& [function, declaration] : declarations)
    if (function->hasBody && isKeptCall(*function) && !isSound(function) && !findsWhole(*function, *declaration))
      kept.push_back(const_cast<ir::Function*>(function));
  for (ir::Function* function : kept) {
    callees.erase(function);
    function->mayThrow = true;
    dropBody(*function);
  }
}

// Says what was refused in functions that a wanted one calls.
void ImportState::complain() {
  if (isQuiet) return;
  std::set<const ir::Function*> reached;
  std::vector<const ir::Function*> open(roots.begin(), roots.end());
  while (!open.empty()) {
    const ir::Function* next = open.back();
    open.pop_back();
    if (!next || !reached.insert(next).second) continue;
    if (const auto calls = callees.find(next); calls != callees.end())
      open.insert(open.end(), calls->second.begin(), calls->second.end());
  }
  std::vector<Complaint> later;
  for (Complaint& one : std::exchange(complaints_, {}))
    if (reached.count(one.function))
      refuse(one.name, one.where, one.refusal);
    else
      later.push_back(std::move(one));
  complaints_ = std::move(later);
}

// A function that we don't look into may find the active object that the passive one is a part of.
void ImportState::refuseHiddenWholes() {
  for (const auto& [function, declaration] : declarations) {
    if (function->hasBody || function->adjointRule || function->tangentRule || refused.count(function)) continue;
    for (const ir::Variable* parameter : function->parameters)
      for (const HiddenWhole& hidden : hiddenWholes) {
        if (!hidden.isLedToBy(parameter->type)) continue;
        sink.report(Message::UnknownCallee, hidden.where, {shownName(declaration)},
                    {{Message::MoveIntoFunctionWithRule, hidden.where, {}}});
        refused.insert(function);
      }
  }
}

// What must be inlined can't call itself.
void ImportState::refuseRecursion() {
  for (const auto& [function, declaration] : declarations) {
    if (function->inlining != ir::Inlining::Always || !analysis::isRecursive(*function)) continue;
    refuse(shownName(declaration), location(declaration->getLocation(), function),
           {Message::RecursiveInlined, {}, Message::PassData});
    refused.insert(function);
  }
}

bool ImportState::isSound(const ir::Function* function) const {
  std::set<const ir::Function*> seen;
  std::vector<const ir::Function*> open{function};
  while (!open.empty()) {
    const ir::Function* next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    if (refused.count(next)) return false;
    if (const auto calls = callees.find(next); calls != callees.end())
      open.insert(open.end(), calls->second.begin(), calls->second.end());
  }
  return true;
}

}  // namespace retrograd::frontend

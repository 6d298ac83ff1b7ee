#include "transform/inline.h"

#include "analysis/recursion.h"
#include "ir/build.h"
#include "transform/call_checks.h"
#include "transform/mentions.h"

#include <algorithm>
#include <map>
#include <memory>

namespace retrograd::transform {

using namespace ir;

namespace {
constexpr unsigned mostSmallStatements = 8, mostCalledOnce = 40;
// Bodies that call each other many times could fill any memory: beyond this, calls stay calls.
constexpr unsigned mostStatements = 20'000;

unsigned countStatements(const Block& block) {
  unsigned count = 0;
  forEachStatement(block, [&](const Statement&) { ++count; });
  return count;
}

// Not if it has derivatives of its own that the user knows by name.
bool mayBeInlined(const Function& callee) {
  return !callee.annotated && std::none_of(callee.parameters.begin(), callee.parameters.end(),
                                           [](const Variable* parameter) { return parameter->markedPassive; });
}

bool holdsActivePointer(const Type* type) {
  if (type->isPointer()) return type->canBeActive();
  return type->kind == TypeKind::Record &&
         std::any_of(type->fields.begin(), type->fields.end(),
                     [](const Field& field) { return holdsActivePointer(field.type); });
}

// Does it set pointers of the caller's to active memory, or give it records of some (an iterator of one's own)?
// Inlined, they are variables of which all is known.
bool movesPointers(const Function& callee) {
  return (callee.result->kind == TypeKind::Record && holdsActivePointer(callee.result)) ||
         std::any_of(callee.parameters.begin(), callee.parameters.end(), [](const Variable* parameter) {
           const Type* type = parameter->type;
           return type->isReference() && !type->constElement && type->element->isPointer() &&
                  type->element->canBeActive();
         });
}

// Is a local record of pointers passed? Only what is split into its members has an adjoint.
bool passesPointers(const Call& call) {
  return std::any_of(call.arguments.begin(), call.arguments.end(), [](const Argument& argument) {
    const bool isRead = argument.value && argument.value->kind == ExpressionKind::Read;
    const Variable* root = argument.reference ? argument.reference->root
                           : isRead           ? argument.value->place.root
                                              : nullptr;
    return root && root->role == VariableRole::Local && root->type->kind == TypeKind::Record &&
           holdsActivePointer(root->type);
  });
}

// At most so many statements, and none that runs long.
bool isSmall(const Function& callee, unsigned most) {
  bool plain = countStatements(callee.body) <= most;
  forEachStatement(callee.body, [&](const Statement& statement) {
    plain &= statement.as<Declare>() || statement.as<Assign>() || statement.as<Branch>() || statement.as<Return>() ||
             statement.as<Scope>() || statement.as<Comment>();
  });
  return plain;
}

class Inliner {
public:
  Inliner(Function& function, TypeTable& types) : function_(function), types_(types) {}

  void run() {
    do {
      changed_ = false;
      const analysis::Memory memory(function_);
      memory_ = &memory;
      budget_ = countStatements(function_.body);
      countCalls();
      expand(function_.body);
    } while (changed_);
  }

private:
  void expand(Block& block) {
    Block expanded;
    for (Statement& statement : block) {
      forEachNestedBlock(statement, [&](Block& nested) { expand(nested); });
      const auto* call = statement.as<Call>();
      if (!call || !isInlined(*call)) {
        expanded.push_back(std::move(statement));
        continue;
      }
      Block body = inlinedCall(function_, types_, *memory_, statement, memoryOf(*call->callee));
      budget_ += countStatements(body);
      changed_ = true;
      for (Statement& inner : body) expanded.push_back(std::move(inner));
    }
    block = std::move(expanded);
  }

  bool isInlined(const Call& call) {
    const Function& callee = *call.callee;
    if (!callee.hasBody || &callee == &function_ || budget_ > mostStatements || isRecursive(callee)) return false;
    if (callee.inlining == Inlining::Always) return true;
    const unsigned most = calls_[&callee] == 1 ? mostCalledOnce : mostSmallStatements;
    const bool isPossible = callee.inlining != Inlining::Never && mayBeInlined(callee);
    if (isPossible && (isSmall(callee, most) || movesPointers(callee) || passesPointers(call))) return true;
    return overlapOf(call, *memory_).degree != Overlap::None;
  }

  void countCalls() {
    calls_.clear();
    forEachStatement(function_.body, [&](const Statement& statement) {
      if (const auto* call = statement.as<Call>()) ++calls_[call->callee];
    });
  }

  bool isRecursive(const Function& callee) {
    auto [known, fresh] = recursive_.try_emplace(&callee, false);
    if (fresh) known->second = analysis::isRecursive(callee);
    return known->second;
  }

  const analysis::Memory& memoryOf(const Function& callee) {
    std::unique_ptr<analysis::Memory>& known = inside_[&callee];
    if (!known) known = std::make_unique<analysis::Memory>(callee);
    return *known;
  }

  Function& function_;
  TypeTable& types_;
  const analysis::Memory* memory_ = nullptr;  // of the function as it is before this round
  std::map<const Function*, std::unique_ptr<analysis::Memory>> inside_;
  std::map<const Function*, bool> recursive_;
  std::map<const Function*, unsigned> calls_;  // how often the function calls it, as it is before this round
  unsigned budget_ = 0;
  bool changed_ = false;
};
}  // namespace

void inlineCalls(Function& function, TypeTable& types) { Inliner(function, types).run(); }

}  // namespace retrograd::transform

#include "analysis/recursion.h"

#include "ir/build.h"

#include <set>

namespace retrograd::analysis {

using namespace ir;

bool isRecursive(const Function& function) {
  std::set<const Function*> seen;
  std::vector<const Function*> open{&function};
  bool found = false;
  while (!open.empty() && !found) {
    const Function* next = open.back();
    open.pop_back();
    forEachStatement(next->body, [&](const Statement& statement) {
      const auto* call = statement.as<Call>();
      if (!call) return;
      found |= call->callee == &function;
      if (seen.insert(call->callee).second) open.push_back(call->callee);
    });
  }
  return found;
}

}  // namespace retrograd::analysis

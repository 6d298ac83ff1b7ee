// Where a local that is costly to copy is read for the last time: it can be moved from there.
#pragma once

#include "ir/ir.h"

#include <set>

namespace retrograd::backend {

class LastUses {
public:
  explicit LastUses(const ir::Function& function);
  // `node`: an Assign, Call or TapeOperation of the function that reads all of `variable`.
  bool contains(const void* node, const ir::Variable* variable) const { return uses_.count({node, variable}) != 0; }

private:
  void searchIn(const ir::Block& block);

  std::set<const ir::Variable*> handedOut_;  // others may know their address
  std::set<std::pair<const void*, const ir::Variable*>> uses_;
};

}  // namespace retrograd::backend

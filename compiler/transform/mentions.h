// Which variables statements mention, and the blocks inside them.
#pragma once

#include "ir/ir.h"

#include <functional>
#include <set>
#include <string>

namespace retrograd::transform {

// Each variable that the statement itself mentions (not those of nested blocks), once per mention.
void forEachMention(const ir::Statement& statement, const std::function<void(const ir::Variable*)>& visit);
// The same, those of nested blocks included.
void forEachMentionAnywhere(const ir::Statement& statement, const std::function<void(const ir::Variable*)>& visit);
// Does the statement, nested blocks included, mention the variable?
bool mentionsAnywhere(const ir::Statement& statement, const ir::Variable* variable);
// Every variable that the block mentions.
std::set<const ir::Variable*> variablesIn(const ir::Block& block);
// Is a variable that was to be called so an adjoint? (It holds one, or leads to one.)
bool isAdjointName(const std::string& base);
// The blocks directly inside the statement.
void forEachNestedBlock(ir::Statement& statement, const std::function<void(ir::Block&)>& visit);

}  // namespace retrograd::transform

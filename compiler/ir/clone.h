// Copying functions: a body into another function, with its variables mapped.
#pragma once

#include "ir/ir.h"

#include <map>
#include <string>

namespace retrograd::ir {

using VariableMap = std::map<const Variable*, Variable*>;

// The expression, place, block with every variable replaced by what the map says (others, e.g. globals, kept).
ExpressionPtr clone(const ExpressionPtr& expression, const VariableMap& variables);
Place clone(const Place& place, const VariableMap& variables);
Block clone(const Block& block, const VariableMap& variables);

// A statement's text with other names in it, as the map says: not those of members, and not what stands in quotes.
std::string renamed(const std::string& text, const std::map<std::string, std::string>& names);

// Copies parameters, result type, body, location and scope of `source` into the empty function `target`;
// returns which variable became which.
VariableMap cloneInto(const Function& source, Function& target);

// Copies `source`'s locals (not its parameters) into `target`, adding them to the map.
void cloneLocals(const Function& source, Function& target, VariableMap& variables);

}  // namespace retrograd::ir

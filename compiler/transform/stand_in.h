// An expression or a place that stands for a variable.
#pragma once

#include "ir/ir.h"

namespace retrograd::transform {

// &place, where &*p is p.
ir::ExpressionPtr addressWithout(ir::Place place, const ir::Type* pointer);

// Is the variable itself, not what it leads to, passed by reference in the block?
bool isReferredTo(const ir::Variable* variable, const ir::Block& block);

// Can the pointer value stand for every mention of the variable in the block? Not where elements are looked at that it
// has no subscript for, nor in a comparison that compilers would warn of.
bool canStandFor(const ir::ExpressionPtr& value, const ir::Variable* variable, const ir::Block& block);

// What `variable.path` is with the value (a read, or an address that can stand for it) in the variable's place.
ir::Place through(const ir::Expression& value, const std::vector<ir::Step>& path);

}  // namespace retrograd::transform

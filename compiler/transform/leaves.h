// Statements for each floating-point leaf of records and arrays.
#pragma once

#include "ir/ir.h"

#include <functional>
#include <vector>

namespace retrograd::transform {

// What `make` appends for every leaf (float or opaque) of the places, which have one type: loops over arrays, one after
// the other over fields. Passive members and pointers are left out.
void forEachLeaf(ir::Function& function, ir::TypeTable& types, const std::vector<ir::Place>& places, ir::Block& out,
                 const std::function<void(const std::vector<ir::Place>&, ir::Block&)>& make);

// place = 0 for every leaf.
void zero(ir::Function& function, ir::TypeTable& types, const ir::Place& place, ir::Block& out);

}  // namespace retrograd::transform

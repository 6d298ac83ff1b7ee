// Vectors as C++: how they are made and how they change their size.
#pragma once

#include "ir/ir.h"

#include <string>

namespace retrograd::backend {

// "(n)", "(n, std::vector<double>(m))": what follows the type or the name of a vector that is made of zeros.
std::string printExtents(const ir::Expression& sized);
// "v.resize(n)": an assignment to a vector's size.
std::string printResize(const ir::Assign& assign);
// "v.push_back(x);" for a vector that grows by one element and the store into it that follows; else nothing.
std::string printPush(const ir::Assign& grow, const ir::Statement& next);

}  // namespace retrograd::backend

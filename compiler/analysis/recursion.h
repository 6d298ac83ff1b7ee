// Which functions call themselves, directly or through others.
#pragma once

#include "ir/ir.h"

namespace retrograd::analysis {

bool isRecursive(const ir::Function& function);

}  // namespace retrograd::analysis

// The functions through which the public header's gradient<f>, jvp<f>, … reach the derivatives. The contract is
// documented in include/retrograd/detail/request.h.
#pragma once

#include "ir/ir.h"
#include "pipeline/pipeline.h"

#include <optional>
#include <string>
#include <vector>

namespace retrograd::backend {

// One requested derivative: Request<F, f, mode, wrt…> is answered by `derivative`.
struct Glue {
  const ir::Function* primal = nullptr;
  const ir::Function* derivative = nullptr;
  pipeline::Mode mode = pipeline::Mode::Adjoint;
  std::optional<std::vector<unsigned>> wrt;
  unsigned together = 1;  // seeds at once, of Rows and Columns
};

// The parameters (counted from 0) that have derivatives: those that can be active, with wrt only those named and
// those that the function may write (they are outputs as well).
std::vector<unsigned> activeParameters(const ir::Function& primal, const std::optional<std::vector<unsigned>>& wrt);

// retrograd_active (of several seeds retrograd_together) and retrograd_call for one request, to stand at global scope.
std::string printGlue(const Glue& glue);

// The primal's C++ function type: "double(const double*, int)"; of a member "double (Spring::*)(double) const".
std::string functionType(const ir::Function& function);
// The template argument that names it, at global scope: "physics::energy", "&Spring::energy".
std::string functionPointer(const ir::Function& function);

}  // namespace retrograd::backend

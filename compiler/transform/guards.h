// Debug mode (RETROGRAD_CHECKS, --guards): statements in derivatives that check at run time what they assume; the
// functions they call are in include/retrograd/checks.h.
#pragma once

#include "ir/ir.h"
#include "pipeline/pipeline.h"

namespace retrograd::transform {

class Guards {
public:
  Guards(ir::Module& module, const pipeline::Options& options) : module_(module), options_(options) {}
  bool isOn() const { return options_.guards; }

  // Before each call, and where the function begins if users call it: what is written is passed once.
  void checkOverlap(ir::Function& function, const ir::Function& primal);
  // Behind each statement that adds to an adjoint: it is a number. `nameOf`: the primal's name, "" to leave it out.
  using NameOf = std::function<std::string(const ir::Variable*)>;
  void checkAdjoints(ir::Block& block, std::size_t begin, ir::Location location, const NameOf& nameOf);
  // A companion that users pass is as large as its parameter.
  void checkShape(const ir::Variable* parameter, ir::Variable* primal, ir::Variable* companion, ir::Block& out);

private:
  void checkCalls(ir::Block& block);
  ir::Function* check(const std::string& name, const std::vector<const ir::Type*>& types);
  ir::Argument text(const std::string& text);
  std::optional<ir::Statement> overlapCheck(const ir::Function& callee, const std::vector<ir::Argument>& arguments,
                                            ir::Location location);
  const ir::Type* textType();

  ir::Module& module_;
  const pipeline::Options& options_;
};

}  // namespace retrograd::transform

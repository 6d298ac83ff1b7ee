// The computation graph of straight-line functions: `retrograd graph f.cpp --at=2,1`.
//
//   e = (a + b) * (b + 1) at a = 2, b = 1 gives nodes a, b, a + b = 3, b + 1 = 2, (a + b) * (b + 1) = 6, and edges with
//   the derivative of where they lead by where they come from. The sum over all ways from b to the end of the product
//   along each is de/db = 5.
#pragma once

#include "diag/diagnostics.h"
#include "ir/ir.h"

#include <string>
#include <vector>

namespace retrograd::pipeline {

struct GraphOptions {
  std::vector<double> at;         // values of the parameters (the last one again for those that are left)
  std::vector<std::string> only;  // functions that are to be drawn; empty: all that can be
  bool isWanted(const std::string& name) const;
};

// An annotated function that the frontend couldn't import, or didn't because others are wanted.
struct Undrawn {
  std::string name;
  ir::Location location;
};

// In the language of Graphviz, with a frame for each annotated function where there are several. Those that have no
// graph are left out with a warning; an error where they were asked for, or where nothing is left. Empty after an
// error.
std::string graphsOf(ir::Module& module, const std::vector<Undrawn>& undrawn, const GraphOptions& options,
                     diag::Sink& sink);

}  // namespace retrograd::pipeline

// Which passes run, in which order, as data; and the one entry that turns requests into derivatives.
#pragma once

#include "diag/diagnostics.h"
#include "ir/ir.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace retrograd::pipeline {

enum class Mode {
  Tangent,   // f_tangent
  Adjoint,   // f_adjoint
  Hvp,       // f_hvp: adjoint of the tangent with respect to the primal's parameters
  Rows,      // f_adjoint_rows_2: the adjoint with several seeds at once, [[autodiff("rows=2")]]
  Columns,   // f_tangent_columns_2: the tangent along several directions at once
  TapeBytes  // f_tape_bytes: what the adjoint keeps; null, without an error, where the arguments don't tell
};

// One derivative that is wanted. `wrt`: parameters counted from 0; absent = every parameter that can be active.
struct Request {
  ir::Function* primal = nullptr;
  Mode mode = Mode::Adjoint;
  std::optional<std::vector<unsigned>> wrt;
};

// How many rows or columns the derivative gives at once: as the function's annotation says, or as many as pay.
unsigned seedsAtOnce(const Request& request);

// Is the function annotated, so that it gets a derivative in this mode?
bool isWanted(const ir::Function& function, Mode mode);

// "line 12"
std::string describeLine(ir::Location location);

struct Options {
  bool strictIeee = false;   // no strong_mul: 0 * inf gives NaN as IEEE says
  bool reverseOnly = false;  // adjoints by reverse sweeps, also where tangents would cost less
  unsigned lanes = 4;        // how many iterations' sums run side by side (transform/interleave.h); tests use fewer
  bool guards = false;       // derivatives check what they assume (include/retrograd/checks.h)
  ir::Names macros;          // what a variable can't be called where the derivatives are read
  std::function<std::string(ir::Location)> describe = describeLine;  // "f.cpp:12", for what guards say
  std::string printAfter;                                            // pass name, or "all"
  std::function<void(const std::string&)> report;                    // receives what there is to say of an adjoint
  std::function<void(const std::string&)> print;                     // receives the IR text for printAfter
};

// Derivatives in the order of the requests (null where an error was reported). Functions they need (variants of
// callees, record types) are added to the module with `generated` set.
std::vector<ir::Function*> differentiate(ir::Module& module, const std::vector<Request>& requests,
                                         const Options& options, diag::Sink& sink);

// Names of all passes, in pipeline order.
std::vector<std::string> passNames();
// Runs the named passes (comma-separated) over every function with a body; false after an error.
bool runPasses(ir::Module& module, const std::string& names, const Options& options, diag::Sink& sink);

}  // namespace retrograd::pipeline

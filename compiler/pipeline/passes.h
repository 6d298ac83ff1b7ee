// The passes over one function as data: what runs before and after a transform, in which order.
#pragma once

#include "diag/diagnostics.h"
#include "pipeline/pipeline.h"

#include <span>

namespace retrograd::pipeline {

// What is known of a function between passes.
enum Fact : unsigned {
  imported = 1,       // verified IR
  inlined = 2,        // no calls that are to be inlined
  prepared = 4,       // no plain scopes, results and expensive calls named
  noDeadCode = 8,     // every store is read
  declaredLate = 16,  // declarations stand where they are first needed
  shortNames = 32     // names are the shortest free ones
};

struct Pass {
  const char* name;
  unsigned needs, gives, breaks;
  void (*run)(ir::Function& function, ir::TypeTable& types, const Options& options);
};

// Runs passes on functions; verifies after each and names the culprit.
class PassRunner {
public:
  PassRunner(const Options& options, diag::Sink& sink) : options_(options), sink_(sink) {}
  const Options& options() const { return options_; }
  diag::Sink& sink() { return sink_; }

  bool before(ir::Function& function, ir::TypeTable& types);  // what a transform starts from
  bool after(ir::Function& function, ir::TypeTable& types);   // on what it made
  // When all derivatives are made: no transform reads the function again.
  bool last(ir::Function& function, ir::TypeTable& types);
  bool run(const Pass& pass, ir::Function& function, ir::TypeTable& types);
  // Verifies, and prints if asked, what the pass left.
  bool check(const char* pass, const ir::Function& function);

private:
  const Options& options_;
  diag::Sink& sink_;
};

// Every pass over one function, in pipeline order.
std::span<const Pass> functionPasses();
// Those of them that a transform starts from.
std::span<const Pass> passesBefore();

}  // namespace retrograd::pipeline

// From an imported module and requests to the text that a user gets: the last step of the plugin, of the tool, and of
// the tool on .ir files.
#pragma once

#include "backend/backend.h"
#include "backend/check_program.h"
#include "pipeline/graph.h"
#include "pipeline/pipeline.h"

#include <map>
#include <string>
#include <vector>

namespace retrograd::pipeline {

enum class Emit {
  All,      // tangents, adjoints, and what entry points ask for
  Tangent,  // only these, of every annotated function
  Adjoint,
  Hvp,
  Ir,     // the functions as imported, or (with `passes`) as the passes leave them
  Graph,  // the computation graphs of straight-line functions
  Check   // a program that checks the derivatives of the annotated functions in the file itself
};

struct EmitOptions {
  Emit emit = Emit::All;
  std::string passes;  // Ir: comma-separated names
  GraphOptions graph;
  std::string source;     // name of the file that the text comes from, for the header's head
  bool mustFind = false;  // it is an error if no function is annotated
  backend::CheckOptions check;
  Options pipeline;
};

struct Existing {
  std::string text;  // a function's definition; empty: not compared
  ir::Location location;
};

// What is to be emitted, as the frontend found it.
struct EmitInput {
  std::vector<Request> annotated;              // derivatives of annotated functions
  std::vector<Request> entries;                // what entry points (gradient, hessian, …) ask for
  std::vector<backend::VisitedRecord> models;  // [[autodiff]] classes; their visits are in the header only
  // Functions and records that Retrograd wrote earlier and this unit includes, by keyOf: not written again, but
  // compared, so that an out-of-date header is an error and not a wrong derivative.
  std::multimap<std::string, Existing> existing;
  std::set<std::string> accessors;              // functions that reach members (backend::accessorKey), likewise
  std::set<const ir::Function*> tapeBytesUsed;  // whose f_tape_bytes the unit calls
  std::vector<Undrawn> undrawn;                 // Graph: annotated functions that were not imported
};

// What it came to.
struct Emitted {
  bool succeeded = false;
  std::string text;    // C++ at global scope, or IR; empty after an error
  std::string header;  // Emit::All: the text as a header file
};

// The file that `where` is the beginning of has nothing to work on.
void reportNothing(ir::Location where, const std::vector<diag::Note>& more, diag::Sink& sink);

Emitted emit(ir::Module& module, const EmitInput& input, const EmitOptions& options, diag::Sink& sink);

// The same for a file of IR; messages go to standard error.
Emitted emitIrFile(const std::string& file, const EmitOptions& options);

// Declarations of a function's tangent and adjoint, to stand behind it, and of f_tape_bytes if that name is free;
// `declared` needs no body. Empty if its types don't allow derivatives.
std::string derivativeDeclarations(ir::Module& module, ir::Function& declared, bool tapeBytes);

// How `existing` names a generated function or record: "ns::f_adjoint", inline and anonymous namespaces left out.
std::string keyOf(const std::vector<std::string>& scope, const std::string& name);
// The same for the retrograd_visit of a record.
std::string visitKeyOf(const std::string& record);

}  // namespace retrograd::pipeline

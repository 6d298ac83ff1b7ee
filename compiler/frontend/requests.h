// What a translation unit asks for: the derivatives of annotated functions, and those that its uses of the entry
// points (gradient, hessian, …) need.
#pragma once

#include "frontend/clang_headers.h"
#include "pipeline/pipeline.h"

#include <optional>

namespace retrograd::frontend {

// A derivative that is wanted, before its function is imported (pipeline::Request is the same of the IR).
struct Wanted {
  clang::FunctionDecl* function = nullptr;  // the definition
  pipeline::Mode mode = pipeline::Mode::Adjoint;
  std::optional<std::vector<unsigned>> wrt;
  clang::SourceLocation location;  // where it was asked for
};

struct Requests {
  std::vector<Wanted> annotated;               // tangent and adjoint of annotated functions, in the order of the source
  std::vector<Wanted> entries;                 // what uses of the entry points need
  std::vector<clang::CXXRecordDecl*> models;   // [[autodiff]] classes, complete and not templates
  std::vector<clang::FunctionDecl*> rules;     // [[autodiff::rule]] functions; of a template, its pattern
  std::vector<clang::CXXRecordDecl*> visited;  // classes that have a retrograd_visit
  std::vector<clang::NamedDecl*> generated;    // [[autodiff::generated]] functions with a body, and classes
  std::vector<clang::FunctionDecl*> accessors;  // those that reach a member that isn't public
};

// Instantiates what the user's code needs, until nothing more is wanted, so that an annotated template has bodies and
// a request inside a template is seen. Entry points wait: what they call isn't written yet.
void completeInstantiations(clang::Sema& sema);

// Reads them off the AST, over all redeclarations and instantiations.
Requests collectRequests(clang::ASTContext& context);

}  // namespace retrograd::frontend

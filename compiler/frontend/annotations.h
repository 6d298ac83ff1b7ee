// The attributes [[autodiff]], [[autodiff::passive]], [[autodiff::rule]], [[autodiff::opaque]],
// [[autodiff::generated]], as Clang hands them to us; they stay in the AST as annotations, so that they can be asked
// for here also when they came from a precompiled header.
//
//   [[autodiff]] double f(double x, [[autodiff::passive]] const double* data);
//   annotations::has(f, annotations::Kind::Autodiff)   // true, whichever declaration of f carries it
#pragma once

#include "frontend/clang_headers.h"

#include <functional>

namespace retrograd::frontend::annotations {

enum class Kind {
  Autodiff,   // functions and classes; of functions options: "rows=2", "memory=64MiB"
  Passive,    // parameters and fields
  Rule,       // functions: a hand-written derivative; up to two strings: the primal's qualified name and its type
  Opaque,     // classes
  Generated,  // functions and classes that Retrograd wrote
};

// True if the declaration, an earlier or later declaration of the same entity, or the template it was instantiated
// from carries the attribute.
bool has(const clang::Decl* declaration, Kind kind);
// Where the attribute stands; invalid if it doesn't.
clang::SourceLocation locationOf(const clang::Decl* declaration, Kind kind);
// The string arguments of the attribute (Rule).
std::vector<std::string> arguments(const clang::Decl* declaration, Kind kind);

// How many rows of its Jacobian the function's adjoint is also wanted for at once: [[autodiff("rows=2")]]; else 1.
unsigned rowsOf(const clang::Decl* declaration);

// How many bytes the record of its loops may take: [[autodiff("memory=64MiB")]]; else 0.
std::uint64_t memoryOf(const clang::Decl* declaration);

// Called for each function declaration as its [[autodiff]] is read, before its body. One listener at a time: a
// process compiles one unit at a time. Null to stop.
void onAutodiffFunction(std::function<void(clang::FunctionDecl*)> listener);

// Makes sure that the attributes are linked in: call it once from an entry point.
void registerAttributes();

}  // namespace retrograd::frontend::annotations

// Clang's AST → IR. What cannot be imported with its whole meaning is refused with an error at the construct.
//
//   Importer importer(context, module, sink);
//   importer.resolveRules = [&](const clang::FunctionDecl* callee, ir::Function& function) { … };
//   ir::Function* f = importer.import(declaration);   // f and, transitively, what it calls; null after an error
#pragma once

#include "diag/diagnostics.h"
#include "frontend/clang_headers.h"
#include "ir/ir.h"

#include <functional>
#include <memory>

namespace retrograd::frontend {

struct ImportState;

class Importer {
public:
  Importer(clang::ASTContext& context, ir::Module& module, diag::Sink& sink);
  ~Importer();
  Importer(const Importer&) = delete;
  Importer& operator=(const Importer&) = delete;

  // Imports the function's definition and whatever it calls that has a body and no rule. Null after an error in any of
  // them; every error of one call is reported. Without a body and a rule it has hasBody unset. Importing again gives
  // the same function without further messages.
  ir::Function* import(const clang::FunctionDecl* declaration);

  // The same without messages: for what is of use where it can be imported.
  ir::Function* tryImport(const clang::FunctionDecl* declaration);

  // The function's signature alone, as for a callee; null if a type in it is not supported.
  ir::Function* declare(const clang::FunctionDecl* declaration);

  // Called once for each function met, before its body is imported: may set adjointRule and tangentRule. With either,
  // the body isn't imported.
  std::function<void(const clang::FunctionDecl*, ir::Function&)> resolveRules;

  // Of functions met so far; null otherwise.
  ir::Function* functionOf(const clang::FunctionDecl* declaration) const;
  const clang::FunctionDecl* declarationOf(const ir::Function* function) const;

  // The IR's type; null (and no message) if it isn't supported.
  std::string spelling(clang::QualType type) const;
  const ir::Type* importType(clang::QualType type);

private:
  std::unique_ptr<ImportState> state_;
};

// How to name it anywhere at namespace scope: "ns::f<double>".
std::string qualifiedNameOf(const clang::NamedDecl* declaration);
// How a call spells it: "ns::f<double>" of f<double, A…, int>, whose arguments behind the pack C++ finds from the call.
std::string calledNameOf(const clang::NamedDecl* declaration);
// In messages: a function of a library without its template arguments.
std::string shownName(const clang::FunctionDecl* declaration);
// Namespaces around it, as ir::Function::scope wants them.
std::vector<std::string> scopeOf(const clang::Decl* declaration);

}  // namespace retrograd::frontend

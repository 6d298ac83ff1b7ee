// What the import of one translation unit shares: functions and globals met, types, messages.
#pragma once

#include "frontend/callables.h"
#include "frontend/escapes.h"
#include "frontend/import.h"
#include "frontend/import_types.h"
#include "frontend/references.h"

#include <deque>

namespace retrograd::frontend {

struct ImportState {
  ImportState(clang::ASTContext& context, ir::Module& module, diag::Sink& sink, const Importer& importer);

  // The function with its signature, created on first use; its body is imported later. Null after an error.
  // `callSite`: where the user's code calls it first, shown in place of a system header's line.
  // `callables`: which functions its parameters lead to; each combination is a function of its own.
  ir::Function* function(const clang::FunctionDecl* declaration, clang::SourceLocation callSite = {},
                         const std::vector<Callable>& callables = {});
  const Callables::Bound& boundIn(const ir::Function* function) const { return bound_.at(function); }
  // A function that is known where it is called needs no parameter.
  static bool isPassed(const clang::ParmVarDecl* parameter, const Callables::Bound& bound);
  bool mayWriteGlobals(const ir::Function* function);
  clang::SourceLocation shownLocation(clang::SourceLocation location, const ir::Function* function) const;
  // Imports bodies until none is waiting.
  void drain();
  // False if it, or something it calls, was refused.
  bool isSound(const ir::Function* function) const;

  // A mutable variable, or a const array or record, at namespace scope or static in a class. Null if its type is
  // refused.
  ir::Variable* global(const clang::VarDecl* variable);

  ir::Location location(clang::SourceLocation location) const;
  // Reports at the location (once for each location), with the way out as a note.
  void refuse(const std::string& function, clang::SourceLocation location, const Refusal& refusal);

  clang::ASTContext& context;
  ir::Module& module;
  diag::Sink& sink;
  bool isQuiet = false;  // refuse without a message
  const Importer& importer;
  Callables callables;
  TypeImporter types;
  GlobalUses globalUses;
  ReturnedReferences references;
  std::map<const clang::FunctionDecl*, ir::Function*> functions;  // by canonical declaration; null: signature refused
  std::map<const ir::Function*, const clang::FunctionDecl*> declarations;
  std::map<const ir::Function*, std::set<const ir::Function*>> callees;
  std::set<const ir::Function*> refused;
  std::map<const ir::Function*, clang::SourceLocation> callSites;

private:
  bool addObject(const clang::FunctionDecl* declaration, ir::Function& function);
  void refuseRecursion();
  bool fillSignature(const clang::FunctionDecl* declaration, ir::Function& function);
  bool addObject(const clang::CXXMethodDecl* method, ir::Function& function);
  bool isOfOpaque(const clang::FunctionDecl* declaration);
  std::string calledName(const clang::FunctionDecl* declaration) const;
  std::string uniqueName(const clang::FunctionDecl* declaration, const std::vector<Callable>& callables);
  const ir::Type* parameterType(const clang::ParmVarDecl* parameter, const ir::Function& function);
  std::string describe(const Callable& callable) const;
  void importBody(ir::Function& function);

  std::deque<ir::Function*> waiting_;
  // Functions for what they are called with; annotated ones that take spans, as others call them.
  std::map<std::pair<const clang::FunctionDecl*, std::vector<Callable>>, ir::Function*> specialised_, called_;
  std::map<const ir::Function*, Callables::Bound> bound_;
  std::map<const clang::VarDecl*, ir::Variable*> globals_;
  std::set<std::pair<unsigned, diag::Message>> reported_;
};

}  // namespace retrograd::frontend

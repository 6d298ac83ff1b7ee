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
  void refuseHiddenWholes();
  // False if it, or something it calls, was refused.
  bool isSound(const ir::Function* function) const;

  // A mutable variable, or a const array or record, at namespace scope or static in a class. Null if its type is
  // refused.
  ir::Variable* global(const clang::VarDecl* variable);

  // In a library's code: of the user's line that calls the function.
  ir::Location location(clang::SourceLocation location, const ir::Function* function = nullptr) const;
  // Reports at the location (once for each location), with the way out as a note.
  void refuse(const std::string& function, ir::Location location, const Refusal& refusal);

  clang::ASTContext& context;
  ir::Module& module;
  diag::Sink& sink;
  bool isQuiet = false;  // refuse without a message
  const Importer& importer;
  Callables callables;
  GlobalNames globalNames;
  TypeImporter types;
  GlobalUses globalUses;
  ReturnedReferences references;
  std::map<const clang::FunctionDecl*, ir::Function*> functions;  // by canonical declaration; null: signature refused
  std::map<const ir::Function*, const clang::FunctionDecl*> declarations;
  std::map<const ir::Function*, std::set<const ir::Function*>> callees;
  std::set<const ir::Function*> refused;
  std::set<const ir::Function*> roots;  // whose derivatives are wanted
  std::map<const ir::Function*, clang::SourceLocation> callSites;
  // Passive base classes to which an active object was converted.
  struct HiddenWhole {
    const ir::Type* part;
    ir::Location where;
    bool isLedToBy(const ir::Type* type) const {
      return (type->isPointer() || type->isReference()) && type->element == part;
    }
  };
  std::vector<HiddenWhole> hiddenWholes;

private:
  bool addObject(const clang::FunctionDecl* declaration, ir::Function& function);
  void refuseRecursion();
  bool fillSignature(const clang::FunctionDecl* declaration, ir::Function& function);
  bool addObject(const clang::CXXMethodDecl* method, ir::Function& function);
  bool isOfOpaque(const clang::FunctionDecl* declaration);
  std::string calledName(const clang::FunctionDecl* declaration);
  std::string withVisibleArguments(const std::string& function);
  std::string uniqueName(const clang::FunctionDecl* declaration, const std::vector<Callable>& callables);
  const ir::Type* parameterType(const clang::ParmVarDecl* parameter, const ir::Function& function);
  std::string describe(const Callable& callable) const;
  void importBody(ir::Function& function);
  void dropBody(ir::Function& function);
  void keepPassive();
  void complain();
  bool findsWhole(const ir::Function& function, const clang::FunctionDecl& definition) const;

  // What was refused in a function's body, until it is known that somebody wants the function.
  struct Complaint {
    const ir::Function* function;
    std::string name;
    ir::Location where;
    Refusal refusal;
  };
  std::vector<Complaint> complaints_;
  ir::Function* importing_ = nullptr;
  std::deque<ir::Function*> waiting_;
  // Functions for what they are called with; annotated ones that take spans, as others call them.
  std::map<std::pair<const clang::FunctionDecl*, std::vector<Callable>>, ir::Function*> specialised_, called_;
  std::map<const ir::Function*, Callables::Bound> bound_;
  std::map<const clang::VarDecl*, ir::Variable*> globals_;
  std::set<std::pair<unsigned, diag::Message>> reported_;
};

}  // namespace retrograd::frontend

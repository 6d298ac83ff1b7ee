// Clang's types as IR types.
#pragma once

#include "diag/diagnostics.h"
#include "frontend/callables.h"
#include "frontend/clang_headers.h"
#include "frontend/containers.h"
#include "frontend/global_names.h"
#include "ir/type.h"

namespace retrograd::frontend {

// Why something was refused: a row of messages.def, its arguments (behind {0}, the function's name), and the way out.
struct Refusal {
  diag::Message message;
  std::vector<std::string> arguments;
  diag::Message note;
  std::vector<std::string> noteArguments = {};
};

// Can code outside of the classes and functions around the declaration name it?
bool isNamedOutside(const clang::NamedDecl* declaration);

class TypeImporter {
public:
  TypeImporter(clang::ASTContext& context, ir::TypeTable& types, const Callables& callables, GlobalNames& names)
      : context_(context), types_(types), callables_(callables), names_(names) {}

  // Null if not supported; refusal() then says why. Top-level const is dropped.
  const ir::Type* import(clang::QualType type);
  // A std::span as an annotated function takes it.
  const ir::Type* importView(clang::QualType span);
  const Refusal& refusal() const { return refusal_; }

  // Empty if the IR can see through the class; else what is in the way.
  std::string obstacle(const clang::CXXRecordDecl* record);
  // The same of what runs where an object ends.
  std::string destructorObstacle(clang::QualType type) const;
  // Has it a companion that would have to be made as a copy, and can it not be copied?
  bool isNeverCopied(clang::QualType type);
  // The name of the member that holds what a lambda captures.
  const std::string& closureMember(const clang::FieldDecl* field) const { return closureMembers_.at(field); }

  // The C++ name of the type, good in any namespace.
  std::string spelling(clang::QualType type) const;
  // The field that a base class is.
  std::string baseField(const clang::CXXRecordDecl* derived, const clang::CXXRecordDecl* base) const;

private:
  const ir::Type* importBuiltin(const clang::BuiltinType* type);
  const ir::Type* importInteger(clang::QualType type);
  const ir::Type* importPointee(clang::QualType pointee, bool isReference);
  const ir::Type* importRecord(const clang::RecordDecl* record);
  const ir::Type* importClosure(const clang::CXXRecordDecl* record);
  const ir::Type* importContainer(clang::QualType type, Container kind);
  const ir::Type* importTuple(clang::QualType type);
  const ir::Type* importComplex(clang::QualType type);
  const ir::Type* importSpan(clang::QualType type);
  const ir::Type* importFields(const clang::RecordDecl* record);
  bool mayHoldFloats(clang::QualType type);
  bool mayHoldFloats(const clang::RecordDecl* record);
  const ir::Type* refuse(diag::Message message, std::vector<std::string> arguments, diag::Message note);

  clang::ASTContext& context_;
  ir::TypeTable& types_;
  const Callables& callables_;
  GlobalNames& names_;
  std::map<const clang::RecordDecl*, const ir::Type*> records_;
  std::set<const clang::RecordDecl*> openClosures_;
  std::map<const clang::RecordDecl*, bool> holdsFloats_;
  std::map<const clang::FieldDecl*, std::string> closureMembers_;
  Refusal refusal_{};
};

}  // namespace retrograd::frontend

// What differs between the versions of Clang that we build with, for the import.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/Basic/Version.h"

namespace retrograd::frontend {

inline clang::QualType recordType(const clang::ASTContext& context, const clang::RecordDecl* record) {
#if CLANG_VERSION_MAJOR >= 22
  return context.getCanonicalTagType(record);
#else
  return context.getRecordType(record);
#endif
}

}  // namespace retrograd::frontend

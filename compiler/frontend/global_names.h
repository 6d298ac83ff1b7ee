// Names as code inside of any namespace can use them: qualified from the global scope, with "::" in front where a
// namespace of the program has something else of that name.
#pragma once

#include "frontend/clang_headers.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retrograd::frontend {

class GlobalNames {
public:
  explicit GlobalNames(clang::ASTContext& context) : context_(context) {}

  // `text` names types, variables and constants: "ns::Pair<rate>".
  std::string visible(const std::string& text);

private:
  bool isHidden(const std::string& name);
  void collect(const clang::DeclContext* scope);

  clang::ASTContext& context_;
  std::optional<std::vector<const clang::NamespaceDecl*>> namespaces_;  // of those that can hide something
  std::map<std::string, bool> hidden_;
};

}  // namespace retrograd::frontend

#include "frontend/global_names.h"

#include <algorithm>
#include <cctype>

namespace retrograd::frontend {

using namespace clang;

// Inline and unnamed namespaces are seen through.
static bool isGlobal(const DeclContext* scope) {
  scope = scope->getRedeclContext();
  while (scope->isNamespace() && (scope->isInlineNamespace() || cast<NamespaceDecl>(scope)->isAnonymousNamespace()))
    scope = scope->getParent()->getRedeclContext();
  return scope->isTranslationUnit();
}

// Those of libraries aside: no code of the user's is printed there.
void GlobalNames::collect(const DeclContext* scope) {
  for (const Decl* declaration : scope->decls()) {
    if (const auto* block = dyn_cast<LinkageSpecDecl>(declaration)) collect(block);
    const auto* space = dyn_cast<NamespaceDecl>(declaration);
    if (!space || space->isStdNamespace() || space->getName().starts_with("__") || space->getName() == "retrograd")
      continue;
    if (!isGlobal(space) && space->isFirstDecl()) namespaces_->push_back(space);
    collect(space);
  }
}

bool GlobalNames::isHidden(const std::string& name) {
  const auto [known, isNew] = hidden_.try_emplace(name, false);
  const IdentifierInfo& identifier = context_.Idents.get(name);
  if (!isNew || identifier.isKeyword(context_.getLangOpts()) || name == "std" || name == "retrograd" ||
      name == "lambda")
    return known->second;
  if (!namespaces_) namespaces_.emplace(), collect(context_.getTranslationUnitDecl());
  for (const NamespaceDecl* space : *namespaces_)
    for (const NamedDecl* found : space->lookup(&identifier))
      known->second |= !isGlobal(found->getUnderlyingDecl()->getDeclContext());
  return known->second;
}

std::string GlobalNames::visible(const std::string& text) {
  const auto isInWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && isInWord(text[end])) ++end;
    if (end == i) {
      // Not what stands in a character literal.
      end = text[i] == '\'' ? std::min(text.find('\'', i + (text[i + 1] == '\\' ? 3 : 2)), text.size() - 1) + 1 : i + 1;
      result += text.substr(i, end - i);
      i = end;
      continue;
    }
    const std::string word = text.substr(i, end - i);
    const bool isQualified = llvm::StringRef(result).ends_with("::");
    const bool isName = !std::isdigit(static_cast<unsigned char>(word.front()));
    result += (isName && !isQualified && isHidden(word) ? "::" : "") + word;
    i = end;
  }
  return result;
}

}  // namespace retrograd::frontend

// Attributes of ours that are misspelt: Clang only warns of attributes that it doesn't know, and a derivative would be
// missing or, without [[autodiff::passive]], be another one.
#pragma once

#include "frontend/clang_headers.h"

#include <set>
#include <string>

namespace retrograd::frontend {

// Follows the tokens of a unit, [[…]] by [[…]].
class AttributeSpelling {
public:
  explicit AttributeSpelling(clang::CompilerInstance& compiler) : compiler_(compiler) {}
  void onToken(const clang::Token& token);

private:
  enum class State { Outside, OneBracket, Item, AfterName, AfterScope, AfterUsing, Arguments };
  void begin(const clang::Token& token);
  void check();
  void report(const std::string& name, const std::string& meant);

  clang::CompilerInstance& compiler_;
  State state_ = State::Outside;
  unsigned depth_ = 0;  // of parentheses in arguments
  std::string scope_, usingScope_, name_;
  clang::SourceLocation location_;
  std::set<clang::SourceLocation> reported_;  // the parser may look at tokens twice
};

}  // namespace retrograd::frontend

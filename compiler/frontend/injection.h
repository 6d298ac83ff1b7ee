// Puts generated text into the translation unit that Clang is reading: declarations right behind an annotated
// function, definitions at the end of the unit. Knows nothing of what the text says.
//
// How: a token watcher follows the braces of an annotated function's body. At the closing brace it
// pushes two ';'. When the second is lexed the parser has consumed the first, so the function is complete, and a
// buffer entered then is read as if it stood there. The end of the unit is found by a pragma that is appended to
// the main file.
#pragma once

#include "frontend/clang_headers.h"
#include "frontend/spelling.h"

#include <functional>

namespace retrograd::frontend {

class Injection {
public:
  struct Text {
    // What to read right behind this function, in the scope where it stands; empty for nothing.
    std::function<std::string(clang::FunctionDecl*)> behind;
    // Asked for at the end of the unit, when all user code is parsed, one after the other; each text is read, at global
    // scope, before the next is asked for. Empty for nothing.
    std::vector<std::function<std::string()>> atEnd;
  };

  // To be made before the main file is entered (when Clang asks a plugin or an action for its consumer).
  Injection(clang::CompilerInstance& compiler, Text text);
  ~Injection();
  Injection(const Injection&) = delete;
  Injection& operator=(const Injection&) = delete;

private:
  enum class State { Idle, InBody, BeforeFirstSemicolon, BeforeSecondSemicolon };

  void onFunction(clang::FunctionDecl* function);
  void onToken(const clang::Token& token);
  void onEndOfUnit(clang::SourceLocation location);
  void appendPragmaToMainFile();
  void pushSemicolons(clang::SourceLocation location);
  void enter(const std::string& text, const std::string& bufferName, clang::SourceLocation location);

  clang::CompilerInstance& compiler_;
  Text text_;
  AttributeSpelling spelling_;
  State state_ = State::Idle;
  unsigned depth_ = 0;  // open braces of the body
  bool atOpeningBrace_ = false;
  std::size_t ended_ = 0;  // how many of text_.atEnd have been asked for
  clang::FunctionDecl* function_ = nullptr;
};

}  // namespace retrograd::frontend

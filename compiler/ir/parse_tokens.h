// The words of IR text, and a cursor over them that remembers the first error.
#pragma once

#include "ir/ir.h"

#include <string>
#include <string_view>
#include <vector>

namespace retrograd::ir {

enum class TokenKind { Name, Number, Text, Comment, Symbol, Bad, End };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text;     // unescaped; Bad: what is wrong
  bool quoted = false;  // a Name in backticks
  std::size_t begin = 0, end = 0;
  Location location;
};

// `//` comments are dropped, `///` ones are tokens. The last token is End, or Bad where the text can't be read.
std::vector<Token> tokenize(std::string_view text);

class TokenCursor {
public:
  explicit TokenCursor(std::string_view source) : source_(source), tokens_(tokenize(source)) {}

  const Token& peek(std::size_t ahead = 0) const;
  bool isSymbol(std::string_view symbol, std::size_t ahead = 0) const;
  // A name without backticks that reads so.
  bool isWord(std::string_view word, std::size_t ahead = 0) const;
  bool isName(std::size_t ahead = 0) const { return peek(ahead).kind == TokenKind::Name; }
  Token take();
  bool acceptSymbol(std::string_view symbol);
  bool acceptWord(std::string_view word);
  bool expectSymbol(std::string_view symbol);
  // A name that is not a reserved word, or "" after an error that says what was expected.
  std::string expectName(const char* what);
  std::string expectText(const char* what);

  // Remembers the error, if it is the first, and moves to the end. Always false.
  bool fail(const Location& location, const std::string& message);
  // "expected WHAT, found 'token'"
  bool failExpected(const std::string& what);
  bool failed() const { return failed_; }
  const std::string& error() const { return error_; }
  const Location& errorLocation() const { return errorLocation_; }

  std::size_t position() const { return position_; }
  void moveTo(std::size_t position) { position_ = failed_ ? tokens_.size() - 1 : position; }
  std::string_view source() const { return source_; }

private:
  std::string_view source_;
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  bool failed_ = false;
  std::string error_;
  Location errorLocation_;
};

}  // namespace retrograd::ir

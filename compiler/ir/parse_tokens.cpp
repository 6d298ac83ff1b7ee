#include "ir/parse_tokens.h"

#include "ir/parse_words.h"

#include <cctype>

namespace retrograd::ir {

namespace {

constexpr std::string_view symbols[] = {"->", "+=", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+", "-",
                                        "*",  "/",  "%",  "&",  "|",  "^",  "~",  "!",  "<",  ">",  "=", "?",
                                        ":",  ";",  ",",  ".",  "(",  ")",  "[",  "]",  "{",  "}"};

class Lexer {
public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (next()) {
    }
    return std::move(tokens_);
  }

private:
  char at(std::size_t ahead = 0) const { return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0'; }
  bool isDigit(std::size_t ahead = 0) const { return std::isdigit(static_cast<unsigned char>(at(ahead))); }
  bool isWordPart(std::size_t ahead = 0) const {
    return std::isalnum(static_cast<unsigned char>(at(ahead))) || at(ahead) == '_';
  }

  void advance() {
    if (at() == '\n') {
      ++line_;
      column_ = 0;
    }
    ++position_;
    ++column_;
  }

  void start(TokenKind kind) {
    Token& token = tokens_.emplace_back();
    token.kind = kind;
    token.begin = position_;
    token.location = {0, line_, column_};
  }
  bool finish(std::size_t length) {
    for (; length; --length) {
      tokens_.back().text += at();
      advance();
    }
    tokens_.back().end = position_;
    return true;
  }
  bool bad(const std::string& message) {
    tokens_.back().kind = TokenKind::Bad;
    tokens_.back().text = message;
    return false;
  }

  bool next();
  bool comment();
  bool number();
  bool name();
  bool quoted(TokenKind kind, char quote);

  std::string_view text_;
  std::size_t position_ = 0;
  unsigned line_ = 1, column_ = 1;
  std::vector<Token> tokens_;
};

bool Lexer::next() {
  while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(at()))) advance();
  if (position_ == text_.size()) {
    start(TokenKind::End);
    return false;
  }
  if (at() == '/' && at(1) == '/') return comment();
  if (isDigit() || (at() == '.' && isDigit(1))) return number();
  if (isWordPart() || (at() == ':' && at(1) == ':')) return name();
  if (at() == '`') return quoted(TokenKind::Name, '`');
  if (at() == '"') return quoted(TokenKind::Text, '"');
  start(TokenKind::Symbol);
  for (std::string_view symbol : symbols)
    if (text_.substr(position_, symbol.size()) == symbol) return finish(symbol.size());
  const unsigned char c = at();
  return bad(std::isprint(c) ? std::string("unexpected character '") + at() + "'"
                             : "unexpected character with code " + std::to_string(c));
}

bool Lexer::comment() {
  const bool kept = at(2) == '/' && at(3) != '/';
  if (kept) start(TokenKind::Comment);
  for (unsigned i = 0; i < (kept ? 3 : 2); ++i) advance();
  if (kept && at() == ' ') advance();
  std::size_t length = text_.substr(position_).find('\n');
  if (length == std::string_view::npos) length = text_.size() - position_;
  if (kept) return finish(length);
  for (; length; --length) advance();
  return true;
}

bool Lexer::number() {
  start(TokenKind::Number);
  const bool hex = at() == '0' && (at(1) == 'x' || at(1) == 'X');
  std::size_t n = 1;
  while (true) {
    const char last = at(n - 1);
    const bool exponent = hex ? last == 'p' || last == 'P' : last == 'e' || last == 'E';
    if (isWordPart(n) || at(n) == '.' || (at(n) == '\'' && isWordPart(n + 1)) ||
        (exponent && (at(n) == '+' || at(n) == '-')))
      ++n;
    else
      return finish(n);
  }
}

bool Lexer::name() {
  start(TokenKind::Name);
  std::size_t n = 0;
  while (true) {
    const bool scope = at(n) == ':' && at(n + 1) == ':';
    if (scope) n += 2;
    if (scope && !isWordPart(n)) return finish(n), bad("expected a name after '::'");
    if (!isWordPart(n)) return finish(n);
    while (isWordPart(n)) ++n;
  }
}

bool Lexer::quoted(TokenKind kind, char quote) {
  start(kind);
  tokens_.back().quoted = true;
  advance();
  std::string text;
  while (at() != quote) {
    if (position_ >= text_.size() || at() == '\n') return bad(std::string("no closing ") + quote + " on this line");
    if (at() == '\\') {
      advance();
      text += at() == 'n' ? '\n' : at() == 't' ? '\t' : at();
    } else {
      text += at();
    }
    advance();
  }
  advance();
  tokens_.back().text = text;
  tokens_.back().end = position_;
  return true;
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

const Token& TokenCursor::peek(std::size_t ahead) const {
  return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

bool TokenCursor::isSymbol(std::string_view symbol, std::size_t ahead) const {
  return peek(ahead).kind == TokenKind::Symbol && peek(ahead).text == symbol;
}

bool TokenCursor::isWord(std::string_view word, std::size_t ahead) const {
  return isName(ahead) && !peek(ahead).quoted && peek(ahead).text == word;
}

Token TokenCursor::take() {
  const Token token = peek();
  if (position_ + 1 < tokens_.size()) ++position_;
  return token;
}

bool TokenCursor::acceptSymbol(std::string_view symbol) {
  if (!isSymbol(symbol)) return false;
  ++position_;
  return true;
}

bool TokenCursor::acceptWord(std::string_view word) {
  if (!isWord(word)) return false;
  ++position_;
  return true;
}

bool TokenCursor::expectSymbol(std::string_view symbol) {
  return acceptSymbol(symbol) || failExpected("'" + std::string(symbol) + "'");
}

std::string TokenCursor::expectName(const char* what) {
  const Token& token = peek();
  const bool usable =
      token.kind == TokenKind::Name && !token.text.empty() && (token.quoted || !isReservedWord(token.text));
  if (usable) return take().text;
  failExpected(what);
  return "";
}

std::string TokenCursor::expectText(const char* what) {
  if (peek().kind == TokenKind::Text) return take().text;
  failExpected(what);
  return "";
}

bool TokenCursor::fail(const Location& location, const std::string& message) {
  if (!failed_) {
    failed_ = true;
    error_ = message;
    errorLocation_ = location;
  }
  position_ = tokens_.size() - 1;
  return false;
}

bool TokenCursor::failExpected(const std::string& what) {
  const Token& token = peek();
  if (token.kind == TokenKind::Bad) return fail(token.location, token.text);
  const std::string found = token.kind == TokenKind::End       ? "the end of the text"
                            : token.kind == TokenKind::Comment ? "a comment"
                            : token.kind == TokenKind::Text    ? quotedText(token.text)
                                                               : "'" + token.text + "'";
  return fail(token.location, "expected " + what + ", found " + found);
}

}  // namespace retrograd::ir

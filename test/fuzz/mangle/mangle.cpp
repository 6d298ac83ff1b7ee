#include "mangle.h"

#include <algorithm>
#include <cctype>

namespace retrograd::fuzz {
namespace {
bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Words, numbers, white space, and every other character (or a common pair) alone.
std::vector<std::string> tokensOf(const std::string& text) {
  static const std::string pairs[] = {
      "->", "++", "--", "+=", "-=", "*=", "/=", "==", "!=", "<=", ">=", "&&", "||", "::"};
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (isWord(text[i])) {
      const bool number = std::isdigit(static_cast<unsigned char>(text[i]));
      while (end < text.size() && (isWord(text[end]) || (number && text[end] == '.'))) ++end;
    } else if (std::isspace(static_cast<unsigned char>(text[i]))) {
      while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end]))) ++end;
    } else if (std::find(std::begin(pairs), std::end(pairs), text.substr(i, 2)) != std::end(pairs)) {
      end = i + 2;
    }
    tokens.push_back(text.substr(i, end - i));
    i = end;
  }
  return tokens;
}

enum class Kind { Word, Number, Space, Sign };
Kind kindOf(const std::string& token) {
  if (std::isspace(static_cast<unsigned char>(token[0]))) return Kind::Space;
  if (std::isdigit(static_cast<unsigned char>(token[0]))) return Kind::Number;
  return isWord(token[0]) ? Kind::Word : Kind::Sign;
}

class Mangler {
public:
  Mangler(std::vector<std::string> tokens, Random& random, const std::vector<std::string>& words)
      : tokens_(std::move(tokens)), random_(random), words_(words) {}

  std::string run() {
    const unsigned changes = 1 + random_.below(random_.chance(70) ? 2 : 8);
    for (unsigned i = 0; i < changes && tokens_.size() > 4; ++i) change();
    std::string result;
    for (const std::string& token : tokens_) result += token;
    return result;
  }

private:
  std::size_t at() { return random_.below(static_cast<unsigned>(tokens_.size())); }
  // Most changes keep the kind of token, so that many inputs still are programs.
  std::size_t atKind(Kind kind) {
    for (unsigned tries = 0; tries < 50; ++tries)
      if (const std::size_t i = at(); kindOf(tokens_[i]) == kind) return i;
    return at();
  }
  void change() {
    const unsigned roll = random_.below(100);
    if (roll < 40) {
      const Kind kind = random_.chance(60) ? Kind::Word : random_.chance(50) ? Kind::Sign : Kind::Number;
      tokens_[atKind(kind)] = tokens_[atKind(kind)];
    } else if (roll < 60 && !words_.empty()) {
      tokens_[atKind(Kind::Word)] = words_[random_.below(static_cast<unsigned>(words_.size()))];
    } else if (roll < 65) {
      std::swap(tokens_[at()], tokens_[at()]);
    } else if (roll < 72) {
      tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(at()));
    } else if (roll < 86) {
      removeStatement();
    } else if (roll < 97) {
      repeatStatement();
    } else {
      tokens_[at()] = std::string(1, static_cast<char>(random_.below(256)));
    }
  }
  // From behind one ; { or } to behind the next.
  std::pair<std::size_t, std::size_t> statement() {
    auto ends = [&](std::size_t i) { return tokens_[i] == ";" || tokens_[i] == "{" || tokens_[i] == "}"; };
    std::size_t begin = at(), end = begin;
    while (begin > 0 && !ends(begin - 1)) --begin;
    while (end + 1 < tokens_.size() && !ends(end)) ++end;
    return {begin, end + 1};
  }
  void removeStatement() {
    const auto [begin, end] = statement();
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                  tokens_.begin() + static_cast<std::ptrdiff_t>(end));
  }
  // Elsewhere, too.
  void repeatStatement() {
    const auto [begin, end] = statement();
    const std::vector<std::string> copy(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                                        tokens_.begin() + static_cast<std::ptrdiff_t>(end));
    const auto target = statement().first;
    tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(target), copy.begin(), copy.end());
  }

  std::vector<std::string> tokens_;
  Random& random_;
  const std::vector<std::string>& words_;
};
}  // namespace

std::string mangled(const std::string& text, Random& random, const std::vector<std::string>& words) {
  return Mangler(tokensOf(text), random, words).run();
}

}  // namespace retrograd::fuzz

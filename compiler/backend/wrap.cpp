#include "backend/wrap.h"

#include <optional>
#include <vector>

namespace retrograd::backend {

namespace {

struct Break {
  std::size_t at = 0;     // the next line begins here
  int cost = 0;           // nesting first, then how tightly the operator binds
  std::size_t align = 0;  // the column of the innermost open parenthesis' contents
};

// How tightly the text around position `i` binds (a space that a line break may replace, or a parenthesis that it may
// follow), or nothing where no line may break.
std::optional<int> tightness(const std::string& text, std::size_t i) {
  if (text[i] == '(' && i + 1 < text.size() && text[i + 1] != ')' && i > 0 && text[i - 1] != ' ') return 7;
  if (i == 0 || text[i] != ' ') return std::nullopt;
  if (text[i - 1] == ',' || text[i - 1] == ';') return 0;
  struct Row {
    const char* symbol;
    int tightness;
  };
  static const Row rows[] = {{" ? ", 1}, {" : ", 1}, {" || ", 2}, {" && ", 3},
                             {" + ", 4}, {" - ", 4}, {" * ", 5},  {" / ", 5}};
  for (const Row& row : rows)
    if (text.compare(i, std::string(row.symbol).size(), row.symbol) == 0) return row.tightness;
  if (text.compare(i - 1, 2, "= ") == 0) return 6;
  return std::nullopt;
}

// Template arguments: their brackets, unlike operators, have no spaces around them.
bool opensTemplate(const std::string& text, std::size_t i) {
  return text[i] == '<' && i > 0 && text[i - 1] != ' ' && text[i - 1] != '<';
}
bool closesTemplate(const std::string& text, std::size_t i) {
  return text[i] == '>' && i > 0 && text[i - 1] != ' ' && text[i - 1] != '-';
}

// Walks over one physical line's characters, keeping what is open. `open`: columns behind open parentheses.
std::optional<Break> bestBreak(const std::string& text, std::size_t column, std::vector<std::size_t>& open,
                               std::size_t fallback) {
  std::optional<Break> best;
  std::vector<std::size_t> stack = open, atBest = open;
  char quote = 0;
  for (std::size_t i = 0; i < text.size() && column + i <= lineWidth; ++i) {
    const char c = text[i];
    if (quote) {
      if (c == '\\')
        ++i;
      else if (c == quote)
        quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    if (c == '(' || c == '[' || c == '{') stack.push_back(column + i + 1);
    if ((c == ')' || c == ']' || c == '}') && !stack.empty()) stack.pop_back();
    // Breaking inside template arguments is worse than inside parentheses: they count twice.
    if (opensTemplate(text, i)) stack.insert(stack.end(), 2, column + i + 1);
    if (closesTemplate(text, i) && stack.size() > 1) stack.resize(stack.size() - 2);
    const std::optional<int> tight = tightness(text, i);
    if (!tight) continue;
    const int cost = static_cast<int>(stack.size()) * 10 + *tight;
    if (best && cost > best->cost) continue;
    const bool room = !stack.empty() && stack.back() <= lineWidth * 6 / 10 && c != '(';
    best = Break{i + 1, cost, room ? stack.back() : fallback};
    atBest = stack;
    if (c == '(') atBest.back() = fallback;
  }
  if (best) open = atBest;
  return best;
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent) {
  std::string result, rest = text;
  std::size_t column = indent;
  std::vector<std::size_t> open;
  while (column + rest.size() > lineWidth) {
    const std::optional<Break> cut = bestBreak(rest, column, open, indent + 4);
    if (!cut) break;
    const std::size_t end = rest[cut->at - 1] == ' ' ? cut->at - 1 : cut->at;
    result += std::string(column, ' ') + rest.substr(0, end) + "\n";
    rest = rest.substr(cut->at);
    column = cut->align;
  }
  return result + std::string(column, ' ') + rest + "\n";
}

}  // namespace retrograd::backend

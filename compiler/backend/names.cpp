#include "backend/names.h"

#include <cctype>

namespace retrograd::backend {

std::string tangentName(const std::string& function) { return identifier(function) + "_tangent"; }
std::string adjointName(const std::string& function) { return identifier(function) + "_adjoint"; }
std::string hvpName(const std::string& function) { return identifier(function) + "_hvp"; }
std::string tapeBytesName(const std::string& function) { return identifier(function) + "_tape_bytes"; }
std::string forwardName(const std::string& function) { return identifier(function) + "_forward"; }
std::string reverseName(const std::string& function) { return identifier(function) + "_reverse"; }

std::string loopName(const std::string& function, const std::string& counter) {
  return identifier(function) + "_loop_" + counter;
}
std::string stepName(const std::string& function, const std::string& counter) {
  return identifier(function) + "_step_" + counter;
}

std::string rowsName(const std::string& derivative, unsigned rows) {
  return derivative + "_rows_" + std::to_string(rows);
}
std::string columnsName(const std::string& derivative, unsigned columns) {
  return derivative + "_columns_" + std::to_string(columns);
}

namespace {
std::string listed(std::string name, const std::vector<unsigned>& parameters) {
  for (unsigned parameter : parameters) name += "_" + std::to_string(parameter);
  return parameters.empty() ? name + "_none" : name;
}
}  // namespace

std::string wrtName(const std::string& derivative, const std::vector<unsigned>& parameters) {
  return listed(derivative + "_wrt", parameters);
}

std::string changingName(const std::string& derivative, const std::vector<unsigned>& parameters) {
  return listed(derivative + "_changing", parameters);
}

std::string withoutResultName(const std::string& derivative) { return derivative + "_no_result"; }
std::string strictName(const std::string& derivative) { return derivative + "_strict"; }

std::string elementName(const std::string& variable) { return variable + "_element"; }

std::string accessorName(const std::string& member) { return "private_" + member; }
std::string accessorKey(const std::string& member, const std::string& record) {
  return accessorName(member) + "(" + record + ")";
}
std::string copyName(const std::string& function) { return function + "_primal"; }

namespace {

bool isIdentifierCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Where the name of an operator begins, whose signs say nothing of scopes; else the end.
std::size_t operatorIn(const std::string& name) {
  const std::string keyword = "operator";
  for (std::size_t at = name.find(keyword); at != std::string::npos; at = name.find(keyword, at + 1)) {
    const std::size_t behind = at + keyword.size();
    const bool begins = at == 0 || !isIdentifierCharacter(name[at - 1]);
    if (begins && behind < name.size() && !isIdentifierCharacter(name[behind])) return at;
  }
  return name.size();
}

// The position of the last "::" outside of template arguments and parentheses.
std::size_t lastScope(const std::string& name) {
  int depth = 0;
  for (std::size_t i = operatorIn(name); i-- > 1;) {
    const char c = name[i];
    if (c == '>' || c == ')') ++depth;
    if (c == '<' || c == '(') --depth;
    if (depth == 0 && c == ':' && name[i - 1] == ':') return i - 1;
  }
  return std::string::npos;
}

}  // namespace

std::string unqualified(const std::string& qualifiedName) {
  const std::size_t scope = lastScope(qualifiedName);
  return scope == std::string::npos ? qualifiedName : qualifiedName.substr(scope + 2);
}

std::string qualifier(const std::string& qualifiedName) {
  const std::size_t scope = lastScope(qualifiedName);
  return scope == std::string::npos ? "" : qualifiedName.substr(0, scope);
}

std::string unscopedName(const std::string& qualifiedName, const std::vector<std::string>& scope) {
  std::string rest = qualifiedName;
  for (std::string part : scope) {
    if (part.rfind("inline ", 0) == 0) part = part.substr(7);
    if (!part.empty() && rest.rfind(part + "::", 0) == 0) rest = rest.substr(part.size() + 2);
  }
  const std::string classes = qualifier(rest);
  return (classes.empty() ? "" : identifier(classes) + "_") + identifier(unqualified(rest));
}

std::string barName(const std::string& variable) { return variable + "_bar"; }
std::string dotName(const std::string& variable) { return variable + "_dot"; }
std::string savedName(const std::string& variable) { return variable + "_saved"; }
std::string countName(const std::string& variable) { return variable + "_count"; }
std::string resultName() { return "result"; }
std::string tapeName() { return "tape"; }
std::string loopRecordName(const std::string& counter) { return counter + "_record"; }

std::string recordName(const std::string& function, const std::string& counter) {
  const std::string name = identifier(function) + "_record";
  return counter.empty() ? name : name + "_" + counter;
}

namespace {

struct OperatorName {
  const char* symbol;
  const char* name;
};
// Longer symbols first: "+=" is tried before "+".
constexpr OperatorName operatorNames[] = {
    {"<=>", "compare"},
    {"<<=", "shift_left_assign"},
    {">>=", "shift_right_assign"},
    {"->*", "arrow_star"},
    {"<<", "shift_left"},
    {">>", "shift_right"},
    {"<=", "less_equal"},
    {">=", "greater_equal"},
    {"==", "equal"},
    {"!=", "not_equal"},
    {"&&", "and"},
    {"||", "or"},
    {"++", "increment"},
    {"--", "decrement"},
    {"+=", "add_assign"},
    {"-=", "subtract_assign"},
    {"*=", "multiply_assign"},
    {"/=", "divide_assign"},
    {"%=", "remainder_assign"},
    {"&=", "bitand_assign"},
    {"|=", "bitor_assign"},
    {"^=", "bitxor_assign"},
    {"->", "arrow"},
    {"()", "call"},
    {"[]", "index"},
    {"+", "add"},
    {"-", "subtract"},
    {"*", "multiply"},
    {"/", "divide"},
    {"%", "remainder"},
    {"<", "less"},
    {">", "greater"},
    {"=", "assign"},
    {"!", "not"},
    {"&", "bitand"},
    {"|", "bitor"},
    {"^", "bitxor"},
    {"~", "bitnot"},
    {",", "comma"},
};

// What a character that tells names apart becomes; nothing for mere separators.
std::string meaningOf(char c) {
  switch (c) {
  case '<': return "of";
  case '*': return "ptr";
  case '&': return "ref";
  case '-': return "minus";
  case '[': return "array";
  case '.': return "point";
  default: return "";
  }
}

}  // namespace

std::string identifier(const std::string& name) {
  const std::string keyword = "operator";
  std::string result, rest = name;
  if (name.compare(0, keyword.size(), keyword) == 0 && name.size() > keyword.size() &&
      !isIdentifierCharacter(name[keyword.size()])) {
    rest = name.substr(keyword.size());
    result = keyword;
    for (const OperatorName& row : operatorNames)
      if (const std::string symbol = row.symbol; rest.compare(0, symbol.size(), symbol) == 0) {
        result += std::string("_") + row.name;
        rest = rest.substr(symbol.size());
        break;
      }
  }
  // Runs of other characters become one '_' (two are reserved in C++); none at the end.
  bool separator = false;
  auto word = [&](const std::string& text) {
    if (separator && !result.empty() && result.back() != '_') result += '_';
    separator = false;
    result += text;
  };
  for (char c : rest) {
    const std::string spelled = meaningOf(c);
    if (isIdentifierCharacter(c)) {
      word(std::string(1, c));
    } else {
      separator = true;
      if (!spelled.empty()) word(spelled);
      separator = true;
    }
  }
  return result;
}

}  // namespace retrograd::backend

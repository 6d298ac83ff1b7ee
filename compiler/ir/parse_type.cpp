// Types as IR text writes them: const double*, double[2][3], unsigned long, `std::vector<double>`, struct Point.
#include "ir/parse_expression.h"
#include "ir/parse_words.h"

#include <algorithm>
#include <cstdlib>

namespace retrograd::ir {

namespace {
constexpr std::string_view typeWords[] = {"void", "bool",  "char",   "short",  "int",
                                          "long", "float", "double", "signed", "unsigned"};
constexpr unsigned maximumDeclaratorParts = 16;

bool isTypeWord(const Token& token) {
  return token.kind == TokenKind::Name && !token.quoted &&
         std::find(std::begin(typeWords), std::end(typeWords), token.text) != std::end(typeWords);
}
}  // namespace

bool ExpressionParser::isTypeStart(std::size_t ahead) const {
  if (cursor_.isWord("struct", ahead) || isTypeWord(cursor_.peek(ahead))) return true;
  if (cursor_.isWord("const", ahead)) return !cursor_.isSymbol("<", ahead + 1);
  return cursor_.isName(ahead) && !lookUp(cursor_.peek(ahead).text) && lookUpType(cursor_.peek(ahead).text);
}

const Type* ExpressionParser::builtinType() {
  const Location location = cursor_.peek().location;
  std::string spelling = cursor_.take().text;
  while (isTypeWord(cursor_.peek())) spelling += " " + cursor_.take().text;
  if (const Type* declared = lookUpType(spelling)) return declared;
  if (const KnownInteger* known = findKnownInteger(spelling))
    return types_.integer(spelling, known->bits, known->isSigned);
  for (const Type* type :
       {types_.voidType(), types_.boolType(), types_.floatType(), types_.doubleType(), types_.longDoubleType()})
    if (type->spelling == spelling) return type;
  fail(location, "unknown type '" + spelling + "'");
  return nullptr;
}

const Type* ExpressionParser::baseType() {
  if (isTypeWord(cursor_.peek())) return builtinType();
  cursor_.acceptWord("struct");
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a type");
  if (name.empty()) return nullptr;
  if (const Type* found = lookUpType(name)) return found;
  fail(location, "unknown type '" + name + "'");
  return nullptr;
}

const Type* ExpressionParser::extents(const Type* element) {
  std::vector<std::uint64_t> sizes;
  while (cursor_.acceptSymbol("[")) {
    const Token token = cursor_.take();
    char* end = nullptr;
    const std::uint64_t size = std::strtoull(token.text.c_str(), &end, 10);
    if (token.kind != TokenKind::Number || *end || size == 0 || size > INT64_MAX ||
        sizes.size() == maximumDeclaratorParts)
      return fail(token.location, "expected the number of elements, found '" + token.text + "'"), nullptr;
    if (!cursor_.expectSymbol("]")) return nullptr;
    sizes.push_back(size);
  }
  for (; !sizes.empty(); sizes.pop_back()) element = types_.arrayOf(element, sizes.back());
  return element;
}

const Type* ExpressionParser::type(bool* isConst) {
  const Location location = cursor_.peek().location;
  bool pending = cursor_.acceptWord("const");
  const Type* result = baseType();
  for (unsigned parts = 0; result; ++parts) {
    const bool pointer = cursor_.isSymbol("*"), reference = cursor_.isSymbol("&"), array = cursor_.isSymbol("[");
    if (!pointer && !reference && !array) {
      if (!cursor_.acceptWord("const")) break;
      pending = true;
      continue;
    }
    if (result->isReference() || parts == maximumDeclaratorParts)
      return fail(location, parts == maximumDeclaratorParts ? "the type has too many parts"
                                                            : "a reference can't be part of another type"),
             nullptr;
    if (result->kind == TypeKind::Void && !pointer) return fail(location, "void can't be part of this type"), nullptr;
    if (array) {
      result = extents(result);
      continue;
    }
    cursor_.take();
    result = pointer ? types_.pointerTo(result, pending) : types_.referenceTo(result, pending);
    pending = false;
  }
  if (!result) return nullptr;
  if (pending && !isConst) return fail(location, "'const' stands before nothing that it could protect"), nullptr;
  if (isConst) *isConst = pending;
  return result;
}

}  // namespace retrograd::ir

// Reads a module in two passes: first every declaration (bodies are skipped), then the bodies, so that functions can
// call those that follow.
#include "ir/parse.h"

#include "ir/parse_statement.h"
#include "ir/parse_words.h"

#include <cstdlib>
#include <set>

namespace retrograd::ir {

namespace {

class ModuleParser : public ExpressionParser {
public:
  ModuleParser(TokenCursor& cursor, Module& module) : ExpressionParser(cursor, module.types), module_(module) {
    names_.types[std::string(tapeTypeName)] = module.types.opaque(std::string(tapeTypeName), false);
    for (const Type* record : module.types.records()) names_.types[record->spelling] = record;
    for (Variable& global : module.globals) names_.globals[global.name] = &global;
    for (Function& function : module.functions) names_.functions[function.name] = &function;
  }

  bool module();

private:
  ExpressionPtr lookUp(const std::string&) const override { return nullptr; }
  const Type* lookUpType(const std::string& name) const override {
    const auto it = names_.types.find(name);
    return it == names_.types.end() ? nullptr : it->second;
  }

  bool nameRecords();
  bool declaration();
  bool addType(const std::string& name, const Type* type, bool fits, const Location& location);
  bool integer();
  bool opaque();
  bool container();
  bool record();
  bool field(Type& record);
  bool global();
  bool function();
  bool parameters(Function& function);
  bool attributes(Function& function);
  bool rule(std::optional<Rule>& rule);
  bool skipBody();

  Module& module_;
  ModuleNames names_;
  std::set<std::string> declaredTypes_;
  std::vector<std::pair<Function*, std::size_t>> bodies_;  // and where each begins
};

bool ModuleParser::module() {
  if (!nameRecords()) return false;
  while (cursor_.peek().kind != TokenKind::End)
    if (!declaration()) return false;
  for (const auto& [function, position] : bodies_) {
    cursor_.moveTo(position);
    StatementParser parser(cursor_, module_, names_, *function);
    if (!parser.body()) return false;
  }
  return true;
}

bool ModuleParser::addType(const std::string& name, const Type* type, bool fits, const Location& location) {
  if (!declaredTypes_.insert(name).second) return fail(location, "type '" + name + "' is declared twice");
  if (!fits) return fail(location, "'" + name + "' is another type already");
  names_.types[name] = type;
  return true;
}

// Records are known everywhere, so that they can point to each other.
bool ModuleParser::nameRecords() {
  const std::size_t start = cursor_.position();
  for (unsigned depth = 0; cursor_.peek().kind != TokenKind::End && cursor_.peek().kind != TokenKind::Bad;
       cursor_.take()) {
    if (cursor_.isSymbol("{")) ++depth;
    if (cursor_.isSymbol("}") && depth) --depth;
    if (depth || !cursor_.isWord("record") || !cursor_.isName(1) || !cursor_.isSymbol("{", 2)) continue;
    const std::string& name = cursor_.peek(1).text;
    if (names_.types.count(name)) continue;  // declared twice, or in the module before: record() sees to it
    Type* type = module_.types.record(name);
    if (type->kind == TypeKind::Record) names_.types[name] = type;
  }
  cursor_.moveTo(start);
  return true;
}

bool ModuleParser::declaration() {
  if (cursor_.peek().kind == TokenKind::Comment) return cursor_.take(), true;
  if (cursor_.isWord("integer")) return integer();
  if (cursor_.isWord("opaque")) return opaque();
  if (cursor_.isWord("array") || cursor_.isWord("vector")) return container();
  for (const char* word : {"record", "generated", "constructed", "memberwise", "library"})
    if (cursor_.isWord(word)) return record();
  if (cursor_.isWord("global")) return global();
  if (cursor_.isWord("func")) return function();
  return cursor_.failExpected("'func', 'record', 'global', 'array', 'vector', 'opaque' or 'integer'");
}

bool ModuleParser::integer() {
  cursor_.take();
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a type's name");
  if (name.empty()) return false;
  const bool isSigned = cursor_.acceptWord("signed");
  if (!isSigned && !cursor_.acceptWord("unsigned")) return cursor_.failExpected("'signed' or 'unsigned'");
  const std::string width = cursor_.peek().text;
  if (width != "8" && width != "16" && width != "32" && width != "64")
    return cursor_.failExpected("a width of 8, 16, 32 or 64 bits");
  cursor_.take();
  const unsigned bits = std::atoi(width.c_str());
  const Type* type = module_.types.integer(name, bits, isSigned);
  const bool fits = type->kind == TypeKind::Integer && type->bits == bits && type->isSigned == isSigned;
  return addType(name, type, fits, location) && cursor_.expectSymbol(";");
}

bool ModuleParser::opaque() {
  cursor_.take();
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a type's name");
  if (name.empty()) return false;
  const bool active = cursor_.acceptWord("active");
  const Type* type = module_.types.opaque(name, active);
  const bool fits = type->kind == TypeKind::Opaque && type->activeOpaque == active;
  return addType(name, type, fits, location) && cursor_.expectSymbol(";");
}

// array `std::array<double, 3>` double[3];   vector `std::vector<double>` double;
bool ModuleParser::container() {
  const bool isArray = cursor_.take().text == "array";
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a type's name");
  if (name.empty()) return false;
  const Type* made = type();
  if (!made) return false;
  if (made->kind == TypeKind::Void || made->isReference() || (isArray && !made->isBareArray()))
    return fail(location, isArray ? "an array's type is written like double[3]" : "a vector can't hold these");
  const Type* element = isArray ? made->element : made;
  const Type* type =
      isArray ? module_.types.arrayClass(element, made->extent, name) : module_.types.vectorOf(element, name);
  const bool fits =
      type->element == element && (isArray ? type->isClass && type->extent == made->extent : type->isVector());
  return addType(name, type, fits, location) && cursor_.expectSymbol(";");
}

bool ModuleParser::record() {
  const bool generated = cursor_.acceptWord("generated");
  const bool constructed = cursor_.acceptWord("constructed");
  const bool memberwise = cursor_.acceptWord("memberwise");
  const bool library = cursor_.acceptWord("library");
  if (!cursor_.acceptWord("record")) return cursor_.failExpected("'record'");
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a type's name");
  if (name.empty()) return false;
  Type* type = module_.types.record(name);
  if (!addType(name, type, type->kind == TypeKind::Record && type->fields.empty(), location)) return false;
  type->generated = generated;
  type->constructed = constructed;
  type->memberwise = memberwise;
  type->library = library;
  if (!cursor_.expectSymbol("{")) return false;
  while (!cursor_.acceptSymbol("}"))
    if (!field(*type)) return false;
  return true;
}

bool ModuleParser::field(Type& record) {
  Field field;
  field.passive = cursor_.acceptWord("passive");
  const Location location = cursor_.peek().location;
  field.type = type();
  if (!field.type) return false;
  if (field.type->kind == TypeKind::Void || field.type->isReference())
    return fail(location, "a member can't be void or a reference");
  field.name = cursor_.expectName("a member's name");
  if (field.name.empty()) return false;
  if (record.field(field.name)) return fail(location, "member '" + field.name + "' is declared twice");
  if (cursor_.acceptWord("private")) field.access = Access::Private;
  if (cursor_.acceptWord("base")) field.access = Access::Base;
  if (cursor_.acceptWord("implicit")) field.access = Access::Implicit;
  if (cursor_.acceptWord("element")) field.access = Access::Element;
  record.fields.push_back(field);
  return cursor_.expectSymbol(";");
}

bool ModuleParser::global() {
  cursor_.take();
  Variable variable;
  variable.role = VariableRole::Global;
  variable.isStatic = cursor_.acceptWord("static");
  variable.markedPassive = cursor_.acceptWord("passive");
  variable.type = type(&variable.isConst);
  if (!variable.type) return false;
  variable.location = cursor_.peek().location;
  if (variable.type->kind == TypeKind::Void || variable.type->isReference())
    return fail(variable.location, "a global can't be void or a reference");
  variable.name = variable.base = cursor_.expectName("a variable's name");
  if (variable.name.empty()) return false;
  if (names_.globals.count(variable.name))
    return fail(variable.location, "variable '" + variable.name + "' is declared twice");
  names_.globals[variable.name] = &module_.globals.emplace_back(variable);
  return cursor_.expectSymbol(";");
}

bool ModuleParser::function() {
  cursor_.take();
  const Location location = cursor_.peek().location;
  const std::string name = cursor_.expectName("a function's name");
  if (name.empty()) return false;
  if (names_.functions.count(name)) return fail(location, "function '" + name + "' is declared twice");
  Function& function = *module_.newFunction(name);
  function.location = location;
  names_.functions[name] = &function;
  if (!parameters(function) || !attributes(function)) return false;
  if (cursor_.acceptSymbol(";")) return true;
  if (!cursor_.isSymbol("{")) return cursor_.failExpected("a function's attribute, '{' or ';'");
  function.hasBody = true;
  bodies_.emplace_back(&function, cursor_.position());
  return skipBody();
}

bool ModuleParser::parameters(Function& function) {
  if (!cursor_.expectSymbol("(")) return false;
  if (!cursor_.isSymbol(")")) {
    StatementParser parser(cursor_, module_, names_, function);
    do {
      Variable* parameter = parser.declare(VariableRole::Parameter);
      if (!parameter) return false;
      function.parameters.push_back(parameter);
    } while (cursor_.acceptSymbol(","));
  }
  if (!cursor_.expectSymbol(")")) return false;
  if (!cursor_.acceptSymbol("->")) return true;
  const Location location = cursor_.peek().location;
  const Type* result = type();
  if (!result) return false;
  if (result->isReference()) return fail(location, "a function can't return a reference");
  function.result = result;
  return true;
}

bool ModuleParser::attributes(Function& function) {
  while (true) {
    if (cursor_.acceptWord("annotated")) {
      function.annotated = true;
    } else if (cursor_.acceptWord("rows")) {
      const Token rows = cursor_.take();
      const bool isDigit =
          rows.kind == TokenKind::Number && rows.text.size() == 1 && rows.text[0] >= '2' && rows.text[0] <= '8';
      if (!isDigit) return fail(rows.location, "expected a number of rows from 2 to 8");
      function.rows = static_cast<unsigned>(rows.text[0] - '0');
    } else if (cursor_.acceptWord("memory")) {
      const Token bytes = cursor_.take();
      const bool isNumber = bytes.kind == TokenKind::Number && bytes.text.size() < 19 &&
                            bytes.text.find_first_not_of("0123456789") == std::string::npos;
      if (!isNumber) return fail(bytes.location, "expected a number of bytes");
      function.memory = std::stoull(bytes.text);
    } else if (cursor_.acceptWord("internal")) {
      function.internal = true;
    } else if (cursor_.acceptWord("generated")) {
      function.generated = true;
    } else if (cursor_.acceptWord("always_inline")) {
      function.inlining = Inlining::Always;
    } else if (cursor_.acceptWord("noinline")) {
      function.inlining = Inlining::Never;
    } else if (cursor_.acceptWord("chosen_by_const")) {
      function.chosenByConst = true;
    } else if (cursor_.acceptWord("member")) {
      function.calling = Calling::AsMember;
    } else if (cursor_.acceptWord("copied")) {
      function.calling = Calling::AsCopy;
    } else if (cursor_.acceptWord("as")) {
      function.qualifiedName = cursor_.expectText("the qualified name in quotes");
      if (cursor_.failed()) return false;
    } else if (cursor_.acceptWord("called")) {
      function.calledAs = cursor_.expectText("how calls spell it, in quotes");
      if (cursor_.failed()) return false;
    } else if (cursor_.acceptWord("in")) {
      do {
        function.scope.push_back(cursor_.expectText("a namespace in quotes"));
        if (cursor_.failed()) return false;
      } while (cursor_.acceptSymbol(","));
    } else if (cursor_.isWord("adjoint_rule") || cursor_.isWord("tangent_rule")) {
      if (!rule(cursor_.take().text == "adjoint_rule" ? function.adjointRule : function.tangentRule)) return false;
    } else {
      return true;
    }
  }
}

bool ModuleParser::rule(std::optional<Rule>& rule) {
  rule.emplace();
  rule->calledName = cursor_.expectText("the rule's name in quotes");
  if (cursor_.failed() || !cursor_.expectSymbol("(")) return false;
  if (cursor_.acceptSymbol(")")) return true;
  do {
    rule->types.push_back(type());
    if (!rule->types.back()) return false;
    rule->parameters.push_back(cursor_.expectName("a parameter's name"));
    if (cursor_.failed()) return false;
  } while (cursor_.acceptSymbol(","));
  return cursor_.expectSymbol(")");
}

bool ModuleParser::skipBody() {
  const Location location = cursor_.peek().location;
  unsigned depth = 0;
  do {
    if (cursor_.peek().kind == TokenKind::End) return fail(location, "this '{' is never closed");
    if (cursor_.peek().kind == TokenKind::Bad) return cursor_.failExpected("");
    if (cursor_.isSymbol("{")) ++depth;
    if (cursor_.isSymbol("}")) --depth;
    cursor_.take();
  } while (depth);
  return true;
}

}  // namespace

bool parse(std::string_view text, Module& module, diag::Sink& sink) {
  TokenCursor cursor(text);
  ModuleParser parser(cursor, module);
  if (parser.module() && !cursor.failed()) return true;
  sink.report(diag::Message::IrSyntax, cursor.errorLocation(), {cursor.error()});
  return false;
}

}  // namespace retrograd::ir

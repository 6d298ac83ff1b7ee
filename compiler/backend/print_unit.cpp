// A whole translation unit's worth: records, visits, declarations, definitions, glue, in that order.
#include "backend/backend.h"
#include "backend/names.h"
#include "backend/print_type.h"
#include "backend/unit_parts.h"
#include "backend/wrap.h"
#include "ir/build.h"
#include "rules/math.h"

#include <cctype>
#include <functional>
#include <set>

namespace retrograd::backend {

using namespace ir;

namespace {

using Scope = std::vector<std::string>;

// Pieces of text, each in a scope. Those in the same scope share the namespaces' braces: all of them, or where order
// matters only neighbours.
class ScopedText {
public:
  enum class Order { Kept, ByScope };
  ScopedText(Order order, std::string separator) : order_(order), separator_(std::move(separator)) {}
  void add(const Scope& scope, const std::string& text) {
    for (std::size_t i = pieces_.size(); i-- > 0;) {
      if (pieces_[i].scope == scope) {
        pieces_[i].text += separator_ + text;
        return;
      }
      if (order_ == Order::Kept) break;
    }
    pieces_.push_back({scope, text});
  }
  std::string text() const {
    std::string all;
    for (const Piece& piece : pieces_) all += (all.empty() ? "" : "\n") + insideNamespaces(piece.scope, piece.text);
    return all;
  }

private:
  struct Piece {
    Scope scope;
    std::string text;
  };
  Order order_;
  std::string separator_;
  std::vector<Piece> pieces_;
};

std::vector<const Function*> calleesFirst(const std::vector<const Function*>& functions) {
  std::vector<const Function*> ordered;
  const std::set<const Function*> wanted(functions.begin(), functions.end());
  std::set<const Function*> seen;
  std::function<void(const Function*)> add = [&](const Function* function) {
    if (!wanted.count(function) || !seen.insert(function).second) return;
    forEachStatement(function->body, [&](const Statement& statement) {
      if (const auto* call = statement.as<Call>()) add(call->callee);
    });
    ordered.push_back(function);
  };
  for (const Function* function : functions) add(function);
  return ordered;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// Includes for what the functions and the text use.
std::string includes(const Unit& unit, const std::string& text) {
  std::set<std::string> standard, ours = {"retrograd/tape.h"};
  if (!unit.glue.empty() || !unit.visited.empty()) ours = {"retrograd/autodiff.h"};
  for (const Function* function : unit.functions)
    forEachStatement(function->body, [&](const Statement& statement) {
      forEachOperand(statement, [&](const ExpressionPtr& operand) {
        forEachExpression(operand, [&](const Expression& e) {
          if (e.kind != ExpressionKind::Operation || e.operation != OperationKind::Math) return;
          const rules::MathFunction* math = rules::findMath(e.function);
          const bool special = math && math->calledName.rfind("retrograd::", 0) == 0;
          const bool complex = math && math->name.rfind("complex_", 0) == 0;
          (special ? ours : standard)
              .insert(complex   ? "retrograd/complex.h"
                      : special ? "retrograd/special.h"
                                : "cmath");
        });
      });
    });
  if (has(text, "std::as_const(")) standard.insert("utility");
  if (has(text, "std::get<")) standard.insert("tuple");
  if (has(text, "std::vector<")) standard.insert("vector");
  if (has(text, "retrograd::next_snapshot(")) ours.insert("retrograd/checkpoint.h");
  if (has(text, "_order(")) ours.insert("retrograd/sorting.h");
  if (has(text, "retrograd::check_")) ours.insert("retrograd/checks.h");
  if (has(text, "std::out_of_range")) standard.insert("stdexcept");
  if (has(text, "std::numeric_limits")) standard.insert("limits");
  if (has(text, "std::size_t") || has(text, "std::ptrdiff_t")) standard.insert("cstddef");
  std::string result;
  for (const std::string& name : ours) result += "#include <" + name + ">\n";
  if (!standard.empty()) result += "\n";
  for (const std::string& name : standard) result += "#include <" + name + ">\n";
  return result;
}

}  // namespace

std::string insideNamespaces(const Scope& scope, const std::string& text) {
  if (scope.empty()) return text;
  std::string opened, closed;
  // "a::b" in one go; anonymous and inline ones on their own.
  for (std::size_t i = 0; i < scope.size();) {
    std::string name = scope[i++];
    const bool plain = !name.empty() && name.rfind("inline ", 0) != 0;
    while (plain && i < scope.size() && !scope[i].empty() && scope[i].rfind("inline ", 0) != 0)
      name += "::" + scope[i++];
    const bool isInline = name.rfind("inline ", 0) == 0;
    if (isInline) name = name.substr(7);
    opened += (isInline ? "inline namespace" : "namespace") + (name.empty() ? "" : " " + name) + std::string(" {\n");
    closed = "}  // namespace" + (name.empty() ? "" : " " + name) + "\n" + closed;
  }
  return opened + "\n" + text + "\n" + closed;
}

std::vector<const Function*> generatedFunctions(const Module& module) {
  std::vector<const Function*> functions;
  for (const Function& function : module.functions)
    if (function.generated) functions.push_back(&function);
  return functions;
}

std::string printUnit(const Unit& unit) {
  using Order = ScopedText::Order;
  ScopedText records(Order::Kept, "\n"), visits(Order::ByScope, "\n"), declarations(Order::ByScope, ""),
      definitions(Order::ByScope, "\n"), glue(Order::Kept, "\n");
  for (const GeneratedRecord& record : generatedRecords(unit)) records.add(record.scope, printRecord(*record.type));
  for (const VisitedRecord& record : unit.visited) visits.add(record.scope, printVisit(*record.type));
  const std::vector<const Function*> ordered = calleesFirst(unit.functions);
  for (const Function* function : ordered) declarations.add(function->scope, printMarkedDeclaration(*function));
  for (const Function* function : ordered)
    if (function->hasBody) definitions.add(function->scope, printDefinition(*function));
  for (const Glue& one : unit.glue) glue.add({}, printGlue(one));

  std::string text;
  for (const ScopedText* part : {&records, &visits, &declarations, &definitions, &glue})
    if (const std::string printed = part->text(); !printed.empty()) text += "\n" + printed;
  std::string access;
  for (const Accessor& accessor : accessors(unit))
    if (has(text, (accessorName(accessor.field->name) + "(").c_str())) access += "\n" + printAccessor(accessor);
  text = access + text;
  return includes(unit, text) + text;
}

std::string printHeader(const Unit& unit, const std::string& source) {
  std::string guard = "RETROGRAD_GENERATED_FROM_";
  for (char c : source)
    guard += std::isalnum(static_cast<unsigned char>(c))
                 ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                 : '_';
  return "// Derivatives of the functions in " + source + ", written by Retrograd. Do not edit: edit " + source +
         " and generate again.\n#ifndef " + guard + "\n#define " + guard + "\n\n" + printUnit(unit) + "\n#endif  // " +
         guard + "\n";
}

}  // namespace retrograd::backend

// IR → C++17 text that a person would write. The only place that prints C++; names come from backend/names.h.
//
//   printDeclaration(f_adjoint)   inline double f_adjoint(double x, double& x_bar, double result_bar);
//   printDefinition(f_adjoint)    inline double f_adjoint(…) {…}
//   printUnit(unit)               all that goes to the end of a translation unit; printHeader: the same as a file
#pragma once

#include "backend/glue.h"
#include "ir/ir.h"

#include <set>
#include <string>
#include <vector>

namespace retrograd::backend {

// One function without its namespaces, to be read in the scope where the primal stands. The declaration uses no macro
// and no header, so it can stand anywhere.
std::string printDeclaration(const ir::Function& function);
std::string printDefinition(const ir::Function& function);

// A class whose members the public header must see (models, gradients, flattening): it gets
// retrograd_visit(record, visitor), which calls visitor("name", record.name) for each member.
struct VisitedRecord {
  const ir::Type* type = nullptr;
  std::vector<std::string> scope;  // like Function::scope: "" = anonymous, "inline x" = inline namespace
};

// What is generated for one translation unit.
struct Unit {
  const ir::Module* module = nullptr;
  std::vector<const ir::Function*> functions;  // derivatives and what they need; those without body are only declared
  std::vector<VisitedRecord> visited;
  std::vector<Glue> glue;
  std::set<std::string> known;  // functions that reach members (accessorKey) and are there already
};
// The user's records in the signatures of entry points, and those with vectors that functions make zeros of; recursively,
// members, each once. Their visits stand at global scope, where the public header's visitors are looked up too, whatever
// (anonymous) namespace the record is in.
std::vector<VisitedRecord> visitedRecords(const Unit& unit);
// All generated functions of the module.
std::vector<const ir::Function*> generatedFunctions(const ir::Module& module);

// At global scope: includes, record structs, visits, declarations of everything, definitions (callees first), glue.
// The same text from plugin and tool.
std::string printUnit(const Unit& unit);
// printUnit as a header file with an include guard. `source`: the file's name, without folders, for the head comment.
std::string printHeader(const Unit& unit, const std::string& source);

// Text wrapped in the namespaces of `scope`; an empty scope returns it as it is.
std::string insideNamespaces(const std::vector<std::string>& scope, const std::string& text);

}  // namespace retrograd::backend

#include "backend/glue.h"

#include "backend/print_statement.h"
#include "backend/print_type.h"
#include "backend/wrap.h"

#include <algorithm>
#include <map>

namespace retrograd::backend {

using namespace ir;
using pipeline::Mode;

namespace {

using Parameters = std::vector<const Variable*>;

// A derivative's parameters, sorted by role; `all` is their order.
struct Roles {
  Parameters all, primal, bars, dots, dotBars, results;
};

// Walks along the derivative's parameters as transforms lay them out: each parameter of the primal, followed, where
// it is active, by its companions; at the end what belongs to the result.
Roles rolesOf(const Glue& glue, const std::vector<unsigned>& active) {
  Roles roles;
  roles.all.assign(glue.derivative->parameters.begin(), glue.derivative->parameters.end());
  std::size_t next = 0;
  auto take = [&](Parameters& into) {
    if (next < roles.all.size()) into.push_back(roles.all[next++]);
  };
  for (unsigned i = 0; i < glue.primal->parameters.size(); ++i) {
    take(roles.primal);
    if (!std::binary_search(active.begin(), active.end(), i)) continue;
    const bool isForward = glue.mode == Mode::Tangent || glue.mode == Mode::Columns;
    for (unsigned row = 0; !isForward && row < glue.together; ++row) take(roles.bars);
    for (unsigned column = 0; (isForward || glue.mode == Mode::Hvp) && column < glue.together; ++column)
      take(roles.dots);
    if (glue.mode == Mode::Hvp && glue.primal->parameters[i]->type->givesWriteAccess()) take(roles.dotBars);
  }
  while (next < roles.all.size()) take(roles.results);
  return roles;
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// Glue stands at global scope, where every type's spelling means what it says.
const Function& globalScope() {
  static const Function function;
  return function;
}

std::string requestType(const Glue& glue) {
  const std::map<Mode, std::string> modes = {{Mode::Tangent, "Tangent"},
                                             {Mode::Adjoint, "Adjoint"},
                                             {Mode::Hvp, "Hvp"},
                                             {Mode::Rows, "Rows"},
                                             {Mode::Columns, "Columns"}};
  std::string which;
  if (glue.wrt) {
    std::vector<std::string> indices;
    for (unsigned i : *glue.wrt) indices.push_back(std::to_string(i));
    which = ", retrograd::wrt<" + join(indices) + ">";
  }
  return std::string("retrograd::detail::") + modes.at(glue.mode) + "<" + functionType(*glue.primal) + ", " +
         functionPointer(*glue.primal) + which + ">";
}

}  // namespace

std::string functionPointer(const Function& function) {
  return (function.calling == Calling::AsMember ? "&" : "") + calledName(function, globalScope());
}

std::string functionType(const Function& function) {
  std::vector<std::string> types;
  for (const Variable* parameter : function.parameters) types.push_back(typeName(parameter->type));
  if (function.calling != Calling::AsMember) return typeName(function.result) + "(" + join(types) + ")";
  const Type* object = function.parameters.front()->type;
  types.erase(types.begin());
  return typeName(function.result) + " (" + typeName(object->element) + "::*)(" + join(types) + ")" +
         (object->constElement ? " const" : "");
}

std::vector<unsigned> activeParameters(const Function& primal, const std::optional<std::vector<unsigned>>& wrt) {
  std::vector<unsigned> active;
  for (unsigned i = 0; i < primal.parameters.size(); ++i) {
    const Variable* parameter = primal.parameters[i];
    const bool named =
        !wrt || parameter->type->givesWriteAccess() || std::find(wrt->begin(), wrt->end(), i) != wrt->end();
    if (named && parameter->type->canBeActive() && !parameter->markedPassive) active.push_back(i);
  }
  return active;
}

std::string printGlue(const Glue& glue) {
  const std::vector<unsigned> active = activeParameters(*glue.primal, glue.wrt);
  const Roles roles = rolesOf(glue, active);
  const std::string request = requestType(glue);
  std::vector<std::string> companions = {glue.primal->result->canBeActive() ? "true" : "false"};
  std::vector<std::string> parameters = {request}, arguments;
  for (unsigned i : active) companions.push_back(std::to_string(i));
  for (const Parameters* group : {&roles.primal, &roles.bars, &roles.dots, &roles.dotBars, &roles.results})
    for (const Variable* v : *group) parameters.push_back(declarator(v->type, v->name));
  for (const Variable* v : roles.all) arguments.push_back(v->name);

  const std::string says =
      glue.mode == Mode::Rows || glue.mode == Mode::Columns
          ? "std::integral_constant<unsigned, " + std::to_string(glue.together) + "> retrograd_together("
          : "retrograd::detail::Active<" + join(companions) + "> retrograd_active(";
  return wrapped("[[maybe_unused]] " + says + request + ");", 0) +
         wrapped("inline " + declarator(glue.derivative->result, "retrograd_call") + "(" + join(parameters) + ") {",
                 0) +
         wrapped("return " + calledName(*glue.derivative, globalScope()) + "(" + join(arguments) + ");", 2) + "}\n";
}

}  // namespace retrograd::backend

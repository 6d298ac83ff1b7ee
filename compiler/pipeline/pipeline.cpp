#include "pipeline/pipeline.h"

#include "ir/build.h"
#include "ir/verify.h"
#include "pipeline/passes.h"
#include "transform/derivatives.h"
#include "transform/hvp.h"
#include "transform/rows.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace retrograd::pipeline {

using transform::Derivative;
using transform::Derivatives;

namespace {
struct Transform {
  const char* name;
  Mode mode;
};
constexpr Transform transforms[] = {{"tangent", Mode::Tangent}, {"adjoint", Mode::Adjoint},
                                    {"hvp", Mode::Hvp},         {"rows", Mode::Rows},
                                    {"columns", Mode::Columns}, {"tape-bytes", Mode::TapeBytes}};

// Null, without an error where nobody said how many, if they can't be had at once.
ir::Function* deriveRows(Derivatives& derivatives, const Request& request, const transform::Variant& variant) {
  const unsigned rows = seedsAtOnce(request);
  const Derivative* derivative = rows > 1 ? derivatives.adjoint(*request.primal, variant) : nullptr;
  ir::Function* made = derivative ? transform::makeRows(derivatives, *derivative, rows) : nullptr;
  if (!made && request.primal->rows > 1 && derivatives.sink().errorCount() == 0)
    derivatives.sink().report(diag::Message::RowsDiffer, request.primal->location, {request.primal->name},
                              {{diag::Message::OneRowAtATime, {}, {}}});
  return made;
}

ir::Function* deriveColumns(Derivatives& derivatives, const Request& request, const transform::Variant& variant) {
  const unsigned columns = seedsAtOnce(request);
  const Derivative* derivative = columns > 1 ? derivatives.tangent(*request.primal, variant) : nullptr;
  return derivative ? transform::makeColumns(derivatives, *derivative, columns) : nullptr;
}

ir::Function* derive(Derivatives& derivatives, const Request& request) {
  const transform::Variant variant = transform::defaultVariant(*request.primal, request.wrt);
  const Derivative* derivative = nullptr;
  switch (request.mode) {
  case Mode::Tangent: derivative = derivatives.tangent(*request.primal, variant); break;
  case Mode::Adjoint: derivative = derivatives.adjoint(*request.primal, variant); break;
  case Mode::Rows: return deriveRows(derivatives, request, variant);
  case Mode::Columns: return deriveColumns(derivatives, request, variant);
  case Mode::TapeBytes: derivative = derivatives.tapeBytes(*request.primal, variant); break;
  case Mode::Hvp: derivative = transform::makeHvp(derivatives, *request.primal, variant); break;
  }
  return derivative ? derivative->function : nullptr;
}

// Does it call what has no name at all, such as a lambda?
bool callsUnnamed(const ir::Function& function) {
  bool found = false;
  ir::forEachStatement(function.body, [&](const ir::Statement& statement) {
    const auto* call = statement.as<ir::Call>();
    found |= call && call->callee->inlining == ir::Inlining::Always;
  });
  return found;
}

// What generated code calls but can't name is printed with it.
void addCopies(ir::Module& module, PassRunner& runner) {
  std::vector<const ir::Function*> open;
  for (const ir::Function& function : module.functions)
    if (function.generated) open.push_back(&function);
  while (!open.empty()) {
    const ir::Function* caller = open.back();
    open.pop_back();
    ir::forEachStatement(caller->body, [&](const ir::Statement& statement) {
      const auto* call = statement.as<ir::Call>();
      if (!call || call->callee->calling != ir::Calling::AsCopy || call->callee->generated || !call->callee->hasBody)
        return;
      call->callee->generated = call->callee->internal = true;
      if (callsUnnamed(*call->callee)) runner.before(*call->callee, module.types);
      runner.after(*call->callee, module.types);
      open.push_back(call->callee);
    });
  }
}
}  // namespace

namespace {
// Where records are bounded, functions are made that turn out not to be needed.
void dropUnreached(ir::Module& module, const std::vector<ir::Function*>& wanted) {
  std::set<const ir::Function*> reached(wanted.begin(), wanted.end());
  std::vector<const ir::Function*> open(reached.begin(), reached.end());
  while (!open.empty()) {
    const ir::Function* caller = open.back();
    open.pop_back();
    if (!caller) continue;
    ir::forEachStatement(caller->body, [&](const ir::Statement& statement) {
      const auto* call = statement.as<ir::Call>();
      if (call && reached.insert(call->callee).second) open.push_back(call->callee);
    });
  }
  for (ir::Function& function : module.functions) function.generated &= !function.internal || reached.count(&function);
}
}  // namespace

unsigned seedsAtOnce(const Request& request) {
  if (request.mode == Mode::Rows && request.primal->rows > 1) return request.primal->rows;
  const transform::Together together = transform::together(*request.primal, request.wrt);
  return request.mode == Mode::Rows ? together.rows : request.mode == Mode::Columns ? together.columns : 1;
}

bool isWanted(const ir::Function& function, Mode mode) {
  return function.annotated && function.hasBody && (mode != Mode::Rows || function.rows > 1);
}

std::string describeLine(ir::Location location) { return "line " + std::to_string(location.line); }

std::vector<ir::Function*> differentiate(ir::Module& module, const std::vector<Request>& requests,
                                         const Options& options, diag::Sink& sink) {
  PassRunner runner(options, sink);
  Derivatives derivatives(module, runner);
  std::vector<ir::Function*> results;
  for (const Request& request : requests) results.push_back(derive(derivatives, request));
  const bool bounds =
      std::any_of(requests.begin(), requests.end(), [](const auto& r) { return r.primal->memory != 0; });
  if (bounds) dropUnreached(module, results);
  addCopies(module, runner);
  for (ir::Function& function : module.functions)
    if (function.generated && function.hasBody) runner.last(function, module.types);
  return results;
}

std::vector<std::string> passNames() {
  std::vector<std::string> names;
  for (const Pass& pass : functionPasses()) {
    if (names.size() == passesBefore().size())
      for (const Transform& transform : transforms) names.push_back(transform.name);
    names.push_back(pass.name);
  }
  return names;
}

namespace {
bool runTransform(ir::Module& module, Mode mode, const Options& options, diag::Sink& sink) {
  std::vector<Request> requests;
  for (ir::Function& function : module.functions)
    if (isWanted(function, mode)) requests.push_back({&function, mode, std::nullopt});
  const unsigned errors = sink.errorCount();
  differentiate(module, requests, options, sink);
  return sink.errorCount() == errors;
}

bool runPass(ir::Module& module, const std::string& name, const Options& options, diag::Sink& sink) {
  for (const Transform& transform : transforms)
    if (name == transform.name) return runTransform(module, transform.mode, options, sink);
  for (const Pass& pass : functionPasses()) {
    if (name != pass.name) continue;
    PassRunner runner(options, sink);
    for (ir::Function& function : module.functions)
      if (function.hasBody && !runner.run(pass, function, module.types)) return false;
    return true;
  }
  std::string known;
  for (const std::string& pass : passNames()) known += (known.empty() ? "" : ", ") + pass;
  sink.report(diag::Message::UnknownPass, {}, {name, known});
  return false;
}
}  // namespace

bool runPasses(ir::Module& module, const std::string& names, const Options& options, diag::Sink& sink) {
  std::istringstream list(names);
  for (std::string name; std::getline(list, name, ',');)
    if (!runPass(module, name, options, sink)) return false;
  return true;
}

}  // namespace retrograd::pipeline

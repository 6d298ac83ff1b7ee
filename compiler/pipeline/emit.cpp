#include "pipeline/emit.h"

#include "backend/names.h"
#include "ir/build.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "ir/verify.h"
#include "pipeline/passes.h"
#include "transform/derivatives.h"
#include "transform/zero_derivatives.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

namespace retrograd::pipeline {

std::string keyOf(const std::vector<std::string>& scope, const std::string& name) {
  std::string key;
  for (const std::string& part : scope)
    if (!part.empty() && part.rfind("inline ", 0) != 0) key += part + "::";
  return key + name;
}

std::string visitKeyOf(const std::string& record) {
  return "retrograd_visit(" + (record.starts_with("::") ? record.substr(2) : record) + ")";
}

namespace {

std::vector<Request> requestsOf(const ir::Module& module, std::initializer_list<Mode> modes) {
  std::vector<Request> result;
  for (const ir::Function& function : module.functions)
    for (Mode mode : modes)
      if (isWanted(function, mode)) result.push_back({const_cast<ir::Function*>(&function), mode, std::nullopt});
  return result;
}

std::vector<Request> requestsFor(Emit emit, const ir::Module& module, const EmitInput& input) {
  if (emit == Emit::Tangent) return requestsOf(module, {Mode::Tangent});
  if (emit == Emit::Adjoint) return requestsOf(module, {Mode::Adjoint, Mode::Rows});
  if (emit == Emit::Hvp) return requestsOf(module, {Mode::Hvp});
  std::vector<Request> result = input.annotated;
  result.insert(result.end(), input.entries.begin(), input.entries.end());
  return result;
}

// Records that aren't models.
std::vector<backend::VisitedRecord> visitedRecords(const EmitInput& input, const backend::Unit& unit) {
  std::vector<backend::VisitedRecord> result;
  for (const backend::VisitedRecord& record : backend::visitedRecords(unit)) {
    const bool isModel = std::any_of(input.models.begin(), input.models.end(),
                                     [&](const auto& model) { return model.type == record.type; });
    if (!isModel && !input.existing.count(visitKeyOf(record.type->spelling))) result.push_back(record);
  }
  return result;
}

// A definition from its name on, without white space: how it is spelled, not how it is laid out.
std::string fromName(const std::string& definition, const std::string& name) {
  std::string result;
  const std::size_t begin = definition.find(name + "(");
  for (std::size_t i = begin == std::string::npos ? 0 : begin; i < definition.size(); ++i)
    if (!std::isspace(static_cast<unsigned char>(definition[i]))) result += definition[i];
  return result;
}

// True if the unit has the function already; an error if it has another version of it.
bool isWritten(const ir::Function& function, const EmitInput& input, diag::Sink& sink) {
  const auto [first, last] = input.existing.equal_range(keyOf(function.scope, function.name));
  if (first == last) return false;
  const std::string expected = fromName(backend::printDefinition(function), function.name);
  if (std::none_of(first, last, [&](const auto& one) { return fromName(one.second.text, function.name) == expected; }))
    sink.report(diag::Message::GeneratedOutOfDate, first->second.location, {function.name},
                {{diag::Message::GenerateAgain, {}, {}}});
  return true;
}

backend::Unit unitOf(ir::Module& module, const EmitInput& input, const std::vector<ir::Function*>& derivatives,
                     diag::Sink& sink) {
  backend::Unit unit;
  unit.module = &module;
  for (ir::Type* record : module.types.records())
    if (record->generated && input.existing.count(record->spelling)) record->generated = false;
  for (const ir::Function* function : backend::generatedFunctions(module))
    if (!isWritten(*function, input, sink)) unit.functions.push_back(function);
  for (std::size_t i = 0; i < input.entries.size(); ++i) {
    const Request& request = input.entries[i];
    // Without several rows or columns at once jacobian<f> takes them one by one.
    if (const ir::Function* derivative = derivatives[input.annotated.size() + i])
      unit.glue.push_back({request.primal, derivative, request.mode, request.wrt, seedsAtOnce(request)});
  }
  unit.visited = visitedRecords(input, unit);
  unit.known = input.accessors;
  return unit;
}

void warn(const EmitInput& input, diag::Sink& sink) {
  std::set<const ir::Function*> seen;
  for (const Request& request : input.annotated)
    if (seen.insert(request.primal).second) transform::warnZeroDerivatives(*request.primal, sink);
}

// Calls of what there isn't.
void checkTapeBytes(const EmitInput& input, const std::vector<ir::Function*>& derivatives, diag::Sink& sink) {
  for (std::size_t i = 0; i < input.annotated.size(); ++i) {
    const auto& [primal, mode, wrt] = input.annotated[i];
    if (mode != Mode::TapeBytes || derivatives[i] || !input.tapeBytesUsed.count(primal)) continue;
    sink.report(diag::Message::TapeBytesUnknown, primal->location,
                {backend::tapeBytesName(transform::cxxName(*primal)), primal->name},
                {{diag::Message::CountedLoopsOnly, {}, {}}});
  }
}

std::vector<backend::CheckedFunction> checkedFunctions(const EmitInput& input, const EmitOptions& options) {
  std::vector<backend::CheckedFunction> functions;
  std::set<const ir::Function*> seen;
  for (const Request& request : input.annotated)
    if (seen.insert(request.primal).second) {
      const std::string place = options.pipeline.describe(request.primal->location);
      functions.push_back({request.primal, options.check.shown + place.substr(place.rfind(':'))});
    }
  return functions;
}

// Options of `retrograd check` that name no parameter were meant for one.
void checkParameters(const std::vector<backend::CheckedFunction>& functions, const backend::CheckOptions& options,
                     diag::Sink& sink) {
  std::string list;
  std::set<std::string> known;
  for (const backend::CheckedFunction& function : functions)
    for (const std::string& parameter : function.parameters()) {
      known.insert({parameter, function.name() + "." + parameter});
      list += (list.empty() ? "" : ", ") + function.name() + "." + parameter;
    }
  std::string unknown;
  const auto check = [&](const std::string& option, const auto& given) {
    for (const auto& [key, value] : given)
      if (!known.count(key)) unknown += (unknown.empty() ? "" : ", ") + option + " " + key + "=…";
  };
  check("--size", options.sizes);
  check("--set", options.values);
  if (!unknown.empty())
    sink.report(diag::Message::NoSuchParameter, {}, {unknown}, {{diag::Message::ThereAre, {}, {list}}});
}

Emitted checkProgram(const EmitInput& input, const EmitOptions& options, diag::Sink& sink) {
  const auto functions = checkedFunctions(input, options);
  // The options of a build are for several sources: the program that is written for each only warns.
  if (options.check.header.empty()) checkParameters(functions, options.check, sink);
  return {sink.errorCount() == 0, backend::printCheckProgram(functions, options.check), ""};
}

bool inlineAnnotated(ir::Module& module, const EmitOptions& options, diag::Sink& sink) {
  PassRunner runner(options.pipeline, sink);
  for (ir::Function& function : module.functions)
    if (function.annotated && function.hasBody && !runner.run(passesBefore().front(), function, module.types))
      return false;
  return true;
}

}  // namespace

void reportNothing(ir::Location where, const std::vector<diag::Note>& more, diag::Sink& sink) {
  std::vector<diag::Note> notes{{diag::Message::MarkFunctions, {}, {}}};
  notes.insert(notes.end(), more.begin(), more.end());
  sink.report(diag::Message::NothingAnnotated, where, {}, notes);
}

Emitted emit(ir::Module& module, const EmitInput& input, const EmitOptions& options, diag::Sink& sink) {
  if (options.emit == Emit::Ir) {
    const bool done = options.passes.empty() || runPasses(module, options.passes, options.pipeline, sink);
    if (!done || sink.errorCount()) return {};
    return {true, ir::print(module), ""};
  }
  if (options.emit == Emit::Graph) {
    if (!inlineAnnotated(module, options, sink)) return {};
    const std::string graphs = graphsOf(module, input.undrawn, options.graph, sink);
    return {sink.errorCount() == 0, graphs, ""};
  }
  const auto derivatives = differentiate(module, requestsFor(options.emit, module, input), options.pipeline, sink);
  if (sink.errorCount()) return {};
  if (options.emit == Emit::Check) return checkProgram(input, options, sink);
  if (options.emit == Emit::All) {
    warn(input, sink);
    checkTapeBytes(input, derivatives, sink);
    backend::Unit unit = unitOf(module, input, derivatives, sink);
    if (sink.errorCount()) return {};
    const std::string text = backend::printUnit(unit);
    unit.visited.insert(unit.visited.begin(), input.models.begin(), input.models.end());
    return {true, text, backend::printHeader(unit, options.source)};
  }
  backend::Unit unit;
  unit.module = &module;
  unit.functions = backend::generatedFunctions(module);
  return {true, backend::printUnit(unit), ""};
}

std::string derivativeDeclarations(ir::Module& module, ir::Function& declared, bool tapeBytes) {
  // The signatures are those of the derivatives of a function that does nothing but has these parameters.
  ir::Function& stand = declared;
  stand.hasBody = true;
  stand.body.clear();
  if (stand.result->kind != ir::TypeKind::Void) {
    ir::Variable* result = stand.newVariable("result", stand.result);
    stand.body.push_back(ir::declareZero(result));
    stand.body.push_back({ir::Return{ir::read(result)}, {}});
  }
  diag::SilentSink sink;
  std::string text;
  std::vector<Request> requests{{&stand, Mode::Tangent, std::nullopt}, {&stand, Mode::Adjoint, std::nullopt}};
  if (tapeBytes) requests.push_back({&stand, Mode::TapeBytes, std::nullopt});
  if (stand.rows > 1) requests.push_back({&stand, Mode::Rows, std::nullopt});
  for (const ir::Function* derivative : differentiate(module, requests, {}, sink))
    if (derivative) text += backend::printDeclaration(*derivative);
  return sink.errorCount() ? "" : text;
}

namespace {

// Messages as compilers print them: file:line:column: error: text.
class PlainSink : public diag::Sink {
public:
  explicit PlainSink(std::string file) : file_(std::move(file)) {}

private:
  void show(diag::Severity severity, ir::Location location, const std::string& text) override {
    std::cerr << file_ << ':';
    if (location.line) std::cerr << location.line << ':' << location.column << ':';
    const char* name = severity == diag::Severity::Error     ? "error"
                       : severity == diag::Severity::Warning ? "warning"
                                                             : "note";
    std::cerr << ' ' << name << ": " << text << '\n';
  }

  std::string file_;
};

}  // namespace

Emitted emitIrFile(const std::string& file, const EmitOptions& options) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  PlainSink sink(file);
  ir::Module module;
  if (!ir::parse(text.str(), module, sink)) return {};
  if (const auto problem = ir::verify(module)) {
    sink.report(diag::Message::IrInvalid, {}, {*problem});
    return {};
  }
  EmitInput input;
  input.annotated = requestsOf(module, {Mode::Tangent, Mode::Adjoint, Mode::Rows, Mode::TapeBytes});
  if (options.mustFind && input.annotated.empty()) {
    reportNothing({}, {}, sink);
    return {};
  }
  return emit(module, input, options, sink);
}

}  // namespace retrograd::pipeline

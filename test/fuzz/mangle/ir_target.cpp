// Mangled .ir files: parser, verifier, every pass and transform on what parses and verifies, printer.
#include "mangle.h"

#include "ir/parse.h"
#include "ir/print.h"
#include "ir/verify.h"
#include "pipeline/pipeline.h"

namespace retrograd::fuzz {
namespace {
class Messages : public diag::Sink {
public:
  std::string text;

protected:
  void show(diag::Severity, ir::Location, const std::string& message) override { text += message + "\n"; }
};

// All are differentiated here: they must obey what annotated functions do.
bool canBeAnnotated(ir::Module& module) {
  std::vector<ir::Function*> marked;
  for (ir::Function& function : module.functions)
    if (function.hasBody && !function.annotated) marked.push_back(&function);
  for (ir::Function* function : marked) function->annotated = true;
  const bool isValid = !ir::verify(module);
  for (ir::Function* function : marked) function->annotated = false;
  return isValid;
}

std::string checkIr(const std::string& input) {
  if (input.size() > 20'000) return "";
  ir::Module module;
  Messages messages;
  if (!ir::parse(input, module, messages)) return messages.text.empty() ? "a refused text without a message" : "";
  if (ir::verify(module)) return "";
  const std::string printed = ir::print(module);
  ir::Module copy;
  if (!ir::parse(printed, copy, messages)) return "what is printed can't be read: " + messages.text;
  if (ir::print(copy) != printed) return "printing and reading changes the program";
  // What only derivatives contain has none, and a rule fits its function: the frontend sees to that.
  for (const char* word : {"retrograd::Tape", "adjoint_sums", "_rule"})
    if (printed.find(word) != std::string::npos) return "";
  if (!canBeAnnotated(module)) return "";
  std::vector<pipeline::Request> requests;
  for (ir::Function& function : module.functions) {
    if (!function.hasBody || requests.size() > 6) continue;
    for (const auto mode : {pipeline::Mode::Tangent, pipeline::Mode::Adjoint, pipeline::Mode::Hvp})
      requests.push_back({&function, mode, std::nullopt});
  }
  pipeline::differentiate(module, requests, {}, messages);
  if (messages.text.find("internal error") != std::string::npos) return messages.text;
  if (const auto problem = ir::verify(module); problem && messages.text.empty()) return "invalid: " + *problem;
  return "";
}
}  // namespace

const Target& target() {
  static const Target ir = {
      {"double", "float", "int",     "bool", "void", "func", "let",  "for",  "while",   "if",  "else",
       "return", "const", "passive", "0",    "1",    "1.0",  "1.0f", "true", "sin",     "pow", "&",
       "*",      "[",     "]",       "(",    ")",    "{",    "}",    "->",   "double*", "-1"},
      [](const std::string& text) { return std::vector<std::string>{text}; },
      checkIr};
  return ir;
}

}  // namespace retrograd::fuzz

#include "oracle.h"

#include "check.h"
#include "ir/build.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "ir/verify.h"
#include "pipeline/passes.h"
#include "pipeline/pipeline.h"

#include <cctype>

namespace retrograd::fuzz {

using namespace ir;

namespace {
class FirstMessage : public diag::Sink {
public:
  std::string text;

protected:
  void show(diag::Severity severity, Location, const std::string& message) override {
    if (severity == diag::Severity::Error && text.empty()) text = message;
  }
};

// Without what differs between two programs with one fault: names in quotes, numbers.
std::string generalized(const std::string& message) {
  std::string result;
  bool quoted = false;
  for (const char c : message) {
    if (c == '\'')
      quoted = !quoted;
    else if (!quoted && !std::isdigit(static_cast<unsigned char>(c)))
      result += c;
  }
  return result;
}

Function* rootOf(Module& module) {
  Function* root = nullptr;
  for (Function& function : module.functions)
    if (function.annotated) root = &function;
  return root ? root : module.functions.empty() ? nullptr : &module.functions.back();
}

Verdict failed(const std::string& kind, const std::string& detail) { return {Outcome::Failed, kind, detail}; }

class Judge {
public:
  Judge(Module& module, Function& root, std::uint64_t seed) : module_(module), root_(root), seed_(seed) {
    options_.strictIeee = seed % 6 == 5;  // numbers are finite here: no difference
    options_.lanes = 2 + seed % 2;        // loops are short
  }

  Verdict run();

private:
  std::optional<Verdict> passes();
  std::optional<Verdict> derivative(pipeline::Mode mode, const std::optional<std::vector<unsigned>>& wrt);
  std::optional<Verdict> boundedRecord(const std::string& program);
  std::optional<std::vector<unsigned>> someParameters() const;

  Module& module_;
  Function& root_;
  std::uint64_t seed_;
  pipeline::Options options_;
  bool refused_ = false;
  std::string refusal_;
};

// Every pass keeps the primal's meaning, alone and behind those before it.
std::optional<Verdict> Judge::passes() {
  const std::string text = print(module_);
  Module copy;
  FirstMessage sink;
  if (!parse(text, copy, sink))
    return failed("the printed program can't be read: " + generalized(sink.text), sink.text);
  if (print(copy) != text) return failed("printing and reading changes the program", print(copy));
  const Expected expected =
      evaluatePrimal(module_, root_, Inputs(root_, std::vector<bool>(root_.parameters.size()), seed_));
  for (const pipeline::Pass& pass : pipeline::functionPasses()) {
    pipeline::PassRunner runner(options_, sink);
    for (Function& function : copy.functions)
      if (!runner.run(pass, function, copy.types))
        return failed(std::string("verifier after ") + pass.name + ": " + generalized(sink.text), sink.text);
    Function& root = *copy.find(root_.name);
    if (auto problem =
            checkPrimal(copy, root, Inputs(root, std::vector<bool>(root.parameters.size()), seed_), expected))
      return failed(std::string("pass ") + pass.name + ": " + generalized(problem->kind), problem->detail);
  }
  return std::nullopt;
}

std::optional<std::vector<unsigned>> Judge::someParameters() const {
  Random random(seed_ + 17);
  std::vector<unsigned> wrt;
  for (unsigned i = 0; i < root_.parameters.size(); ++i)
    if (random.chance(50)) wrt.push_back(i);
  return wrt;
}

std::optional<Verdict> Judge::derivative(pipeline::Mode mode, const std::optional<std::vector<unsigned>>& wrt) {
  using pipeline::Mode;
  static const char* const names[] = {"tangent", "adjoint", "hvp", "rows", "columns"};
  constexpr unsigned rows = 2;
  const bool isSeveral = mode == Mode::Rows || mode == Mode::Columns;
  const std::string name = names[static_cast<int>(mode)] + std::string(wrt ? " wrt" : "");
  FirstMessage sink;
  if (mode == Mode::Rows) root_.rows = rows;
  Function* function = pipeline::differentiate(module_, {{&root_, mode, wrt}}, options_, sink)[0];
  root_.rows = 1;
  if (!function) {
    if (sink.text.find("internal error") != std::string::npos)
      return failed(name + ": " + generalized(sink.text), sink.text);
    if (isSeveral) return std::nullopt;  // one at a time is right, too
    refused_ = true;
    refusal_ = sink.text;
    return std::nullopt;
  }
  if (auto problem = verify(module_)) return failed(name + ": verifier: " + generalized(*problem), *problem);
  const Inputs inputs(root_, activeParameters(root_, wrt), seed_);
  const unsigned columns = pipeline::seedsAtOnce({&root_, mode, wrt});
  auto problem = mode == Mode::Tangent   ? checkTangent(module_, root_, *function, inputs)
                 : mode == Mode::Columns ? checkTangent(module_, root_, *function, inputs, columns)
                 : mode == Mode::Adjoint ? checkAdjoint(module_, root_, *function, inputs, seed_)
                 : mode == Mode::Rows    ? checkAdjoint(module_, root_, *function, inputs, seed_, rows)
                                         : checkHvp(module_, root_, *function, inputs, seed_);
  if (problem) return failed(name + ": " + generalized(problem->kind), problem->detail);
  return std::nullopt;
}

// With so little memory for the record that the steps of loops are run again and again. What isn't bounded is refused.
std::optional<Verdict> Judge::boundedRecord(const std::string& program) {
  using pipeline::Mode;
  const std::string name = "bounded record";
  const Mode mode = seed_ % 5 == 0 ? Mode::Hvp : seed_ % 5 == 1 ? Mode::Rows : Mode::Adjoint;
  Module module;
  FirstMessage sink;
  if (!parse(program, module, sink)) return failed(name + ": the printed program can't be read", sink.text);
  Function& root = *module.find(root_.name);
  root.memory = 1 + seed_ % 4 * 150;
  root.rows = mode == Mode::Rows ? 2 : 1;
  pipeline::Options options = options_;
  options.reverseOnly = true;
  Function* function = pipeline::differentiate(module, {{&root, mode, std::nullopt}}, options, sink)[0];
  if (!function && sink.text.find("internal error") == std::string::npos) return std::nullopt;
  if (!function) return failed(name + ": " + generalized(sink.text), sink.text);
  if (auto problem = verify(module)) return failed(name + ": verifier: " + generalized(*problem), *problem);
  const Inputs inputs(root, activeParameters(root, std::nullopt), seed_);
  const auto problem = mode == Mode::Hvp ? checkHvp(module, root, *function, inputs, seed_)
                                         : checkAdjoint(module, root, *function, inputs, seed_, root.rows);
  return problem ? std::optional(failed(name + ": " + generalized(problem->kind), problem->detail)) : std::nullopt;
}

Verdict Judge::run() {
  const std::string program = print(module_);
  if (auto problem = verify(module_)) return failed("the program is invalid: " + generalized(*problem), *problem);
  const Inputs inputs(root_, activeParameters(root_, std::nullopt), seed_);
  const Expected expected = evaluatePrimal(module_, root_, inputs);
  if (!expected.usable) return {Outcome::Skipped, expected.error, ""};
  if (auto problem = checkPrimal(module_, root_, inputs, expected))
    return failed("interpreter: " + generalized(problem->kind), problem->detail);
  if (auto verdict = passes()) return *verdict;
  using pipeline::Mode;
  for (const Mode mode : {Mode::Tangent, Mode::Adjoint, Mode::Hvp}) {
    // The second order takes as long as all else: every other program.
    if (mode == Mode::Hvp && (refused_ || seed_ % 2)) break;
    if (auto verdict = derivative(mode, std::nullopt)) return *verdict;
    if (mode == Mode::Hvp || (seed_ % 3 != 0)) continue;
    if (auto verdict = derivative(mode, someParameters())) return *verdict;
  }
  for (const Mode mode : {Mode::Rows, Mode::Columns})
    if (!refused_ && seed_ % 2)
      if (auto verdict = derivative(mode, std::nullopt)) return *verdict;
  if (!refused_)
    if (auto verdict = boundedRecord(program)) return *verdict;
  if (refused_) return {Outcome::Refused, generalized(refusal_), refusal_};
  return {};
}
}  // namespace

Verdict judge(Module& module, std::uint64_t seed) {
  Function* root = rootOf(module);
  if (!root || !root->hasBody) return {Outcome::Skipped, "no function", ""};
  return Judge(module, *root, seed).run();
}

std::string derivativesOf(const std::string& text) {
  Module module;
  FirstMessage sink;
  if (!parse(text, module, sink)) return sink.text + "\n";
  Function* root = rootOf(module);
  using pipeline::Mode;
  std::vector<pipeline::Request> requests;
  for (const Mode mode : {Mode::Tangent, Mode::Adjoint, Mode::Hvp}) requests.push_back({root, mode, std::nullopt});
  pipeline::differentiate(module, requests, {}, sink);
  return print(module) + (sink.text.empty() ? "" : "// " + sink.text + "\n");
}

Verdict judgeText(const std::string& text, std::uint64_t seed) {
  Module module;
  FirstMessage sink;
  if (!parse(text, module, sink)) return {Outcome::Skipped, "syntax: " + sink.text, ""};
  return judge(module, seed);
}

}  // namespace retrograd::fuzz

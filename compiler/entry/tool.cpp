// retrograd: the command-line tool. Options only; frontend/source.h does the work on C++, pipeline/ on .ir files.
#include "clang/Basic/Version.h"
#include "entry/check.h"
#include "entry/options.h"
#include "entry/picture.h"
#include "frontend/annotations.h"
#include "frontend/output.h"
#include "frontend/source.h"

#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>

namespace {

namespace frontend = retrograd::frontend;
namespace pipeline = retrograd::pipeline;
using retrograd::entry::fail;
using retrograd::entry::valueOf;

constexpr const char* usage = R"(usage: retrograd [options] FILE [-- compiler flags]

Writes the derivatives of the [[autodiff]] functions in FILE (C++ source, or .ir) as C++17.

  -o FILE              write to FILE (default, or -: standard output)
  --emit=WHAT          all (default) | tangent | adjoint | hvp | ir
  --passes=A,B,…       with --emit=ir: run these passes first (--passes=help lists them)
  --print-after=PASS   print the IR after this pass (or "all") to standard error
  --strict             no protection from 0·inf, sums in the order of the reverse sweep, no adjoints made of tangents
  --mode=reverse       adjoints by reverse sweeps, also where tangents would cost less (default: automatic)
  --guards             derivatives check what they assume when they run (as with -DRETROGRAD_CHECKS=1)
  --report             instead of the derivatives, say of each adjoint what it keeps and why, and what it costs
  --depfile=FILE       also write what the output depends on, as a Makefile rule
  --version, --help

retrograd graph f.cpp --at=2,1      computation graphs of straight-line functions, with values and derivatives there,
                                    in the language of Graphviz, or -o graph.svg (.png, .pdf): drawn by it;
                                    --only=f,g: of these functions
retrograd check f.cpp               checks the derivatives of f.cpp against differences (retrograd check --help)

Without flags behind --, C++20 is read: retrograd f.cpp -o f.ad.h -- -std=c++17 -Iinclude
)";

struct Arguments {
  pipeline::EmitOptions emit;
  frontend::SourceOptions source;
  bool isReport = false;
};

std::optional<pipeline::Emit> emitNamed(const std::string& name) {
  if (name == "all") return pipeline::Emit::All;
  if (name == "tangent") return pipeline::Emit::Tangent;
  if (name == "adjoint") return pipeline::Emit::Adjoint;
  if (name == "hvp") return pipeline::Emit::Hvp;
  if (name == "ir") return pipeline::Emit::Ir;
  return std::nullopt;
}

[[noreturn]] void listPasses() {
  for (const std::string& name : pipeline::passNames()) std::cout << name << "\n";
  std::exit(0);
}

std::vector<double> numbersOf(const std::string& text) {
  std::vector<double> numbers;
  std::istringstream stream(text);
  for (std::string number; std::getline(stream, number, ',');) {
    char* end = nullptr;
    numbers.push_back(std::strtod(number.c_str(), &end));
    if (number.empty() || *end != 0) fail("--at wants numbers: '" + number + "' is none");
  }
  if (numbers.empty()) fail("--at wants numbers, e.g. --at=2,1");
  return numbers;
}

std::vector<std::string> namesIn(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream stream(text);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  if (names.empty()) fail("--only wants names of functions, e.g. --only=f,g");
  return names;
}

// Options of the form --name=value; false if it is none of these.
bool takeValue(const std::string& word, Arguments& result) {
  if (auto emit = valueOf(word, "emit")) {
    const auto known = emitNamed(*emit);
    if (!known) fail("unknown --emit=" + *emit + " (all, tangent, adjoint, hvp, ir)");
    result.emit.emit = *known;
  } else if (auto passes = valueOf(word, "passes")) {
    if (*passes == "help") listPasses();
    result.emit.passes = *passes;
    result.emit.emit = pipeline::Emit::Ir;
  } else if (auto pass = valueOf(word, "print-after")) {
    result.emit.pipeline.printAfter = *pass;
  } else if (auto at = valueOf(word, "at")) {
    result.emit.graph.at = numbersOf(*at);
  } else if (auto only = valueOf(word, "only")) {
    result.emit.graph.only = namesIn(*only);
  } else if (auto depfile = valueOf(word, "depfile")) {
    result.source.depfile = *depfile;
  } else if (auto mode = valueOf(word, "mode")) {
    if (*mode != "automatic" && *mode != "reverse") fail("unknown --mode=" + *mode + " (automatic, reverse)");
    result.emit.pipeline.reverseOnly = *mode == "reverse";
  } else {
    return false;
  }
  return true;
}

void takeWord(const std::string& word, Arguments& result) {
  if (word == "--help" || word == "-h") {
    std::cout << usage;
    std::exit(0);
  } else if (word == "--version") {
    std::cout << "retrograd " << RETROGRAD_VERSION << " (Clang " << CLANG_VERSION_STRING << ")\n";
    std::exit(0);
  } else if (word == "--strict") {
    result.emit.pipeline.strictIeee = true;
  } else if (word == "--report") {
    result.isReport = true;
    result.emit.pipeline.report = [](const std::string& text) { std::cout << text; };
  } else if (word == "--guards") {
    result.emit.pipeline.guards = true;
  } else if (takeValue(word, result)) {
    return;
  } else if (word.size() > 1 && word[0] == '-') {
    fail("unknown option '" + word + "' (the compiler's flags stand behind --); see retrograd --help");
  } else if (!result.source.file.empty()) {
    fail("one file at a time: '" + result.source.file + "' and '" + word + "'");
  } else {
    result.source.file = word;
  }
}

Arguments parse(int count, char** words) {
  Arguments result;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--") {
      result.source.flags.assign(words + i + 1, words + count);
      break;
    }
    if (word == "graph" && i == 1) {
      result.emit.emit = pipeline::Emit::Graph;
    } else if (word == "-o") {
      if (++i == count) fail("-o needs a file");
      result.source.output = words[i];
    } else {
      takeWord(word, result);
    }
  }
  if (result.source.file.empty()) fail("no input file; see retrograd --help");
  if (result.source.flags.empty()) result.source.flags = {"-std=c++20"};
  const bool isGraph = result.emit.emit == pipeline::Emit::Graph;
  if (!isGraph && !(result.emit.graph.at.empty() && result.emit.graph.only.empty()))
    fail("--at and --only are options of graphs: retrograd graph " + result.source.file);
  result.emit.mustFind = result.isReport || isGraph;
  result.emit.pipeline.print = [](const std::string& text) { std::cerr << text; };
  return result;
}

}  // namespace

int main(int count, char** words) {
  if (count > 1 && std::string(words[1]) == "check") return retrograd::entry::check({words + 2, words + count});
  Arguments arguments = parse(count, words);
  frontend::annotations::registerAttributes();
  retrograd::entry::findHeaders(arguments.source);
  const std::string& file = arguments.source.file;
  if (!std::filesystem::exists(file)) fail("no such file: '" + file + "'");

  arguments.emit.source = std::filesystem::path(file).filename().string();
  const bool isIr = std::filesystem::path(file).extension() == ".ir";
  const pipeline::Emitted result =
      isIr ? pipeline::emitIrFile(file, arguments.emit) : frontend::runOnSource(arguments.source, arguments.emit);
  if (!result.succeeded) return 1;
  const std::string& text = arguments.emit.emit == pipeline::Emit::All ? result.header : result.text;
  const std::string& output = arguments.source.output;
  if (output.empty() && arguments.isReport) return 0;
  if (arguments.emit.emit == pipeline::Emit::Graph && retrograd::entry::isPicture(output)) {
    retrograd::entry::drawGraph(text, output);
    return 0;
  }
  std::string error;
  if (!frontend::writeFile(output.empty() ? "-" : output, text, error)) fail(error);
  return 0;
}

#include "entry/picture.h"

#include "entry/options.h"
#include "frontend/output.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <filesystem>

namespace retrograd::entry {

namespace {

std::string formatOf(const std::string& file) {
  const std::string extension = std::filesystem::path(file).extension().string();
  return extension.empty() ? "" : extension.substr(1);
}

// A file that is gone with this object.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& extension) {
    error = llvm::sys::fs::createTemporaryFile("retrograd", extension, name);
    remover.setFile(name);
  }
  llvm::SmallString<128> name;
  std::error_code error;
  llvm::FileRemover remover;
};

// What went wrong.
std::string draw(const std::string& dot, const std::string& graph, const std::string& file) {
  const TemporaryFile input("dot"), picture(formatOf(file));
  if (input.error || picture.error)
    return "can't make a temporary file: " + (input.error ? input : picture).error.message();
  std::string error;
  if (!frontend::writeFile(input.name.str().str(), graph, error)) return error;
  const std::string format = "-T" + formatOf(file);
  const int status =
      llvm::sys::ExecuteAndWait(dot, {dot, format, "-o", picture.name, input.name}, std::nullopt, {}, 0, 0, &error);
  const auto drawn = llvm::MemoryBuffer::getFile(picture.name);
  if (status != 0 || !drawn || (*drawn)->getBufferSize() == 0)
    return "Graphviz ('" + dot + "') didn't draw '" + file + "'" + (error.empty() ? "" : ": " + error);
  frontend::writeFile(file, (*drawn)->getBuffer().str(), error);
  return error;
}

}  // namespace

bool isPicture(const std::string& file) {
  const std::string format = formatOf(file);
  if (format == "svg" || format == "png" || format == "pdf") return true;
  if (format.empty() || format == "dot" || format == "gv" || format == "txt") return false;
  fail("graphs are written as .svg, .png, .pdf, or as Graphviz's text to .dot: '" + file + "'");
}

void drawGraph(const std::string& graph, const std::string& file) {
  const auto dot = llvm::sys::findProgramByName("dot");
  if (!dot)
    fail("Graphviz draws '" + file +
         "', but there is no 'dot' on the path: install the package graphviz, or write the "
         "graph itself with -o " +
         std::filesystem::path(file).replace_extension(".dot").string());
  if (const std::string error = draw(*dot, graph, file); !error.empty()) fail(error);
}

}  // namespace retrograd::entry

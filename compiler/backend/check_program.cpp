#include "backend/check_program.h"

#include "backend/glue.h"

#include <cstdio>

namespace retrograd::backend {

namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string exact(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

std::string printOptions(const CheckOptions& options) {
  std::string text = "  ::retrograd::PointOptions retrograd_options;\n";
  text += "  retrograd_options.seed = " + std::to_string(options.seed) + "u;\n";
  text += "  retrograd_options.points = " + std::to_string(options.points) + ";\n";
  text += "  retrograd_options.seconds = " + std::to_string(options.seconds) + ";\n";
  for (const auto& [name, size] : options.sizes)
    text += "  retrograd_options.sizes[" + quoted(name) + "] = " + std::to_string(size) + "u;\n";
  for (const auto& [name, value] : options.values)
    text += "  retrograd_options.values[" + quoted(name) + "] = " + exact(value) + ";\n";
  return text;
}

std::string printFunction(const CheckedFunction& checked) {
  std::string parameters;
  for (const std::string& parameter : checked.parameters())
    parameters += (parameters.empty() ? "" : ", ") + quoted(parameter);
  return "      ::retrograd::detail::checked_function<" + functionType(*checked.function) + ", " +
         functionPointer(*checked.function) + ">(\n          " + quoted(checked.name()) + ", " + quoted(checked.place) +
         ", {" + parameters + "}),\n";
}

}  // namespace

std::string CheckedFunction::name() const {
  const std::string pointer = functionPointer(*function);
  return pointer.substr(pointer.find_first_not_of("&:"));
}

std::vector<std::string> CheckedFunction::parameters() const {
  std::vector<std::string> names;
  for (const ir::Variable* parameter : function->parameters)
    names.push_back(parameter->base.empty() ? parameter->name : parameter->base);
  return names;
}

// The checks run before any main: the file's own, which may be this one's or another unit's, never does.
std::string printCheckProgram(const std::vector<CheckedFunction>& functions, const CheckOptions& options) {
  std::string text =
      "// Written by retrograd check: runs checks of the derivatives of the functions in the file included.\n"
      "#include <retrograd/check_program.h>\n\n#define main main_of_the_file\n#include ";
  text += quoted(options.source) + "\n#undef main\n\n__attribute__((weak)) int main() { return 0; }\n\n";
  text += "namespace {\n\nint retrograd_run_checks() {\n";
  text += printOptions(options) + "  return ::retrograd::run_checks(retrograd_options, {\n";
  for (const CheckedFunction& function : functions) text += printFunction(function);
  text +=
      "  });\n}\n\nstruct RetrogradRunsChecks {\n  RetrogradRunsChecks() { std::_Exit(retrograd_run_checks()); }\n"
      "} retrograd_runs_checks;\n\n}  // namespace\n";
  if (!options.header.empty())
    text += "\n#if __has_include(" + quoted(options.header) + ")\n#include " + quoted(options.header) + "\n#endif\n";
  return text;
}

}  // namespace retrograd::backend

// IR text in, C++ text out.
#pragma once

#include "backend/backend.h"
#include "ir/parse.h"
#include "ir_test_helpers.h"

#include <gtest/gtest.h>

namespace retrograd::test {

struct Parsed {
  ir::Module module;
  explicit Parsed(const std::string& text) {
    CollectingSink sink;
    EXPECT_TRUE(ir::parse(text, module, sink)) << sink.text;
  }
  ir::Function& operator[](const std::string& name) {
    ir::Function* function = module.find(name);
    EXPECT_NE(function, nullptr) << name;
    return *function;
  }
};

// The definition of the only (or the first) function.
inline std::string definition(const std::string& text) {
  Parsed parsed(text);
  return parsed.module.functions.empty() ? "" : backend::printDefinition(parsed.module.functions.front());
}

// What stands between "return " and ";" of `func f(parameters) -> type { return expression; }`.
inline std::string returned(const std::string& parameters, const std::string& type, const std::string& expression) {
  const std::string text = definition("func f(" + parameters + ") -> " + type + " { return " + expression + "; }");
  const auto from = text.find("return "), to = text.rfind(';');
  return from == std::string::npos ? text : text.substr(from + 7, to - from - 7);
}

}  // namespace retrograd::test

// The C++ program that checks the derivatives of a file's functions: `retrograd check`.
#pragma once

#include "ir/ir.h"

#include <map>
#include <string>
#include <vector>

namespace retrograd::backend {

struct CheckedFunction {
  const ir::Function* function = nullptr;
  std::string place;  // "f.cpp:3"

  std::string name() const;  // "ns::f"
  std::vector<std::string> parameters() const;
};

// What include/retrograd/detail/check_points.h calls PointOptions.
struct CheckOptions {
  std::string source;  // absolute path of the file that is checked
  std::string shown;   // how the user names it
  std::string header;  // name of the header that the tool may write for the program
  unsigned long long seed = 1;
  int points = 3, seconds = 60;
  std::map<std::string, unsigned long long> sizes;
  std::map<std::string, double> values;
};

std::string printCheckProgram(const std::vector<CheckedFunction>& functions, const CheckOptions& options);

}  // namespace retrograd::backend

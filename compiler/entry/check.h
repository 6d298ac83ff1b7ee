// retrograd check f.cpp: writes a program that checks the derivatives of the functions in f.cpp, compiles and runs it.
#pragma once

#include <string>
#include <vector>

namespace retrograd::entry {

// The words behind "check"; returns the exit status: 0 nothing is wrong, 1 something is, or can't be compiled.
int check(const std::vector<std::string>& words);

}  // namespace retrograd::entry

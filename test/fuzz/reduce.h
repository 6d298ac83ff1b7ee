// Makes a failing program small: statements and expressions are taken away as long as the failure stays of one kind.
#pragma once

#include <functional>
#include <string>

namespace retrograd::fuzz {

// `fails` says whether a program (as text) still shows the failure.
std::string reduce(const std::string& text, const std::function<bool(const std::string&)>& fails);

}  // namespace retrograd::fuzz

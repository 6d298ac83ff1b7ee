// Differentiates a program and judges everything that comes out.
#pragma once

#include "ir/ir.h"

#include <cstdint>
#include <optional>
#include <string>

namespace retrograd::fuzz {

enum class Outcome {
  Passed,
  Skipped,  // the primal itself is undefined, or its numbers are too large to compare
  Refused,  // the compiler said that it can't
  Failed
};

struct Verdict {
  Outcome outcome = Outcome::Passed;
  std::string kind;    // Failed: what two programs with the same fault share; Refused: the message
  std::string detail;  // values, for people
};

// `module` gets the derivatives added. The annotated function is the root (else the last one).
Verdict judge(ir::Module& module, std::uint64_t seed);
// The program with its tangent, adjoint and Hessian-vector product, as text.
std::string derivativesOf(const std::string& text);
// The same as judge for a program as text.
Verdict judgeText(const std::string& text, std::uint64_t seed);

}  // namespace retrograd::fuzz

// What each derivative must fulfil, against numbers that the evaluator found.
#pragma once

#include "inputs.h"

#include <optional>
#include <string>
#include <vector>

namespace retrograd::fuzz {

struct Problem {
  std::string kind, detail;
};

// The primal on hyperdual numbers.
struct Expected {
  bool usable = false;  // defined, and its numbers are moderate
  std::string error;
  long double scale = 1;  // the largest number met
  bool single = false;    // computes in float somewhere
  std::vector<Hyperdual> result;
  std::vector<std::vector<Cell>> memory;   // per input
  std::vector<std::vector<Cell>> globals;  // as the module lists them
};
Expected evaluatePrimal(const ir::Module& module, const ir::Function& root, const Inputs& inputs);

// Which parameters have companions.
std::vector<bool> activeParameters(const ir::Function& root, const std::optional<std::vector<unsigned>>& wrt);

// The interpreter's primal is the evaluator's, bit by bit.
std::optional<Problem> checkPrimal(const ir::Module& module, const ir::Function& root, const Inputs& inputs,
                                   const Expected& expected);
// Primal outputs are equal, tangents are those of the evaluator. `columns`: along so many directions at once.
std::optional<Problem> checkTangent(const ir::Module& module, const ir::Function& root, const ir::Function& tangent,
                                    const Inputs& inputs, unsigned columns = 1);
// Primal outputs are equal; adjoints applied to the direction give the seeds applied to the tangents; they add to what
// the caller had; a zero seed adds nothing; the tape ends empty. `rows`: so many seeds at once, each its own.
std::optional<Problem> checkAdjoint(ir::Module& module, const ir::Function& root, ir::Function& adjoint,
                                    const Inputs& inputs, std::uint64_t seed, unsigned rows = 1);
// The same for the second order.
std::optional<Problem> checkHvp(ir::Module& module, const ir::Function& root, ir::Function& hvp, const Inputs& inputs,
                                std::uint64_t seed);

}  // namespace retrograd::fuzz

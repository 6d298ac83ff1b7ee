#include "pipeline/passes.h"

#include "ir/print.h"
#include "ir/verify.h"
#include "transform/cleanup.h"
#include "transform/copies.h"
#include "transform/hoist.h"
#include "transform/inline.h"
#include "transform/interleave.h"
#include "transform/meaning.h"
#include "transform/prepare.h"
#include "transform/sums.h"

#include <iterator>

namespace retrograd::pipeline {

namespace {
template <void (*pass)(ir::Function&, ir::TypeTable&)>
void typed(ir::Function& function, ir::TypeTable& types, const Options&) {
  pass(function, types);
}
template <void (*pass)(ir::Function&)> void plain(ir::Function& function, ir::TypeTable&, const Options&) {
  pass(function);
}
void interleave(ir::Function& function, ir::TypeTable& types, const Options& options) {
  transform::interleaveSums(function, types, options.lanes);
}
void names(ir::Function& function, ir::TypeTable&, const Options& options) {
  transform::assignNames(function, options.macros);
}

// The order of everything; `firstAfter` divides what runs before a transform from what runs after it, `firstLast`
// begins what runs when no transform will read the function again.
constexpr Pass passes[] = {
    {"inline", imported, inlined, prepared, typed<transform::inlineCalls>},
    {"prepare", imported | inlined, prepared, noDeadCode | declaredLate | shortNames, typed<transform::prepare>},
    // tangent, adjoint, hvp
    {"dead-code", imported, noDeadCode, 0, plain<transform::removeDeadCode>},
    {"declare-late", noDeadCode, declaredLate, shortNames, plain<transform::sinkDeclarations>},
    {"copies", declaredLate, 0, shortNames, plain<transform::propagateCopies>},
    {"sums", declaredLate, 0, shortNames, typed<transform::arrangeSums>},
    {"hoist", declaredLate, 0, shortNames, typed<transform::hoistReads>},
    {"names", declaredLate, shortNames, 0, names},
    {"interleave", declaredLate, 0, shortNames, interleave},
};
constexpr std::size_t firstAfter = 2, firstLast = std::size(passes) - 1;

constexpr bool isOrdered(const Pass* first, const Pass* last, unsigned known) {
  for (; first != last; ++first) {
    if ((first->needs & known) != first->needs) return false;
    known = (known & ~first->breaks) | first->gives;
  }
  return true;
}
static_assert(isOrdered(passes, passes + firstAfter, imported), "a pass before the transforms lacks what it needs");
static_assert(isOrdered(passes + firstAfter, std::end(passes), imported),
              "a pass after the transforms lacks what it needs");
}  // namespace

std::span<const Pass> functionPasses() { return passes; }
std::span<const Pass> passesBefore() { return std::span(passes).first(firstAfter); }

bool PassRunner::check(const char* pass, const ir::Function& function) {
  if (options_.print && (options_.printAfter == "all" || options_.printAfter == pass))
    options_.print("// after " + std::string(pass) + "\n" + ir::print(function));
  const auto problem = ir::verify(function);
  if (problem) sink_.report(diag::Message::VerifierFailed, function.location, {pass, *problem});
  return !problem;
}

bool PassRunner::run(const Pass& pass, ir::Function& function, ir::TypeTable& types) {
  pass.run(function, types, options_);
  if ((pass.gives & inlined) && !transform::leavesConstAlone(function, sink_)) return false;
  return check(pass.name, function);
}

bool PassRunner::before(ir::Function& function, ir::TypeTable& types) {
  for (const Pass& pass : passesBefore())
    if (!run(pass, function, types)) return false;
  return true;
}

bool PassRunner::after(ir::Function& function, ir::TypeTable& types) {
  for (const Pass& pass : std::span(passes).subspan(firstAfter, firstLast - firstAfter))
    if (!run(pass, function, types)) return false;
  return true;
}

bool PassRunner::last(ir::Function& function, ir::TypeTable& types) {
  for (const Pass& pass : std::span(passes).subspan(firstLast))
    if (!run(pass, function, types)) return false;
  return run(passes[firstLast - 1], function, types);  // names again, for what is new
}

}  // namespace retrograd::pipeline

// All derivatives made for a module, each once: which function, with respect to what, in which form.
#pragma once

#include "diag/diagnostics.h"
#include "ir/ir.h"
#include "pipeline/passes.h"
#include "transform/companions.h"
#include "transform/guards.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retrograd::transform {

// What a derivative is taken of.
struct Variant {
  std::vector<bool> active;    // per parameter: has a companion (x_bar, x_dot)
  bool resultActive = true;    // is the result's derivative wanted?
  std::vector<bool> unstable;  // per parameter (split only): its memory changes before the reverse half runs
  auto operator<=>(const Variant&) const = default;
};

// Where a parameter of a derivative comes from in terms of the primal's.
struct Source {
  enum Kind { Primal, Companion, Result, Tape } kind = Primal;
  unsigned index = 0;
};

struct Derivative {
  ir::Function* function = nullptr;
  std::vector<Source> sources;  // one per parameter of `function`
};

// f_forward runs the primal and keeps what f_reverse needs on the tape. A callee that keeps nothing has no forward
// half of its own: the primal serves.
struct SplitAdjoint {
  Derivative forward, reverse;
  bool usesTape = false;
  bool keepsPointers = false;  // to adjoints that the caller has given, for the reverse half
};

// A loop whose record is bounded (bounded_loops.h): the function that it has become, that of one of its iterations.
struct BoundedLoop {
  ir::Function *function = nullptr, *step = nullptr;
  std::vector<unsigned> captured;  // per parameter of `step` behind the counter: which of `function`'s it is
  std::vector<bool> isState;       // per parameter of `function`: do the steps change it?
  std::uint64_t memory = 0;        // bytes
};

class Derivatives {
public:
  Derivatives(ir::Module& module, pipeline::PassRunner& passes) : module_(module), passes_(passes) {}

  // Each returns null after an error was reported.
  const Derivative* tangent(ir::Function& primal, const Variant& variant);
  const Derivative* adjoint(ir::Function& primal, const Variant& variant);
  // How much the adjoint keeps; null, without an error, where the arguments don't tell.
  const Derivative* tapeBytes(ir::Function& primal, const Variant& variant);
  const SplitAdjoint* split(ir::Function& primal, const Variant& variant);
  // Where the parameters of a tangent, of an adjoint or of the halves of a split one come from; null for other
  // functions.
  const std::vector<Source>* sourcesOf(const ir::Function& function) const;

  // By name of the primal's loop counter; and what the function is, or null.
  std::map<std::pair<const ir::Function*, std::string>, BoundedLoop>& boundedLoops() { return boundedLoops_; }
  const BoundedLoop* boundedLoop(const ir::Function& function) const;

  // The derivative (or half of a split one) with so many seeds at once; null until rows.h has made it.
  ir::Function*& rowsOf(const ir::Function& derivative, unsigned rows) { return rows_[{&derivative, rows}]; }

  ir::Module& module() { return module_; }
  pipeline::PassRunner& passes() { return passes_; }
  diag::Sink& sink() { return passes_.sink(); }
  bool strict() const { return passes_.options().strictIeee; }
  // May an adjoint be computed by tangents where both agree?
  bool choosesMode() const { return !strict() && !passes_.options().reverseOnly; }
  Guards guards() { return {module_, passes_.options()}; }

private:
  using Key = std::pair<ir::Function*, Variant>;
  using Transform = bool (*)(Derivatives&, ir::Function&, const Variant&, Derivative&);
  const Derivative* once(std::map<Key, std::optional<Derivative>>& made, const std::string& name, ir::Function& primal,
                         const Variant& asked, Transform make);
  ir::Module& module_;
  pipeline::PassRunner& passes_;
  std::map<Key, std::optional<Derivative>> tangents_, adjoints_, tapeBytes_;
  std::map<Key, std::optional<SplitAdjoint>> splits_;
  std::map<std::pair<const ir::Function*, unsigned>, ir::Function*> rows_;
  std::map<std::pair<const ir::Function*, std::string>, BoundedLoop> boundedLoops_;
};

// The variant in which every parameter that can be active is (or, with wrt, those named), as the user asks for it.
Variant defaultVariant(const ir::Function& function, const std::optional<std::vector<unsigned>>& wrt);
// "_wrt_0_2" or nothing, as the variant's difference from the default one says; further suffixes likewise.
std::string variantName(const std::string& derivative, const ir::Function& primal, const Variant& variant);

// Gives the derivative its parameters, one per source. Calls of a recursive function need them before its body is
// there.
void declareParameters(Derivative& derivative, const ir::Function& primal, Direction direction, ir::TypeTable& types);
// What a derivative takes that takes everything: each parameter and its companion, then the result's.
std::vector<Source> allSources(const ir::Function& primal, const Variant& variant);

// A function in the primal's namespaces whose name nobody else has; internal.
ir::Function* newHelper(ir::Module& module, const std::string& name, const ir::Function& primal);

// The C++ name without namespaces as an identifier: "f" of ns::f, "f_of_double" of ns::f<double>, "C_f" of ns::C::f.
std::string cxxName(const ir::Function& function);

// With guards: checks of the companions that users give, at the beginning of the derivative.
void addShapeChecks(Derivatives& derivatives, const ir::Function& primal, Derivative& derivative);

// The transforms themselves (tangent.cpp, adjoint.cpp, tape_bytes.cpp).
bool makeTangent(Derivatives& derivatives, ir::Function& primal, const Variant& variant, Derivative& result);
bool makeAdjoint(Derivatives& derivatives, ir::Function& primal, const Variant& variant, Derivative& result);
bool makeTapeBytes(Derivatives& derivatives, ir::Function& primal, const Variant& variant, Derivative& result);
bool makeSplitAdjoint(Derivatives& derivatives, ir::Function& primal, const Variant& variant, SplitAdjoint& result);

}  // namespace retrograd::transform

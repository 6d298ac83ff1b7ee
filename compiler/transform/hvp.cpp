#include "transform/hvp.h"

#include "backend/names.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;

const Derivative* makeHvp(Derivatives& derivatives, Function& primal, const Variant& variant) {
  const Derivative* tangent = derivatives.tangent(primal, variant);
  if (!tangent) return nullptr;
  Function& inner = *tangent->function;
  inner.memory = primal.memory;
  Variant outer;
  for (std::size_t i = 0; i < tangent->sources.size(); ++i) {
    const Source& source = tangent->sources[i];
    const Type* type = inner.parameters[i]->type;
    const bool written = type->givesWriteAccess();
    const bool primalActive = source.kind == Source::Primal && variant.active[source.index];
    // Directions are constants, but for those of memory that the function writes.
    outer.active.push_back(type->canBeActive() && (primalActive || (source.kind != Source::Primal && written)));
    outer.unstable.push_back(false);
  }
  const Derivative* adjoint = derivatives.adjoint(inner, outer);
  if (!adjoint) return nullptr;
  Function& result = *adjoint->function;
  const std::string name = variantName(backend::hvpName(cxxName(primal)), primal, variant);
  if (result.name == name) return adjoint;  // asked for before
  const auto scoped = result.qualifiedName.rfind("::");
  result.qualifiedName = (scoped == std::string::npos ? "" : result.qualifiedName.substr(0, scoped + 2)) + name;
  result.name = name;
  // (…, R& result_dot, R& result_dot_bar, R result_bar) becomes (…, R& result_dot, R result_bar, R result_dot_bar).
  const std::size_t count = result.parameters.size();
  if (count >= 3 && adjoint->sources[count - 1].kind == Source::Result) {
    Variable* seed = result.parameters[count - 2];
    if (seed->type->isReference()) seed->type = seed->type->element;
    std::swap(result.parameters[count - 2], result.parameters[count - 1]);
    if (!derivatives.passes().after(result, derivatives.module().types)) return nullptr;
  }
  return adjoint;
}

}  // namespace retrograd::transform

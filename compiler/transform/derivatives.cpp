#include "transform/derivatives.h"

#include "backend/names.h"
#include "ir/build.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;

Variant defaultVariant(const Function& function, const std::optional<std::vector<unsigned>>& wrt) {
  Variant variant;
  variant.unstable.assign(function.parameters.size(), false);
  for (unsigned i = 0; i < function.parameters.size(); ++i) {
    const Variable* parameter = function.parameters[i];
    bool active = parameter->type->canBeActive() && !parameter->markedPassive;
    // Memory that the function may write is an output as well: it can't be left out of the derivative.
    if (wrt && !parameter->type->givesWriteAccess()) {
      bool named = false;
      for (const unsigned index : *wrt) named |= index == i;
      active &= named;
    }
    variant.active.push_back(active);
  }
  return variant;
}

std::string variantName(const std::string& derivative, const Function& primal, const Variant& variant) {
  std::string name = derivative;
  const Variant full = defaultVariant(primal, std::nullopt);
  if (variant.active != full.active) {
    std::vector<unsigned> active;
    for (unsigned i = 0; i < variant.active.size(); ++i)
      if (variant.active[i]) active.push_back(i);
    name = backend::wrtName(name, active);
  }
  if (!variant.resultActive && primal.result->canBeActive()) name = backend::withoutResultName(name);
  std::vector<unsigned> unstable;
  for (unsigned i = 0; i < variant.unstable.size(); ++i)
    if (variant.unstable[i]) unstable.push_back(i);
  return unstable.empty() ? name : backend::changingName(name, unstable);
}

std::vector<Source> allSources(const Function& primal, const Variant& variant) {
  std::vector<Source> sources;
  for (unsigned i = 0; i < primal.parameters.size(); ++i) {
    sources.push_back({Source::Primal, i});
    if (variant.active[i]) sources.push_back({Source::Companion, i});
  }
  if (variant.resultActive && primal.result->canBeActive()) sources.push_back({Source::Result, 0});
  return sources;
}

void declareParameters(Derivative& derivative, const Function& primal, Direction direction, TypeTable& types) {
  Function& function = *derivative.function;
  for (const Source& source : derivative.sources) {
    const Variable* original =
        source.kind == Source::Tape || source.kind == Source::Result ? nullptr : primal.parameters[source.index];
    std::string name = companionName(direction, backend::resultName());
    const Type* type = direction == Direction::Adjoint ? primal.result : types.referenceTo(primal.result);
    if (source.kind == Source::Primal) {
      name = original->name;
      type = original->type;
    } else if (source.kind == Source::Companion) {
      name = companionName(direction, original->name);
      type = companionType(types, direction, original->type);
    } else if (source.kind == Source::Tape) {
      name = backend::tapeName();
      type = types.referenceTo(types.opaque("retrograd::Tape", false));
    }
    Variable* parameter = function.newVariable(name, type, VariableRole::Parameter);
    parameter->markedPassive = source.kind == Source::Primal && original->markedPassive;
    if (original) parameter->location = original->location;
    function.parameters.push_back(parameter);
  }
}

namespace {
Function* newFunction(Module& module, const std::string& unique, const std::string& name, const Function& primal) {
  Function* function = module.newFunction(unique);
  for (const std::string& space : primal.scope) {
    const std::string inlined = "inline ";
    const std::string plain = space.starts_with(inlined) ? space.substr(inlined.size()) : space;
    if (!plain.empty()) function->qualifiedName += plain + "::";
  }
  function->qualifiedName += name;
  function->scope = primal.scope;
  function->location = primal.location;
  return function;
}

Function* newDerivative(Module& module, const std::string& name, const Function& primal) {
  // Overloads share a C++ name; the module's must differ.
  std::string unique = name;
  for (unsigned n = 2; module.find(unique); ++n) unique = name + "." + std::to_string(n);
  Function* function = newFunction(module, unique, name, primal);
  // Derivatives of functions that nobody asked for by name are ours alone.
  function->internal = primal.internal || !(primal.annotated || primal.generated);
  function->generated = true;
  function->chosenByConst = primal.chosenByConst;
  function->inlining = primal.annotated ? Inlining::Never : primal.inlining;
  return function;
}
}  // namespace

Function* newHelper(Module& module, const std::string& name, const Function& primal) {
  std::string unique = name;
  for (unsigned n = 2; module.find(unique); ++n) unique = name + "_" + std::to_string(n);
  Function* function = newFunction(module, unique, unique, primal);
  function->internal = true;
  function->inlining = Inlining::Never;
  return function;
}

// One variant for what comes to the same: a result that can't be active has no derivative, wanted or not.
static Variant normalized(const Function& primal, Variant variant) {
  variant.resultActive &= primal.result->canBeActive();
  return variant;
}

const Derivative* Derivatives::once(std::map<Key, std::optional<Derivative>>& made, const std::string& name,
                                    Function& primal, const Variant& asked, Transform make) {
  const Variant variant = normalized(primal, asked);
  auto [slot, fresh] = made.try_emplace({&primal, variant});
  std::optional<Derivative>& result = slot->second;
  if (!fresh) return result ? &*result : nullptr;
  result.emplace().function = newDerivative(module_, variantName(name, primal, variant), primal);
  if (!make(*this, primal, variant, *result)) {
    result->function->generated = false;
    result.reset();
  }
  return result ? &*result : nullptr;
}

const Derivative* Derivatives::tangent(Function& primal, const Variant& variant) {
  return once(tangents_, backend::tangentName(cxxName(primal)), primal, variant, makeTangent);
}

const Derivative* Derivatives::adjoint(Function& primal, const Variant& variant) {
  return once(adjoints_, backend::adjointName(cxxName(primal)), primal, variant, makeAdjoint);
}

const Derivative* Derivatives::tapeBytes(Function& primal, const Variant& variant) {
  return once(tapeBytes_, backend::tapeBytesName(cxxName(primal)), primal, variant, makeTapeBytes);
}

// Halves take only what they need: those of two overloads may come to take the same.
static void tellApart(const Module& module, Function& half) {
  const std::string name = half.qualifiedName;
  const auto isTaken = [&](const Function& other) {
    return &other != &half && other.qualifiedName == half.qualifiedName &&
           std::equal(other.parameters.begin(), other.parameters.end(), half.parameters.begin(), half.parameters.end(),
                      [](const Variable* a, const Variable* b) { return a->type == b->type; });
  };
  for (unsigned n = 2; std::any_of(module.functions.begin(), module.functions.end(), isTaken); ++n)
    half.qualifiedName = name + "_" + std::to_string(n);
}

const SplitAdjoint* Derivatives::split(Function& primal, const Variant& asked) {
  const Variant variant = normalized(primal, asked);
  auto [slot, fresh] = splits_.try_emplace({&primal, variant});
  std::optional<SplitAdjoint>& result = slot->second;
  if (!fresh) return result ? &*result : nullptr;
  result.emplace();
  const std::string name = cxxName(primal);
  result->forward.function = newDerivative(module_, variantName(backend::forwardName(name), primal, variant), primal);
  result->reverse.function = newDerivative(module_, variantName(backend::reverseName(name), primal, variant), primal);
  // What they hand over is known to this unit only.
  result->forward.function->internal = result->reverse.function->internal = true;
  if (!makeSplitAdjoint(*this, primal, variant, *result)) {
    result->forward.function->generated = result->reverse.function->generated = false;
    result.reset();
  } else {
    for (Function* half : {result->forward.function, result->reverse.function}) tellApart(module_, *half);
    result->forward.function->generated &= result->usesTape;
  }
  return result ? &*result : nullptr;
}

const BoundedLoop* Derivatives::boundedLoop(const Function& function) const {
  for (const auto& [key, loop] : boundedLoops_)
    if (loop.function == &function) return &loop;
  return nullptr;
}

const std::vector<Source>* Derivatives::sourcesOf(const Function& function) const {
  for (const auto* all : {&tangents_, &adjoints_})
    for (const auto& [key, made] : *all)
      if (made && made->function == &function) return &made->sources;
  for (const auto& [key, made] : splits_) {
    if (made && made->forward.function == &function) return &made->forward.sources;
    if (made && made->reverse.function == &function) return &made->reverse.sources;
  }
  return nullptr;
}

std::string cxxName(const Function& function) {
  return backend::unscopedName(function.qualifiedName.empty() ? function.name : function.qualifiedName, function.scope);
}

}  // namespace retrograd::transform

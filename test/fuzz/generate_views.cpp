// Records and arrays that hold pointers.
#include "generate.h"
#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

// View v; v.data = …; v.size = …;   or a copy of another one
void FunctionGenerator::view(Block& out) {
  std::vector<Known> views;
  for (const Known& known : known_)
    if (known.variable->type == programs_.view) views.push_back(known);
  if (!views.empty() && chance(30)) {
    const Known& source = views[random_.below(static_cast<unsigned>(views.size()))];
    Variable* copy = fresh("view", programs_.view);
    out.push_back(declare(copy, read(source.variable)));
    Known& known = add(copy);
    known.length = source.length;
    known.roots.insert(source.roots.begin(), source.roots.end());
    return;
  }
  const unsigned length = 1u << random_.below(3);
  const auto pointed = pointerTo(types_.doubleType(), length, true, false);
  if (!pointed || pointed->pointer->type->constElement) return assign(out);
  Variable* variable = fresh("view", programs_.view);
  out.push_back(chance(50) ? declare(variable) : declareZero(variable));
  out.push_back(ir::assign(member(place(variable), "data"), pointed->pointer));
  out.push_back(ir::assign(member(place(variable), "size"), whole(static_cast<int>(length))));
  Known& known = add(variable);
  known.length = length;
  known.roots.insert(pointed->roots.begin(), pointed->roots.end());
}

// double* rows[2]; rows[0] = …; rows[1] = …;
void FunctionGenerator::rows(Block& out) {
  const Type* pointer = types_.pointerTo(types_.doubleType());
  const unsigned length = 1u << random_.below(2);
  std::vector<Pointed> leads;
  for (int i = 0; i < 2; ++i) {
    const auto pointed = pointerTo(types_.doubleType(), length, true, false);
    if (!pointed || pointed->pointer->type->constElement) return assign(out);
    leads.push_back(*pointed);
  }
  Variable* variable = fresh("rows", types_.arrayOf(pointer, 2));
  out.push_back(declare(variable));
  for (int i = 0; i < 2; ++i) out.push_back(ir::assign(element(place(variable), whole(i)), leads[i].pointer));
  Known& known = add(variable);
  known.length = length;
  for (const Pointed& lead : leads) known.roots.insert(lead.roots.begin(), lead.roots.end());
  if (!programs_.has(Feature::Loops) || chance(60)) return;
  // The rows change places; what is passed of them in between leads elsewhere each time.
  loopOver(out, 1 + random_.below(3), [&](Variable*, Block& body) {
    if (programs_.has(Feature::Calls)) call(body);
    fill(body, 1);
    Variable* swapped = fresh("swapped", pointer);
    const Place first = element(place(variable), whole(0)), second = element(place(variable), whole(1));
    body.push_back(declare(swapped, read(first)));
    body.push_back(ir::assign(first, read(second)));
    body.push_back(ir::assign(second, read(swapped)));
  });
}

std::optional<Argument> FunctionGenerator::viewArgument(const Variable* parameter, unsigned length,
                                                        std::vector<Used>& used) {
  for (const Known& known : known_) {
    const Type* type = known.variable->type->isReference() ? known.variable->type->element : known.variable->type;
    if (type != programs_.view || known.length < length || chance(30)) continue;
    if (parameter->type->isReference() && !parameter->type->constElement &&
        known.variable->role == VariableRole::Parameter)
      continue;
    Used candidate{known.roots, true};
    if (clashes(candidate, used)) continue;
    used.push_back(candidate);
    if (parameter->type->isReference()) return Argument{nullptr, place(known.variable)};
    return Argument{read(known.variable), std::nullopt};
  }
  return std::nullopt;
}

}  // namespace retrograd::fuzz

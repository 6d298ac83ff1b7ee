#include "transform/leaves.h"

#include "ir/build.h"
#include "transform/algebra.h"

namespace retrograd::transform {

using namespace ir;

void forEachLeaf(Function& function, TypeTable& types, const std::vector<Place>& places, Block& out,
                 const std::function<void(const std::vector<Place>&, Block&)>& make) {
  const Type* type = places[0].type();
  if (type->isFloat() || (type->kind == TypeKind::Opaque && type->activeOpaque)) {
    make(places, out);
  } else if (type->kind == TypeKind::Record) {
    for (const Field& field : type->fields) {
      if (field.passive || field.type->isPointer() || !field.type->canBeActive()) continue;
      std::vector<Place> members;
      for (const Place& place : places) members.push_back(member(place, field.name));
      forEachLeaf(function, types, members, out, make);
    }
  } else if ((type->kind == TypeKind::Array || type->isVector()) && type->canBeActive() &&
             !type->element->isPointer()) {
    Loop loop;
    loop.counter = function.newVariable("k", types.longType());
    loop.begin = literal(0, types.longType());
    loop.end = type->isVector() ? convert(read(vectorSize(places[0])), types.longType())
                                : literal(static_cast<double>(type->extent), types.longType());
    loop.step = literal(1, types.longType());
    std::vector<Place> elements;
    for (const Place& place : places) elements.push_back(element(place, read(loop.counter)));
    forEachLeaf(function, types, elements, loop.body, make);
    out.push_back({std::move(loop), {}});
  }
}

void zero(Function& function, TypeTable& types, const Place& place, Block& out) {
  forEachLeaf(function, types, {place}, out, [](const std::vector<Place>& leaf, Block& block) {
    const Type* type = leaf[0].type();
    block.push_back(assign(
        leaf[0], type->isFloat() ? literal(0, type) : operation(OperationKind::ZeroLike, type, {read(leaf[0])})));
  });
}

}  // namespace retrograd::transform

#include "ir/verify.h"
namespace retrograd::ir {
bool isConstPlace(const Place& place) {
  const Type* type = place.root->type;
  bool isConst = place.root->isConst;
  if (type->isReference()) {
    isConst = type->constElement;
    type = type->element;
  }
  for (const Step& step : place.path) {
    if (!type) break;
    if (step.kind == StepKind::Field) {
      const Field* field = type->field(step.field);
      type = field ? field->type : nullptr;
    } else {
      if (type->isPointer()) isConst = type->constElement;
      type = type->element;
    }
  }
  return isConst;
}
}  // namespace retrograd::ir

#pragma once
#include <retrograd/autodiff.h>

struct Shape {
  double width, height;
};

[[autodiff]] inline double area(const Shape& shape) { return shape.width * shape.height; }

#ifdef USE_TOOL
#include "model.ad.h"
#endif

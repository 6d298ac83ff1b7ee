#pragma once
#include <retrograd/autodiff.h>

[[autodiff]] inline double weighted(double x, [[autodiff::passive]] double weight) { return x * x * weight; }

struct [[autodiff]] Pair {
  double first, second;
};

// What the two programs share: the model, and how it classifies.
#pragma once

#include <retrograd/data.h>
#include <retrograd/ops.h>
#include <retrograd/random.h>

struct [[autodiff]] Net {
  retrograd::Tensor<float, 2, 32> w1;
  retrograd::Tensor<float, 32> b1;
  retrograd::Tensor<float, 32, 3> w2;
  retrograd::Tensor<float, 3> b2;
};

using Points = retrograd::Tensor<float, retrograd::dyn, 2>;

inline retrograd::Tensor<float, retrograd::dyn, 3> logits(const Net& net, const Points& x) {
  return linear(relu(linear(x, net.w1, net.b1)), net.w2, net.b2);
}

// Points in the square from -1 to 1; the class is the ring that they lie in.
inline retrograd::Dataset<Points, retrograd::Labels> rings(long rows, std::uint64_t seed) {
  retrograd::Random random(seed);
  retrograd::Dataset<Points, retrograd::Labels> data{Points::uninitialized(rows),
                                                     retrograd::Labels::uninitialized(rows)};
  for (long i = 0; i < rows; ++i) {
    const double x = random.uniform(-1, 1), y = random.uniform(-1, 1), square = x * x + y * y;
    data.inputs(i, 0) = static_cast<float>(x);
    data.inputs(i, 1) = static_cast<float>(y);
    data.targets[i] = square < 0.3 ? 0 : square < 0.8 ? 1 : 2;
  }
  return data;
}
